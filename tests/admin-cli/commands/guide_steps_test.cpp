// The decisions of "guide": where somebody is, and what was typed.
#include "admin-cli/commands/guide_steps.hpp"

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/guide_watch.hpp"
#include "admin-cli/commands/window_options.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using guide_at = guide_step_kind;
using playlists::programme::programme;

// ---- the step

struct guide_case {
  const char* situation;
  guide_state state;
  std::optional<guide_step_kind> step;
};

guide_state state_with(std::initializer_list<void (*)(guide_state&)> changes) {
  guide_state s;
  for (auto change : changes) change(s);
  return s;
}

void with_keys(guide_state& s) {
  s.site.has_keys = true;
}
void with_clip(guide_state& s) {
  s.media = {"a.mp4"};
}
void with_screen(guide_state& s) {
  s.screens = {{.name = "sanh", .planned = true, .paired = true, .seen = true}};
}
void with_playlist(guide_state& s) {
  s.playlists = {"a"};
}
void with_campaign(guide_state& s) {
  s.drafted_to_run = true;
}
void with_approval(guide_state& s) {
  s.published_to_run = s.site.published = true;
}

TEST(guide_steps, follow_from_what_daemon_keys_and_draft_say) {
  const std::vector<guide_case> cases{
      {"no daemon", state_with({[](guide_state& s) { s.site.answers = false; }, with_keys}),
       guide_at::daemon},
      {"an empty house", {}, guide_at::keys},
      {"keys of another site", state_with({with_keys, [](guide_state& s) { s.keys_fit = false; }}),
       guide_at::keys},
      {"keys", state_with({with_keys}), guide_at::plan},
      {"the plan is loaded", state_with({with_keys, [](guide_state& s) { s.has_plan = true; }}),
       guide_at::media},
      {"the plan is skipped", state_with({with_keys, [](guide_state& s) { s.plan_skipped = true; }}),
       guide_at::media},
      {"a clip without a plan: nobody is asked again", state_with({with_keys, with_clip}), guide_at::screen},
      {"a planned screen without a player",
       state_with(
           {with_keys, with_clip, [](guide_state& s) { s.screens = {{.name = "a", .planned = true}}; }}),
       guide_at::screen},
      {"a screen that was paired and has not reported",
       state_with({with_keys, with_clip, with_screen, [](guide_state& s) { s.screens[0].seen = false; }}),
       guide_at::screen},
      {"a screen that plays and is not in the draft",
       state_with({with_keys, with_clip, with_screen, [](guide_state& s) { s.screens[0].planned = false; }}),
       guide_at::screen},
      {"a screen", state_with({with_keys, with_clip, with_screen}), guide_at::playlist},
      {"an empty playlist",
       state_with({with_keys, with_clip, with_screen, [](guide_state& s) { s.empty_playlists = {"a"}; }}),
       guide_at::playlist},
      {"a playlist", state_with({with_keys, with_clip, with_screen, with_playlist}), guide_at::campaign},
      {"a campaign", state_with({with_keys, with_clip, with_screen, with_playlist, with_campaign}),
       guide_at::approval},
      {"approved",
       state_with({with_keys, with_clip, with_screen, with_playlist, with_campaign, with_approval}),
       guide_at::first_play},
      {"approved with a file, on a computer without keys", state_with({with_approval}), guide_at::first_play},
      {"a play was counted", state_with({with_approval, [](guide_state& s) { s.plays = 1; }}), std::nullopt},
  };
  for (const guide_case& c : cases) {
    const guide_step* step = first_undone(c.state);
    ASSERT_EQ(step != nullptr, c.step.has_value()) << c.situation;
    if (step != nullptr) {
      EXPECT_EQ(step->kind, *c.step) << c.situation;
    }
  }
}

programme guide_programme(const std::string& toml) {
  playlists::text::parsed_text parsed =
      playlists::text::parse_text(toml, playlists::text::media_facts::from_text);
  EXPECT_TRUE(parsed.diagnostics.empty()) << toml;
  for (playlists::programme::media_item& m : parsed.value.media) {
    m.id = m.name;
    m.files = {{sha256(m.name), 7}};
  }
  return parsed.value;
}

const std::string guide_toml =
    "slate = 's.png'\n"
    "[[screen]]\nname = 'sanh'\ntitle = 'Sảnh'\nopen = [ { hours = '07:00-17:00' } ]\n"
    "[[screen]]\nname = 'cho'\n"
    "[[playlist]]\nname = 'a'\nitems = [ { media = 'a.png', duration = '10s' } ]\n"
    "[[campaign]]\nname = 'x'\nplaylist = 'a'\nscreens = ['sanh']\nhours = ['08:00-09:00']\n";

wire::admin::screen guide_row(const std::string& name, bool seen) {
  wire::admin::screen s;
  s.name = name;
  if (seen) s.last_seen = test_now;
  return s;
}

