// A draft file (wire/signing_files.hpp) on the approver's machine: is it what it says, may this approver sign
// it, and what would it change? Who wrote it is not trusted, and neither is the daemon that it came from.
// Pure.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/signing_files.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

// What this machine knows of the site.
struct known_site {
  public_key root;            // in force, or succeeded since
  wire::site_trust newest{};  // the newest statement; number 0: none
};

struct checked_draft {
  public_key root;                         // in force, as the one known here was followed
  playlists::programme::programme value;   // what is to be signed
  playlists::programme::programme before;  // what is on show, as approvers signed it; version 0: nothing
  wire::site_trust trust;                  // number 0: there is none
  std::string first;                       // who has signed already; empty: nobody
  std::optional<public_key> first_key;
};
// Follows the file's chain of root keys from the known one, and verifies everything by the root in force.
// errc::verification where something is not what the site's keys signed, another site's, older than known
// here, or of a version that screens would refuse; errc::invalid where the programme cannot be read, or this
// machine's clock and the file do not agree.
result<checked_draft> check_draft_file(const wire::draft_to_sign& d, const known_site& known, utc_ms now);

// Why the owner of this certificate may not sign it; nothing if they may.
std::optional<error> why_not_signed_by(const checked_draft& d, const evidence::signed_text& certificate);

}  // namespace bangtin::admin_cli::commands
