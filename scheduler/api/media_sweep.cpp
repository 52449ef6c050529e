// The sweep first collects what is needed, away from the ledger's thread, because programmes may be large.
// Then it deletes a few files at a time on the ledger's thread, and before each time it checks whether the
// draft, the published versions and the notices are still the same. Who stores a programme or an item checks
// on the ledger's thread that its files are there (programme.cpp, known_media.cpp). So no file disappears
// between a check and its use.
#include "scheduler/api/media_sweep.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/media_use.hpp"
#include "scheduler/api/programme.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::size_t files_at_once = 20;  // deleted in one turn of the ledger's thread
constexpr int max_notices = 1000;

// What tells whether the needs have changed.
struct state {
  std::optional<digest> draft;
  std::int64_t version = 0;
  std::int64_t notice = 0;
  bool operator==(const state&) const = default;
};

// On the ledger's thread.
result<state> state_of(ledger::ledger& l) {
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  result<std::int64_t> notice = l.notices().newest_number();
  if (!notice) return notice.error();
  return state{*draft ? std::optional(sha256(**draft)) : std::nullopt, *version, *notice};
}

// What decides which files are needed, as it is in the ledger.
struct stored {
  state seen;
  std::optional<std::string> draft;
  std::vector<std::int64_t> versions;
  std::vector<ledger::stored_notice> notices;
  std::vector<ledger::stored_media> items;
};

// On the ledger's thread.
result<stored> read_all(ledger::ledger& l, utc_ms now) {
  result<state> seen = state_of(l);
  if (!seen) return seen.error();
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  result<std::vector<ledger::published_row>> rows = l.programmes().published();
  if (!rows) return rows.error();
  // A notice that has just expired may still be on screens whose clocks are slow.
  auto notices = l.notices().newest(now - std::chrono::hours(24), max_notices);
  if (!notices) return notices.error();
  result<std::vector<ledger::stored_media>> items = l.media().all();
  if (!items) return items.error();
  return stored{*seen, std::move(*draft), versions_to_keep(*rows, now), std::move(*notices),
                std::move(*items)};
}

void add_files(std::set<digest>& files, const playlists::programme::programme& p) {
  for (const digest& d : files_of(p)) files.insert(d);
}

// Whether nobody can restore the item any more and no programme or notice needs its files.
bool is_expired(const ledger::stored_media& m, const std::set<digest>& needed, utc_ms now) {
  if (!m.removed || now - *m.removed <= ledger::keep_removed) return false;
  std::vector<digest> files = ledger::all_files(m);
  return std::none_of(files.begin(), files.end(), [&](const digest& d) { return needed.contains(d); });
}

error changed_meanwhile() {
  return {errc::conflict, msg("the programme is being changed just now"), msg("try again in a moment")};
}

struct object {
  digest name;
  std::int64_t bytes = 0;
};

// The objects that nobody needs. Blocking.
std::vector<object> unneeded_objects(const media::store& store, const std::set<digest>& needed, utc_ms now) {
  std::vector<object> found;
  for (const digest& d : store.list()) {
    std::optional<utc_ms> touched = store.touched(d);
    if (needed.contains(d) || !touched || now - *touched <= media::store::keep_leftovers) continue;
    result<std::int64_t> bytes = store.size_of(d);
    found.push_back({d, bytes ? *bytes : 0});
  }
  return found;
}

// Deletes those of the objects that still nobody needs. On the ledger's thread.
result<swept> delete_some(ledger::ledger& l, const media::store& store, const state& seen,
                          std::span<const object> objects, utc_ms now) {
  result<state> still = state_of(l);
  if (!still) return still.error();
  if (*still != seen) return changed_meanwhile();
  swept done;
  for (const object& o : objects) {
    result<bool> used = l.media().uses_file(o.name);
    if (!used) return used.error();
    std::optional<utc_ms> touched = store.touched(o.name);
    if (*used || !touched || now - *touched <= media::store::keep_leftovers) continue;
    if (result<void> removed = store.remove(o.name); !removed) return removed.error();
    ++done.files;
    done.bytes += o.bytes;
  }
  return done;
}

