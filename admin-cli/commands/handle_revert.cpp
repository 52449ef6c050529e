// revert: publishes an old version once more, under the next number. It verifies the old version first, so
// that a hostile daemon cannot have other content signed.
#include <algorithm>

#include "admin-cli/commands/approval.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

error no_such_version(const std::string& typed, const std::vector<wire::admin::published_version>& all) {
  message what = msg("there is no published version \"{}\"", printable(typed));
  if (all.empty()) {
    return {errc::not_found, std::move(what),
            msg("nothing has been published yet; \"bangtin approve\" publishes the draft")};
  }
  auto [oldest, newest] = std::minmax_element(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
  return {errc::not_found, std::move(what),
          msg("there are the versions {} to {}; \"bangtin history\" tells when each was published",
              oldest->version, newest->version)};
}

// The published version that the person typed, as "3" or "v3".
result<published_programme> find_version(session& s, const std::string& typed) {
  std::string_view digits = trimmed(typed);
  if (digits.starts_with('v') || digits.starts_with('V')) digits.remove_prefix(1);
  std::optional<std::int64_t> n = parse_integer(digits, 1, playlists::text::max_version);
  if (!n) {
    return error{errc::usage, msg("\"{}\" is no number of a version", printable(typed)),
                 msg("\"bangtin history\" lists the versions with their numbers")};
  }
  result<std::vector<wire::admin::published_version>> all = get_history(s.daemon);
  if (!all) return all.error();
  auto row = std::find_if(all->begin(), all->end(), [&](const auto& v) { return v.version == *n; });
  if (row == all->end()) return no_such_version(typed, *all);
  result<std::optional<published_programme>> old = get_version(s.daemon, *n);
  if (!old) return old.error();
  if (!*old) return no_such_version(typed, *all);
  return std::move(**old);
}

result<void> check_files(session& s, std::int64_t version, const programme& p) {
  result<std::vector<std::string>> missing = find_missing_files(s, items_of(p));
  if (!missing) return missing.error();
  if (missing->empty()) return {};
  return error{errc::invalid,
               msg("the daemon no longer has the files of version {}: {}", version, listed_names(*missing)),
               msg("load them again with \"bangtin media add\"; if they are converted differently now, put "
                   "them into the draft instead, and approve that")};
}

// Removed items play on while a programme names them, and "media list" no longer shows them.
result<void> report_removed_items(session& s, const programme& p) {
  result<std::vector<wire::admin::media_item>> removed = get_removed_media(s);
  if (!removed) return removed.error();
  std::vector<std::string> names;
  for (const playlists::programme::media_item& m : p.media) {
    bool gone = std::any_of(removed->begin(), removed->end(), [&](const auto& r) { return r.id == m.id; });
    if (gone) names.push_back(m.name);
  }
  if (names.empty()) return {};
  s.out.note(
      tr("These media items were removed since then, and will be shown again: {}. \"bangtin media "
         "restore\" takes them back into the list.",
         listed_names(names)));
  return {};
}

result<void> check_signature(const published_programme& old, const approver& who) {
  result<wire::verified_programme> good = wire::verify(old.note, who.root, old.value.version);
  if (!good) return good.error();
  return {};
}

}  // namespace

result<int> revert_programme(session& s, const arguments& given) {
  if (result<std::int64_t> days = validity_days(given); !days) return days.error();
  result<published_programme> old = find_version(s, given.text("N"));
  if (!old) return old.error();
  const std::int64_t version = old->value.version;
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  result<std::optional<programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (result<void> there = check_files(s, version, old->value); !there) return there.error();
  if (result<void> told = report_removed_items(s, old->value); !told) return told.error();
  if (*current && (*current)->value.version == version) {
    s.out.note(
        tr("Version {} is the published one: publishing it once more only renews its validity.", version));
  }
  approval_order order{old->value, std::move(*current), version};
  order.check = [&](const approver& who) { return check_signature(*old, who); };
  result<int> code = publish(s, given, std::move(order));
  if (code && *draft) {
    s.out.note(
        tr("The draft is left as it is; \"bangtin diff\" shows how it differs from what is "
           "published now."));
  }
  return code;
}

}  // namespace bangtin::admin_cli::commands
