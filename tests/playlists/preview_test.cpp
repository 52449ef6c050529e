#include "playlists/preview.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "playlists/programme_bytes.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

TEST(a_preview, has_the_shape_that_scripts_rely_on) {
  programme p = from(R"(timezone = "Europe/Berlin"
[[screen]]
name = "lobby"
open = [ { days = "sun", hours = "07:00-07:01" } ]
[[playlist]]
name = "p"
items = [ { media = "a \"1\".png", duration = "20s" } ]
[[playlist]]
name = "g"
items = [ { media = "g.pdf", pages = 2 } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["all"]
[[campaign]]
name = "guide"
playlist = "g"
screens = ["all"]
level = "takeover"
every = "2h"
)");
  EXPECT_EQ(
      preview_json(p, p.screens[0], day("2026-10-24"), 2),
      R"({"screen":"lobby","timezone":"Europe/Berlin","programme":")" + identity(p).hex() +
          R"(","days":[{"date":"2026-10-24","slots":[]},{"date":"2026-10-25","slots":[)"
          R"({"start":"2026-10-25T07:00:00.000+01:00","end":"2026-10-25T07:00:10.000+01:00","campaign":"guide","level":"takeover","media":"g.pdf","item":0,"page":1,"reason":"every"},)"
          R"({"start":"2026-10-25T07:00:10.000+01:00","end":"2026-10-25T07:00:20.000+01:00","campaign":"guide","level":"takeover","media":"g.pdf","item":0,"page":2,"reason":"every"},)"
          R"({"start":"2026-10-25T07:00:20.000+01:00","end":"2026-10-25T07:00:40.000+01:00","campaign":"c","level":"normal","media":"a \"1\".png","item":0,"page":null,"reason":"share"},)"
          R"({"start":"2026-10-25T07:00:40.000+01:00","end":"2026-10-25T07:01:00.000+01:00","campaign":"c","level":"normal","media":"a \"1\".png","item":0,"page":null,"reason":"share"}]}]})");
}

TEST(a_preview, names_the_slate_without_a_campaign) {
  programme p = from("[[screen]]\nname = 's'\n");
  std::string text = preview_json(p, p.screens[0], day("2026-10-10"), 1);
  EXPECT_TRUE(parse_json(text));
  EXPECT_NE(
      text.find(
          R"([{"start":"2026-10-10T00:00:00.000+07:00","end":"2026-10-11T00:00:00.000+07:00","campaign":null,)"
          R"("level":null,"media":"slate.png","item":null,"page":null,"reason":"slate"}])"),
      std::string::npos)
      << text;
  EXPECT_TRUE(preview_json(p, p.screens[0], day("2026-10-10"), 0).ends_with("\"days\":[]}"));
}

}  // namespace
}  // namespace bangtin::playlists::testing
