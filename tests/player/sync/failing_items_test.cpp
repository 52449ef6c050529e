#include "player/sync/failing_items.hpp"

#include <gtest/gtest.h>

namespace bangtin::player::sync {
namespace {

evidence::record ended(const std::string& media, evidence::play_outcome outcome, const std::string& reason) {
  evidence::record r;
  r.type = evidence::record_type::end;
  r.play.emplace().media = media;
  r.end = evidence::play_end{
      {}, outcome == evidence::play_outcome::failed ? 0 : 1, 0, "connected", outcome, reason};
  return r;
}

TEST(an_item_that_fails, is_told_with_its_reason_until_it_plays_again) {
  using enum evidence::play_outcome;
  failing_items items;
  EXPECT_FALSE(items.problem());
  items.play_ended(ended("b.mp4", failed, "decoder-error"));
  const message undecoded = msg("\"{}\" is not shown: its file cannot be decoded", "b.mp4");
  EXPECT_EQ(items.problem()->what, undecoded);
  items.play_ended(ended("b.mp4", failed, "quarantined"));
  EXPECT_EQ(items.problem()->what, undecoded);
  items.play_ended(ended("a.png", failed, "file-missing"));
  EXPECT_NE(describe(*items.problem()).find("\"a.png\" is not shown"), std::string::npos);
  EXPECT_NE(describe(*items.problem()).find("1 more items"), std::string::npos);
  items.play_ended(ended("a.png", partial, "stopped"));
  items.play_ended(ended("b.mp4", complete, ""));
  EXPECT_FALSE(items.problem());
}

TEST(an_item, that_something_else_kept_from_the_screen_has_not_failed) {
  for (const char* reason :
       {"no-display", "interrupted-by-notice", "programme-changed", "clock-step", "stopped", "missed"}) {
    failing_items items;
    items.play_ended(ended("a.png", evidence::play_outcome::failed, reason));
    EXPECT_FALSE(items.problem()) << reason;
  }
}

TEST(an_item_that_fails, is_forgotten_when_the_programme_has_it_no_more) {
  failing_items items;
  items.play_ended(ended("gone.png", evidence::play_outcome::failed, "decoder-crash"));
  items.keep_only({});
  EXPECT_FALSE(items.problem());
}

}  // namespace
}  // namespace bangtin::player::sync
