// The files that remember the time: what is written is read, and what is damaged is not.
#include "player/sync/time_files.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {
namespace {

const remembered_time a_time{
    {{from_unix_ms(1'796'000'000'123), milliseconds(4'567)}, core::time_source::estimated, milliseconds(89)},
    std::string(32, 'b')};
const core::counted_time a_count{sha256("programme"), milliseconds(123'456'789)};

class remembered : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  time_files files{folder_.path()};
  std::string text(const char* name) const { return read_file(folder_ / name, 4096).value(); }
};

TEST_F(remembered, times_are_read_as_they_were_written) {
  EXPECT_FALSE(files.last_time());
  for (core::time_source s :
       {core::time_source::synced, core::time_source::estimated, core::time_source::receipt}) {
    remembered_time t = a_time;
    t.value.source = s;
    ASSERT_TRUE(files.keep(t));
    auto read = files.last_time();
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, t.value);
    EXPECT_EQ(read->boot, t.boot);
  }
  EXPECT_EQ(text("last-time").substr(0, 22), "1796000000123\nreceipt\n")
      << "older players read the first line";
}

TEST_F(remembered, times_of_older_players_have_no_source) {
  ASSERT_TRUE(write_file(folder_ / "last-time", "1796000000123\n", 0640));
  auto read = files.last_time();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value.time.utc, from_unix_ms(1'796'000'000'123));
  EXPECT_EQ(read->value.source, core::time_source::unknown);
  EXPECT_EQ(read->boot, "");
}

TEST_F(remembered, counts_survive_the_loss_of_either_copy) {
  EXPECT_TRUE(files.counted().empty());
  ASSERT_TRUE(files.keep(a_count));
  EXPECT_EQ(files.counted(), (std::vector{a_count, a_count}));
  for (const char* name : {"counted-time", "counted-time.copy"}) {
    ASSERT_TRUE(files.keep(a_count));
    std::filesystem::remove(folder_ / name);
    EXPECT_EQ(files.counted(), std::vector{a_count}) << name;
  }
}

// Every bit of every file.
TEST_F(remembered, files_with_a_flipped_bit_are_never_believed) {
  ASSERT_TRUE(files.keep(a_time));
  ASSERT_TRUE(files.keep(a_count));
  const std::string time = text("last-time");
  const std::string count = text("counted-time");
  for (std::size_t at = 0; at < time.size(); ++at) {
    std::string damaged = time;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    ASSERT_TRUE(write_file(folder_ / "last-time", damaged, 0640));
    EXPECT_FALSE(files.last_time()) << at;
  }
  for (std::size_t at = 0; at < count.size(); ++at) {
    std::string damaged = count;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    ASSERT_TRUE(write_file(folder_ / "counted-time", damaged, 0640));
    EXPECT_EQ(files.counted(), std::vector{a_count}) << at;
  }
}

TEST_F(remembered, files_that_make_no_sense_are_not_believed) {
  for (const std::string& bad : std::vector<std::string>{"", "\n", "soon\n", "-5", "99999999999999999999999",
                                                         "1796000000123\nsynced\n", std::string(5000, '1'),
                                                         std::string(70, '\n'), std::string("\0\0\0", 3)}) {
    for (const char* name : {"last-time", "counted-time", "counted-time.copy"}) {
      ASSERT_TRUE(write_file(folder_ / name, bad, 0640));
    }
    EXPECT_FALSE(files.last_time()) << bad.substr(0, 40);
    EXPECT_TRUE(files.counted().empty()) << bad.substr(0, 40);
  }
}

}  // namespace
}  // namespace bangtin::player::sync
