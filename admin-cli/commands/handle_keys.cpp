// keys init, keys list, keys sheet.
#include <fmt/ranges.h>
#include <pwd.h>
#include <unistd.h>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/machine_zone.hpp"
#include "base/text.hpp"
#include "evidence/report/key_sheet.hpp"
#include "web/approve_page.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string login_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr && entry->pw_name != nullptr ? entry->pw_name : "approver";
}

json::object to_json(const wire::approver_certificate& c) {
  return {{"name", c.name},
          {"key", c.key.hex()},
          {"not_before", to_rfc3339_utc(c.not_before)},
          {"not_after", to_rfc3339_utc(c.not_after)}};
}

json::object to_json(const std::filesystem::path& folder, const folder_facts& k) {
  return {{"folder", folder.string()},
          {"root", k.root.hex()},
          {"approver", k.approver ? json::value(to_json(*k.approver)) : json::value()}};
}

// Stores the folder's path for later calls. A failure here is no reason to undo the keys.
void remember(session& s, const std::filesystem::path& folder) {
  result<void> kept = make_folder(s.set.remembered_keys.parent_path());
  if (kept) kept = write_file(s.set.remembered_keys, folder.string() + "\n", 0600);
  if (!kept) s.out.note(views::sentence(kept.error().what, kept.error().remedy));
}

}  // namespace

result<int> keys_init(session& s, const arguments& given) {
  std::filesystem::path folder = std::filesystem::absolute(s.set.keys).lexically_normal();
  result<std::string> name = approver_name(given.get("--name").value_or(login_name()));
  if (!name) return name.error();
  if (std::optional<std::filesystem::path> data = daemon_data_here();
      data && !given.has("--single-machine")) {
    return error{errc::conflict,
                 msg("the daemon's data folder {} is on this machine: whoever breaks in here would find the "
                     "approver's key too",
                     data->string()),
                 msg("make the keys on the approver's own machine; if this one has to do for both, say "
                     "\"bangtin keys init --single-machine\"")};
  }
  if (result<key_facts> there = read_keys(folder); there || there.error().code != errc::not_found) {
    return error{errc::conflict,
                 msg("there are keys in {} already, and keys are never overwritten", folder.string()),
                 msg("use these keys, or give another folder with --keys")};
  }
  result<std::string> phrase = get_passphrase(s, tr("A passphrase for the new keys:"), true);
  if (!phrase) return phrase.error();
  result<key_facts> made = create_keys(folder, {*name, *phrase, s.now});
  if (!made) return made.error();
  remember(s, folder);
  s.out.document(to_json(folder, folder_facts{made->root, made->approver}));
  s.out.done(tr("keys made in {} for the approver {}", folder.string(), *name));
  s.out.note(
      tr("Keep a copy of this folder and the passphrase in two safe places: nobody can make them again."));
  return 0;
}

namespace {

// What the daemon knows of the site statement; nothing where no daemon answers, or an older one.
std::optional<known_trust> trust_of_daemon(session& s, const public_key& root) {
  result<known_trust> t = get_trust(s, root);
  if (t) return std::move(*t);
  const errc why = t.error().code;
  if (why != errc::unreachable && why != errc::unsupported)
    s.out.note(views::sentence(t.error().what, t.error().remedy));
  return std::nullopt;
}

views::cell valid_until(const wire::approver_certificate& c, utc_ms now) {
  return {views::short_date(c.not_after), c.not_after <= now ? views::tone::bad : views::tone::plain};
}

// `here`: the certificate in the folder of the keys, which only this table shows if the statement lists it.
void print_trust(session& s, const known_trust& t, const std::optional<wire::approver_certificate>& here) {
  using enum views::importance;
  if (t.value.number == 0) {
    s.out.text(
        tr("This site has no site statement yet: every approver with a certificate of root may sign."));
    return;
  }
  views::table people({{tr("Approver"), high},
                       {tr("May sign"), high, views::narrow::whole},
                       {tr("Key here, valid until"), high, views::narrow::whole},
                       {tr("Public key"), usual, views::narrow::cut, 16}});
  for (const wire::trusted_approver& a : t.value.approvers)
    people.add({a.name,
                {tr("yes"), views::tone::good},
                here && a.key == here->key ? valid_until(*here, s.now) : views::cell(""),
                a.key.hex()});
  for (const wire::revoked_key& r : t.value.revoked)
    people.add({r.name, {tr("revoked {}", views::short_date(r.at)), views::tone::bad}, "", r.key.hex()});
  s.out.text(tr("Site statement {}", t.value.number));
  if (t.value.approvals > 1) s.out.text(tr("Two approvers must sign each programme."));
  s.out.show(people);
  std::vector<std::string> late;
  for (const wire::admin::trust_screen& b : behind(t)) late.push_back(b.name);
  if (late.empty()) return;
  s.out.note(tr("Screens that have not obeyed it yet: {}", fmt::format("{}", fmt::join(late, ", "))));
}

}  // namespace

