// The order makes it safe: keep the verified offer as the next programme, fetch and hash every file, and only
// then switch. A power cut at any point leaves the old programme with all its files.
//
// A transfer that crawls ends by itself (daemon_api.hpp). Then the next file gets its turn, and the one that
// crawled is continued in a later round.
#include "player/sync/programme_sync.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bangtin::player::sync {

namespace {

constexpr milliseconds tell_every{500};
constexpr int max_barren = 2;  // so many fetches in a row without a byte mean that the daemon is not there

bool is(const programme_sync::interruption& interrupted) {
  return interrupted && interrupted();
}

}  // namespace

programme_sync::programme_sync(const media_files& files, kept_programmes programmes, identity who,
                               status& tells, const fetch_rules& rules)
    : files_(files),
      programmes_(std::move(programmes)),
      who_(std::move(who)),
      trust_(std::make_shared<kept_trust>(programmes_.folder(), who_.root)),
      tells_(tells),
      rules_(rules) {
  tells_.update_supply([&](supply_facts& f) { f.max_bytes_per_s = rules_.max_bytes_per_s; }, false);
}

void programme_sync::adopt(known_programme p) {
  current_ = std::move(p);
  untidy_ = true;
  urgent_ = false;
  checked_ = 0;
  tells_.update_supply(
      [&](supply_facts& f) {
        f.issued = current_->programme.value->issued;
        f.expires = current_->programme.value->expires;
      },
      false);
}

std::optional<core::ready_programme> programme_sync::begin() {
  if (auto kept = programmes_.current()) {
    const public_key root = trust_->recertify_kept(*kept);
    auto o = verify_offer(std::move(*kept), root, {});
    if (o) {
      adopt(known_from(*o));
    } else {
      spdlog::error("the kept programme is not used: {}", describe(o.error()));
      tells_.set_problem(problem_source::programme, o.error());
    }
  }
  if (auto kept = programmes_.next()) {
    // A revoked approver's programme stays on show until another arrives, but no new one of theirs begins.
    const wire::site_trust trust = trust_->current();
    const bool counts = current_ && wire::approves(trust, current_->by);
    const public_key root = trust_->recertify_kept(*kept);
    std::optional<wire::refusal> distrusted = wire::why_not_approved(trust, *kept);
    auto o = distrusted ? result<offer>(distrusted->why)
                        : verify_offer(std::move(*kept), root, counts ? current() : std::nullopt);
    if (!o) return current();
    file_list needed = files_for(*o->programme.value, who_.screen);
    bool whole = std::all_of(needed.begin(), needed.end(), [&](const auto& f) { return files_.is_there(f); });
    if (whole) {
      switch_to(std::move(*o));
    } else {
      urgent_ = o->programme.value->now;
      next_ = std::move(*o);
      next_is_kept_ = true;
    }
  }
  return current();
}

programme_offers programme_sync::offers() const {
  return {who_, next_ ? std::optional(known_from(*next_)) : current_, trust_, tells_};
}

void programme_sync::take(offer o) {
  urgent_ = urgent_ || o.programme.value->now;
  next_ = std::move(o);
  next_is_kept_ = false;
  // Make room: delete files of an earlier offer that never became the current programme.
  if (current_ && !untidy_) keep_needed();
  order_.keep_only(files_for(*next_->programme.value, who_.screen));
}

std::vector<digest> programme_sync::withdrawn() const {
  std::vector<digest> gone;
  if (!urgent_ || !current_ || !next_) return gone;
  file_list stay = files_for(*next_->programme.value, who_.screen);
  for (const playlists::programme::file_ref& f : files_for(*current_->programme.value, who_.screen)) {
    if (std::find(stay.begin(), stay.end(), f) == stay.end()) gone.push_back(f.sha256);
  }
  return gone;
}

// While its files were on their way, its approver may have been revoked, or the site may have come to demand
// two.
void programme_sync::drop_untrusted_next() {
  if (!next_) return;
  const std::optional<wire::refusal> why = wire::why_not_approved(trust_->current(), next_->note);
  if (!why) return;
  tells_.set_attack(problem_source::programme, attack_of(*why));
  next_.reset();
  next_is_kept_ = false;
  programmes_.drop_next();
}

