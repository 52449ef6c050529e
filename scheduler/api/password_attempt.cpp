#include "scheduler/api/password_attempt.hpp"

#include "scheduler/auth/credential_refusals.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr milliseconds rest_of_a_crowd{3'000};

}  // namespace

http::reply too_many_passwords() {
  return auth::ask_again_in(rest_of_a_crowd, msg("too many people sign in at this moment"),
                            msg("try again in a few seconds"));
}

asio::awaitable<std::optional<http::reply>> password_attempt::refuse(const ledger::stored_password* known,
                                                                     std::string typed, http::reply wrong,
                                                                     const clock_source& clock) {
  const std::string key = "password " + network;
  if (const milliseconds wait = attempts.wait(key, clock.now().mono); wait > milliseconds(0)) {
    const std::int64_t seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    co_return auth::ask_again_in(wait, msg("there were too many wrong passwords from there"),
                                 msg("try again in {} s", seconds));
  }
  const std::optional<bool> right = co_await passwords.check(known, std::move(typed));
  if (!right) co_return too_many_passwords();
  if (*right) co_return std::nullopt;
  (void)attempts.fail(key, clock.now().mono);
  co_return wrong;
}

}  // namespace bangtin::scheduler::api
