#include "admin-cli/views/live_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"

namespace bangtin::admin_cli::views {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// As much of a terminal as frames need: lines, the cursor's line and column, and the codes A, B, J and K.
class tiny_terminal {
 public:
  std::vector<std::string> lines{""};
  std::size_t line = 0, column = 0;

  void write(std::string_view text) {
    while (!text.empty()) {
      if (text.starts_with("\033[")) {
        std::size_t end = text.find_first_not_of("0123456789", 2);
        const std::string digits(text.substr(2, end - 2));
        obey(text[end], digits.empty() ? 1 : std::stoul(digits));
        text.remove_prefix(end + 1);
      } else {
        put(text.front());
        text.remove_prefix(1);
      }
    }
  }

 private:
  void put(char c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      if (++line == lines.size()) lines.emplace_back();
    } else {
      lines[line].resize(std::max(lines[line].size(), column + 1), ' ');
      lines[line][column++] = c;
    }
  }
  void obey(char code, std::size_t n) {
    if (code == 'A') line -= n;
    if (code == 'B') line += n;
    if (code == 'K') lines[line].resize(column);
    if (code != 'J') return;
    lines[line].resize(column);
    lines.resize(line + 1);
  }
};

RC_GTEST_PROP(live_frame, the_terminal_shows_the_newest_frame_whatever_stood_before, ()) {
  tiny_terminal t;
  t.write("$ bangtin status --watch\r\n");
  std::vector<std::string> before;
  const auto frames =
      *rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(
          rc::gen::container<std::string>(rc::gen::inRange('a', 'e'))));
  for (const std::vector<std::string>& now : frames) {
    const std::string written = redraw(before, now);
    if (now == before) RC_ASSERT(written.empty());
    t.write(written);
    std::vector<std::string> shown(t.lines.begin() + 1, t.lines.begin() + 1 + static_cast<long>(now.size()));
    RC_ASSERT(shown == now);
    RC_ASSERT(t.line == now.size() + 1);
    RC_ASSERT(t.column == 0U);
    RC_ASSERT(t.lines[0] == "$ bangtin status --watch");
    for (std::size_t i = now.size() + 1; i < t.lines.size(); ++i) RC_ASSERT(t.lines[i].empty());
    before = now;
  }
}

TEST(live_frame, writes_only_the_line_that_changed) {
  const std::string written = redraw({"one", "two", "three"}, {"one", "TWO", "three"});
  EXPECT_THAT(written, HasSubstr("TWO"));
  EXPECT_THAT(written, Not(HasSubstr("one")));
  EXPECT_THAT(written, Not(HasSubstr("three")));
  EXPECT_EQ(redraw({"a"}, {"a"}), "");
}

TEST(live_frame, cuts_lines_and_says_how_many_are_missing) {
  EXPECT_THAT(frame_lines("sảnh chính\nmột", 4, 10), ElementsAre("sảnh", "một"));
  EXPECT_THAT(frame_lines("\033[31mdanger\033[0m", 3, 10), ElementsAre("\033[31mdan\033[0m"));
  EXPECT_THAT(frame_lines("1\n2\n3\n4\n5\n", 80, 4),
              ElementsAre("1", "2", "… 3 more lines; a taller window shows them"));
  EXPECT_THAT(frame_lines("1\n2\n3\n", 80, 4), ElementsAre("1", "2", "3"));
  EXPECT_EQ(frame_lines("1\n2\n3\n", 80, 0).size(), 1U);
  EXPECT_TRUE(frame_lines("", 80, 24).empty());
}

}  // namespace
}  // namespace bangtin::admin_cli::views
