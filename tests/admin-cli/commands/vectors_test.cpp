// The conformance set of tests/vectors, in the output of the command.
#include "playlists/schedule/vectors.hpp"

#include <cstdio>

#include "admin-cli/commands/calls.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using playlists::testing::told_case;
using playlists::testing::told_day;
using playlists::testing::told_slot;

// 2026-10-10T07:00:00.000+07:00.
utc_ms instant(const json::value& v) {
  std::string text(v.as_string());
  int y = 0, mo = 0, d = 0, h = 0, m = 0, s = 0, ms = 0, oh = 0, om = 0;
  char sign = 0;
  int read = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c%2d:%2d", &y, &mo, &d, &h, &m, &s, &ms,
                         &sign, &oh, &om);
  EXPECT_EQ(read, 10) << text;
  std::chrono::sys_days day{std::chrono::year(y) / std::chrono::month(unsigned(mo)) /
                            std::chrono::day(unsigned(d))};
  milliseconds offset = std::chrono::hours(oh) + std::chrono::minutes(om);
  return day + std::chrono::hours(h) + std::chrono::minutes(m) + std::chrono::seconds(s) + milliseconds(ms) -
         (sign == '-' ? -offset : offset);
}

told_slot slot_of(const json::value& v) {
  told_slot s{instant(v.at("start")), instant(v.at("end")), "slate", std::string(v.at("reason").as_string())};
  if (v.at("campaign").is_null()) return s;
  s.who = std::string(v.at("campaign").as_string()) + "#" + std::to_string(v.at("item").as_int64());
  if (!v.at("page").is_null()) s.who += "." + std::to_string(v.at("page").as_int64());
  return s;
}

class vectors_in_json : public calls {};

TEST_F(vectors_in_json, are_as_they_are_told) {
  for (const std::string& name : playlists::testing::told_names()) {
    told_case c = playlists::testing::read_told(name);
    for (const told_day& d : c.days) {
      spoken said = call_without_daemon(
          {"--json", "preview", "--screen", d.screen, "--date", d.date, "--programme", c.file.string()});
      ASSERT_EQ(said.code, 0) << name << said.err;
      json::value v = said.document();
      ASSERT_EQ(v.at("days").as_array().size(), 1U);
      std::vector<told_slot> slots;
      for (const json::value& one : v.at("days").at(0).at("slots").as_array()) slots.push_back(slot_of(one));
      EXPECT_EQ(playlists::testing::difference(c, d, slots), "");
    }
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
