// The sweep first collects what is needed, away from the ledger's thread, because programmes may be large.
// Then it deletes a few files at a time on the ledger's thread, and before each time it checks whether the
// draft, the signed versions and the notices are still the same. The handlers that store a programme or an
// item check on the ledger's thread that its files are there (offered_programme.hpp, known_media.cpp). So no
// file disappears between a check and its use.
#include "scheduler/api/media_sweep.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/media_use.hpp"
#include "scheduler/api/offered_programme.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::size_t files_at_once = 20;  // deleted in one turn of the ledger's thread
constexpr int max_notices = 1000;
constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

// What tells whether the needs have changed.
struct state {
  std::optional<digest> draft;
  std::int64_t change = 0;  // the newest one of the draft
  std::int64_t version = 0;
  std::optional<digest> waiting;  // for a second signature
  std::int64_t notice = 0;
  bool operator==(const state&) const = default;
};

// On the ledger's thread.
result<state> state_of(ledger::ledger& l) {
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  result<std::vector<ledger::kept_draft>> changes = l.programmes().kept_drafts({}, no_limit, 1);
  if (!changes) return changes.error();
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  result<std::optional<ledger::published_row>> waiting = l.programmes().waiting();
  if (!waiting) return waiting.error();
  result<std::int64_t> notice = l.notices().newest_number();
  if (!notice) return notice.error();
  return state{*draft ? std::optional(sha256(**draft)) : std::nullopt,
               changes->empty() ? 0 : changes->front().number, *version,
               *waiting ? std::optional((*waiting)->programme_digest) : std::nullopt, *notice};
}

// What decides which files are needed, as it is in the ledger.
struct stored {
  state seen;
  std::optional<std::string> draft;
  std::vector<ledger::kept_draft> kept_drafts;
  std::vector<std::int64_t> versions;
  std::optional<std::string> waiting;
  std::vector<ledger::stored_notice> notices;
  std::vector<ledger::stored_media> items;
};

// On the ledger's thread.
result<stored> read_all(ledger::ledger& l, utc_ms now) {
  result<state> seen = state_of(l);
  if (!seen) return seen.error();
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  auto kept = l.programmes().kept_drafts(now - ledger::keep_replaced_drafts, no_limit,
                                         static_cast<int>(ledger::max_kept_drafts));
  if (!kept) return kept.error();
  result<std::vector<ledger::published_row>> rows = l.programmes().published();
  if (!rows) return rows.error();
  result<std::optional<std::string>> waiting = l.programmes().waiting_json();
  if (!waiting) return waiting.error();
  // A notice that has just expired may still be on screens whose clocks are slow.
  auto notices = l.notices().newest(now - std::chrono::hours(24), max_notices);
  if (!notices) return notices.error();
  result<std::vector<ledger::stored_media>> items = l.media().all();
  if (!items) return items.error();
  return stored{*seen,
                std::move(*draft),
                std::move(*kept),
                versions_to_keep(*rows, now),
                std::move(*waiting),
                std::move(*notices),
                std::move(*items)};
}

void add_files(std::set<digest>& files, const playlists::programme::programme& p) {
  for (const digest& d : files_of(p)) files.insert(d);
}

bool is_needed(const ledger::stored_media& m, const std::set<digest>& needed) {
  std::vector<digest> files = ledger::all_files(m);
  return std::any_of(files.begin(), files.end(), [&](const digest& d) { return needed.contains(d); });
}

error changed_meanwhile() {
  return {errc::conflict, msg("the programme is being changed just now"), msg("try again in a moment")};
}

