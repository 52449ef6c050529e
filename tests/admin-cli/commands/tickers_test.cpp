// ticker create, edit, list, show, remove, against a daemon that keeps a draft.
#include "admin-cli/commands/fake_desk.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;

constexpr const char* ticker_programme =
    "slate = 'slate.png'\n[[screen]]\nname = 'lobby'\ngroups = ['indoor']\n[[screen]]\nname = 'market'\n"
    "[[ticker]]\nname = 'gio'\ntext = 'Giờ làm việc'\nscreens = ['market']\nhours = ['07:00-11:30']\n"
    "[[ticker]]\ntext = 'Không tên'\n";

class ticker_commands : public desk {
 public:
  ticker_commands() { apply(ticker_programme); }
  playlists::programme::ticker last() const { return draft_now().tickers.back(); }
};

TEST_F(ticker_commands, create_as_a_programme_file_would) {
  spoken said = call({"ticker", "create", "tiep-dan", "--text", " Tiếp dân thứ Năm ", "--screens",
                      "LOBBY,@indoor", "--from", "1/10", "--to", "10/10", "--yearly", "--days", "t2-t6",
                      "--hours", "7h-11h30,13h30-17h", "--except", "20/11/2026"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("the draft has the ticker \"tiep-dan\" now"));
  const std::string by_command = draft;
  apply(std::string(ticker_programme) +
        "[[ticker]]\nname = 'tiep-dan'\ntext = 'Tiếp dân thứ Năm'\nscreens = ['lobby', '@indoor']\nfrom = "
        "'10-01'\nto = '10-10'\nyearly = true\ndays = 'mon-fri'\nhours = ['07:00-11:30', "
        "'13:30-17:00']\nexcept = "
        "['2026-11-20']\n");
  EXPECT_EQ(draft, by_command);
}

TEST_F(ticker_commands, run_on_all_screens_when_none_is_named) {
  ASSERT_EQ(call({"ticker", "create", "a", "--text", "x"}).code, 0);
  EXPECT_EQ(last().screens, std::vector<std::string>{"all"});
  ASSERT_EQ(call({"ticker", "edit", "a", "--screens", "lobby"}).code, 0);
  EXPECT_EQ(last().screens, std::vector<std::string>{"lobby"});
  ASSERT_EQ(call({"ticker", "edit", "a", "--screens", ""}).code, 0);
  EXPECT_EQ(last().screens, std::vector<std::string>{"all"});
}

TEST_F(ticker_commands, edit_what_is_given_and_nothing_else) {
  const std::string before = draft;
  ASSERT_EQ(call({"ticker", "edit", "GIO", "--name", "giờ", "--text", "Giờ mới", "--hours", "8h-9h"}).code,
            0);
  const auto t = draft_now().tickers[0];
  EXPECT_EQ(t.name, "giờ");
  EXPECT_EQ(t.text, "Giờ mới");
  EXPECT_EQ(t.screens, std::vector<std::string>{"market"});
  ASSERT_EQ(
      call({"ticker", "edit", "1", "--name", "gio", "--text", "Giờ làm việc", "--hours", "7h-11h30"}).code,
      0);
  EXPECT_EQ(draft, before);
  ASSERT_EQ(call({"ticker", "edit", "2", "--text", "Vẫn không tên"}).code, 0)
      << "one without a name, by its number";
  EXPECT_EQ(last().text, "Vẫn không tên");
}

TEST_F(ticker_commands, remove_after_a_question) {
  person.there = true;
  person.consents = {false, true};
  const std::string before = draft;
  EXPECT_EQ(call({"ticker", "remove", "gio"}).code, 1);
  EXPECT_EQ(draft, before);
  EXPECT_THAT(person.asked.at(0), HasSubstr("Remove the ticker \"gio\"?"));
  EXPECT_EQ(call({"ticker", "remove", "2", "gio", "1"}).code, 0);
  EXPECT_TRUE(draft_now().tickers.empty());
}

TEST_F(ticker_commands, list_and_show) {
  publish(2);
  ASSERT_EQ(call({"ticker", "create", "mới", "--text", "x"}).code, 0);
  json::value all = call({"ticker", "list", "--json"}).document();
  ASSERT_EQ(all.as_array().size(), 3U);
  EXPECT_EQ(all.at(0).at("name"), "gio");
  EXPECT_EQ(all.at(0).at("number"), 1);
  EXPECT_EQ(canonical(all.at(0).at("hours")), "[\"07:00-11:30\"]");
  EXPECT_EQ(all.at(0).at("draft"), "same");
  EXPECT_EQ(all.at(1).at("name"), nullptr);
  EXPECT_EQ(all.at(2).at("draft"), "new");
  EXPECT_THAT(call({"ticker", "list"}).out, HasSubstr("Giờ làm việc"));
  EXPECT_THAT(call({"ticker", "show", "gio"}).out, HasSubstr("market"));
  EXPECT_EQ(call({"ticker", "show", "2", "--json"}).document().at("text"), "Không tên");
  draft.clear();
  published.clear();
  EXPECT_THAT(call({"ticker", "list"}).out, HasSubstr("no tickers yet"));
}

struct refused_ticker {
  words typed;
  int code;
  std::string says;
};

TEST_F(ticker_commands, refuse_what_is_wrong_and_change_nothing) {
  const std::string before = draft;
  const std::vector<refused_ticker> table{
      {{"ticker", "create", "a"}, 2, "needs --text"},
      {{"ticker", "create", "--text", "x"}, 2, "needs NAME"},
      {{"ticker", "create", "GIO", "--text", "x"}, 1, "there is a ticker \"gio\" already"},
      {{"ticker", "create", "a", "--text", " "}, 2, "has no text"},
      {{"ticker", "create", "a", "--text", "a\nb"}, 2, "one line"},
      {{"ticker", "create", "a", "--text", "\033[2J"}, 2, "see"},
      {{"ticker", "create", "a", "--text",
        "a\xE2\x80\xAE"
        "b"},
       2,
       "see"},
      {{"ticker", "create", "a", "--text", std::string(5000, 'a')}, 2, "at most 4096 bytes"},
      {{"ticker", "create", "a", "--text", std::string(100, 'a')},
       2,
       "see"},  // no reader can read such a word
      {{"ticker", "create", "a\u200Bb", "--text", "x"}, 2, "the text has an invisible character (U+200B)"},
      {{"ticker", "create", std::string(300, 'a'), "--text", "x"}, 2, "cannot be the name of a ticker"},
      {{"ticker", "create", "a\tb", "--text", "x"}, 2, "cannot be the name of a ticker"},
      {{"ticker", "create", "", "--text", "x"}, 2, "cannot be the name of a ticker"},
      {{"ticker", "create", "a", "--text", "x", "--screens", "loby"}, 1, "did you mean lobby?"},
      {{"ticker", "create", "a", "--text", "x", "--screens", "indoor"}, 1, "did you mean @indoor?"},
      {{"ticker", "create", "a", "--text", "x", "--from", "31/2"}, 2, "is no date"},
      {{"ticker", "create", "a", "--text", "x", "--from", "1/10", "--yearly"},
       2,
       "both a first and a last day"},
      {{"ticker", "create", "a", "--text", "x", "--yearly", "--lunar", "--from", "1/1", "--to", "2/1"},
       2,
       "both"},
      {{"ticker", "create", "a", "--text", "x", "--hours", "25h"}, 2, "--hours cannot be"},
      {{"ticker", "create", "a", "--text", "x", "--days", "caturday"}, 2, "--days cannot be"},
      {{"ticker", "create", "a", "--text", "x", "--share", "3"}, 2, "no option --share"},
      {{"ticker", "edit", "gio"}, 2, "nothing to change was given"},
      {{"ticker", "edit", "gi", "--text", "x"}, 1, "did you mean gio?"},
      {{"ticker", "edit", "3", "--text", "x"}, 1, "there is no ticker"},
      {{"ticker", "edit", "gio", "--text", ""}, 2, "has no text"},
      {{"ticker", "remove"}, 2, "needs TICKER"},
      {{"ticker", "remove", "gio", "zzzzzzzz"}, 1, "there is no ticker"},
      {{"ticker", "show", "0"}, 1, "there is no ticker"},
  };
  for (const refused_ticker& c : table) {
    puts = 0;
    spoken said = call(c.typed);
    const std::string shown = testing::PrintToString(c.typed);
    EXPECT_EQ(said.code, c.code) << shown << said.err;
    EXPECT_EQ(puts, 0) << shown;
    EXPECT_EQ(draft, before) << shown;
    EXPECT_THAT(said.err, Not(HasSubstr("\033"))) << shown;
    EXPECT_THAT(said.err, HasSubstr(" — ")) << shown;
    if (c.says != "see") {
      EXPECT_THAT(said.err, HasSubstr(c.says)) << shown;
    }
  }
}

TEST_F(ticker_commands, of_two_people_lose_no_edit) {
  before_put = [this] {
    programme p = draft_now();
    p.tickers.clear();
    draft = playlists::text::to_bytes(p);
  };
  EXPECT_EQ(call({"ticker", "create", "a", "--text", "x"}).code, 1);
  EXPECT_TRUE(draft_now().tickers.empty());
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
