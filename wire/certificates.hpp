// Certificates: short texts in which the root key states who owns which key. Root signs each of them; it
// travels as a signed_text and has exactly one text. Plain values; any thread may use them. Times are
// milliseconds since 1970-01-01 UTC.
//
//   root      signs approver and screen certificates; the site's owner keeps it offline
//   approver  signs programmes and notices
//   daemon    signs receipts
//   screen    signs heads of its evidence chain
//
// A certificate here is only the content of a text. evidence::verify() tells whether root signed that text.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::wire {

using evidence::signed_text;

// "bangtin-approver-1\n<public key hex>\n<name>\n<not before, ms>\n<not after, ms>\n", signed by root.
struct approver_certificate {
  public_key key;
  std::string name;
  utc_ms not_before{}, not_after{};  // half-open: [not_before, not_after)
};
std::string to_text(const approver_certificate& c);
// The inverse of to_text. errc::invalid for any other text. Same for screen_from_text below.
result<approver_certificate> approver_from_text(std::string_view text);

// "bangtin-screen-1\n<public key hex>\n<screen name>\n<issued, ms>\n", signed by root.
struct screen_certificate {
  public_key key;
  std::string name;
  utc_ms issued{};
};
std::string to_text(const screen_certificate& c);
result<screen_certificate> screen_from_text(std::string_view text);

}  // namespace bangtin::wire
