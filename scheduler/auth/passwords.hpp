// The passwords with which people sign in on the page. Deriving a key from one takes 0.1 s and 32 MiB
// (scrypt), so one is derived at a time, on a thread of its own, and few wait.
//
//   result<std::string> chosen = good_password(typed, "Lan");
//   std::optional<ledger::stored_password> p = co_await checks.make("Lan", *chosen, now);
//   std::optional<bool> right = co_await checks.check(people.password_of("Lan"), typed);
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scheduler/ledger/user_ledger.hpp"
#include "scheduler/ledger/worker_pool.hpp"

namespace bangtin::scheduler::auth {

namespace asio = boost::asio;

// Lengths count characters, not bytes.
inline constexpr std::size_t min_password_length = 12;
inline constexpr std::size_t max_password_length = 128;

// The password as it is hashed: in Unicode's form C, as two keyboards write the same letters differently.
// errc::invalid for one that is too short, too long, nearly one character, or made of the user's name.
// Nothing else is asked of it (NIST SP 800-63B-4, 3.1.1.2): rules about kinds of characters make people
// choose the same ones.
result<std::string> good_password(std::string_view typed, std::string_view user);

// Not thread-safe; use only on the network's thread. `thread` must have one thread, and outlive it.
class password_checks {
 public:
  static constexpr int max_waiting = 8;

  explicit password_checks(ledger::worker_pool& thread) : thread_(thread) {}

  // Whether `typed` is the password. null: nobody has it, which takes as long to find out. Empty: too many
  // wait.
  asio::awaitable<std::optional<bool>> check(const ledger::stored_password* known, std::string typed);
  // The password to be stored, without its number. Empty: too many wait.
  asio::awaitable<std::optional<ledger::stored_password>> make(std::string user, std::string good,
                                                               utc_ms now);

 private:
  asio::awaitable<std::optional<digest>> derive(std::string secret, std::string salt);

  ledger::worker_pool& thread_;
  int waiting_ = 0;
};

}  // namespace bangtin::scheduler::auth
