// Every call that a message of the catalogue names in quotation marks, in both languages, exists with its
// options, and so does every call of the technician's pages. Both may leave out what the call needs.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/command_table.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::app {
namespace {

// The texts of the catalogue, whose entries go on over several lines.
std::vector<std::string> catalogue_texts() {
  std::vector<std::string> texts;
  std::ifstream in(BANGTIN_SOURCE_DIR "/po/vi.po");
  for (std::string line; std::getline(in, line);) {
    const std::size_t from = line.find('"');
    if (from == std::string::npos || line.starts_with('#')) continue;
    if (from > 0) texts.emplace_back();
    for (std::size_t i = from + 1; i + 1 < line.size(); ++i) {
      if (line[i] == '\\') ++i;
      texts.back() += line[i];
    }
  }
  return texts;
}

std::set<std::string> quoted_calls() {
  static const std::regex call(R"re("bangtin ([^"]+)")re");
  std::set<std::string> calls;
  for (const std::string& text : catalogue_texts()) {
    for (std::sregex_iterator i(text.begin(), text.end(), call), end; i != end; ++i) calls.insert((*i)[1]);
  }
  return calls;
}

// Whether the table has the call, apart from words that it lacks.
bool exists(const std::string& call) {
  const std::vector<std::string> words = views::shell_split(call).value_or(std::vector<std::string>{});
  const result<parsed_call> parsed = parse_call(words);
  return parsed || parsed.error().what.id == "\"{}\" needs {}";
}

bool is_subject_alone(const std::string& call) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const commands::command& c) { return c.words.starts_with(call + " "); });
}

TEST(a_call_that_a_message_names, is_in_the_table) {
  const std::set<std::string> calls = quoted_calls();
  EXPECT_GT(calls.size(), 50U);
  for (const std::string& call : calls) {
    const std::string first_words = call.substr(0, call.find(' ', call.find(' ') + 1));
    if (first_words.find('{') != std::string::npos) continue;  // the command itself is a value
    if (call.starts_with("COMMAND") || call.starts_with("LỆNH")) continue;
    EXPECT_TRUE(exists(call) || is_subject_alone(call)) << call;
  }
}

// The calls that a page shows as code.
std::vector<std::string> calls_of_page(const std::string& name) {
  static const std::regex call(R"re(`bangtin ([^`]+)`)re");
  std::ifstream in(BANGTIN_SOURCE_DIR "/docs/" + name);
  std::vector<std::string> calls;
  for (std::string line; std::getline(in, line);)
    for (std::sregex_iterator i(line.begin(), line.end(), call), end; i != end; ++i) calls.push_back((*i)[1]);
  return calls;
}

TEST(a_call_that_a_page_names, is_in_the_table) {
  for (const auto& [page, least] : {std::pair("operations.md", 30U), std::pair("security.md", 4U)}) {
    const std::vector<std::string> calls = calls_of_page(page);
    EXPECT_GE(calls.size(), least) << page;
    for (const std::string& call : calls)
      EXPECT_TRUE(exists(call) || is_subject_alone(call)) << page << ": bangtin " << call;
  }
}

// With one screen a command needs no name; a new site soon has two.
TEST(an_example, names_its_screen_where_the_command_may_leave_it_out) {
  for (const commands::command& c : commands()) {
    for (const commands::option_row& row : c.options) {
      const bool screen = row.key() == "--screen" || (c.words.starts_with("screen ") && row.name == "NAME");
      if (!screen || row.required) continue;
      for (std::string_view example : c.examples) {
        const result<parsed_call> call = parse_call(*views::shell_split(example.substr(8)));
        ASSERT_TRUE(call) << example;
        EXPECT_TRUE(call->given.has(row.key())) << example;
      }
    }
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::app
