// Measures how long a player with a long past takes to open its journal, before it shows its first item:
//
//   bench_journal [--records N] [--rounds N] [--folder FOLDER]
//
// It makes a journal with N records (1,000,000) of plays that follow each other, first without any receipt,
// as on a screen whose daemon was away all the time; then it takes the daemon's receipts, which move the
// records to the archive. Figures: medians of milliseconds to open, and the largest memory so far. Run it by
// hand, from the release preset.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "bench/spending.hpp"
#include "evidence/journal/journal.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;
using evidence::record;
using evidence::journal::journal;
using stopwatch = std::chrono::steady_clock;

constexpr int plays_of_commit = 1000;
constexpr milliseconds slot{10'000};
constexpr utc_ms begun{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}

double ms_since(stopwatch::time_point began) {
  return std::chrono::duration<double, std::milli>(stopwatch::now() - began).count();
}

class long_journal {
 public:
  explicit long_journal(const fs::path& folder) : file_(folder / "journal.db") {}

  std::unique_ptr<journal> open() const {
    return required(
        journal::open(file_, key_, "lobby", {begun, milliseconds(1), clock_trust::synced}, "boot"));
  }
  void fill(std::int64_t records) {
    auto j = open();
    for (std::int64_t play = 0; j->last_seq() < records; play += plays_of_commit) {
      std::vector<record> starts, ends;
      for (int i = 0; i < plays_of_commit; ++i) starts.push_back(start(play + i));
      (void)required(j->append(starts));
      for (record& r : starts) ends.push_back(end_of(r));
      (void)required(j->append(ends));
    }
  }
  // Gives receipts for all records.
  void acknowledge() {
    auto j = open();
    while (auto b = required(j->next_batch(2000))) {
      const evidence::receipt r{required(evidence::head_from_text(b->head.text)), begun, 2};
      if (result<void> done = j->acknowledge(evidence::sign_text(to_text(r), daemon_), daemon_.public_part());
          !done) {
        throw std::runtime_error(describe(done.error()));
      }
    }
  }
  void measure(const std::string& what, int rounds) const {
    std::vector<double> ms;
    for (int round = 0; round < rounds; ++round) {
      const auto began = stopwatch::now();
      auto j = open();
      ms.push_back(ms_since(began));
    }
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    fmt::print("{:<24}{:>6} MiB: opened in {:.1f} ms; memory {} MiB\n", what, fs::file_size(file_) >> 20,
               bench::median(ms), used.ru_maxrss >> 10);
    std::fflush(stdout);
  }

 private:
  static record start(std::int64_t play) {
    record r;
    r.type = evidence::record_type::start;
    r.utc = begun + slot * play;
    r.mono = slot * play;
    r.clock = clock_trust::synced;
    r.play = evidence::play_facts{
        0, sha256("programme"), "tuyen-truyen", fmt::format("clip-{}.mp4", play % 20), r.utc, slot};
    return r;
  }
  static record end_of(const record& start) {
    record r;
    r.type = evidence::record_type::end;
    r.utc = start.utc + slot;
    r.mono = start.mono + slot;
    r.clock = clock_trust::synced;
    r.play = start.play;
    r.end = evidence::play_end{slot, 300, 0, "connected", evidence::play_outcome::complete, ""};
    return r;
  }

  fs::path file_;
  secret_key key_ = secret_key::generate();
  secret_key daemon_ = secret_key::generate();
};

}  // namespace

int main(int argc, char** argv) {
  std::int64_t records = 1'000'000;
  int rounds = 5;
  fs::path under = fs::temp_directory_path();
  for (int i = 1; i < argc; i += 2) {
    const std::string word = argv[i];
    if (i + 1 < argc && word == "--records") {
      records = std::atoll(argv[i + 1]);
    } else if (i + 1 < argc && word == "--rounds") {
      rounds = std::max(1, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && word == "--folder") {
      under = argv[i + 1];
    } else {
      std::cerr << "see the beginning of journal_bench.cpp\n";
      return 2;
    }
  }
  fakes::temporary_folder folder(under);
  long_journal j(folder.path());
  auto began = stopwatch::now();
  j.fill(records);
  fmt::print("{} records made in {:.0f} s\n", records, ms_since(began) / 1000);
  j.measure("without receipts", rounds);
  began = stopwatch::now();
  j.acknowledge();
  fmt::print("receipts taken in {:.0f} s\n", ms_since(began) / 1000);
  j.measure("with receipts", rounds);
}
