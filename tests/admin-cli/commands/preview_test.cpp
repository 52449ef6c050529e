#include "admin-cli/commands/calls.hpp"
#include "admin-cli/views/preview_runs.hpp"
#include "admin-cli/views/preview_totals.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using playlists::schedule::slot;
using playlists::schedule::slot_reason;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

class preview_file : public calls {
 public:
  const std::string folder = BANGTIN_SOURCE_DIR "/tests/admin-cli/";
  std::string golden(const std::string& name, const std::string& actual) {
    // To rewrite them after an intended change, set BANGTIN_WRITE_GOLDEN=1.
    if (std::getenv("BANGTIN_WRITE_GOLDEN") != nullptr)
      std::ofstream(folder + name, std::ios::binary) << actual;
    return *read_file(folder + name, 10'000'000);
  }
};

TEST_F(preview_file, for_people_is_as_the_golden_file) {
  spoken said = call_without_daemon({"preview", "--screen", "lobby", "--date", "2026-10-09", "--days", "2",
                                     "--programme", folder + "preview.toml"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.out, golden("preview.txt", said.out));
}

TEST_F(preview_file, at_a_terminal_draws_the_day_with_a_legend_of_titles) {
  width = 72;
  spoken said = call_without_daemon(
      {"preview", "--screen", "lobby", "--date", "2026-10-10", "--programme", folder + "preview.toml"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\n07:00  " + std::string(60, 'A') + "\n"));
  EXPECT_THAT(said.out, HasSubstr("\n09:00  " + std::string(30, 'C')));
  EXPECT_THAT(said.out, HasSubstr("\n11:00  " + std::string(30, 'A') + std::string(30, '.') + "\n"));
  EXPECT_THAT(said.out, HasSubstr("\nA  thuong-xuyen"));
  EXPECT_THAT(said.out, HasSubstr("huong-dan.pdf"));
  EXPECT_THAT(said.out, HasSubstr("  09:59:48  11:30:00")) << "the parts of the day stand below";
}

TEST_F(preview_file, in_json_has_every_slot_without_gaps_while_open) {
  spoken said = call_without_daemon({"--json", "preview", "--screen", "lobby", "--date", "2026-10-10",
                                     "--programme", folder + "preview.toml"});
  ASSERT_EQ(said.code, 0) << said.err;
  json::value v = said.document();
  EXPECT_EQ(v.at("screen"), "lobby");
  EXPECT_EQ(v.at("timezone"), "Asia/Ho_Chi_Minh");
  const json::array& slots = v.at("days").at(0).at("slots").as_array();
  ASSERT_FALSE(slots.empty());
  EXPECT_EQ(v.at("days").at(0).at("date"), "2026-10-10");
  EXPECT_EQ(slots.front().at("start"), "2026-10-10T07:00:00.000+07:00");
  EXPECT_EQ(slots.back().at("end"), "2026-10-10T11:30:00.000+07:00");
  for (std::size_t i = 1; i < slots.size(); ++i) EXPECT_EQ(slots[i].at("start"), slots[i - 1].at("end"));
}

TEST_F(preview_file, one_form_at_a_time) {
  auto called = [&](std::vector<std::string> more) {
    std::vector<std::string> words{
        "preview", "--screen", "lobby", "--date", "2026-10-10", "--programme", folder + "preview.toml"};
    words.insert(words.end(), more.begin(), more.end());
    return call_without_daemon(words);
  };
  EXPECT_THAT(called({"--csv"}).out, HasSubstr("\r\nlobby,2026-10-10,2026-10-10 07:00:00.000,"));
  EXPECT_THAT(called({"--ics"}).out, HasSubstr("\r\nSUMMARY:ngay-chuyen-doi-so\r\n"));
  EXPECT_EQ(called({"--csv", "--ics"}).code, 2);
  EXPECT_EQ(called({"--json", "--ics"}).code, 2);
}

TEST_F(preview_file, unknown_screens_and_dates_are_refused) {
  spoken said = call_without_daemon({"preview", "--screen", "loby", "--programme", folder + "preview.toml"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("did you mean lobby?"));
  EXPECT_EQ(call_without_daemon({"preview", "--screen", "lobby", "--date", "2026-02-30", "--programme",
                                 folder + "preview.toml"})
                .code,
            2);
  EXPECT_EQ(call_without_daemon({"preview", "--screen", "lobby", "--programme", folder + "none.toml"}).code,
            1);
}

TEST_F(preview_file, days_out_of_range_are_told_as_such) {
  auto called = [&](const char* date, const char* days) {
    return call_without_daemon({"preview", "--screen", "lobby", "--date", date, "--days", days, "--programme",
                                folder + "preview.toml"});
  };
  for (const auto& [date, days] : {std::pair("1900-01-01", "1"), std::pair("0001-01-01", "1"),
                                   std::pair("9999-12-31", "2"), std::pair("9999-12-02", "31")}) {
    spoken said = called(date, days);
    EXPECT_EQ(said.code, 2) << date;
    EXPECT_THAT(said.err, HasSubstr("choose days from 1970-01-01 to 9999-12-31")) << date;
    EXPECT_EQ(said.out, "") << date;
  }
  EXPECT_THAT(called("1900-02-29", "1").err, HasSubstr("is no date"));
  EXPECT_EQ(called("9999-12-31", "1").code, 0);
  EXPECT_EQ(called("1970-01-01", "1").code, 0);
}

utc_ms at(int s) {
  return utc_ms(seconds(s));
}

// Adds `turns` slots of 10 s from `begin` on, for the campaigns in turn.
void fill(std::vector<slot>& slots, int begin, int turns, std::initializer_list<int> campaigns) {
  for (int i = 0; i < turns; ++i) {
    int c = *(campaigns.begin() + i % static_cast<int>(campaigns.size()));
    slots.push_back({at(begin + 10 * i), at(begin + 10 * i + 10), c, 0, 0, slot_reason::share});
  }
}

TEST(preview_runs, campaigns_which_take_turns_are_one_run) {
  std::vector<slot> slots;
  fill(slots, 0, 600, {0, 1, 1});
  std::vector<views::preview_run> runs = views::runs_of(slots);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].parts,
            (std::vector<views::airtime_part>{{1, 400, seconds(4000)}, {0, 200, seconds(2000)}}));
}

TEST(preview_runs, the_day_is_cut_where_a_campaign_joins_leaves_and_where_the_screen_closes) {
  std::vector<slot> slots;
  fill(slots, 0, 360, {0});
  fill(slots, 3600, 360, {0, 1});
  fill(slots, 7200, 360, {0});
  fill(slots, 20'000, 360, {0});
  std::vector<views::preview_run> runs = views::runs_of(slots);
  ASSERT_EQ(runs.size(), 5U);
  EXPECT_EQ(runs[1].from, at(3610));
  EXPECT_EQ(runs[1].parts.size(), 2U);
  EXPECT_EQ(runs[3].from, at(10'800));
  EXPECT_TRUE(runs[3].parts.empty());
  EXPECT_EQ(runs[4].to, at(23'600));
  milliseconds sum{};
  for (const views::preview_run& r : runs) {
    for (const views::airtime_part& p : r.parts) sum += p.airtime;
  }
  EXPECT_EQ(sum, seconds(14'400));
}

TEST(preview_runs, the_pages_of_a_guide_are_one_play) {
  std::vector<slot> slots;
  for (int page = 1; page <= 5; ++page)
    slots.push_back({at(8 * page), at(8 * page + 8), 0, 0, page, slot_reason::share});
  EXPECT_EQ(views::runs_of(slots).at(0).parts, (std::vector<views::airtime_part>{{0, 1, seconds(40)}}));
}

// A share asks for a part of the airtime of its own level while it is active.
TEST(preview_totals, a_share_asks_of_what_plays_by_share_while_it_is_active) {
  playlists::programme::programme p;
  p.screens.push_back({.name = "s", .title = {}, .venue = {}, .groups = {}, .open = {}});
  auto campaign = [&](std::string name, int share, std::vector<playlists::programme::day_hours> hours) {
    playlists::programme::campaign c;
    c.name = std::move(name);
    c.screens = {"all"};
    c.share = share;
    c.hours = std::move(hours);
    p.campaigns.push_back(c);
  };
  using std::chrono::hours;
  campaign("a", 3, {});
  campaign("b", 1, {{hours(1), hours(2)}});
  campaign("c", 7, {});
  p.campaigns[2].level = playlists::programme::level::filler;
  campaign("d", 1, {});
  p.campaigns[3].every = hours(1);
  const playlists::programme::local_day day(std::chrono::days(20'000));
  const utc_ms midnight = playlists::schedule::range_of(p, day).from;
  std::vector<slot> slots{{midnight, midnight + hours(1), 0, 0, 0, slot_reason::share},
                          {midnight + hours(1), midnight + hours(2), 0, 0, 0, slot_reason::share},
                          {midnight + hours(2), midnight + hours(3), 0, 0, 0, slot_reason::share},
                          {midnight + hours(3), midnight + hours(4), 3, 0, 0, slot_reason::every}};
  views::preview_totals totals(p, p.screens[0]);
  totals.add(day, slots);
  totals.add(day, {});
  std::vector<views::campaign_total> all = totals.totals();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].reached, (views::airtime_part{0, 3, hours(3)}));
  EXPECT_EQ(all[0].asked, std::chrono::minutes(165));
  EXPECT_EQ(all[1].reached, (views::airtime_part{3, 1, hours(1)}));
  EXPECT_EQ(all[1].asked, milliseconds(0));
  EXPECT_EQ(all[2].reached, (views::airtime_part{1, 0, milliseconds(0)}));
  EXPECT_EQ(all[2].asked, std::chrono::minutes(15));
  EXPECT_EQ(totals.airtime(), hours(4));
}

TEST(preview_runs, no_slots_no_runs) {
  EXPECT_TRUE(views::runs_of({}).empty());
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
