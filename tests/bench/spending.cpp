// Fields of proc(5), /proc/PID/stat.
#include "bench/spending.hpp"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace bangtin::bench {

namespace {

struct process_times {
  std::string name;
  pid_t parent = 0;
  long own = 0;     // in clock ticks
  long waited = 0;  // in clock ticks, of children that ended and were reaped
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
    t.name = line.substr(line.find('(') + 1, line.rfind(')') - line.find('(') - 1);
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

}  // namespace

double cpu_seconds(pid_t root) {
  auto all = all_processes();
  long ticks = 0;
  for (pid_t pid : family(all, root)) ticks += all[pid].own + all[pid].waited;
  return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

memory memory_of(pid_t root) {
  auto all = all_processes();
  memory m;
  for (pid_t pid : family(all, root)) {
    m.decoders += all[pid].name == "bangtin-decode" ? 1 : 0;
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string name;
    while (file >> name) {
      double kib = 0;
      if (name == "Pss:" && file >> kib) m.pss_mib += kib / 1024;
    }
  }
  return m;
}

double median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  return v.size() % 2 == 1 ? v[v.size() / 2] : (v[v.size() / 2 - 1] + v[v.size() / 2]) / 2;
}

}  // namespace bangtin::bench
