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

TEST(mpeg_picture, says_its_place_its_kind_and_whether_a_group_begins) {
  EXPECT_EQ(read("\0\0\1\0\0\x8f\xff\xf8"sv), (mpeg_picture{2, false, false}));
  EXPECT_EQ(read("\0\0\1\0\0\x5f\xff\xf8"sv), (mpeg_picture{1, false, true}));
  EXPECT_EQ(read("\0\0\1\xb3\x2d\x02\0\0\1\xb8\0\x08\0\0\0\1\0\xff\xcf"sv),
            (mpeg_picture{1023, true, false}));
  EXPECT_EQ(read("\0\0\1\xb3\x2d\x02"sv), std::nullopt);
  EXPECT_EQ(read("\0\0\1\0\0"sv), std::nullopt);
  EXPECT_EQ(read(""sv), std::nullopt);
}

using time = std::optional<std::chrono::milliseconds>;

struct coded {
  char kind;  // of the group's first picture a large letter
  int place;
  time stated;
  time decoded;
  time due;
  std::chrono::milliseconds lasts = 40ms;
};

void expect_times(const std::vector<coded>& pictures) {
  mpeg_times times;
  int n = 0;
  for (const coded& c : pictures) {
    bool begins = c.kind == 'I';
    EXPECT_EQ(times.time_of({c.place, begins, c.kind == 'b'}, c.stated, c.decoded, c.lasts), c.due) << n;
    ++n;
  }
}

TEST(mpeg_times, follow_from_the_order_in_which_pictures_are_shown) {
  expect_times({{'I', 2, 580ms, 460ms, 580ms},
                {'b', 0, {}, 500ms, 500ms},
                {'b', 1, 540ms, 540ms, 540ms},
                {'p', 5, {}, 580ms, 700ms},
                {'b', 3, {}, 620ms, 620ms},
                {'b', 4, {}, 660ms, 660ms},
                {'I', 2, {}, 700ms, 820ms},
                {'b', 0, {}, 740ms, 740ms},
                {'b', 1, {}, 780ms, 780ms},
                {'p', 3, {}, 820ms, 860ms}});
}

TEST(mpeg_times, of_films_for_cinemas_do_not_drift) {
  // Pictures last two or three fields in turn.
  expect_times({{'I', 0, 100ms, 67ms, 100ms, 33ms},
                {'p', 3, {}, 100ms, 250ms, 50ms},
                {'b', 1, {}, 133ms, 133ms, 33ms},
                {'b', 2, {}, 183ms, 183ms, 50ms},
                {'p', 6, {}, 216ms, 315ms, 33ms}});
}

TEST(mpeg_times, of_streams_without_b_pictures_are_those_of_decoding) {
  expect_times({{'I', 0, 100ms, 100ms, 100ms}, {'p', 1, {}, 140ms, 140ms}, {'p', 2, {}, 180ms, 180ms}});
}

TEST(mpeg_times, are_unknown_where_nothing_says_them) {
  expect_times({{'I', 2, {}, {}, {}}, {'b', 0, {}, {}, {}}, {'p', 2, {}, 80ms, {}}});  // a second field
}

TEST(mpeg_times, count_on_where_there_are_no_groups) {
  expect_times({{'p', 1023, 1000ms, 880ms, 1000ms}, {'p', 2, {}, 1000ms, 1120ms}});
}

}  // namespace
}  // namespace bangtin::media::ingest
