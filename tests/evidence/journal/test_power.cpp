// A journal on a disk that refuses while the machine runs on, and then loses power.
#include <fmt/format.h>

#include <algorithm>

#include "evidence/journal/journal_fixture.hpp"
#include "support/crash_disk.hpp"

namespace bangtin::evidence::journal {
namespace {

using journal_power = journal_fixture;

// A commit that failed may be readable, and be gone after the power cut. Another record would take its seq.
TEST_F(journal_power, takes_back_nothing_that_was_sent) {
  fakes::crash_disk& disk = fakes::crash_disk::install();
  int found_after_failure = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    disk.seed(seed);
    for (std::int64_t cut = 1; cut <= 24; ++cut) {
      SCOPED_TRACE(fmt::format("seed {}, power cut at change {}", seed, cut));
      file = folder.path() / fmt::format("{}-{}", seed, cut) / "journal.db";
      std::filesystem::create_directories(file.parent_path());
      std::unique_ptr<journal> j = open();
      ASSERT_TRUE(j);
      play(*j, 1);
      const std::int64_t before = j->last_seq();
      disk.cut_power_after(cut);
      record r = start();
      if (!j->append({&r, 1}) && j->reopen() && j->last_seq() > before) ++found_after_failure;
      std::vector<std::string> sent;
      if (j->is_usable()) {
        result<std::optional<batch>> b = j->next_batch();
        ASSERT_TRUE(b && *b);
        sent = (*b)->lines;
        EXPECT_GE(std::ssize(sent), before) << "what was there before is sent all the same";
      }
      j.reset();
      disk.power_on();
      j = open();
      ASSERT_TRUE(j);
      const std::vector<std::string> left = (**j->next_batch()).lines;
      ASSERT_GE(left.size(), sent.size());
      EXPECT_TRUE(std::equal(sent.begin(), sent.end(), left.begin()));
    }
  }
  EXPECT_GT(found_after_failure, 0) << "this test would prove nothing";
}

TEST_F(journal_power, sends_what_was_found_after_a_failure_once_the_disk_takes_writes_again) {
  fakes::crash_disk& disk = fakes::crash_disk::install();
  int found_after_failure = 0;
  for (std::int64_t cut = 1; cut <= 24; ++cut) {
    SCOPED_TRACE(cut);
    file = folder.path() / std::to_string(cut) / "journal.db";
    std::filesystem::create_directories(file.parent_path());
    std::unique_ptr<journal> j = open();
    disk.cut_power_after(cut);
    record r = start();
    const bool failed = !j->append({&r, 1});
    disk.cut_power_after(-1);  // it was only a bad moment
    if (!failed || !j->reopen()) continue;
    found_after_failure += j->last_seq() == 2 ? 1 : 0;
    EXPECT_EQ(std::ssize((**j->next_batch()).lines), j->last_seq());
    append(*j, start());
    EXPECT_EQ(std::ssize((**j->next_batch()).lines), j->last_seq());
  }
  EXPECT_GT(found_after_failure, 0);
}

}  // namespace
}  // namespace bangtin::evidence::journal
