// keys replace: from one approver's key to the next, in the order that the daemon demands. Each step looks
// first whether it has been done, so the same call goes on after an interruption.
#include <algorithm>

#include "admin-cli/commands/approval.hpp"
#include "admin-cli/commands/approver_choice.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/site_trust.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// The key that an earlier call has made in the folder; nothing where there is none. What that call did not
// finish is removed: root lists a key only when all its files are there.
result<std::optional<wire::approver_certificate>> made_before(const fs::path& folder,
                                                              const public_key& root) {
  using answer = std::optional<wire::approver_certificate>;
  const auto has = [&](const char* name) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(folder / name, ignored));
  };
  if (has("root.pem")) {
    return error{errc::conflict, msg("{} is the folder of the root key", folder.string()),
                 msg("name another folder with --to: the new key belongs on the approver's own machine")};
  }
  if (!has("approver.pem") && !has("approver.cert") && !has("root.pub")) return answer();
  if (!has("approver.pem") || !has("approver.cert") || !has("root.pub")) {
    remove_approver(folder);
    return answer();
  }
  result<key_facts> there = read_keys(folder);
  if (!there) return there.error();
  if (there->root == root) return answer(std::move(there->approver));
  return error{errc::conflict, msg("{} has a key of another site", folder.string()),
               msg("name a new folder with --to")};
}

// The statement without the new key: of two that have one name, the other one is meant.
wire::site_trust without(wire::site_trust t, const std::optional<wire::approver_certificate>& fresh) {
  if (fresh) std::erase_if(t.approvers, [&](const auto& a) { return a.key == fresh->key; });
  return t;
}

struct change_of_key {
  wire::trusted_approver old;
  bool revoked = false;  // the call before came to its end
};

// Whom the call means, also after the old key was revoked.
result<change_of_key> find_old(const std::string& typed, const wire::site_trust& t,
                               const std::optional<wire::approver_certificate>& fresh) {
  result<wire::trusted_approver> now = choose_approver(typed, without(t, fresh));
  if (now) return change_of_key{std::move(*now), false};
  if (!fresh || !t.trusts(fresh->key)) return now.error();
  wire::site_trust past;
  for (const wire::revoked_key& r : t.revoked) past.approvers.push_back({r.key, r.name});
  result<wire::trusted_approver> before = choose_approver(typed, past);
  if (!before) return now.error();
  return change_of_key{std::move(*before), true};
}

error other_name(const fs::path& folder, const std::string& there, const std::string& wanted) {
  return {errc::conflict, msg("the key in {} is that of {}, not of {}", folder.string(), there, wanted),
          msg("name a new folder with --to, or that person with --name")};
}

// First step: the key in its folder.
result<wire::approver_certificate> make_key(session& s, const fs::path& folder, const std::string& name,
                                            const secret_key& root) {
  result<std::string> phrase =
      get_passphrase(s, tr("A passphrase for the new key, which {} chooses:", name), true);
  if (!phrase) return phrase.error();
  return create_approver(folder, {name, *phrase, s.now}, root);
}

// Second step: root lists it.
result<void> list_key(session& s, const wire::approver_certificate& fresh, const secret_key& root) {
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  if (site->trust.value.trusts(fresh.key)) return {};
  if (site->next.approvers.size() == wire::max_trusted_approvers) {
    return error{errc::limit, msg("this site has {} approvers already", wire::max_trusted_approvers),
                 msg("revoke one first: \"bangtin keys revoke NAME\"")};
  }
  site->next.issued = s.this_moment();
  add_approver(site->next, {fresh.key, fresh.name});
  result<known_trust> done = put_in_force(s, site->next, root);
  if (!done) return done.error();
  s.out.done(tr("{} may approve from now on (site statement {})", fresh.name, site->next.number));
  return {};
}

// Whether what is on show needs another signature before the old key may go.
bool is_signed_by(const std::optional<published_programme>& on_show, const public_key& key) {
  if (!on_show) return false;
  const wire::signers by = wire::signers_of(on_show->note);
  return by.first == key || by.second == key;
}

