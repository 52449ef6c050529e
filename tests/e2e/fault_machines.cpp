// The judge compares places (log and seq), so it sees a record that came twice, never, or as another one.
#include "e2e/fault_machines.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace bangtin::e2e::campaign {

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

void outside_book::rename_log(const std::string& from, const std::string& to) {
  for (auto* book : {&written, &maybe_written}) {
    for (auto at = book->lower_bound({from, 0}); at != book->end() && at->first.first == from; ++at) {
      for (const std::string& line : at->second) {
        result<evidence::record> r = evidence::from_line(line);
        if (!r) continue;  // the journal refused it
        r->log = to;
        (*book)[{to, r->seq}].insert(evidence::to_line(*r));
      }
    }
  }
}

bool outside_book::knows(const std::string& log, std::int64_t seq, const std::string& line) const {
  for (const auto* lines : {&written, &maybe_written}) {
    auto found = lines->find({log, seq});
    if (found != lines->end() && found->second.contains(line)) return true;
  }
  return false;
}

screen_machine::screen_machine(std::string name, fs::path folder, secret_key key, public_key daemon)
    : name_(std::move(name)), folder_(std::move(folder)), key_(std::move(key)), daemon_(daemon) {
  fs::create_directories(folder_);
}

bool screen_machine::start(milliseconds mono, utc_ms utc) {
  boot_ = fmt::format("boot-{}-{}", name_, ++boots_);
  now_ = {utc, mono, clock_trust::synced};
  playing_ = 0;
  auto opened = journal::open(folder_ / "journal.db", key_, name_, now_, boot_);
  if (!opened) return false;
  journal_ = std::move(*opened);
  reporter_.emplace(name_, status_, *this, host_);
  if (!write(of_type(evidence::record_type::boot, "start"))) return true;
  auto open = journal_->open_plays();
  if (!open) return true;
  for (const evidence::record& start : *open) end_play(start.seq, evidence::play_outcome::partial);
  return true;
}

void screen_machine::stop() {
  reporter_.reset();
  journal_.reset();
}

