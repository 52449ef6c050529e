#include "media/ingest/mpeg_times.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace bangtin::media::ingest {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

std::optional<mpeg_picture> read(std::string_view coded) {
  return read_mpeg_picture(std::as_bytes(std::span(coded.data(), coded.size())));
}

TEST(mpeg_picture, says_its_place_and_whether_a_group_begins) {
  EXPECT_EQ(read("\0\0\1\0\0\x8f\xff\xf8"sv), (mpeg_picture{2, false}));
  EXPECT_EQ(read("\0\0\1\xb3\x2d\x02\0\0\1\xb8\0\x08\0\0\0\1\0\xff\xcf"sv), (mpeg_picture{1023, true}));
  EXPECT_EQ(read("\0\0\1\xb3\x2d\x02"sv), std::nullopt);
  EXPECT_EQ(read("\0\0\1\0\0"sv), std::nullopt);
  EXPECT_EQ(read(""sv), std::nullopt);
}

struct coded {
  int place;
  bool begins;
  std::optional<std::chrono::milliseconds> stated;
  std::optional<std::chrono::milliseconds> due;
};

void expect_times(const std::vector<coded>& pictures) {
  mpeg_times times;
  int n = 0;
  for (const coded& c : pictures) {
    EXPECT_EQ(times.time_of({c.place, c.begins}, c.stated, 40ms), c.due) << n;
    ++n;
  }
}

TEST(mpeg_times, follow_the_places_between_stated_times) {
  expect_times({{2, true, 580ms, 580ms},
                {0, false, {}, 500ms},
                {1, false, {}, 540ms},
                {5, false, {}, 700ms},
                {3, false, 625ms, 625ms},  // a stated time holds
                {4, false, {}, 665ms},
                // The next group, without a time.
                {2, true, {}, 825ms},
                {0, false, {}, 745ms},
                {1, false, {}, 785ms}});
}

TEST(mpeg_times, are_unknown_before_the_first_stated_one) {
  expect_times({{2, true, {}, {}}, {0, false, {}, {}}, {1, false, 100ms, 100ms}, {5, false, {}, 260ms}});
}

TEST(mpeg_times, count_on_where_there_are_no_groups) {
  expect_times({{1023, true, 1000ms, 1000ms}, {2, false, {}, 1120ms}, {0, false, {}, 1040ms}});
}

}  // namespace
}  // namespace bangtin::media::ingest
