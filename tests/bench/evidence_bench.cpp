// Measures the export of a month's evidence against the sqlite3 shell, and the check of the exported file:
//
//   bench_evidence [--rows N] [--rounds N] [--folder FOLDER]
//
// It makes a ledger with N records (1,000,000), one receipt for 120 of them; one a tenth as long; and one
// with a receipt for each play, as a screen that is always connected gives. FOLDER keeps them for the next
// run. In each round ours and the peer run one after the other, each as a process of its own, all writing to
// a file in FOLDER:
//   export   what `plays export --format json` does in the daemon: the plan, and the file with the check of
//            every record in it
//   peer     sqlite3 FILE -cmd '.mode csv' 'SELECT * FROM records'
//   verify   what `plays verify` does with the exported file, which must hold
//   table    the monthly table as CSV, up to 1,000,000 rows
//   peer     sqlite3 -csv FILE 'SELECT * FROM detail', a table of the same rows
// Figures: medians of seconds of the clock and of the processor (user and system), and the largest resident
// memory. Needs sqlite3. Run it by hand, from the release preset.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "base/files.hpp"
#include "bench/month_ledger.hpp"
#include "bench/process_cost.hpp"
#include "evidence/counts.hpp"
#include "evidence/verify/export_verifier.hpp"
#include "scheduler/api/export_start.hpp"
#include "scheduler/api/month_evidence.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;
namespace api = scheduler::api;
namespace asio = boost::asio;
namespace ledger = scheduler::ledger;
using bench::cost;
using bench::cost_of;
using bench::costs;
using bench::run;

// ---- the export, in a process of its own

class machine_clock final : public clock_source {
 public:
  time_reading now() const override {
    return {std::chrono::floor<milliseconds>(std::chrono::system_clock::now()), milliseconds(1),
            clock_trust::synced};
  }
};

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}

cost cost_so_far(std::chrono::steady_clock::time_point began) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return cost_of(used, began);
}

// Prints what a plan alone costs, and the whole export; then gives the file a name.
int export_evidence(const fs::path& file, const fs::path& to) {
  const auto began = std::chrono::steady_clock::now();
  ledger::ledger_thread thread(required(ledger::sqlite::open_sqlite_ledger(file)));
  ledger::worker_pool documents(2), writing(1);
  const api::writing_pools pools{documents, writing};
  api::play_judge judge;
  api::play_backlog backlog(judge);
  const machine_clock clock;
  const secret_key daemon = bench::month_daemon();
  api::ledger_checker checker({.ledger = thread,
                               .documents = documents,
                               .daemon = daemon.public_part(),
                               .clock = clock,
                               .own = daemon});
  const api::export_order order =
      api::evidence_order(bench::month_programme(1), std::chrono::year(2026) / std::chrono::October, daemon);
  cost planned;
  scheduler::http::file_slice slice;
  auto work = [&]() -> asio::awaitable<void> {
    api::export_order first = order, second = order;
    (void)required(co_await api::begin_export(thread, checker, backlog, std::move(first)));
    planned = cost_so_far(began);
    auto written = required(
        co_await api::export_evidence(thread, checker, backlog, pools, std::move(second), to.parent_path()));
    slice = required(written.slice());
  };
  asio::io_context context;
  asio::co_spawn(context, work(), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  });
  auto open = asio::make_work_guard(context);
  while (!slice.file) context.run_one();
  const cost all = cost_so_far(began);
  std::cout << planned.clock_s << ' ' << planned.processor_s << ' ' << all.clock_s - planned.clock_s << ' '
            << all.processor_s - planned.processor_s << ' ' << all.peak_mib << '\n';
  fs::remove(to);
  fs::copy_file(fmt::format("/proc/self/fd/{}", slice.file->get()), to);
  return 0;
}

// ---- the table as CSV, in a process of its own

