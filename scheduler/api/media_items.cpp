// A removed item keeps its row and its files until media_sweep.hpp deletes them. Whether an item may be
// removed depends on the draft, which may be large: it is parsed away from the ledger's thread, and the
// decision holds only if the draft and the signed versions are still the same when the item is changed.
#include "scheduler/api/media_items.hpp"

#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/media.hpp"
#include "scheduler/api/media_description.hpp"
#include "scheduler/api/media_upkeep.hpp"
#include "scheduler/api/media_use.hpp"
#include "scheduler/api/offered_programme.hpp"
#include "scheduler/jobs/known_media.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

constexpr int max_tries = 5;       // to remove an item while programmes change
constexpr int max_notices = 1000;  // unexpired ones

http::reply item_reply(const ledger::stored_media& m) {
  return http::json_reply(admin::encode(item_of(m)));
}

error no_such_item(const std::string& id) {
  return {errc::not_found, msg("there is no media item \"{}\"", printable(id)),
          msg("see \"bangtin media list\" for those that there are")};
}

error is_removed(const ledger::stored_media& m) {
  return {errc::conflict, msg("{} was removed", printable(m.file)),
          msg("restore it with \"bangtin media restore {}\" first", m.id)};
}

// errc::not_found when there is no such item. On the ledger's thread, like all functions that take a ledger.
result<ledger::stored_media> find(ledger::ledger& l, const std::string& id) {
  result<std::optional<ledger::stored_media>> m = l.media().find(id);
  if (!m) return m.error();
  if (!*m) return no_such_item(id);
  return std::move(**m);
}

struct request_context {
  utc_ms now{};
  std::string who;
};

result<ledger::stored_media> edit_item(ledger::ledger& l, const std::string& id, const admin::media_edit& e,
                                       const request_context& c) {
  result<ledger::stored_media> m = find(l, id);
  if (!m) return m;
  if (m->removed) return is_removed(*m);
  std::optional<ledger::stored_media> subtitles;
  if (e.subtitles && !e.subtitles->empty()) {
    result<std::optional<ledger::stored_media>> found = l.media().find(*e.subtitles);
    if (!found) return found.error();
    subtitles = std::move(*found);
  }
  result<std::vector<std::string>> changed = apply_edit(*m, e, subtitles ? &*subtitles : nullptr);
  if (!changed) return changed.error();
  if (changed->empty()) return m;
  ledger::audit_line line{
      c.now, c.who,
      fmt::format("media edited {} {}: {}", printable(m->file), m->sha256.hex(), fmt::join(*changed, ", ")),
      m->file};
  result<void> done = l.with_audit(line, [&] { return l.media().replace(*m); });
  if (!done) return done.error();
  return m;
}

result<ledger::stored_media> restore_item(ledger::ledger& l, const media::store& store, const std::string& id,
                                          const request_context& c) {
  result<ledger::stored_media> m = find(l, id);
  if (!m) return m;
  if (!m->removed) {
    return error{errc::conflict, msg("{} was not removed", printable(m->file)), msg("nothing is to be done")};
  }
  if (!jobs::is_whole(store, *m)) {
    return error{errc::conflict, msg("files of {} are no longer here", printable(m->file)),
                 msg("load the file again with \"bangtin media add\"")};
  }
  m->removed.reset();
  if (result<void> done = jobs::restore_with_subtitles(l, store, *m, c.now, c.who); !done)
    return done.error();
  return m;
}

// What decides whether an item may be removed.
struct uses {
  std::optional<std::string> draft;
  std::optional<std::string> waiting;  // the version that waits for a second signature
  std::int64_t version = 0;
  bool operator==(const uses&) const = default;
};

result<uses> uses_now(ledger::ledger& l) {
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  result<std::optional<std::string>> waiting = l.programmes().waiting_json();
  if (!waiting) return waiting.error();
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  return uses{std::move(*draft), std::move(*waiting), *version};
}

// Blocking.
std::optional<error> use_in_draft(const std::optional<std::string>& draft, const ledger::stored_media& m) {
  if (!draft) return std::nullopt;
  result<playlists::programme::programme> p = playlists::text::from_bytes(*draft);
  if (!p) return p.error();
  return use_in(*p, programme_state::draft, m);
}

