// Measures the cost of showing clips, for our player and the usual ones, in one run on one virtual screen:
//
//   bench_playback [--rounds N] [--seconds N] [--peers vlc,mpv,gst-play,floor] [--heights 1080,720]
//                  [--no-still] [--stress 0,4,18]
//   bench_playback --clip FILE WIDTH HEIGHT SECONDS    only makes such a clip
//
// Two numbered clips of 8 s alternate, in 1080p and then in 720p on the 1080p screen; in each round the
// players run one after the other. Figures: processor seconds per second shown, of all processes of the
// player and of the X server; memory (PSS summed over its processes) while one item plays, and while two are
// alive; time from start to the first picture; and, from a film of the screen, seams and frames that were not
// seen. Medians over the rounds. A player that is not installed (script/setup --bench) is left out. With
// --stress the comparison is repeated while stress-ng keeps as many processes busy as each number says.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "base/files.hpp"
#include "bench/numbered_clip.hpp"
#include "bench/seams.hpp"
#include "bench/spending.hpp"
#include "e2e/site.hpp"

namespace {

using namespace bangtin;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int clip_seconds = 8;
constexpr int frames_per_second = 30;
const std::string ours = "bangtin-player";
bool anywhere = false;
const std::string floor_name = "decoding alone";

double since(fakes::microseconds t) {
  return std::chrono::duration<double>(fakes::boot_time() - t).count();
}

bool has_mark(const e2e::virtual_screen& screen) {
  return bench::read_mark(screen.pixels()).what == fakes::sight::kind::numbered;
}

// A day's slots start at midnight, and the clips' length divides a day.
void sleep_until_shortly_before_a_clip() {
  constexpr auto length = std::chrono::milliseconds(clip_seconds * 1000);
  constexpr auto before = 100ms;
  auto now =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()).time_since_epoch();
  std::this_thread::sleep_for(length - (now + before) % length);
}

struct figures {
  std::vector<double> cpu, server, together, one_alive, two_alive, first_picture, gaps;
  int lost_at_seams = 0, lost_within = 0, seen = 0;
};

struct player {
  std::string name;
  bool has_picture = true;
  std::function<child_process()> start;
};

class contest {
 public:
  contest(e2e::virtual_screen& screen, std::chrono::seconds shown) : screen_(screen), shown_(shown) {}

  void add(player p) { players_.push_back(std::move(p)); }
  void run(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      for (const player& p : players_) {
        figures& f = table_[p.name];
        measure(f, p);
        std::cerr << fmt::format("round {}: {}: {:.3f} + {:.3f}\n", round + 1, p.name, f.cpu.back(),
                                 f.server.back());
      }
    }
  }
  void print() const;

 private:
  void measure(figures& into, const player& p);

  e2e::virtual_screen& screen_;
  std::chrono::seconds shown_;
  std::vector<player> players_;
  std::map<std::string, figures> table_;
};

void contest::measure(figures& into, const player& p) {
  // The other players begin with a clip's first frame.
  if (p.name == ours && !anywhere) sleep_until_shortly_before_a_clip();
  auto begun = fakes::boot_time();
  child_process process = p.start();
  while (p.has_picture && !has_mark(screen_) && since(begun) < 20) std::this_thread::sleep_for(1ms);
  if (p.has_picture) into.first_picture.push_back(since(begun));
  std::this_thread::sleep_for(2s);
  // Do not record delays: that would cost processor time that the players need.
  fakes::film film(screen_.frame_buffer_file(), bench::read_mark, {.look_every = 1ms, .delays = false});
  double cpu = bench::cpu_seconds(process.pid());
  double server = bench::cpu_seconds(screen_.pid());
  auto from = fakes::boot_time();
  double one = 0;
  double two = 0;
  while (since(from) < static_cast<double>(shown_.count())) {
    bench::memory m = bench::memory_of(process.pid());
    double& most = m.decoders > 1 ? two : one;
    most = std::max(most, m.pss_mib);
    std::this_thread::sleep_for(250ms);
  }
  double wall = since(from);
  into.cpu.push_back((bench::cpu_seconds(process.pid()) - cpu) / wall);
  into.server.push_back((bench::cpu_seconds(screen_.pid()) - server) / wall);
  into.together.push_back(into.cpu.back() + into.server.back());
  into.one_alive.push_back(one);
  if (two > 0) into.two_alive.push_back(two);
  film.stop();
  bench::seam_figures seams = bench::judge(film.shots(), clip_seconds * frames_per_second, frames_per_second);
  if (seams.lost_within > 0) std::cerr << "frames lost after" << seams.gaps_within << "\n";
  into.gaps.insert(into.gaps.end(), seams.gap_ms.begin(), seams.gap_ms.end());
  into.lost_at_seams += seams.lost_at_seams;
  into.lost_within += seams.lost_within;
  into.seen += seams.seen;
  ::kill(process.pid(), SIGTERM);
  process.wait();
  // The next player starts with a black screen.
  e2e::eventually(5s, [&] { return !has_mark(screen_); });
}

