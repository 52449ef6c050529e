#include "admin-cli/app/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/commands/calls.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string> some_names(name_kind kind) {
  if (kind == name_kind::screens) return {"@indoor", "all", "lobby", "Sảnh tầng 2"};
  if (kind == name_kind::playlist) return {"tháng mười", "thang-9", "bad\nname"};
  return {};
}

std::string offered(const std::vector<std::string>& words) {
  return completion_text(complete(words), some_names);
}

TEST(completion, of_commands_and_options) {
  EXPECT_THAT(complete({"med"}).words, ElementsAre("media"));
  EXPECT_THAT(complete({"campaign", ""}).words, Contains("create"));
  EXPECT_THAT(complete({"campaign", "cre"}).words, ElementsAre("create"));
  EXPECT_THAT(complete({"campaign", "create", "x", "--pl"}).words, ElementsAre("--playlist"));
  EXPECT_THAT(complete({"campaign", "create", "--yearly", "--yea"}).words, testing::IsEmpty());
  EXPECT_THAT(complete({"status", "--js"}).words, ElementsAre("--json"));
  EXPECT_THAT(complete({"--lang", "v"}).words, ElementsAre("vi"));
  EXPECT_THAT(complete({"--lang=v"}).words, ElementsAre("--lang=vi"));
  EXPECT_THAT(complete({"--lang", "vi", "hist"}).words, ElementsAre("history"));
  EXPECT_THAT(complete({"no-such", ""}).words, testing::IsEmpty());
}

TEST(completion, of_names) {
  EXPECT_EQ(offered({"campaign", "create", "x", "--playlist", "TH"}), "tháng mười\nthang-9\n");
  EXPECT_EQ(offered({"campaign", "create", "x", "--playlist=tha"}), "--playlist=thang-9\n");
  EXPECT_EQ(offered({"campaign", "create", "x", "--screens", "lobby,@"}), "lobby,@indoor\n");
  EXPECT_EQ(offered({"campaign", "create", "x", "--screens", "sả"}), "Sảnh tầng 2\n");
  EXPECT_EQ(offered({"media", "add", ""}), ":files\n");
  EXPECT_EQ(offered({"plays", "verify", "a"}), ":files\n");
  EXPECT_EQ(offered({"media", "edit", "x", "--title", ""}), "");
}

TEST(completion, nothing_that_is_typed_makes_it_fail) {
  std::vector<std::string> odd{"",     "-",      "--",         "=", "--=",    ",",
                               "\xff", "--lang", "__complete", "@", "\x1b[2J"};
  for (const commands::command& c : commands()) {
    for (const std::string& word : odd) {
      std::vector<std::string> words = split(c.words, ' ');
      words.push_back(word);
      words.push_back(word);
      EXPECT_THAT(offered(words), Not(testing::HasSubstr("\x1b")));
    }
  }
  EXPECT_NO_THROW(complete({}));
}

// Against the daemon's answers, as the shell calls it.
using completing = commands::calls;

TEST_F(completing, asks_the_daemon_for_names_and_is_silent_without_it) {
  daemon.on("GET /v1/media", "[]");
  commands::spoken said = call({"__complete", "--", "media", "show", ""});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out + said.err, "");
  said = call_without_daemon({"__complete", "--", "media", "show", ""});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out + said.err, "");
}

}  // namespace
}  // namespace bangtin::admin_cli::app
