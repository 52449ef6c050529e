#include "scheduler/auth/credential_refusals.hpp"

namespace bangtin::scheduler::auth {

namespace {

std::int64_t seconds_of(milliseconds wait) {
  return std::chrono::ceil<std::chrono::seconds>(wait).count();
}

}  // namespace

http::reply unauthorised(message what, message remedy) {
  http::reply no = http::problem_reply({errc::forbidden, std::move(what), std::move(remedy)}, 401);
  no.headers.emplace_back("WWW-Authenticate", "Bearer");
  return no;
}

http::reply forbidden(message what, message remedy) {
  return http::problem_reply({errc::forbidden, std::move(what), std::move(remedy)}, 403);
}

message ask_for_token() {
  return msg("ask an operator for \"bangtin user token\", and name its file in BANGTIN_TOKEN_FILE");
}

http::reply not_over_plain_http() {
  return forbidden(msg("a person's token is not taken over plain HTTP from another machine"),
                   msg("let the daemon speak TLS (docs/operations.md) and write https:// in the address; or "
                       "call \"bangtin\" on "
                       "the daemon's machine"));
}

http::reply ask_again_in(milliseconds wait, message what, message remedy) {
  http::reply slow = http::problem_reply({errc::limit, std::move(what), std::move(remedy)}, 429);
  slow.headers.emplace_back("Retry-After", std::to_string(seconds_of(wait)));
  return slow;
}

http::reply refuse_token(failed_attempts& attempts, const std::string& counted_by, milliseconds mono,
                         message what, message remedy) {
  const milliseconds wait = attempts.fail(counted_by, mono);
  if (wait == milliseconds(0)) return unauthorised(std::move(what), std::move(remedy));
  return ask_again_in(wait, msg("there were too many wrong tokens from there"),
                      msg("try again in {} s, with a token that is valid", seconds_of(wait)));
}

}  // namespace bangtin::scheduler::auth
