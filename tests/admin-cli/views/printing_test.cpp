#include "admin-cli/views/printing.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "admin-cli/commands/terminal.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {
namespace {

class printing : public testing::Test {
 public:
  printing() { set_language(language::english); }
};

// The number of columns before `needle` in its line.
std::size_t place_of(const std::string& text, const std::string& needle) {
  std::size_t at = text.find(needle);
  std::size_t line = text.rfind('\n', at);
  line = line == std::string::npos ? 0 : line + 1;
  return columns(text.substr(line, at - line));
}

TEST_F(printing, columns_align_whatever_the_diacritics) {
  table t({"Tên", ">Số"});
  t.add({"Nghĩa Hưng", "7"});
  t.add(
      {"Nghi\xCC\x83"
       "a Hu\xCC\x9Bng",
       "12"});  // the same, decomposed
  t.add({"lobby", "1234"});
  EXPECT_EQ(t.text(false),
            "Tên           Số\n"
            "Nghĩa Hưng     7\n"
            "Nghi\xCC\x83"
            "a Hu\xCC\x9Bng    12\n"
            "lobby       1234\n");
}

TEST_F(printing, lines_have_no_spaces_at_their_end_and_colour_does_not_move_columns) {
  table t({"A", "B", "C"});
  t.add({{"xx", tone::bad}, "", ""});
  t.add({"y", {"zz", tone::good}, "end"});
  std::string plain = t.text(false), coloured = t.text(true);
  EXPECT_EQ(plain, "A   B   C\nxx\ny   zz  end\n");
  EXPECT_THAT(coloured, ::testing::HasSubstr("\033[31mxx\033[0m\n"));
  std::string stripped = coloured;
  for (const char* code : {"\033[31m", "\033[32m", "\033[2m", "\033[0m"}) {
    for (std::size_t at; (at = stripped.find(code)) != std::string::npos;)
      stripped.erase(at, std::string(code).size());
  }
  EXPECT_EQ(stripped, plain);
}

TEST_F(printing, a_cell_cannot_break_its_line_or_steer_the_terminal) {
  table t({});
  t.add({"a\nb\tc\033[2J\xFF", "next"});
  EXPECT_EQ(t.text(false), "a b c\xEF\xBF\xBD[2J\xEF\xBF\xBD  next\n");
}

TEST_F(printing, with_json_only_the_first_document_goes_out) {
  std::ostringstream out, err;
  printer p(out, err, {.json = true});
  p.text("for people");
  p.done("done");
  table t({"A"});
  p.show(t);
  p.document(json::object{{"b", 1}, {"a", "ệ"}});
  p.failure({errc::internal, msg("too late"), msg("never mind")});
  EXPECT_EQ(out.str(), "{\"a\":\"ệ\",\"b\":1}\n");
  EXPECT_EQ(err.str(), "bangtin: too late — never mind\n");
}

TEST_F(printing, problems_are_placed_and_repeated_in_the_document) {
  std::ostringstream out, err;
  printer p(out, err, {.json = true});
  p.problem("a.toml", 12, 7, msg("the key \"{}\" is not known", "shaer"), msg("did you mean {}?", "share"));
  p.problem("b.toml", 0, 0, msg("is gone"), {});
  p.failure({errc::invalid, msg("it cannot be used"), msg("correct it")});
  EXPECT_EQ(err.str(),
            "a.toml:12:7: the key \"shaer\" is not known — did you mean share?\nb.toml: is gone\n"
            "bangtin: it cannot be used — correct it\n");
  json::value v = *parse_json(out.str());
  EXPECT_EQ(v.at("error").at("problems").at(0).at("line"), 12);
  EXPECT_EQ(v.at("error").at("problems").at(0).at("remedy"), "did you mean share?");
}

TEST_F(printing, quiet_leaves_out_notes_and_done_but_not_errors) {
  std::ostringstream out, err;
  printer p(out, err, {.quiet = true});
  p.note("wait");
  p.done("did it");
  p.text("the answer");
  p.failure({errc::io, msg("no"), {}});
  EXPECT_EQ(out.str(), "the answer\n");
  EXPECT_EQ(err.str(), "bangtin: no\n");
}

TEST_F(printing, a_failure_shortens_what_was_typed_and_keeps_it_on_its_line) {
  auto said = [](const message& what) {
    std::ostringstream out, err;
    printer(out, err, {}).failure({errc::invalid, what, msg("mend {}", std::string(5000, 'r'))});
    return err.str();
  };
  const std::string typed = std::string(127, 'a') + std::string(100'000, 'b'),
                    path = std::string(5000, 'p') + "/end";
  EXPECT_THAT(said(msg("there is no \"{}\" here", typed)),
              testing::HasSubstr("there is no \"" + std::string(127, 'a') + "b…\" here"));
  EXPECT_THAT(said(msg("{{ \"{1}\" in {0} }}", "x", typed)),
              testing::HasSubstr("{ \"" + std::string(127, 'a') + "b…\" in x }"));
  EXPECT_THAT(said(msg("cannot read {}", path)),
              testing::AllOf(testing::HasSubstr("…pp"), testing::HasSubstr("p/end — mend")));
  EXPECT_LT(said(msg("cannot read {}", path)).size(), 1100u);
  EXPECT_THAT(said(msg("no \"{}\"", "a\nbangtin: done")), testing::HasSubstr("no \"a\uFFFDbangtin: done\""));
}

TEST_F(printing, exit_codes_follow_the_contract) {
  EXPECT_EQ(exit_code(errc::usage), 2);
  EXPECT_EQ(exit_code(errc::unreachable), 3);
  EXPECT_EQ(exit_code(errc::verification), 4);
  for (errc c : {errc::invalid, errc::not_found, errc::conflict, errc::forbidden, errc::limit, errc::io,
                 errc::unsupported, errc::internal}) {
    EXPECT_EQ(exit_code(c), 1);
  }
}

TEST_F(printing, the_bar_fits_and_cuts_long_names_between_characters) {
  std::string line = commands::progress_line({"áp-phích-biểu-dương-điển-hình.png", 1, 2}, 50);
  EXPECT_EQ(columns(line), 50U);
  EXPECT_TRUE(is_clean_utf8(line));
  EXPECT_THAT(line, testing::EndsWith("[############............]  50 %"));
  for (std::size_t width = 0; width < 80; ++width)
    EXPECT_TRUE(is_clean_utf8(commands::progress_line({"điển-hình", 3, 7}, width)));
  EXPECT_THAT(commands::progress_line({"x", ~0ULL - 1, ~0ULL}, 80), ::testing::HasSubstr("%"));
  EXPECT_EQ(place_of("ab cd", "cd"), 3U);
}

TEST_F(printing, work_of_unknown_length_has_no_bar) {
  EXPECT_EQ(commands::progress_line({"making a.pdf", 0, 0, "0:12"}, 50), "making a.pdf  0:12");
}

TEST_F(printing, lines_are_broken_between_words_at_a_terminal) {
  std::ostringstream out, err;
  printer p(out, err, {.width = 20, .error_width = 20});
  p.text("! lobby: its display is off");
  p.failure({errc::io, msg("the disk is full"), msg("make room")});
  EXPECT_EQ(out.str(), "! lobby: its display\n  is off\n");
  EXPECT_EQ(err.str(), "bangtin: the disk is\nfull — make room\n");
}

}  // namespace
}  // namespace bangtin::admin_cli::views
