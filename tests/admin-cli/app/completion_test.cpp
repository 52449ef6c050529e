#include "admin-cli/app/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/app/pseudo_terminal.hpp"
#include "admin-cli/commands/screen_desk.hpp"
#include "base/text.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::admin_cli::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string> some_names(name_kind kind, const std::string& of) {
  if (kind == name_kind::items && of == "thang-9") return {"phim.mp4", "áp phích.png"};
  if (kind == name_kind::version) return {"1", "2", "12"};
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

TEST(completion, keeps_screens_that_are_shown_apart_from_those_of_the_draft) {
  const std::vector<std::pair<std::vector<std::string>, name_kind>> rows{
      {{"preview", "--screen", ""}, name_kind::published_screen},
      {{"explain", "--at", "7h", "--screen="}, name_kind::published_screen},
      {{"plays", "at", "--screen", ""}, name_kind::published_screen},
      {{"preview", "--draft", "--screen", ""}, name_kind::screen},
      {{"explain", "--draft", "--screen", ""}, name_kind::screen},
      {{"explain", "--programme", "p.toml", "--screen", ""}, name_kind::none},
      {{"screen", "show", ""}, name_kind::screen},
      {{"screen", "edit", ""}, name_kind::screen}};
  for (const auto& [words, kind] : rows)
    EXPECT_EQ(complete(words).names, kind) << words[0] << " " << words[1];
}

TEST(completion, of_values_that_are_always_the_same) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows{
      {{"campaign", "create", "x", "--level", ""}, "takeover\nnormal\nfiller\n"},
      {{"campaign", "edit", "x", "--level=ta"}, "--level=takeover\n"},
      {{"campaign", "edit", "x", "--order", "s"}, "sequential\nshuffle\n"},
      {{"playlist", "edit", "x", "1", "--qr", "c"}, "corner\n"},
      {{"plays", "export", "--format", ""}, "csv\nxlsx\npdf\njson\n"},
      {{"plays", "export", "--format", "csv,xlsx,"}, "csv,xlsx,pdf\ncsv,xlsx,json\n"},
      {{"plays", "export", "--format=csv,p"}, "--format=csv,pdf\n"},
      {{"plays", "count", "--by", "t"}, "task\ntheme\n"},
      {{"plays", "count", "--by", "task,th"}, "task,theme\n"},
      {{"status", "--log-level", "d"}, "debug\n"},
      {{"help", "camp"}, "campaign\n"},
      {{"help", "campaign", "cr"}, "create\n"},
      {{"help", "campaign", "create", ""}, ""},
      {{"screen", "edit", "lobby", "--clock", ""}, "on\noff\n"},
  };
  for (const auto& [typed, expected] : rows) {
    EXPECT_EQ(offered(typed), expected) << testing::PrintToString(typed);
  }
}

TEST(completion, every_column_of_by_is_offered_and_known) {
  std::vector<std::string> columns = complete({"plays", "count", "--by", ""}).words;
  EXPECT_EQ(columns.size(), wire::admin::play_groupings().size());
  for (const std::string& c : columns) EXPECT_NE(wire::admin::find_play_grouping(c), nullptr) << c;
}

