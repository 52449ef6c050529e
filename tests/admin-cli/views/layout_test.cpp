#include "admin-cli/views/layout.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "admin-cli/views/table.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class page : public testing::Test {
 public:
  page() { set_language(language::english); }
};

const std::string decomposed =
    "Nghi\xCC\x83"
    "a Hu\xCC\x9Bng";  // 10 columns

TEST_F(page, texts_are_cut_between_characters) {
  EXPECT_EQ(shortened("Sảnh", 4), "Sảnh");
  EXPECT_EQ(shortened("Sảnh Trung tâm", 6), "Sảnh…");
  EXPECT_EQ(shortened("Sảnh", 3), "Sả…");
  EXPECT_EQ(shortened(decomposed, 10), decomposed);
  EXPECT_EQ(shortened(decomposed, 5), "Nghi\xCC\x83…") << "a mark stays with its letter";
  EXPECT_EQ(shortened("越南越南", 5), "越南…");
  EXPECT_EQ(shortened("越南越南", 4), "越…") << "half of a wide letter is none";
  EXPECT_EQ(shortened("abc", 1), "…");
}

TEST_F(page, lines_are_broken_between_words) {
  EXPECT_THAT(wrapped("một hai ba", 0), ElementsAre("một hai ba"));
  EXPECT_THAT(wrapped("một hai ba", 10), ElementsAre("một hai ba"));
  EXPECT_THAT(wrapped("một hai ba", 9), ElementsAre("một hai", "ba"));
  EXPECT_THAT(wrapped("một hai ba", 7, 2), ElementsAre("một hai", "  ba"));
  EXPECT_THAT(wrapped("  một hai", 6, 2), ElementsAre("  một", "  hai"));
  EXPECT_THAT(wrapped("0123456789", 4), ElementsAre("0123", "4567", "89"));
  EXPECT_THAT(wrapped("ab 0123456789", 5), ElementsAre("ab", "01234", "56789"));
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
}

TEST_F(page, a_broken_line_goes_on_behind_its_mark) {
  EXPECT_EQ(hang_of("! lobby: off"), 2U);
  EXPECT_EQ(hang_of("  text"), 2U);
  EXPECT_EQ(hang_of("  - text"), 4U);
  EXPECT_EQ(hang_of("-text"), 0U);
  EXPECT_EQ(hang_of(""), 0U);
}

struct fit_case {
  std::vector<column_need> needs;
  std::size_t width;
  std::vector<std::optional<std::size_t>> fit;
};

TEST_F(page, columns_shrink_first_and_then_go_by_importance) {
  const auto none = std::nullopt;
  const std::vector<column_need> three{
      {10, 6, importance::usual}, {20, 8, importance::high}, {8, 8, importance::low}};
  const std::vector<fit_case> cases{
      {three, 42, {10, 20, 8}},  // all fit
      {three, 40, {10, 18, 8}},  // the widest gives way
      {three, 32, {10, 10, 8}},
      {three, 30, {9, 9, 8}},       // then both
      {three, 26, {6, 8, 8}},       // to their least
      {three, 25, {10, 13, none}},  // the least important goes, and the others get its place
      {three, 15, {10, none, none}},
      {three, 4, {4, none, none}},  // the first one stays whatever it needs
      {{{10, 6, importance::usual}, {6, 6, importance::empty}, {9, 6, importance::low}},
       24,
       {10, none, 9}},  // before any shrinks
      {{{5, 5, importance::least}, {5, 5, importance::low}, {5, 5, importance::low}},
       12,
       {5, 5, none}},  // the last of equals
  };
  for (const fit_case& c : cases) EXPECT_EQ(fit_columns(c.needs, c.width, 2), c.fit) << c.width;
}

table some_table() {
  table t({{"Name"},
           {"State", importance::high, narrow::whole},
           {"Title", importance::usual, narrow::cut, 8},
           {">Bytes", importance::low},
           {"Why", importance::usual, narrow::wrap, 10}});
  t.add({"lobby", {"! off", tone::bad}, "Sảnh Trung tâm Phục vụ", "123456789", "the display is unplugged"});
  t.add({decomposed, "fine", "越南越南越南", "7", ""});
  return t;
}