// Blocking.
std::optional<error> use_in_waiting(const std::optional<std::string>& waiting,
                                    const ledger::stored_media& m) {
  if (!waiting) return std::nullopt;
  auto p = prepare(*waiting);
  if (!p) return p.error();
  return use_in(*(*p)->value, programme_state::waiting, m);
}

// Everything that uses the item, of a site that does not change meanwhile. Blocking.
struct site_state {
  ledger::stored_media item;
  uses programmes;
  std::vector<ledger::stored_notice> notices;
  std::vector<ledger::stored_media> others;
};

result<site_state> state_now(ledger::ledger& l, const std::string& id, utc_ms now) {
  result<ledger::stored_media> m = find(l, id);
  if (!m) return m.error();
  result<uses> programmes = uses_now(l);
  if (!programmes) return programmes.error();
  result<std::vector<ledger::stored_notice>> notices = l.notices().newest(now, max_notices);
  if (!notices) return notices.error();
  result<std::vector<ledger::stored_media>> all = l.media().all();
  if (!all) return all.error();
  return site_state{std::move(*m), std::move(*programmes), std::move(*notices), std::move(*all)};
}

admin::media_uses uses_of(const site_state& s, const playlists::programme::programme* published, utc_ms now) {
  const std::optional<error> found[] = {
      use_in_draft(s.programmes.draft, s.item), use_in_waiting(s.programmes.waiting, s.item),
      published != nullptr ? use_in(*published, programme_state::published, s.item) : std::nullopt,
      use_in(s.notices, now, s.item), use_in(s.others, s.item)};
  admin::media_uses all;
  for (const std::optional<error>& e : found) {
    if (e) all.uses.push_back(e->what);
  }
  return all;
}

// False: the draft, the version that waits or the published version is no longer the one of `seen`.
result<bool> remove_item(ledger::ledger& l, ledger::stored_media& m, const uses& seen,
                         const request_context& c) {
  result<uses> still = uses_now(l);
  if (!still) return still.error();
  if (*still != seen) return false;
  result<ledger::stored_media> fresh = find(l, m.id);
  if (!fresh) return fresh.error();
  result<std::vector<ledger::stored_notice>> notices = l.notices().newest(c.now, max_notices);
  if (!notices) return notices.error();
  if (std::optional<error> used = use_in(*notices, c.now, *fresh)) return *used;
  result<std::vector<ledger::stored_media>> all = l.media().all();
  if (!all) return all.error();
  if (std::optional<error> used = use_in(*all, *fresh)) return *used;
  m = std::move(*fresh);
  if (m.removed) return true;
  m.removed = c.now;
  ledger::audit_line line{c.now, c.who, fmt::format("media removed {} {}", printable(m.file), m.sha256.hex()),
                          m.file};
  result<void> done = l.with_audit(line, [&] { return l.media().replace(m); });
  if (!done) return done.error();
  return true;
}

}  // namespace

