// What it costs to show a clip, beside the players that others use, in the same run on the same virtual
// screen:
//   bench_playback [CLIP [ROUNDS [SECONDS]]]
// CPU seconds per second shown, of all processes of the player and of the X server, each round one player
// after the other; peak memory (PSS summed over its processes); time from start to the first picture. Medians
// over the rounds. A player that is not installed (script/setup --bench) is left out.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"

namespace {

using namespace bangtin;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

double seconds_between(clock_type::time_point a, clock_type::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

struct process_times {
  pid_t parent = 0;
  long own = 0;     // clock ticks
  long waited = 0;  // of children that ended
};

std::map<pid_t, process_times> all_processes() {
  std::map<pid_t, process_times> all;
  DIR* folder = ::opendir("/proc");
  while (dirent* entry = ::readdir(folder)) {
    pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) continue;
    std::istringstream words(line.substr(line.rfind(')') + 2));
    std::string state, skipped;
    long user = 0, system = 0, children_user = 0, children_system = 0;
    process_times t;
    words >> state >> t.parent;
    for (int i = 0; i < 9; ++i) words >> skipped;
    words >> user >> system >> children_user >> children_system;
    t.own = user + system;
    t.waited = children_user + children_system;
    all[pid] = t;
  }
  ::closedir(folder);
  return all;
}

std::vector<pid_t> family(const std::map<pid_t, process_times>& all, pid_t root) {
  std::vector<pid_t> members{root};
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (const auto& [pid, t] : all) {
      if (t.parent == members[i]) members.push_back(pid);
    }
  }
  return members;
}

double cpu_seconds(pid_t root) {
  auto all = all_processes();
  long ticks = 0;
  for (pid_t pid : family(all, root)) ticks += all[pid].own + all[pid].waited;
  return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double pss_mib(pid_t root) {
  auto all = all_processes();
  long kib = 0;
  for (pid_t pid : family(all, root)) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string name;
    while (file >> name) {
      long value = 0;
      if (name == "Pss:" && file >> value) kib += value;
    }
  }
  return static_cast<double>(kib) / 1024;
}

struct figures {
  std::vector<double> cpu, server_cpu, peak_mib, first_picture;
};

double median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

// Measures what `start` starts on `screen`.
void measure(figures& into, e2e::virtual_screen& screen, std::chrono::seconds shown,
             const std::function<child_process()>& start) {
  auto begun = clock_type::now();
  child_process player = start();
  bool picture = e2e::eventually(20s, [&] { return !e2e::is_black(screen.look()); });
  into.first_picture.push_back(picture ? seconds_between(begun, clock_type::now()) : -1);
  std::this_thread::sleep_for(2s);
  double cpu = cpu_seconds(player.pid());
  double server = cpu_seconds(screen.pid());
  auto from = clock_type::now();
  double peak = 0;
  while (clock_type::now() < from + shown) {
    peak = std::max(peak, pss_mib(player.pid()));
    std::this_thread::sleep_for(500ms);
  }
  double wall = seconds_between(from, clock_type::now());
  into.cpu.push_back((cpu_seconds(player.pid()) - cpu) / wall);
  into.server_cpu.push_back((cpu_seconds(screen.pid()) - server) / wall);
  into.peak_mib.push_back(peak);
  ::kill(player.pid(), SIGTERM);
  player.wait();
}

