// The site statement: a short text in which the root key states who may sign for the site from now on. It is
// numbered, so screens keep the newest and refuse older ones (docs/formats.md, "Site statements"). A daemon
// can withhold it, but cannot change it.
//
//   bangtin-trust-1
//   <number>
//   <issued, ms>
//   <programme version>
//   <approvals: 1 or 2>
//   approver <public key hex> <name>            at least one
//   revoked <public key hex> <ms> <name>        any number
//   daemon <public key hex> <from, ms>          none while the daemon has its first key; else all that it had
//
// Plain values and pure functions; any thread may call them. Times are milliseconds since 1970-01-01 UTC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "wire/programme_statement.hpp"
#include "wire/root_succession.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::wire {

constexpr std::size_t max_trusted_approvers = 32;
constexpr std::size_t max_revoked_keys = 256;
constexpr std::size_t max_daemon_keys = 16;
constexpr std::size_t max_trust_bytes = 64 * 1024;
// Of a trust_document as JSON.
constexpr std::size_t max_trust_document_bytes = 1024 * 1024;
constexpr std::int64_t max_approvals = 2;
constexpr std::int64_t max_trust_number = 1'000'000;

// Requests of a screen name in this header the number that it keeps, and answers of the daemon the newest.
inline constexpr std::string_view trust_header = "Bangtin-Trust";

struct trusted_approver {
  public_key key;
  std::string name;
  bool operator==(const trusted_approver&) const = default;
};
struct revoked_key {
  public_key key;
  utc_ms at{};
  std::string name;
  bool operator==(const revoked_key&) const = default;
};

// A key with which the daemon has signed time and receipts since then.
struct daemon_since {
  public_key key;
  utc_ms from{};
  bool operator==(const daemon_since&) const = default;
};

struct site_trust {
  std::int64_t number = 0;  // 0: no statement; then everybody whom root has certified may sign
  utc_ms issued{};
  // The programme on show then; 0: none. No screen takes a programme below it, and a screen whose own newest
  // programme was signed by somebody who is not trusted any more goes on from it.
  std::int64_t programme_version = 0;
  std::vector<trusted_approver> approvers;  // ascending by key
  std::vector<revoked_key> revoked;         // ascending by key; none of them is an approver
  // How many approvers must have signed a programme, 1 or 2; not more than there are. One signs a notice.
  std::int64_t approvals = 1;
  // All keys that the daemon has had, ascending by time: the last one is in force. Empty: it has the one that
  // screens were paired with. No daemon key may approve.
  std::vector<daemon_since> daemons{};

  bool trusts(const public_key& approver) const;
  bool has_revoked(const public_key& key) const;
  bool operator==(const site_trust&) const = default;
};
std::string to_text(const site_trust& t);
// The inverse. errc::invalid for any other text.
result<site_trust> trust_from_text(std::string_view text);

// Checks root's signature and reads the statement. errc::verification when root did not sign it or it is no
// such text.
result<site_trust> verify_trust(const signed_text& s, const public_key& root);

// Whether `next` may follow `before`. errc::verification when its number or the programme's version is lower;
// errc::invalid when it forgets a revoked key or a key of the daemon. The same statement once more is
// errc::conflict.
result<void> check_succession(const site_trust& before, const site_trust& next);

// The daemon's key in force, for a screen or a ledger that knows `first`.
public_key daemon_key(const site_trust& t, const public_key& first);
// All keys that the daemon has had, the newest first: who checks old receipts needs them.
std::vector<public_key> daemon_keys(const site_trust& t, const public_key& first);

// Why the approver of a statement may not sign now; empty when `t` trusts them, or has no number.
// Precondition: the statement verified, so that root has signed the certificate.
std::optional<error> why_not_trusted(const site_trust& t, const signed_statement& s);

// The keys that have signed a statement, without a check of the signatures.
struct signers {
  public_key first;
  std::optional<public_key> second;
};
// Precondition: the statement verified.
signers signers_of(const signed_statement& s);
// Whether `t` trusts all of them, and they are as many as it demands of a programme. True without a number.
bool approves(const site_trust& t, const signers& by);
// Why a programme may not be shown now: a signer who may not sign (as why_not_trusted says it), or too few.
// Precondition as of why_not_trusted.
struct refusal {
  bool too_few = false;  // else somebody has signed who may not
  error why;
};
std::optional<refusal> why_not_approved(const site_trust& t, const signed_programme& s);

// What a screen needs to judge who may sign: the statement, signed by the root in force, and how that root
// followed those before it.
struct trust_document {
  signed_text statement;
  root_chain roots{};
  bool operator==(const trust_document&) const = default;
};
// {"trust":TEXT}, with the key "roots" where the chain is not empty: the answer of GET
// /v1/screens/{name}/trust, and how statements are stored. The reader fails with errc::limit for a text that
// is too long, and with errc::invalid for anything else that is wrong.
std::string trust_to_json(const trust_document& d);
result<trust_document> trust_from_json(std::string_view text);
// Only the statement.
result<signed_text> trust_from_value(const json::value& v);

struct verified_trust {
  site_trust value;
  public_key root;  // in force
};
// Follows the chain from `known` to the root in force, and checks the statement with that one.
// errc::verification when either does not hold.
result<verified_trust> verify_document(const trust_document& d, const public_key& known);

}  // namespace bangtin::wire
