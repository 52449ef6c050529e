// The bytes of a reply's header. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

// With its empty line. `closes`: the connection ends after the reply.
std::string reply_head(const reply& r, utc_ms now, bool closes);

// Puts messages within messages into English for a client that has not announced that it reads them
// (wire/message_format.hpp).
void fit_messages(reply& r, std::int64_t format);

}  // namespace bangtin::scheduler::http
