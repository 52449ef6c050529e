// After an error the outcome of a commit is unknown, not failed: the writer reopens the journal, and its last
// seq shows whether the commit was written. The writer computes seqs in advance within a batch, so that a
// START and its END can go into one commit.
#include "player/sync/record_writer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace bangtin::player::sync {

using evidence::record;
using evidence::record_type;

namespace {

constexpr std::size_t max_waiting = 2'000;

}  // namespace

bool merge_gap(record& into, const record& gap) {
  bool same = into.type == record_type::gap && gap.type == record_type::gap && into.reason == gap.reason;
  if (!same || into.lost == 0 || gap.lost == 0) return false;
  into.lost += gap.lost;
  return true;
}

void unwritten_notes::add(const record_write& message) {
  const auto* note = std::get_if<core::write_note>(&message);
  if (note == nullptr) return;
  bool merged =
      std::any_of(notes_.begin(), notes_.end(), [&](record& r) { return merge_gap(r, note->record); });
  if (merged) return;
  notes_.push_back(note->record);
  if (notes_.size() > max_waiting) notes_.pop_front();
}

std::vector<record_write> unwritten_notes::take() {
  std::vector<record_write> all;
  for (record& r : notes_) all.push_back(core::write_note{std::move(r)});
  notes_.clear();
  return all;
}

result<void> record_writer::begin(const time_reading& now, std::optional<milliseconds> bound) {
  record boot;
  boot.type = record_type::boot;
  boot.mono = now.mono;
  boot.utc = now.utc;
  boot.clock = now.trust;
  boot.bound = bound;
  boot.reason = boot_reason_;
  std::vector<record> records{boot};
  result<std::vector<record>> open = book_.open_plays();
  if (!open) return open.error();
  for (const record& start : *open) {
    record end = boot;
    end.type = record_type::end;
    end.reason.clear();
    end.play = start.play;
    end.end = evidence::play_end{{}, 0, 0, "unknown", evidence::play_outcome::partial, "interrupted"};
    records.push_back(end);
  }
  result<std::int64_t> appended = book_.append(records);
  if (!appended) return appended.error();
  return {};
}

// The outcome is unknown while the journal cannot be reopened. Until then the writer asks the journal nothing
// else, because its last seq is out of date.
record_writer::outcome record_writer::append(std::vector<record>& records) {
  if (records.empty()) return outcome::written;
  std::int64_t if_kept = book_.last_seq() + static_cast<std::int64_t>(records.size());
  result<std::int64_t> appended = book_.append(records);
  if (appended) {
    problem_.reset();
    return outcome::written;
  }
  error why = appended.error();
  // The disk is asked every few seconds while it refuses; one line in the log is enough.
  if (problem_ != why) spdlog::error("evidence: {}", describe(why));
  if (!reopen()) {
    if_kept_ = if_kept;
    return outcome::unknown;
  }
  if (book_.last_seq() == if_kept) {
    problem_.reset();
    return outcome::written;
  }
  problem_ = std::move(why);
  return outcome::refused;
}

result<void> record_writer::reopen() {
  result<void> reopened = book_.reopen();
  if (reopened) return reopened;
  if (problem_ != reopened.error()) spdlog::error("evidence: {}", describe(reopened.error()));
  problem_ = reopened.error();
  return reopened;
}

// Reopens the journal if a commit's outcome is unknown, and removes waiting records that the commit had
// written after all. True when no outcome is unknown any more.
bool record_writer::clear_up() {
  if (!if_kept_) return true;
  if (!reopen()) return false;
  bool kept = book_.last_seq() == *std::exchange(if_kept_, std::nullopt);
  if (kept) std::erase_if(waiting_, [](const waiting_record& w) { return w.unknown; });
  for (waiting_record& w : waiting_) w.unknown = false;
  return true;
}

std::vector<record_outcome> record_writer::take(std::vector<record_write> messages) {
  bool well = retry();
  std::int64_t next = book_.last_seq() + 1;
  std::vector<record> records;
  std::vector<core::play_token> starts, ended;
  for (record_write& m : messages) {
    if (auto* start = std::get_if<core::write_start>(&m)) {
      starts.push_back(start->token);
      seq_of_[start->token] = next + static_cast<std::int64_t>(records.size());
      records.push_back(std::move(start->record));
    } else if (auto* end = std::get_if<core::write_end>(&m)) {
      auto seq = seq_of_.find(end->token);
      if (seq == seq_of_.end() || !end->record.play) continue;  // its START was refused
      end->record.play->play = seq->second;
      ended.push_back(end->token);
      records.push_back(std::move(end->record));
    } else {
      records.push_back(std::move(std::get<core::write_note>(m).record));
    }
  }
  outcome o = well ? append(records) : outcome::refused;
  bool kept = o == outcome::written;
  std::vector<record_outcome> answers;
  for (core::play_token token : starts) {
    if (kept) {
      answers.push_back(core::start_durable{token, seq_of_.at(token)});
    } else {
      answers.push_back(core::journal_failed{token});
      std::int64_t lost = seq_of_.at(token);
      std::erase_if(records, [&](const record& r) { return r.play && r.play->play == lost; });
      seq_of_.erase(token);
    }
  }
  for (core::play_token token : ended) seq_of_.erase(token);
  if (!kept) push_waiting(std::move(records), o == outcome::unknown);
  return answers;
}

void record_writer::push_waiting(std::vector<record> records, bool unknown) {
  for (record& r : records) {
    if (r.type == record_type::start) continue;
    bool merged = !unknown && std::any_of(waiting_.begin(), waiting_.end(), [&](waiting_record& w) {
      return !w.unknown && merge_gap(w.what, r);
    });
    if (!merged) waiting_.push_back({std::move(r), unknown});
  }
  // A play whose END is dropped here stays open; the next start of the player ends it as interrupted.
  while (waiting_.size() > max_waiting) waiting_.pop_front();
}

void record_writer::forget_plays() {
  seq_of_.clear();
  std::erase_if(waiting_, [](const waiting_record& w) { return w.what.type == record_type::end; });
}

std::vector<record_write> record_writer::salvage(const time_reading& now) {
  std::vector<record_write> notes;
  auto lost = static_cast<std::int64_t>(seq_of_.size());
  for (waiting_record& w : waiting_) {
    if (w.what.type == record_type::end) {
      ++lost;
    } else {
      notes.push_back(core::write_note{std::move(w.what)});
    }
  }
  waiting_.clear();
  seq_of_.clear();
  if (lost == 0) return notes;
  record gap;
  gap.type = record_type::gap;
  gap.mono = now.mono;
  gap.utc = now.utc;
  gap.clock = now.trust;
  gap.reason = "journal-lost";
  gap.lost = lost;
  notes.push_back(core::write_note{std::move(gap)});
  return notes;
}

bool record_writer::retry() {
  if (!clear_up()) return false;
  if (waiting_.empty()) return true;
  std::vector<record> records;
  for (const waiting_record& w : waiting_) records.push_back(w.what);
  outcome o = append(records);
  for (waiting_record& w : waiting_) w.unknown = o == outcome::unknown;
  if (o != outcome::written) return false;
  waiting_.clear();
  return true;
}

}  // namespace bangtin::player::sync