TEST(guide_steps, only_what_a_screen_with_a_player_shows_is_to_run) {
  const programme p = guide_programme(guide_toml);
  auto with = [&](std::vector<wire::admin::screen> rows, bool published) {
    guide_facts facts;
    (published ? facts.published : facts.draft) = p;
    facts.screens = std::move(rows);
    return guide_state_from({}, std::move(facts));
  };
  EXPECT_FALSE(with({}, false).drafted_to_run);
  EXPECT_FALSE(with({guide_row("sanh", false)}, false).drafted_to_run) << "it has not reported";
  EXPECT_FALSE(with({guide_row("cho", true)}, false).drafted_to_run) << "no campaign is for it";
  EXPECT_TRUE(with({guide_row("sanh", true)}, false).drafted_to_run);
  EXPECT_FALSE(with({guide_row("sanh", true)}, false).published_to_run);
  EXPECT_TRUE(with({guide_row("sanh", true)}, true).published_to_run);
  const guide_state s = with({guide_row("kho", true)}, false);
  ASSERT_EQ(s.screens.size(), 3U);
  EXPECT_EQ(s.screens[0].title, "Sảnh");
  EXPECT_TRUE(s.screens[2].seen && !s.screens[2].planned);
  EXPECT_EQ(s.playlists, std::vector<std::string>{"a"});
}

TEST(guide_steps, the_slate_is_no_clip) {
  guide_facts facts;
  facts.draft = guide_programme(guide_toml);
  for (const char* name : {"s.png", "a.png", "phim.mp4", "phim.mp4", "-x.png"}) {
    wire::admin::media_item m;
    m.id = facts.media.size() < 2 ? name : "id" + std::to_string(facts.media.size());
    m.file = name;
    facts.media.push_back(m);
  }
  facts.media.push_back({});
  facts.media.back().kind = playlists::programme::media_kind::subtitles;
  EXPECT_EQ(guide_state_from({}, facts).media, (std::vector<std::string>{"a.png", "id2", "id3", "id4"}));
}

// ---- the first play

TEST(guide_steps, the_first_play_comes_when_screen_and_campaign_allow_it) {
  // test_now is 07:00 on 10 October; the screen opens then, and the campaign begins at 8.
  programme p = guide_programme(guide_toml);
  const utc_ms eight = test_now + std::chrono::hours(1);
  EXPECT_EQ(first_play_time(p, test_now), eight);
  EXPECT_EQ(first_play_time(p, eight), eight);
  EXPECT_EQ(first_play_time(p, eight + std::chrono::minutes(30)), eight + std::chrono::minutes(30));
  EXPECT_EQ(first_play_time(p, eight + std::chrono::hours(3)), eight + std::chrono::hours(24)) << "tomorrow";
  p.campaigns[0].hours.clear();
  EXPECT_EQ(first_play_time(p, test_now - std::chrono::hours(2)), test_now) << "it is closed before";
  p.campaigns[0].to = playlists::programme::calendar_date{2026, 10, 9};
  EXPECT_EQ(first_play_time(p, test_now), std::nullopt);
  EXPECT_EQ(first_play_time(programme{}, test_now), std::nullopt);
}

// ---- answers

struct when_case {
  const char* text;
  const char* options;  // empty: it cannot be read
};

std::string options_line(const typed_options& options) {
  std::string line = "ok";
  for (const auto& [key, value] : options) line += " " + key + (value.empty() ? "" : "=" + value);
  return line;
}

