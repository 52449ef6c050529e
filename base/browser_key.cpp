#include "base/browser_key.hpp"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/hash.hpp"
#include "base/normalise.hpp"

namespace bangtin {

namespace {

// What OWASP's Password Storage Cheat Sheet asks for PBKDF2 with HMAC-SHA-256.
constexpr int key_iterations = 600'000;
constexpr std::size_t tag_bytes = 16;

using byte_list = std::vector<unsigned char>;

void must(bool ok, const char* call) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL failed: ") + call);
}

std::string hex_of(const byte_list& bytes) {
  return to_hex(bytes);
}

byte_list random_list(std::size_t count) {
  byte_list bytes(count);
  random_bytes(bytes);
  return bytes;
}

// The key's PKCS#8 DER form, which is what its PEM form holds.
byte_list der_of(const secret_key& key) {
  std::string pem = key.pem();
  std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                &BIO_free);
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  must(PEM_read_bio(bio.get(), &name, &header, &data, &length) == 1, "PEM_read_bio");
  byte_list der(data, data + length);
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, static_cast<std::size_t>(length));
  OPENSSL_cleanse(pem.data(), pem.size());
  return der;
}

byte_list encrypted(const byte_list& plain, const byte_list& key, const byte_list& iv) {
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                          &EVP_CIPHER_CTX_free);
  byte_list out(plain.size() + tag_bytes);
  int written = 0, rest = 0;
  must(EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), key.data(), iv.data(), nullptr) == 1,
       "EVP_EncryptInit_ex2");
  must(EVP_EncryptUpdate(context.get(), out.data(), &written, plain.data(), static_cast<int>(plain.size())) ==
           1,
       "EVP_EncryptUpdate");
  must(EVP_EncryptFinal_ex(context.get(), out.data() + written, &rest) == 1, "EVP_EncryptFinal_ex");
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes),
                           out.data() + plain.size()) == 1,
       "EVP_CTRL_GCM_GET_TAG");
  return out;
}

}  // namespace

browser_key seal_for_browser(const secret_key& key, std::string_view passphrase) {
  const byte_list salt = random_list(16), iv = random_list(12);
  std::string phrase = to_nfc(passphrase);
  byte_list outer(32);
  must(PKCS5_PBKDF2_HMAC(phrase.data(), static_cast<int>(phrase.size()), salt.data(),
                         static_cast<int>(salt.size()), key_iterations, EVP_sha256(),
                         static_cast<int>(outer.size()), outer.data()) == 1,
       "PKCS5_PBKDF2_HMAC");
  byte_list plain = der_of(key);
  browser_key made{key_iterations, hex_of(salt), hex_of(iv), hex_of(encrypted(plain, outer, iv))};
  OPENSSL_cleanse(plain.data(), plain.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  OPENSSL_cleanse(phrase.data(), phrase.size());
  return made;
}

}  // namespace bangtin
