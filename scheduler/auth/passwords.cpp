// A name that nobody has is checked against a salt that nobody has, so that the time of the answer does not
// tell which names exist.
#include "scheduler/auth/passwords.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::scheduler::auth {

namespace {

constexpr std::size_t min_kinds = 5;  // of characters
constexpr std::size_t salt_bytes = 16;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

// What is left of the password without the user's name, however often it stands there.
std::size_t length_without(std::string text, const std::string& name) {
  for (std::size_t at = name.empty() ? std::string::npos : text.find(name); at != std::string::npos;
       at = text.find(name, at))
    text.erase(at, name.size());
  return length_of(text);
}

error refused(message what) {
  return {errc::invalid, std::move(what), msg("choose a sentence of a few words that nobody else knows")};
}

}  // namespace

result<std::string> good_password(std::string_view typed, std::string_view user) {
  std::string password = to_nfc(typed);
  if (!is_clean_utf8(password) || password.find_first_of("\t\r\n") != std::string::npos)
    return refused(msg("the password has characters that cannot be typed"));
  const std::size_t length = length_of(password);
  if (length < min_password_length)
    return refused(msg("the password has {} characters; {} are needed", length, min_password_length));
  if (length > max_password_length)
    return refused(msg("the password has more than {} characters", max_password_length));
  if (std::set<char>(password.begin(), password.end()).size() < min_kinds)
    return refused(msg("the password repeats a few characters"));
  if (length_without(folded(password), folded(user)) < min_password_length / 2)
    return refused(msg("the password is little more than the user's name"));
  return password;
}

asio::awaitable<std::optional<digest>> password_checks::derive(std::string secret, std::string salt) {
  if (waiting_ >= max_waiting) co_return std::nullopt;
  struct place {
    explicit place(int& of) : of_(of) { ++of_; }
    ~place() { --of_; }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    int& of_;
  } mine(waiting_);
  digest key;
  key.value = co_await thread_.run([&] { return scrypt_key(secret, salt); });
  co_return key;
}

asio::awaitable<std::optional<bool>> password_checks::check(const ledger::stored_password* known,
                                                            std::string typed) {
  const std::optional<ledger::stored_password> stored =
      known == nullptr ? std::nullopt : std::optional(*known);
  std::string secret = to_nfc(typed), salt = stored ? stored->salt : random_hex(salt_bytes);
  const std::optional<digest> key = co_await derive(std::move(secret), std::move(salt));
  if (!key) co_return std::nullopt;
  co_return stored&& CRYPTO_memcmp(key->value.data(), stored->key.value.data(), key->value.size()) == 0;
}

asio::awaitable<std::optional<ledger::stored_password>> password_checks::make(std::string user,
                                                                              std::string good, utc_ms now) {
  const std::string salt = random_hex(salt_bytes);
  const std::optional<digest> key = co_await derive(std::move(good), salt);
  if (!key) co_return std::nullopt;
  co_return ledger::stored_password{0, std::move(user), salt, *key, now};
}

}  // namespace bangtin::scheduler::auth
