// A screen may send anything at any time: the same records again, records split into other batches, records
// from before or after a restored backup of the screen or of this daemon. Intake compares the signed head
// with the stored log in this order: who owns the log, whether records are missing in between, whether the
// head contradicts stored records, and only then which records are new.
#include "scheduler/api/intake.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "evidence/verify_chain.hpp"
#include "scheduler/api/ledger_check.hpp"

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

// From the log's beginning on, records that do not give their head prove nothing. Later ones may contradict
// what is stored.
decision wrong_lines(const evidence::batch& b, const evidence::head& head) {
  error why{errc::verification,
            msg("the records up to {} do not give the hash that their head names", head.seq),
            msg("send the records again; if they stay so, begin a new log")};
  if (b.first_seq == 1) return refuse{std::move(why)};
  return unproven{head, std::move(why)};
}

// What follows a fork is part of it, wherever the log ends here.
bool continues_fork(const evidence::batch& b, const ledger::log_state& known, const evidence::head& head) {
  return std::any_of(known.forked_before.begin(), known.forked_before.end(), [&](const digest& before) {
    result<evidence::extension> run = evidence::extend({b.log, b.first_seq - 1, before}, b.lines);
    return run && run->tip == head;
  });
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
  if (known.doubted_from) return doubt{*head};
  if (auto bad = wrong_owner(from, known)) return refuse{*bad};
  if (b.first_seq > known.tip + 1) {
    if (continues_fork(b, known, *head)) return fork{*head};
    return missing_range{known.tip + 1};
  }
  if (known.at_last && *known.at_last != head->hash) return fork{*head};

  evidence::head start = evidence::beginning(b.log, from.key);
  if (b.first_seq > 1) {
    if (!known.before) return lost{*head, b.first_seq - 1};
    start = {b.log, b.first_seq - 1, *known.before};
  }
  result<evidence::extension> run = evidence::extend(start, b.lines);
  if (!run) return refuse{run.error()};
  if (auto bad = wrong_genesis(from, run->records)) return refuse{*bad};
  if (run->tip != *head && continues_fork(b, known, *head)) return fork{*head};
  if (run->tip != *head) return wrong_lines(b, *head);

  if (known.receipt) return repeat{*known.receipt};
  accept a{*head, {}, {}};
  for (std::size_t i = 0; i < run->records.size(); ++i) {
    std::int64_t seq = run->records[i].seq;
    if (seq == known.tip && run->links[i] != known.tip_hash) return fork{*head};
    if (seq <= known.tip) continue;
    a.records.push_back(to_stored(run->records[i], run->links[i], b.lines[i]));
    a.values.push_back(std::move(run->records[i]));
  }
  if (a.records.empty()) a.before = known.covering;
  return a;
}

// A clock that was ahead when the newest log began must not hold the screen up until then.
std::chrono::seconds wait_to_begin(const ledger::log_state& known, utc_ms now) {
  if (known.exists || known.logs_of_screen < unslowed_logs_per_screen || now < known.newest_log_began) {
    return {};
  }
  const milliseconds left = slowed_log_every - (now - known.newest_log_began);
  return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds(0));
}

}  // namespace intake

