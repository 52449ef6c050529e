#include "admin-cli/views/shell_words.hpp"

#include <gmock/gmock.h>

namespace bangtin::admin_cli::views {
namespace {

using words = std::vector<std::string>;

TEST(shell_words, write_what_a_shell_reads_as_one_word) {
  EXPECT_EQ(shell_word("áp-phích_1.png"), "áp-phích_1.png");
  EXPECT_EQ(shell_word("nộp hồ sơ.mp4"), "'nộp hồ sơ.mp4'");
  EXPECT_EQ(shell_word("it's.mp4"), "'it'\\''s.mp4'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("x\ny's\\.png"), "$'x\\ny\\'s\\\\.png'");
  EXPECT_EQ(shell_word("\x1b"), "$'\\x1b'");
  for (const char* text : {"a b", "it's", "$HOME", "`x`", "a\\b", "\"", "*", "~", ";", "", "#a"}) {
    EXPECT_EQ(shell_split(shell_word(text)), words{text});
  }
}

TEST(shell_words, write_a_call_as_people_type_it) {
  EXPECT_EQ(shell_line("screen pair",
                       {{"CODE", "7K3M-9QXZ"}, {"--name", "sanh"}, {"--new", ""}, {"--title", "Sảnh chính"}}),
            "bangtin screen pair 7K3M-9QXZ --name sanh --new --title 'Sảnh chính'");
  EXPECT_EQ(shell_line("playlist add", {{"NAME", "a"}, {"MEDIA", "b"}, {"MEDIA", "c"}, {"MEDIA", "d"}}, 2),
            "bangtin playlist add a b ...");
}

struct dropped {
  const char* text;
  words paths;  // empty: nothing can be read
};

TEST(shell_words, find_the_paths_in_a_line_that_a_terminal_pasted) {
  const std::vector<dropped> cases{
      {"a.mp4", {"a.mp4"}},
      {"  'my clip.mp4'  ", {"my clip.mp4"}},
      {"\"my clip.mp4\" ", {"my clip.mp4"}},
      {"my\\ clip.mp4", {"my clip.mp4"}},
      {"my clip.mp4", {"my clip.mp4"}},  // there is one
      {"it's.mp4", {"it's.mp4"}},        // there is one
      {"'it'\\''s.mp4'", {"it's.mp4"}},
      {"no clip.mp4", {"no clip.mp4"}},  // there is none; still one name
      {"a.mp4 b.png", {"a.mp4", "b.png"}},
      {"'a.mp4' 'x y.png'", {"a.mp4", "x y.png"}},
      {"~", {"/home/hoa"}},
      {"~/Video/a.mp4", {"/home/hoa/Video/a.mp4"}},
      {"'~/Video'", {"/home/hoa/Video"}},
      {"~hoa/a", {"~hoa/a"}},
      {"file:///media/usb/a%20b%C3%AA.mp4", {"/media/usb/a bê.mp4"}},
      {"file://may-1/a.mp4", {"/a.mp4"}},
      {"file:///a%2", {"/a%2"}},
      {"'a.mp4", {}},
      {"", {}},
      {"''", {}},
  };
  auto exists = [](const std::string& path) {
    return path == "my clip.mp4" || path == "it's.mp4" || path == "a.mp4" || path == "b.png";
  };
  for (const dropped& c : cases) {
    EXPECT_EQ(typed_paths(c.text, "/home/hoa", exists).value_or(words{}), c.paths) << c.text;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::views
