// The site's root key as this machine's folder of keys knows it, and the new one that has followed it since
// (docs/formats.md, "A new root key").
#pragma once

#include <filesystem>
#include <optional>

#include "admin-cli/commands/session.hpp"
#include "base/signing.hpp"
#include "wire/certificates.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

// The statement beside the keys in `folder`, and the root that signed it: `root`, or one that followed it.
// Number 0 and `root`: there is none.
wire::verified_trust document_beside(const std::filesystem::path& folder, const public_key& root);
// Only the statement.
wire::site_trust trust_beside(const std::filesystem::path& folder, const public_key& root);

// Reads root.pub in `folder`. Where the daemon answers to a root key that has followed that one, brings the
// folder up to date: the file `certificate`, if there is one, gets the certificate as the new root has signed
// it, or another one for the same key, and trust.json and root.pub what the new root says; it says so to
// people. Without a daemon, or with one of another site, nothing changes. Returns the root in the folder.
// errc::not_found without root.pub; errc::verification when the daemon's chain of roots does not hold, when
// its statement is no newer than trust.json in the folder, or when the new root has not signed the
// certificate; errc::io when the folder cannot be written.
result<public_key> follow_site_root(session& s, const std::filesystem::path& folder,
                                    const std::filesystem::path& certificate);
// The same for the folder of the keys and its approver.cert.
result<public_key> follow_site_root(session& s);

// The approver's certificate of this text as `root`, the newest of `roots`, has signed it; where it has not,
// its newest certificate of the same key. errc::verification when it has signed neither; `file` is where the
// certificate is, for the message.
result<evidence::signed_text> signed_anew(const std::filesystem::path& file, const std::string& text,
                                          const wire::root_chain& roots, const public_key& root);

}  // namespace bangtin::admin_cli::commands
