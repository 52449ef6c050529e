// `close` is the only place where a play loses a segment. Closing twice does no harm, because segments have
// numbers and are not merely counted.
#include "player/core/play_book.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace bangtin::player::core {

namespace {

void blame(play& p, std::string_view reason) {
  if (p.reason.empty()) p.reason = reason;
}

void add(play& p, const presented& what) {
  p.shown += what.shown;
  p.frames += what.frames;
  p.dropped += what.dropped;
}

// A missing file and a machine without memory are not the item's fault.
bool is_own_fault(std::string_view reason) {
  return reason != "file-missing" && reason != "out-of-memory";
}

bool waits(const play& p, utc_ms now) {
  return !p.start_requested && p.facts.planned_start > now;
}

bool leaves_no_record(const play& p) {
  return p.start_refused || (!p.start_requested && p.withdrawn);
}

}  // namespace

const play* play_book::find(play_token token) const {
  auto found = plays_.find(token);
  return found == plays_.end() ? nullptr : &found->second;
}
play* play_book::find_mutable(play_token token) {
  auto found = plays_.find(token);
  return found == plays_.end() ? nullptr : &found->second;
}

void play_book::open(play_token token, evidence::play_facts facts, const digest& media_key,
                     const std::vector<segment_number>& segments) {
  assert(!contains(token) && !segments.empty());
  play& p = plays_[token];
  p.facts = std::move(facts);
  p.media_key = media_key;
  p.open.insert(segments.begin(), segments.end());
}

void play_book::add_segment(play_token token, segment_number segment) {
  if (play* p = find_mutable(token)) p->open.insert(segment);
}

// ---- reasons

void play_book::blame(play_token token, std::string_view reason) {
  if (play* p = find_mutable(token)) core::blame(*p, reason);
}

void play_book::blame_all(std::string_view reason) {
  for (auto& [token, p] : plays_) core::blame(p, reason);
}

void play_book::stop() {
  for (auto& [token, p] : plays_) p.stopped = true;
  blame_all("stopped");
}

void play_book::interrupt(std::string_view reason) {
  for (auto& [token, p] : plays_) {
    if (!p.open.empty() && !p.broken) p.reason = reason;
  }
}

void play_book::saw_output(play_token token, output_status output) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  p->seen_disconnected |= output == output_status::disconnected;
  p->seen_unknown |= output == output_status::unknown;
}

// ---- START

std::optional<evidence::play_facts> play_book::request_start(play_token token) {
  play* p = find_mutable(token);
  if (p == nullptr || std::exchange(p->start_requested, true)) return std::nullopt;
  return p->facts;
}

void play_book::start_durable(play_token token) {
  if (play* p = find_mutable(token)) p->durable = true;
}

bool play_book::start_refused(play_token token) {
  play* p = find_mutable(token);
  if (p == nullptr) return true;
  if (p->durable) return false;  // its END is yet to come
  p->start_refused = true;
  core::blame(*p, "journal-failed");
  return !p->start_late;  // else a GAP stands for this play already
}

bool play_book::start_timed_out(play_token token) {
  play* p = find_mutable(token);
  if (p == nullptr || may_show(token)) return false;
  p->start_late = true;
  return true;
}

bool play_book::may_show(play_token token) const {
  const play* p = find(token);
  return p != nullptr && (p->durable || p->start_refused || p->start_late);
}

// ---- how a segment leaves its play

void play_book::close(play& p, segment_number segment) {
  p.open.erase(segment);
}

void play_book::segment_ended(play_token token, segment_number segment, const presented& what) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  add(*p, what);
  close(*p, segment);
}

void play_book::segment_failed(play_token token, segment_number segment, const presented& what,
                               std::string_view reason) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  add(*p, what);
  core::blame(*p, reason);
  p->broken = true;
  p->own_fault |= is_own_fault(reason);
  close(*p, segment);
}

void play_book::segment_given_up(play_token token, segment_number segment, std::string_view reason) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  core::blame(*p, reason);
  p->broken = true;
  close(*p, segment);
}

void play_book::segment_rejected(play_token token, segment_number segment, std::string_view reason) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  p->reason = reason;
  p->broken = true;
  close(*p, segment);
}

void play_book::segment_dropped(play_token token, segment_number segment, std::string_view reason) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  core::blame(*p, reason);
  close(*p, segment);
}

void play_book::withdraw(play_token token, std::string_view reason) {
  play* p = find_mutable(token);
  if (p == nullptr) return;
  core::blame(*p, reason);
  p->withdrawn |= !p->start_requested;
}

// ---- its end

std::vector<finished_play> play_book::finish(utc_ms now, bool stopping) {
  std::vector<finished_play> finished;
  std::erase_if(plays_, [&](const auto& entry) {
    const auto& [token, p] = entry;
    bool silent = leaves_no_record(p);
    bool ahead = waits(p, now);
    if (!p.open.empty() || (ahead && !silent && !stopping)) return false;
    count_failures(p);
    if (!silent && !ahead) finished.push_back({token, p.facts, !p.start_requested, verdict(p)});
    return true;
  });
  return finished;
}

void play_book::count_failures(const play& p) {
  if (p.own_fault) {
    ++failures_[p.media_key];
  } else if (p.frames > 0) {
    failures_.erase(p.media_key);
  }
}

std::optional<utc_ms> play_book::next_finish(utc_ms now) const {
  std::optional<utc_ms> next;
  for (const auto& [token, p] : plays_) {
    if (!p.open.empty() || !waits(p, now)) continue;
    next = next ? std::min(*next, p.facts.planned_start) : p.facts.planned_start;
  }
  return next;
}

std::optional<utc_ms> play_book::latest_started() const {
  std::optional<utc_ms> latest;
  for (const auto& [token, p] : plays_) {
    if (p.start_requested) latest = std::max(latest.value_or(utc_ms::min()), p.facts.planned_start);
  }
  return latest;
}

bool play_book::is_quarantined(const digest& media_key) const {
  auto found = failures_.find(media_key);
  return found != failures_.end() && found->second >= max_failures;
}

}  // namespace bangtin::player::core