std::vector<http::endpoint> media_item_handlers::rows(deps d) {
  auto self = std::make_shared<media_item_handlers>(std::move(d));
  return {
      {.method = "PATCH",
       .pattern = "/v1/media/items/{id}",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "change what is written about a media item",
       .doc = {.id = "edit_media_item",
               .tag = "media",
               .takes = json_body<admin::media_edit>(),
               .answers = {{200, "the media item", json_body<admin::media_item>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &media_item_handlers::edit)},
      {.method = "DELETE",
       .pattern = "/v1/media/items/{id}",
       .who = http::access::editor,
       .summary = "remove a media item that nothing uses; it can be restored for 30 days",
       .doc = {.id = "remove_media_item",
               .tag = "media",
               .answers = {{200, "the removed media item", json_body<admin::media_item>(), {}}},
               .refusals = {404, 409}},
       .handle = to(self, &media_item_handlers::remove)},
      {.method = "POST",
       .pattern = "/v1/media/items/{id}/restore",
       .who = http::access::editor,
       .summary = "restore a removed media item",
       .doc = {.id = "restore_media_item",
               .tag = "media",
               .answers = {{200, "the media item", json_body<admin::media_item>(), {}}},
               .refusals = {404, 409}},
       .handle = to(self, &media_item_handlers::restore)},
      {.method = "GET",
       .pattern = "/v1/media/items/{id}/uses",
       .who = http::access::viewer,
       .summary = "where a media item is used",
       .doc = {.id = "get_media_uses",
               .tag = "media",
               .answers = {{200, "the places", json_body<admin::media_uses>(), {}}},
               .refusals = {404}},
       .handle = to(self, &media_item_handlers::list_uses)},
      {.method = "POST",
       .pattern = "/v1/media/items/{id}/check",
       .who = http::access::editor,
       .summary = "read the files of a media item again and compare them with their names",
       .doc = {.id = "check_media_item",
               .tag = "media",
               .answers = {{200, "what was found", json_body<admin::media_check>(), {}}},
               .refusals = {404, 503}},
       .handle = to(self, &media_item_handlers::check)},
  };
}

handled media_item_handlers::edit(http::request& r) {
  result<admin::media_edit> e = admin::decode_request<admin::media_edit>(r.body);
  if (!e) co_return http::problem_reply(e.error());
  request_context c{deps_.clock.now().utc, r.from.who};
  auto m = co_await deps_.ledger.ask([&](ledger::ledger& l) { return edit_item(l, r.captured[0], *e, c); });
  if (!m) co_return http::problem_reply(m.error());
  co_return item_reply(*m);
}

asio::awaitable<result<bool>> media_item_handlers::try_remove(http::request& r,
                                                              ledger::stored_media& removed) {
  auto seen = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<uses> {
    result<ledger::stored_media> m = find(l, r.captured[0]);
    if (!m) return m.error();
    removed = std::move(*m);
    return uses_now(l);
  });
  if (!seen) co_return seen.error();
  auto current = deps_.programmes.current();
  // A publication is in the ledger a moment before it is shown.
  if ((current ? current->version : 0) != seen->version) co_return false;
  auto used = co_await deps_.documents.run([&]() -> std::optional<error> {
    if (std::optional<error> in_draft = use_in_draft(seen->draft, removed)) return in_draft;
    if (std::optional<error> waits = use_in_waiting(seen->waiting, removed)) return waits;
    return current ? use_in(*current->value, programme_state::published, removed) : std::nullopt;
  });
  if (used) co_return *used;
  request_context c{deps_.clock.now().utc, r.from.who};
  co_return co_await deps_.ledger.ask([&](ledger::ledger& l) { return remove_item(l, removed, *seen, c); });
}

handled media_item_handlers::remove(http::request& r) {
  ledger::stored_media removed;
  for (int tries = 0; tries < max_tries; ++tries) {
    result<bool> done = co_await try_remove(r, removed);
    if (!done) co_return http::problem_reply(done.error());
    if (*done) co_return item_reply(removed);
  }
  co_return http::problem_reply(
      {errc::conflict, msg("the programme is being changed just now"), msg("try again in a moment")});
}

handled media_item_handlers::restore(http::request& r) {
  request_context c{deps_.clock.now().utc, r.from.who};
  auto m = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return restore_item(l, deps_.store, r.captured[0], c); });
  if (!m) co_return http::problem_reply(m.error());
  co_return item_reply(*m);
}

handled media_item_handlers::list_uses(http::request& r) {
  const utc_ms now = deps_.clock.now().utc;
  auto state = co_await deps_.ledger.ask([&](ledger::ledger& l) { return state_now(l, r.captured[0], now); });
  if (!state) co_return http::problem_reply(state.error());
  auto current = deps_.programmes.current();
  co_return co_await deps_.documents.run([&] {
    const auto found = uses_of(*state, current ? current->value.get() : nullptr, now);
    *state = {};
    return http::json_reply(admin::encode(found));
  });
}

handled media_item_handlers::check(http::request& r) {
  auto m = co_await deps_.ledger.ask([&](ledger::ledger& l) { return find(l, r.captured[0]); });
  if (!m) co_return http::problem_reply(m.error());
  auto found = co_await deps_.reading.run(
      [&] { return check_files(deps_.store, ledger::all_files(*m), deps_.stopping); });
  if (!found) co_return http::problem_reply(found.error());
  found->id = m->id;
  if (!found->damaged.empty()) {
    ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                            fmt::format("media damaged {} {}: {} files", printable(m->file), m->sha256.hex(),
                                        found->damaged.size()),
                            m->file};
    auto written = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
    if (!written) co_return http::problem_reply(written.error());
  }
  co_return http::json_reply(admin::encode(*found));
}

}  // namespace bangtin::scheduler::api
