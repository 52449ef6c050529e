// A file is a sequence of stages, each with its kinds of lines. A line that cannot be read is one finding,
// and the check goes on with the next line, so that one damaged byte does not hide others.
#include "evidence/verify/export_verifier.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "evidence/verify/month_range.hpp"
#include "wire/certificates.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::evidence::checker {

namespace {

std::string month_text(std::chrono::year_month m) {
  return fmt::format("{:04}-{:02}", static_cast<int>(m.year()), static_cast<unsigned>(m.month()));
}

}  // namespace

export_verifier::export_verifier(verify_options o) : options_(std::move(o)) {}
export_verifier::~export_verifier() = default;

void export_verifier::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      keep_rest(bytes);
      return;
    }
    ++bad_.line;
    if (rest_.empty()) {
      take_line(bytes.substr(0, end));
    } else {
      rest_ += bytes.substr(0, end);
      take_line(rest_);
      rest_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
}

// Of a line that is too long only its hash is taken.
void export_verifier::keep_rest(std::string_view bytes) {
  rest_ += bytes;
  if (rest_.size() <= max_line_bytes) return;
  if (!too_long_) {
    ++bad_.line;  // the line that has begun
    bad_.add(msg("a line is too long"));
    --bad_.line;
  }
  too_long_ = true;
  hash_.update(rest_);
  rest_.clear();
}

void export_verifier::take_line(std::string_view line) {
  if (line.starts_with("{\"seal\":")) before_seal_ = hash_.so_far();
  hash_.update(line);
  hash_.update("\n");
  if (stage_ == stage::sealed) return bad_.add(msg("a line stands after the seal"));
  if (stage_ == stage::header) return take_header(line);
  if (!report_.header) return;  // some other file: one finding says so
  if (line.starts_with("{\"boot\":")) return take_record(line);
  struct row {
    std::string_view begin;
    void (export_verifier::*take)(std::string_view);
  };
  static constexpr std::array<row, 10> kinds{{{"{\"receipt\":", &export_verifier::take_receipt},
                                              {"{\"head\":", &export_verifier::take_head},
                                              {"{\"log\":", &export_verifier::take_log},
                                              {"{\"fork\":", &export_verifier::take_fork},
                                              {"{\"key\":", &export_verifier::take_key},
                                              {"{\"programme\":", &export_verifier::take_programme},
                                              {"{\"doubt\":", &export_verifier::take_doubt},
                                              {"{\"unplanned\":", &export_verifier::take_unplanned},
                                              {"{\"totals\":", &export_verifier::take_totals},
                                              {"{\"seal\":", &export_verifier::take_seal}}};
  for (const row& k : kinds) {
    if (line.starts_with(k.begin)) return (this->*k.take)(line);
  }
  bad_.add(msg("this is no line of an evidence file"));
}

void export_verifier::enter(stage s) {
  if (s < stage_) bad_.add(msg("the line stands too late in the file"));
  if (s > stage::keys && stage_ == stage::keys) check_roots();
  if (s > stage::sections && stage_ <= stage::sections) {
    end_section();
    recount_->finish();
  }
  stage_ = std::max(stage_, s);
}

void export_verifier::take_header(std::string_view line) {
  stage_ = stage::keys;
  result<header_line> h = header_from_line(line);
  if (!h) {
    bad_.add(msg("this is no evidence file of the kind \"{}\"", "evidence-1"));
    recount_ = std::make_unique<recount>("", "", utc_ms{}, utc_ms{});
    return;
  }
  header_ = *h;
  report_.header = std::move(*h);
  recount_ = std::make_unique<recount>(header_.month, header_.timezone, header_.from, header_.to);
}

void export_verifier::take_key(std::string_view line) {
  enter(stage::keys);
  ++report_.counts.key;
  result<key_line> k = key_from_line(line);
  if (!k) return bad_.add(k.error().what);
  using kind = key_line::kind;
  const std::int64_t place = report_.counts.key;
  bool first_two = k->what == kind::root || k->what == kind::daemon;
  if (first_two != (place <= 2) || (place == 1) != (k->what == kind::root)) {
    bad_.add(msg("the keys are not in their order"));
  }
  if (k->what == kind::root && k->key != header_.root) bad_.add(msg("the root key is not the header's"));
  if (k->what == kind::daemon && k->key != header_.daemon) {
    bad_.add(msg("the daemon's key is not the header's"));
  }
  if (!first_two) take_certificate(*k);
  last_key_ = std::move(*k);
}

