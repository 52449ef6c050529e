// The daemon's own certificate authority, as screens and people know it. The daemon makes it at its first
// start and has its TLS certificates under it. A screen that trusts the authority trusts no other, and asks
// neither for names nor for dates (docs/decisions.md, "TLS").
//
// Screens learn of another authority by a numbered statement that the daemon's key signs:
//
//   "bangtin-authority-1\n<number>\n<SHA-256 of the certificate's DER form in hexadecimal, or none>\n"
//
// "none": the daemon uses a given certificate, which the system's authorities vouch for.
// Pure; any thread may call these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::wire {

constexpr std::size_t max_authority_bytes = 8 * 1024;

// Answers of the daemon about programmes and calls have the number of its newest statement in this header.
inline constexpr std::string_view authority_header = "Bangtin-Authority";

// The SHA-256 of the certificate's DER form. errc::invalid unless the text is exactly one certificate of an
// authority in PEM form, of at most max_authority_bytes.
result<digest> authority_fingerprint(std::string_view pem);

struct authority_statement {
  std::int64_t number = 0;            // grows with each change: milliseconds since 1970 UTC, or the last + 1
  std::optional<digest> fingerprint;  // empty: no authority of its own
  bool operator==(const authority_statement&) const = default;
};
std::string to_text(const authority_statement& s);
// The inverse. errc::invalid for any other text.
result<authority_statement> authority_from_text(std::string_view text);

// The statement with the certificate that it names: {"authority":{"certificate":PEM,"statement":TEXT}}, the
// answer of GET /v1/authority.
struct stated_authority {
  std::string certificate;  // PEM; empty where the statement says "none"
  evidence::signed_text statement;
  bool operator==(const stated_authority&) const = default;
};
json::value to_value(const stated_authority& a);
std::string to_json(const stated_authority& a);
// The inverses, which fail as the readers of messages.hpp do.
result<stated_authority> stated_authority_from_value(const json::value& v);
result<stated_authority> stated_authority_from_json(std::string_view text);

// What a screen demands. errc::verification when `daemon` did not sign the statement, or when it does not
// name this certificate.
result<authority_statement> verify_authority(const stated_authority& a, const public_key& daemon);

// Whether `next` may take the place of `before`: true when its number is greater, false when both say the
// same. errc::verification for an older or another statement.
result<bool> follows(const authority_statement& before, const authority_statement& next);

}  // namespace bangtin::wire
