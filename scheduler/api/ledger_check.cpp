// A break of the chain at record N proves that one of the records since the last signed head was altered, not
// which one: somebody may have altered an earlier one and computed the hashes up to N again. So a finding
// begins after the last head that verified.
#include "scheduler/api/ledger_check.hpp"

#include <algorithm>

#include "evidence/record_reader.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::api {

namespace {

// The first thing that is wrong with the record after `done`; empty when it is the next link. `read` becomes
// the record; its memory is reused.
message wrong_record(const ledger::raw_log& log, const ledger::raw_record& r, const digest& link,
                     const verified_to& done, evidence::record& read) {
  if (r.seq != done.tip.seq + 1) return msg("record {} is missing", done.tip.seq + 1);
  if (link.hex() != r.hash) {
    return msg("record {} is not the one that was received: the chain of hashes breaks there", r.seq);
  }
  if (!evidence::read_record(r.line, read)) return msg("record {} is not a play record", r.seq);
  std::optional<std::int64_t> play;
  if (read.play) play = read.play->play;
  if (read.log != log.log || read.seq != r.seq || evidence::to_string(read.type) != r.type ||
      to_unix_ms(read.utc) != r.utc_ms || play != r.play) {
    return msg("the columns of record {} do not say the same as its line", r.seq);
  }
  if (read.type == evidence::record_type::genesis && read.screen != log.screen) {
    return msg("the log began as one of the screen \"{}\", not of \"{}\"", read.screen, log.screen);
  }
  return {};
}

std::optional<evidence::signed_text> note_of(const std::string& text, const std::string& signature_hex) {
  std::optional<signature> s = signature::from(signature_hex);
  if (!s) return std::nullopt;
  return evidence::signed_text{text, *s};
}

// How signatures are checked.
struct signers {
  public_key screen;
  const daemon_keys& daemon;
  // The daemon signs again, which gives the same signature in a third of the time that checking it takes.
  const secret_key* own = nullptr;

