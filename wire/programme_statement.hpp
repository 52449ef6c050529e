// The signed programme: the form in which a programme travels from its approver through the daemon to the
// screens, and in which both store it. signed_statement.hpp describes the envelope and what the approver
// signs. Pure; any thread may call these functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::wire {

// The content is the programme's canonical bytes, at most 16 MiB; the statement's number is the version.
struct signed_programme : signed_statement {
  bool operator==(const signed_programme&) const = default;
};
const statement_kind& programme_kind();
// Readers that announce this format of programmes, or a later one, read a second signature and site
// statements that demand it (playlists/text/programme_formats.hpp).
constexpr std::int64_t second_signature_format = 4;
signed_programme sign_programme(const playlists::programme::programme& p, const secret_key& approver,
                                signed_text certificate);

// errc::limit when the text is too long, errc::invalid for anything else that is not an envelope.
result<signed_programme> signed_programme_from_value(const json::value& v);
result<signed_programme> signed_programme_from_json(std::string_view text);

struct verified_programme {
  playlists::programme::programme value;
  digest programme_digest;
  std::string approver;           // name
  std::string second_approver{};  // name; empty: only one has signed
};
// What screens and daemon demand before they use a programme. errc::verification when the version is smaller
// than `min_version` (a rollback; checked first, because it is cheap), when `root` did not sign the
// approver's certificate, when that was not valid at the programme's `issued`, when the approver's signature
// is wrong, or when the bytes are not a canonical programme. Does not check expiry, which depends on the
// current time,
// nor whether the site statement trusts those who signed.
result<verified_programme> verify(const signed_programme& s, const public_key& root,
                                  std::int64_t min_version);

}  // namespace bangtin::wire
