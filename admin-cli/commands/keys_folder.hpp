// The folder in which a site's people keep their keys: root.pem and approver.pem (encrypted), approver.cert
// (the root's word for the approver) and root.pub. Never on the daemon's host if it can be helped.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "wire/certificates.hpp"

namespace bangtin::admin_cli::commands {

struct new_keys {
  std::string approver_name;
  std::string passphrase;  // for both secret keys
  utc_ms now;
  std::chrono::days valid{5 * 365};
};

struct key_facts {
  public_key root;
  wire::approver_certificate approver;
};

// Makes the folder (mode 0700) and its files (0600). errc::conflict when one of them is there: nothing is
// overwritten, and nothing is left behind when it fails half-way.
result<key_facts> create_keys(const std::filesystem::path& folder, const new_keys& wanted);

// What the folder says without a passphrase. errc::not_found when there are no keys, errc::verification when
// the root did not sign the approver's certificate.
result<key_facts> read_keys(const std::filesystem::path& folder);

result<secret_key> open_key(const std::filesystem::path& file, std::string_view passphrase);
// The root's public key beside the secret ones.
result<public_key> read_root(const std::filesystem::path& folder);
result<evidence::signed_text> read_certificate(const std::filesystem::path& file);

}  // namespace bangtin::admin_cli::commands
