// Loading with the real programs: command and daemon are killed while bytes arrive. Afterwards a file is
// there as a whole or not at all, and the same command again completes it.
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include "base/hash.hpp"
#include "base/process.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int width_px = 2560, height_px = 1440;

// A picture of noise, which no compression makes smaller.
void draw(const fs::path& file, std::mt19937& random) {
  std::string pixels(static_cast<std::size_t>(width_px) * height_px * 3, '\0');
  for (char& c : pixels) c = static_cast<char>(random());
  GdkPixbuf* picture =
      gdk_pixbuf_new_from_data(reinterpret_cast<const guchar*>(pixels.data()), GDK_COLORSPACE_RGB, FALSE, 8,
                               width_px, height_px, width_px * 3, nullptr, nullptr);
  ASSERT_TRUE(gdk_pixbuf_save(picture, file.c_str(), "png", nullptr, "compression", "0", nullptr));
  g_object_unref(picture);
}

// Whether the process has taken SIGINT over (proc(5), SigCgt).
bool catches_ctrl_c(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigCgt:"))
      return (std::stoull(line.substr(7), nullptr, 16) & (1ULL << (SIGINT - 1))) != 0;
  }
  return false;
}

class loading_with_kills : public ::testing::Test {
 protected:
  loading_with_kills() { start_daemon(); }

  child_process start(const std::string& program, std::vector<std::string> words, const unique_fd& out) {
    process_setup setup;
    setup.argv = {std::string(BANGTIN_BINARY_DIR) + "/bin/" + program};
    setup.argv.insert(setup.argv.end(), words.begin(), words.end());
    setup.descriptors = {{out.get(), 1}, {out.get(), 2}};
    setup.environment = {"HOME=" + folder_.path().string(), "LANG=C.UTF-8"};
    return start_process(setup).value();
  }
  unique_fd output(const std::string& name) {
    return unique_fd(::open((folder_ / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  }
  void start_daemon() {
    daemon_ = start("bangtind", {"--data", folder_ / "data", "--listen", "127.0.0.1:0", "--socket", socket()},
                    output("daemon.out"));
    ASSERT_TRUE(eventually(20s, [&] { return text("daemon.out").find("admin socket") != std::string::npos; }))
        << text("daemon.out");
  }
  std::string socket() const { return folder_ / "s"; }
  std::string text(const std::string& name) const { return read_file(folder_ / name, 1 << 20).value(); }
  child_process add(const fs::path& file) {
    return start("bangtin", {"--socket", socket(), "media", "add", file}, output("command.out"));
  }
  // How much of the file has arrived, whole or in part.
  std::uintmax_t arrived(const digest& d) const {
    std::error_code none;
    for (const fs::path& p : {object(d), folder_ / "data/media/incoming" / (d.hex() + ".part")}) {
      if (std::uintmax_t size = fs::file_size(p, none); !none) return size;
    }
    return 0;
  }
  fs::path object(const digest& d) const {
    return folder_ / "data/media/objects" / d.hex().substr(0, 2) / d.hex();
  }

  fakes::temporary_folder folder_;
  child_process daemon_;
};

TEST_F(loading_with_kills, a_file_is_whole_or_absent_and_the_same_command_completes_it) {
  const char* seed = std::getenv("BANGTIN_SEED");
  std::mt19937 random(seed != nullptr ? static_cast<unsigned>(std::atoi(seed)) : std::random_device()());
  const int kills = std::getenv("BANGTIN_LONG_TESTS") != nullptr ? 200 : 6;
  constexpr int kills_of_each_file = 3;
  int in_the_middle = 0;  // kills after some bytes had arrived, and not all
  for (int kill = 0; kill < kills; ++kill) {
    const fs::path file = folder_ / ("p" + std::to_string(kill / kills_of_each_file) + ".png");
    if (kill % kills_of_each_file == 0) draw(file, random);
    const digest d = sha256(read_file(file, 1ULL << 30).value());
    const std::uintmax_t all = fs::file_size(file), before = arrived(d);
    const std::uintmax_t wanted = before + random() % (all - std::min(before, all - 1));
    {
      child_process command = add(file);
      while (arrived(d) < wanted && command.running()) std::this_thread::yield();
      if (kill % 2 == 0) {
        command.kill();
      } else {
        daemon_.kill();
        command.kill();
        daemon_.wait();
        start_daemon();
      }
      command.wait();
    }
    in_the_middle += !fs::exists(object(d)) && arrived(d) > before ? 1 : 0;
    EXPECT_GE(arrived(d), before) << "nothing that arrived is lost";
    if (fs::exists(object(d))) {
      EXPECT_EQ(sha256(read_file(object(d), 1ULL << 30).value()), d);
    }
    if ((kill + 1) % kills_of_each_file != 0) continue;
    child_process again = add(file);
    EXPECT_EQ(again.wait(), 0) << text("command.out");
    EXPECT_EQ(sha256(read_file(object(d), 1ULL << 30).value()), d);
    EXPECT_TRUE(fs::is_empty(folder_ / "data/media/incoming"));
  }
  EXPECT_GE(in_the_middle, kills / 3);
}

// A person at a terminal presses Ctrl-C while a file is sent.
TEST_F(loading_with_kills, an_interrupted_command_ends_by_the_signal_and_says_how_to_go_on) {
  const fs::path file = folder_ / "hole.bin";
  std::ofstream(file) << "x";
  fs::resize_file(file, 2'000'000'000);  // takes a second to read
  child_process command = add(file);
  ASSERT_TRUE(eventually(20s, [&] { return catches_ctrl_c(command.pid()); }));
  ::kill(command.pid(), SIGINT);
  const int status = command.wait();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status;
  EXPECT_NE(text("command.out").find("files not loaded: 1"), std::string::npos) << text("command.out");
}

}  // namespace
}  // namespace bangtin::e2e
