#include "base/normalise.hpp"

#include <rapidcheck/gtest.h>

namespace bangtin {
namespace {

TEST(form_c, joins_letters_with_their_marks_and_leaves_the_rest) {
  EXPECT_EQ(to_nfc("cho\u031B\u0323 Tê\u0301t"), "chợ Tết");
  EXPECT_EQ(to_nfc("o\u0323\u031B"), "ợ");  // marks in another order
  for (const char* text : {"", "lobby", "chợ", "Ủy ban", "日本", "\xff\xfe", "e\x01"})
    EXPECT_EQ(to_nfc(text), text);
}

RC_GTEST_PROP(form_c, of_a_text_in_form_c_is_the_same_text, (const std::string& any)) {
  RC_ASSERT(to_nfc(to_nfc(any)) == to_nfc(any));
}

TEST(folded_names, are_the_same_whatever_the_letters_case_and_form) {
  EXPECT_EQ(folded("Chợ TẾT.MP4"), folded("cho\u031B\u0323 tết.mp4"));
  EXPECT_EQ(folded("Đường"), "đường");
  EXPECT_NE(folded("cho"), folded("chợ"));
}

}  // namespace
}  // namespace bangtin
