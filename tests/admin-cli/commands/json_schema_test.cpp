// docs/cli-schema.json says what every command prints with --json. `calls` checks each document that any test
// gets; here stands that the schema is whole, and that it is one.
#include <algorithm>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/commands/fake_desk.hpp"
#include "admin-cli/commands/json_answers.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using words = std::vector<std::string>;

// It talks with a person and refuses --json.
constexpr std::string_view without_json[] = {"guide"};

std::string definition_name(const command& c) {
  std::string name(c.words);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

TEST(cli_schema, has_a_definition_for_each_command) {
  for (const command& c : app::commands()) {
    const bool is_silent = std::ranges::find(without_json, c.words) != std::end(without_json);
    EXPECT_NE(is_silent, answer_schemas().contains(definition_name(c))) << c.words;
  }
}

void collect_references(const json::value& v, std::set<std::string>& refs) {
  if (const json::array* list = v.if_array()) {
    for (const json::value& one : *list) collect_references(one, refs);
  }
  const json::object* o = v.if_object();
  if (o == nullptr) return;
  for (const auto& [key, value] : *o) {
    if (key == "$ref") refs.emplace(value.as_string());
    collect_references(value, refs);
  }
}

TEST(cli_schema, has_no_reference_to_nothing_and_no_definition_that_nobody_needs) {
  std::set<std::string> refs, names{"bangtin", "error"};
  collect_references(answer_schemas(), refs);
  for (const std::string& ref : refs) {
    ASSERT_TRUE(ref.starts_with("#/$defs/")) << ref;
    EXPECT_TRUE(answer_schemas().contains(ref.substr(8))) << ref;
    names.insert(ref.substr(8));
  }
  for (const command& c : app::commands()) names.insert(definition_name(c));
  for (const auto& [name, schema] : answer_schemas()) EXPECT_TRUE(names.contains(std::string(name))) << name;
}

TEST(cli_schema, finds_what_does_not_fit) {
  EXPECT_EQ(answer_violation({"version", "--json"}, 0, R"({"program":"bangtin","version":"1"})"), "");
  EXPECT_THAT(answer_violation({"version", "--json"}, 0, R"({"program":"bangtin"})"), HasSubstr("lacks"));
  EXPECT_THAT(answer_violation({"version", "--json"}, 0, R"({"program":"bangtin","version":1})"),
              HasSubstr("another type"));
  EXPECT_THAT(answer_violation({"version", "--json"}, 0, R"({"program":"bangtin","version":"1","x":1})"),
              HasSubstr("not in the schema"));
  EXPECT_THAT(answer_violation({"status", "--json"}, 3, R"({"error":{"code":"x","what":"","remedy":""}})"),
              HasSubstr("error"));
  EXPECT_EQ(answer_violation({"status"}, 0, "a table"), "");
}

class documented_answers : public desk {};

// The commands that a desk can serve, each with an answer that has something in it.
TEST_F(documented_answers, of_each_command_fit_their_schema) {
  const std::string toml = file(
      "desk/p.toml",
      "timezone = 'Asia/Ho_Chi_Minh'\nslate = 'slate.png'\n[[screen]]\nname = 'lobby'\nopen = [ { days = "
      "'mon-fri', hours = '07:00-17:30' } ]\n[[playlist]]\nname = 'a'\nitems = [ { media = 'phim.mp4' }, { "
      "media = 'áp phích.png', duration = '12s' } ]\n[[campaign]]\nname = 'x'\nplaylist = 'a'\nscreens = "
      "['lobby']\n[[ticker]]\nname = 't'\ntext = 'T'\n");
  std::set<std::string> seen;
  for (const words& call_words : std::vector<words>{
           {"help"},
           {"version"},
           {"apply", toml},
           {"diff"},
           {"check"},
           {"draft", "show"},
           {"draft", "export"},
           {"media", "list"},
           {"media", "show", "phim.mp4"},
           {"playlist", "list"},
           {"playlist", "show", "a"},
           {"playlist", "create", "b", "áp phích.png"},
           {"playlist", "add", "b", "phim.mp4"},
           {"playlist", "move", "b", "2", "1"},
           {"playlist", "edit", "b", "1", "--duration", "5s"},
           {"playlist", "remove", "b"},
           {"playlist", "list", "--removed"},
           {"playlist", "restore", "b"},
           {"campaign", "list"},
           {"campaign", "show", "x"},
           {"campaign", "create", "y", "--playlist", "a", "--screens", "all", "--every", "15m", "--hours",
            "7h-8h"},
           {"campaign", "edit", "y", "--from", "1/10", "--to", "10/10", "--yearly", "--qr", "no"},
           {"campaign", "remove", "y"},
           {"campaign", "list", "--removed"},
           {"campaign", "restore", "y"},
           {"ticker", "list"},
           {"ticker", "show", "t"},
           {"ticker", "create", "u", "--text", "U"},
           {"ticker", "edit", "u", "--days", "t2-t6"},
           {"ticker", "remove", "u"},
           {"ticker", "list", "--removed"},
           {"ticker", "restore", "u"},
           {"screen", "create", "cổng"},
           {"screen", "edit", "cổng", "--title", "Cổng"},
           {"screen", "move", "cổng", "1"},
           {"screen", "list"},
           {"screen", "show", "cổng"},
           {"screen", "remove", "cổng"},
           {"screen", "list", "--removed"},
           {"screen", "restore", "cổng"},
           {"site", "show"},
           {"site", "edit", "--body", "UBND xã"},
           {"draft", "history"},
           {"draft", "undo"},
           {"draft", "redo"},
           {"draft", "restore", "1"},
           {"draft", "refresh"},
           {"preview", "--screen", "lobby", "--draft"},
           {"explain", "--screen", "lobby", "--draft"},
           {"history"}}) {
    words with = call_words;
    with.insert(with.end(), {"--json", "--yes"});
    spoken said = call(with);
    EXPECT_NE(said.code, 2) << testing::PrintToString(with) << said.err;
    EXPECT_THAT(said.out, testing::Not(HasSubstr("\"error\":{"))) << testing::PrintToString(with);
    EXPECT_FALSE(said.out.empty()) << testing::PrintToString(with);
    EXPECT_EQ(answer_violation(with, said.code, said.out), "") << said.out;
    seen.insert(schema_name(with));
  }
  for (const char* subject : {"playlist-", "campaign-", "ticker-", "site-", "draft-"}) {
    for (const command& c : app::commands()) {
      const std::string name = definition_name(c);
      EXPECT_TRUE(!name.starts_with(subject) || name == "draft-reset" || seen.contains(name)) << name;
    }
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
