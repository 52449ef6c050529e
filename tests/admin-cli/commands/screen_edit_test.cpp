#include "admin-cli/commands/screen_desk.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using enum wire::admin::pairing_kind;

class screen_editing : public screen_desk {
 public:
  void SetUp() override { set_draft(toml); }
  std::vector<std::string> order() const {
    std::vector<std::string> names;
    for (const auto& s : draft_now().screens) names.push_back(s.name);
    return names;
  }
};

// ---- create and edit

TEST_F(screen_editing, a_screen_is_created_with_all_that_the_programme_file_can_say) {
  spoken said = call({"screen",
                      "create",
                      "kiosk",
                      "--title",
                      "Ki-ốt",
                      "--venue",
                      "Bến xe",
                      "--groups",
                      "indoor, @đông,indoor",
                      "--open",
                      "mon-fri 07:00-17:30; sat 07:00-11:30",
                      "--quiet-hours",
                      "mon-sun 11:30-13:30",
                      "--volume",
                      "40 %",
                      "--clock",
                      "on",
                      "--logo",
                      "logo.png",
                      "--ticker",
                      "over"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("Ki-ốt"), HasSubstr("the draft has the new screen \"kiosk\"")));
  const playlists::programme::screen& s = drafted("kiosk");
  EXPECT_EQ(s.title, "Ki-ốt");
  EXPECT_EQ(s.venue, "Bến xe");
  EXPECT_THAT(s.groups, ElementsAre("indoor", "đông"));
  ASSERT_EQ(s.open.size(), 2U);
  EXPECT_EQ(playlists::programme::format_hours(s.open[1].hours), "07:00-11:30");
  EXPECT_EQ(s.quiet.size(), 1U);
  EXPECT_EQ(s.volume, 40);
  EXPECT_TRUE(s.clock);
  EXPECT_EQ(s.logo, "logo.png");
  EXPECT_EQ(s.ticker, playlists::programme::ticker_place::over);
  EXPECT_THAT(order(), ElementsAre("lobby", "Chợ", "kiosk"));
  programme p = draft_now();
  ASSERT_NE(p.find_media("logo.png"), nullptr) << "the programme brings its logo along";
  EXPECT_EQ(p.find_media("logo.png")->files.size(), 1U);
}

TEST_F(screen_editing, only_what_is_given_changes_and_an_empty_value_removes) {
  ASSERT_EQ(call({"screen", "edit", "lobby", "--open", "mon-fri 07:00-17:30", "--logo", "logo.png"}).code, 0);
  EXPECT_EQ(drafted("lobby").title, "Sảnh");
  EXPECT_EQ(drafted("lobby").open.size(), 1U);
  ASSERT_EQ(call({"screen", "edit", "LOBBY", "--title", "", "--open", "", "--logo", "", "--groups", "",
                  "--clock", "", "--volume", "", "--ticker", "", "--venue="})
                .code,
            0);
  playlists::programme::screen plain;
  plain.name = "lobby";
  EXPECT_EQ(drafted("lobby"), plain);
  EXPECT_EQ(draft_now().find_media("logo.png"), nullptr) << "nothing names it any more";
  spoken said = call({"screen", "edit", "lobby", "--title", ""});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("nothing was changed"));
}

TEST_F(screen_editing, a_screen_is_found_by_its_name_in_any_case_and_form) {
  for (const char* typed : {"Chợ", "chợ", "CHỢ", "Cho\u031B\u0323"}) {
    EXPECT_EQ(call({"screen", "edit", typed, "--venue", typed}).code, 0) << typed;
  }
  EXPECT_EQ(order().size(), 2U);
}

TEST_F(screen_editing, the_json_says_what_changed) {
  json::value v = call({"screen", "edit", "lobby", "--clock", "bật", "--json"}).document();
  EXPECT_EQ(v.at("stored"), true);
  EXPECT_EQ(v.at("changes").at(0).at("fields").at(0).at("field"), "clock");
  EXPECT_EQ(v.at("identity"), json::value(sha256(draft).hex()));
}