// The same file is on its way again.
error being_loaded(const ledger::stored_media& m) {
  return {errc::conflict, msg("{} is being loaded again just now", printable(m.file)),
          msg("wait until that is done; \"bangtin jobs\" shows it")};
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

// Deletes those files of a forgotten item that nothing else has or needs. On the ledger's thread.
result<void> delete_files(ledger::ledger& l, const media::store& store, const std::set<digest>& needed,
                          const ledger::stored_media& m, swept& done) {
  for (const digest& d : ledger::all_files(m)) {
    result<bool> used = l.media().uses_file(d);
    if (!used) return used.error();
    result<std::int64_t> bytes = store.size_of(d);
    if (*used || needed.contains(d) || !bytes) continue;
    if (result<void> removed = store.remove(d); !removed) return removed;
    ++done.files;
    done.bytes += *bytes;
  }
  return {};
}

// On the ledger's thread.
result<void> forget(ledger::ledger& l, const state& seen, const ledger::stored_media& m, utc_ms now) {
  result<state> still = state_of(l);
  if (!still) return still.error();
  if (*still != seen) return changed_meanwhile();
  result<std::optional<ledger::stored_media>> fresh = l.media().find(m.id);
  if (!fresh) return fresh.error();
  if (!*fresh || (*fresh)->removed != m.removed) return changed_meanwhile();
  result<std::optional<ledger::stored_job>> job = l.jobs().open_for(m.sha256);
  if (!job) return job.error();
  if (*job) return being_loaded(m);
  ledger::audit_line line{now, "bangtind", "media forgotten " + printable(m.file) + ' ' + m.sha256.hex(),
                          m.file};
  return l.with_audit(line, [&] { return l.media().forget(m.sha256); });
}

}  // namespace

struct media_sweep::needs {
  state seen;
  std::set<digest> files;
  std::set<digest> of_programmes;             // those of `files` that draft, versions and notices name
  std::vector<ledger::stored_media> expired;  // removed items that nothing needs and whose time is over
  std::vector<ledger::stored_media> kept;     // those whose time is over, but something needs them
};

std::vector<std::int64_t> versions_to_keep(const std::vector<ledger::published_row>& published, utc_ms now) {
  std::vector<std::int64_t> kept;
  for (const ledger::published_row& row : published) {
    if (kept.size() < kept_versions || now - row.published <= keep_published) kept.push_back(row.version);
  }
  return kept;
}

// One that cannot be read any more needs nothing, because nobody could go back to it.
asio::awaitable<result<void>> media_sweep::add_kept_drafts(const std::vector<ledger::kept_draft>& kept,
                                                           std::set<digest>& files) {
  std::set<digest> seen;
  for (const ledger::kept_draft& k : kept) {
    if (!seen.insert(k.identity).second) continue;
    auto text = co_await deps_.ledger.ask(
        [&](ledger::ledger& l) { return l.programmes().kept_draft_bytes(k.number); });
    if (!text) co_return text.error();
    auto p = co_await deps_.documents.run([&] { return playlists::text::from_bytes(text->value_or("")); });
    if (p) add_files(files, *p);
  }
  co_return result<void>();
}

// Published versions, and the one that waits for a second signature.
asio::awaitable<result<void>> media_sweep::add_programmes(const std::vector<std::int64_t>& versions,
                                                          const std::optional<std::string>& waiting,
                                                          std::set<digest>& files) {
  for (std::int64_t version : versions) {
    auto text = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.programmes().json_of(version); });
    if (!text) co_return text.error();
    auto p = co_await deps_.documents.run([&] { return prepare(text->value_or("")); });
    if (!p) co_return p.error();
    add_files(files, *(*p)->value);
  }
  if (!waiting) co_return result<void>();
  auto p = co_await deps_.documents.run([&] { return prepare(*waiting); });
  if (!p) co_return p.error();
  add_files(files, *(*p)->value);
  co_return result<void>();
}

