#include "base/browser_key.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/normalise.hpp"

namespace bangtin {
namespace {

std::vector<unsigned char> bytes_of(const std::string& hex) {
  std::vector<unsigned char> all(hex.size() / 2);
  EXPECT_TRUE(from_hex(hex, all));
  return all;
}

// The public key of what the passphrase opens, as a browser does it; nothing where it does not.
std::optional<std::string> opened(const browser_key& k, const std::string& phrase) {
  const std::vector<unsigned char> salt = bytes_of(k.salt), iv = bytes_of(k.iv), sealed = bytes_of(k.sealed);
  std::array<unsigned char, 32> outer{};
  EXPECT_EQ(PKCS5_PBKDF2_HMAC(phrase.data(), static_cast<int>(phrase.size()), salt.data(),
                              static_cast<int>(salt.size()), k.iterations, EVP_sha256(), outer.size(),
                              outer.data()),
            1);
  const std::size_t length = sealed.size() - 16;
  std::vector<unsigned char> plain(length), tag(sealed.begin() + static_cast<long>(length), sealed.end());
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> c(EVP_CIPHER_CTX_new(),
                                                                    &EVP_CIPHER_CTX_free);
  int n = 0;
  EVP_DecryptInit_ex2(c.get(), EVP_aes_256_gcm(), outer.data(), iv.data(), nullptr);
  EVP_DecryptUpdate(c.get(), plain.data(), &n, sealed.data(), static_cast<int>(length));
  EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_SET_TAG, 16, tag.data());
  if (EVP_DecryptFinal_ex(c.get(), plain.data() + n, &n) != 1) return std::nullopt;
  const unsigned char* at = plain.data();
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(plain.size())), &EVP_PKEY_free);
  if (!key) return std::nullopt;
  public_key open;
  std::size_t size = open.value.size();
  EVP_PKEY_get_raw_public_key(key.get(), open.value.data(), &size);
  return open.hex();
}

TEST(a_key_for_a_browser, opens_with_its_passphrase_only) {
  const secret_key key = secret_key::generate();
  const browser_key sealed = seal_for_browser(key, "mật khẩu đủ dài");
  EXPECT_EQ(opened(sealed, to_nfc("mật khẩu đủ dài")), key.public_part().hex());
  EXPECT_EQ(opened(sealed, "mật khẩu"), std::nullopt);
  EXPECT_GE(sealed.iterations, 600'000);
  browser_key damaged = sealed;
  damaged.sealed[0] = damaged.sealed[0] == '0' ? '1' : '0';
  EXPECT_EQ(opened(damaged, to_nfc("mật khẩu đủ dài")), std::nullopt);
}

TEST(a_key_for_a_browser, does_not_depend_on_the_form_in_which_its_passphrase_is_written) {
  const secret_key key = secret_key::generate();
  EXPECT_EQ(opened(seal_for_browser(key, "a\xcc\x82n"), "\xc3\xa2n"), key.public_part().hex());  // â
}

TEST(a_key_for_a_browser, has_another_salt_each_time) {
  const secret_key key = secret_key::generate();
  const browser_key one = seal_for_browser(key, "mật khẩu"), two = seal_for_browser(key, "mật khẩu");
  EXPECT_NE(one.salt, two.salt);
  EXPECT_NE(one.iv, two.iv);
  EXPECT_NE(one.sealed, two.sealed);
}

}  // namespace
}  // namespace bangtin
