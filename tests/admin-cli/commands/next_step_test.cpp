#include "admin-cli/commands/next_step.hpp"

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/guide_site.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct step_case {
  const char* situation;
  site_state state;
  std::vector<std::pair<step_kind, const char*>> steps;
};

site_state all_well() {
  site_state s;
  s.has_keys = s.has_root = s.published = s.draft_has_campaign = true;
  s.players = 2;
  s.media = 3;
  s.playlists = {"thang-10"};
  return s;
}

site_state changed(void (*change)(site_state&)) {
  site_state s = all_well();
  change(s);
  return s;
}

TEST(next_step, follows_from_the_state) {
  const std::vector<step_case> cases{
      {"no daemon",
       changed([](site_state& s) { s.answers = false; }),
       {{step_kind::start_daemon, "sudo systemctl start bangtind"}}},
      {"no daemon at an address",
       changed([](site_state& s) { s.answers = false, s.over_network = true; }),
       {{step_kind::reach_daemon, "bangtin --server http://HOST:8470 status"}}},
      {"all is well", all_well(), {}},
      {"an empty house",
       site_state{},
       {{step_kind::make_keys, "bangtin keys init"},
        {step_kind::add_media, "bangtin media add FILE"},
        {step_kind::start_player, "bangtin screen pair CODE --name NAME --new"}}},
      {"a player waits in an empty house",
       [] {
         site_state s;
         s.has_keys = true;
         s.waiting = {"10.0.0.7"};
         return s;
       }(),
       {{step_kind::pair_screen, "bangtin screen pair CODE --name NAME --new"},
        {step_kind::add_media, "bangtin media add FILE"}}},
      {"a player waits for the only free screen",
       changed([](site_state& s) { s.waiting = {"10.0.0.7"}, s.without_player = {"sanh"}; }),
       {{step_kind::pair_screen, "bangtin screen pair CODE --name sanh"}}},
      {"a player waits and two screens are free",
       changed([](site_state& s) {
         s.waiting = {"10.0.0.7"}, s.without_player = {"sảnh 1", "b"};
       }),
       {{step_kind::pair_screen, "bangtin screen pair CODE --name 'sảnh 1'"}}},
      {"a screen without a player",
       changed([](site_state& s) { s.without_player = {"sanh"}; }),
       {{step_kind::start_player, "bangtin screen pair CODE --name sanh"}}},
      {"new media and no playlist",
       changed([](site_state& s) { s.new_media = {"a.mp4"}, s.playlists.clear(); }),
       {{step_kind::make_playlist, "bangtin playlist create NAME a.mp4"}}},
      {"many new media and no playlist",
       changed([](site_state& s) {
         s.new_media = {"a.mp4", "b.mp4", "c.mp4", "d.mp4"}, s.playlists.clear();
       }),
       {{step_kind::make_playlist, "bangtin playlist create NAME MEDIA"}}},
      {"new media in no playlist",
       changed([](site_state& s) { s.new_media = {"it's new.mp4"}; }),
       {{step_kind::fill_playlist, "bangtin playlist add thang-10 'it'\\''s new.mp4'"}}},
      {"a playlist that no campaign shows",
       changed([](site_state& s) { s.idle_playlists = {"thang-10"}; }),
       {{step_kind::make_campaign, "bangtin campaign create NAME --playlist thang-10 --screens all"}}},
      {"a draft that is not approved",
       changed([](site_state& s) { s.draft_differs = true; }),
       {{step_kind::approve, "bangtin diff; bangtin check; bangtin approve"}}},
      {"a draft with a screen alone is not worth an approval",
       changed([](site_state& s) { s.draft_differs = true, s.draft_has_campaign = false; }),
       {}},
      {"the keys are elsewhere and nothing needs them",
       changed([](site_state& s) { s.has_keys = false; }),
       {}},
      {"the keys are elsewhere and a draft waits",
       changed([](site_state& s) { s.has_keys = false, s.draft_differs = true; }),
       {{step_kind::find_keys, "bangtin keys list --keys DIR"},
        {step_kind::approve, "bangtin diff; bangtin check; bangtin approve"}}},
      {"screens with a problem",
       changed([](site_state& s) { s.with_problem = 2; }),
       {{step_kind::look_at_screens, "bangtin status"}}},
  };
  for (const step_case& c : cases) {
    std::vector<next_step> steps = next_steps(c.state);
    ASSERT_EQ(steps.size(), c.steps.size()) << c.situation;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      EXPECT_EQ(steps[i].kind, c.steps[i].first) << c.situation;
      EXPECT_EQ(call_text(steps[i].call), c.steps[i].second) << c.situation;
      EXPECT_FALSE(steps[i].what.empty()) << c.situation;
    }
  }
}