result<int> keys_list(session& s, const arguments&) {
  std::filesystem::path folder = std::filesystem::absolute(s.set.keys).lexically_normal();
  result<public_key> followed = follow_site_root(s);
  if (!followed) return followed.error();
  result<folder_facts> keys = read_folder(folder);
  if (!keys) return keys.error();
  const std::optional<known_trust> trust = trust_of_daemon(s, keys->root);
  json::object answer = to_json(folder, *keys);
  answer["trust"] = trust ? json::value(to_json(*trust)) : json::value();
  s.out.document(answer);
  const std::optional<wire::approver_certificate>& own = keys->approver;
  using enum views::importance;
  views::table t({{tr("Key"), high, views::narrow::whole},
                  {tr("Name"), high},
                  {tr("Valid until"), high, views::narrow::whole},
                  {tr("Public key"), usual, views::narrow::cut, 16}});
  t.add({tr("root"), "", "", keys->root.hex()});
  if (own && (!trust || !trust->value.trusts(own->key)))
    t.add({tr("approver"), own->name, valid_until(*own, s.now), own->key.hex()});
  s.out.text(tr("Keys in {}", printable(folder.string())));
  s.out.show(t);
  if (trust) print_trust(s, *trust, own);
  if (own && own->not_after <= s.now)
    s.out.note(tr("The approver's certificate has expired: what it signs now will be refused."));
  return 0;
}

namespace {

// The files of the folder that stand on the sheet; a root key alone has no approver.
result<std::vector<evidence::report::key_file>> files_of(const std::filesystem::path& folder,
                                                         bool has_approver) {
  std::vector<evidence::report::key_file> files;
  for (const auto& [name, about] : {std::pair("root.pem", "khóa bí mật gốc, đã mã hóa"),
                                    std::pair("approver.pem", "khóa bí mật phê duyệt, đã mã hóa"),
                                    std::pair("approver.cert", "chứng thư của người phê duyệt"),
                                    std::pair("root.pub", "khóa công khai gốc")}) {
    if (!has_approver && std::string_view(name).starts_with("approver")) continue;
    result<std::string> content = read_file(folder / name, 64 * 1024);
    if (!content) return content.error();
    files.push_back({name, about, std::move(*content)});
  }
  return files;
}

}  // namespace

result<int> keys_sheet(session& s, const arguments& given) {
  const std::filesystem::path folder = std::filesystem::absolute(s.set.keys).lexically_normal();
  const std::filesystem::path file = given.text("--output");
  result<folder_facts> keys = read_folder(folder);
  if (!keys) return keys.error();
  const std::optional<wire::approver_certificate>& own = keys->approver;
  evidence::report::key_sheet sheet{keys->root,
                                    own ? own->name : std::string(),
                                    own ? own->not_after : utc_ms(),
                                    folder.string(),
                                    machine_timezone(),
                                    s.now,
                                    std::string(web::approve_page_sha256),
                                    {}};
  auto files = files_of(folder, own.has_value());
  if (!files) return files.error();
  sheet.files = std::move(*files);
  result<std::string> pdf = evidence::report::to_pdf(sheet);
  if (!pdf) return pdf.error();
  if (result<void> written = write_file(file, *pdf, 0600); !written) return written.error();
  s.out.document(json::object{
      {"file", file.string()}, {"page_sha256", web::approve_page_sha256}, {"root", keys->root.hex()}});
  s.out.done(tr("recovery sheet written to {}", file.string()));
  s.out.note(tr(
      "Print it, delete the file, and lock the sheet away, apart from the passphrase: who has both can sign "
      "everything."));
  s.out.note(
      tr("The SHA-256 of the page on which approvers sign, approve.html, is {}.", web::approve_page_sha256));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
