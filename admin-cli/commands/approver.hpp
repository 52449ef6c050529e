// The signer: the approver's key with its certificate, opened for one command.
#pragma once

#include <filesystem>

#include "admin-cli/commands/session.hpp"
#include "base/signing.hpp"
#include "wire/certificates.hpp"

namespace bangtin::admin_cli::commands {

struct approver {
  secret_key key;
  evidence::signed_text certificate;
  public_key root;
};

// Opens the key in the file with the passphrase that it asks for; a person may mistype it twice.
// errc::verification: the passphrase is wrong.
result<secret_key> open_secret_key(session& s, const std::filesystem::path& file);

// The folder with the root.pub by which get_approver() judges: beside the key of --key, else that of the
// keys.
std::filesystem::path folder_of_root(const session& s, const arguments& given);

// The certificate that stands beside the key of --key, else of the folder of the keys.
std::filesystem::path certificate_file(const session& s, const arguments& given);

// Opens the approver of --key, else of the folder of the keys; asks for the passphrase. errc::verification
// when key, certificate and root do not belong together, or the certificate is not valid today; this is
// checked here, before the daemon would reject it.
result<approver> get_approver(session& s, const arguments& given);

// The same by another certificate and root than those of the folder.
result<approver> get_approver(session& s, const arguments& given, const evidence::signed_text& certificate,
                              const public_key& root);

// The same where the daemon is asked anyway: follows the site's new root key first (site_root.hpp).
result<approver> get_site_approver(session& s, const arguments& given);

// The same with the passphrase that opened the key, which protects a copy of it.
struct unlocked_approver {
  approver who;
  std::string passphrase;
};
result<unlocked_approver> unlock_approver(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