// What a person types who follows the proposal.
std::vector<std::vector<std::string>> typed_from(const std::string& command,
                                                 const std::map<std::string, std::string>& values) {
  std::vector<std::vector<std::string>> all(1);
  const std::vector<std::string> words = views::shell_split(command).value();
  for (const std::string& word : words) {
    const bool ends = word.ends_with(';');
    const std::string plain = ends ? word.substr(0, word.size() - 1) : word;
    const auto value = values.find(plain);
    all.back().push_back(value == values.end() ? plain : value->second);
    if (ends) all.emplace_back();
  }
  return all;
}

TEST(next_step, keeps_names_that_look_like_placeholders) {
  struct back_to_english {
    ~back_to_english() { set_language(language::english); }
  } later;
  site_state s = all_well();
  s.without_player = {"TO"};
  s.playlists = {"N"};
  s.new_media = {"LIST"};
  s.idle_playlists = {"FILE"};
  set_language(language::vietnamese);
  std::vector<std::string> shown;
  for (const next_step& step : next_steps(s)) shown.push_back(with_placeholders(step.call));
  EXPECT_THAT(shown, ::testing::ElementsAre("bangtin playlist add N LIST",
                                            "bangtin campaign create TÊN --playlist FILE --screens all",
                                            "bangtin screen pair MÃ --name TO"));
}

class hints : public guide_site {};

// From the empty house to the first play by nothing but what "bangtin" proposes.
TEST_F(hints, are_calls_that_work_in_the_state_that_they_are_for) {
  person.there = false;
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", passphrase + "\n");
  std::map<std::string, std::string> values{
      {"FILE", material("phim của ta.mp4", "a clip")}, {"CODE", code}, {"NAME", "mới"}};
  std::vector<std::string> steps;
  for (int i = 0; i < 12; ++i) {
    const json::value next = call({"--json"}).document().at("next");
    if (next.as_array().empty()) break;
    steps.emplace_back(next.at(0).at("step").as_string());
    const std::string command(next.at(0).at("command").as_string());
    for (std::vector<std::string> words : typed_from(command, values)) {
      ASSERT_EQ(words.at(0), "bangtin") << command;
      words.erase(words.begin());
      EXPECT_TRUE(app::parse_call(words)) << command;
      spoken said = call(words);
      ASSERT_EQ(said.code, 0) << command << "\n" << said.out << said.err;
    }
  }
  EXPECT_THAT(steps, ::testing::ElementsAre("make_keys", "pair_screen", "add_media", "make_playlist",
                                            "make_campaign", "approve"));
  EXPECT_EQ(versions.size(), 1U);
}

// Status, doctor and a notice that nobody would see name the call that pairs the player, for every state.
TEST_F(hints, of_pairing_know_whether_the_screen_is_new) {
  person.there = false;
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", passphrase + "\n");
  ASSERT_EQ(call({"keys", "init", "--name", "Hoa"}).code, 0);
  const std::vector<std::string> notice{"emergency", "start", "--text", "Lũ", "--for", "1h"};
  const std::string to_new = "bangtin screen pair CODE --name NAME --new";
  for (const auto& words : {std::vector<std::string>{"status"}, {"doctor"}, notice}) {
    spoken said = call(words);
    EXPECT_THAT(said.out + said.err, HasSubstr(to_new)) << words.front();
  }
  rows.push_back(row("sảnh", wire::admin::pairing_kind::none));
  for (const auto& words : {std::vector<std::string>{"status"}, {"doctor"}}) {
    spoken said = call(words);
    EXPECT_THAT(said.out + said.err, Not(HasSubstr("--new"))) << words.front();
  }
  EXPECT_THAT(call(notice).err, HasSubstr("bangtin screen pair CODE --name sảnh"));
  waiting.front().screen = "cũ";  // that nobody has any more
  EXPECT_THAT(call({"doctor"}).out, HasSubstr("bangtin screen pair CODE --name cũ --new"));
}

class bare_call : public calls {
 public:
  std::string screens = "[]", waiting = "[]", media = "[]", draft;
  bare_call() {
    daemon.on("GET /v1/site",
              "{\"daemon_key\":\"" + std::string(64, '1') +
                  "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"UTC\"}");
    daemon.on("GET /v1/screens", [this](const heard&) { return answer{200, screens}; });
    daemon.on("GET /v1/pairing-requests", [this](const heard&) { return answer{200, waiting}; });
    daemon.on("GET /v1/media", [this](const heard&) { return answer{200, media}; });
  }
};