  bool are_ours(const evidence::signed_text& note) const {
    if (own != nullptr && own->sign(note.text) == note.signature) return true;
    return daemon.have_signed(note);
  }
};

// The first thing that is wrong with the receipt for `head`. `is_vouching`: whether the screen's signature on
// this head is checked.
message wrong_receipt(const ledger::raw_receipt& r, const evidence::head& head, const signers& by,
                      bool is_vouching) {
  std::optional<evidence::signed_text> head_note = note_of(r.head, r.head_signature);
  if (!head_note || r.head != evidence::to_text(head) ||
      (is_vouching && !evidence::verify(*head_note, by.screen))) {
    return msg("the screen's signature on the head at record {} does not hold", r.seq);
  }
  std::optional<evidence::signed_text> note = note_of(r.text, r.signature);
  result<evidence::receipt> read = evidence::receipt_from_text(r.text);
  if (!note || !read || read->acknowledged != head || !by.are_ours(*note)) {
    return msg("the daemon's signature on the receipt for record {} does not hold", r.seq);
  }
  if (to_unix_ms(read->received) != r.received_ms || (read->rules != 0 && read->rules != r.rules)) {
    return msg("the columns of the receipt for record {} do not say the same as its text", r.seq);
  }
  return {};
}

// With the daemon's key only the last head of the part must vouch for it.
std::optional<check_finding> verify_records(const ledger::raw_log& log, const signers& by,
                                            const std::vector<ledger::raw_record>& records,
                                            const std::vector<ledger::raw_receipt>& receipts,
                                            verified_to& done) {
  auto receipt = receipts.begin();
  evidence::record read;
  hasher chain;
  for (const ledger::raw_record& r : records) {
    chain.update(done.tip.hash.value);
    chain.update(r.line);
    chain.update("\n");
    const digest link = chain.finish();
    if (message why = wrong_record(log, r, link, done, read); !why.empty()) {
      return check_finding{done.vouched + 1, std::move(why)};
    }
    done.tip = {log.log, r.seq, link};
    while (receipt != receipts.end() && receipt->seq < r.seq) ++receipt;
    if (receipt == receipts.end() || receipt->seq != r.seq) continue;
    const bool is_vouching = by.own == nullptr || std::next(receipt) == receipts.end();
    if (message why = wrong_receipt(*receipt, done.tip, by, is_vouching); !why.empty()) {
      return check_finding{done.vouched + 1, std::move(why)};
    }
    done.vouched = r.seq;
  }
  return std::nullopt;
}

// Where the check of a log's newest part begins: at a head that the screen signed, because a finding names
// the records since such a head.
result<verified_to> before_newest(ledger::ledger& l, const ledger::raw_log& log) {
  for (std::int64_t seq = log.tip - newest_records_of_log; seq > 0;) {
    result<std::int64_t> receipt = l.exports().receipt_before(log.log, seq + 1);
    if (!receipt) return receipt.error();
    if (*receipt == 0) break;
    auto stored = l.checks().receipts(log.log, *receipt - 1, *receipt);
    if (!stored) return stored.error();
    if (auto head = signed_head_of(log, *stored)) return *head;
    seq = *receipt - 1;
  }
  return verified_to{
      {log.log, 0, evidence::first_link(log.log, public_key::from(log.key).value_or(public_key()))}, 0};
}

// `from`: where to begin.
result<std::optional<check_finding>> check_newest_of(ledger::ledger& l, const ledger::raw_log& log,
                                                     const daemon_keys& daemon, const verified_to& from) {
  if (result<verified_to> start = beginning_of(log); !start) {
    return std::optional(check_finding{1, start.error().what});
  }
  verified_to done = from;
  auto records = l.checks().records(log.log, done.tip.seq, newest_records_of_all);
  if (!records) return records.error();
  auto receipts = l.checks().receipts(log.log, done.tip.seq, std::max(done.tip.seq, log.tip));
  if (!receipts) return receipts.error();
  if (auto found = verify_part(log, daemon, *records, *receipts, done)) return found;
  if (auto found = verify_end(log, done)) return found;
  return find_lost_end(l, log);
}

}  // namespace

result<verified_to> beginning_of(const ledger::raw_log& log) {
  std::optional<public_key> key = public_key::from(log.key);
  if (!key || log.screen.empty()) {
    return error{errc::verification, msg("the screen and the key of the log are damaged"),
                 msg("restore a backup with \"bangtin restore FILE --set-aside\"")};
  }
  return verified_to{{log.log, 0, evidence::first_link(log.log, *key)}, 0};
}

std::optional<verified_to> signed_head_of(const ledger::raw_log& log,
                                          const std::vector<ledger::raw_receipt>& receipts) {
  if (receipts.empty()) return std::nullopt;
  const ledger::raw_receipt& r = receipts.back();
  std::optional<public_key> key = public_key::from(log.key);
  std::optional<signature> s = signature::from(r.head_signature);
  result<evidence::head> head = evidence::head_from_text(r.head);
  if (!key || !s || !head || head->log != log.log || head->seq != r.seq) return std::nullopt;
  if (!evidence::verify(evidence::signed_text{r.head, *s}, *key)) return std::nullopt;
  return verified_to{*head, head->seq};
}

std::optional<check_finding> verify_part(const ledger::raw_log& log, const daemon_keys& daemon,
                                         const std::vector<ledger::raw_record>& records,
                                         const std::vector<ledger::raw_receipt>& receipts,
                                         verified_to& done) {
  const public_key screen = public_key::from(log.key).value_or(public_key());
  return verify_records(log, {screen, daemon}, records, receipts, done);
}

