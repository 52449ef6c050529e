// The bytes of the file, once it is planned: line after line, in pieces of a size that can be sent.
#include <algorithm>

#include "scheduler/api/evidence_export.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace checker = evidence::checker;

// Records that are read at once: some 400 KiB.
constexpr int records_of_part = 1000;

// The receipt in the form that names its rules, also if the screen could not read that form.
std::string receipt_to_line(const ledger::raw_receipt& row, const secret_key& daemon,
                            const daemon_keys& all) {
  // What cannot be read is told apart by export_check.
  evidence::signed_text note{row.text, signature::from(row.signature).value_or(signature())};
  const int rules = static_cast<int>(row.rules);
  result<evidence::receipt> r = evidence::receipt_from_text(note.text);
  if (r && std::max(r->rules, 1) != rules) {
    r->rules = rules;
    note = evidence::sign_text(evidence::to_text(*r), daemon);
  }
  checker::receipt_line line{rules, std::move(note), {}};
  // Signing again takes a third of the time that checking takes.
  if (daemon.sign(line.note.text) != line.note.signature) {
    std::optional<public_key> signer = all.signer_of(line.note);
    if (signer && *signer != all.in_force()) line.daemon = signer;
  }
  return checker::to_line(line);
}

}  // namespace

result<std::string> evidence_export::next(ledger::ledger& l) {
  if (handed_ == pending_.size()) {
    pending_.clear();
    pending_.reserve(max_piece_bytes);
    handed_ = 0;
    while (pending_.size() < max_piece_bytes / 2 && part_ != part::end) {
      if (result<void> more = write_more(l); !more) return more.error();
    }
  }
  if (handed_ == 0 && pending_.size() <= max_piece_bytes) {
    std::string all = std::move(pending_);
    pending_.clear();
    return all;
  }
  std::string piece = pending_.substr(handed_, max_piece_bytes);
  handed_ += piece.size();
  return piece;
}

void evidence_export::write(std::string line) {
  pending_ += line;
  pending_ += '\n';
}

result<void> evidence_export::write_more(ledger::ledger& l) {
  const std::size_t written = pending_.size();
  switch (part_) {
    case part::begin:
      write(checker::to_line(header_));
      part_ = part::keys;
      break;
    case part::keys:
      for (const checker::key_line& k : keys()) write(checker::to_line(k));
      part_ = part::programmes;
      break;
    case part::programmes:
      if (at_ < versions_.size()) {
        if (result<void> same = need_same_root(l); !same) return same;
        result<wire::signed_statement> p = programme(l, versions_[at_++]);
        if (!p) return p.error();
        write(checker::programme_to_line(*p));
      } else {
        part_ = part::doubts;
        at_ = 0;
      }
      break;
    case part::doubts:
      for (const checker::doubt_line& d : order_.doubts) write(checker::to_line(d));
      part_ = part::sections;
      break;
    case part::sections:
      if (result<void> done = write_section(l); !done) return done;
      break;
    case part::totals:
      for (const auto& [screen, t] : totals_) write(checker::to_line(t));
      part_ = part::seal;
      break;
    case part::seal: {
      const digest all = hash_.so_far();
      write(checker::to_line(checker::seal_line{all, order_.daemon.sign(checker::seal_text(all))}));
      part_ = part::end;
      break;
    }
    case part::end:
      break;
  }
  hash_.update(std::string_view(pending_).substr(written));
  if (part_ == part::end) sha256_ = hash_.so_far();
  return {};
}

result<export_part> evidence_export::read_part(ledger::ledger& l, const export_section& s) const {
  const std::string& log = s.begin.log;
  auto records = l.checks().records(
      log, next_seq_ - 1, static_cast<int>(std::min<std::int64_t>(records_of_part, s.last - next_seq_ + 1)));
  if (!records) return records.error();
  while (!records->empty() && records->back().seq > s.last) records->pop_back();
  if (records->empty()) {
    return error{errc::io, msg("record {} of the ledger is damaged", next_seq_),
                 msg("restore the daemon's folder from a backup")};
  }
  auto receipts = l.checks().receipts(log, next_seq_ - 1, records->back().seq);
  if (!receipts) return receipts.error();
  return export_part{at_, std::move(*records), std::move(*receipts)};
}

result<void> evidence_export::write_section(ledger::ledger& l) {
  if (at_ == sections_.size()) {
    part_ = part::totals;
    return {};
  }
  const export_section& s = sections_[at_];
  if (next_seq_ == 0) {
    write(checker::to_line(s.begin));
    for (const checker::fork_line& f : s.forks) write(checker::to_line(f));
    next_seq_ = s.begin.first;
    return {};
  }
  result<export_part> rows = read_part(l, s);
  if (!rows) return rows.error();
  auto receipt = rows->receipts.begin();
  for (const ledger::raw_record& r : rows->records) {
    pending_ += r.line;
    pending_ += '\n';
    // The head stands before the receipt for it.
    if (r.seq == s.last) write(checker::head_to_line(s.head));
    if (receipt == rows->receipts.end() || receipt->seq != r.seq) continue;
    write(receipt_to_line(*receipt++, order_.daemon, *daemon_keys_));
  }
  next_seq_ = rows->records.back().seq + 1;
  parts_.push_back(std::move(*rows));
  if (next_seq_ <= s.last) return {};
  if (!s.unplanned.empty()) write(checker::to_line(checker::unplanned_line{s.unplanned}));
  next_seq_ = 0;
  ++at_;
  return {};
}

}  // namespace bangtin::scheduler::api