struct wrong_screen {
  std::vector<std::string> words;
  int code;
  const char* said;
};

TEST_F(screen_editing, wrong_arguments_are_refused_and_change_nothing) {
  const std::string before = draft, long_name(129, 'x'), long_text(5000, 'x');
  load("clip.mp4", playlists::programme::media_kind::video);
  load("clip.srt", playlists::programme::media_kind::subtitles);
  const std::vector<wrong_screen> table{
      {{"screen", "create"}, 2, "needs NAME"},
      {{"screen", "create", "a", "b"}, 2, "one too many"},
      {{"screen", "create", "lobby"}, 1, "there is a screen \"lobby\" already"},
      {{"screen", "create", "LOBBY"}, 1, "there is a screen \"lobby\" already"},
      {{"screen", "create", ""}, 2, "cannot be the name"},
      {{"screen", "create", "all"}, 2, "cannot be the name"},
      {{"screen", "create", "@indoor"}, 2, "cannot be the name"},
      {{"screen", "create", "a/b"}, 2, "cannot be the name"},
      {{"screen", "create", "a,b"}, 2, "cannot be the name"},
      {{"screen", "create", ".."}, 2, "cannot be the name"},
      {{"screen", "create", long_name}, 2, "cannot be the name"},
      {{"screen", "create", "\x1b[2Jx"}, 2, "character"},
      {{"screen", "create", "a\u202Eb"}, 2, "character"},
      {{"screen", "create", "a\xff"}, 2, "damaged letters"},
      {{"screen", "create", "k", "--title", "a\nb"}, 2, "one line"},
      {{"screen", "create", "k", "--title", "a\u200Bb"}, 2, "character"},
      {{"screen", "create", "k", "--title", long_text}, 2, "too long"},
      {{"screen", "create", "k", "--title", "a", "--title", "b"}, 2, "only one"},
      {{"screen", "create", "k", "--groups", "a,,b"}, 2, "cannot be the name of a group"},
      {{"screen", "create", "k", "--groups", "all"}, 2, "cannot be the name of a group"},
      {{"screen", "create", "k", "--open", "someday"}, 2, "are no opening hours"},
      {{"screen", "create", "k", "--quiet-hours", "12h-13h"}, 2, "--quiet-hours cannot be \"12h-13h\""},
      {{"screen", "create", "k", "--title", "a\nb"}, 2, "the text has a line break"},
      {{"screen", "create", "k", "--open", "mon-fri 25:00-26:00"}, 2, "are no opening hours"},
      {{"screen", "create", "k", "--open", "mon-fri 07:00-11:30;"}, 2, "are no opening hours"},
      {{"screen", "create", "k", "--volume", "101"}, 2, "0 to 100"},
      {{"screen", "create", "k", "--volume", "-1"}, 2, "--volume"},
      {{"screen", "create", "k", "--volume", "99999999999999999999"}, 2, "0 to 100"},
      {{"screen", "create", "k", "--clock", "maybe"}, 2, "on or off"},
      {{"screen", "create", "k", "--ticker", "below"}, 2, "band"},
      {{"screen", "create", "k", "--logo", "loge.png"}, 1, "did you mean"},
      {{"screen", "create", "k", "--logo", "clip.mp4"}, 2, "is no picture"},
      {{"screen", "create", "k", "--size", "3"}, 2, "has no option --size"},
      {{"screen", "edit", "lobby"}, 2, "nothing was given"},
      {{"screen", "edit", "--title", "x"}, 2, "needs NAME"},
      {{"screen", "edit", "loby", "--title", "x"}, 1, "did you mean lobby?"},
      {{"screen", "edit", "cho", "--title", "x"}, 1, "did you mean Chợ?"},
      {{"screen", "edit", "zzzzzz", "--title", "x"}, 1, "bangtin screen list"},
      {{"screen", "edit", "\x1b[2J", "--title", "x"}, 1, "\uFFFD[2J"},
      {{"screen", "edit", "lobby", "--clock", "x"}, 2, "on or off"},
      {{"screen", "edit", "lobby", "--name", "chợ"}, 1, "there is a screen \"Chợ\" already"},
      {{"screen", "edit", "lobby", "--name", "all"}, 2, "cannot be the name"},
      {{"screen", "edit", "lobby", "--name", ""}, 2, "cannot be the name"},
      {{"screen", "move", "lobby"}, 2, "needs TO"},
      {{"screen", "move", "lobby", "0"}, 2, "from 1 to 2"},
      {{"screen", "move", "lobby", "3"}, 2, "from 1 to 2"},
      {{"screen", "move", "lobby", "-1"}, 2, "-1"},
      {{"screen", "move", "lobby", "99999999999999999999"}, 2, "from 1 to 2"},
      {{"screen", "move", "loby", "1"}, 1, "did you mean lobby?"},
      {{"screen", "remove"}, 2, "needs NAME"},
      {{"screen", "remove", "loby"}, 1, "did you mean"},
      {{"screen", "show", "loby"}, 1, "did you mean lobby?"},
      {{"screen", "show", "a", "b"}, 2, "one too many"},
      {{"screen", "list", "lobby"}, 2, "one too many"},
      {{"site", "edit"}, 2, "nothing was given"},
      {{"site", "edit", "--timezone", "ho chi minh"}, 2, "did you mean Asia/Ho_Chi_Minh?"},
      {{"site", "edit", "--timezone", "../etc/passwd"}, 2, "is not known"},
      {{"site", "edit", "--timezone", ""}, 2, "is not known"},
      {{"site", "edit", "--slate", ""}, 2, "cannot be without a slate"},
      {{"site", "edit", "--slate", "clip.srt"}, 2, "neither a picture nor a video"},
      {{"site", "edit", "--body", std::string(41, 'x')}, 2, ""},
      {{"site", "edit", "--body", "a\nb"}, 2, "one line"},
      {{"site", "show", "x"}, 2, "one too many"}};
  for (const wrong_screen& w : table) {
    std::string shown;
    for (const std::string& word : w.words) shown += word.substr(0, 40) + " ";
    spoken said = call(w.words);
    EXPECT_EQ(said.code, w.code) << shown << said.err;
    EXPECT_THAT(said.err, HasSubstr(w.said)) << shown;
    EXPECT_THAT(said.err, HasSubstr(" — ")) << shown << "without a remedy";
    EXPECT_THAT(said.err + said.out, Not(HasSubstr("\x1b"))) << shown;
    spoken vietnamese = call([&] {
      std::vector<std::string> words{"--lang", "vi"};
      words.insert(words.end(), w.words.begin(), w.words.end());
      return words;
    }());
    EXPECT_EQ(vietnamese.code, w.code) << shown;
  }
  EXPECT_EQ(draft, before);
  EXPECT_THAT(changes, IsEmpty()) << "nothing was even tried";
}