TEST_F(page, a_table_says_which_columns_it_does_not_show) {
  EXPECT_THAT(some_table().text(false, 100), Not(HasSubstr("not shown")));
  EXPECT_EQ(some_table().text(false, 49),
            "Name        State  Title           Why\n"
            "lobby       ! off  Sảnh Trung tâ…  the display is\n"
            "                                   unplugged\n"
            "Nghi\xCC\x83"
            "a Hu\xCC\x9Bng  fine   越南越南越南\n"
            "not shown: Bytes (--wide shows all)\n");
}

TEST_F(page, a_column_that_is_empty_goes_first_and_is_not_missed) {
  table t({{"Name"}, {"Theme", importance::high}, {"Title", importance::low, narrow::whole}});
  t.add({"lobby", "", "Sảnh Trung tâm"});
  EXPECT_EQ(t.text(false, 24), "Name   Title\nlobby  Sảnh Trung tâm\n");
}

TEST_F(page, a_heading_wraps_over_figures_that_stay_whole) {
  table t({{"Màn hình"}, {">Lượt chưa gửi"}, {"Liên lạc gần nhất", importance::high, narrow::whole}});
  t.add({"sảnh", "7", "vừa xong"});
  EXPECT_EQ(t.text(false, 25),
            "Màn hình   Lượt  Liên lạc\n"
            "           chưa  gần nhất\n"
            "            gửi\n"
            "sảnh          7  vừa xong\n");
}

TEST_F(page, facts_wrap_beside_their_names) {
  table t({});
  t.add({"Title", "Hướng dẫn nộp hồ sơ trực tuyến"});
  t.add({"SHA-256", "0123456789abcdef0123456789abcdef"});
  EXPECT_EQ(t.text(false, 26),
            "Title    Hướng dẫn nộp hồ\n"
            "         sơ trực tuyến\n"
            "SHA-256  0123456789abcdef0\n"
            "         123456789abcdef\n");
}

RC_GTEST_PROP(table_layout, no_line_is_wider_than_the_terminal_and_no_first_column_is_lost, ()) {
  const std::vector<std::string> texts{"a",
                                       "Sảnh",
                                       decomposed,
                                       "越南 越南",
                                       "một câu dài hơn nhiều so với cột của nó",
                                       "",
                                       "1234567890123456789012345"};
  const auto text = [&] { return texts[*rc::gen::inRange<std::size_t>(0, texts.size())]; };
  const std::size_t count = *rc::gen::inRange<std::size_t>(1, 9);
  std::vector<column> columns_of_it;
  for (std::size_t i = 0; i < count; ++i) {
    columns_of_it.emplace_back(
        (*rc::gen::arbitrary<bool>() ? ">" : "") + text(), static_cast<importance>(*rc::gen::inRange(1, 5)),
        static_cast<narrow>(*rc::gen::inRange(0, 4)), *rc::gen::inRange<std::size_t>(0, 20));
  }
  const bool headings = *rc::gen::arbitrary<bool>();
  table t(headings ? columns_of_it : std::vector<column>{});
  const int rows = *rc::gen::inRange(0, 5);
  for (int r = 0; r < rows; ++r) {
    std::vector<cell> row{"x"};
    for (std::size_t i = 1; i < count; ++i) row.emplace_back(text());
    t.add(row);
  }
  const std::size_t width = *rc::gen::inRange<std::size_t>(30, 200);
  std::size_t lines = 0;
  for (const std::string& line : split(t.text(false, width), '\n')) {
    RC_ASSERT(columns(line) <= width);
    lines += line == "x" || line.starts_with("x ") ? 1 : 0;
  }
  if (!headings || !columns_of_it.front().right) RC_ASSERT(lines == static_cast<std::size_t>(rows));
}

}  // namespace
}  // namespace bangtin::admin_cli::views