void export_verifier::take_certificate(const key_line& k) {
  if (k.what == key_line::kind::succession) return take_succession(k.succession);
  if (std::tie(last_key_.what, last_key_.certificate.text) >= std::tie(k.what, k.certificate.text)) {
    bad_.add(msg("the keys are not in their order"));
  }
  if (!evidence::verify(k.certificate, header_.root)) {
    return bad_.add(msg("a certificate is not signed by the site's root key"));
  }
  if (k.what == key_line::kind::trust) return take_trust(k.certificate);
  if (k.what == key_line::kind::approver) {
    if (!wire::approver_from_text(k.certificate.text)) return bad_.add(msg("a certificate cannot be read"));
    approvers_[k.certificate.text + k.certificate.signature.hex()] = false;
    return;
  }
  result<wire::screen_certificate> c = wire::screen_from_text(k.certificate.text);
  if (!c) return bad_.add(msg("a certificate cannot be read"));
  if (!screens_.try_emplace({c->name, c->key}, false).second) {
    bad_.add(msg("the screen \"{}\" has two certificates for one key", c->name));
  }
}

// Root has signed it.
void export_verifier::take_trust(const signed_text& statement) {
  result<wire::site_trust> t = wire::trust_from_text(statement.text);
  if (!t || t->daemons.empty()) return bad_.add(msg("the site statement cannot be read"));
  if (!daemons_.empty()) bad_.add(msg("the file has two site statements"));
  daemons_ = wire::daemon_keys(*t, t->daemons.front().key);
  if (std::erase(daemons_, header_.daemon) == 0)
    bad_.add(msg("the site statement does not name the daemon's key of the header"));
}

void export_verifier::take_succession(const wire::signed_succession& s) {
  if (!roots_.add(s)) bad_.add(msg("the succession of this site's root keys does not hold"));
}

bool export_verifier::knows_root(const public_key& given) {
  if (given == header_.root) return true;
  const std::optional<utc_ms> succeeded = roots_.succeeded(given);
  if (!succeeded || roots_.newest() != header_.root) return false;
  const earlier_root earlier{given, *succeeded};
  std::vector<earlier_root>& all = report_.earlier_roots;
  if (std::find(all.begin(), all.end(), earlier) == all.end()) all.push_back(earlier);
  return true;
}

void export_verifier::check_roots() {
  const std::optional<public_key> newest = roots_.newest();
  if (newest && *newest != header_.root) {
    bad_.add(msg("the successions of the root key do not lead to the root key of the header"));
  }
  if (options_.root && !knows_root(*options_.root)) {
    bad_.add_at({1}, msg("the file is of another site: its root key is {}", header_.root.hex()));
  }
}

void export_verifier::use_approver(const signed_text& certificate) {
  auto approver = approvers_.find(certificate.text + certificate.signature.hex());
  if (approver == approvers_.end()) {
    bad_.add(msg("the certificate of a programme's approver is not among the keys"));
  } else {
    approver->second = true;
  }
}

void export_verifier::take_programme(std::string_view line) {
  enter(stage::programmes);
  ++report_.counts.programme;
  result<wire::signed_statement> s = programme_from_line(line);
  if (!s) return bad_.add(s.error().what);
  use_approver(s->approver);
  if (s->second) use_approver(s->second->approver);
  result<wire::verified_programme> p = wire::verify(wire::signed_programme{std::move(*s)}, header_.root, 0);
  if (!p) return bad_.add(p.error().what);
  if (p->value.version <= last_version_) bad_.add(msg("the programmes are not in their order"));
  if (p->value.issued >= header_.to + window_margin || p->value.expires <= header_.from - window_margin) {
    bad_.add(msg("programme {} was not in force in the month", p->value.version));
  }
  last_version_ = p->value.version;
  newest_timezone_ = p->value.timezone;
  recount_->add_programme(p->programme_digest,
                          std::make_shared<const playlists::programme::programme>(std::move(p->value)));
}

void export_verifier::take_doubt(std::string_view line) {
  enter(stage::doubts);
  ++report_.counts.doubt;
  result<doubt_line> d = doubt_from_line(line);
  if (!d) return bad_.add(d.error().what);
  if (last_doubt_ && std::tie(last_doubt_->log, last_doubt_->from) >= std::tie(d->log, d->from)) {
    bad_.add(msg("the doubts are not in their order"));
  }
  last_doubt_ = *d;
  recount_->add_doubted(d->screen, d->uncounted);
  report_.doubts.push_back(std::move(*d));
}

