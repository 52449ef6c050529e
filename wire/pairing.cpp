#include <algorithm>
#include <array>

#include "wire/pairing.hpp"

// The code has 40 bits: 20 of them find the request, and only the screen and the person in front of it know
// the other 20. scrypt and the short lifetime of a code make guessing expensive, and a wrong guess is
// visible, because a wrong tag is refused.

namespace bangtin::wire {

namespace {

// Crockford's base 32: no I, L, O and U.
constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_digits = 8;

// The code digit that a typed character stands for; '\0' if it stands for none.
char meant(char typed) {
  char c = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  return digits.find(c) == std::string_view::npos ? '\0' : c;
}

std::string with_dash(std::string_view eight) {
  return std::string(eight.substr(0, 4)) + "-" + std::string(eight.substr(4));
}

}  // namespace

std::string new_pairing_code() {
  std::array<std::uint8_t, code_digits> random{};
  random_bytes(random);
  std::string code;
  for (std::uint8_t b : random) code += digits[b % 32];
  return with_dash(code);
}

result<std::string> normalise_pairing_code(std::string_view typed) {
  std::string code;
  bool good = typed.size() <= 64;
  for (char c : typed.substr(0, 64)) {
    if (c == '-' || c == ' ') continue;
    char digit = meant(c);
    good = good && digit != '\0';
    code += digit;
  }
  if (!good || code.size() != code_digits) {
    return error{errc::usage, msg("this is not a pairing code"),
                 msg("type the code as the screen shows it: eight letters and digits, XXXX-XXXX")};
  }
  return with_dash(code);
}

std::string pairing_lookup(std::string_view code) {
  return std::string(code.substr(0, 4));
}

digest pairing_tag(std::string_view code, const public_key& root, const public_key& screen,
                   std::string_view name, const public_key& daemon) {
  const std::array<std::uint8_t, 32> key = scrypt_key(code, screen.hex());
  return hmac_sha256(
      key, fmt::format("bangtin-pairing-1\n{}\n{}\n{}\n{}\n", root.hex(), screen.hex(), name, daemon.hex()));
}

digest pairing_tag_2(std::string_view code, const public_key& root, const public_key& screen,
                     std::string_view name, const public_key& daemon,
                     const std::optional<digest>& authority) {
  const std::array<std::uint8_t, 32> key = scrypt_key(code, screen.hex());
  return hmac_sha256(key,
                     fmt::format("bangtin-pairing-2\n{}\n{}\n{}\n{}\n{}\n", root.hex(), screen.hex(), name,
                                 daemon.hex(), authority ? authority->hex() : std::string("none")));
}

}  // namespace bangtin::wire
