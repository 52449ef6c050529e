// Ed25519 (RFC 8032) keys and signatures, as OpenSSL makes them: what is signed here, `openssl pkeyutl
// -verify -rawin` can check. Keys are kept as PEM: public as SubjectPublicKeyInfo, secret as PKCS#8,
// encrypted where there is a passphrase.
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
  // From PEM. errc::invalid when it is no public Ed25519 key.
  static result<public_key> from_pem(std::string_view pem);
  // Whether `s` is this key's signature of exactly these bytes. Never throws for bad input.
  bool verifies(std::string_view text, const signature& s) const;
  auto operator<=>(const public_key&) const = default;
};

// A secret key; it never leaves the process but by `pem`. Immutable, so that threads may share it.
class secret_key {
 public:
  static secret_key generate();
  // From PEM. errc::verification when the passphrase is wrong, errc::invalid when it is no Ed25519 key.
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

// The key in the file, or a new one written there (mode 0600) when there is no file.
result<secret_key> load_or_create_key(const std::string& path);

}  // namespace bangtin