void contest::print() const {
  std::cout << "\n| player | CPU s per s, its processes | X server | together | ours is | PSS MiB | with two "
               "alive | "
               "first picture, s | seams: median, most ms | frames seen, lost at seams, within |\n"
            << "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  double own = bench::median(table_.at(ours).together);
  for (const player& p : players_) {
    const figures& f = table_.at(p.name);
    double together = bench::median(f.together);
    std::string two = f.two_alive.empty() ? "" : fmt::format("{:.0f}", bench::median(f.two_alive));
    std::string seen;
    std::string first;
    if (p.has_picture) {
      double most = f.gaps.empty() ? 0 : *std::max_element(f.gaps.begin(), f.gaps.end());
      seen = fmt::format("{:.1f}, {:.1f} ({}) | {}, {}, {}", bench::median(f.gaps), most, f.gaps.size(),
                         f.seen, f.lost_at_seams, f.lost_within);
      first = fmt::format("{:.2f}", bench::median(f.first_picture));
    } else {
      seen = " | ";
    }
    std::cout << fmt::format("| {} | {:.3f} | {:.3f} | {:.3f} | {:.2f} | {:.0f} | {} | {} | {} |\n", p.name,
                             bench::median(f.cpu), bench::median(f.server), together, own / together,
                             bench::median(f.one_alive), two, first, seen);
  }
}

child_process start_peer(const e2e::virtual_screen& screen, const fs::path& home,
                         std::vector<std::string> argv) {
  unique_fd null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  process_setup setup;
  setup.argv = std::move(argv);
  setup.descriptors = {{null_fd.get(), 2}};
  setup.environment = {"PATH=/usr/bin:/bin",
                       "HOME=" + home.string(),
                       "DISPLAY=" + screen.display(),
                       "LANG=C.UTF-8",
                       "XDG_RUNTIME_DIR=" + home.string(),
                       "GST_REGISTRY=" + (home / "registry.bin").string()};
  return start_process(setup).value();
}

// Makes the site's only screen show these files in turn.
void go_on_air(e2e::site& site, const std::vector<fs::path>& files, const std::string& duration = "") {
  std::string items;
  for (const fs::path& f : files) items += fmt::format("{{ media = \"{}\"{} }}, ", f.string(), duration);
  std::string text = fmt::format(
      "slate = \"{}/demo/ap-phich-4-chinh-sach-moi.png\"\n[[screen]]\nname = \"lobby\"\n[[playlist]]\nname = "
      "\"p\"\n"
      "items = [ {} ]\n[[campaign]]\nname = \"c\"\nplaylist = \"p\"\nscreens = [\"all\"]\n",
      BANGTIN_SOURCE_DIR, items);
  fs::path programme = site.folder() / "programme.toml";
  if (!write_file(programme, text)) throw std::runtime_error("no programme");
  site.start_daemon();
  site.start_player();
  site.go_on_air(programme);
  // The player shows it after its next start at the latest.
  bool there = e2e::eventually(
      60s, [&] { return site.log_of("bangtin-player").find("approved by") != std::string::npos; });
  if (!there) throw std::runtime_error("the player has no programme: " + site.log_of("bangtin-player"));
  std::this_thread::sleep_for(5s);
  site.stop(site.player());
}

void add_peers(contest& c, const e2e::virtual_screen& screen, const fs::path& home, const fs::path& a,
               const fs::path& b, bool scaled, const std::vector<std::string>& wanted) {
  auto have = [&](const char* word, const char* program) {
    if (std::find(wanted.begin(), wanted.end(), word) == wanted.end()) return false;
    bool there = fs::exists(std::string("/usr/bin/") + program);
    if (!there) std::cerr << program << " is not installed and left out\n";
    return there;
  };
  std::vector<std::string> files;
  for (int i = 0; i < 10; ++i) files.insert(files.end(), {a.string(), b.string()});
  auto peer = [&, files](std::vector<std::string> words, const std::vector<std::string>& list) {
    words.insert(words.end(), list.begin(), list.end());
    return [&screen, home, words] { return start_peer(screen, home, words); };
  };
  std::vector<std::string> pair{a.string(), b.string()};
  if (have("vlc", "cvlc")) {
    std::vector<std::string> words;
    // VLC refuses to run as root.
    if (::geteuid() == 0) words = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    words.insert(words.end(), {"/usr/bin/cvlc", "--vout=xcb_x11", "--no-audio", "--no-video-title-show",
                               "--no-osd", "--fullscreen", "--loop"});
    // Without a window manager nothing enlarges VLC's window to the screen.
    if (scaled) words.emplace_back("--zoom=1.5");
    c.add({"VLC --vout=xcb_x11", true, peer(words, pair)});
  }
  if (have("gst-play", "gst-play-1.0")) {
    std::string sink = scaled ? "videoscale ! video/x-raw,width=1920,height=1080 ! ximagesink" : "ximagesink";
    c.add({"gst-play-1.0, " + sink, true,
           peer({"/usr/bin/gst-play-1.0", "--videosink=" + sink, "--no-interactive", "--gapless"}, files)});
  }
  if (have("mpv", "mpv")) {
    c.add({"mpv --vo=x11", true,
           peer({"/usr/bin/mpv", "--no-config", "--vo=x11", "--fs", "--no-osc", "--really-quiet",
                 "--no-audio", "--hwdec=no", "--prefetch-playlist=yes", "--loop-playlist"},
                pair)});
  }
  if (have("floor", "gst-launch-1.0")) {
    std::vector<std::string> words{
        "/usr/bin/gst-launch-1.0", "-q", "concat",   "name=c",   "!", "h264parse", "!", "avdec_h264",
        "max-threads=1",           "!",  "fakesink", "sync=true"};
    for (int i = 0; i < 6; ++i) {
      words.insert(words.end(),
                   {"filesrc", "location=" + files[static_cast<std::size_t>(i)], "!", "qtdemux", "!", "c."});
    }
    c.add({floor_name, false, peer(words, {})});
  }
}

