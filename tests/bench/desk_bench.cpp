// Measures the admin command as whole processes, beside curl:
//
//   bench_desk [--items N] [--campaigns N] [--rounds N] [--folder FOLDER]
//
// It makes a daemon's folder with N media items (10,000) and N campaigns (1,000), which FOLDER keeps for the
// next run, starts `bangtind` there, and lets command and peer take turns:
//   bangtin --version       curl --version
//   bangtin media list      curl, which fetches the same document and throws it away
//   bangtin campaign list   curl, which fetches draft and published programme
// each of the two lists also with --json. Figures: medians of milliseconds of the clock and of the processor
// (user and system), the largest resident memory, and the daemon's own processor time for one answer. Needs
// curl. Run it by hand, from the release preset; script/bench-desk does.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "base/files.hpp"
#include "base/process.hpp"
#include "bench/desk_site.hpp"
#include "bench/process_cost.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;

struct limits {
  double clock_ms, peak_mib;
};
constexpr limits of_version{20, 64}, of_list{200, 64};

std::string program(const std::string& name) {
  return std::string(BANGTIN_BINARY_DIR) + "/bin/" + name;
}

// Returns when the daemon is ready.
child_process start_daemon(const fs::path& folder, const fs::path& socket, const fs::path& said) {
  const unique_fd out(::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  process_setup setup;
  setup.argv = {program("bangtind"), "--data", folder, "--listen", "127.0.0.1:0", "--socket", socket};
  setup.descriptors = {{out.get(), 1}, {out.get(), 2}};
  setup.environment = {"LANG=C.UTF-8"};
  result<child_process> daemon = start_process(setup);
  if (!daemon) throw std::runtime_error(describe(daemon.error()));
  while (daemon->running()) {
    if (read_file(said, 1 << 20).value().find("admin socket") != std::string::npos) {
      return std::move(*daemon);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("the daemon ended: " + read_file(said, 1 << 20).value());
}

struct row {
  std::string what;
  std::vector<std::string> ours, peer;
  limits at_most;
};

class desk {
 public:
  desk(const fs::path& folder, pid_t daemon, int rounds)
      : out_(folder / "out"), daemon_(daemon), rounds_(rounds) {}

  void measure(const row& r) {
    bench::costs ours, peer;
    double spent = 0;
    run(r.ours);
    for (int round = 0; round < rounds_; ++round) {
      const double before = bench::cpu_seconds(daemon_);
      ours.add(run(r.ours));
      spent += bench::cpu_seconds(daemon_) - before;
      peer.add(run(r.peer));
    }
    const bench::cost mine = median(ours), theirs = median(peer);
    const bool within = mine.clock_s * 1000 < r.at_most.clock_ms && mine.peak_mib < r.at_most.peak_mib;
    fmt::print("{:<24}{:>7.1f}{:>11.1f}{:>9.1f}{:>9.1f}{:>12.1f}{:>7.2f}   below {:.0f} ms, {:.0f} MiB: {}\n",
               r.what, mine.clock_s * 1000, mine.processor_s * 1000, spent / rounds_ * 1000, mine.peak_mib,
               theirs.clock_s * 1000, mine.clock_s / theirs.clock_s, r.at_most.clock_ms, r.at_most.peak_mib,
               within ? "yes" : "NO");
    std::fflush(stdout);
  }

 private:
  bench::cost run(const std::vector<std::string>& call) { return bench::run(call, out_); }

  fs::path out_;
  pid_t daemon_;
  int rounds_;
};

int measure(const fs::path& folder, int items, int campaigns, int rounds) {
  const fs::path data = folder / fmt::format("desk-{}-{}", items, campaigns);
  const fs::path socket = folder / "admin.sock", said = folder / "said";
  if (!fs::exists(data)) {
    // A process of its own, so that this one stays small.
    bench::run({fs::read_symlink("/proc/self/exe"), "--make", data, std::to_string(items),
                std::to_string(campaigns)},
               said);
  }
  child_process daemon = start_daemon(data, socket, said);
  desk d(folder, daemon.pid(), rounds);
  auto ours = [&](std::vector<std::string> words) {
    std::vector<std::string> call{program("bangtin"), "--socket", socket, "--lang", "vi", "--quiet"};
    call.insert(call.end(), words.begin(), words.end());
    return call;
  };
  auto fetch = [&](std::vector<std::string> paths) {
    std::vector<std::string> call{"curl", "--silent", "--show-error", "--fail", "--unix-socket", socket};
    for (const std::string& path : paths) {
      call.insert(call.end(), {"--output", "/dev/null", "http://localhost" + path});
    }
    return call;
  };
  const auto media = fetch({"/v1/media"});
  const auto programmes = fetch({"/v1/draft", "/v1/programmes/current"});
  fmt::print("{} media items, {} campaigns; medians of {}\n", items, campaigns, rounds);
  fmt::print("{:<24}{:>7}{:>11}{:>9}{:>9}{:>12}{:>7}\n", "", "ms", "processor", "daemon's", "MiB", "curl, ms",
             "ratio");
  for (const row& r : std::vector<row>{
           {"--version", {program("bangtin"), "--version"}, {"curl", "--version"}, of_version},
           {"media list", ours({"media", "list"}), media, of_list},
           {"media list --json", ours({"media", "list", "--json"}), media, of_list},
           {"campaign list", ours({"campaign", "list"}), programmes, of_list},
           {"campaign list --json", ours({"campaign", "list", "--json"}), programmes, of_list}}) {
    d.measure(r);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  if (argc == 5 && words[1] == "--make") {
    bench::make_desk_site(words[2], std::atoi(argv[3]), std::atoi(argv[4]));
    return 0;
  }
  int items = 10'000, campaigns = 1'000, rounds = 21;
  std::optional<fs::path> folder;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 < argc && words[i] == "--items") {
      items = std::atoi(argv[i + 1]);
    } else if (i + 1 < argc && words[i] == "--campaigns") {
      campaigns = std::atoi(argv[i + 1]);
    } else if (i + 1 < argc && words[i] == "--rounds") {
      rounds = std::max(1, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && words[i] == "--folder") {
      folder = argv[i + 1];
    } else {
      std::cerr << "see the beginning of desk_bench.cpp\n";
      return 2;
    }
  }
  std::optional<fakes::temporary_folder> own;
  if (!folder) folder = own.emplace().path();
  fs::create_directories(*folder);
  return measure(*folder, items, campaigns, rounds);
}
