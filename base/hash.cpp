// Thin wrappers of OpenSSL. A failure of OpenSSL itself throws.
#include "base/hash.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace bangtin {

namespace {

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

// The value of each hexadecimal digit; -1 for every other byte.
constexpr std::array<std::int8_t, 256> digits_of_bytes() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    values[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
    values[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return values;
}
constexpr std::array<std::int8_t, 256> digit_values = digits_of_bytes();

int digit(char c) {
  return digit_values[static_cast<unsigned char>(c)];
}

}  // namespace

std::string to_hex(bytes_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(bytes.size() * 2, '\0');
  char* at = text.data();
  for (std::uint8_t b : bytes) {
    *at++ = digits[b >> 4];
    *at++ = digits[b & 15];
  }
  return text;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    int high = digit(text[2 * i]);
    int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

std::optional<digest> digest::from(std::string_view hex_text) {
  digest d;
  if (!from_hex(hex_text, d.value)) return std::nullopt;
  return d;
}

namespace {

// Fetched once: OpenSSL 3 looks an algorithm up again wherever it is named by EVP_sha256().
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(fetched != nullptr, "EVP_MD_fetch");
  return fetched;
}

}  // namespace

digest sha256(bytes_view bytes) {
  hasher h;
  h.update(bytes);
  return h.finish();
}

struct hasher::state {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~state() { EVP_MD_CTX_free(context); }
};

hasher::hasher() : state_(std::make_unique<state>()) {
  require(EVP_DigestInit_ex(state_->context, algorithm(), nullptr) == 1, "EVP_DigestInit_ex");
}
hasher::hasher(hasher&&) noexcept = default;
hasher& hasher::operator=(hasher&&) noexcept = default;
hasher::~hasher() = default;

void hasher::update(bytes_view bytes) {
  require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

digest hasher::finish() {
  digest d;
  unsigned int length = 0;
  require(EVP_DigestFinal_ex(state_->context, d.value.data(), &length) == 1, "EVP_DigestFinal_ex");
  require(EVP_DigestInit_ex(state_->context, nullptr, nullptr) == 1, "EVP_DigestInit_ex");
  return d;
}

void random_bytes(std::span<std::uint8_t> out) {
  require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "RAND_bytes");
}

std::string random_hex(std::size_t byte_count) {
  std::string bytes(byte_count, '\0');
  random_bytes({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return to_hex(as_bytes(bytes));
}

digest hmac_sha256(bytes_view key, std::string_view text) {
  digest d;
  unsigned int length = 0;
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(text).data(), text.size(),
               d.value.data(), &length) != nullptr,
          "HMAC");
  return d;
}

std::array<std::uint8_t, 32> scrypt_key(std::string_view secret, std::string_view salt) {
  std::array<std::uint8_t, 32> key{};
  require(EVP_PBE_scrypt(secret.data(), secret.size(), as_bytes(salt).data(), salt.size(), 32768, 8, 1,
                         64ULL * 1024 * 1024, key.data(), key.size()) == 1,
          "EVP_PBE_scrypt");
  return key;
}

}  // namespace bangtin
