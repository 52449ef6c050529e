#include "base/error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "base/inner_message.hpp"
#include "base/language.hpp"

namespace bangtin {
namespace {

TEST(a_message, is_filled_in_with_its_values) {
  EXPECT_EQ(in_english(msg("{} of {} files", 3, "seven")), "3 of seven files");
  EXPECT_EQ(in_english(msg("{1} before {0}", "a", "b")), "b before a");
  EXPECT_EQ(in_english(msg("plain")), "plain");
}

TEST(a_message, with_too_few_values_is_shown_rather_than_thrown) {
  EXPECT_EQ(in_english(message{"{} and {}", {"x"}}), "{} and {} [x]");
}

TEST(an_error_code, has_a_name_that_reads_back) {
  for (errc code : {errc::usage, errc::invalid, errc::not_found, errc::conflict, errc::forbidden, errc::limit,
                    errc::verification, errc::unreachable, errc::io, errc::unsupported, errc::internal}) {
    EXPECT_EQ(errc_from(to_string(code)), code);
  }
  EXPECT_EQ(errc_from("nonsense"), errc::internal);
}

TEST(a_failed_system_call, says_what_why_and_what_to_do) {
  EXPECT_EQ(system_error(msg("read {}", "/x"), EISDIR).remedy.id, "name a file instead");
  EXPECT_EQ(system_error(msg("read {}", "/x"), ENAMETOOLONG).remedy.id, "choose a shorter path");
  error e = system_error(msg("write {}", "/x"), ENOSPC);
  EXPECT_EQ(in_english(e.what), "cannot write /x: No space left on device");
  EXPECT_FALSE(e.remedy.empty());
}

TEST(a_failed_system_call, keeps_its_words_translatable) {
  error e = system_error(msg("write {}", "/x"), EISDIR);
  ASSERT_EQ(e.what.args.size(), 2u);
  EXPECT_EQ(inner_message(e.what.args[0]), msg("write {}", "/x"));
  EXPECT_EQ(inner_message(e.what.args[1]), msg("Is a directory"));
  EXPECT_EQ(in_english(system_error(msg("read"), 12345).what), "cannot read: error 12345 of the system");
}

TEST(the_language, follows_the_first_variable_that_is_set) {
  ::setenv("LANG", "vi_VN.UTF-8", 1);
  ::unsetenv("LC_ALL");
  ::unsetenv("LC_MESSAGES");
  ::unsetenv("BANGTIN_LANG");
  EXPECT_EQ(language_of_environment(), language::vietnamese);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(language_of_environment(), language::english);
  ::setenv("BANGTIN_LANG", "vi", 1);
  EXPECT_EQ(language_of_environment(), language::vietnamese);
}

}  // namespace
}  // namespace bangtin