// Rows as a month of many screens and items has them. The table is made before the time begins.
evidence::count_table month_table(std::int64_t rows) {
  evidence::count_table table;
  // In the order of the keys, as the ledger gives them.
  evidence::count_key key{"2026-10", "", "", "service-centre", "IV.2.c", "III.2", "always", "", ""};
  const std::int64_t items = std::max<std::int64_t>(1, rows / 31 / 50);
  for (std::int64_t row = 0; row < rows; ++row) {
    key.day = fmt::format("2026-10-{:02}", row / items / 50 + 1);
    key.screen = fmt::format("screen-{:03}", row / items % 50);
    key.media = fmt::format("tuyên truyền/áp phích {:06}.png", row % items);
    key.title = fmt::format("An toàn giao thông, áp phích {}", row % items);
    table[key] = {row % 3'600, row % 3'600 * 10'000, row % 7, row % 5, 0, row % 3};
  }
  return table;
}

int write_table(std::int64_t rows, const fs::path& to) {
  const evidence::count_table table = month_table(rows);
  const cost before = cost_so_far({});
  const auto began = std::chrono::steady_clock::now();
  const unique_fd fd(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  auto append = [&](std::string_view piece) { return write_all(fd.get(), piece); };
  if (result<void> done = evidence::write_csv(table, append); !done) {
    throw std::runtime_error("cannot write");
  }
  const cost after = cost_so_far(began);
  std::cout << after.clock_s << ' ' << after.processor_s - before.processor_s << ' '
            << after.peak_mib - before.peak_mib << '\n';
  return 0;
}

// ---- the check, in a process of its own

int verify_evidence(const fs::path& file) {
  const unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  evidence::checker::export_verifier verifier({});
  std::string buffer(1024 * 1024, '\0');
  for (ssize_t got = 0; (got = ::read(fd.get(), buffer.data(), buffer.size())) > 0;) {
    verifier.feed(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
  }
  const evidence::checker::verify_report r = verifier.finish();
  for (const evidence::checker::finding& f : r.bad.kept)
    std::cerr << describe({errc::io, f.what, {}}) << '\n';
  return r.bad.kept.empty() ? 0 : 1;
}

// ---- the rounds

void print(const std::string& what, const costs& c, std::int64_t records, const costs* peer) {
  const cost ours = median(c);
  fmt::print("  {:<34}{:>8.2f} s{:>9.2f} s{:>11.0f}/s{:>7.0f} MiB", what, ours.clock_s, ours.processor_s,
             static_cast<double>(records) / ours.clock_s, ours.peak_mib);
  if (peer != nullptr) {
    const cost theirs = median(*peer);
    fmt::print("   {:.2f} of the clock, {:.2f} of the processor", ours.clock_s / theirs.clock_s,
               ours.processor_s / theirs.processor_s);
  }
  fmt::print("\n");
  std::fflush(stdout);
}

std::int64_t records_of(const fs::path& file, const fs::path& scratch) {
  run({"sqlite3", file.string(), "SELECT count(*) FROM records"}, scratch);
  std::int64_t records = 0;
  std::ifstream(scratch) >> records;
  return records;
}

void measure(const fs::path& folder, const std::string& self, const std::string& name, std::int64_t rows,
             int batch, int rounds) {
  const fs::path file = folder / (name + ".sqlite"), said = folder / "said", exported = folder / "export";
  if (!fs::exists(file))
    run({self, "--make", file.string(), std::to_string(rows), std::to_string(batch)}, said);
  const std::int64_t records = records_of(file, said);
  costs planned, whole, peer, verified;
  for (int round = 0; round < rounds; ++round) {
    run({self, "--export", file.string(), exported.string()}, said);
    cost begin, end;
    std::ifstream(said) >> begin.clock_s >> begin.processor_s >> end.clock_s >> end.processor_s >>
        end.peak_mib;
    planned.add(begin);
    whole.add(end);
    peer.add(run({"sqlite3", "-cmd", ".mode csv", file.string(), "SELECT * FROM records"}, folder / "peer"));
    verified.add(run({self, "--verify", exported.string()}, said));
  }
  fmt::print("{}: {} records, {} a receipt; the file has {} MiB\n", name, records, batch,
             fs::file_size(exported) >> 20);
  print("the sqlite3 shell", peer, records, nullptr);
  print("export", whole, records, &peer);
  print("  of it: plan", planned, records, &peer);
  print("plays verify", verified, records, nullptr);
}

void measure_table(const fs::path& folder, const std::string& self, std::int64_t rows, int rounds) {
  const fs::path csv = folder / "table.csv", file = folder / "table.sqlite", said = folder / "said";
  fs::remove(file);
  costs ours, peer;
  for (int round = 0; round < rounds; ++round) {
    run({self, "--table", std::to_string(rows), csv.string()}, said);
    cost c;
    std::ifstream(said) >> c.clock_s >> c.processor_s >> c.peak_mib;
    ours.add(c);
    // The same rows as a table of their own.
    if (round == 0) run({"sqlite3", "-csv", file.string(), ".import '" + csv.string() + "' detail"}, said);
    peer.add(run({"sqlite3", "-csv", file.string(), "SELECT * FROM detail"}, folder / "peer"));
  }
  fmt::print("table of {} rows as CSV, {} MiB\n", rows, fs::file_size(csv) >> 20);
  print("the sqlite3 shell", peer, rows, nullptr);
  print("write_csv (memory: beyond the table)", ours, rows, &peer);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  if (argc == 5 && words[1] == "--make") {
    bench::make_month_ledger(words[2], std::atoll(argv[3]), std::atoi(argv[4]));
    return 0;
  }
  if (argc == 3 && words[1] == "--verify") return verify_evidence(words[2]);
  if (argc == 4 && words[1] == "--table") return write_table(std::atoll(argv[2]), words[3]);
  if (argc == 4 && words[1] == "--export") return export_evidence(words[2], words[3]);
  std::int64_t rows = 1'000'000;
  int rounds = 3;
  std::optional<fs::path> folder;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 < argc && words[i] == "--rows") {
      rows = std::atoll(argv[i + 1]);
    } else if (i + 1 < argc && words[i] == "--rounds") {
      rounds = std::max(1, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && words[i] == "--folder") {
      folder = argv[i + 1];
    } else {
      std::cerr << "see the beginning of evidence_bench.cpp\n";
      return 2;
    }
  }
  std::optional<fakes::temporary_folder> own;
  if (!folder) folder = own.emplace().path();
  fs::create_directories(*folder);
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  measure_table(*folder, self, std::min<std::int64_t>(rows, 1'000'000), rounds);
  measure(*folder, self, fmt::format("short-{}", rows / 10), rows / 10, 120, rounds);
  measure(*folder, self, fmt::format("online-{}", rows / 50), rows / 50, 2, rounds);
  measure(*folder, self, fmt::format("long-{}", rows), rows, 120, rounds);
}
