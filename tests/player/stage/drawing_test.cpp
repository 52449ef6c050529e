// Tests how texts are drawn: every character has a glyph, emoji have their colours, and no text takes long.
#include "player/stage/drawing.hpp"

#include <gtest/gtest.h>

#include "player/stage/text_card.hpp"

namespace bangtin::player::stage {
namespace {

const char* const in_colour[] = {"🎉",       "📱",      "🇻🇳",     "👩‍⚕️", "👍🏽",
                                 "1️⃣", "❤️", "⚠️", "☎️"};

bool has_colour(const image& i) {
  for (std::size_t p = 0; p < i.pixels.size(); p += 4) {
    int low = std::min({i.pixels[p], i.pixels[p + 1], i.pixels[p + 2]});
    int high = std::max({i.pixels[p], i.pixels[p + 1], i.pixels[p + 2]});
    if (high - low > 60) return true;
  }
  return false;
}

TEST(a_text, has_a_glyph_for_everything_that_people_write) {
  std::vector<std::string> texts{"ẤẰỄỢỰỶỸ ấằễợựỷỹ Đđ", "Số 1: 50 % – “miễn phí” … € ₫ № ° ½",
                                 "Điện thoại ☎ ✓ ★ → •"};
  texts.insert(texts.end(), std::begin(in_colour), std::end(in_colour));
  for (const std::string& text : texts) {
    EXPECT_EQ(text_block(text, {40}).missing_glyphs(), 0) << text;
    EXPECT_EQ(text_block(text, {40, text_style::weight::bold}).missing_glyphs(), 0) << text;
  }
  EXPECT_GT(text_block("\U000F1234", {40}).missing_glyphs(), 0) << "the test sees what is missing";
}

TEST(an_emoji, is_drawn_in_colour) {
  for (const char* emoji : in_colour) {
    drawing d({120, 120});
    d.put(text_block(emoji, {80}), 0, 0, {1, 1, 1});
    EXPECT_TRUE(has_colour(*d.finish())) << emoji;
  }
  for (auto as : {text_card::style::plain, text_card::style::notice}) {
    text_card plain{"Nộp hồ sơ", {"nhanh"}, as};
    text_card smiling{"Nộp hồ sơ 🎉", {"nhanh 👍🏽"}, as};
    EXPECT_NE(draw_card(smiling, {640, 360}).pixels, draw_card(plain, {640, 360}).pixels);
  }
}

TEST(text_that_moves, keeps_letters_as_coverage_and_emoji_in_colour) {
  coverage plain = draw_coverage("Nộp hồ sơ", {50}, 86, 10'000);
  EXPECT_TRUE(plain.coloured.empty());
  coverage mixed = draw_coverage("Nộp 🎉 hồ sơ 👍🏽", {50}, 86, 10'000);
  ASSERT_GE(mixed.coloured.size(), 2U);
  for (const coverage::piece& p : mixed.coloured) {
    EXPECT_EQ(p.pixels->size.height, 86);
    EXPECT_TRUE(has_colour(*p.pixels));
    for (int y = 0; y < 86; ++y) {
      for (int x = p.x; x < p.x + p.pixels->size.width; ++x) {
        ASSERT_EQ(mixed.values[static_cast<std::size_t>(y * mixed.size.width + x)], 0);
      }
    }
  }
}

TEST(a_hostile_text, is_cut_to_what_can_be_drawn) {
  EXPECT_EQ(legible("Xin\x07 chào\u202E\u2066!\u200F"), "Xin chào!");
  EXPECT_EQ(legible("dòng\nhai"), "dòng\nhai");
  EXPECT_EQ(legible("e\u0302\u0301"), "e\u0302\u0301");
  std::string marks = "a";
  for (int i = 0; i < 1000; ++i) marks += "\u0301";
  EXPECT_EQ(legible(marks), "a\u0301\u0301\u0301\u0301");
  std::string word(1'900, 'a');
  EXPECT_EQ(legible(word).find("\u200B"), 40U);
  EXPECT_LE(legible(std::string(100'000, ' ')).size(), 8U * 1024);
  std::string family = "👩‍👩‍👧‍👦";
  std::string families;
  for (int i = 0; i < 30; ++i) families += family;
  EXPECT_EQ(text_block(families, {40}).missing_glyphs(), 0) << "joined emoji are not broken";
}

// Whatever the words: everything of the card is there, as large as it fits.
TEST(a_card, of_a_long_word_keeps_within_its_edges) {
  for (std::size_t length : {10, 100, 1'900}) {
    text_card card{std::string(length, 'm'), {std::string(length / 2, 'w')}, text_card::style::notice};
    image drawn = draw_card(card, {960, 540});
    for (int y = 0; y < 540; ++y) {
      const std::uint8_t* right = drawn.pixels.data() + (std::ptrdiff_t{y} * 960 + 959) * 4;
      ASSERT_LT(right[0], 200) << length << " letters reach the right edge";
    }
    const std::uint8_t* last = drawn.pixels.data() + std::ptrdiff_t{539} * 960 * 4;
    for (int x = 0; x < 960; ++x) ASSERT_LT(last[x * 4], 200) << length << " letters reach the lower edge";
  }
}

}  // namespace
}  // namespace bangtin::player::stage
