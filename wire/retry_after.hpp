// The Retry-After field of a reply (RFC 9110). Pure; any thread may call it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace bangtin::wire {

// Nobody waits longer than this, whatever a reply says.
inline constexpr std::chrono::hours max_retry_after{1};

// How long a reply with status 429 or 503 asks to wait: seconds, or a date, which is measured against the
// reply's own Date, else against `now`. Empty for other statuses, and when the field is missing or makes no
// sense. `headers` have names in lower case, as wire::reply has them.
std::optional<std::chrono::milliseconds> retry_after(int status,
                                                     const std::map<std::string, std::string>& headers,
                                                     std::chrono::sys_seconds now);

}  // namespace bangtin::wire
