// The programs get the display, the admin socket and the passphrase through environment variables. Daemon and
// player write into logs in the site's folder.
#include "e2e/site.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/files.hpp"

namespace bangtin::e2e {

namespace {

std::string slurp(const std::filesystem::path& path) {
  result<std::string> content = read_file(path, 64 * 1024 * 1024);
  return content ? *content : std::string();
}

int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A sanitizer's report among the lines, at most 120 lines from its first one; empty if there is none.
std::string sanitizer_report(std::istream& lines) {
  constexpr int max_lines = 120;
  std::string report, line;
  for (int count = 0; count < max_lines && std::getline(lines, line);) {
    bool begins = line.find("ThreadSanitizer") != std::string::npos ||
                  line.find("AddressSanitizer") != std::string::npos ||
                  line.find("LeakSanitizer") != std::string::npos ||
                  line.find("runtime error:") != std::string::npos;
    if (count == 0 && !begins) continue;
    report += line + "\n";
    ++count;
  }
  return report;
}

void expect_no_report(const std::string& program, std::istream& lines) {
  std::string report = sanitizer_report(lines);
  EXPECT_TRUE(report.empty()) << "a sanitizer complains in the log of " << program << ":\n" << report;
}

}  // namespace

namespace {

// Hours from UTC to the zone in which it is noon now.
int noon_offset() {
  static const int hours = [] {
    auto now = std::chrono::system_clock::now();
    auto of_day = now - std::chrono::floor<std::chrono::days>(now);
    return 12 - static_cast<int>(std::chrono::floor<std::chrono::hours>(of_day).count());
  }();
  return hours;
}

}  // namespace

// The names of the time zone database count to the west.
std::string noon_zone() {
  int hours = noon_offset();
  return hours == 0 ? "Etc/UTC" : fmt::format("Etc/GMT{:+}", -hours);
}

std::string this_month() {
  auto there = std::chrono::system_clock::now() + std::chrono::hours(noon_offset());
  return fmt::format("{:%Y-%m}", fmt::gmtime(std::chrono::system_clock::to_time_t(there)));
}

bool eventually(std::chrono::milliseconds within, const std::function<bool()>& answer) {
  auto until = std::chrono::steady_clock::now() + within;
  for (;;) {
    if (answer()) return true;
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

double difference(const small_picture& a, const small_picture& b) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < a.bgr.size(); ++i)
    sum += static_cast<std::uint64_t>(std::abs(int{a.bgr[i]} - int{b.bgr[i]}));
  return static_cast<double>(sum) / static_cast<double>(a.bgr.size());
}

bool is_black(const small_picture& p) {
  return difference(p, small_picture{}) < 1.0;
}

bool have_virtual_screen() {
  return std::filesystem::exists("/usr/bin/Xvfb");
}

virtual_screen::virtual_screen(int width, int height) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  unique_fd reads(ends[0]);
  unique_fd writes(ends[1]);
  unique_fd null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  process_setup setup;
  setup.argv = {"/usr/bin/Xvfb",
                "-displayfd",
                "3",
                "-fbdir",
                folder_.path().string(),
                "-nolisten",
                "tcp",
                "-noreset",
                "-screen",
                "0",
                std::to_string(width) + "x" + std::to_string(height) + "x24"};
  setup.descriptors = {{writes.get(), 3}, {null_fd.get(), 2}};
  setup.environment = {"PATH=/usr/bin:/bin"};
  server_ = start_process(setup).value();
  writes.reset();
  // The display's number may come in several pieces, and ends with a newline.
  std::string number;
  char c = 0;
  while (::read(reads.get(), &c, 1) == 1 && c != '\n') number += c;
  if (number.empty()) throw std::runtime_error("Xvfb did not start");
  display_ = ":" + number;
  pixels_.emplace(frame_buffer_file());
}

small_picture virtual_screen::look() const {
  int width = pixels_->width();
  int height = pixels_->height();
  small_picture small;
  for (int y = 0; y < small_picture::height; ++y) {
    for (int x = 0; x < small_picture::width; ++x) {
      int x0 = x * width / small_picture::width, x1 = (x + 1) * width / small_picture::width;
      int y0 = y * height / small_picture::height, y1 = (y + 1) * height / small_picture::height;
      unsigned sum[3] = {0, 0, 0};
      for (int row = y0; row < y1; ++row) {
        const std::uint8_t* p = pixels_->at(x0, row);
        for (int column = x0; column < x1; ++column, p += 4) {
          for (int c = 0; c < 3; ++c) sum[c] += p[c];
        }
      }
      unsigned count = static_cast<unsigned>((x1 - x0) * (y1 - y0));
      for (std::size_t c = 0; c < 3; ++c) {
        small.bgr[static_cast<std::size_t>(y * small_picture::width + x) * 3 + c] =
            static_cast<std::uint8_t>(sum[c] / count);
      }
    }
  }
  return small;
}

site::site(const virtual_screen& screen, std::string audio_driver)
    : site(screen.display(), std::move(audio_driver)) {}

site::site(std::string display, std::string audio_driver)
    : display_(std::move(display)), audio_driver_(std::move(audio_driver)) {
  if (!write_file(folder_ / "passphrase", "mật khẩu của phép thử\n", 0600))
    throw std::runtime_error("no passphrase file");
}

// Workers write into the log of the program that starts them.
site::~site() {
  for (child_process* p : {&player_, &daemon_}) {
    p->kill();
    p->wait();
  }
  for (const char* program : {"bangtind", "bangtin-player"}) {
    std::ifstream log(folder_ / (std::string(program) + ".log"));
    expect_no_report(program, log);
  }
}