TEST(completion, of_what_depends_on_the_words_before) {
  EXPECT_EQ(offered({"playlist", "move", "thang-9", "p"}), "phim.mp4\n");
  EXPECT_EQ(offered({"playlist", "remove", "thang-9", "phim.mp4", "áp"}), "áp phích.png\n");
  EXPECT_EQ(offered({"playlist", "edit", "thang-10", ""}), "");
  EXPECT_EQ(offered({"revert", "1"}), "1\n12\n");
  EXPECT_EQ(complete({"media", "restore", ""}).names, name_kind::removed_media);
  EXPECT_EQ(complete({"media", "show", ""}).names, name_kind::media);
  EXPECT_EQ(complete({"draft", "restore", ""}).names, name_kind::change);
  EXPECT_EQ(complete({"playlist", "restore", "x", "--as", ""}).names, name_kind::none);
  EXPECT_EQ(offered({"campaign", "edit", "x", "--logo", ""}), "yes\nno\n") << "no picture";
  EXPECT_EQ(complete({"emergency", "stop", ""}).names, name_kind::notice);
  EXPECT_EQ(complete({"playlist", "move", "thang-9", "phim.mp4", ""}).names, name_kind::numbers);
  EXPECT_EQ(complete({"screen", "edit", "lobby", "--groups", "a,"}).before, "a,");
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

using at_a_prompt = commands::screen_desk;

TEST_F(at_a_prompt, only_what_may_stand_in_a_place_is_offered) {
  using playlists::programme::media_kind;
  load("phim.mp4", media_kind::video);
  load("huong-dan.pdf", media_kind::pages);
  load("phim.srt", media_kind::subtitles);
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows{
      {{"screen", "edit", "lobby", "--logo", ""}, "a.png\nlogo.png\nslate.png\n"},
      {{"site", "edit", "--slate", ""}, "a.png\nlogo.png\nphim.mp4\nslate.png\n"},
      {{"emergency", "start", "--media", ""}, "a.png\nlogo.png\nphim.mp4\nslate.png\n"},
      {{"playlist", "add", "a", ""}, "a.png\nhuong-dan.pdf\nlogo.png\nphim.mp4\nslate.png\n"},
      {{"playlist", "edit", "a", "1", "--subtitles", ""}, "phim.srt\n"},
      {{"media", "show", "ph"}, "phim.mp4\nphim.srt\n"},
      {{"media", "edit", "phim.mp4", "--subtitles", ""}, ":files\n"}};
  for (const auto& [typed, expected] : rows) {
    std::vector<std::string> words{"__complete", "--"};
    words.insert(words.end(), typed.begin(), typed.end());
    EXPECT_EQ(call(words).out, expected) << testing::PrintToString(typed);
  }
}

// Where the shell offers files, the value may have any bytes, as file names do.
TEST(completion, of_files_where_the_command_takes_a_path) {
  for (const commands::command& c : commands()) {
    for (const commands::option_row& row : c.options) {
      if (row.is_word() || row.value.empty()) continue;
      std::vector<std::string> words = split(c.words, ' ');
      words.insert(words.end(), {std::string(row.key()), ""});
      EXPECT_EQ(complete(words).names == name_kind::file, row.takes_path()) << c.words << " " << row.key();
    }
  }
}

// The script in a real bash, at a prompt: what a person types before the Tab key, and what stands there then.
TEST_F(at_a_prompt, the_tab_key_completes_commands_values_and_names) {
  set_draft(
      "slate = 'slate.png'\n[[screen]]\nname = 'sảnh'\ngroups = ['trong nhà']\n[[screen]]\nname = 'chợ lớn'\n"
      "[[playlist]]\nname = 'thang-10'\nitems = [ { media = 'a.png' }, { media = 'logo.png' } ]\n"
      "[[campaign]]\nname = 'chuyển đổi số'\nplaylist = 'thang-10'\nscreens = ['all']\n");
  EXPECT_EQ(call({"draft", "show"}).code, 0);  // the daemon runs
  const std::string folder = std::filesystem::path(BANGTIN_COMMAND).parent_path();
  pseudo_terminal shell(200, {"--norc", "--noprofile", "-i"},
                        {{"PS1", "> "},
                         {"TERM", "dumb"},
                         {"LC_ALL", "C.UTF-8"},
                         {"INPUTRC", "/dev/null"},
                         {"HISTFILE", ""},
                         {"PATH", folder + ":/usr/bin:/bin"},
                         {"BANGTIN_SOCKET", env["BANGTIN_SOCKET"]}},
                        "/bin/bash");
  shell.type("bind 'set bell-style none'; source " BANGTIN_SOURCE_DIR
             "/admin-cli/completion/bangtin.bash; echo rea''dy\n");
  ASSERT_TRUE(shell.read_until("ready")) << shell.shown();
  const std::vector<std::pair<std::string, std::string>> rows{
      {"bangtin hist", "bangtin history "},
      {"bangtin help camp", "bangtin help campaign "},
      {"bangtin campaign edit x --level=ta", "--level=takeover "},
      {"bangtin campaign edit x --order sh", "--order shuffle "},
      {"bangtin plays export --format csv,p", "--format csv,pdf "},
      {"bangtin plays count --by task,th", "--by task,theme "},
      {"bangtin campaign show chuy", "show chuyển\\ đổi\\ số "},
      {"bangtin screen show \"chợ l", "show \"chợ lớn\" "},
      {"bangtin campaign edit y --screens=sảnh,ch", "--screens=sảnh,chợ\\ lớn "},
      {"bangtin campaign edit z --screens @tr", "--screens @trong\\ nhà "},
      {"bangtin playlist move thang-10 lo", "move thang-10 logo.png "},
      {"bangtin check --programme /etc/host", "--programme /etc/host"},
  };
  for (const auto& [typed, expected] : rows) {
    shell.type(typed + "\t");
    EXPECT_TRUE(shell.read_until(expected)) << typed << "\n" << shell.shown();
    shell.type("\x15");  // clears the line
  }
  shell.type("\x03\nexit\n");
  shell.end();
}

}  // namespace
}  // namespace bangtin::admin_cli::app
