// Reads the keys from the folder of keys_folder.hpp, and asks the person at the terminal for the passphrase.
#include "admin-cli/commands/approver.hpp"

#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
constexpr int passphrase_tries = 3;

// Checks the certificate here, so that the user learns of a mistake before the daemon rejects the request.
result<void> check_approver(const approver& a, utc_ms now) {
  result<wire::approver_certificate> c = wire::approver_from_text(a.certificate.text);
  if (!c) return c.error();
  if (!evidence::verify(a.certificate, a.root) || c->key != a.key.public_part()) {
    return error{errc::verification, msg("the certificate does not belong to this approver's key"),
                 msg("put approver.pem, approver.cert and root.pub of one \"bangtin keys init\" together")};
  }
  if (now < c->not_before || now >= c->not_after) {
    return error{errc::verification, msg("the approver's certificate is not valid today"),
                 msg("check this machine's date; if it is right, have a new certificate made")};
  }
  return {};
}

struct opened_key {
  secret_key key;
  std::string passphrase;
};

result<opened_key> open_with_passphrase(session& s, const fs::path& file) {
  for (int tries = 1;; ++tries) {
    result<std::string> phrase = get_passphrase(s, tr("The passphrase of {}:", file.string()), false);
    if (!phrase) return phrase.error();
    result<secret_key> key = open_key(file, *phrase);
    const bool was_typed = s.set.passphrase_file.empty();
    if (key) return opened_key{*key, std::move(*phrase)};
    if (key.error().code != errc::verification || !was_typed) return key.error();
    if (tries == passphrase_tries) {
      return error{errc::verification, msg("the passphrase of {} was wrong {} times", file.string(), tries),
                   msg("look up the right one where it was written down; nobody can replace it")};
    }
    s.out.note(tr("That passphrase does not open the key."));
  }
}

}  // namespace

result<secret_key> open_secret_key(session& s, const fs::path& file) {
  result<opened_key> opened = open_with_passphrase(s, file);
  if (!opened) return opened.error();
  return opened->key;
}

namespace {
fs::path key_file(const session& s, const arguments& given) {
  return given.get("--key").value_or((s.set.keys / "approver.pem").string());
}
}  // namespace

fs::path folder_of_root(const session& s, const arguments& given) {
  const fs::path beside = key_file(s, given).parent_path();
  return fs::exists(beside / "root.pub") ? beside : s.set.keys;
}

fs::path certificate_file(const session& s, const arguments& given) {
  return key_file(s, given).replace_extension(".cert");
}

namespace {
result<unlocked_approver> unlock(session& s, const arguments& given, const evidence::signed_text& certificate,
                                 const public_key& root) {
  result<opened_key> opened = open_with_passphrase(s, key_file(s, given));
  if (!opened) return opened.error();
  approver a{opened->key, certificate, root};
  if (result<void> fine = check_approver(a, s.now); !fine) return fine.error();
  return unlocked_approver{std::move(a), std::move(opened->passphrase)};
}
}  // namespace

result<unlocked_approver> unlock_approver(session& s, const arguments& given) {
  result<evidence::signed_text> certificate = read_certificate(certificate_file(s, given));
  if (!certificate) return certificate.error();
  result<public_key> root = read_root(folder_of_root(s, given));
  if (!root) return root.error();
  return unlock(s, given, *certificate, *root);
}

result<approver> get_approver(session& s, const arguments& given) {
  result<unlocked_approver> unlocked = unlock_approver(s, given);
  if (!unlocked) return unlocked.error();
  return std::move(unlocked->who);
}

result<approver> get_approver(session& s, const arguments& given, const evidence::signed_text& certificate,
                              const public_key& root) {
  result<unlocked_approver> unlocked = unlock(s, given, certificate, root);
  if (!unlocked) return unlocked.error();
  return std::move(unlocked->who);
}

result<approver> get_site_approver(session& s, const arguments& given) {
  result<public_key> root = follow_site_root(s, folder_of_root(s, given), certificate_file(s, given));
  if (!root && root.error().code != errc::not_found) return root.error();
  return get_approver(s, given);
}

}  // namespace bangtin::admin_cli::commands
