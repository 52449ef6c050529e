#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/command_table.hpp"

#include "admin-cli/commands/calls.hpp"

namespace bangtin::admin_cli::app {
namespace {

using ::testing::HasSubstr;
using words = std::vector<std::string>;

class usage : public commands::calls {};

struct wrong_call {
  words typed;
  std::string says;
};

TEST_F(usage, a_wrong_call_is_refused_with_2_and_says_what_would_be_right) {
  const std::vector<wrong_call> cases{
      {{"statsu"}, "did you mean \"bangtin status\"?"},
      {{"plays", "cuont", "--month", "2026-10"}, "did you mean \"bangtin plays count\"?"},
      {{"media"}, "\"media\" needs one more word"},
      {{"media", "rename", "x"}, "there is no command \"media rename\""},
      {{"archive", "x"}, "there is no command \"archive\""},
      {{"status", "--jsn"}, "did you mean --json?"},
      {{"--verbos", "status"}, "no option --verbos"},
      {{"status", "now"}, "the word \"now\" is one too many"},
      {{"apply"}, "\"apply\" needs PROGRAMME.toml"},
      {{"apply", "a.toml", "b.toml"}, "\"b.toml\" is one too many"},
      {{"media", "add"}, "\"media add\" needs FILE..."},
      {{"media", "add", "f", "--title"}, "the option --title needs a value"},
      {{"media", "add", "f", "--title", "a", "--title", "b"},
       "the option --title needs a value, and only one"},
      {{"status", "--quiet=3"}, "the option --quiet takes no value"},
      {{"screen", "pair"}, "\"screen pair\" needs CODE"},
      {{"screen", "unpair"}, "\"screen unpair\" needs NAME"},
      {{"plays", "count", "--month", "2026-13"}, "\"2026-13\" is no month"},
      {{"plays", "count", "--month", "2026"}, "is no month"},
      {{"plays", "count", "--month", "hôm nay"}, "is no month"},
      {{"plays", "count", "--month", "2026-10", "--by", "tasc"}, "did you mean task?"},
      {{"plays", "export", "--format", "doc"}, "no format \"doc\""},
      {{"plays", "export", "--format", "csv", "-o", "a.pdf"}, "a.pdf"},
      {{"plays", "count", "--month", "2026-10", "--by", "day,day"}, "\"day\" is named twice"},
      {{"preview", "--screen", "a", "--days", "0"}, "--days cannot be \"0\""},
      {{"preview", "--screen", "a", "--days", "2x"}, "--days cannot be \"2x\""},
      {{"approve", "--days", "99999999999999999999"}, "--days cannot be"},
      {{"--lang", "fr", "status"}, "there is no language \"fr\""},
      {{"--server", "http://a", "--socket", "b", "status"}, "--server and --socket were both given"},
      {{"--server", "ftp://a", "status"}, "is no address of a daemon"},
      {{"screen", "pair", "ABCD-EFG", "--name", "lobby"}, "see"},
      {{"\033[31mred"}, "there is no command \"\xEF\xBF\xBD[31mred\""},
      {{"status", "--", "--json"}, "is one too many"},
      {{"media", "edit", "a", "--title", "a\xff"}, "the value of --title has damaged letters"},
      {{"media", "list", "--theme", "\xc3"}, "the value of --theme has damaged letters"},
      {{"media", "show", "a\xff"}, "the value of ID has damaged letters"},
      {{"media", "edit", "a", "--owner", std::string(2000, 'a')}, "shorten it by 51 %"},
  };
  for (const wrong_call& c : cases) {
    commands::spoken said = call_without_daemon(c.typed);
    std::string shown = testing::PrintToString(c.typed);
    EXPECT_EQ(said.code, 2) << shown << said.err;
    EXPECT_EQ(said.out, "") << shown;
    if (c.says != "see") {
      EXPECT_THAT(said.err, HasSubstr(c.says)) << shown;
    }
  }
}

TEST_F(usage, a_wrong_call_with_json_gets_one_document) {
  for (const words& typed :
       {words{"--json", "statsu"}, words{"statsu", "--json"}, words{"apply", "--json"}}) {
    commands::spoken said = call_without_daemon(typed);
    EXPECT_EQ(said.code, 2);
    EXPECT_EQ(said.document().at("error").at("code"), "usage");
    EXPECT_NE(said.err, "");
  }
}

TEST(command_line, global_options_stand_before_between_and_after_the_words) {
  for (const words& typed :
       {words{"--json", "--lang", "vi", "media", "list"}, words{"media", "--json", "list", "--lang=vi"},
        words{"media", "list", "--lang", "vi", "--json"}, words{"--lang", "vi", "media", "--json", "list"}}) {
    result<parsed_call> call = parse_call(typed);
    ASSERT_TRUE(call) << testing::PrintToString(typed) << describe(call.error());
    EXPECT_EQ(call->what->words, "media list");
    EXPECT_EQ(call->given.text("--lang"), "vi");
    EXPECT_TRUE(call->given.has("--json"));
    EXPECT_EQ(peek(typed, "--lang"), "vi");
  }
}

TEST(command_line, words_and_options_mix) {
  result<parsed_call> call =
      parse_call({"media", "add", "--title", "Lợi ích", "a.mp4", "--yes", "b.png", "--", "--odd.jpg"});
  ASSERT_TRUE(call) << describe(call.error());
  EXPECT_EQ(call->given.all("FILE"), (words{"a.mp4", "b.png", "--odd.jpg"}));
  EXPECT_EQ(call->given.text("--title"), "Lợi ích");
  call = parse_call({"plays", "export", "--month", "2026-10", "-o", "x.csv"});
  ASSERT_TRUE(call) << describe(call.error());
  EXPECT_EQ(call->given.text("--output"), "x.csv");
}

TEST(command_line, a_value_that_looks_like_a_command_is_a_value) {
  result<parsed_call> call = parse_call({"--socket", "media", "status"});
  ASSERT_TRUE(call) << describe(call.error());
  EXPECT_EQ(call->what->words, "status");
  EXPECT_EQ(call->given.text("--socket"), "media");
}

TEST_F(usage, a_word_too_many_is_told_what_it_could_be) {
  const std::vector<wrong_call> cases{
      {{"preview", "lobby"}, "use an option, like --screen lobby"},
      {{"explain", "Sảnh tầng 2"}, "use an option, like --screen 'Sảnh tầng 2'"},
      {{"explain", "7h30"}, "use an option, like --screen 7h30"},
      {{"plays", "at", "30/11"}, "use an option, like --at 30/11"},
      {{"plays", "count", "11/2026"}, "use an option, like --month 11/2026"},
      {{"plays", "count", "screen,media"}, "use an option, like --by screen,media"},
      {{"plays", "export", "bao-cao.pdf"}, "use an option, like --output bao-cao.pdf"},
      {{"plays", "compliance", "lobby"}, "leave it out; this command has the options --month, --hours"},
      {{"draft", "undo", "2"}, "leave it out; see \"bangtin draft undo --help\""},
      {{"status", "lobby"}, "of one alone tells \"bangtin screen show lobby\""},
      {{"status", "watch"}, "write it as an option: --watch"},
      {{"approve", "now"}, "write it as an option: --now"},
      {{"campaign", "list", "tet"}, "of one alone tells \"bangtin campaign show tet\""},
      {{"screen", "list", "lobby"}, "of one alone tells \"bangtin screen show lobby\""},
      {{"emergency", "start", "--text", "Chào", "bà"}, "put quotation marks around"},
      {{"campaign", "remove", "chuc", "tet"}, "put quotation marks around"},
      {{"apply", "a.toml", "b.toml"}, "leave it out"},
      {{"diff", "draft"}, "leave it out"},
  };
  for (const wrong_call& c : cases) {
    EXPECT_THAT(call_without_daemon(c.typed).err, HasSubstr(c.says)) << testing::PrintToString(c.typed);
  }
}

TEST(command_line, every_command_has_help_that_names_its_options) {
  for (const commands::command& c : commands()) {
    words typed = {std::string(c.words).substr(0, c.words.find(' '))};
    if (auto space = c.words.find(' '); space != std::string::npos)
      typed.emplace_back(c.words.substr(space + 1));
    typed.emplace_back("--help");
    result<parsed_call> call = parse_call(typed);
    ASSERT_TRUE(call) << c.words;
    ASSERT_EQ(call->what, &c);
    std::string text = help_text(call->what);
    for (const commands::option_row& row : c.options)
      EXPECT_THAT(text, HasSubstr(std::string(row.key()))) << c.words;
    EXPECT_TRUE(c.run != nullptr);
  }
  EXPECT_THAT(help_text(nullptr, "media"), HasSubstr("media show"));
  EXPECT_THAT(help_text(nullptr, "media"), ::testing::Not(HasSubstr("plays count")));
}

// The words of an example as a shell passes them on.
words words_of(std::string_view example) {
  words all;
  bool in_quotes = false, begun = false;
  for (char c : example.substr(0, example.find(" | "))) {
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == ' ' && !in_quotes) {
      begun = false;
      continue;
    }
    if (!begun) all.emplace_back();
    begun = true;
    if (c != '"') all.back() += c;
  }
  return all;
}

TEST(command_line, every_command_has_two_examples_that_call_it) {
  for (const commands::command& c : commands()) {
    EXPECT_GE(c.examples.size(), 2u) << c.words;
    for (std::string_view example : c.examples) {
      words typed = words_of(example);
      ASSERT_EQ(typed.at(0), "bangtin") << example;
      typed.erase(typed.begin());
      result<parsed_call> call = parse_call(typed);
      ASSERT_TRUE(call) << example << ": " << describe(call.error());
      const bool is_help = c.words == "help" || c.words == "version";  // they become --help, --version
      EXPECT_TRUE(is_help || call->what == &c) << example;
      EXPECT_THAT(help_text(&c), HasSubstr(std::string(example)));
    }
  }
  for (std::string_view subject : {"", "media", "plays"}) {
    EXPECT_THAT(help_text(nullptr, subject), HasSubstr("Examples:\n  bangtin ")) << subject;
  }
}

TEST_F(usage, help_and_version_need_no_daemon) {
  EXPECT_EQ(call_without_daemon({"--help"}).code, 0);
  EXPECT_EQ(call_without_daemon({"media", "--help"}).code, 0);
  EXPECT_EQ(call_without_daemon({"mdeia", "--help"}).code, 2);
  commands::spoken version = call_without_daemon({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, ::testing::StartsWith("bangtin "));
  EXPECT_EQ(call_without_daemon({"--version", "--json"}).document().at("program"), "bangtin");
}

TEST_F(usage, without_a_daemon_every_command_that_needs_one_exits_with_3) {
  std::string toml = file("p.toml", "timezone = \"UTC\"\nslate = \"s.png\"\n[[screen]]\nname = \"a\"\n");
  (void)file("s.png", "x");
  for (const words& typed :
       {words{"status"}, words{"media", "list"}, words{"diff"}, words{"history"}, words{"screen", "list"},
        words{"media", "add", daemon.folder() / "s.png"}, words{"plays", "count", "--month", "2026-10"},
        words{"apply", toml}, words{"preview", "--screen", "a"}}) {
    commands::spoken said = call_without_daemon(typed);
    EXPECT_EQ(said.code, 3) << testing::PrintToString(typed) << said.err;
  }
  EXPECT_EQ(call_without_daemon({"status", "--json"}).document().at("error").at("code"), "unreachable");
}

TEST_F(usage, the_configuration_file_is_read_and_its_mistakes_are_placed) {
  std::string config = file("bangtin.toml", "socket = \"" + daemon.socket() + "\"\nsoket = \"x\"\n");
  commands::spoken said = call_without_daemon({"status", "--config", config});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err,
              HasSubstr("bangtin.toml:2:1: the key \"soket\" is not known here — did you mean socket?"));
  config = file("bangtin.toml", "socket = 7\n");
  EXPECT_THAT(call_without_daemon({"status", "--config", config}).err,
              HasSubstr(":1:10: \"socket\" should be a text — write it like socket = \"/run"));
  EXPECT_EQ(call_without_daemon({"status", "--config", daemon.folder() / "none.toml"}).code, 1);
  env.erase("BANGTIN_SOCKET");
  config = file("bangtin.toml", "socket = \"" + daemon.socket() + "\"\n");
  daemon.on("GET /v1/programmes", "[]");
  daemon.on("GET /v1/site",
            R"({"daemon_key":")" + std::string(64, '1') +
                R"(","root":null,"version":"1","programme_version":null,"timezone":"UTC","new":1})");
  EXPECT_EQ(call({"history", "--config", config}).code, 0);
}

}  // namespace
}  // namespace bangtin::admin_cli::app
