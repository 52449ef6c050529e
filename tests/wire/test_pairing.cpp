#include <gmock/gmock.h>

#include <set>

#include "wire/pairing.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

TEST(pairing, new_codes_are_as_people_read_them_and_differ) {
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const std::string code = new_pairing_code();
    ASSERT_THAT(code, testing::MatchesRegex("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"));
    ASSERT_EQ(*normalise_pairing_code(code), code);
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), 500U);
}

TEST(pairing, code_is_understood_however_it_is_typed) {
  for (const char* typed :
       {"7K2M-01XZ", "7k2m-01xz", "7k2m01xz", "7K2M O1XZ", " 7k2m-oixz ", "7K2MOLXZ", "7-K-2-M-0-1-X-Z"}) {
    result<std::string> code = normalise_pairing_code(typed);
    ASSERT_TRUE(code) << typed;
    EXPECT_EQ(*code, "7K2M-01XZ") << typed;
  }
}

TEST(pairing, what_is_no_code_is_refused) {
  for (const std::string& typed :
       {std::string(), std::string("7K2M-01X"), std::string("7K2M-01XZZ"), std::string("7K2M-01XU"),
        std::string("7K2M_01XZ"), std::string("7K2M-01X\n"), std::string("7K2M–01XZ"),
        std::string(100'000, '7'), std::string(8, '\0')}) {
    result<std::string> code = normalise_pairing_code(typed);
    ASSERT_FALSE(code) << typed.substr(0, 20);
    EXPECT_EQ(code.error().code, errc::usage);
    EXPECT_FALSE(code.error().remedy.empty());
  }
}

TEST(pairing, first_half_finds_the_request) {
  EXPECT_EQ(pairing_lookup("7K2M-01XZ"), "7K2M");
}

TEST(pairing, tag_changes_with_each_of_its_inputs_and_with_nothing_else) {
  const auto key = [](char digit) { return *public_key::from(std::string(64, digit)); };
  const digest tag = pairing_tag("7K2M-01XZ", key('1'), key('2'), "lobby", key('3'));
  // Python: hmac.new(hashlib.scrypt(b"7K2M-01XZ", salt=b"22"*32, n=32768, r=8, p=1, maxmem=2**26, dklen=32),
  //   b"bangtin-pairing-1\n" + b"11"*32 + b"\n" + b"22"*32 + b"\nlobby\n" + b"33"*32 + b"\n",
  //   "sha256").hexdigest()
  EXPECT_EQ(tag.hex(), "1bb9b1b4faa2602d764be6e9b0a5d0ac1a5e894976a465dbb8ef1d218466eadc");
  const std::vector<std::pair<const char*, digest>> others{
      {"code", pairing_tag("7K2M-01XY", key('1'), key('2'), "lobby", key('3'))},
      {"root", pairing_tag("7K2M-01XZ", key('4'), key('2'), "lobby", key('3'))},
      {"screen", pairing_tag("7K2M-01XZ", key('1'), key('4'), "lobby", key('3'))},
      {"name", pairing_tag("7K2M-01XZ", key('1'), key('2'), "market", key('3'))},
      {"daemon", pairing_tag("7K2M-01XZ", key('1'), key('2'), "lobby", key('4'))},
      {"keys exchanged", pairing_tag("7K2M-01XZ", key('3'), key('2'), "lobby", key('1'))}};
  for (const auto& [input, other] : others) EXPECT_NE(other, tag) << input;
}

TEST(pairing, second_tag_covers_the_daemons_authority_too) {
  const auto key = [](char digit) { return *public_key::from(std::string(64, digit)); };
  const digest authority = *digest::from(std::string(64, '5'));
  const auto tag = [&](const std::optional<digest>& a) {
    return pairing_tag_2("7K2M-01XZ", key('1'), key('2'), "lobby", key('3'), a);
  };
  // Python as above, over b"bangtin-pairing-2\n" + ... + b"33"*32 + b"\n" + b"55"*32 + b"\n", or b"none\n".
  EXPECT_EQ(tag(authority).hex(), "d1c9ee1a0cc91c5d52bf592a3670460eb7966377b6fe73ebf59ca0c3ce471463");
  EXPECT_EQ(tag({}).hex(), "aa16abb12188886444308f66d454327d5bb0563e211c2b54fc5d774195c31f2c");
  EXPECT_NE(tag(sha256("x")), tag(authority));
}

}  // namespace
}  // namespace bangtin::wire
