#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/report/plan.hpp"
#include "evidence/report/plan_text.hpp"

namespace bangtin::evidence::report {
namespace {

const std::string whole = R"toml([report]
superior = "ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG"
body = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
symbol = "BC-TTPVHCC"
place = "Nghĩa Hưng"
office = "GIÁM ĐỐC"
signatory = ""
recipients = ["UBND xã (để báo cáo)", "Lưu: VT, TTPVHCC"]
[[task]]
code = "IV.2.c"
title = "Tuyên truyền trực quan"
lead = "Trung tâm"
[[theme]]
code = "III.2"
title = "Vai trò, ý nghĩa"
[[venue]]
code = "service-centre"
title = "Sảnh"
)toml";

plan the_whole() {
  plan p;
  p.report = {"ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG",
              "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
              "BC-TTPVHCC",
              "Nghĩa Hưng",
              "GIÁM ĐỐC",
              "",
              {"UBND xã (để báo cáo)", "Lưu: VT, TTPVHCC"}};
  p.tasks = {{"IV.2.c", "Tuyên truyền trực quan", "Trung tâm"}};
  p.themes = {{"III.2", "Vai trò, ý nghĩa"}};
  p.venues = {{"service-centre", "Sảnh"}};
  return p;
}

TEST(a_plan_file, becomes_a_plan) {
  parsed_plan read = parse_plan(whole);
  EXPECT_TRUE(read.diagnostics.empty());
  EXPECT_EQ(read.value, the_whole());
  EXPECT_EQ(parse_plan("").value, plan());
  EXPECT_EQ(parse_plan("[[venue]]\ncode = \"Ba\u0302n\"\ntitle=\"x\"").value.venues.front().code, "Bân")
      << "in normalisation form C";
}

TEST(a_plan_file, with_mistakes_says_where_each_is_and_what_was_meant) {
  struct wrong {
    const char* text;
    int line, column;
    const char *what, *remedy;
  };
  const std::string entry = "code = \"a\"\ntitle = \"b\"\n";
  for (const wrong& w : std::vector<wrong>{
           {"body = \"x\"\n", 1, 1, "the key \"body\" is not known here", "belongs to [report]"},
           {"[report]\nplce = \"x\"\n", 2, 1, "the key \"plce\" is not known here",
            "did you mean \"place\"?"},
           {"[report]\nvenue = \"x\"\n", 2, 1, "the key \"venue\" is not known here",
            "the keys here are: superior"},
           {"[report]\ntimezone = \"x\"\n", 2, 1, "the key \"timezone\" is not known here", "leave it out"},
           {"[report]\nplace = 3\n", 2, 9, "\"place\" should be a text", "in quotes"},
           {"[report]\nrecipients = \"x\"\n", 2, 14, "\"recipients\" should be a list", "brackets"},
           {"[[report]]\nplace = \"x\"\n", 1, 1, "\"report\" should be one table", "[report]"},
           {"[task]\ncode = \"a\"\ntitle = \"b\"\n", 1, 1, "\"task\" should be a list of tables", "[[task]]"},
           {"[[task]]\ntitle = \"b\"\n", 1, 1, "the key \"code\" is missing here", "add it"},
           {"[[theme]]\ncode = \"a\"\n", 1, 1, "the key \"title\" is missing here", "add it"},
           {"[[task]]\ncode = \"\"\ntitle = \"b\"\n", 2, 8, "has no code", "give it one"},
           {"[[venue]]\ncode = \"a\"\ntitle = \"b\"\n[[venue]]\ncode = \"a\"\ntitle = \"c\"\n", 5, 8,
            "the code \"a\" stands in line 2 already", "leave one out"},
           {"[[task]]\ncode = \"a\"\ntitle = \"\"\"b\nc\"\"\"\n", 3, 9, "has a line break", "on one line"},
           {"[report]\nplace = \"a \\u202Eb\"\n", 2, 9, "turns the direction of reading (U+202E)",
            "delete it"},
           {"[[theme]]\ncode = \"a\\u200B\"\ntitle = \"b\"\n", 2, 8, "invisible character (U+200B)",
            "delete"},
           {"", 1, 0, "nothing of a plan", "[report], [[task]]"},
           {"# only a remark\n[report]\n", 1, 0, "nothing of a plan", "[report], [[task]]"},
           {"[report]\nplace = \"a\"\n[report]\n", 3, 1, "written twice", "[report], [[task]]"},
           {"[[task]]\ncode = \"a\"\ncode = \"b\"\n", 3, 0, "written twice", "[report], [[task]]"},
           {"[[task]\ncode = \"a\"\n", 1, 0, "this plan is not TOML", "[report], [[task]]"},
           {"x = \x01\n", 1, 0, "", ""}}) {
    parsed_plan read = parse_plan(w.text);
    ASSERT_FALSE(read.diagnostics.empty()) << w.text;
    const playlists::text::diagnostic& d = read.diagnostics.front();
    EXPECT_EQ(d.at.line, w.line) << w.text;
    if (w.column > 0) {
      EXPECT_EQ(d.at.column, w.column) << w.text;
    }
    const std::string said = describe({d.code, d.what, d.remedy});
    EXPECT_THAT(said, ::testing::HasSubstr(w.what)) << w.text;
    EXPECT_THAT(said, ::testing::HasSubstr(w.remedy)) << w.text;
    EXPECT_THAT(said, ::testing::Not(::testing::HasSubstr("[[screen]]"))) << w.text;
  }
}

TEST(a_plan_file, that_is_too_large_or_has_too_much_is_refused) {
  EXPECT_EQ(parse_plan(std::string(max_plan_bytes + 1, '#')).diagnostics.front().code, errc::limit);
  std::string many;
  for (std::size_t i = 0; i <= max_plan_entries; ++i) {
    many += "[[task]]\ncode = \"" + std::to_string(i) + "\"\ntitle = \"x\"\n";
  }
  EXPECT_EQ(parse_plan(many).diagnostics.front().code, errc::limit);
}

RC_GTEST_PROP(a_plan_file, of_any_bytes_is_read_or_refused, (std::string noise)) {
  for (std::string text : {noise, whole.substr(0, noise.size() % whole.size()) + noise}) {
    parsed_plan read = parse_plan(text);
    if (read.diagnostics.empty()) RC_ASSERT(!check_plan(read.value));
  }
}

TEST(a_plan, is_refused_for_what_no_report_can_show) {
  auto refused = [](auto spoil) {
    plan p = the_whole();
    spoil(p);
    return check_plan(p).has_value();
  };
  EXPECT_FALSE(refused([](plan&) {}));
  EXPECT_TRUE(refused([](plan& p) { p.tasks.push_back(p.tasks.front()); }));
  EXPECT_TRUE(refused([](plan& p) { p.venues.front().code = ""; }));
  EXPECT_TRUE(refused([](plan& p) { p.themes.front().title = "a\nb"; }));
  EXPECT_TRUE(refused([](plan& p) { p.tasks.front().lead = "a\x1b"; }));
  for (const char* hidden :
       {"\u202E", "\u2066", "\u200F", "\u061C", "\u200B", "\u2028", "\uFEFF", "\u00AD"}) {
    EXPECT_TRUE(refused([&](plan& p) { p.themes.front().title = std::string("a") + hidden + "b"; }))
        << hidden;
    EXPECT_TRUE(refused([&](plan& p) { p.report.signatory = std::string("a") + hidden + "b"; })) << hidden;
  }
  EXPECT_FALSE(refused([](plan& p) { p.themes.front().title = "https://" + std::string(60, 'x') + " 📱"; }));
  EXPECT_TRUE(refused([](plan& p) { p.report.body = std::string(max_plan_text_bytes + 1, 'x'); }));
  EXPECT_TRUE(refused([](plan& p) { p.report.recipients.assign(max_recipients + 1, "x"); }));
  EXPECT_TRUE(refused([](plan& p) { p.report.recipients.front() = "\xff"; }));
}

TEST(a_document_number, is_digits_and_at_most_a_letter) {
  for (const auto& [typed, number] : std::vector<std::pair<std::string, std::string>>{{"12", "12"},
                                                                                      {" 12 ", "12"},
                                                                                      {"05", "05"},
                                                                                      {"12a", "12a"},
                                                                                      {"7B", "7b"},
                                                                                      {"3đ", "3đ"},
                                                                                      {"123456", "123456"}}) {
    result<std::string> read = document_number(typed);
    ASSERT_TRUE(read) << typed;
    EXPECT_EQ(*read, number);
  }
  for (const char* wrong : {"", " ", "abc", "-1", "0", "000", "12/BC-TTPVHCC", "12/a", "12ab", "a12", "1 2",
                            "12\nX", "12\n", "1234567", "12.5", "+1", "\u202E12", "１２"}) {
    ASSERT_FALSE(document_number(wrong)) << wrong;
    EXPECT_EQ(document_number(wrong).error().code, errc::usage) << wrong;
  }
}

TEST(a_plan, says_what_another_changes_in_it) {
  plan after = the_whole();
  after.report.signatory = "Nguyễn Văn A";
  after.tasks = {{"IV.3.c", "Ngày Chuyển đổi số", ""}};
  after.themes.front().title = "Vai trò";
  EXPECT_EQ(plan_difference(the_whole(), after),
            (std::vector<plan_change>{{"report", "signatory", "", "Nguyễn Văn A"},
                                      {"task", "IV.3.c", "", "Ngày Chuyển đổi số"},
                                      {"task", "IV.2.c", "Tuyên truyền trực quan (Trung tâm)", ""},
                                      {"theme", "III.2", "Vai trò, ý nghĩa", "Vai trò"}}));
  EXPECT_TRUE(plan_difference(after, after).empty());
}

TEST(a_plan, gives_titles_to_codes) {
  const plan p = the_whole();
  EXPECT_EQ(p.task_title("IV.2.c"), "Tuyên truyền trực quan");
  EXPECT_EQ(p.theme_title("IV.2.c"), "IV.2.c");
  EXPECT_EQ(p.venue_title("service-centre"), "Sảnh");
}

}  // namespace
}  // namespace bangtin::evidence::report