// Keeps `processes` processes busy while it lives; none for 0.
class busy_machine {
 public:
  busy_machine(const e2e::virtual_screen& screen, const fs::path& home, int processes) {
    if (processes == 0) return;
    stress_ = start_peer(screen, home, {"/usr/bin/stress-ng", "--quiet", "--cpu", std::to_string(processes)});
    std::this_thread::sleep_for(2s);
  }
  ~busy_machine() {
    if (stress_) ::kill(stress_->pid(), SIGTERM), stress_->wait();
  }

 private:
  std::optional<child_process> stress_;
};

void compare(int height, int rounds, std::chrono::seconds shown, const std::vector<std::string>& peers,
             int busy_processes) {
  int width = height * 16 / 9;
  e2e::virtual_screen screen;
  fakes::temporary_folder home;
  fs::permissions(home.path(), fs::perms::all);
  fs::path a = home / "a.mp4";
  fs::path b = home / "b.mp4";
  bench::make_clip(a, 1, width, height, clip_seconds);
  bench::make_clip(b, 2, width, height, clip_seconds);
  // Silent, like the others.
  e2e::site site(screen, e2e::no_sound);
  go_on_air(site, {a, b});
  contest c(screen, shown);
  c.add({ours, true, [&] {
           site.start_player();
           return std::move(site.player());
         }});
  add_peers(c, screen, home.path(), a, b, height != 1080, peers);
  std::cout << fmt::format("\n{}x{} on 1920x1080, {} rounds of {} s each, {} other busy processes\n", width,
                           height, rounds, shown.count(), busy_processes);
  busy_machine busy(screen, home.path(), busy_processes);
  c.run(rounds);
  c.print();
  std::cout << std::flush;
  site.stop(site.daemon());
}

void still(std::chrono::seconds shown) {
  e2e::virtual_screen screen;
  e2e::site site(screen);
  go_on_air(site, {fs::path(BANGTIN_SOURCE_DIR) / "demo/ap-phich-1-loi-ich-dich-vu-cong.png"},
            ", duration = \"1h\"");
  site.start_player();
  std::this_thread::sleep_for(15s);
  double cpu = bench::cpu_seconds(site.player().pid());
  double server = bench::cpu_seconds(screen.pid());
  auto from = fakes::boot_time();
  std::this_thread::sleep_for(shown);
  std::cout << fmt::format("\na still on show: {:.4f} + X server {:.4f} CPU s per s, PSS {:.0f} MiB\n",
                           (bench::cpu_seconds(site.player().pid()) - cpu) / since(from),
                           (bench::cpu_seconds(screen.pid()) - server) / since(from),
                           bench::memory_of(site.player().pid()).pss_mib);
  site.stop(site.player());
  site.stop(site.daemon());
}

// Splits a comma-separated list.
std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream in(list);
  for (std::string word; std::getline(in, word, ',');) words.push_back(word);
  return words;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::string(argv[1]) == "--clip") {
    bench::make_clip(argv[2], 1, std::atoi(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]));
    return 0;
  }
  int rounds = 5;
  int seconds = 2 * clip_seconds;
  std::vector<std::string> peers{"vlc", "gst-play", "mpv", "floor"};
  std::vector<std::string> heights{"1080", "720"};
  std::vector<std::string> stresses{"0"};
  bool with_still = true;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--anywhere") {
      anywhere = true;
    } else if (word == "--no-still") {
      with_still = false;
    } else if (word == "--rounds" && !value.empty()) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--seconds" && !value.empty()) {
      seconds = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--peers" && !value.empty()) {
      peers = words_of(argv[++i]);
    } else if (word == "--stress" && !value.empty()) {
      stresses = words_of(argv[++i]);
    } else if (word == "--heights" && !value.empty()) {
      heights = words_of(argv[++i]);
    } else {
      std::cerr << "see the beginning of playback_bench.cpp\n";
      return 2;
    }
  }
  for (const std::string& h : heights) {
    for (const std::string& busy : stresses) {
      compare(std::atoi(h.c_str()), rounds, std::chrono::seconds(seconds), peers, std::atoi(busy.c_str()));
    }
  }
  if (with_still) still(60s);
}
