// The manual pages: complete, and clean for man(1).
#include "admin-cli/app/man_page.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/command_table.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::admin_cli::app {
namespace {

using ::testing::HasSubstr;

// What groff says about the page while it sets it; empty if nothing is wrong.
std::string complaints_of_groff(const std::string& page) {
  fakes::temporary_folder folder;
  EXPECT_TRUE(write_file(folder / "page", page));
  std::string command = "groff -man -Tutf8 -Kutf8 -ww '" + (folder / "page").string() + "' 2>&1 >/dev/null";
  std::string text;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  char piece[4096];
  for (std::size_t n = 0; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) text.append(piece, n);
  EXPECT_EQ(::pclose(pipe), 0) << text;
  return text;
}

class a_man_page : public ::testing::TestWithParam<language> {
 protected:
  void SetUp() override { set_language(GetParam()); }
  void TearDown() override { set_language(language::english); }
};

TEST_P(a_man_page, has_every_command_with_its_options_and_examples) {
  std::string page = man_page();
  auto in_roff = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
  };
  for (const commands::command& c : commands()) {
    EXPECT_THAT(page, HasSubstr(".SS \"" + in_roff("bangtin " + std::string(c.words))));
    for (const commands::option_row& row : c.options) {
      EXPECT_THAT(page, HasSubstr(in_roff(shown_name(row)))) << c.words;
    }
    for (std::string_view example : c.examples) EXPECT_THAT(page, HasSubstr(in_roff(std::string(example))));
  }
  for (const commands::option_row& row : global_options()) {
    EXPECT_THAT(page, HasSubstr(".B \"" + in_roff(shown_name(row)) + "\""));
  }
}

TEST_P(a_man_page, is_set_without_complaints) {
  if (!std::filesystem::exists("/usr/bin/groff")) GTEST_SKIP() << "groff is not installed";
  for (const std::string& page :
       {man_page(), man_page_of_help("bangtind", 8,
                                     "The \\daemon.\nUsage: bangtind [OPTIONS]\n\nOptions:\n"
                                     "  .dot \"x\"   'quoted'\n")}) {
    EXPECT_EQ(complaints_of_groff(page), "") << page;
  }
}

INSTANTIATE_TEST_SUITE_P(in_both_languages, a_man_page,
                         ::testing::Values(language::english, language::vietnamese),
                         [](const auto& of) { return of.param == language::english ? "en" : "vi"; });

TEST(a_man_page_of_help, has_the_options_with_texts_that_go_on_in_the_next_line) {
  std::string page = man_page_of_help("bangtin-player", 1,
                                      "Shows one screen.\nUsage: bangtin-player [OPTIONS]\n\nOptions:\n"
                                      "  -h,--help        show this help\n"
                                      "  --server URL=http://127.0.0.1:8470\n"
                                      "                   address of the\n"
                                      "                   daemon\n");
  EXPECT_THAT(page, HasSubstr(".SH \"NAME\"\nbangtin\\-player \\- Shows one screen.\n"));
  EXPECT_THAT(page, HasSubstr(".SH \"SYNOPSIS\"\nbangtin\\-player [OPTIONS]\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n.B \"\\-h, \\-\\-help\"\nshow this help\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n.B \"\\-\\-server URL=http://127.0.0.1:8470\"\naddress of the daemon\n"));
}

}  // namespace
}  // namespace bangtin::admin_cli::app
