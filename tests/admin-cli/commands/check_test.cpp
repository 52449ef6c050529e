// The command: where it looks, what it prints in which language, and its exit codes.
// tests/playlists/analysis/lint_test.cpp tests the findings.
#include "admin-cli/app/command_line.hpp"
#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/finding_remedy.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/hash.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string good =
    "slate = 's.png'\n[[screen]]\nname = 'lobby'\n[[playlist]]\nname = 'a'\nitems = [ { media = 'c.png' } ]\n"
    "[[campaign]]\nname = 'x'\nplaylist = 'a'\nscreens = ['all']\n";
const std::string filler = "[[campaign]]\nname = 'y'\nplaylist = 'a'\nscreens = ['all']\nlevel = 'filler'\n";
const std::string unused = "[[playlist]]\nname = 'b'\nitems = [ { media = 'd.png' } ]\n";

class check_command : public calls {
 public:
  std::string draft, published, stored = "[]", screens = R"([{"name":"lobby"}])";

  ~check_command() override { set_language(language::english); }
  check_command() {
    auto or_404 = [](const std::string& s) {
      return s.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                       : answer{200, s};
    };
    daemon.on("GET /v1/draft", [this, or_404](const heard&) { return or_404(draft); });
    daemon.on("GET /v1/programmes/current", [this, or_404](const heard&) { return or_404(published); });
    daemon.on("GET /v1/media", [this](const heard&) { return answer{200, stored}; });
    daemon.on("GET /v1/screens", [this](const heard&) { return answer{200, screens}; });
  }

  spoken check_file(const std::string& text, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"check", "--programme", file("p.toml", text)};
    words.insert(words.end(), more.begin(), more.end());
    return call_without_daemon(words);
  }

  // The programme of the text as it was applied, and the daemon's list of its media.
  playlists::programme::programme applied(const std::string& text) {
    playlists::programme::programme p =
        playlists::text::parse_text(text, playlists::text::media_facts::from_text).value;
    stored = "[";
    for (playlists::programme::media_item& m : p.media) {
      m.id = sha256(m.name).hex().substr(0, 12);
      m.files = {{sha256(m.name), 5}};
      stored += (stored.size() == 1 ? "" : ",") + stored_item(m);
    }
    stored += "]";
    return p;
  }
  static std::string stored_item(const playlists::programme::media_item& m) {
    std::string hash = m.files.at(0).sha256.hex();
    return "{\"id\":\"" + m.id + "\",\"sha256\":\"" + hash +
           "\",\"file\":\"f\",\"kind\":\"image\",\"width\":1920,\"height\":1080,\"duration_ms\":0,\"pages\":"
           "0,"
           "\"title\":\"\",\"theme\":\"\",\"owner\":\"\",\"link\":\"\",\"added\":1,\"files\":[{\"sha256\":"
           "\"" +
           hash + "\",\"bytes\":5}]}";
  }
  void publish(playlists::programme::programme p, std::chrono::days valid) {
    p.version = 3;
    p.issued = now - std::chrono::days(100);
    p.expires = now + valid;
    secret_key root = secret_key::generate(), approver = secret_key::generate();
    wire::approver_certificate c{approver.public_part(), "B", p.issued, now + std::chrono::days(1000)};
    published = wire::to_json(wire::sign_programme(p, approver, evidence::sign_text(wire::to_text(c), root)));
  }
};

TEST_F(check_command, of_a_good_file_says_so_in_one_line) {
  spoken said = check_file(good);
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("p.toml: nothing wrong was found, looking 31 days ahead"));
  EXPECT_EQ(std::count(said.out.begin(), said.out.end(), '\n'), 1) << said.out;
  EXPECT_EQ(canonical(check_file(good, {"--json"}).document()), "[]");
}

TEST_F(check_command, names_file_line_and_column_the_worst_first_and_exits_with_1) {
  spoken said = check_file(good + unused + filler);
  EXPECT_EQ(said.code, 1);
  std::string path = daemon.folder() / "p.toml";
  EXPECT_THAT(said.out, ::testing::StartsWith(path + ":15:8: error: the campaign \"y\" never plays — "));
  EXPECT_THAT(said.out,
              HasSubstr("\n    raise its level, or give the others hours that leave time to it (in the "
                        "file: level, hours)\n"));
  EXPECT_THAT(said.out, HasSubstr("\n" + path + ":12:8: note: no campaign shows the playlist \"b\"\n"));
  EXPECT_THAT(said.out, HasSubstr("p.toml: errors: 1, warnings: 0, notes: 1\n"));
}

TEST_F(check_command, of_a_draft_names_items_that_are_to_be_looked_at_again) {
  draft = playlists::text::to_bytes(applied(good));
  auto with_review = [&](const std::string& day) {
    applied(good);
    stored.insert(stored.rfind("\"added\""), "\"review\":\"" + day + "\",");
    return call({"check"}).out;
  };
  // It is 2026-10-10 at the site.
  EXPECT_THAT(with_review("2026-10-10"),
              HasSubstr("warning: \"c.png\" is to be looked at again since 2026-10-10"));
  EXPECT_THAT(with_review("2026-10-11"), Not(HasSubstr("looked at again")));
}