// An interrupted round has not failed.
result<std::optional<core::ready_programme>> programme_sync::round(daemon_api& daemon,
                                                                   const clock_source& clock,
                                                                   const interruption& interrupted) {
  using answer = std::optional<core::ready_programme>;
  drop_untrusted_next();
  result<void> written = write_down();
  count_missing(clock.now().mono);
  std::optional<utc_ms> postponed_to = postponed(clock.now().utc);
  tells_.update_supply([&](supply_facts& f) { f.postponed_to = postponed_to; }, false);
  if (postponed_to) return answer();
  result<void> fetched = fetch_all(daemon, clock, interrupted);
  count_missing(clock.now().mono);
  if (next_ && progress_.missing == 0 && !is(interrupted)) {
    switch_to(std::move(*next_));
    count_missing(clock.now().mono);
    tells_.update_supply([](supply_facts& f) { f.file_refused.reset(); }, true);
    if (!unsaved_) tells_.clear_problem(problem_source::files);
    return answer(current());
  }
  bool refused = !fetched && fetched.error().code != errc::unreachable && fetched.error().code != errc::limit;
  if (refused) tell_refused_file(fetched.error());
  if (!fetched) return fetched.error();
  if (!written) return written.error();
  if (!is(interrupted)) tells_.clear_problem(problem_source::files);
  return answer();
}

// Bytes that are not the signed ones, and more bytes than were signed, are attacks; a disk that refuses is
// none.
void programme_sync::tell_refused_file(const error& e) {
  if (e.code != errc::verification) return tells_.set_problem(problem_source::files, e);
  tells_.set_attack(problem_source::files,
                    {endless_ ? wire::attack::endless_data : wire::attack::altered, e});
}

// A disk that refuses the programme does not keep an approved one from the screen, nor a withdrawn one on it:
// it takes over all the same, and writing it is tried again in every round.
void programme_sync::switch_to(offer o) {
  next_.reset();
  adopt(known_from(o));
  unsaved_ = std::move(o.note);
  (void)write_down();
}

// The statement first: a programme that only a new root key certifies would be lost without it.
result<void> programme_sync::write_down() {
  result<void> written;
  if (unsaved_ || (next_ && !next_is_kept_)) written = trust_->keep();
  if (written && unsaved_) {
    written = programmes_.switch_to(*unsaved_);
    if (written) unsaved_.reset();
    next_is_kept_ = false;  // the file of the next programme is gone
  }
  if (written && next_ && !next_is_kept_) {
    written = programmes_.keep_next(next_->note);
    next_is_kept_ = written.has_value();
  }
  if (!written) tells_.set_problem(problem_source::files, written.error());
  return written;
}

// What the next programme needs; without one, what the current programme needs.
programme_sync::file_list programme_sync::target_files() const {
  if (next_) return files_for(*next_->programme.value, who_.screen);
  return current_ ? files_for(*current_->programme.value, who_.screen) : file_list();
}

// The target's files and those of the programme on show, each once.
programme_sync::file_list programme_sync::files_in_order(file_list target, utc_ms now) const {
  const auto& wanted = next_ ? next_->programme.value : current_->programme.value;
  if (next_ && current_) {
    file_list more = files_for(*current_->programme.value, who_.screen);
    target.insert(target.end(), more.begin(), more.end());
  }
  order_.sort(target, needs_of(*wanted, who_.screen, now));
  target.erase(std::unique(target.begin(), target.end()), target.end());
  return target;
}

// Outside of the download hours a programme waits, if the screen shows the same until they begin. Its files
// are fetched at once if not, or if it asks to take effect at once: no rule of a network makes a screen late.
std::optional<utc_ms> programme_sync::postponed(utc_ms now) const {
  if (!next_ || !current_ || urgent_ || progress_.missing == 0) return std::nullopt;
  const playlists::programme::programme& next = *next_->programme.value;
  std::optional<utc_ms> until = closed_until(rules_, next, now);
  if (!until || !shows_the_same(*current_->programme.value, next, who_.screen, now, *until))
    return std::nullopt;
  return until;
}

