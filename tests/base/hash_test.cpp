#include "base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin {
namespace {

TEST(sha256_of, known_texts_is_as_published) {
  // FIPS 180-4 examples.
  EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

RC_GTEST_PROP(hasher_fed_in_pieces, gives_the_hash_of_the_whole, (const std::vector<std::string>& pieces)) {
  hasher h;
  std::string whole;
  for (const std::string& piece : pieces) {
    h.update(piece);
    whole += piece;
  }
  RC_ASSERT(h.finish() == sha256(whole));
  RC_ASSERT(h.finish() == sha256(""));  // finish() has reset it
}

RC_GTEST_PROP(hexadecimal, reads_back_what_it_wrote, (const std::vector<std::uint8_t>& bytes)) {
  std::vector<std::uint8_t> again(bytes.size());
  RC_ASSERT(from_hex(to_hex(bytes), again));
  RC_ASSERT(again == bytes);
}

TEST(hexadecimal, of_another_length_or_alphabet_is_refused) {
  EXPECT_FALSE(digest::from("ab").has_value());
  EXPECT_FALSE(digest::from(std::string(63, 'a') + "g").has_value());
  EXPECT_FALSE(digest::from(std::string(65, 'a')).has_value());
}

TEST(hmac, is_as_in_rfc_4231_test_case_2) {
  EXPECT_EQ(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(random_text, is_never_the_same) {
  EXPECT_NE(random_hex(16), random_hex(16));
}

}  // namespace
}  // namespace bangtin
