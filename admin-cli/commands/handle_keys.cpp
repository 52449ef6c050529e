// keys init, keys list.
#include <pwd.h>
#include <unistd.h>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_approver_bytes = 200;

std::string login_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr && entry->pw_name != nullptr ? entry->pw_name : "approver";
}

// It goes into every approval, and stands in the reports.
result<std::string> approver_name(const std::string& typed) {
  result<std::string> name = line_of("--name", typed);
  if (!name) return name;
  if (!name->empty() && name->size() <= max_approver_bytes) return name;
  return wrong_value("--name", typed,
                     msg("give the approver's own name, of at most {} bytes", max_approver_bytes));
}

json::object to_json(const std::filesystem::path& folder, const key_facts& k) {
  return {{"folder", folder.string()},
          {"root", k.root.hex()},
          {"approver", json::object{{"name", k.approver.name},
                                    {"key", k.approver.key.hex()},
                                    {"not_before", to_rfc3339_utc(k.approver.not_before)},
                                    {"not_after", to_rfc3339_utc(k.approver.not_after)}}}};
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
  s.out.document(to_json(folder, *made));
  s.out.done(tr("keys made in {} for the approver {}", folder.string(), *name));
  s.out.note(
      tr("Keep a copy of this folder and the passphrase in two safe places: nobody can make them again."));
  return 0;
}

result<int> keys_list(session& s, const arguments&) {
  std::filesystem::path folder = std::filesystem::absolute(s.set.keys).lexically_normal();
  result<key_facts> keys = read_keys(folder);
  if (!keys) return keys.error();
  s.out.document(to_json(folder, *keys));
  bool expired = keys->approver.not_after <= s.now;
  using enum views::importance;
  views::table t({{tr("Key"), high, views::narrow::whole},
                  {tr("Name"), high},
                  {tr("Valid until"), high, views::narrow::whole},
                  {tr("Public key"), usual, views::narrow::cut, 16}});
  t.add({tr("root"), "", "", keys->root.hex()});
  t.add({tr("approver"),
         keys->approver.name,
         {views::short_date(keys->approver.not_after), expired ? views::tone::bad : views::tone::plain},
         keys->approver.key.hex()});
  s.out.text(tr("Keys in {}", printable(folder.string())));
  s.out.show(t);
  if (expired) s.out.note(tr("The approver's certificate has expired: what it signs now will be refused."));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