void site::set_environment(const std::string& program, std::vector<std::string> more) {
  more_environment_[program] = std::move(more);
}

std::vector<std::string> site::environment(const std::string& program) const {
  std::string home = folder_.path().string();
  std::vector<std::string> all = {"PATH=/usr/bin:/bin",
                                  "HOME=" + home,
                                  "LANG=C",
                                  "DISPLAY=" + display_,
                                  "SDL_VIDEODRIVER=x11",
                                  "SDL_AUDIODRIVER=" + audio_driver_,
                                  "XDG_RUNTIME_DIR=" + home,
                                  "BANGTIN_SOCKET=" + home + "/admin.sock",
                                  "BANGTIN_PASSPHRASE_FILE=" + home + "/passphrase"};
  for (const char* kept : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(kept)) all.push_back(std::string(kept) + "=" + value);
  }
  if (auto more = more_environment_.find(program); more != more_environment_.end()) {
    all.insert(all.end(), more->second.begin(), more->second.end());
  }
  for (const auto& [name, value] : variables_) {
    std::erase_if(all, [&](const std::string& line) { return line.starts_with(name + "="); });
    if (value) all.push_back(name + "=" + *value);
  }
  return all;
}

child_process site::start(const std::string& program, const std::vector<std::string>& words) {
  unique_fd out(
      ::open((folder_ / (program + ".out")).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  unique_fd log(
      ::open((folder_ / (program + ".log")).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  process_setup setup;
  setup.argv = {std::string(BANGTIN_BINARY_DIR) + "/bin/" + program};
  setup.argv.insert(setup.argv.end(), words.begin(), words.end());
  setup.descriptors = {{out.get(), 1}, {log.get(), 2}};
  setup.environment = environment(program);
  return start_process(setup).value();
}

void site::start_daemon() {
  std::vector<std::string> words{"--data",   daemon_data().string(),           "--listen", address_,
                                 "--socket", (folder_ / "admin.sock").string()};
  if (speaks_tls_) words.push_back("--tls");
  daemon_ = start("bangtind", words);
  std::string said;
  bool ready = eventually(std::chrono::seconds(20), [&] {
    said = slurp(folder_ / "bangtind.out");
    return said.find("admin socket ") != std::string::npos || !daemon_.running();
  });
  std::size_t at = said.find("listening on ");
  if (!ready || at == std::string::npos)
    throw std::runtime_error("bangtind is not ready: " + log_of("bangtind"));
  at += std::strlen("listening on ");
  address_ = said.substr(at, said.find('\n', at) - at);
}

void site::start_player(const std::vector<std::string>& more) {
  std::vector<std::string> words = {"--data", player_data().string(), "--server",
                                    (speaks_tls_ ? "https://" : "http://") + address_};
  words.insert(words.end(), more.begin(), more.end());
  player_ = start("bangtin-player", words);
}

void site::start_player_with_sticks(const std::filesystem::path& mounted) {
  player_ = start("bangtin-player", {"--data", player_data().string(), "--bundles", mounted.string()});
}

void site::start_player_through(const std::string& address) {
  player_ = start("bangtin-player", {"--data", player_data().string(), "--server", "http://" + address});
}

int site::stop(child_process& p) {
  if (p.pid() > 0) ::kill(p.pid(), SIGTERM);
  return exit_code_of(p.wait());
}

command_result site::run(const std::vector<std::string>& words) {
  std::filesystem::path out = folder_ / "command.out";
  std::filesystem::path err = folder_ / "command.err";
  unique_fd out_fd(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  unique_fd err_fd(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  process_setup setup;
  setup.argv = {std::string(BANGTIN_BINARY_DIR) + "/bin/bangtin"};
  setup.argv.insert(setup.argv.end(), words.begin(), words.end());
  setup.descriptors = {{out_fd.get(), 1}, {err_fd.get(), 2}};
  setup.environment = environment("bangtin");
  child_process command = start_process(setup).value();
  int status = command.wait();
  command_result r{exit_code_of(status), slurp(out), slurp(err)};
  std::istringstream said(r.err);
  expect_no_report("bangtin", said);
  return r;
}

std::string site::run_ok(const std::vector<std::string>& words) {
  command_result r = run(words);
  if (r.exit_code != 0) {
    std::string line;
    for (const std::string& w : words) line += " " + w;
    throw std::runtime_error("bangtin" + line + " ended with " + std::to_string(r.exit_code) + ": " + r.out +
                             r.err);
  }
  return r.out;
}

void site::go_on_air(const std::filesystem::path& programme) {
  run_ok({"keys", "init"});
  run_ok({"--yes", "apply", programme.string()});
  run_ok({"--yes", "approve"});
  std::string code;
  if (!eventually(std::chrono::seconds(20),
                  [&] { return !(code = slurp(player_data() / "pairing-code")).empty(); })) {
    throw std::runtime_error("the player shows no pairing code: " + log_of("bangtin-player"));
  }
  code = code.substr(0, 9);
  command_result paired;
  // Retry, because the daemon does not know the code until the player has sent it.
  if (!eventually(std::chrono::seconds(20), [&] {
        return (paired = run({"screen", "pair", code, "--name", "lobby"})).exit_code == 0;
      })) {
    throw std::runtime_error("pairing failed: " + paired.err);
  }
}

std::string site::log_of(const std::string& program) const {
  return slurp(folder_ / (program + ".log"));
}

}  // namespace bangtin::e2e
