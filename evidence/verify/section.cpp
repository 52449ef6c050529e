// The chain needs one hash per record; signatures are checked only where a receipt or a head stands. A broken
// chain is noticed at the next receipt or head after the change.
#include "evidence/verify/section.hpp"

#include <algorithm>
#include <tuple>

namespace bangtin::evidence::checker {

void findings::add(message what) {
  if (kept.size() < max_kept) {
    kept.push_back({line, std::move(what)});
  } else {
    ++more;
  }
}

void findings::add_at(const std::vector<std::int64_t>& lines, const message& what) {
  std::vector<finding> all;
  for (std::int64_t at : lines) all.push_back({at, what});
  all.insert(all.end(), kept.begin(), kept.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  kept = std::move(all);
  if (kept.size() <= max_kept) return;
  more += static_cast<std::int64_t>(kept.size() - max_kept);
  kept.resize(max_kept);
}

section::section(log_line l, const header_line& header, std::vector<evidence::head> heads, findings& bad,
                 signature_checks& receipts, const std::vector<public_key>& daemons)
    : log_(std::move(l)),
      header_(header),
      bad_(bad),
      receipts_(receipts),
      daemons_(daemons),
      tip_{log_.log, log_.first - 1, log_.before} {
  if (log_.first == 1 && log_.before != first_link(log_.log, log_.key)) {
    bad_.add(msg("the chain of log {} does not begin with its name and the screen's key", log_.log));
  }
  for (const evidence::head& h : heads) {
    if (h.seq >= log_.first) want(h.seq, h.hash, false);
  }
}

void section::want(std::int64_t seq, const digest& hash, bool of_fork) {
  auto place = std::upper_bound(wanted_.begin(), wanted_.end(), seq,
                                [](std::int64_t s, const wanted& w) { return s < w.seq; });
  wanted_.insert(place, {seq, hash, of_fork});
}

void section::compare_wanted() {
  for (; next_wanted_ < wanted_.size() && wanted_[next_wanted_].seq <= tip_.seq; ++next_wanted_) {
    const wanted& w = wanted_[next_wanted_];
    if (w.seq == tip_.seq && w.hash == tip_.hash) continue;
    bad_.add(w.of_fork ? msg("a fork of log {} names another hash for record {}", log_.log, w.seq)
                       : msg("the head sheet names another hash for record {} of log {}", w.seq, log_.log));
  }
}

std::vector<record> section::add_fork(const fork_line& f) {
  ++forks_;
  if (records_ != 0 || f.log != log_.log) bad_.add(msg("a fork stands where it must not"));
  result<evidence::head> h = evidence::head_from_text(f.head.text);
  if (!h || h->log != log_.log || !evidence::verify(f.head, log_.key)) {
    bad_.add(msg("a fork's head is not signed by the key of the screen \"{}\"", log_.screen));
    return {};
  }
  if (last_fork_ && std::tie(last_fork_->seq, last_fork_->hash) >= std::tie(h->seq, h->hash)) {
    bad_.add(msg("the forks are not in their order"));
  }
  last_fork_ = *h;
  const std::int64_t first = h->seq - static_cast<std::int64_t>(f.lines.size()) + 1;
  std::vector<record> records(f.lines.size());
  digest link = f.before.value_or(digest{});
  for (std::size_t i = 0; i < f.lines.size(); ++i) {
    bool read = read_record(f.lines[i], records[i]).has_value();
    if (!read || records[i].log != log_.log || records[i].seq != first + static_cast<std::int64_t>(i)) {
      bad_.add(msg("a fork's line is no record that belongs there"));
      return {};
    }
    link = next_link(link, f.lines[i]);
  }
  if (!f.before) return records;
  if (link != h->hash) bad_.add(msg("the lines of a fork do not give the hash that their head names"));
  if (first <= log_.first - 1 && (first != log_.first - 1 || *f.before != log_.before)) {
    bad_.add(msg("a fork continues no record of its section"));
  }
  if (first >= log_.first) {
    if (first == log_.first && *f.before != log_.before) {
      bad_.add(msg("a fork of log {} names another hash for record {}", log_.log, first - 1));
    }
    if (first > log_.first) want(first - 1, *f.before, true);
  }
  return records;
}

void section::check_begin(const record& r) {
  if (records_ == 1 && log_.first != 1) {
    lead_boot_ = r.boot;
    if (r.utc >= header_.from - window_margin) {
      bad_.add(msg("log {} begins within the month: records before {} are missing", log_.log, log_.first));
    }
  }
  if (records_ == 2 && log_.first != 1 && r.boot == lead_boot_) {
    bad_.add(
        msg("log {} begins in the middle of a run: records before {} are missing", log_.log, log_.first));
  }
}

void section::add_link(std::string_view line) {
  linked_.assign(tip_.hash.value.begin(), tip_.hash.value.end());
  linked_ += line;
  linked_ += '\n';
  hasher_.update(linked_);
  tip_.hash = hasher_.finish();
  ++tip_.seq;
  ++records_;
}

bool section::add_record(std::string_view line, record& r) {
  if (has_head_) bad_.add(msg("a record stands after the head of its log"));
  add_link(line);
  result<void> read = read_record(line, r);
  if (!read) {
    bad_.add(read.error().what);
    return false;
  }
  if (r.log != log_.log) {
    bad_.add(msg("record {} belongs to log {}, not to log {}", r.seq, r.log, log_.log));
    return false;
  }
  if (r.seq != tip_.seq) {
    bad_.add(msg("record {} came where record {} should be", r.seq, tip_.seq));
    tip_.seq = r.seq;
  }
  if (r.type == record_type::genesis && r.screen != log_.screen) {
    bad_.add(msg("log {} begins with a record of another screen", log_.log));
  }
  if (records_ <= 2) check_begin(r);
  if (next_wanted_ < wanted_.size()) compare_wanted();
  return log_.first == 1 || records_ > 1;
}

bool section::is_tip(const evidence::head& h, bool of_receipt) {
  if (h == tip_) return true;
  if (h.log != tip_.log || h.seq != tip_.seq) {
    bad_.add(of_receipt ? msg("a receipt of record {} stands after record {}", h.seq, tip_.seq)
                        : msg("a head of record {} stands after record {}", h.seq, tip_.seq));
  } else if (!broken_) {
    bad_.add(of_receipt ? msg("the records of log {} up to {} do not give the hash that their receipt names",
                              h.log, h.seq)
                        : msg("the records of log {} up to {} do not give the hash that their head names",
                              h.log, h.seq));
    broken_ = true;
  }
  return false;
}

std::optional<receipt> section::add_receipt(const receipt_line& l) {
  if (l.daemon && std::find(daemons_.begin(), daemons_.end(), *l.daemon) == daemons_.end()) {
    bad_.add(msg("a receipt is signed by a key that the site statement does not name as one of the daemon"));
  }
  receipts_.add(bad_.line, l.note, l.daemon.value_or(header_.daemon));
  result<receipt> r = receipt_from_text(l.note.text);
  if (!r) {
    bad_.add(r.error().what);
    return std::nullopt;
  }
  is_tip(r->acknowledged, true);
  bool follows = records_ > 0 && (!last_receipt_ || last_receipt_->acknowledged.seq < r->acknowledged.seq);
  if (!follows || closed_) bad_.add(msg("a receipt stands where it must not"));
  if (std::max(r->rules, 1) != l.rules) bad_.add(msg("a receipt names other rules than its line"));
  if (l.rules < rules_) bad_.add(msg("a receipt names older rules than the one before it"));
  rules_ = l.rules;
  if (r->acknowledged.seq == log_.old_rule_to) old_rule_seen_ = true;
  last_receipt_ = *r;
  closed_ = has_head_;
  return *r;
}

void section::add_head(const signed_text& note) {
  if (has_head_ || records_ == 0) bad_.add(msg("a head stands where it must not"));
  has_head_ = true;
  if (!evidence::verify(note, log_.key)) {
    bad_.add(msg("the head of log {} is not signed by the key of the screen \"{}\"", log_.log, log_.screen));
  }
  result<evidence::head> h = evidence::head_from_text(note.text);
  if (!h) {
    bad_.add(h.error().what);
    return;
  }
  is_tip(*h, false);
  if (last_receipt_ && last_receipt_->acknowledged.seq == tip_.seq) {
    bad_.add(msg("a receipt stands where it must not"));
  }
}

void section::finish() {
  if (!closed_) bad_.add(msg("the section of log {} does not end with a head and its receipt", log_.log));
  if (log_.old_rule_to != 0 && !old_rule_seen_) {
    bad_.add(msg("log {} has no receipt where its old rule ends", log_.log));
  }
  if (log_.first != 1 && records_ < 2) bad_.add(msg("the section of log {} has no records", log_.log));
  for (; next_wanted_ < wanted_.size(); ++next_wanted_) {
    if (!wanted_[next_wanted_].of_fork) continue;
    bad_.add(msg("a fork continues no record of its section"));
  }
}

}  // namespace bangtin::evidence::checker
