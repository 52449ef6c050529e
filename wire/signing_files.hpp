// The two files by which an approver signs on a machine without any connection to the daemon
// (docs/formats.md, "Signing elsewhere"): the draft file goes there, the signature file comes back.
//
//   bangtin-draft-1      the exact bytes to be signed, what is on show, who may sign; then the new files
//   bangtin-signature-1  the signed text and the approver's certificate
//
// Both begin with one document of canonical JSON and a newline; a draft file goes on with the bytes of the
// files that its document lists, one after the other. These functions read and write the document. Readers
// ignore keys that they do not know, because nothing is believed for standing in a file: the signer checks
// each part. Pure; any thread may call these functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "wire/programme_statement.hpp"
#include "wire/root_succession.hpp"

namespace bangtin::wire {

constexpr std::size_t max_draft_files = 100'000;
constexpr std::uint64_t max_draft_line_bytes = 40 * 1024 * 1024;
constexpr std::uint64_t max_signature_file_bytes = 64 * 1024;

// For how long after `issued` the daemon takes a signature on what it has exported.
constexpr std::chrono::hours draft_signing_window{7 * 24};

struct draft_to_sign {
  public_key root;
  std::string bytes;                              // canonical bytes of the programme
  std::optional<signed_programme> published{};    // what is on show; empty: nothing is
  std::optional<signed_text> trust{};             // the site statement; empty: there is none
  root_chain roots{};                             // how `root` followed the site's roots before it
  std::optional<approver_signature> signature{};  // of the approver who has signed already
  bool two = false;                               // it waits for a second signature, where one would do
  utc_ms sign_by{};  // the daemon takes the signature until then; of what waits, it takes it later too
  // Whose bytes follow, in this order: those of the programme that `published` does not have.
  std::vector<playlists::programme::file_ref> files{};
  bool operator==(const draft_to_sign&) const = default;
};
std::string to_json(const draft_to_sign& d);
// The inverse. errc::limit for a text that is too long, errc::invalid for anything else that is wrong. The
// bytes are a programme's only as far as their end shows a version; nothing is verified.
result<draft_to_sign> draft_from_json(std::string_view text);

// What the approver signed, ready to be checked with `openssl pkeyutl -verify`.
struct draft_signature {
  signed_text statement;  // statement_text() of the programme, signed by the approver
  signed_text approver;   // the certificate
  public_key root;        // signed the certificate
  bool operator==(const draft_signature&) const = default;

  // The version and the identity in the statement; empty when that is no statement of a programme.
  struct named {
    std::int64_t version = 0;
    digest programme_digest;
  };
  std::optional<named> names() const;
};
std::string to_json(const draft_signature& s);
// The inverse; fails as draft_from_json. names() is not empty then.
result<draft_signature> signature_from_json(std::string_view text);

}  // namespace bangtin::wire