// The call of "approve" with the new key, for as many days as what is on show is still valid.
arguments signing_call(const fs::path& folder, const published_programme& on_show, utc_ms now,
                       const arguments& given) {
  arguments call;
  call.add("--key", (folder / "approver.pem").string());
  const auto left = std::chrono::ceil<std::chrono::days>(on_show.value.expires - now).count();
  call.add("--days", std::to_string(std::clamp<std::int64_t>(left, 1, 3650)));
  if (given.has("--leave-behind")) call.add("--leave-behind", "");
  return call;
}

// Third step: the new key signs what is on show. False: it waits for another approver's signature.
result<bool> sign_what_is_on_show(session& s, const fs::path& folder, const public_key& old,
                                  const arguments& given) {
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  if (!is_signed_by(site->on_show, old)) return true;
  const arguments call = signing_call(folder, *site->on_show, s.this_moment(), given);
  const std::int64_t version = site->on_show->value.version;
  approval_order order{site->on_show->value, site->on_show, version};
  result<signed_version> done = sign_next(s, call, order);
  if (!done) return done.error();
  if (done->how != signing::first_of_two) {
    s.out.done(
        tr("version {} is published once more, as version {}, by the new key", version, order.value.version));
    return true;
  }
  s.out.done(
      tr("version {} is signed by the new key, and waits: another approver signs it too with "
         "\"bangtin revert {}\" and their key",
         order.value.version, version));
  s.out.note(tr("Then call this command again with the same folder: it revokes the old key."));
  return false;
}

// Last step: the old key goes.
result<known_trust> revoke_old(session& s, const wire::trusted_approver& old, const secret_key& root) {
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  site->next.issued = s.this_moment();
  add_revoked(site->next, {old.key, site->next.issued, old.name});
  result<known_trust> done = put_in_force(s, site->next, root);
  if (done) s.out.done(tr("the old key of {} is revoked (site statement {})", old.name, site->next.number));
  return done;
}

void note_place(session& s, const fs::path& folder) {
  s.out.note(tr("The new key is in {}. Carry this folder to the approver's own machine, and delete it here.",
                folder.string()));
}

}  // namespace

result<int> keys_replace(session& s, const arguments& given) {
  const fs::path folder = fs::absolute(given.text("--to")).lexically_normal();
  std::optional<std::string> wanted;
  if (given.has("--name")) {
    result<std::string> name = approver_name(given.text("--name"));
    if (!name) return name.error();
    wanted = std::move(*name);
  }
  result<site_now> site = read_site(s);
  if (!site) return site.error();
  auto fresh = made_before(folder, site->root);
  if (!fresh) return fresh.error();
  result<change_of_key> who = find_old(std::string(trimmed(given.text("APPROVER"))), site->next, *fresh);
  if (!who) return who.error();
  const std::string name = wanted.value_or(who->old.name);
  if (*fresh && (*fresh)->name != name) return other_name(folder, (*fresh)->name, name);
  if (who->revoked) {
    s.out.done(tr("the old key of {} is revoked already", who->old.name));
    report_obedience(s, std::move(site->trust), site->root);
    note_place(s, folder);
    return 0;
  }
  if (result<void> yes =
          agreed(s, tr("Give {} a new key, and revoke the old one of {} for good?", name, who->old.name));
      !yes)
    return yes.error();
  result<secret_key> root = open_site_root(s);
  if (!root) return root.error();
  if (!*fresh) {
    result<wire::approver_certificate> made = make_key(s, folder, name, *root);
    if (!made) return made.error();
    *fresh = std::move(*made);
  }
  if (result<void> listed = list_key(s, **fresh, *root); !listed) return listed.error();
  result<bool> replaced = sign_what_is_on_show(s, folder, who->old.key, given);
  if (!replaced) return replaced.error();
  result<known_trust> trust = *replaced ? revoke_old(s, who->old, *root) : get_trust(s, site->root);
  if (!trust) return trust.error();
  report_obedience(s, std::move(*trust), site->root);
  note_place(s, folder);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
