// The ETag of the draft that was opened travels with the change, so the daemon refuses a change that was made
// on an older draft.
#include "admin-cli/commands/draft_edit.hpp"

#include <unordered_map>
#include <unordered_set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/empty_draft.hpp"
#include "admin-cli/views/change_words.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

// Nothing if nobody has stored a draft or published a programme.
result<std::optional<open_draft>> find_draft(session& s) {
  result<std::optional<stored_draft>> stored = get_stored_draft(s.daemon);
  if (!stored) return stored.error();
  if (*stored) {
    programme p = std::move((*stored)->value);
    return std::optional(open_draft{p, p, std::move((*stored)->etag), {}});
  }
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  if (!*published) return std::optional<open_draft>{};
  programme p = as_draft(std::move((*published)->value));
  return std::optional(open_draft{p, p, {}, {}});
}

// A draft without a slate gets one when it is stored.
std::optional<error> check_with_slate(const programme& p) {
  if (!p.slate.empty()) return playlists::text::check_references(p);
  programme whole = p;
  playlists::programme::media_item slate;
  slate.name = whole.slate = " ";  // the name of no file
  whole.media.push_back(std::move(slate));
  return playlists::text::check_references(whole);
}

void print_next_step(session& s, const programme& stored) {
  if (!s.person.can_ask()) return;
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (published && *published && views::difference(as_draft((*published)->value), stored).empty()) {
    s.out.note(tr("There is nothing to approve: the draft is like the published programme."));
    return;
  }
  s.out.note(
      tr("Screens show it when the draft is approved: \"bangtin check\" looks for mistakes, "
         "\"bangtin approve\" publishes it."));
}

}  // namespace

programme as_draft(programme published) {
  published.version = 0;
  published.issued = published.expires = {};
  published.now = false;
  return published;
}

result<draft_view> view_draft(session& s) {
  result<std::optional<stored_draft>> stored = get_stored_draft(s.daemon);
  if (!stored) return stored.error();
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  draft_view v;
  v.stored = stored->has_value();
  if (*published) {
    v.version = (*published)->value.version;
    v.published = as_draft(std::move((*published)->value));
  }
  if (*stored) {
    v.value = std::move((*stored)->value);
  } else if (v.published) {
    v.value = *v.published;
  }
  return v;
}

void note_which(session& s, const draft_view& v) {
  if (!v.stored && v.published) {
    s.out.note(tr("This is version {} as it is published; there is no draft.", v.version));
  } else if (v.stored && !v.published) {
    s.out.note(tr("This is the draft; nothing is published yet."));
  } else if (v.stored && v.value != *v.published) {
    s.out.note(tr("This is the draft, which differs from the published version {}; see \"bangtin diff\".",
                  v.version));
  } else if (v.stored) {
    s.out.note(tr("This is the draft, as it is published in version {}.", v.version));
  }
}

result<open_draft> look_at_draft(session& s) {
  result<std::optional<open_draft>> found = find_draft(s);
  if (!found) return found.error();
  return *found ? std::move(**found) : open_draft{};
}

result<open_draft> open_the_draft(session& s) {
  result<std::optional<open_draft>> found = find_draft(s);
  if (!found) return found.error();
  if (*found) return std::move(**found);
  programme empty = empty_draft();
  return open_draft{empty, empty, {}, {}};
}

result<int> store_the_draft(session& s, open_draft draft, const std::string& done,
                            const std::optional<std::string>& ask) {
  if (draft.step.kind == wire::admin::draft_step_kind::edit) {
    settle_media(draft.value);
    settle_media(draft.before);
  }
  if (std::optional<error> bad = check_with_slate(draft.value)) return *bad;
  std::vector<views::change> changes = views::difference(draft.before, draft.value);
  json::object answer{{"changes", views::to_json(changes)},
                      {"identity", playlists::text::programme_digest(draft.value).hex()},
                      {"stored", false}};
  if (draft.value == draft.before) {
    s.out.document(answer);
    s.out.done(tr("nothing was changed: the draft is like that already"));
    return 0;
  }
  views::print_changes(s.out, draft.before, draft.value);
  if (ask) {
    if (result<void> yes = agreed(s, *ask); !yes) return yes.error();
  }
  result<digest> stored = send_draft(s, draft);
  if (!stored) return stored.error();
  answer["identity"] = stored->hex();
  answer["stored"] = true;
  s.out.document(answer);
  s.out.done(done);
  print_next_step(s, draft.value);
  return 0;
}

result<digest> send_draft(session& s, open_draft& draft) {
  if (draft.value.slate.empty()) {
    if (result<void> added = add_slate(s, draft.value); !added) return added.error();
    settle_media(draft.value);
  }
  return put_draft(s.daemon, draft.value, draft.etag, draft.step);
}

void leave_out_empty_playlists(session& s, programme& p) {
  std::erase_if(p.playlists, [&](const playlists::programme::playlist& l) {
    if (!l.items.empty()) return false;
    s.out.note(tr("The playlist \"{}\" has no items yet and is not published.", l.name));
    return true;
  });
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