namespace {

// The receipt's time never goes back within a log, even if the daemon's clock does.
ledger::given_receipt receipt_for(const intake::accept& a, const ledger::log_state& known,
                                  const intake_setup& setup) {
  utc_ms received = a.before ? a.before->received : std::max(setup.now, known.received);
  int rules = a.before ? a.before->rules : rules_in_force;
  evidence::receipt r{a.head, received, setup.format >= 2 ? rules : 0};
  return {evidence::sign_text(evidence::to_text(r), setup.daemon), received, rules};
}

intake_answer commit(ledger::ledger& l, const judged_batch& b, const intake::accept& a,
                     const intake_setup& setup) {
  ledger::given_receipt receipt = receipt_for(a, b.known, setup);
  result<void> stored = l.transaction([&]() -> result<void> {
    result<void> appended = l.evidence().append_batch(b.batch.log, b.from.name, b.from.key, a.records, a.head,
                                                      b.batch.head, receipt);
    if (!appended || setup.judge == nullptr) return appended;
    return judge_new_records(*setup.judge, l, b.batch.log, a.values, receipt.received);
  });
  if (!stored) return {stored.error()};
  return {receipt.note, static_cast<std::int64_t>(a.records.size())};
}

error fork_error(const evidence::head& head) {
  return {errc::conflict,
          msg("the records contradict those which this screen sent before (record {} of its log)", head.seq),
          msg("begin a new log; somebody should look why the screen's storage went back in time")};
}

error doubt_error(std::int64_t from_seq) {
  return {errc::conflict,
          msg("what is stored here of this log does not verify from record {} on, so nothing can follow it",
              from_seq),
          msg("begin a new log; the stored records are set aside, and \"bangtin status\" says why")};
}

// Keeps the batch beside the log, uncounted. A screen sends a fork again after each start.
intake_answer set_aside(ledger::ledger& l, const judged_batch& b, const evidence::head& head, error why,
                        const intake_setup& setup) {
  ledger::recorded_fork fork{b.batch.log,  b.from.name,   head.seq, head.hash,
                             b.batch.head, b.batch.lines, setup.now};
  result<bool> known = l.plays().has_fork(fork.log, fork.seq, fork.hash);
  if (!known) return {known.error()};
  result<void> stored = l.transaction([&]() -> result<void> {
    result<void> recorded = l.evidence().record_fork(fork);
    if (!recorded || setup.judge == nullptr) return recorded;
    return setup.judge->judge_fork(l, l.plays(), fork);
  });
  if (!stored) return {stored.error()};
  if (!*known) {
    spdlog::error("screen \"{}\", log {}, record {}: {}; the batch is set aside and not counted", b.from.name,
                  b.batch.log, head.seq, describe(why));
  }
  result<std::optional<ledger::log_tip>> tip = l.evidence().tip_of(b.batch.log);
  if (!tip) return {tip.error()};
  fork_answer answer{std::move(why), {}};
  if (*tip && (*tip)->newest)
    answer.receipt = readable((*tip)->newest->note, setup.format, setup.daemon, setup.all);
  return {std::move(answer)};
}

intake_answer carry_out(ledger::ledger& l, const judged_batch& b, const intake_setup& setup) {
  const intake::decision& d = b.decision;
  if (const auto* a = std::get_if<intake::accept>(&d)) {
    const std::chrono::seconds wait = intake::wait_to_begin(b.known, setup.now);
    if (wait.count() == 0) return commit(l, b, *a, setup);
    spdlog::warn("screen \"{}\" has begun {} logs; it may begin another in {} s", b.from.name,
                 b.known.logs_of_screen, wait.count());
    return {later_answer{wait}};
  }
  if (const auto* r = std::get_if<intake::repeat>(&d)) {
    return {readable(r->receipt, setup.format, setup.daemon, setup.all)};
  }
  if (const auto* h = std::get_if<intake::missing_range>(&d)) return {*h};
  if (const auto* f = std::get_if<intake::fork>(&d)) {
    return set_aside(l, b, f->head, fork_error(f->head), setup);
  }
  if (const auto* f = std::get_if<intake::doubt>(&d)) {
    return set_aside(l, b, f->head, doubt_error(b.known.doubted_from.value_or(1)), setup);
  }
  if (const auto* f = std::get_if<intake::lost>(&d)) {
    auto stored = set_log_aside(l, {b.batch.log, f->seq, msg("record {} is missing", f->seq), setup.now, {}});
    if (!stored) return {stored.error()};
    return set_aside(l, b, f->head, doubt_error(stored->from_seq), setup);
  }
  if (const auto* u = std::get_if<intake::unproven>(&d)) {
    if (b.repeated) return set_aside(l, b, u->head, fork_error(u->head), setup);
    return {u->why, 0, true};
  }
  return {std::get<intake::refuse>(d).why};
}

}  // namespace

result<ledger::log_state> read_log_state(ledger::ledger& l, const sender& from, const evidence::batch& b) {
  std::int64_t last = b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1;
  return l.evidence().read_log_state(b.log, from.name, b.first_seq, last);
}

intake_answer take_batch(ledger::ledger& l, const judged_batch& b, const intake_setup& setup) {
  result<ledger::log_state> known = read_log_state(l, b.from, b.batch);
  if (!known) return {known.error()};
  if (*known == b.known) return carry_out(l, b, setup);
  judged_batch again{b.from, b.batch, *known, intake::decide(b.from, b.batch, *known), b.repeated};
  return carry_out(l, again, setup);
}

intake_answer take_batch(ledger::ledger& l, const sender& from, const evidence::batch& b,
                         const intake_setup& setup) {
  result<ledger::log_state> known = read_log_state(l, from, b);
  if (!known) return {known.error()};
  return carry_out(l, {from, b, *known, intake::decide(from, b, *known)}, setup);
}

evidence::signed_text readable(const evidence::signed_text& receipt, std::int64_t format,
                               const secret_key& daemon, const daemon_keys* all) {
  result<evidence::receipt> r = evidence::receipt_from_text(receipt.text);
  if (!r) return receipt;
  const bool names_rules = r->rules != 0 && format < 2;
  const bool is_old = all != nullptr && all->signer_of(receipt).value_or(all->in_force()) != all->in_force();
  if (!names_rules && !is_old) return receipt;
  if (names_rules) r->rules = 0;
  return evidence::sign_text(evidence::to_text(*r), daemon);
}

}  // namespace bangtin::scheduler::api
