// The ETag of the draft that was opened travels with the change, so the daemon refuses a change that was made
// on an older draft.
#include "admin-cli/commands/draft_edit.hpp"

#include <unordered_map>
#include <unordered_set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/empty_draft.hpp"
#include "admin-cli/views/difference.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

programme as_draft(programme published) {
  published.version = 0;
  published.issued = published.expires = {};
  published.now = false;
  return published;
}

// Nothing if nobody has stored a draft or published a programme.
result<std::optional<open_draft>> find_draft(session& s) {
  result<std::optional<stored_draft>> stored = get_stored_draft(s.daemon);
  if (!stored) return stored.error();
  if (*stored) {
    programme p = std::move((*stored)->value);
    return std::optional(open_draft{p, p, std::move((*stored)->etag)});
  }
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  if (!*published) return std::optional<open_draft>{};
  programme p = as_draft(std::move((*published)->value));
  return std::optional(open_draft{p, p, {}});
}

void print_next_step(session& s) {
  if (!s.person.can_ask()) return;
  s.out.note(
      tr("Screens show it when the draft is approved: \"bangtin check\" looks for mistakes, "
         "\"bangtin approve\" publishes it."));
}

}  // namespace

result<open_draft> look_at_draft(session& s) {
  result<std::optional<open_draft>> found = find_draft(s);
  if (!found) return found.error();
  return *found ? std::move(**found) : open_draft{};
}

result<open_draft> open_the_draft(session& s) {
  result<std::optional<open_draft>> found = find_draft(s);
  if (!found) return found.error();
  if (*found) return std::move(**found);
  result<programme> empty = make_empty_draft(s);
  if (!empty) return empty.error();
  return open_draft{*empty, *empty, {}};
}

result<int> store_the_draft(session& s, open_draft draft, const std::string& done,
                            const std::optional<std::string>& ask) {
  settle_media(draft.value);
  if (std::optional<error> bad = playlists::text::check_references(draft.value)) return *bad;
  settle_media(draft.before);
  std::vector<views::change> changes = views::difference(draft.before, draft.value);
  json::object answer{{"changes", views::to_json(changes)},
                      {"identity", playlists::text::programme_digest(draft.value).hex()},
                      {"stored", false}};
  if (draft.value == draft.before) {
    s.out.document(answer);
    s.out.done(tr("nothing was changed: the draft is like that already"));
    return 0;
  }
  views::print_difference(s.out, changes);
  if (ask) {
    if (result<void> yes = agreed(s, *ask); !yes) return yes.error();
  }
  if (result<digest> stored = put_draft(s.daemon, draft.value, draft.etag); !stored) return stored.error();
  answer["stored"] = true;
  s.out.document(answer);
  s.out.done(done);
  print_next_step(s);
  return 0;
}

void settle_media(programme& p) {
  std::unordered_map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < p.media.size(); ++i) at.emplace(p.media[i].name, i);
  std::vector<playlists::programme::media_item> settled;
  std::unordered_set<std::string> taken;
  auto take = [&](const std::string& name) {
    auto found = at.find(name);
    if (found != at.end() && taken.insert(name).second) settled.push_back(p.media[found->second]);
  };
  take(p.slate);
  for (const playlists::programme::screen& one : p.screens) take(one.logo);
  for (const playlists::programme::playlist& l : p.playlists) {
    for (const playlists::programme::playlist_item& i : l.items) {
      take(i.media);
      take(i.subtitles);
    }
  }
  p.media = std::move(settled);
}

}  // namespace bangtin::admin_cli::commands
