// The bytes are fixed when they are exported, `issued` with them, and the daemon keeps them. So what comes
// back is a signature of a few hundred bytes, and anybody may bring it.
#include "admin-cli/commands/approve_elsewhere.hpp"

#include <algorithm>

#include "admin-cli/commands/changeovers.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/draft_files.hpp"
#include "admin-cli/commands/draft_on_paper.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/admin/trust.hpp"
#include "wire/signing_files.hpp"

namespace bangtin::admin_cli::commands {

using playlists::programme::programme;

namespace {

error too_old_for_export() {
  return {errc::unsupported, msg("this daemon is too old for drafts that are signed elsewhere"),
          msg("update bangtind, and call the command again")};
}

// Adds the site statement and the chain of root keys as the daemon has them; nothing where there is none, or
// an older daemon.
result<void> add_statement_of_site(session& s, wire::draft_to_sign& d) {
  result<json::value> v = s.daemon.call_json(get_request("/v1/trust"));
  if (!v && v.error().code == errc::not_found) return {};
  if (!v) return v.error();
  result<admin::trust_state> state = admin::decode<admin::trust_state>(*v);
  if (!state) return strange_answer(state.error());
  if (state->text.empty() || !state->signature) return {};
  d.trust = evidence::signed_text{state->text, *state->signature};
  d.roots = std::move(state->roots);
  return {};
}

// The site's root key: the daemon's word is enough, because the approver's machine compares it with its own.
result<public_key> root_of_site(const admin::site& where, session& s) {
  if (where.root) return *where.root;
  result<public_key> here = read_root(s.set.keys);
  if (here) return here;
  return error{
      errc::not_found, msg("the daemon does not know the site's root key yet"),
      msg("pair a screen first (\"bangtin screen pair\"), or approve the first version with the key")};
}

// Has the daemon keep the bytes.
result<void> keep_at_daemon(session& s, const std::string& bytes, bool two) {
  wire::request put =
      send_request("PUT", "/v1/exported-draft", canonical(admin::encode(admin::draft_export{bytes, two})));
  put.timeout = std::chrono::minutes(2);
  result<json::value> answer = s.daemon.call_json(put);
  if (!answer && answer.error().code == errc::not_found) return too_old_for_export();
  if (!answer) return answer.error();
  return {};
}

// What is to be signed, without the files. `p`: becomes it.
result<wire::draft_to_sign> fixed_draft(session& s, const arguments& given, const signing_plan& plan,
                                        programme& p) {
  result<public_key> root = root_of_site(plan.where, s);
  if (!root) return root.error();
  wire::draft_to_sign d{.root = *root, .bytes = {}, .two = plan.how != signing::alone};
  if (plan.waiting) {
    p = plan.waiting->value;
    d.bytes = plan.waiting->note.bytes;
    d.signature = wire::approver_signature{plan.waiting->note.signature, plan.waiting->note.approver};
    d.sign_by = p.expires;
    return d;
  }
  set_next(p, plan, given, s.this_moment());
  if (std::optional<error> bad = playlists::text::check_references(p)) return *bad;
  if (result<void> yes = agreed_to_leave_behind(s, p, given, d.two); !yes) return yes.error();
  d.bytes = playlists::text::to_bytes(p);
  d.sign_by = p.issued + wire::draft_signing_window;
  return d;
}

json::object answer_of(const programme& p, const digest& identity, const std::string& file,
                       const std::vector<views::change>& changes) {
  return {{"file", file},
          {"version", p.version},
          {"identity", identity.hex()},
          {"issued", views::local_rfc3339(p.issued, p.timezone)},
          {"expires", views::local_rfc3339(p.expires, p.timezone)},
          {"now", p.now},
          {"changes", views::to_json(changes)}};
}

}  // namespace

result<int> export_draft(session& s, const arguments& given, approval_order order) {
  const std::filesystem::path file = given.text("--export");
  result<signing_plan> plan = plan_signing(s, given, order);
  if (!plan) return plan.error();
  result<wire::draft_to_sign> d = fixed_draft(s, given, *plan, order.value);
  if (!d) return d.error();
  if (result<void> added = add_statement_of_site(s, *d); !added) return added.error();
  // A signer may believe that a version is on show only if it is the one before (a restored daemon may have
  // an older one): then everything is new.
  const bool follows = order.published && order.published->value.version + 1 == order.value.version;
  d->files = new_files(order.value, follows ? order.published->value : programme{});
  if (order.published) d->published = std::move(order.published->note);
  // What has a first signature waits there already. The daemon keeps nothing for a file that cannot be
  // written.
  const auto keep = [&] { return d->signature ? result<void>() : keep_at_daemon(s, d->bytes, d->two); };
  if (result<void> done = write_draft_file(s, file, *d, keep); !done) return done.error();
  const digest identity = sha256(d->bytes);
  const std::string& zone = order.value.timezone;
  json::object answer = answer_of(order.value, identity, file.string(), plan->changes);
  answer["sign_by"] = views::local_rfc3339(d->sign_by, zone);
  answer["signed_by"] = plan->waiting ? json::value(plan->where.waiting->approver) : json::value();
  s.out.document(answer);
  s.out.done(tr("version {} ({}) is in {}, to be signed until {}", order.value.version,
                identity.hex().substr(0, 12), file.string(), views::local_time(d->sign_by, zone)));
  s.out.note(
      tr("The approver signs it with \"bangtin approve --sign FILE\"; \"bangtin approve --signature FILE\" "
         "then publishes it here."));
  return 0;
}

namespace {

std::filesystem::path signature_file(const arguments& given) {
  return given.get("--output").value_or(given.text("--sign") + ".signature");
}

void show_draft(session& s, const checked_draft& d, const digest& identity) {
  const programme& p = d.value;
  views::print_changes(s.out, d.before, p);
  if (d.before.version > 0) views::print_first_changes(s.out, d.before, p, s.now);
  s.out.text(tr("Version {} ({}), exported on {}, valid until {}", p.version, identity.hex().substr(0, 12),
                views::local_time(p.issued, p.timezone), views::local_time(p.expires, p.timezone)));
  if (d.before.version > 0)
    s.out.text(tr("It is compared with version {}, which was on show then.", d.before.version));
  if (p.now) s.out.text(tr("Screens change over at once, in the middle of an item."));
  if (!d.first.empty()) s.out.text(tr("{} has signed it already.", d.first));
}

// The file by what this machine knows of the site: root.pub beside the key, and the last statement.
result<checked_draft> check_here(session& s, const arguments& given, const wire::draft_to_sign& d) {
  const std::filesystem::path folder = folder_of_root(s, given);
  result<public_key> root = read_root(folder);
  if (!root) return root.error();
  wire::verified_trust known = document_beside(folder, *root);
  result<checked_draft> checked = check_draft_file(d, {known.root, std::move(known.value)}, s.now);
  if (checked && checked->root != *root) {
    s.out.text(tr("This site has a new root key, {}, which the one in {} has named.",
                  checked->root.hex().substr(0, 16), printable(folder.string())));
  }
  return checked;
}

// The key of this machine, with the certificate as the root in force has signed it. The folder stays as it
// is: the next command that speaks with the daemon brings it up to date.
result<approver> signer_of(session& s, const arguments& given, const wire::draft_to_sign& d,
                           const public_key& root) {
  const std::filesystem::path file = certificate_file(s, given);
  result<evidence::signed_text> certificate = read_certificate(file);
  if (!certificate) return certificate.error();
  if (!d.roots.successions.empty() && !evidence::verify(*certificate, root))
    certificate = signed_anew(file, certificate->text, d.roots, root);
  if (!certificate) return certificate.error();
  return get_approver(s, given, *certificate, root);
}

}  // namespace

result<int> sign_draft_file(session& s, const arguments& given) {
  const std::filesystem::path paper = given.text("--sign");
  result<wire::draft_to_sign> d = read_draft_file(paper);
  if (!d) return d.error();
  result<checked_draft> checked = check_here(s, given, *d);
  if (!checked) return checked.error();
  const std::filesystem::path looks = given.text("--files");
  if (result<void> all = check_draft_files(paper, *d, checked->value, checked->before, looks); !all)
    return all.error();
  const digest identity = sha256(d->bytes);
  show_draft(s, *checked, identity);
  if (given.has("--files"))
    s.out.text(tr("The new files are in {}: look at them before you sign.", looks.string()));
  result<approver> who = signer_of(s, given, *d, checked->root);
  if (!who) return who.error();
  if (std::optional<error> bad = why_not_signed_by(*checked, who->certificate)) return *bad;
  const programme& p = checked->value;
  if (result<void> yes = agreed(s, tr("Sign this as version {}?", p.version)); !yes) return yes.error();
  const wire::draft_signature made{
      evidence::sign_text(wire::statement_text(wire::programme_kind(), p.version, identity), who->key),
      who->certificate, who->root};
  const std::filesystem::path file = signature_file(given);
  if (result<void> written = write_file(file, wire::to_json(made)); !written) return written.error();
  s.out.document(answer_of(p, identity, file.string(), views::difference(checked->before, checked->value)));
  s.out.done(tr("version {} is signed; the signature is in {}", p.version, file.string()));
  s.out.note(
      tr("Nothing is published yet: anybody at the daemon's site does that with \"bangtin approve "
         "--signature FILE\"."));
  return 0;
}

namespace {

// What the signature is on, as the daemon has it; nothing where it has nothing of that identity.
struct signed_here {
  programme value;
  bool waited = false;
  bool two = false;
};
result<std::optional<signed_here>> find_here(session& s, const digest& identity) {
  using answer = std::optional<signed_here>;
  result<std::optional<published_programme>> waiting = get_waiting(s.daemon);
  if (!waiting) return waiting.error();
  if (*waiting && (*waiting)->programme_digest == identity)
    return answer(signed_here{std::move((*waiting)->value), true, true});
  result<std::optional<admin::exported_draft>> kept = get_exported(s.daemon);
  if (!kept) return kept.error();
  if (!*kept || (*kept)->programme_digest != identity || sha256((*kept)->bytes) != identity) return answer();
  result<programme> p = playlists::text::from_bytes((*kept)->bytes);
  if (!p) return strange_answer(p.error());
  return answer(signed_here{std::move(*p), false, (*kept)->two});
}

// Says so where the draft has gone on since the export: what is published is what was signed.
result<void> note_newer_draft(session& s, const programme& exported) {
  result<std::optional<programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (!*draft) return {};
  leave_out_empty_playlists(s, **draft);
  if (!same_content(exported, **draft)) {
    s.out.note(
        tr("The draft has changed since it was exported. What was signed is published; \"bangtin diff\" "
           "shows afterwards what is still to be approved."));
  }
  return {};
}

result<admin::signed_draft> send_signature(session& s, const wire::draft_signature& made) {
  const admin::offered_signature body{made.statement, made.approver, made.root};
  wire::request post = send_request("POST", "/v1/exported-draft/signature", canonical(admin::encode(body)));
  post.timeout = std::chrono::minutes(2);
  result<json::value> answer = s.daemon.call_json(post);
  if (!answer && answer.error().code == errc::not_found) return too_old_for_export();
  if (!answer) return answer.error();
  auto done = admin::decode<admin::signed_draft>(*answer);
  if (!done) return strange_answer(done.error());
  return done;
}

}  // namespace

result<int> take_signature(session& s, const arguments& given) {
  result<std::string> text = read_file(given.text("--signature"), wire::max_signature_file_bytes);
  if (!text) return text.error();
  result<wire::draft_signature> made = wire::signature_from_json(*text);
  if (!made) return made.error();
  const digest identity = made->names()->programme_digest;
  result<std::optional<signed_here>> here = find_here(s, identity);
  if (!here) return here.error();
  if (!*here) {
    // The daemon knows why.
    result<admin::signed_draft> refused = send_signature(s, *made);
    return refused ? strange_answer({errc::invalid, msg("it has published what it does not have"), {}})
                   : refused.error();
  }
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  const programme before = *published ? (*published)->value : programme{};
  approval_order order{std::move((*here)->value), std::move(*published)};
  const std::vector<views::change> changes = views::difference(before, order.value);
  views::print_changes(s.out, before, order.value);
  if (result<void> noted = note_newer_draft(s, order.value); !noted) return noted.error();
  const bool two = (*here)->two;
  if (result<void> yes = agreed_to_leave_behind(s, order.value, given, two); !yes) return yes.error();
  if (result<void> yes = agreed(s, tr("Publish by this signature, as version {}?", order.value.version));
      !yes)
    return yes.error();
  result<admin::signed_draft> done = send_signature(s, *made);
  if (!done) return done.error();
  const signing how = done->waits ? signing::first_of_two : signing::alone;
  report_publication(s, given, order, changes, identity, how);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