TEST_F(check_command, warnings_and_notes_alone_exit_with_0) {
  spoken said = check_file(good + "days = 'mon-sat'\n" + unused);
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("p.toml:3:8: warning: screen \"lobby\" is open on 5 of 31 days"));
  EXPECT_THAT(said.out, HasSubstr("errors: 0, warnings: 1, notes: 1"));
}

TEST_F(check_command, in_json_has_every_column) {
  spoken said = check_file(good + filler, {"--json"});
  EXPECT_EQ(said.code, 1);
  const json::value v = said.document();
  const json::object& f = v.at(0).as_object();
  EXPECT_EQ(f.at("severity"), "error");
  EXPECT_EQ(f.at("kind"), "silenced");
  EXPECT_EQ(f.at("campaign"), "y");
  EXPECT_TRUE(f.at("screen").is_null());
  EXPECT_TRUE(f.at("playlist").is_null());
  EXPECT_TRUE(f.at("media").is_null());
  EXPECT_EQ(f.at("file"), json::value((daemon.folder() / "p.toml").string()));
  EXPECT_EQ(f.at("line"), 12);
  EXPECT_EQ(f.at("column"), 8);
  for (const char* key : {"what", "why", "remedy"}) EXPECT_FALSE(f.at(key).as_string().empty()) << key;
  EXPECT_EQ(f.size(), 12U);
}

TEST_F(check_command, speaks_vietnamese) {
  spoken said = check_file(good + filler, {"--lang", "vi"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("p.toml:12:8: lỗi: "));
  EXPECT_THAT(said.out, Not(HasSubstr("never plays")));
  EXPECT_THAT(said.out, Not(HasSubstr("errors")));
  EXPECT_THAT(check_file(good, {"--lang", "vi"}).out, Not(HasSubstr("nothing wrong")));
}

TEST_F(check_command, mistakes_of_the_text_come_out_as_apply_prints_them) {
  std::string path = file("p.toml", good + "shere = 5\n");
  spoken checked = call_without_daemon({"check", "--programme", path});
  spoken applied = call({"apply", "--dry-run", path});
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(checked.err, HasSubstr("p.toml:11:1: the key \"shere\" is not known here"));
  EXPECT_EQ(checked.err, applied.err);
  EXPECT_EQ(checked.out, "");
}

TEST_F(check_command, looks_as_far_as_it_is_told) {
  std::string late = good + "from = '2026-10-10'\nto = '2026-10-20'\n";
  EXPECT_THAT(check_file(late).out, HasSubstr("after 2026-10-20"));
  EXPECT_THAT(check_file(late, {"--days", "11"}).out, HasSubstr("nothing wrong was found"));
  EXPECT_EQ(check_file(late, {"--days", "0"}).code, 2);
  EXPECT_EQ(check_file(late, {"--days", "367"}).code, 2);
}

TEST_F(check_command, says_which_lengths_it_had_to_suppose) {
  std::string film =
      "slate = 's.png'\n[[screen]]\nname = 'lobby'\n[[playlist]]\nname = 'a'\nitems = [\n{ media = 'g.pdf', "
      "pages = "
      "2 },\n{ media = 'v.mp4', duration = '9s' },\n{ media = 'w.mp4' } ]\n"
      "[[campaign]]\nname = 'x'\nplaylist = 'a'\nscreens = ['all']\n";
  spoken said = check_file(film);
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("p.toml:9:1: note: how long these are is not known here: w.mp4 — "));
}

TEST_F(check_command, files_are_missed_where_others_are) {
  EXPECT_THAT(check_file(good).out, Not(HasSubstr("c.png")));
  (void)file("s.png", "slate");
  spoken said = check_file(good);
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("p.toml:6:11: warning: the file \"c.png\" is not there"));
  EXPECT_THAT(said.out, Not(HasSubstr("\"s.png\" is not there")));
  (void)file("c.png", "clip");
  EXPECT_THAT(check_file(good).out, Not(HasSubstr("c.png")));
}

// macOS names files with decomposed letters; the programme and the keyboard have composed ones.
TEST_F(check_command, finds_files_and_names_in_either_unicode_form) {
  (void)file("a\u0309nh/ne\u0302\u0300n.png", "slate");
  const std::string text = "slate = 'ảnh/nền.png'\n" + good.substr(good.find("[[screen]]"));
  EXPECT_THAT(check_file(text).out, Not(HasSubstr("nền.png")));
  const std::string market =
      "slate = 's.png'\n[[screen]]\nname = 'chợ'\n" + good.substr(good.find("[[playlist]]"));
  for (const char* name : {"chợ", "cho\u0323\u031b"}) {
    spoken said = call_without_daemon({"preview", "--programme", file("m.toml", market), "--screen", name});
    EXPECT_EQ(said.code, 0) << said.err;
  }
}

