// Damaged copies of good files: each gets a verdict within its limits, and nothing remains of the refused
// ones, neither files nor processes. BANGTIN_MUTANTS=N makes N of them (script/mutants), BANGTIN_SEED repeats
// a run.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "base/files.hpp"
#include "media/folder.hpp"
#include "media/worker.hpp"
#include "support/environment.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using testing::put;
using testing::temporary_folder;

constexpr std::uintmax_t max_source_bytes = 450'000;  // larger ones teach the same and take longer

// A short film of the house's form; empty where there is no ffmpeg.
std::string small_film(const temporary_folder& f) {
  fs::path file = f / "small.mp4";
  std::string command =
      "ffmpeg -v quiet -f lavfi -i testsrc2=s=320x180:r=25:d=1 -f lavfi -i sine=d=1:r=48000 -ac 2 -c:v "
      "libx264 "
      "-pix_fmt yuv420p -c:a aac -movflags +faststart " +
      file.string();
  if (std::system(command.c_str()) != 0) return {};
  return read_file(file, max_source_bytes).value();
}

struct source {
  std::string name, bytes;
};

// The demonstration's files, and those of the corpus where it is.
std::vector<source> good_files(const temporary_folder& f) {
  std::vector<source> all;
  for (const fs::path& folder :
       {fs::path(BANGTIN_SOURCE_DIR "/demo"), fakes::shared_folder() / "corpus/good"}) {
    std::error_code missing;
    for (const fs::directory_entry& e : fs::directory_iterator(folder, missing)) {
      if (e.is_regular_file() && e.file_size() <= max_source_bytes && e.path().extension() != ".toml")
        all.push_back({e.path().filename().string(), read_file(e.path(), max_source_bytes).value()});
    }
  }
  if (std::string film = small_film(f); !film.empty()) all.push_back({"small.mp4", film});
  std::sort(all.begin(), all.end(), [](const source& a, const source& b) { return a.name < b.name; });
  return all;
}

class mutator {
 public:
  explicit mutator(std::uint64_t seed) : chance_(seed) {}

  std::size_t upto(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(chance_); }

  std::string mutant_of(std::string s, const std::string& other) {
    for (std::size_t n = 1 + upto(3); n > 0 && !s.empty(); --n) damage(s, other);
    return s;
  }

 private:
  // Headers decide more than the rest, so half of the damage is near the beginning.
  std::size_t place(const std::string& s) {
    return upto(1) == 0 ? upto(std::min<std::size_t>(s.size() - 1, 2048)) : upto(s.size() - 1);
  }
  void damage(std::string& s, const std::string& other) {
    std::size_t at = place(s);
    std::size_t length = std::min(s.size() - at, std::size_t{1} << upto(12));
    switch (upto(9)) {
      case 0:
        s[at] = static_cast<char>(static_cast<unsigned char>(s[at]) ^ (1U << upto(7)));
        break;
      case 1:
        s[at] = static_cast<char>(upto(255));
        break;
      case 2:
        s.resize(at);
        break;
      case 3:
        s.erase(at, length);
        break;
      case 4:
        s.insert(at, s.substr(at, length));
        break;
      case 5:
        std::fill_n(s.begin() + static_cast<std::ptrdiff_t>(at), length, upto(1) == 0 ? '\0' : '\xff');
        break;
      case 6:  // a length
        for (std::size_t i = 0; i < std::min<std::size_t>(length, 4); ++i)
          s[at + i] = static_cast<char>(upto(255));
        break;
      case 7:  // another file's header
        s.replace(0, std::min<std::size_t>(s.size(), 64), other.substr(0, 64));
        break;
      case 8:
        s += other.substr(0, length);
        break;
      default:
        std::swap_ranges(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(std::min(length, s.size() / 2)),
                         s.end() - static_cast<std::ptrdiff_t>(std::min(length, s.size() / 2)));
    }
  }
  std::mt19937_64 chance_;
};

ingest_limits small_limits() {
  ingest_limits l;
  l.duration = std::chrono::minutes(2);
  l.pages = 20;
  l.pixels = 20'000'000;
  l.cpu = std::chrono::seconds(60);
  return l;
}

// What is wrong with the verdict; empty: nothing.
std::string fault_of(const result<ingested>& verdict, const fs::path& output) {
  if (!verdict) {
    errc code = verdict.error().code;
    bool a_verdict = code == errc::invalid || code == errc::limit || code == errc::unsupported;
    if (!a_verdict) return "no verdict: " + describe(verdict.error());
    if (verdict.error().remedy.empty()) return "no remedy: " + describe(verdict.error());
    return fs::exists(output) ? "something remains in the output folder" : "";
  }
  for (const std::string& name : verdict->made) {
    if (!fs::is_regular_file(output / name)) return "there is no " + name;
  }
  return {};
}

class campaign {
 public:
  campaign(const temporary_folder& f, std::vector<source> sources, std::uint64_t seed, std::int64_t mutants)
      : f_(f), sources_(std::move(sources)), seed_(seed), mutants_(mutants) {}

  // On several threads, as the daemon has several workers.
  void run() {
    std::vector<std::jthread> all;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
      all.emplace_back([this] {
        while (next_ < mutants_) try_one(next_++);
      });
  }
  std::map<std::string, int> verdicts;  // how many of each
  std::vector<std::string> faults;

 private:
  // Each has a seed of its own, so that it can be made again alone.
  void try_one(std::int64_t number) {
    if (number >= mutants_) return;
    mutator m(seed_ + static_cast<std::uint64_t>(number));
    const source& from = sources_[m.upto(sources_.size() - 1)];
    const source& other = sources_[m.upto(sources_.size() - 1)];
    fs::path file = f_ / ("mutant-" + std::to_string(number));
    fs::path output = f_ / ("output-" + std::to_string(number));
    put(file, m.mutant_of(from.bytes, other.bytes));
    result<ingested> verdict = run_ingest(file, output, small_limits());
    std::string fault = fault_of(verdict, output);
    std::lock_guard guard(lock_);
    ++verdicts[verdict ? "accepted" : std::string(to_string(verdict.error().code))];
    if (fault.empty()) {
      fs::remove(file);
    } else {
      faults.push_back(from.name + ", seed " + std::to_string(seed_ + static_cast<std::uint64_t>(number)) +
                       ": " + fault);
    }
    fs::remove_all(output);
  }

  const temporary_folder& f_;
  std::vector<source> sources_;
  std::uint64_t seed_;
  std::int64_t mutants_;
  std::atomic<std::int64_t> next_{0};
  std::mutex lock_;
};

TEST(mutants, of_good_files_get_a_verdict_and_leave_nothing) {
  testing::use_real_worker();
  temporary_folder f;
  campaign c(f, good_files(f), static_cast<std::uint64_t>(fakes::number_from("BANGTIN_SEED", 20261010)),
             fakes::number_from("BANGTIN_MUTANTS", 200));
  c.run();
  for (const auto& [verdict, count] : c.verdicts) std::cout << verdict << ": " << count << "\n";
  for (const std::string& fault : c.faults) ADD_FAILURE() << fault;
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a worker is still there";
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace bangtin::media
