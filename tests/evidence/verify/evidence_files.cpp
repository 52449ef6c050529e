// Writes evidence files for script/mutate-evidence and for benches:
//   evidence_files FOLDER PLAYS_PER_DAY [FIRST_SEED COUNT]       many plays take a database in FOLDER
// FOLDER/whole.jsonl, its head sheet FOLDER/heads.txt, and COUNT changed files FOLDER/SEED.jsonl, each sealed
// again with the daemon's key and each checked: those that our verifier takes for good are named, and the
// exit code is 1.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.hpp"
#include "evidence/verify/export_verifier.hpp"
#include "evidence/verify/mutation.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/evidence_site.hpp"

int main(int argc, char** argv) {
  namespace checker = bangtin::evidence::checker;
  if (argc != 3 && argc != 5) return 2;
  const std::filesystem::path folder = argv[1];
  const int plays_per_day = std::atoi(argv[2]);
  std::unique_ptr<bangtin::scheduler::ledger::ledger> on_disk;
  if (plays_per_day > 20) {
    on_disk = bangtin::scheduler::ledger::sqlite::open_sqlite_ledger(folder / "ledger.sqlite", false).value();
  }
  bangtin::scheduler::test::evidence_site site(plays_per_day, std::move(on_disk));
  const auto began = std::chrono::steady_clock::now();
  const auto whole = site.month("2026-10");
  fmt::print("written in {} ms, with the count\n",
             std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began)
                 .count());
  bool good = bangtin::write_file(folder / "whole.jsonl", whole.text) &&
              bangtin::write_file(folder / "heads.txt", bangtin::evidence::report::to_text(whole.heads));
  const int first = argc == 5 ? std::atoi(argv[3]) : 0, count = argc == 5 ? std::atoi(argv[4]) : 0;
  for (int seed = first; seed < first + count; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const checker::test::mutation m = checker::test::mutated(whole.text, site.daemon(), random);
    good = bangtin::write_file(folder / fmt::format("{}.jsonl", seed), m.text) && good;
    checker::export_verifier v({});
    v.feed(m.text);
    if (!v.finish().bad.kept.empty()) continue;
    fmt::print("not found by plays verify: seed {}, {}\n", seed, m.about);
    good = false;
  }
  return good ? 0 : 1;
}