TEST_F(check_command, of_the_draft_names_subjects_without_a_file) {
  draft = playlists::text::to_bytes(applied(good + filler));
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_THAT(said.out, ::testing::StartsWith("error: the campaign \"y\" never plays"));
  EXPECT_THAT(said.out,
              HasSubstr("\n    raise its level, or give the others hours that leave time to it: bangtin "
                        "campaign edit y --level …; bangtin campaign edit NAME --hours …\n"));
  EXPECT_THAT(said.out, HasSubstr("the draft: errors: 1"));
  const json::value v = call({"check", "--json"}).document();
  EXPECT_TRUE(v.at(0).at("file").is_null());
  EXPECT_EQ(v.at(0).at("line"), 0);
}

// Whatever a finding is about: the command that it names exists, with these options.
TEST(a_remedy, names_commands_that_there_are) {
  using playlists::analysis::finding_kind;
  std::size_t commands = 0;
  for (int k = 0; k <= static_cast<int>(finding_kind::capped); ++k) {
    playlists::analysis::finding f;
    f.kind = static_cast<finding_kind>(k);
    f.remedy = msg("mend it");
    f.campaign = "phổ biến luật";
    f.screen = "lobby";
    f.playlist = "p";
    f.item = 2;
    EXPECT_THAT(remedy_of(f, checked_source::file), Not(HasSubstr("bangtin"))) << to_string(f.kind);
    std::string text = remedy_of(f, checked_source::draft);
    if (text == "mend it") continue;
    ASSERT_TRUE(text.starts_with("mend it: bangtin ")) << text;
    text.erase(0, std::string_view("mend it: ").size());
    for (std::size_t end = 0; !text.empty(); text.erase(0, end)) {
      end = text.find("; bangtin ");
      std::optional<std::vector<std::string>> words = views::shell_split(text.substr(0, end));
      ASSERT_TRUE(words) << text;
      words->erase(words->begin());
      result<app::parsed_call> call = app::parse_call(*words);
      EXPECT_TRUE(call) << text << (call ? "" : in_english(call.error().what));
      ++commands;
      end = end == std::string::npos ? text.size() : end + 2;
    }
  }
  EXPECT_GT(commands, 20u);
}

TEST_F(check_command, of_the_draft_misses_files_that_the_daemon_does_not_have) {
  playlists::programme::programme p = applied(good);
  draft = playlists::text::to_bytes(p);
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("the draft: nothing wrong was found"));
  stored = "[" + stored_item(p.media[0]) + "]";
  said = call({"check"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("error: the daemon does not have the file of \"c.png\""));
  EXPECT_THAT(said.out, Not(HasSubstr("s.png")));
}

TEST_F(check_command, of_the_draft_warns_when_what_is_published_runs_out) {
  playlists::programme::programme p = applied(good);
  draft = playlists::text::to_bytes(p);
  publish(p, std::chrono::days(31));
  EXPECT_THAT(call({"check"}).out, HasSubstr("nothing wrong was found"));
  publish(p, std::chrono::days(30));
  EXPECT_THAT(call({"check"}).out, HasSubstr("warning: the approval of version 3 ends on 2026-11-09"));
  publish(p, std::chrono::days(0));
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("error: the approval of version 3 ended on 2026-10-10"));
}

TEST_F(check_command, without_a_draft_checks_what_is_published) {
  publish(applied(good), std::chrono::days(365));
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("There is no draft"));
  EXPECT_THAT(said.out, HasSubstr("the published programme: nothing wrong was found"));
}

TEST_F(check_command, without_either_says_what_to_do) {
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("there is no draft yet, and nothing is published"));
  EXPECT_THAT(said.err, HasSubstr("--programme"));
}

TEST_F(check_command, of_the_demonstration_has_no_false_alarm) {
  spoken said = call_without_daemon({"check", "--programme", BANGTIN_SOURCE_DIR "/demo/programme.toml"});
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("errors: 0, warnings: 0"));
}

TEST_F(check_command, names_players_without_a_screen_and_screens_without_a_player) {
  draft = playlists::text::to_bytes(applied(good));
  screens = R"([{"name":"attic"},{"name":"lobby","pairing":"unpaired"}])";
  spoken said = call({"check"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("warning: a player is paired as \"attic\""));
  EXPECT_THAT(said.out, HasSubstr("note: no player is paired as the screen \"lobby\""));
  json::value v = call({"check", "--json"}).document();
  EXPECT_EQ(v.at(0).at("kind"), "player_without_screen");
  EXPECT_EQ(v.at(0).at("screen"), "attic");
  screens = R"([{"name":"attic","pairing":"unpaired"},{"name":"lobby"}])";
  EXPECT_THAT(call({"check"}).out, Not(HasSubstr("player")));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
