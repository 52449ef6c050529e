// A signed statement: what an approver tells the site's screens, in the envelope in which it travels and is
// stored. There are two kinds, the programme (programme_statement.hpp) and the emergency notice (notice.hpp).
//
//   {"approver":{"signature":"<hex>","text":"<certificate>"},"bytes":"<content>","signature":"<hex>"}
//
// `bytes` is the content, canonical JSON. The approver's signature is on
//
//   "<format>\n<number>\n<SHA-256 of the bytes in hex>\n"
//
// where the number (a programme's version, a notice's number) stands in the content too. The approver's
// certificate is signed by root.
//
// verify_statement() reads nothing of the content before the signature holds, but for the number, which it
// finds by a bounded scan: so a stranger's bytes never reach a parser. Pure; any thread may call these
// functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "wire/certificates.hpp"

namespace bangtin::wire {

struct signed_statement {
  std::string bytes;
  bangtin::signature signature;
  signed_text approver;
  bool operator==(const signed_statement&) const = default;
};

// What one kind of statement has of its own.
struct statement_kind {
  std::string_view format;    // the first line of what is signed: "bangtin-notice-1"
  std::size_t max_bytes = 0;  // of the content
  // Finds the number in canonical bytes without parsing them, in bounded time; nothing where it does not
  // stand as the canonical bytes of this kind have it.
  std::optional<std::int64_t> (*scan_number)(std::string_view bytes) = nullptr;
  // Why a statement is refused, for people, and what to do. {} stands for the approver's name; in
  // `unreadable` for the cause.
  message not_certified, not_signed, unreadable, not_an_approver_then, remedy;
};

// What is signed.
std::string statement_text(const statement_kind& kind, std::int64_t number, const digest& content);
signed_statement sign_statement(const statement_kind& kind, std::int64_t number, std::string bytes,
                                const secret_key& approver, signed_text certificate);

// The envelope, canonical JSON.
json::value to_value(const signed_statement& s);
std::string to_json(const signed_statement& s);
// The inverses. errc::invalid for anything else; errc::limit for a text longer than 2 * max_bytes or with
// more values than an envelope has, before they take memory. The fields may stand in any order.
result<signed_statement> statement_from_value(const json::value& v, const statement_kind& kind);
result<signed_statement> statement_from_json(std::string_view text, const statement_kind& kind);

// What a content says of itself once it is parsed.
struct statement_facts {
  std::int64_t number = 0;
  utc_ms issued{};
};
struct approval {
  digest content;        // SHA-256 of the bytes
  std::string approver;  // name
};
// Checks, in this order: root's signature on the approver's certificate; that the bytes have a number; the
// approver's signature. Only then it calls `read`, once, which parses the bytes and keeps the content. Last
// it checks that the content has the number that was signed, and that the certificate was valid when the
// statement was issued. Every failure is errc::verification. Neither expiry nor the number's size is judged
// here.
result<approval> verify_statement(const signed_statement& s, const statement_kind& kind,
                                  const public_key& root,
                                  const std::function<result<statement_facts>(std::string_view bytes)>& read);

}  // namespace bangtin::wire