// On the ledger's thread.
result<void> forget(ledger::ledger& l, const state& seen, const ledger::stored_media& m, utc_ms now) {
  result<state> still = state_of(l);
  if (!still) return still.error();
  if (*still != seen) return changed_meanwhile();
  result<std::optional<ledger::stored_media>> fresh = l.media().find(m.id);
  if (!fresh) return fresh.error();
  if (!*fresh || (*fresh)->removed != m.removed) return changed_meanwhile();
  ledger::audit_line line{now, "bangtind", "media forgotten " + printable(m.file) + ' ' + m.sha256.hex()};
  return l.with_audit(line, [&] { return l.media().forget(m.sha256); });
}

}  // namespace

struct media_sweep::needs {
  state seen;
  std::set<digest> files;
  std::vector<ledger::stored_media> expired;  // items that nobody needs or can restore any more
};

std::vector<std::int64_t> versions_to_keep(const std::vector<ledger::published_row>& published, utc_ms now) {
  std::vector<std::int64_t> kept;
  for (const ledger::published_row& row : published) {
    if (kept.size() < kept_versions || now - row.published <= keep_published) kept.push_back(row.version);
  }
  return kept;
}

asio::awaitable<result<media_sweep::needs>> media_sweep::find_needs() {
  const utc_ms now = deps_.clock.now().utc;
  auto all = co_await deps_.ledger.ask([&](ledger::ledger& l) { return read_all(l, now); });
  if (!all) co_return all.error();
  needs n;
  n.seen = all->seen;
  for (const ledger::stored_notice& s : all->notices) {
    if (s.value.media) n.files.insert(s.value.media->file.sha256);
  }
  if (all->draft) {
    auto p = co_await deps_.documents.run([&] { return playlists::text::from_bytes(*all->draft); });
    if (!p) co_return p.error();
    add_files(n.files, *p);
  }
  for (std::int64_t version : all->versions) {
    auto text = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.programmes().json_of(version); });
    if (!text) co_return text.error();
    auto p = co_await deps_.documents.run([&] { return prepare(text->value_or("")); });
    if (!p) co_return p.error();
    add_files(n.files, *(*p)->value);
  }
  std::set<digest> of_items;
  for (ledger::stored_media& m : all->items) {
    if (is_expired(m, n.files, now)) {
      n.expired.push_back(std::move(m));
      continue;
    }
    for (const digest& d : ledger::all_files(m)) of_items.insert(d);
  }
  n.files.merge(of_items);
  co_return n;
}

asio::awaitable<result<swept>> media_sweep::run() {
  swept done;
  const utc_ms now = deps_.clock.now().utc;
  result<int> leftovers = co_await deps_.reading.run([&] { return deps_.store.sweep(now); });
  if (!leftovers) co_return leftovers.error();
  done.leftovers = *leftovers;
  result<needs> n = co_await find_needs();
  if (!n) co_return n.error();
  for (const ledger::stored_media& m : n->expired) {
    auto forgotten = co_await deps_.ledger.ask([&](ledger::ledger& l) { return forget(l, n->seen, m, now); });
    if (!forgotten) co_return forgotten.error();
    ++done.items;
  }
  auto objects = co_await deps_.reading.run([&] { return unneeded_objects(deps_.store, n->files, now); });
  for (std::size_t at = 0; at < objects.size(); at += files_at_once) {
    auto some = std::span(objects).subspan(at, std::min(files_at_once, objects.size() - at));
    auto gone = co_await deps_.ledger.ask(
        [&](ledger::ledger& l) { return delete_some(l, deps_.store, n->seen, some, now); });
    if (!gone) co_return gone.error();
    done.files += gone->files;
    done.bytes += gone->bytes;
  }
  co_return done;
}

}  // namespace bangtin::scheduler::api