TEST_F(screen_editing, another_name_takes_campaigns_along_but_not_a_player) {
  set_draft(toml + "[[campaign]]\nname = 'y'\nplaylist = 'a'\nscreens = ['Chợ', '@indoor']\n");
  rows = {row("lobby"), row("Chợ", unpaired)};
  spoken said = call({"screen", "edit", "lobby", "--name", "hall"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("its evidence belong"), HasSubstr("--title")));
  said = call({"screen", "edit", "Chợ", "--name", "market"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("stays evidence under that name"));
  EXPECT_THAT(order(), ElementsAre("lobby", "market"));
  EXPECT_THAT(draft_now().find_campaign("y")->screens, ElementsAre("market", "@indoor"));
}

TEST_F(screen_editing, a_group_that_campaigns_name_keeps_a_screen) {
  set_draft(toml + "[[campaign]]\nname = 'y'\nplaylist = 'a'\nscreens = ['@indoor', 'lobby']\n");
  const std::string before = draft;
  spoken said = call({"screen", "edit", "lobby", "--groups", "outdoor"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("no screen would be in any more: y"));
  EXPECT_EQ(draft, before);
  ASSERT_EQ(call({"screen", "edit", "Chợ", "--groups", "indoor"}).code, 0);
  EXPECT_EQ(call({"screen", "edit", "lobby", "--groups", "outdoor"}).code, 0);
}

TEST_F(screen_editing, screens_are_put_into_another_order) {
  set_draft(toml + "[[screen]]\nname = 'kiosk'\n");
  struct {
    const char *screen, *to;
    std::vector<std::string> order;
  } const table[] = {{"kiosk", "1", {"kiosk", "lobby", "Chợ"}},
                     {"kiosk", "last", {"lobby", "Chợ", "kiosk"}},
                     {"chợ", "đầu", {"Chợ", "lobby", "kiosk"}},
                     {"Chợ", "lobby", {"lobby", "Chợ", "kiosk"}},
                     {"lobby", "kiosk", {"Chợ", "kiosk", "lobby"}}};
  for (const auto& t : table) {
    spoken said = call({"screen", "move", t.screen, t.to});
    EXPECT_EQ(said.code, 0) << t.to << said.err;
    EXPECT_EQ(order(), t.order) << t.to;
    EXPECT_THAT(said.out, AllOf(HasSubstr("order of the screens"), Not(HasSubstr("no difference"))));
  }
}

TEST_F(screen_editing, somebody_else_s_change_meanwhile_is_not_lost) {
  bool once = true;
  route("GET /v1/screens", [&](const heard&) {
    if (std::exchange(once, false)) set_draft(toml + "[[screen]]\nname = 'theirs'\n");
    return answer{200, "[]"};
  });
  spoken said = call({"screen", "create", "ours"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("somebody else changed"));
  EXPECT_THAT(order(), ElementsAre("lobby", "Chợ", "theirs"));
  EXPECT_EQ(call({"screen", "create", "ours"}).code, 0);
}

// ---- remove

TEST_F(screen_editing, removing_takes_the_screen_out_of_draft_and_campaigns_and_forgets_its_player) {
  set_draft(toml +
            "[[campaign]]\nname = 'y'\nplaylist = 'a'\nscreens = ['Chợ', '@indoor']\n"
            "[[ticker]]\nname = 't'\ntext = 'chào'\nscreens = ['lobby', 'Chợ']\n");
  rows = {row("lobby")};
  person.there = true;
  person.consents = {false, true};
  const std::string before = draft;
  spoken said = call({"screen", "remove", "lobby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, AllOf(HasSubstr("lobby"), HasSubstr("These no longer run there: y, ticker t"),
                              HasSubstr("shows a code")));
  EXPECT_THAT(person.asked.back(), HasSubstr("forget its player? Its evidence stays."));
  EXPECT_EQ(draft, before);
  EXPECT_THAT(deleted, IsEmpty());
  said = call({"screen", "remove", "lobby"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(order(), ElementsAre("Chợ"));
  EXPECT_THAT(draft_now().find_campaign("y")->screens, ElementsAre("Chợ"));
  EXPECT_THAT(draft_now().tickers.at(0).screens, ElementsAre("Chợ"));
  EXPECT_THAT(deleted, ElementsAre("/v1/screens/lobby"));
}

TEST_F(screen_editing, a_screen_on_which_campaigns_run_alone_is_not_removed) {
  set_draft(toml +
            "[[campaign]]\nname = 'y'\nplaylist = 'a'\nscreens = ['@indoor']\n"
            "[[campaign]]\nname = 'z'\nplaylist = 'a'\nscreens = ['lobby']\n");
  const std::string before = draft;
  spoken said = call({"screen", "remove", "lobby", "--yes"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("run on \"lobby\" only: y, z"),
                              HasSubstr("bangtin campaign edit y --screens LIST")));
  EXPECT_EQ(draft, before);
  set_draft(toml + "[[ticker]]\nname = 'tiếp dân'\ntext = 'x'\nscreens = ['Chợ']\n");
  said = call({"screen", "remove", "Chợ", "--yes"});
  EXPECT_THAT(said.err, HasSubstr("bangtin ticker edit 'tiếp dân' --screens LIST"));
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(screen_editing, a_published_screen_leaves_the_draft_first_and_the_daemon_after_the_approval) {
  make_keys();
  publish(toml);
  rows = {row("lobby"), row("Chợ")};
  json::value v = call({"screen", "remove", "Chợ", "--json"}).document();
  EXPECT_EQ(v.at("removed"), false);
  EXPECT_EQ(v.at("stored"), true);
  EXPECT_THAT(deleted, IsEmpty());
  spoken said = call({"screen", "remove", "Chợ"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("bangtin approve"));
  ASSERT_EQ(call({"approve", "--no-wait"}).code, 0);
  rows[1].in_programme = false;
  v = call({"screen", "remove", "Chợ", "--json"}).document();
  EXPECT_EQ(v.at("removed"), true);
  EXPECT_EQ(v.at("forgotten"), true);
  EXPECT_THAT(deleted, ElementsAre("/v1/screens/Ch%E1%BB%A3"));
}

TEST_F(screen_editing, a_screen_that_no_programme_has_is_forgotten) {
  rows = {row("attic", unpaired)};
  const std::string before = draft;
  EXPECT_EQ(call({"screen", "remove", "attic"}).code, 0);
  EXPECT_THAT(deleted, ElementsAre("/v1/screens/attic"));
  EXPECT_EQ(draft, before);
}

// ---- list and show

TEST_F(screen_editing, the_list_tells_draft_and_published_apart) {
  make_keys();
  publish(toml + "[[screen]]\nname = 'old'\n");
  std::string text = toml;
  text.replace(text.find("'Sảnh'"), std::string("'Sảnh'").size(), "'Sảnh lớn'");
  set_draft(text + "[[screen]]\nname = 'kiosk'\n");
  rows = {row("attic", unpaired), row("lobby"), row("Chợ", none), row("old")};
  rows[0].in_programme = false;
  json::value v = call({"screen", "list", "--json"}).document();
  std::map<std::string, std::string> states;
  for (const json::value& s : v.as_array())
    states[std::string(s.at("name").as_string())] = s.at("draft").as_string();
  EXPECT_EQ(
      states,
      (std::map<std::string, std::string>{
          {"lobby", "changed"}, {"Chợ", "same"}, {"kiosk", "new"}, {"old", "removed"}, {"attic", "none"}}));
  EXPECT_EQ(v.at(0).at("title"), "Sảnh lớn");
  spoken said = call({"screen", "list"});
  EXPECT_THAT(said.out, AllOf(HasSubstr("Sảnh lớn"), HasSubstr("taken out"), HasSubstr("in no programme")));
}

TEST_F(screen_editing, show_has_all_of_one_screen) {
  make_keys();
  publish(toml);
  ASSERT_EQ(call({"screen", "edit", "lobby", "--clock", "on", "--open", "mon-fri 07:00-17:30"}).code, 0);
  rows = {row("lobby"), row("Chợ", none)};
  json::value v = call({"screen", "show", "Lobby", "--json"}).document();
  EXPECT_EQ(v.at("name"), "lobby");
  EXPECT_EQ(v.at("draft"), "changed");
  EXPECT_EQ(v.at("clock"), true);
  EXPECT_EQ(v.at("published").at("clock"), false);
  EXPECT_EQ(canonical(v.at("open")), R"([{"days":"mon-fri","hours":"07:00-17:30"}])");
  EXPECT_EQ(canonical(v.at("groups")), R"(["indoor"])");
  EXPECT_EQ(canonical(v.at("campaigns")), R"(["x"])");
  EXPECT_EQ(v.at("player").at("now_playing"), "a.png");
  spoken said = call({"screen", "show", "lobby"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out,
              AllOf(HasSubstr("Sảnh"), HasSubstr("changed"), HasSubstr("a.png (x)"), HasSubstr("indoor")));
  said = call({"screen", "show", "Chợ"});
  EXPECT_THAT(said.out, AllOf(HasSubstr("no player"), HasSubstr("bangtin screen pair CODE")));
  ASSERT_EQ(call({"screen", "create", "kiosk"}).code, 0);
  EXPECT_THAT(call({"screen", "show", "kiosk"}).out, HasSubstr("only the draft has it"));
}

// ---- the site

TEST_F(screen_editing, the_site_s_zone_slate_and_body_are_changed_in_the_draft) {
  load("clip.mp4", playlists::programme::media_kind::video).duration = std::chrono::seconds(9);
  ASSERT_EQ(
      call({"site", "edit", "--timezone", "Asia/Bangkok", "--slate", "clip.mp4", "--body", "UBND xã"}).code,
      0);
  EXPECT_EQ(draft_now().timezone, "Asia/Bangkok");
  EXPECT_EQ(draft_now().slate, "clip.mp4");
  EXPECT_EQ(draft_now().body, "UBND xã");
  json::value v = call({"site", "show", "--json"}).document();
  EXPECT_EQ(v.at("timezone"), "Asia/Bangkok");
  EXPECT_EQ(v.at("published"), nullptr);
  ASSERT_EQ(call({"site", "edit", "--body", ""}).code, 0);
  EXPECT_EQ(draft_now().body, "");
  EXPECT_THAT(call({"site", "show"}).out, HasSubstr("Asia/Bangkok"));
}

// ---- the screen that is meant when none is named

TEST_F(screen_editing, the_only_screen_need_not_be_named) {
  make_keys();
  std::string one = toml;
  one.erase(one.find("[[screen]]\nname = 'Chợ'\n"), std::string("[[screen]]\nname = 'Chợ'\n").size());
  publish(one);
  EXPECT_THAT(call({"preview"}).out, HasSubstr("lobby"));
  EXPECT_EQ(call({"explain", "--json"}).document().at("screen"), "lobby");
  EXPECT_THAT(call({"screen", "show"}).out, HasSubstr("lobby"));
}

TEST_F(screen_editing, one_of_several_is_asked_for_or_refused) {
  make_keys();
  publish(toml);
  for (const char* what : {"preview", "explain"}) {
    spoken said = call({what});
    EXPECT_EQ(said.code, 2) << what;
    EXPECT_THAT(said.err, AllOf(HasSubstr("there are 2 screens"), HasSubstr("--screen NAME: lobby, Chợ")))
        << what;
  }
  EXPECT_THAT(call({"screen", "show"}).err, HasSubstr("NAME: "));
  person.there = true;
  person.answers = {"x", "2"};
  EXPECT_EQ(call({"explain", "--json"}).document().at("screen"), "Chợ");
  EXPECT_THAT(person.asked.at(0), HasSubstr("1  lobby — Sảnh\n  2  Chợ"));
  EXPECT_THAT(person.asked.at(1), HasSubstr("there is no screen \"x\""));
  person.answers = {"", "", ""};
  EXPECT_EQ(call({"explain"}).code, 1);
}

TEST_F(screen_editing, the_draft_is_previewed_where_nothing_is_published_or_it_is_asked_for) {
  spoken said = call({"preview", "--screen", "chợ"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("Nothing is published yet; this is about the draft."));
  make_keys();
  publish(toml);
  ASSERT_EQ(call({"screen", "create", "kiosk"}).code, 0);
  EXPECT_EQ(call({"preview", "--screen", "kiosk"}).code, 1);
  EXPECT_EQ(call({"preview", "--screen", "kiosk", "--draft"}).code, 0);
  EXPECT_EQ(call({"explain", "--screen", "kiosk", "--draft"}).code, 0);
  EXPECT_EQ(call({"preview", "--draft", "--programme", "p.toml"}).code, 2);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