TEST_F(bare_call, without_a_daemon_says_how_to_start_it) {
  spoken said = call_without_daemon({});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, HasSubstr("sudo systemctl start bangtind"));
  EXPECT_THAT(said.out, HasSubstr("bangtin help"));
  EXPECT_EQ(call_without_daemon({"--json"}).document().at("next").at(0).at("step"), "start_daemon");
}

TEST_F(bare_call, in_an_empty_house_names_the_first_steps) {
  spoken said = call({});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Next: make the site's keys"));
  EXPECT_THAT(said.out, HasSubstr("Then: load the first clip"));
  EXPECT_THAT(said.out, HasSubstr("  bangtin media add FILE\n"));
}

TEST_F(bare_call, names_the_player_that_waits_and_the_medium_that_nothing_shows) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call({"keys", "init", "--name", "Hoa"}).code, 0);
  waiting = R"([{"screen_key":")" + secret_key::generate().public_part().hex() +
            R"(","version":"1","seen":1,"address":"10.0.0.7"}])";
  media =
      R"([{"id":"0123456789ab","sha256":")" + std::string(64, 'a') +
      R"(","file":"nộp hồ sơ.mp4","kind":"video","width":1,"height":1,"duration_ms":1,"pages":0,"title":"","theme":"","owner":"","link":"","added":5,"files":[]}])";
  json::value v = call({"--json"}).document();
  EXPECT_EQ(v.at("next").at(0).at("step"), "pair_screen");
  EXPECT_THAT(std::string(v.at("next").at(0).at("what").as_string()), HasSubstr("10.0.0.7"));
  EXPECT_EQ(v.at("next").at(1).at("step"), "make_playlist");
}

// A screen that is paired first brings the slate, and with that nobody has loaded a clip.
TEST_F(bare_call, a_draft_with_nothing_but_its_slate_still_wants_the_first_clip) {
  const std::string id = sha256(std::string_view("slate")).hex().substr(0, 12);
  playlists::programme::programme p;
  p.slate = "slate.png";
  p.media.emplace_back();
  p.media[0].name = p.slate;
  p.media[0].id = id;
  p.media[0].files = {{sha256(std::string_view("slate")), 7}};
  daemon.on("GET /v1/draft", playlists::text::to_bytes(p));
  media = R"([{"id":")" + id + R"(","sha256":")" + sha256(std::string_view("slate")).hex() +
          R"(","file":"slate.png","kind":"image","width":1,"height":1,"duration_ms":0,"pages":0,"title":"",)"
          R"("theme":"","owner":"","link":"","added":5,"files":[]}])";
  EXPECT_THAT(call({}).out, HasSubstr("load the first clip"));
}

TEST_F(bare_call, after_a_step_a_person_hears_the_next_one) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  EXPECT_EQ(call({"keys", "init", "--name", "Hoa"}).err.find("Next:"), std::string::npos) << "a script";
  env["BANGTIN_KEYS"] = daemon.folder() / "other";
  person.there = true;
  spoken said = call({"keys", "init", "--name", "Hoa"});
  EXPECT_THAT(said.err, HasSubstr("Next: load the first clip, poster or guide\n  bangtin media add FILE\n"));
  EXPECT_THAT(said.out, Not(HasSubstr("Next")));
}

TEST_F(bare_call, help_and_version_are_commands_too) {
  EXPECT_EQ(call_without_daemon({"help"}).out, call_without_daemon({"--help"}).out);
  EXPECT_EQ(call_without_daemon({"help", "media", "add"}).out,
            call_without_daemon({"media", "add", "--help"}).out);
  EXPECT_EQ(call_without_daemon({"help", "media"}).out, call_without_daemon({"media", "--help"}).out);
  EXPECT_EQ(call_without_daemon({"version"}).out, call_without_daemon({"--version"}).out);
  EXPECT_EQ(call_without_daemon({"version", "--json"}).document().at("program"), "bangtin");
  spoken wrong = call_without_daemon({"help", "mediaa"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean \"bangtin media\"?"));
  env["XDG_CONFIG_HOME"] = "/nowhere";
  EXPECT_EQ(call_without_daemon({"help", "--config", "/nowhere/x.toml"}).code, 0)
      << "with a wrong configuration too";
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
