// A screen may send anything at any time: the same records again, records split into other batches, records
// from before or after a restored backup of the screen or of this daemon. Intake compares the signed head
// with the stored log in this order: who owns the log, whether records are missing in between, whether the
// head contradicts stored records, and only then which records are new.
#include "scheduler/api/intake.hpp"

#include "evidence/verify_chain.hpp"

namespace bangtin::scheduler::api {

namespace intake {

namespace {

std::optional<error> wrong_head(const sender& from, const evidence::batch& b,
                                const result<evidence::head>& head) {
  if (!head) return head.error();
  if (b.lines.empty() || b.first_seq < 1) {
    return error{errc::invalid, msg("the batch holds no records"), msg("send at least one record")};
  }
  if (head->log != b.log || head->seq != b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1) {
    return error{errc::verification, msg("the signed head does not name the last record of the batch"),
                 msg("send the head that belongs to these records")};
  }
  if (!evidence::verify(b.head, from.key)) {
    return error{errc::verification, msg("the head is not signed by the key of the screen \"{}\"", from.name),
                 msg("pair the screen again if its key has changed")};
  }
  return std::nullopt;
}

std::optional<error> wrong_owner(const sender& from, const ledger::log_state& known) {
  if (known.exists && (known.screen != from.name || known.key != from.key)) {
    return error{errc::forbidden, msg("this log belongs to another screen or to an earlier key of it"),
                 msg("begin a new log")};
  }
  if (!known.exists && known.logs_of_screen >= max_logs_per_screen) {
    return error{errc::limit,
                 msg("the screen \"{}\" has begun more than {} logs", from.name, max_logs_per_screen),
                 msg("find out why the screen's storage is lost again and again")};
  }
  return std::nullopt;
}

// A log begins with a GENESIS record that names the screen, and has no other GENESIS.
std::optional<error> wrong_genesis(const sender& from, const std::vector<evidence::record>& records) {
  for (const evidence::record& r : records) {
    bool genesis = r.type == evidence::record_type::genesis;
    if (genesis != (r.seq == 1) || (genesis && r.screen != from.name)) {
      return error{errc::invalid,
                   msg("the log does not begin with a GENESIS record of the screen \"{}\"", from.name),
                   msg("begin a new log")};
    }
  }
  return std::nullopt;
}

ledger::stored_record to_stored(const evidence::record& r, const digest& link, const std::string& line) {
  ledger::stored_record s{r.seq, link, std::string(evidence::to_string(r.type)), r.utc, std::nullopt, line};
  if (r.play) s.play = r.play->play;
  return s;
}

}  // namespace

decision decide(const sender& from, const evidence::batch& b, const ledger::log_state& known) {
  result<evidence::head> head = evidence::head_from_text(b.head.text);
  if (auto bad = wrong_head(from, b, head)) return refuse{*bad};
  if (auto bad = wrong_owner(from, known)) return refuse{*bad};
  if (b.first_seq > known.tip + 1) return missing_range{known.tip + 1};
  if (known.at_last && *known.at_last != head->hash) return fork{*head};

  evidence::head start = evidence::beginning(b.log, from.key);
  if (b.first_seq > 1) {
    if (!known.before) throw std::logic_error("the ledger has a tip without the record before the batch");
    start = {b.log, b.first_seq - 1, *known.before};
  }
  result<evidence::extension> run = evidence::extend(start, b, from.key);
  if (!run) return refuse{run.error()};
  if (auto bad = wrong_genesis(from, run->records)) return refuse{*bad};

  if (known.receipt) return repeat{*known.receipt};
  accept a{*head, {}, {}};
  for (std::size_t i = 0; i < run->records.size(); ++i) {
    std::int64_t seq = run->records[i].seq;
    if (seq == known.tip && run->links[i] != known.tip_hash) return fork{*head};
    if (seq <= known.tip) continue;
    a.records.push_back(to_stored(run->records[i], run->links[i], b.lines[i]));
    a.values.push_back(std::move(run->records[i]));
  }
  return a;
}

}  // namespace intake

namespace {

intake_answer commit(ledger::ledger& l, const sender& from, const evidence::batch& b, const intake::accept& a,
                     const secret_key& daemon, utc_ms now, play_judge& judge) {
  evidence::signed_text receipt =
      evidence::sign_text(evidence::to_text(evidence::receipt{a.head, now}), daemon);
  result<void> stored = l.transaction([&]() -> result<void> {
    result<void> appended =
        l.evidence().append_batch(b.log, from.name, from.key, a.records, a.head, b.head, receipt);
    return appended ? judge_new_records(judge, l, b.log, a.values, now) : appended;
  });
  if (!stored) return {stored.error()};
  return {receipt, static_cast<std::int64_t>(a.records.size())};
}

intake_answer set_aside(ledger::ledger& l, const sender& from, const evidence::batch& b,
                        const intake::fork& f, utc_ms now, play_judge& judge) {
  ledger::recorded_fork fork{b.log, from.name, f.head.seq, f.head.hash, b.head, b.lines, now};
  result<void> stored = l.transaction([&]() -> result<void> {
    result<void> recorded = l.evidence().record_fork(fork);
    return recorded ? judge.judge_fork(l, l.plays(), fork) : recorded;
  });
  if (!stored) return {stored.error()};
  error why{
      errc::conflict,
      msg("the records contradict those which this screen sent before (record {} of its log)", f.head.seq),
      msg("begin a new log; somebody should look why the screen's storage went back in time")};
  return {why, 0, true};
}

}  // namespace

intake_answer take_batch(ledger::ledger& l, const sender& from, const evidence::batch& b,
                         const secret_key& daemon, utc_ms now, play_judge& judge) {
  std::int64_t last = b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1;
  result<ledger::log_state> known = l.evidence().read_log_state(b.log, from.name, b.first_seq, last);
  if (!known) return {known.error()};
  intake::decision d = intake::decide(from, b, *known);
  if (const auto* a = std::get_if<intake::accept>(&d)) return commit(l, from, b, *a, daemon, now, judge);
  if (const auto* r = std::get_if<intake::repeat>(&d)) return {r->receipt};
  if (const auto* h = std::get_if<intake::missing_range>(&d)) return {*h};
  if (const auto* f = std::get_if<intake::fork>(&d)) return set_aside(l, from, b, *f, now, judge);
  return {std::get<intake::refuse>(d).why};
}

}  // namespace bangtin::scheduler::api