TEST(guide_answers, read_when_a_campaign_runs) {
  const std::vector<when_case> cases{
      {"every day", "ok"},
      {"Mỗi ngày", "ok"},
      {"hằng ngày, cả ngày", "ok"},
      {"1/10 - 10/10", "ok --from=1/10 --to=10/10"},
      {"1/10-10/10", "ok --from=1/10 --to=10/10"},
      {"từ 1/10 đến 10/10", "ok --from=1/10 --to=10/10"},
      {"Từ ngày 1 tháng 10 đến ngày 10 tháng 10", "ok --from=1 tháng 10 --to=ngày 10 tháng 10"},
      {"from tomorrow until 31/12/2026", "ok --from=tomorrow --to=31/12/2026"},
      {"từ mai", "ok --from=mai"},
      {"đến hết 31/12", "ok --to=31/12"},
      {"10/10", "ok --from=10/10 --to=10/10"},
      {"7h-11h30", "ok --hours=7h-11h30"},
      {"7h-11h30, 13h30-17h", "ok --hours=7h-11h30, 13h30-17h"},
      {"t2-t6", "ok --days=t2-t6"},
      {"thứ 2, 4, 6", "ok --days=thứ 2, 4, 6"},
      {"1/10 - 10/10, 7h-11h30, t2-t6", "ok --from=1/10 --to=10/10 --days=t2-t6 --hours=7h-11h30"},
      {"1/10 - 10/10 7h-11h30 t2-t6", "ok --from=1/10 --to=10/10 --days=t2-t6 --hours=7h-11h30"},
      {"1/10 - 10/10, 7h-11h30, Monday to Friday",
       "ok --from=1/10 --to=10/10 --days=monday to friday --hours=7h-11h30"},
      {"từ 1/10 đến 10/10 hằng năm, 7h-11h30, 13h30-17h",
       "ok --from=1/10 --to=10/10 --yearly --hours=7h-11h30,13h30-17h"},
      {"every day 7:00-17:00", "ok --hours=7:00-17:00"},
      {"sometimes", ""},
      {"31/2", ""},
      {"7h", ""},
      {"từ 1/10 đến", ""},
      {"từ 1/10 đến mười", ""},
      {"1/10, bla, 7h-8h", ""},
  };
  for (const when_case& c : cases) {
    result<typed_options> options = when_options(c.text, {2026, 9, 1});
    EXPECT_EQ(options ? options_line(*options) : "", c.options) << c.text;
    if (!options) {
      EXPECT_EQ(options.error().code, errc::usage) << c.text;
    }
  }
  EXPECT_FALSE(
      when_options(std::string(5000, ' ') + std::string(100, '-') + std::string(300, 'a'), {2026, 9, 1}));
}

TEST(guide_answers, mean_the_season_that_runs) {
  struct {
    const char *text, *from, *to;
  } const cases[] = {{"1/10-31/12", "2026-10-01", "2026-12-31"},
                     {"1/10 - 10/10, 7h-11h30", "2027-10-01", "2027-10-10"},
                     {"từ 15/11 đến 15/12", "2026-11-15", "2026-12-15"},
                     {"15/12 đến 15/1", "2026-12-15", "2027-01-15"},
                     {"30/11", "2026-11-30", "2026-11-30"},
                     {"hôm nay đến 1/2", "2026-11-30", "2027-02-01"}};
  for (const auto& c : cases) {
    result<typed_options> options = when_options(c.text, {2026, 11, 30});
    ASSERT_TRUE(options) << c.text;
    arguments given;
    for (const auto& [key, value] : *options) given.add(key, value);
    playlists::programme::run_window w;
    ASSERT_TRUE(apply_window_options(given, {2026, 11, 30}, w)) << c.text;
    EXPECT_EQ(playlists::programme::format_date(*w.from), c.from) << c.text;
    EXPECT_EQ(playlists::programme::format_date(*w.to), c.to) << c.text;
  }
}

TEST(guide_answers, read_opening_hours_with_and_without_days) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"always", ""},
      {"Luôn mở", ""},
      {"24/24", ""},
      {"7h-17h", "mon-sun 7h-17h"},
      {"7h-11h30, 13h30-17h", "mon-sun 7h-11h30, 13h30-17h"},
      {"mon-fri 07:00-17:30; sat 07:00-11:30", "mon-fri 07:00-17:30; sat 07:00-11:30"},
      {"t2-t6 7h-17h", "t2-t6 7h-17h"}};
  for (const auto& [typed, open] : cases) {
    result<std::string> read = opening_hours(typed);
    ASSERT_TRUE(read) << typed;
    EXPECT_EQ(*read, open) << typed;
  }
  for (const char* wrong : {"sometimes", "7h", "mon-fri", "25h-26h"})
    EXPECT_FALSE(opening_hours(wrong)) << wrong;
}

TEST(guide_answers, make_a_short_name_of_a_title) {
  EXPECT_EQ(short_name("Sảnh chính", {}), "sanh-chinh");
  EXPECT_EQ(short_name("  Chợ  Nghĩa Hưng (2) ", {}), "cho-nghia-hung-2");
  EXPECT_EQ(short_name("Sảnh chính", {"Sanh-Chinh", "sanh-chinh-2"}), "sanh-chinh-3");
  EXPECT_EQ(short_name("---", {}), "screen");
  EXPECT_EQ(short_name("市場", {"screen"}), "screen-2");
  EXPECT_LE(short_name(std::string(500, 'a'), {}).size(), 30U);
}

TEST(guide_answers, know_words_that_leave_and_words_that_decline) {
  for (const char* word : {"q", " Q ", "quit", "Thoát", "thoat"}) EXPECT_TRUE(means_leaving(word)) << word;
  for (const char* word : {"", "quay", "a q"}) EXPECT_FALSE(means_leaving(word)) << word;
  for (const char* word : {"-", "n", "No", "không", "K"}) EXPECT_TRUE(means_no(word)) << word;
  for (const char* word : {"", "y", "có"}) EXPECT_FALSE(means_no(word)) << word;
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