void export_verifier::take_log(std::string_view line) {
  enter(stage::sections);
  end_section();
  ++report_.counts.log;
  result<log_line> l = log_from_line(line);
  if (!l) return bad_.add(l.error().what);
  if (last_log_ && std::tie(last_log_->screen, last_log_->log) >= std::tie(l->screen, l->log)) {
    bad_.add(msg("the logs are not in their order"));
  }
  last_log_ = *l;
  auto certificate = screens_.find({l->screen, l->key});
  if (certificate == screens_.end()) {
    bad_.add(msg("the root key has not certified the key of the screen \"{}\"", l->screen));
  } else {
    certificate->second = true;
  }
  std::vector<evidence::head> heads;
  if (options_.heads) {
    for (const report::filed_head& h : options_.heads->heads) {
      if (h.head.log == l->log) heads.push_back(h.head);
    }
  }
  recount_->begin_log(l->log, l->screen, l->old_rule_to);
  section_ = std::make_unique<section>(std::move(*l), header_, std::move(heads), bad_, receipts_, daemons_);
}

void export_verifier::end_section() {
  if (!section_) return;
  section_->finish();
  recount_->end_log();
  if (recount_->unplanned() != (unplanned_ ? unplanned_->starts : std::vector<std::int64_t>())) {
    bad_.add(msg("the file does not name the plays of log {} that its programmes had not planned",
                 section_->log().log));
  }
  unplanned_.reset();
  log_fact f{section_->log().screen, section_->log().first, section_->tip(), {}, section_->forks()};
  if (section_->last_receipt()) f.received = section_->last_receipt()->received;
  report_.logs.push_back(std::move(f));
  section_.reset();
}

void export_verifier::take_record(std::string_view line) {
  ++report_.counts.record;
  if (!section_) return bad_.add(msg("a record stands outside of a log's section"));
  if (section_->add_record(line, record_)) recount_->add(record_);
}

void export_verifier::take_fork(std::string_view line) {
  ++report_.counts.fork;
  result<fork_line> f = fork_from_line(line);
  if (!f) return bad_.add(f.error().what);
  if (!section_) return bad_.add(msg("a fork stands where it must not"));
  for (const record& r : section_->add_fork(*f)) recount_->add_forked(r);
}

void export_verifier::take_receipt(std::string_view line) {
  ++report_.counts.receipt;
  result<receipt_line> l = receipt_from_line(line);
  if (!l) return bad_.add(l.error().what);
  if (!section_) return bad_.add(msg("a receipt stands where it must not"));
  newest_rules_ = std::max(newest_rules_, l->rules);
  if (std::optional<receipt> r = section_->add_receipt(*l)) {
    recount_->receipt(r->acknowledged.seq, r->received, l->rules);
  }
}

void export_verifier::take_head(std::string_view line) {
  ++report_.counts.head;
  result<signed_text> h = head_from_line(line);
  if (!h) return bad_.add(h.error().what);
  if (!section_) return bad_.add(msg("a head stands where it must not"));
  section_->add_head(*h);
}

void export_verifier::take_unplanned(std::string_view line) {
  ++report_.counts.unplanned;
  result<unplanned_line> l = unplanned_from_line(line);
  if (!l) return bad_.add(l.error().what);
  if (!section_ || !section_->is_closed() || unplanned_) {
    return bad_.add(msg("the line stands where it must not"));
  }
  unplanned_ = std::move(*l);
}

void export_verifier::take_totals(std::string_view line) {
  enter(stage::totals);
  ++report_.counts.totals;
  result<totals_line> t = totals_from_line(line);
  if (!t) return bad_.add(t.error().what);
  if (!claimed_.empty() && claimed_.rbegin()->first >= t->screen) {
    bad_.add(msg("the totals are not in their order"));
  }
  auto found = recount_->totals().find(t->screen);
  if (found == recount_->totals().end()) {
    bad_.add(msg("there are totals of the screen \"{}\", and no log of it", t->screen));
  } else if (found->second != *t) {
    const totals_line& c = found->second;
    if (t->plays == c.plays && t->partial == c.partial && t->failed == c.failed &&
        t->uncounted == c.uncounted) {
      bad_.add(msg("the totals of the screen \"{}\" say {} ms of airtime, and its records give {} ms",
                   t->screen, t->airtime_ms, c.airtime_ms));
    } else {
      bad_.add(
          msg("the totals of the screen \"{}\" say {} plays, {} partial, {} failed, {} uncounted, and its "
              "records give {}, {}, {}, {}",
              t->screen, t->plays, t->partial, t->failed, t->uncounted, c.plays, c.partial, c.failed,
              c.uncounted));
    }
  }
  std::string screen = t->screen;
  claimed_[std::move(screen)] = std::move(*t);
}