// Fetches every file of both programmes that it can, until the next one is whole or the daemon is not there.
// Returns the first error.
result<void> programme_sync::fetch_all(daemon_api& daemon, const clock_source& clock,
                                       const interruption& interrupted) {
  const file_list target = target_files();
  if (target.empty()) return {};
  std::optional<error> first, refused;
  int barren = 0;
  endless_ = false;
  for (const playlists::programme::file_ref& f : files_in_order(target, clock.now().utc)) {
    if (is(interrupted) || (next_ && progress_.missing == 0)) break;
    bool counts = std::find(target.begin(), target.end(), f) != target.end();
    std::int64_t came = 0;
    fetching_ = f.sha256;
    result<void> fetched = fetch(f, daemon, clock, interrupted, counts, came);
    bool stopped = !fetched && is(interrupted);
    fetching_.reset();
    if (stopped) break;
    if (fetched) {
      order_.came(f.sha256);
      barren = 0;
      continue;
    }
    const error& e = fetched.error();
    spdlog::warn("file {}: {}", f.sha256.hex().substr(0, 12), describe(e));
    order_.failed(f.sha256);
    count_missing(clock.now().mono);
    bool gone = e.code == errc::unreachable;
    bool crawls = e.code == errc::limit;
    if (!first) first = e;
    if (!gone && !crawls && e.code != errc::io && !refused) refused = e;
    if (crawls) {
      // The head of an answer arrives too, though no byte of the file has.
      milliseconds now = clock.now().mono;
      tells_.update_supply([&](supply_facts& s) { s.arrived = now; }, false);
    }
    barren = gone && came == 0 ? barren + 1 : 0;
    if (barren == max_barren) break;
  }
  tells_.update_supply([&](supply_facts& s) { s.file_refused = refused; }, refused.has_value());
  if (first) return *first;
  return {};
}

result<void> programme_sync::fetch(const playlists::programme::file_ref& f, daemon_api& daemon,
                                   const clock_source& clock, const interruption& interrupted, bool counts,
                                   std::int64_t& came) {
  return files_.fetch(f, [&](const digest& d, std::int64_t from, const byte_sink& sink) {
    std::int64_t arrived = from;
    return daemon.fetch(d, from, [&](std::string_view piece) {
      bool taken = sink(piece);
      auto bytes = static_cast<std::int64_t>(piece.size());
      milliseconds now = clock.now().mono;
      came += bytes;
      arrived += bytes;
      endless_ = endless_ || arrived > f.bytes;
      meter_.add(now, bytes);
      if (counts) progress_.missing = std::max<std::int64_t>(progress_.missing - bytes, 0);
      tell_progress(now, false);
      return taken && !is(interrupted);
    });
  });
}

// Looks at the disk.
void programme_sync::count_missing(milliseconds now) {
  fetch_progress p;
  for (const playlists::programme::file_ref& f : target_files()) {
    p.bytes += f.bytes;
    p.missing += files_.missing_bytes(f);
  }
  if (p.missing == 0) {
    p = {};
  } else {
    p.version = next_ ? next_->programme.value->version : current_->programme.value->version;
    p.bytes_per_s = progress_.bytes_per_s;
  }
  bool begins = p.version != progress_.version;
  progress_ = p;
  if (begins) {
    tells_.update_supply(
        [&](supply_facts& f) {
          f.fetch_began = now;
          f.arrived.reset();
        },
        false);
  }
  tell_progress(now, begins);
}

void programme_sync::tell_progress(milliseconds now, bool at_once) {
  if (!at_once && now - told_ < tell_every) return;
  told_ = now;
  bool rate_was_known = progress_.bytes_per_s > 0;
  progress_.bytes_per_s = progress_.version == 0 ? 0 : meter_.rate(now);
  bool rate_becomes_known = !rate_was_known && progress_.bytes_per_s > 0;
  tells_.update_supply(
      [&](supply_facts& f) {
        if (progress_.version != 0 && f.fetch.missing > progress_.missing) f.arrived = now;
        f.fetch = progress_;
      },
      at_once || rate_becomes_known);
}

bool programme_sync::check_files(const interruption& interrupted) {
  if (!current_) return true;
  file_list files = files_for(*current_->programme.value, who_.screen);
  for (; checked_ < files.size(); ++checked_) {
    const playlists::programme::file_ref& f = files[checked_];
    result<void> checked = files_.check(f, interrupted);
    if (is(interrupted)) return false;
    if (checked) continue;
    spdlog::error("file {}: {}", f.sha256.hex().substr(0, 12), describe(checked.error()));
    tells_.set_problem(problem_source::files, checked.error());
  }
  return true;
}

void programme_sync::tidy(std::int64_t version_on_show) {
  if (!untidy_ || !current_ || version_on_show != current_->programme.value->version) return;
  keep_needed();
  untidy_ = false;
}

void programme_sync::keep_needed() {
  file_list needed = files_for(*current_->programme.value, who_.screen);
  if (next_) {
    file_list coming = files_for(*next_->programme.value, who_.screen);
    needed.insert(needed.end(), coming.begin(), coming.end());
  }
  files_.keep_only(needed);
}

}  // namespace bangtin::player::sync