asio::awaitable<result<media_sweep::needs>> media_sweep::find_needs(removed_items which) {
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
  if (which == removed_items::when_due) {
    result<void> added = co_await add_kept_drafts(all->kept_drafts, n.files);
    if (!added) co_return added.error();
  }
  if (result<void> added = co_await add_programmes(all->versions, all->waiting, n.files); !added)
    co_return added.error();
  n.of_programmes = n.files;
  auto is_over = [&](const ledger::stored_media& m) {
    return m.removed && (which == removed_items::at_once || now - *m.removed > ledger::keep_removed);
  };
  // An item that can be restored needs its subtitles too.
  std::set<std::string> subtitles;
  for (const ledger::stored_media& m : all->items) {
    if (!is_over(m) || is_needed(m, n.of_programmes)) subtitles.insert(m.subtitles);
  }
  for (ledger::stored_media& m : all->items) {
    const bool needed = is_needed(m, n.of_programmes) || subtitles.contains(m.id);
    if (is_over(m) && !needed) {
      n.expired.push_back(std::move(m));
      continue;
    }
    for (const digest& d : ledger::all_files(m)) n.files.insert(d);
    if (is_over(m)) n.kept.push_back(std::move(m));
  }
  co_return n;
}

// Row and files go in one turn of the ledger's thread, so an order for the same file finds both or neither.
asio::awaitable<result<void>> media_sweep::forget_items(const needs& n,
                                                        const std::vector<ledger::stored_media>& items,
                                                        swept& done) {
  const utc_ms now = deps_.clock.now().utc;
  for (const ledger::stored_media& m : items) {
    auto forgotten = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
      if (result<void> gone = api::forget(l, n.seen, m, now); !gone) return gone;
      return delete_files(l, deps_.store, n.files, m, done);
    });
    if (!forgotten) co_return forgotten.error();
    ++done.items;
  }
  co_return result<void>();
}

asio::awaitable<result<swept>> media_sweep::forget(const std::string& id) {
  result<needs> n = co_await find_needs(removed_items::at_once);
  if (!n) co_return n.error();
  swept done;
  auto is_it = [&](const ledger::stored_media& m) { return m.id == id || m.sha256.hex() == id; };
  if (std::any_of(n->kept.begin(), n->kept.end(), is_it)) {
    done.kept = 1;
    co_return done;
  }
  std::vector<ledger::stored_media> items;
  std::copy_if(n->expired.begin(), n->expired.end(), std::back_inserter(items), is_it);
  if (items.empty()) {
    auto there = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.media().find(id); });
    if (!there) co_return there.error();
    if (!*there) {
      co_return error{errc::not_found, msg("there is no media item \"{}\"", printable(id)),
                      msg("see \"bangtin media list\" for those that there are")};
    }
    co_return error{errc::conflict, msg("{} was not removed", printable((*there)->file)),
                    msg("remove it with \"bangtin media remove\" first")};
  }
  // Files of other removed items that it shares stay with them.
  for (const ledger::stored_media& m : n->expired) {
    if (is_it(m)) continue;
    for (const digest& d : ledger::all_files(m)) n->files.insert(d);
  }
  if (result<void> gone = co_await forget_items(*n, items, done); !gone) co_return gone.error();
  co_return done;
}

asio::awaitable<result<std::vector<digest>>> media_sweep::files_without_item() {
  result<needs> n = co_await find_needs(removed_items::at_once);
  if (!n) co_return n.error();
  auto files = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<std::vector<digest>> {
    std::vector<digest> others;
    for (const digest& d : n->of_programmes) {
      result<bool> used = l.media().uses_file(d);
      if (!used) return used.error();
      if (!*used) others.push_back(d);
    }
    return others;
  });
  co_return files;
}

asio::awaitable<result<swept>> media_sweep::run(removed_items which) {
  swept done;
  const utc_ms now = deps_.clock.now().utc;
  result<int> leftovers = co_await deps_.reading.run([&] { return deps_.store.sweep(now); });
  if (!leftovers) co_return leftovers.error();
  done.leftovers = *leftovers;
  result<needs> n = co_await find_needs(which);
  if (!n) co_return n.error();
  if (which == removed_items::at_once) done.kept = n->kept.size();
  if (result<void> gone = co_await forget_items(*n, n->expired, done); !gone) co_return gone.error();
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