void export_verifier::take_seal(std::string_view line) {
  enter(stage::sealed);
  result<seal_line> s = seal_from_line(line);
  if (!s) return bad_.add(s.error().what);
  if (s->sha256 != before_seal_) return bad_.add(msg("the file was changed after it was sealed"));
  if (!header_.daemon.verifies(seal_text(s->sha256), s->signature)) {
    bad_.add(msg("the seal is not signed by the daemon's key"));
  }
}

void export_verifier::check_month() {
  auto range = month_range(header_.timezone, header_.month);
  if (!range || range->from != header_.from || range->to != header_.to) {
    bad_.add(msg("the header's times are not those of the month {} in {}", header_.month, header_.timezone));
  }
  if (!newest_timezone_.empty() && newest_timezone_ != header_.timezone) {
    bad_.add(msg("the header's time zone is not that of the programmes"));
  }
  if (newest_rules_ != header_.rules) bad_.add(msg("the header names other rules than the receipts"));
}

void export_verifier::check_end() {
  if (report_.counts != header_.counts) {
    bad_.add(msg("the file does not have as many lines as its header says"));
  }
  if (report_.counts.key < 2) bad_.add(msg("the file lacks the keys of root and daemon"));
  for (const auto& [certificate, used] : approvers_) {
    if (!used) bad_.add(msg("the file has the certificate of an approver that no programme needs"));
  }
  for (const auto& [screen, used] : screens_) {
    if (!used)
      bad_.add(msg("the file has a certificate of the screen \"{}\" that no log needs", screen.first));
  }
  for (const auto& [screen, totals] : recount_->totals()) {
    if (!claimed_.contains(screen)) bad_.add(msg("the totals of the screen \"{}\" are missing", screen));
  }
}

void export_verifier::compare_heads() {
  if (!options_.heads) return;
  const report::filed_heads& sheet = *options_.heads;
  if (sheet.root && !knows_root(*sheet.root)) {
    bad_.add(msg("the head sheet is of another site: its root key is {}", sheet.root->hex()));
  }
  for (const log_fact& f : report_.logs) {
    bool named = sheet.evidence == report_.sha256;
    for (const report::filed_head& h : sheet.heads) {
      if (h.head.log != f.head.log || h.head.seq < f.first || h.head.seq > f.head.seq) continue;
      ++report_.compared_heads;
      named = named || h.head.seq == f.head.seq;
    }
    if (!named) report_.open_ends.push_back({f.head.log, f.head.seq});
  }
  if (month_text(sheet.month) == header_.month) compare_month(sheet);
}

void export_verifier::compare_month(const report::filed_heads& sheet) {
  for (const report::filed_head& h : sheet.heads) {
    const log_fact* found = nullptr;
    for (const log_fact& f : report_.logs) {
      if (f.head.log == h.head.log && f.screen == h.screen) found = &f;
    }
    if (found == nullptr) {
      bad_.add(msg("the head sheet names log {} of the screen \"{}\", and the file lacks it", h.head.log,
                   h.screen));
    } else if (h.head.seq > found->head.seq) {
      bad_.add(msg("the head sheet names record {} of log {}, and the file ends at record {}", h.head.seq,
                   h.head.log, found->head.seq));
    } else if (h.head.seq < found->first) {
      bad_.add(msg("the head sheet names record {} of log {}, and the file begins at record {}", h.head.seq,
                   h.head.log, found->first));
    }
  }
  report_.has_grown = sheet.evidence && *sheet.evidence != report_.sha256;
}

verify_report export_verifier::finish() {
  bad_.add_at(receipts_.finish(), msg("a receipt is not signed by the daemon's key"));
  hash_.update(rest_);
  report_.sha256 = hash_.so_far();
  if (!report_.header && stage_ != stage::header) return std::move(report_);
  if (stage_ == stage::header || !rest_.empty()) ++bad_.line;
  if (!rest_.empty()) bad_.add(msg("the last line has no end: the file was cut"));
  if (stage_ == stage::header) {
    if (rest_.empty()) bad_.add(msg("the file is empty"));
    return std::move(report_);
  }
  if (stage_ == stage::keys) check_roots();
  if (stage_ != stage::sealed) {
    end_section();
    recount_->finish();
    bad_.add(msg("the file has no seal: its end is missing"));
  }
  if (report_.header) {
    check_end();
    check_month();
    compare_heads();
  }
  report_.totals = recount_->totals();
  report_.unknown_programmes = recount_->unknown_programmes();
  return std::move(report_);
}

}  // namespace bangtin::evidence::checker
