// Measures the daemon's intake, its counts and its start. Run it by hand, from the release preset:
//
//   build/release/tests/bench_intake                       intake beside bare SQLite
//   build/release/tests/bench_intake --large 10000000      counts, and the start on a ledger with so many
//   records
//
// Intake is everything behind the HTTP parser: each batch goes through the endpoint's own handler. The peer
// inserts the same rows, read back from our ledger, into the same tables, with statements that it prepares
// once, one transaction for each batch; it verifies and judges nothing.
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>

#include "bench/daemon_path.hpp"
#include "bench/large_ledger.hpp"
#include "bench/same_rows.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::bench {
namespace {

namespace fs = std::filesystem;

struct options {
  std::size_t records = 400'000;
  std::vector<std::size_t> batches{2000, 500, 100};
  std::vector<int> screens{1, 4};
  int rounds = 5;
  fs::path folder = fs::temp_directory_path();
  std::int64_t large = 0;
};

struct spent {
  double wall = 0, cpu = 0;  // seconds
};

double cpu_of_this_process() {
  rusage u{};
  ::getrusage(RUSAGE_SELF, &u);
  auto s = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return s(u.ru_utime) + s(u.ru_stime);
}

spent spend(const std::function<void()>& what) {
  const auto began = std::chrono::steady_clock::now();
  const double cpu = cpu_of_this_process();
  what();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
  return {wall.count(), cpu_of_this_process() - cpu};
}

struct measured {
  std::vector<double> rate, cpu_us;
  void add(const spent& s, std::size_t records) {
    rate.push_back(static_cast<double>(records) / s.wall);
    cpu_us.push_back(s.cpu * 1e6 / static_cast<double>(records));
  }
};

void compare_intake(const options& o, int screens, std::size_t batch) {
  fakes::temporary_folder folder(o.folder);
  played_site site(screens);
  const std::size_t rounds_of_posts =
      std::max<std::size_t>(1, o.records / batch / static_cast<std::size_t>(screens));
  const posts all = posts_of(site, rounds_of_posts, batch);
  const std::size_t records = rounds_of_posts * batch * static_cast<std::size_t>(screens);

  daemon_path(folder / "first", site, false).take(all);
  const std::vector<batch_rows> rows = read_rows(folder / "first", screens, batch);
  fs::remove(folder / "first");

  measured ours, whole, lean;
  std::vector<double> to_whole, to_lean;
  for (int round = 0; round < o.rounds; ++round) {
    {
      daemon_path path(folder / "ours", site, true);
      ours.add(spend([&] { path.take(all); }), records);
    }
    {
      same_rows peer(folder / "whole", same_rows::tables::all);
      whole.add(spend([&] { peer.insert(rows); }), records);
    }
    {
      same_rows peer(folder / "lean", same_rows::tables::records_and_counts);
      lean.add(spend([&] { peer.insert(rows); }), records);
    }
    for (const char* name : {"ours", "whole", "lean"}) fs::remove(folder / name);
    to_whole.push_back(ours.rate.back() / whole.rate.back());
    to_lean.push_back(ours.rate.back() / lean.rate.back());
  }
  std::cout << fmt::format(
                   "{:>7} {:>7} {:>9} | {:>8.0f} {:>6.2f} | {:>8.0f} {:>6.2f} {:>6.2f} | {:>8.0f} {:>6.2f} "
                   "{:>6.2f}\n",
                   screens, batch, records, median(ours.rate), median(ours.cpu_us), median(whole.rate),
                   median(whole.cpu_us), median(to_whole), median(lean.rate), median(lean.cpu_us),
                   median(to_lean))
            << std::flush;
}

void intake(const options& o) {
  std::cout
      << "                          | ours            | the same rows           | records, counts\n"
         "screens   batch   records | per s    us CPU | per s    us CPU  ratio  | per s    us CPU  ratio\n";
  for (int screens : o.screens) {
    for (std::size_t batch : o.batches) compare_intake(o, screens, batch);
  }
  std::cout << "\nStages of one batch after the other on one thread, us per record\n";
  for (std::size_t batch : o.batches) {
    fakes::temporary_folder folder(o.folder);
    played_site site(1);
    const posts all = posts_of(site, std::max<std::size_t>(1, o.records / batch), batch);
    std::cout << fmt::format("{:>7} ", batch);
    for (const auto& [stage, us] : stages(folder / "stages", site, all))
      std::cout << fmt::format(" {} {:.2f} ", stage, us);
    std::cout << "\n" << std::flush;
  }
}

}  // namespace
}  // namespace bangtin::bench

int main(int argc, char** argv) {
  using namespace bangtin::bench;
  options o;
  CLI::App app("intake, counts and start beside bare SQLite");
  app.add_option("--records", o.records);
  app.add_option("--batch", o.batches);
  app.add_option("--screens", o.screens);
  app.add_option("--rounds", o.rounds);
  app.add_option("--folder", o.folder, "where the databases lie");
  app.add_option("--large", o.large, "records of the large ledger");
  CLI11_PARSE(app, argc, argv);
  spdlog::set_level(spdlog::level::warn);
  try {
    if (o.large > 0) {
      large_ledger(o.folder, o.large, o.rounds);
    } else {
      intake(o);
    }
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
