#include "base/signing.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin {
namespace {

TEST(ed25519, verifies_the_vector_of_rfc_8032) {
  // Section 7.1, test 2.
  auto key = public_key::from("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  auto s = signature::from(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2e"
      "aeb4302aeeb00d"
      "291612bb0c00");
  ASSERT_TRUE(key && s);
  EXPECT_TRUE(key->verifies("\x72", *s));
  EXPECT_FALSE(key->verifies("\x73", *s));
}

RC_GTEST_PROP(ed25519, any_changed_bit_breaks_the_signature, (const std::string& text)) {
  static const secret_key key = secret_key::generate();
  signature s = key.sign(text);
  RC_ASSERT(key.public_part().verifies(text, s));
  auto bit = *rc::gen::inRange<std::size_t>(0, s.value.size() * 8);
  s.value[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  RC_ASSERT(!key.public_part().verifies(text, s));
}

TEST(a_key_in_pem, opens_with_its_passphrase_only) {
  secret_key key = secret_key::generate();
  std::string pem = key.pem("mật khẩu");
  EXPECT_NE(pem.find("ENCRYPTED PRIVATE KEY"), std::string::npos);
  EXPECT_EQ(secret_key::from_pem(pem, "mật khẩu").value().public_part(), key.public_part());
  EXPECT_EQ(secret_key::from_pem(pem, "wrong").error().code, errc::verification);
  EXPECT_EQ(secret_key::from_pem(pem).error().code, errc::verification);
  EXPECT_EQ(secret_key::from_pem("no key at all").error().code, errc::invalid);
}

TEST(what_is_signed_here, openssl_itself_can_check) {
  fakes::temporary_folder folder;
  secret_key key = secret_key::generate();
  std::string text = "bangtin-head-1\nabc\n1\n00\n";
  signature s = key.sign(text);
  ASSERT_TRUE(write_file(folder / "key.pem", key.public_part().pem()).has_value());
  ASSERT_TRUE(write_file(folder / "text", text).has_value());
  ASSERT_TRUE(write_file(folder / "sig", {reinterpret_cast<const char*>(s.value.data()), s.value.size()})
                  .has_value());
  std::string at = folder.path().string();
  std::string command = "openssl pkeyutl -verify -rawin -pubin -inkey " + at + "/key.pem -in " + at +
                        "/text -sigfile " + at + "/sig >/dev/null 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
  ASSERT_TRUE(write_file(folder / "text", text + "x").has_value());
  EXPECT_NE(std::system(command.c_str()), 0);
}

TEST(a_key_file, is_made_once_and_readable_by_its_owner_only) {
  fakes::temporary_folder folder;
  std::string path = folder / "screen.key";
  public_key made = load_or_create_key(path).value().public_part();
  EXPECT_EQ(load_or_create_key(path).value().public_part(), made);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace bangtin
