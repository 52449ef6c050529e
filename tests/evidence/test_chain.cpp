#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/chain.hpp"
#include "evidence/note_text.hpp"
#include "evidence/sample_records.hpp"

namespace bangtin::evidence {
namespace {

const std::string hex_32_times_11(64, '1');

// The values come from coreutils, not from this code:
//   printf 'bangtin-log-1\n%s\n%s\n' 000102030405060708090a0b0c0d0e0f "$(printf '11%.0s' $(seq 32))" |
//     sha256sum
//   (printf $h0 | xxd -r -p; printf '%s\n' '{"seq":1}') | sha256sum
//   (printf $h1 | xxd -r -p; printf '%s\n' 'Sảnh') | sha256sum
TEST(chain, gives_what_sha256sum_gives) {
  const digest h0 = first_link(sample::log_name, *public_key::from(hex_32_times_11));
  EXPECT_EQ(h0.hex(), "d233bc7945c78dbab1703d2c4ae907bfffce6b2b99095af5b1392f9b9384d966");
  const digest h1 = next_link(h0, R"({"seq":1})");
  EXPECT_EQ(h1.hex(), "5d1578d4d6acb328165e0034041c1edfc58639e049c92bb135c9183777898ede");
  EXPECT_EQ(next_link(h1, "Sảnh").hex(), "4509c61bec2733f9911cbafaf2694e39c6d42478c4737ca4015ef83b2b0fa19a");
}

// The key is the first test vector of RFC 8032; the signature comes from
//   openssl pkeyutl -sign -rawin -inkey k.pem -in head.txt | xxd -p
TEST(chain, signed_head_is_what_openssl_signs) {
  constexpr std::string_view pem =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n";
  result<secret_key> key = secret_key::from_pem(pem);
  ASSERT_TRUE(key);
  head h{sample::log_name, 7,
         *digest::from("4509c61bec2733f9911cbafaf2694e39c6d42478c4737ca4015ef83b2b0fa19a")};
  signed_text note = sign_text(to_text(h), *key);
  EXPECT_EQ(note.text,
            "bangtin-head-1\n000102030405060708090a0b0c0d0e0f\n7\n"
            "4509c61bec2733f9911cbafaf2694e39c6d42478c4737ca4015ef83b2b0fa19a\n");
  EXPECT_EQ(note.signature.hex(),
            "3fb464199d2b9118862d3e73bbe7a8d14d7e3f93f39aaf5e1c3b5d0a04fb8a00"
            "b719888a168bce6cd9c6c074d2e5ed0f3bfcbdeedbf27140aa76d3febcead60d");
  EXPECT_TRUE(verify(note, key->public_part()));
}

TEST(chain, note_does_not_hold_for_another_text_or_key) {
  secret_key key = secret_key::generate();
  signed_text note = sign_text(to_text(head{sample::log_name, 7, sha256("x")}), key);
  EXPECT_FALSE(verify(note, secret_key::generate().public_part()));
  note.text[20] = note.text[20] == '0' ? '1' : '0';
  EXPECT_FALSE(verify(note, key.public_part()));
}

TEST(chain, receipt_has_the_daemons_time_on_a_fourth_line) {
  receipt r{{sample::log_name, 12, sha256("")}, utc_ms(milliseconds(1'791'590'400'000))};
  const std::string text =
      "bangtin-receipt-1\n000102030405060708090a0b0c0d0e0f\n12\n"
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n1791590400000\n";
  EXPECT_EQ(to_text(r), text);
  result<receipt> read = receipt_from_text(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, r);
}

TEST(chain, receipt_that_names_the_rules_has_them_on_a_fifth_line) {
  receipt r{{sample::log_name, 12, sha256("")}, utc_ms(milliseconds(1'791'590'400'000)), 2};
  const std::string text =
      "bangtin-receipt-2\n000102030405060708090a0b0c0d0e0f\n12\n"
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n1791590400000\n2\n";
  EXPECT_EQ(to_text(r), text);
  result<receipt> read = receipt_from_text(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, r);
}

TEST(chain, receipts_whose_rules_are_not_exactly_so_are_refused) {
  const std::string values = std::string(sample::log_name) + "\n7\n" + std::string(64, 'a') + "\n5\n";
  ASSERT_TRUE(receipt_from_text("bangtin-receipt-2\n" + values + "1\n"));
  ASSERT_TRUE(receipt_from_text("bangtin-receipt-2\n" + values + "1000000\n"));
  const std::vector<std::pair<const char*, std::string>> bad{
      {"no rules", "bangtin-receipt-2\n" + values},
      {"rules in the old form", "bangtin-receipt-1\n" + values + "2\n"},
      {"rules 0", "bangtin-receipt-2\n" + values + "0\n"},
      {"rules with a zero before", "bangtin-receipt-2\n" + values + "02\n"},
      {"rules with a sign", "bangtin-receipt-2\n" + values + "-2\n"},
      {"rules too large", "bangtin-receipt-2\n" + values + "1000001\n"},
      {"line too many", "bangtin-receipt-2\n" + values + "2\n\n"},
      {"no newline at the end", "bangtin-receipt-2\n" + values + "2"},
      {"a later form", "bangtin-receipt-3\n" + values + "2\n"},
      {"kind with more behind it", "bangtin-receipt-22\n" + values + "2\n"},
  };
  for (const auto& [situation, text] : bad) EXPECT_FALSE(receipt_from_text(text)) << situation;
}

TEST(chain, notes_that_are_not_exactly_so_are_refused) {
  const std::string hash(64, 'a');
  const std::string log = sample::log_name;
  const std::vector<std::pair<const char*, std::string>> bad{
      {"empty", ""},
      {"kind only", "bangtin-head-1\n"},
      {"another kind", "bangtin-head-2\n" + log + "\n7\n" + hash + "\n"},
      {"receipt instead of a head", "bangtin-receipt-1\n" + log + "\n7\n" + hash + "\n"},
      {"no newline at the end", "bangtin-head-1\n" + log + "\n7\n" + hash},
      {"line too many", "bangtin-head-1\n" + log + "\n7\n" + hash + "\n\n"},
      {"CRLF", "bangtin-head-1\r\n" + log + "\r\n7\r\n" + hash + "\r\n"},
      {"seq 0", "bangtin-head-1\n" + log + "\n0\n" + hash + "\n"},
      {"seq with a zero before", "bangtin-head-1\n" + log + "\n07\n" + hash + "\n"},
      {"seq with a sign", "bangtin-head-1\n" + log + "\n+7\n" + hash + "\n"},
      {"seq too large", "bangtin-head-1\n" + log + "\n9007199254740992\n" + hash + "\n"},
      {"seq beyond 64 bits", "bangtin-head-1\n" + log + "\n99999999999999999999\n" + hash + "\n"},
      {"log too long", "bangtin-head-1\n" + log + "0\n7\n" + hash + "\n"},
      {"hash in capitals", "bangtin-head-1\n" + log + "\n7\n" + std::string(64, 'A') + "\n"},
      {"hash too short", "bangtin-head-1\n" + log + "\n7\n" + hash.substr(1) + "\n"},
      {"space", "bangtin-head-1\n" + log + "\n7 \n" + hash + "\n"},
  };
  ASSERT_TRUE(head_from_text("bangtin-head-1\n" + log + "\n7\n" + hash + "\n"));
  for (const auto& [situation, text] : bad) {
    EXPECT_FALSE(head_from_text(text)) << situation;
    EXPECT_FALSE(receipt_from_text(text)) << situation;
  }
}

RC_GTEST_PROP(chain, one_changed_byte_of_any_line_changes_every_later_link, ()) {
  const auto texts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(sample::any_text(60)));
  const auto at = *rc::gen::inRange<std::size_t>(0, texts.size());
  RC_PRE(!texts[at].empty());
  std::vector<std::string> changed = texts;
  const auto byte = *rc::gen::inRange<std::size_t>(0, texts[at].size());
  changed[at][byte] = static_cast<char>(changed[at][byte] ^ *rc::gen::inRange(1, 256));
  digest right = sha256("start");
  digest wrong = right;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    right = next_link(right, texts[i]);
    wrong = next_link(wrong, changed[i]);
    RC_ASSERT((right == wrong) == (i < at));
  }
}

TEST(note_text, plain_integers_are_written_one_way_only) {
  EXPECT_EQ(plain_integer("0"), 0);
  EXPECT_EQ(plain_integer("9007199254740991"), 9'007'199'254'740'991);
  for (const char* bad : {"", "-1", "+1", " 1", "1 ", "01", "0x1", "1.0", "9007199254740992", "1e3"}) {
    EXPECT_FALSE(plain_integer(bad)) << bad;
  }
  EXPECT_FALSE(plain_integer("11", 10));
}

}  // namespace
}  // namespace bangtin::evidence
