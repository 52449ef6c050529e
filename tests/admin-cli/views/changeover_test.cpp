// What is said about a screen in each state, never more than it has reported.
#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/screen_rows.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/language.hpp"

namespace bangtin::admin_cli::views {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// 2026-10-10T00:00:00Z, 07:00 at the site.
const utc_ms now{milliseconds(1'791'590'400'000)};
const std::string zone = "Asia/Ho_Chi_Minh";

struct situation {
  const char* what;
  std::function<void(wire::admin::screen&)> change;
  changeover_state state;
  std::string text;
};
void PrintTo(const situation& s, std::ostream* out) {
  *out << s.what;
}
class a_screen : public ::testing::TestWithParam<situation> {};

TEST_P(a_screen, says_when_it_changes_over_to_version_seven) {
  wire::admin::screen s;
  s.name = "lobby";
  s.last_seen = now - seconds(1);
  s.programme_format = 2;
  s.programme_version = 6;
  GetParam().change(s);
  changeover c = changeover_of(s, 7, now);
  EXPECT_EQ(c.state, GetParam().state);
  EXPECT_EQ(text_of(c, zone, now), GetParam().text);
  EXPECT_EQ(to_json(c, zone).at("state"), json::value(to_string(c.state)));
}
INSTANTIATE_TEST_SUITE_P(
    in_every_situation, a_screen,
    ::testing::Values(
        situation{"on show", [](auto& s) { s.programme_version = 7; }, changeover_state::on_show, "shows it"},
        situation{"on show, and silent since",
                  [](auto& s) {
                    s.programme_version = 8;
                    s.last_seen = now - minutes(10);
                  },
                  changeover_state::on_show, "shows it"},
        situation{"soon",
                  [](auto& s) {
                    s.changeover_version = 7;
                    s.changeover = now + seconds(12);
                  },
                  changeover_state::changes_over, "changes over at 07:00:12"},
        situation{"tomorrow, and to a newer one",
                  [](auto& s) {
                    s.changeover_version = 8;
                    s.changeover = now + std::chrono::hours(24);
                  },
                  changeover_state::changes_over, "changes over at 2026-10-11 07:00:00"},
        situation{"to an older one first", [](auto& s) { s.changeover_version = 6; },
                  changeover_state::not_heard, "has not heard of it yet; \"bangtin status\" says more"},
        situation{"fetches, rate unknown",
                  [](auto& s) {
                    s.next_version = 7;
                    s.fetch_bytes = s.fetch_missing_bytes = 12'000'000;
                  },
                  changeover_state::fetches, "fetches 12.0 MB"},
        situation{"fetches",
                  [](auto& s) {
                    s.next_version = 7;
                    s.fetch_bytes = 12'000'000;
                    s.fetch_missing_bytes = 2'400'000;
                    s.fetch_bytes_per_s = 20'000;
                  },
                  changeover_state::fetches, "fetches 12.0 MB, 9.6 MB of it are here, about 2 min"},
        situation{"crawls",
                  [](auto& s) {
                    s.next_version = 7;
                    s.fetch_bytes = s.fetch_missing_bytes = 12'000'000;
                    s.fetch_bytes_per_s = 2;
                  },
                  changeover_state::fetches, "fetches 12.0 MB, about 69 days"},
        situation{"an old player", [](auto& s) { s.programme_format = 1; }, changeover_state::cannot_say,
                  "its player is too old to say when; \"bangtin status\" says what it shows"},
        situation{"silent",
                  [](auto& s) {
                    s.last_seen = now - minutes(10);
                    s.changeover_version = 7;
                    s.changeover = now - minutes(9);
                  },
                  changeover_state::silent, "not seen since 06:50:00; it changes over when it is back"},
        situation{"never seen", [](auto& s) { s.last_seen.reset(); }, changeover_state::silent,
                  "not seen yet; it changes over when it is there"}));

TEST(screens_of_a_programme, are_all_named_and_only_they) {
  wire::admin::screen lobby, other;
  lobby.name = "lobby";
  lobby.programme_version = 7;
  other.name = "of no programme";
  auto all = changeovers_of({"gate", "lobby"}, {lobby, other}, 7, now);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].screen, "gate");
  EXPECT_EQ(all[0].state, changeover_state::unpaired);
  EXPECT_EQ(text_of(all[0], zone, now), "no player is paired with it");
  EXPECT_EQ(all[1].state, changeover_state::on_show);
}

TEST(a_status_line, names_a_screen_that_is_not_offered_what_was_published) {
  wire::admin::site site;
  site.programme_version = 7;
  site.timezone = zone;
  site.programme_issued = now - minutes(1);
  wire::admin::screen s;
  s.name = "lobby";
  s.last_seen = now;
  s.programme_format = 2;
  s.programme_version = 6;
  EXPECT_EQ(next_programme_line(s, site, now), "shows version 6; version 7 has just been published");
  site.programme_issued = now - minutes(3);
  EXPECT_TRUE(next_programme_line(s, site, now)->starts_with("frozen: shows version 6"));
  EXPECT_EQ(supply_of(s, site, now), "frozen");
  s.supply = "withheld";
  EXPECT_EQ(supply_of(s, site, now), "withheld") << "the screen knows better";
  s.supply.clear();
  s.programme_version = 7;
  EXPECT_EQ(next_programme_line(s, site, now), std::nullopt);
  s.next_version = 7;
  s.fetch_missing_bytes = 3'000'000;
  EXPECT_TRUE(next_programme_line(s, site, now)->starts_with("fetches 3.0 MB of its programme again"));
}

TEST(a_status_line, names_an_attack_that_the_screen_reports) {
  wire::admin::site site;
  site.timezone = zone;
  wire::admin::screen s;
  s.name = "lobby";
  s.last_seen = now;
  s.disk_free_bytes = 50'000'000'000;
  s.problem = wire::admin::reported_problem{msg("version {} is older", 3), msg("look")};
  struct row {
    const char* supply;
    const char* line;
  };
  for (const row& r : {row{"", "version 3 is older — look"},
                       row{"rollback", "an older version (rollback): version 3 is older — look"},
                       row{"slow", "version 3 is older — look"},
                       row{"a-word-of-a-newer-player", "version 3 is older — look"}}) {
    s.supply = r.supply;
    EXPECT_EQ(problems_of(s, now, site).front(), r.line) << r.supply;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::views
