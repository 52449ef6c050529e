// The hash chain that makes records tamper-evident, and the signed notes about it. Plain values and pure
// functions; any thread may use them. Times are milliseconds since 1970-01-01 UTC.
//   h0   = SHA-256("bangtin-log-1\n" + log + "\n" + screen public key in hex + "\n")
//   h(i) = SHA-256(h(i-1) as 32 bytes + line + "\n")
// A head names a log's newest link; the screen signs it. A receipt names the same head and the daemon's time;
// the daemon signs it. Both are short texts that `openssl pkeyutl -verify -rawin` can check.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"

namespace bangtin::evidence {

digest first_link(std::string_view log, const public_key& screen);  // h0
digest next_link(const digest& before, std::string_view line);      // h(i) from h(i-1) and record i's line

struct head {
  std::string log;       // 32 lower-case hexadecimal digits
  std::int64_t seq = 0;  // of the log's newest record
  digest hash;           // h(seq)
  bool operator==(const head&) const = default;
};
// "bangtin-head-1\n<log>\n<seq>\n<hex hash>\n"
std::string to_text(const head& h);

struct receipt {
  head acknowledged;
  utc_ms received{};  // by the daemon's clock
  // Version of the counting rules in force when it was given, 1 to max_rules_version; 0: the text does not
  // name it.
  int rules = 0;
  bool operator==(const receipt&) const = default;
};
constexpr int max_rules_version = 1'000'000;
// "bangtin-receipt-1\n<log>\n<seq>\n<hex hash>\n<milliseconds since 1970>\n" without rules, else
// "bangtin-receipt-2\n<log>\n<seq>\n<hex hash>\n<milliseconds since 1970>\n<rules>\n"
std::string to_text(const receipt& r);

// The inverses of to_text. errc::invalid for any other text. receipt_from_text reads both forms.
result<head> head_from_text(std::string_view text);
result<receipt> receipt_from_text(std::string_view text);

// A text and an Ed25519 signature on it. `verify` tells whether the signature is `key`'s.
struct signed_text {
  std::string text;
  bangtin::signature signature;
  bool operator==(const signed_text&) const = default;
};
inline signed_text sign_text(std::string text, const secret_key& key) {
  bangtin::signature s = key.sign(text);
  return {std::move(text), s};
}
inline bool verify(const signed_text& note, const public_key& key) {
  return key.verifies(note.text, note.signature);
}

}  // namespace bangtin::evidence
