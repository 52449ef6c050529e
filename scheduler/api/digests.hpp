// SHA-256 digests in requests.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::api {

// The digest that the path names first. Empty unless it is 64 lower-case hexadecimal digits.
inline std::optional<digest> digest_in(const http::request& r) {
  std::optional<digest> d = digest::from(r.captured.at(0));
  return d && d->hex() == r.captured[0] ? d : std::nullopt;
}

inline error no_digest() {
  return {errc::usage, msg("this is not a SHA-256 in lower-case hexadecimal"),
          msg("send 64 hexadecimal digits")};
}

}  // namespace bangtin::scheduler::api