child_process start_peer(const e2e::virtual_screen& screen, const std::filesystem::path& home,
                         std::vector<std::string> argv) {
  unique_fd null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  process_setup setup;
  setup.argv = std::move(argv);
  setup.descriptors = {{null_fd.get(), 2}};
  setup.environment = {"PATH=/usr/bin:/bin", "HOME=" + home.string(), "DISPLAY=" + screen.display(),
                       "LANG=C.UTF-8", "XDG_RUNTIME_DIR=" + home.string()};
  return start_process(setup).value();
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::path clip =
      argc > 1 ? argv[1] : std::string(BANGTIN_SOURCE_DIR) + "/demo/clip-1-loi-ich-15s-1080p.mp4";
  int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  std::chrono::seconds shown(argc > 3 ? std::atoi(argv[3]) : 12);
  clip = std::filesystem::absolute(clip);

  e2e::virtual_screen screen;
  fakes::temporary_folder home;
  std::filesystem::permissions(home.path(), std::filesystem::perms::all);
  std::filesystem::copy_file(clip, home / "clip.mp4");
  e2e::site site(screen);
  std::filesystem::path programme = site.folder() / "programme.toml";
  std::string text = fmt::format(
      "slate = \"{0}\"\n[[screen]]\nname = \"lobby\"\n[[playlist]]\nname = \"p\"\nitems = [ {{ media = "
      "\"{0}\" }} ]\n"
      "[[campaign]]\nname = \"c\"\nplaylist = \"p\"\nscreens = [\"all\"]\n",
      clip.string());
  if (!write_file(programme, text)) return 1;
  // The slate has to be a picture.
  text.replace(text.find(clip.string()), clip.string().size(),
               std::string(BANGTIN_SOURCE_DIR) + "/demo/ap-phich-4-chinh-sach-moi.png");
  if (!write_file(programme, text)) return 1;
  site.start_daemon();
  site.start_player();
  site.go_on_air(programme);
  e2e::eventually(30s, [&] {
    return site.run_ok({"--json", "status"}).find("\"now_playing\":\"" + clip.string()) != std::string::npos;
  });
  site.stop(site.player());

  std::map<std::string, figures> table;
  std::vector<std::pair<std::string, std::function<child_process()>>> players;
  players.emplace_back("bangtin-player", [&] {
    site.start_player();
    return std::move(site.player());
  });
  std::string file = (home / "clip.mp4").string();
  if (std::filesystem::exists("/usr/bin/gst-play-1.0")) {
    players.emplace_back("gst-play-1.0 (ximagesink)", [&] {
      std::vector<std::string> words{"/usr/bin/gst-play-1.0", "--videosink=ximagesink",
                                     "--audiosink=fakesink sync=true", "--no-interactive", "--gapless"};
      for (int i = 0; i < 20; ++i) words.push_back(file);
      return start_peer(screen, home.path(), words);
    });
  }
  if (std::filesystem::exists("/usr/bin/cvlc")) {
    players.emplace_back("VLC", [&] {
      // VLC refuses to run as root.
      std::vector<std::string> words;
      if (::geteuid() == 0) words = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
      words.insert(words.end(), {"/usr/bin/cvlc", "--loop", "--no-video-title-show", "--aout=adummy",
                                 "--fullscreen", file});
      return start_peer(screen, home.path(), words);
    });
  }
  for (int round = 0; round < rounds; ++round) {
    for (const auto& [name, start] : players) {
      measure(table[name], screen, shown, start);
      std::cerr << fmt::format("round {}: {}: {:.3f} + {:.3f}\n", round + 1, name, table[name].cpu.back(),
                               table[name].server_cpu.back());
    }
  }
  std::cout << fmt::format("{} rounds of {} s each; medians\n\n", rounds, shown.count())
            << "| player | CPU s per s shown, its processes | X server | together | of gst-play | peak PSS "
               "MiB | first picture after s |\n"
            << "| --- | --- | --- | --- | --- | --- | --- |\n";
  auto together = [&](const figures& f) {
    std::vector<double> sums;
    for (std::size_t i = 0; i < f.cpu.size(); ++i) sums.push_back(f.cpu[i] + f.server_cpu[i]);
    return median(sums);
  };
  double peer =
      table.contains("gst-play-1.0 (ximagesink)") ? together(table["gst-play-1.0 (ximagesink)"]) : 0;
  for (const auto& [name, start] : players) {
    const figures& f = table[name];
    std::cout << fmt::format("| {} | {:.2f} | {:.2f} | {:.2f} | {} | {:.0f} | {:.2f} |\n", name,
                             median(f.cpu), median(f.server_cpu), together(f),
                             peer > 0 ? fmt::format("{:.2f}", together(f) / peer) : "-", median(f.peak_mib),
                             median(f.first_picture));
  }
  site.stop(site.daemon());
}
