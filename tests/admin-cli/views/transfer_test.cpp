#include "admin-cli/views/transfer.hpp"

#include <gtest/gtest.h>

#include "admin-cli/commands/terminal.hpp"

namespace bangtin::admin_cli::views {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(size_text, has_a_unit_that_people_know) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(1500), "1.5 kB");
  EXPECT_EQ(size_text(38'400'000), "38 MB");
  EXPECT_EQ(size_text(4'294'967'296), "4.2 GB");
}

TEST(size_texts, never_look_the_same) {
  struct {
    std::uint64_t a, b;
    const char *first, *second;
  } const cases[] = {{5'000'000'000, 4'294'967'296, "5.0 GB", "4.2 GB"},
                     {4'300'000'000, 4'294'967'296, "4.3 GB", "4.2 GB"},
                     {4'295'000'000, 4'294'967'296, "4.295 GB", "4.294 GB"},
                     {4'294'967'297, 4'294'967'296, "4.294967297 GB", "4.294967296 GB"},
                     {700, 600, "700 B", "600 B"}};
  for (const auto& c : cases) {
    const auto [first, second] = size_texts(c.a, c.b);
    EXPECT_EQ(first, c.first);
    EXPECT_EQ(second, c.second);
  }
}

TEST(clock_text, has_hours_only_where_there_are_any) {
  EXPECT_EQ(clock_text(seconds(0)), "0:00");
  EXPECT_EQ(clock_text(seconds(42)), "0:42");
  EXPECT_EQ(clock_text(seconds(3599)), "59:59");
  EXPECT_EQ(clock_text(seconds(3910)), "1:05:10");
}

TEST(transfer_meter, tells_the_rate_of_the_last_seconds_and_the_time_left) {
  transfer_meter m;
  EXPECT_EQ(m.text(100), "");
  for (int ms = 0; ms <= 10'000; ms += 50) m.add(milliseconds(ms), static_cast<std::uint64_t>(ms) * 10'000);
  EXPECT_NEAR(*m.per_second(), 10e6, 1e5);
  EXPECT_EQ(*m.left(200'000'000), seconds(10));
  EXPECT_EQ(m.text(200'000'000), "10 MB/s, 0:10 left");
  // Half as fast from now on: after the window only that counts.
  for (int ms = 10'050; ms <= 30'000; ms += 50) {
    m.add(milliseconds(ms), 100'000'000 + static_cast<std::uint64_t>(ms - 10'000) * 5000);
  }
  EXPECT_NEAR(*m.per_second(), 5e6, 1e5);
}

TEST(transfer_meter, says_nothing_too_early_and_no_time_while_nothing_moves) {
  transfer_meter m;
  m.add(milliseconds(0), 0);
  m.add(milliseconds(400), 1000);
  EXPECT_FALSE(m.per_second());
  for (int ms = 0; ms < 20'000; ms += 1000) m.add(milliseconds(ms + 1000), 1000);
  EXPECT_FALSE(m.left(2000));
}

TEST(transfer_meter, begins_afresh_when_the_work_does) {
  transfer_meter m;
  for (int ms = 0; ms <= 3000; ms += 100) m.add(milliseconds(ms), static_cast<std::uint64_t>(ms) * 1000);
  m.add(milliseconds(3100), 0);
  EXPECT_FALSE(m.per_second());
}

TEST(progress_line, has_the_detail_where_there_is_room) {
  const commands::progress_bar bar{"film.mp4", 1, 2, "10 MB/s, 0:10 left"};
  EXPECT_EQ(commands::progress_line(bar, 79),
            "film.mp4  [############............]  50 %  10 MB/s, 0:10 left");
  EXPECT_EQ(commands::progress_line(bar, 50), "film.mp4  [############............]  50 %");
}

}  // namespace
}  // namespace bangtin::admin_cli::views
