#include "admin-cli/commands/changeovers.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_formats.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::chrono::milliseconds look_every{500};
constexpr int max_looks = 10;  // 5 s: a person waits

// What a player of this format does not know, as people know it.
std::vector<std::string> keys_unknown_to(std::int64_t format, const playlists::programme::programme& p,
                                         bool two_signatures) {
  std::vector<std::string> keys = playlists::text::keys_after(format, p);
  if (two_signatures && format < wire::second_signature_format) keys.push_back(tr("a second signature"));
  return keys;
}

}  // namespace

result<std::string> screens_below(session& s, std::int64_t format) {
  result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  std::vector<std::string> names;
  for (const wire::admin::screen& one : *screens) {
    if (one.last_seen && one.programme_format < format) names.push_back(one.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

result<void> agreed_to_leave_behind(session& s, const playlists::programme::programme& p,
                                    const arguments& given, bool two_signatures) {
  if (keys_unknown_to(1, p, two_signatures).empty()) return {};
  result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
  if (!screens) return screens.error();
  std::vector<std::string> old_ones, unknown;
  for (const wire::admin::screen& one : *screens) {
    if (!one.last_seen) continue;  // it says what it reads when it reports for the first time
    std::vector<std::string> keys = keys_unknown_to(one.programme_format, p, two_signatures);
    if (keys.empty()) continue;
    old_ones.push_back(one.name);
    if (keys.size() > unknown.size()) unknown = std::move(keys);
  }
  if (old_ones.empty()) return {};
  const std::string names = fmt::format("{}", fmt::join(old_ones, ", "));
  const std::string keys = fmt::format("{}", fmt::join(unknown, ", "));
  if (given.has("--leave-behind")) {
    s.out.note(tr("These screens are too old for this programme and keep the one that they have: {}", names));
    return {};
  }
  error refusal{
      errc::conflict,
      msg("the players of these screens are too old for the programme: {}; they do not know {}", names, keys),
      msg("update bangtin-player there, leave these keys out, or add --leave-behind: then these "
          "screens keep the programme that they have")};
  if (s.set.yes || !s.person.can_ask()) return refusal;
  result<bool> yes = s.person.confirm(
      tr("Too old for this programme: {} (they do not know {}). Publish it all the same, and leave them with "
         "the programme that they have?",
         names, keys));
  if (!yes) return yes.error();
  if (!*yes) return refusal;
  return {};
}

std::optional<std::vector<views::changeover>> watch_changeovers(session& s,
                                                                const playlists::programme::programme& p) {
  std::vector<std::string> names;
  for (const playlists::programme::screen& one : p.screens) names.push_back(one.name);
  for (int looks = 1;; ++looks) {
    result<std::vector<wire::admin::screen>> screens = get_screens(s.daemon);
    if (!screens) {
      s.out.note(tr("The daemon does not say when the screens change over: {}",
                    views::sentence(screens.error().what, screens.error().remedy)));
      return std::nullopt;
    }
    auto all = views::changeovers_of(names, *screens, p.version, s.now + looks * look_every);
    if (looks == max_looks || std::none_of(all.begin(), all.end(), views::may_say_more)) return all;
    s.pause(look_every);
  }
}

}  // namespace bangtin::admin_cli::commands