void screen_machine::play() {
  if (!usable()) return;
  if (playing_ != 0) return end_play(std::exchange(playing_, 0), evidence::play_outcome::complete);
  evidence::record r = of_type(evidence::record_type::start, "");
  r.play = evidence::play_facts{0, sha256("a programme"), "c", "m.png", now_.utc, milliseconds(10'000)};
  if (auto seq = write(r)) playing_ = *seq;
}

void screen_machine::send(player::sync::daemon_api& to, std::size_t batch) {
  batch_ = batch;
  if (usable()) static_cast<void>(reporter_->send_evidence(to, now_, {}));
}

// ---- evidence_source

result<std::optional<evidence::batch>> screen_machine::next_batch(const limits&) {
  return journal_->next_batch(batch_);
}

result<void> screen_machine::acknowledge(const evidence::signed_text& receipt, const limits&) {
  result<void> taken = journal_->acknowledge(receipt, daemon_);
  if (taken) note_receipt(receipt);
  return taken;
}

result<void> screen_machine::resend_from(std::int64_t seq, const limits&) {
  return journal_->resend_from(seq);
}

result<bool> screen_machine::resend_lost(std::int64_t tip, const limits&) {
  return journal_->resend_lost(tip);
}

result<std::int64_t> screen_machine::unacknowledged(const limits&) {
  return journal_->unacknowledged();
}

result<std::string> screen_machine::log(const limits&) {
  return journal_->log();
}

result<screen_machine::standing> screen_machine::compare(const evidence::signed_text& receipt,
                                                         const limits&) {
  return journal_->compare(receipt, daemon_);
}

result<void> screen_machine::begin_new_log(const std::optional<evidence::signed_text>& cites, const limits&) {
  ++new_logs_;
  playing_ = 0;
  result<void> begun = journal_->begin_new_log(now_, cites);
  if (begun) static_cast<void>(write(of_type(evidence::record_type::boot, "start")));
  return begun;
}

result<screen_machine::citing> screen_machine::cite(const evidence::signed_text& receipt, const limits&) {
  const std::string before = journal_->log();
  result<citing> done = journal_->cite(now_, receipt, daemon_);
  if (journal_->log() != before) book_.rename_log(before, journal_->log());
  return done;
}

result<std::vector<std::string>> screen_machine::older_logs(const limits&) {
  return journal_->older_logs();
}

result<std::int64_t> screen_machine::older_from(const std::string& log, const evidence::signed_text& receipt,
                                                const limits&) {
  return journal_->older_from(log, receipt, daemon_);
}

result<std::optional<evidence::batch>> screen_machine::older_batch(const std::string& log, std::int64_t from,
                                                                   const limits&) {
  return journal_->older_batch(log, from, batch_);
}

result<std::optional<evidence::batch>> screen_machine::older_batch_up_to(const std::string& log,
                                                                         std::int64_t last, const limits&) {
  return journal_->older_batch_up_to(log, last, batch_);
}

result<std::optional<evidence::batch>> screen_machine::carried_batch(std::int64_t from, const limits&) {
  return journal_->carried_batch(from);
}

result<void> screen_machine::set_daemon_reads(std::int64_t format, const limits&) {
  journal_->set_daemon_reads(format);
  return {};
}

// ---- records

evidence::record screen_machine::of_type(evidence::record_type type, std::string reason) const {
  evidence::record r;
  r.type = type;
  r.reason = std::move(reason);
  r.mono = now_.mono;
  r.utc = now_.utc;
  r.clock = now_.trust;
  return r;
}

bool screen_machine::usable() {
  if (!runs()) return false;
  if (journal_->is_usable()) return true;
  if (journal_->reopen()) return true;
  stop();
  return start(now_.mono, now_.utc) && journal_->is_usable();
}

std::optional<std::int64_t> screen_machine::write(evidence::record r) {
  std::string log = journal_->log();
  std::int64_t next = journal_->last_seq() + 1;
  result<std::int64_t> seq = journal_->append({&r, 1});
  // The journal fills the record in before it writes, so the line is known even if the outcome is not.
  r.log = log;
  r.seq = seq ? *seq : next;
  if (r.play && r.type == evidence::record_type::start) r.play->play = r.seq;
  r.boot = boot_;
  auto& lines = seq ? book_.written : book_.maybe_written;
  lines[{log, r.seq}].insert(evidence::to_line(r));
  return seq ? std::optional(*seq) : std::nullopt;
}

void screen_machine::end_play(std::int64_t play, evidence::play_outcome outcome) {
  evidence::record r =
      of_type(evidence::record_type::end, outcome == evidence::play_outcome::partial ? "stopped" : "");
  r.reason.clear();
  r.play = evidence::play_facts{play, sha256("a programme"), "c", "m.png", beginning, milliseconds(10'000)};
  if (auto open = journal_->open_plays()) {
    for (const evidence::record& start : *open) {
      if (start.seq == play) r.play = start.play;
    }
  }
  bool complete = outcome == evidence::play_outcome::complete;
  r.end = evidence::play_end{milliseconds(complete ? 10'000 : 0),
                             complete ? 300 : 0,
                             0,
                             "connected",
                             outcome,
                             complete ? "" : "stopped"};
  static_cast<void>(write(r));
}

void screen_machine::note_receipt(const evidence::signed_text& receipt) {
  auto r = evidence::receipt_from_text(receipt.text);
  if (!r) return;
  for (const auto& [place, lines] : book_.written) {
    // Of several lines, or one from a commit that failed, nobody here knows which the journal has.
    const bool is_known = lines.size() == 1 && !book_.maybe_written.contains(place);
    if (place.first == r->acknowledged.log && place.second <= r->acknowledged.seq && is_known) {
      book_.receipted[place] = *lines.begin();
    }
  }
}

// ---- the judge

stored_lines lines_in(const fs::path& ledger) {
  stored_lines all;
  SQLite::Database db(ledger.string(), SQLite::OPEN_READONLY);
  SQLite::Statement row(db, "SELECT log, seq, line FROM records");
  while (row.executeStep())
    all.records[{row.getColumn(0).getString(), row.getColumn(1).getInt64()}] = row.getColumn(2).getString();
  SQLite::Statement fork(db, "SELECT log, lines FROM forks");
  while (fork.executeStep()) {
    std::istringstream lines(fork.getColumn(1).getString());
    for (std::string line; std::getline(lines, line);) all.forked[fork.getColumn(0).getString()].insert(line);
  }
  return all;
}

namespace {

void judge_screen(const screen_machine& s, const stored_lines& stored, bool went_back,
                  std::vector<std::string>& faults) {
  // Of a log that two machines continued, a daemon that was restored keeps the story that it gets first, and
  // sets the other one aside.
  auto is_set_aside = [&](const std::string& log, const std::string& line) {
    auto forked = stored.forked.find(log);
    return went_back && forked != stored.forked.end() && forked->second.contains(line);
  };
  const auto& records = stored.records;
  for (const auto& [place, line] : s.book().receipted) {
    auto found = records.find(place);
    if ((found != records.end() && found->second == line) || is_set_aside(place.first, line)) continue;
    faults.push_back(fmt::format("{}: an acknowledged record is {}, seq {}", s.name(),
                                 found == records.end() ? "lost" : "another one", place.second));
  }
  std::string log = s.records().log();
  auto newest = records.upper_bound({log, INT64_MAX});
  bool there = newest != records.begin() && std::prev(newest)->first.first == log;
  if (!there || std::prev(newest)->first.second != s.records().last_seq()) {
    faults.push_back(fmt::format("{}: screen and daemon do not end at the same record", s.name()));
  }
  if (s.new_logs() > 0 && !went_back) {
    faults.push_back(s.name() + ": a new log although nothing went back in time");
  }
}

}  // namespace

std::vector<std::string> judge(const std::vector<std::unique_ptr<screen_machine>>& screens,
                               const stored_lines& stored, bool went_back) {
  std::vector<std::string> faults;
  for (auto& s : screens) judge_screen(*s, stored, went_back, faults);
  for (const auto& [place, line] : stored.records) {
    auto r = evidence::from_line(line);
    if (!r || r->log != place.first || r->seq != place.second) {
      faults.push_back(fmt::format("a stored line is not the record of its place, seq {}", place.second));
      continue;
    }
    if (r->type != evidence::record_type::start) continue;
    bool happened = std::any_of(screens.begin(), screens.end(),
                                [&](auto& s) { return s->book().knows(place.first, place.second, line); });
    if (!happened)
      faults.push_back(fmt::format("a play that nobody started is stored, seq {}", place.second));
  }
  return faults;
}

}  // namespace bangtin::e2e::campaign
