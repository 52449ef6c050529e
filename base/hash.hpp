// SHA-256 (FIPS 180-4), HMAC, scrypt and random numbers, computed by OpenSSL, and the strong type for a
// SHA-256 value. The functions are thread-safe. They throw std::runtime_error if OpenSSL itself fails.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bangtin {

using bytes_view = std::span<const std::uint8_t>;

inline bytes_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Lower-case hexadecimal.
std::string to_hex(bytes_view bytes);
// Decodes exactly 2*out.size() hexadecimal digits of either case into `out`; false for any other text.
bool from_hex(std::string_view text, std::span<std::uint8_t> out);

// A SHA-256 value.
struct digest {
  std::array<std::uint8_t, 32> value{};

  std::string hex() const { return to_hex(value); }
  static std::optional<digest> from(std::string_view hex_text);
  auto operator<=>(const digest&) const = default;
};

digest sha256(bytes_view bytes);
inline digest sha256(std::string_view text) {
  return sha256(as_bytes(text));
}

// Hashes data that arrives in pieces. Not copyable, not thread-safe.
class hasher {
 public:
  hasher();
  hasher(hasher&&) noexcept;
  hasher& operator=(hasher&&) noexcept;
  ~hasher();
  void update(bytes_view bytes);
  void update(std::string_view text) { update(as_bytes(text)); }
  // Returns the hash of all data so far and resets the hasher.
  digest finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// N random bytes from the system's generator in hexadecimal, for unguessable ids, tokens and codes.
std::string random_hex(std::size_t byte_count);
void random_bytes(std::span<std::uint8_t> out);

// HMAC-SHA-256 (RFC 2104).
digest hmac_sha256(bytes_view key, std::string_view text);

// scrypt (RFC 7914) with N=32768, r=8, p=1. One call takes about 0.1 s and 32 MiB, so that a short code which
// people type cannot be found by brute force.
std::array<std::uint8_t, 32> scrypt_key(std::string_view secret, std::string_view salt);

}  // namespace bangtin
