// Words for people: what a screen shows and how its clock is, in the reader's language.
#include "admin-cli/views/words.hpp"

#include <gtest/gtest.h>

#include "base/language.hpp"

namespace bangtin::admin_cli::views {
namespace {

class reader_words : public ::testing::Test {
 protected:
  ~reader_words() override { set_language(language::english); }
};

TEST_F(reader_words, are_english_to_readers_of_english) {
  set_language(language::english);
  EXPECT_EQ(level_word(playlists::programme::level::takeover), "takeover");
  EXPECT_EQ(level_word(playlists::programme::level::normal), "normal");
  EXPECT_EQ(level_word(playlists::programme::level::filler), "filler");
  for (const char* word : {"slate", "closed", "notice", "pairing"}) EXPECT_EQ(shown_word(word), word);
  for (const char* word : {"synced", "estimated", "unsynced"}) EXPECT_EQ(clock_word(word), word);
}

// Names of media and words of a newer screen are nobody's to translate.
TEST_F(reader_words, of_others_stay_as_they_are) {
  for (language l : {language::english, language::vietnamese}) {
    set_language(l);
    EXPECT_EQ(shown_word("ap-phich.png"), "ap-phich.png");
    EXPECT_EQ(shown_word(""), "");
    EXPECT_EQ(clock_word("lunar"), "lunar");
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::views
