// The replies to those whose credential is missing, wrong or not enough. Pure, except for the count of
// failures.
#pragma once

#include <string>

#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::auth {

http::reply unauthorised(message what, message remedy);  // 401
http::reply forbidden(message what, message remedy);     // 403
http::reply not_over_plain_http();                       // 403
message ask_for_token();

// 429 with Retry-After.
http::reply ask_again_in(milliseconds wait, message what, message remedy);

// Counts a failure of `counted_by`. 401, or 429 after many.
http::reply refuse_token(failed_attempts& attempts, const std::string& counted_by, milliseconds mono,
                         message what, message remedy);

}  // namespace bangtin::scheduler::auth
