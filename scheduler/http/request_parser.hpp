// What the header of a request says: decided from its bytes alone, without I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scheduler/http/endpoints.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

struct parsed_request {
  request value;                    // without its body, and `from` is the caller's to set
  const endpoint* found = nullptr;  // set unless `refused` is
  std::optional<reply> refused;     // what to answer
  bool malformed = false;           // refused for its form; what follows cannot be understood
  bool closes = false;              // the connection ends after the reply
  bool wants_continue = false;      // the body comes once the other side is told to send it
  std::int64_t message_format = 1;  // that the client reads

  // Whether the same bytes may be answered from this value again: the handler gets no body.
  bool is_repeatable() const;
};

// `head` ends with its empty line. `found` points into `endpoints`.
parsed_request parse_request(std::string_view head, const endpoint_table& endpoints);

}  // namespace bangtin::scheduler::http
