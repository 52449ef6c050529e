// Ed25519 (RFC 8032) keys and signatures, made by OpenSSL; `openssl pkeyutl -verify -rawin` can check them.
// Keys are stored as PEM: public keys as SubjectPublicKeyInfo, secret keys as PKCS#8, encrypted if there is a
// passphrase. Values and keys are immutable or plain data, so threads may share them. Throws
// std::runtime_error if OpenSSL itself fails.
#pragma once

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace bangtin {

struct signature {
  std::array<std::uint8_t, 64> value{};
  std::string hex() const { return to_hex(value); }
  static std::optional<signature> from(std::string_view hex_text);
  bool operator==(const signature&) const = default;
};

struct public_key {
  std::array<std::uint8_t, 32> value{};
  std::string hex() const { return to_hex(value); }
  static std::optional<public_key> from(std::string_view hex_text);
  std::string pem() const;
  // From PEM. errc::invalid when the text is not a public Ed25519 key.
  static result<public_key> from_pem(std::string_view pem);
  // Whether `s` is this key's signature of exactly these bytes. Never throws for bad input.
  bool verifies(std::string_view text, const signature& s) const;
  auto operator<=>(const public_key&) const = default;
};

// A secret key. It leaves the process only through `pem`. Immutable, so threads may share it.
class secret_key {
 public:
  static secret_key generate();
  // From PEM. errc::verification when the passphrase is wrong, errc::invalid when the text is not an Ed25519
  // key.
  static result<secret_key> from_pem(std::string_view pem, std::string_view passphrase = {});

  // PKCS#8, encrypted with AES-256-CBC and scrypt unless the passphrase is empty.
  std::string pem(std::string_view passphrase = {}) const;
  public_key public_part() const;
  signature sign(std::string_view text) const;

 private:
  struct key;
  explicit secret_key(std::shared_ptr<const key> k) : key_(std::move(k)) {}
  std::shared_ptr<const key> key_;
};

// Loads the key from the file. If there is no file, makes a key and writes it there (mode 0600).
result<secret_key> load_or_create_key(const std::string& path);

}  // namespace bangtin
