#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/files.hpp"
#include "base/language.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {
namespace {

using testing::HasSubstr;

const char* const words[] = {
    // of END records; docs/stage.md and player/core
    "file-missing", "decoder-error", "decoder-crash", "decoder-timeout", "out-of-memory", "not-ready",
    "quarantined", "stopped", "interrupted", "interrupted-by-notice", "start-late", "late-join",
    "shown-short", "not-shown", "programme-changed", "expired", "paired-anew", "unpaired", "clock-step",
    "missed", "stage-lost", "no-display", "journal-failed", "output-disconnected", "output-unknown", "other",
    // of plays that do not count
    "open", "not-ended", "programme", "mismatch", "not-planned", "too-long", "after-receipt", "overlap",
    "slot-taken", "fork", "doubt",
    // of missing airtime
    "partial", "failed", "off", "offline", "notice", "unknown", "player-off", "no-records",
    "records-missing"};

TEST(reason_text, every_word_has_a_sentence_in_both_languages) {
  std::set<std::string> vietnamese;
  for (const char* word : words) {
    EXPECT_THAT(in_english(reason_text(word)), testing::Not(HasSubstr("another reason ("))) << word;
    EXPECT_THAT(reason_in_vietnamese(word), testing::Not(HasSubstr("nguyên nhân khác ("))) << word;
    vietnamese.insert(reason_in_vietnamese(word));
  }
  EXPECT_GE(vietnamese.size(), std::size(words) - 1) << "different reasons have different sentences";
}

TEST(reason_text, an_unknown_word_is_shown_as_it_is) {
  EXPECT_THAT(in_english(reason_text("gremlins")), HasSubstr("gremlins"));
  EXPECT_THAT(reason_in_vietnamese("gremlins"), HasSubstr("gremlins"));
}

// The form's table and the catalogue say the same.
TEST(reason_text, vietnamese_is_that_of_the_catalogue) {
  std::string po = read_file(BANGTIN_SOURCE_DIR "/po/vi.po", 16U << 20).value(), joined;
  for (std::size_t at = 0; at < po.size(); ++at) {  // long texts are broken into pieces: "…"\n"…"
    if (po.compare(at, 3, "\"\n\"") == 0)
      at += 2;
    else
      joined += po[at];
  }
  for (const char* word : words) {
    std::string id = "msgid \"" + reason_text(word).id + "\"\n";
    EXPECT_THAT(joined, HasSubstr(id + "msgstr \"" + reason_in_vietnamese(word) + "\"\n")) << word;
  }
}

}  // namespace
}  // namespace bangtin::evidence::report
