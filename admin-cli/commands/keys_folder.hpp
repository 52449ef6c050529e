// The folder in which a site's staff keep their keys: root.pem and approver.pem (encrypted), approver.cert
// (the approver's certificate, signed by the root) and root.pub. If possible, keep it off the daemon's host.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "wire/certificates.hpp"

namespace bangtin::admin_cli::commands {

constexpr std::chrono::days certificate_lifetime{5 * 365};

struct new_keys {
  std::string approver_name;
  std::string passphrase;  // for both secret keys
  utc_ms now;
  std::chrono::days valid = certificate_lifetime;
};

struct key_facts {
  public_key root;
  wire::approver_certificate approver;
};

// What a folder may also be: that of a root key alone, without an approver.
struct folder_facts {
  public_key root;
  std::optional<wire::approver_certificate> approver;
};

// Creates the folder (mode 0700) and its files (0600). errc::conflict when one of them exists: nothing is
// overwritten, and nothing is left behind after a failure.
result<key_facts> create_keys(const std::filesystem::path& folder, const new_keys& wanted);

// The same for one more approver, without the root's secret key: approver.pem, approver.cert and root.pub.
result<wire::approver_certificate> create_approver(const std::filesystem::path& folder,
                                                   const new_keys& wanted, const secret_key& root);
// A root key alone: root.pem and root.pub, as create_keys makes them.
result<secret_key> create_root(const std::filesystem::path& folder, std::string_view passphrase);
// Takes back what create_approver made.
void remove_approver(const std::filesystem::path& folder);

// The approver's name as typed: one line that people can see. It goes into every approval, and stands in the
// reports. errc::usage.
result<std::string> approver_name(const std::string& typed);

// The data folder of a daemon that works on this machine, of the system or of this user; empty: there is none
// in the usual places. An approver's key does not belong on such a machine.
std::optional<std::filesystem::path> daemon_data_here();

// What the folder tells without a passphrase. errc::not_found when there are no keys, errc::verification when
// the root did not sign the approver's certificate.
result<key_facts> read_keys(const std::filesystem::path& folder);

// The same for a folder that may have no approver.
result<folder_facts> read_folder(const std::filesystem::path& folder);

result<secret_key> open_key(const std::filesystem::path& file, std::string_view passphrase);
// Reads the root's public key beside the secret keys.
result<public_key> read_root(const std::filesystem::path& folder);
result<evidence::signed_text> read_certificate(const std::filesystem::path& file);

}  // namespace bangtin::admin_cli::commands
