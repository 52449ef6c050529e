// keys export --web: a copy of the approver's key that approve.html opens on the approver's own machine
// (docs/formats.md, "An approver's key for a browser").
#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "base/browser_key.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "web/approve_page.hpp"

namespace bangtin::admin_cli::commands {

namespace {

json::object to_json(const browser_key& key, const approver& a, const std::string& name) {
  return {{"certificate",
           json::object{{"signature", a.certificate.signature.hex()}, {"text", a.certificate.text}}},
          {"format", "bangtin-web-key-1"},
          {"iterations", key.iterations},
          {"iv", key.iv},
          {"key", key.sealed},
          {"name", name},
          {"root", a.root.hex()},
          {"salt", key.salt}};
}

}  // namespace

result<int> keys_export(session& s, const arguments& given) {
  const std::filesystem::path file = given.text("--web");
  if (std::filesystem::exists(std::filesystem::symlink_status(file))) {
    return error{errc::conflict,
                 msg("{} exists already, and a key is never written over another file", file.string()),
                 msg("give the name of a new file")};
  }
  result<unlocked_approver> opened = unlock_approver(s, given);
  if (!opened) return opened.error();
  const approver& a = opened->who;
  result<wire::approver_certificate> certificate = wire::approver_from_text(a.certificate.text);
  if (!certificate) return certificate.error();
  const browser_key sealed = seal_for_browser(a.key, opened->passphrase);
  const std::string content = canonical(to_json(sealed, a, certificate->name));
  if (result<void> written = write_file(file, content + "\n", 0600); !written) return written.error();
  s.out.document(json::object{
      {"file", file.string()}, {"approver", certificate->name}, {"page_sha256", web::approve_page_sha256}});
  s.out.done(tr("the key of {} is in {}, under the same passphrase", certificate->name, file.string()));
  s.out.note(
      tr("Bring it to the approver's own machine by hand, with approve.html (here "
         "/usr/share/bangtin/approve.html). The page's SHA-256 is {}: compare it there before you type the "
         "passphrase (in Windows: certutil -hashfile approve.html SHA256).",
         web::approve_page_sha256));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
