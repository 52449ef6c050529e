#include "admin-cli/commands/site_root.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/admin/trust.hpp"
#include "wire/messages.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// The root to which the daemon answers; nothing where none answers.
std::optional<public_key> root_of_daemon(session& s) {
  result<wire::admin::site> where = get_site(s.daemon);
  return where ? where->root : std::nullopt;
}

// Without successions where the daemon is too old to have a chain, or still has its first root.
result<wire::trust_document> document_of_daemon(session& s) {
  result<json::value> answer = s.daemon.call_json(get_request("/v1/trust"));
  if (!answer) return answer.error();
  auto state = wire::admin::decode<wire::admin::trust_state>(*answer);
  if (!state) return strange_answer(state.error());
  return wire::trust_document{{state->text, state->signature.value_or(signature())}, std::move(state->roots)};
}

error not_signed_anew(const fs::path& file) {
  return {
      errc::verification, msg("this site's new root key has not signed the certificate {}", file.string()),
      msg("have a new key made by the keeper of the root key: \"bangtin keys add --name NAME --to DIR\"")};
}

// A new root goes on from the statement that this folder knows: else somebody with an old root key could name
// a successor of theirs, and with it an approver who was revoked.
result<void> check_goes_on(const fs::path& folder, const public_key& known, const wire::site_trust& next) {
  const wire::site_trust before = trust_beside(folder, known);
  if (next.number > before.number || next == before) return {};
  return error{errc::verification,
               msg("the daemon names a new root key with site statement {}, and number {} is known here",
                   next.number, before.number),
               msg("ask the keeper of the root key whether there is a new one, and look at the daemon")};
}

// root.pub comes last: a call that is interrupted in between is made good by the next one.
result<void> write_down(const fs::path& folder, const wire::trust_document& document,
                        const public_key& root) {
  result<void> written = write_file(folder / "trust.json", wire::trust_to_json(document) + "\n", 0600);
  if (written) written = write_file(folder / "root.pub", root.pem(), 0600);
  return written;
}

}  // namespace

wire::verified_trust document_beside(const std::filesystem::path& folder, const public_key& root) {
  const wire::verified_trust none{{}, root};
  result<std::string> text = read_file(folder / "trust.json", wire::max_trust_document_bytes);
  if (!text) return none;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  result<wire::trust_document> document = wire::trust_from_json(*text);
  if (!document) return none;
  result<wire::verified_trust> verified = wire::verify_document(*document, root);
  return verified ? std::move(*verified) : none;
}

wire::site_trust trust_beside(const std::filesystem::path& folder, const public_key& root) {
  return document_beside(folder, root).value;
}

result<evidence::signed_text> signed_anew(const fs::path& file, const std::string& text,
                                          const wire::root_chain& roots, const public_key& root) {
  const result<wire::approver_certificate> own = wire::approver_from_text(text);
  std::optional<evidence::signed_text> found;
  for (const evidence::signed_text& c : roots.certificates) {
    if (!evidence::verify(c, root)) continue;
    if (c.text == text) return c;
    const result<wire::approver_certificate> other = wire::approver_from_text(c.text);
    if (own && other && other->key == own->key) found = c;
  }
  if (!found) return not_signed_anew(file);
  return *found;
}

result<public_key> follow_site_root(session& s, const fs::path& folder, const fs::path& certificate) {
  result<public_key> known = read_root(folder);
  if (!known) return known;
  const std::optional<public_key> newest = root_of_daemon(s);
  if (!newest) return known;
  const result<evidence::signed_text> own = read_certificate(certificate);
  if (*newest == *known && (!own || evidence::verify(*own, *newest))) return known;
  result<wire::trust_document> document = document_of_daemon(s);
  if (!document || document->roots.successions.empty()) return known;
  result<wire::verified_trust> verified = wire::verify_document(*document, *known);
  if (!verified) return verified.error();
  if (verified->root != *newest) return known;
  if (*newest != *known) {
    if (result<void> newer = check_goes_on(folder, *known, verified->value); !newer) return newer.error();
  }
  if (own) {
    auto fresh = signed_anew(certificate, own->text, document->roots, *newest);
    if (!fresh) return fresh.error();
    result<void> written = write_file(certificate, canonical(wire::to_value(*fresh)) + "\n", 0600);
    if (!written) return written.error();
  }
  if (result<void> written = write_down(folder, *document, *newest); !written) return written.error();
  s.out.note(tr("This site has a new root key, {}, which the one in {} has named: the folder goes by it now.",
                newest->hex().substr(0, 16), printable(folder.string())));
  return *newest;
}

result<public_key> follow_site_root(session& s) {
  return follow_site_root(s, s.set.keys, s.set.keys / "approver.cert");
}

}  // namespace bangtin::admin_cli::commands