std::optional<check_finding> verify_part(const ledger::raw_log& log, const secret_key& daemon,
                                         const daemon_keys& all,
                                         const std::vector<ledger::raw_record>& records,
                                         const std::vector<ledger::raw_receipt>& receipts,
                                         verified_to& done) {
  const public_key screen = public_key::from(log.key).value_or(public_key());
  const verified_to begin = done;
  if (!verify_records(log, {screen, all, &daemon}, records, receipts, done)) return std::nullopt;
  done = begin;
  return verify_part(log, all, records, receipts, done);
}

std::optional<check_finding> verify_end(const ledger::raw_log& log, const verified_to& done) {
  if (done.vouched < done.tip.seq) {
    return check_finding{done.vouched + 1, msg("the records from {} on have no receipt", done.vouched + 1)};
  }
  if (log.tip != done.tip.seq || log.tip_hash != done.tip.hash.hex()) {
    return check_finding{done.tip.seq + 1, msg("the log should go up to record {}, but ends with record {}",
                                               log.tip, done.tip.seq)};
  }
  return std::nullopt;
}

result<std::optional<check_finding>> find_lost_end(ledger::ledger& l, const ledger::raw_log& log) {
  result<ledger::judged_log> judged = l.plays().log(log.log);
  if (!judged && judged.error().code == errc::not_found) return std::optional<check_finding>();
  if (!judged) return judged.error();
  if (judged->judged_to <= log.tip) return std::optional<check_finding>();
  return std::optional(check_finding{
      log.tip + 1,
      msg("the log should go up to record {}, but ends with record {}", judged->judged_to, log.tip)});
}

result<ledger::stored_doubt> set_log_aside(ledger::ledger& l, ledger::stored_doubt d) {
  result<std::int64_t> receipt = l.exports().receipt_before(d.log, d.from_seq);
  if (!receipt) return receipt.error();
  d.from_seq = std::min(d.from_seq, *receipt + 1);
  if (result<void> stored = l.evidence().record_doubt(d); !stored) return stored.error();
  return d;
}

result<std::vector<std::string>> unverified_logs(ledger::ledger& l, const public_key& own) {
  result<std::optional<wire::trust_document>> newest = l.trust().newest();
  if (!newest) return newest.error();
  result<wire::site_trust> statement = *newest ? wire::trust_from_text((*newest)->statement.text)
                                               : result<wire::site_trust>(wire::site_trust());
  if (!statement) return statement.error();
  const daemon_keys daemon(wire::daemon_keys(*statement, own));
  std::vector<std::string> wrong;
  std::string name;
  while (true) {
    auto log = l.checks().next_log(name);
    if (!log) return log.error();
    if (!*log) return wrong;
    name = (*log)->log;
    result<verified_to> from = before_newest(l, **log);
    if (!from) return from.error();
    auto found = check_newest_of(l, **log, daemon, *from);
    if (!found) return found.error();
    if (*found) wrong.push_back(name);
  }
}

result<std::vector<ledger::stored_doubt>> check_newest(ledger::ledger& l, const daemon_keys& daemon,
                                                       utc_ms now) {
  auto logs = l.checks().newest_logs(newest_records_of_all);
  if (!logs) return logs.error();
  auto known = l.evidence().doubts();
  if (!known) return known.error();
  std::vector<ledger::stored_doubt> found;
  std::int64_t left = newest_records_of_all;
  for (const ledger::raw_log& log : *logs) {
    if (ledger::is_doubted(*known, log.log, std::max<std::int64_t>(log.tip, 1))) continue;
    result<verified_to> from = before_newest(l, log);
    if (!from) return from.error();
    // A log costs at least two signatures.
    left -= std::clamp<std::int64_t>(log.tip - from->tip.seq, 10, newest_records_of_all);
    if (left < 0) break;
    auto wrong = check_newest_of(l, log, daemon, *from);
    if (!wrong) return wrong.error();
    if (!*wrong) continue;
    auto stored = set_log_aside(l, {log.log, (*wrong)->from_seq, (*wrong)->why, now, log.screen});
    if (!stored) return stored.error();
    found.push_back(std::move(*stored));
  }
  return found;
}

}  // namespace bangtin::scheduler::api
