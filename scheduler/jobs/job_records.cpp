// Files are removed after the transaction, still on the ledger's thread: so no new item can use a file
// between check and removal, and a transaction that fails has removed nothing.
#include "scheduler/jobs/job_records.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::scheduler::jobs {

namespace {

using ledger::job_state;
using ledger::stored_job;
using ledger::stored_media;

error not_arrived() {
  return {errc::conflict, msg("the file has not arrived yet"), msg("upload it first")};
}
error lost() {
  return {errc::io, msg("the daemon's disk lost this file while it was examined"), msg("load it again")};
}

result<void> remove_unless_used(ledger::ledger& l, const media::store& store, const digest& d) {
  result<bool> used = l.media().uses_file(d);
  if (!used) return used.error();
  result<std::optional<stored_job>> needed = l.jobs().open_for(d);
  if (!needed) return needed.error();
  if (*used || *needed) return {};
  return store.remove(d);
}

// The job's outcome does not depend on this: what stays is removed when the store is swept.
void try_to_remove(ledger::ledger& l, const media::store& store, const digest& d) {
  result<void> removed = remove_unless_used(l, store, d);
  if (!removed) spdlog::warn("{} stays in the store: {}", d.hex(), describe(removed.error()));
}

void remove_renditions(ledger::ledger& l, const media::store& store, const stored_media& m) {
  for (const digest& d : ledger::all_files(m)) {
    if (d != m.sha256) try_to_remove(l, store, d);
  }
}

void fail(stored_job& j, const error& why) {
  j.state = job_state::failed;
  j.failure = why;
}

// Stores the item and says in `j` what became of it.
result<void> add_item(ledger::ledger& l, const media::store& store, const stored_media& m, stored_job& j) {
  if (!is_whole(store, m)) {
    fail(j, lost());
    return {};
  }
  j.state = job_state::done;
  j.permille = 1000;
  // An item from before the order lacked files, which this job has made again; one from after it is a twin.
  result<std::optional<stored_media>> known = l.media().find(m.sha256.hex());
  if (!known) return known.error();
  j.duplicate = *known && !(*known)->removed && (*known)->added >= j.queued && is_whole(store, **known);
  if (j.duplicate) return {};
  result<stored_media> added = store_ingested(l, store, m, j.who);
  if (added) return {};
  if (added.error().code != errc::conflict) return added.error();
  fail(j, added.error());  // another file's digest begins with the same digits
  return {};
}

result<void> add_failure(ledger::ledger& l, const error& why, stored_job& j, utc_ms now) {
  fail(j, why);
  if (!is_refusal(why.code)) return {};
  return l.audit().add(
      {now, j.who, fmt::format("media rejected {} {}: {}", printable(j.file), j.sha256.hex(), describe(why)),
       j.file});
}

void forget_old(ledger::ledger& l, utc_ms now) {
  result<int> gone = l.jobs().forget(now - keep_final, max_final);
  if (!gone) spdlog::warn("old jobs stay: {}", describe(gone.error()));
}

}  // namespace

bool is_refusal(errc code) {
  switch (code) {
    case errc::io:
    case errc::internal:
    case errc::unreachable:
    case errc::not_found:
    case errc::conflict:
      return false;
    default:
      return true;
  }
}

result<std::vector<stored_job>> take_over(ledger::ledger& l, utc_ms now) {
  result<std::vector<stored_job>> open = l.jobs().open();
  if (!open) return open;
  for (stored_job& j : *open) {
    if (j.state != job_state::running) continue;
    j.state = job_state::queued;
    if (result<void> done = l.jobs().update(j); !done) return done.error();
  }
  forget_old(l, now);
  return open;
}

result<ordered> order(ledger::ledger& l, const media::store& store, const stored_job& job) {
  result<std::optional<known_media>> known = take_known(l, store, job);
  if (!known) return known.error();
  if (*known) return ordered{std::move(*known)};
  result<std::optional<stored_job>> open = l.jobs().open_for(job.sha256);
  if (!open) return open.error();
  if (*open) return ordered{{}, std::move(**open)};
  // Meanwhile a job for the same file may have been refused or cancelled, and have removed the file.
  if (!store.has(job.sha256)) return not_arrived();
  result<std::int64_t> id = l.jobs().add(job);
  if (!id) return id.error();
  ordered made{{}, job, true};
  made.job.id = *id;
  return made;
}

result<std::optional<stored_job>> begin(ledger::ledger& l, std::int64_t id) {
  result<std::optional<stored_job>> j = l.jobs().find(id);
  if (!j) return j.error();
  if (!*j || is_final((*j)->state)) return std::optional<stored_job>();
  if ((*j)->state == job_state::running) return j;  // a try before this one was written although it failed
  (*j)->state = job_state::running;
  ++(*j)->starts;
  if (result<void> done = l.jobs().update(**j); !done) return done.error();
  return j;
}

result<void> give_back(ledger::ledger& l, std::int64_t id) {
  result<std::optional<stored_job>> j = l.jobs().find(id);
  if (!j) return j.error();
  if (!*j || (*j)->state != job_state::running) return {};
  (*j)->state = job_state::queued;
  (*j)->starts = std::max(0, (*j)->starts - 1);
  return l.jobs().update(**j);
}

result<std::optional<stored_job>> settle(ledger::ledger& l, const media::store& store, std::int64_t id,
                                         const result<stored_media>& made, int permille, utc_ms now) {
  result<std::optional<stored_job>> found = l.jobs().find(id);
  if (!found) return found.error();
  if (!*found || is_final((*found)->state)) {
    if (made) remove_renditions(l, store, *made);
    return found;
  }
  stored_job& j = **found;
  j.ended = now;
  j.permille = permille;
  result<void> done = l.transaction([&]() -> result<void> {
    result<void> said = made ? add_item(l, store, *made, j) : add_failure(l, made.error(), j, now);
    if (!said) return said;
    return l.jobs().update(j);
  });
  if (!done) return done.error();
  if (!made && is_refusal(made.error().code)) try_to_remove(l, store, j.sha256);
  if (made && j.state == job_state::failed) remove_renditions(l, store, *made);
  forget_old(l, now);
  return found;
}

result<stored_job> cancel(ledger::ledger& l, const media::store& store, std::int64_t id,
                          const std::string& who, int permille, utc_ms now) {
  result<std::optional<stored_job>> found = l.jobs().find(id);
  if (!found) return found.error();
  if (!*found) {
    return error{errc::not_found, msg("there is no job {}", id),
                 msg("see \"bangtin jobs\" for those that there are")};
  }
  stored_job& j = **found;
  if (is_final(j.state)) {
    return error{errc::conflict, msg("the job {} has ended already", id),
                 msg("see \"bangtin jobs\" for what became of it")};
  }
  j.state = job_state::cancelled;
  j.ended = now;
  j.permille = permille;
  ledger::audit_line line{now, who, fmt::format("media cancelled {} {}", printable(j.file), j.sha256.hex()),
                          j.file};
  result<void> done = l.with_audit(line, [&] { return l.jobs().update(j); });
  if (!done) return done.error();
  try_to_remove(l, store, j.sha256);
  forget_old(l, now);
  return j;
}

}  // namespace bangtin::scheduler::jobs
