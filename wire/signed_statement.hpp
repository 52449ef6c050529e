// A signed statement: a document from an approver to the site's screens, in the envelope in which it travels
// and is stored. There are two kinds: the programme (programme_statement.hpp) and the emergency notice
// (notice.hpp).
//
//   {"approver":{"signature":"<hex>","text":"<certificate>"},"bytes":"<content>","signature":"<hex>"}
//
// A kind that `may_have_second` may have one more key, in which another approver signs the same text:
//
//   "second":{"approver":{"signature":"<hex>","text":"<certificate>"},"signature":"<hex>"}
//
// `bytes` is the content, canonical JSON. The approver signs
//
//   "<format>\n<number>\n<SHA-256 of the bytes in hex>\n"
//
// where the number (a programme's version, a notice's number) also stands in the content. Root signs the
// approver's certificate.
//
// Before the signature is verified, verify_statement() reads only the number from the content, with a bounded
// scan: so bytes from strangers never reach a parser. Pure; any thread may call these functions.
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

// An approver's signature, with their certificate.
struct approver_signature {
  bangtin::signature signature;
  signed_text approver;
  bool operator==(const approver_signature&) const = default;
};

struct signed_statement {
  std::string bytes;
  bangtin::signature signature;
  signed_text approver;
  std::optional<approver_signature> second{};  // by another approver
  bool operator==(const signed_statement&) const = default;
};

// What differs between the kinds of statements.
struct statement_kind {
  std::string_view format;    // the first line of the signed text: "bangtin-notice-1"
  std::size_t max_bytes = 0;  // of the content
  // Finds the number in canonical bytes without parsing them, in bounded time. Empty when the number is not
  // where the canonical bytes of this kind have it.
  std::optional<std::int64_t> (*scan_number)(std::string_view bytes) = nullptr;
  // For people: why a statement is refused, and what to do. {} stands for the approver's name; in
  // `unreadable` it stands for the cause.
  message not_certified, not_signed, unreadable, not_an_approver_then, remedy;
  bool may_have_second = false;
};

// The text that the approver signs.
std::string statement_text(const statement_kind& kind, std::int64_t number, const digest& content);
signed_statement sign_statement(const statement_kind& kind, std::int64_t number, std::string bytes,
                                const secret_key& approver, signed_text certificate);
// Another approver signs the same; replaces a second signature that is there. Precondition: the kind may have
// one, and the bytes have a number.
void add_second(signed_statement& s, const statement_kind& kind, const secret_key& approver,
                signed_text certificate);

// The envelope as canonical JSON.
json::value to_value(const signed_statement& s);
std::string to_json(const signed_statement& s);
// The inverses. errc::limit for a text longer than 2 * max_bytes or with more values than an envelope has,
// before those take memory; errc::invalid for anything else that is wrong. The fields may have any order.
result<signed_statement> statement_from_value(const json::value& v, const statement_kind& kind);
result<signed_statement> statement_from_json(std::string_view text, const statement_kind& kind);

// What the parsed content says about itself.
struct statement_facts {
  std::int64_t number = 0;
  utc_ms issued{};
};
struct approval {
  digest content;        // SHA-256 of the bytes
  std::string approver;  // name
  std::string second{};  // name; empty: only one has signed
};
// Checks, in this order: root's signature on the approver's certificate; that the bytes have a number; the
// approver's signature. Only then it calls `read` once, which parses the bytes and keeps the content. At last
// it checks that the content has the signed number, and that the certificate was valid when the statement was
// issued. A second signature is checked in the same way, and must be by another key. Every failure is
// errc::verification. It checks neither expiry nor whether the number is new.
result<approval> verify_statement(const signed_statement& s, const statement_kind& kind,
                                  const public_key& root,
                                  const std::function<result<statement_facts>(std::string_view bytes)>& read);

}  // namespace bangtin::wire
