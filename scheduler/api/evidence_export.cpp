// The header comes first and says how many lines follow. So the plan finds out what belongs to the file
// before the first byte is written. It keeps only names and numbers, a few hundred bytes per log and
// programme.
#include "scheduler/api/evidence_export.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "evidence/verify/section.hpp"
#include "scheduler/api/months.hpp"
#include "wire/certificates.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace checker = evidence::checker;

// The STARTs of the month in forks of a log of which nothing is believed.
result<std::int64_t> forked_starts(ledger::ledger& l, const ledger::exported_log& log,
                                   const export_span& month) {
  auto forks = l.exports().forks(log.log);
  if (!forks) return forks.error();
  std::set<std::string> starts;
  for (const ledger::recorded_fork& f : *forks) {
    for (const std::string& line : f.lines) {
      result<evidence::record> r = evidence::from_line(line);
      if (!r || r->type != evidence::record_type::start) continue;
      if (r->utc < month.from || r->utc >= month.to) continue;
      result<bool> of_fork = l.plays().has_fork_start(log.log, sha256(line));
      if (!of_fork) return of_fork.error();
      if (*of_fork) starts.insert(line);
    }
  }
  return std::ssize(starts);
}

}  // namespace

evidence_export::evidence_export(export_order o) : order_(std::move(o)) {
  header_.daemon = order_.daemon.public_part();
  header_.from = order_.from;
  header_.to = order_.to;
  header_.month = order_.month;
  header_.timezone = order_.timezone;
}

result<bool> evidence_export::plan(ledger::ledger& l) {
  result<void> done;
  if (looked_) done = need_same_root(l);
  if (!done) return done.error();
  if (!looked_) {
    done = look(l);
    looked_ = done.has_value();
  } else if (next_version_ < versions_.size()) {
    done = look_at_programme(l, versions_[next_version_++]);
  } else if (next_log_ < logs_.size()) {
    done = look_at_log(l);
  } else if (!planned_) {
    if (result<void> held = need_certificates(); !held) return held.error();
    count_lines();
    planned_ = true;
  }
  if (!done) return done.error();
  return planned_;
}

result<void> evidence_export::need_same_root(ledger::ledger& l) const {
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  if (*root == header_.root) return {};
  return error{errc::conflict, msg("the site got a new root key while the evidence was read"),
               msg("call the command again")};
}

result<void> evidence_export::look(ledger::ledger& l) {
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  if (!*root) {
    return error{errc::not_found, msg("this site has no root key yet, so there is no evidence"),
                 msg("pair a screen or publish a programme first")};
  }
  header_.root = **root;
  result<std::vector<ledger::exported_log>> logs = l.exports().logs();
  if (!logs) return logs.error();
  logs_ = std::move(*logs);
  result<std::chrono::year_month> month = parse_month(order_.month);
  if (!month) return month.error();
  month_ = {order_.from, order_.to, std::chrono::local_days(*month / std::chrono::day(1)),
            std::chrono::local_days((*month + std::chrono::months(1)) / std::chrono::day(1))};
  result<evidence::count_table> totals =
      order_.totals ? order_.totals(l) : l.plays().counts(month_.first_day, month_.end, {"screen"});
  if (!totals) return totals.error();
  for (const auto& [key, values] : evidence::group_by(*totals, {"screen"})) {
    totals_[key.screen] = {values.airtime_ms, values.failed, values.partial,
                           values.plays,      key.screen,    values.uncounted};
  }
  result<std::vector<ledger::published_row>> rows = l.programmes().published();
  if (!rows) return rows.error();
  for (const ledger::published_row& row : *rows) {
    // A play near the month may exclude one of the month.
    const bool near =
        row.issued < order_.to + checker::window_margin && row.expires > order_.from - checker::window_margin;
    if (near) versions_.push_back(row.version);
  }
  std::sort(versions_.begin(), versions_.end());
  if (result<void> done = look_at_doubts(l); !done) return done;
  add_lost_logs();
  if (result<void> done = look_at_trust(l); !done) return done;
  return look_at_certificates(l);
}

result<void> evidence_export::look_at_trust(ledger::ledger& l) {
  daemon_keys_.emplace(header_.daemon);
  result<std::optional<wire::trust_document>> newest = l.trust().newest();
  if (!newest) return newest.error();
  if (!*newest) return {};
  successions_ = std::move((*newest)->roots.successions);
  result<wire::site_trust> value = wire::verify_trust((*newest)->statement, header_.root);
  if (!value) return value.error();
  if (value->daemons.empty()) return {};
  std::vector<public_key> all = wire::daemon_keys(*value, header_.daemon);
  // Until the daemon has taken its new key, it signs with the one before.
  std::stable_partition(all.begin(), all.end(), [&](const public_key& k) { return k == header_.daemon; });
  daemon_keys_.emplace(std::move(all));
  trust_ = std::move((*newest)->statement);
  return {};
}

result<void> evidence_export::look_at_certificates(ledger::ledger& l) {
  result<std::vector<evidence::signed_text>> all = l.exports().screen_certificates();
  if (!all) return all.error();
  for (evidence::signed_text& note : *all) {
    result<wire::screen_certificate> c = wire::screen_from_text(note.text);
    if (!c || !evidence::verify(note, header_.root)) continue;
    certified& newest = certificates_[{c->name, c->key}];
    if (newest.certificate.text.empty() || newest.issued < c->issued) {
      newest = {c->issued, std::move(note)};
    }
  }
  return {};
}

result<void> evidence_export::need_certificates() const {
  for (const export_section& s : sections_) {
    if (certificates_.contains({s.begin.screen, s.begin.key})) continue;
    return error{errc::verification,
                 msg("the certificate of the screen \"{}\" is not as the root key signed it", s.begin.screen),
                 msg("restore a backup with \"bangtin restore FILE --set-aside\", or pair the screen again")};
  }
  return {};
}

result<wire::signed_statement> evidence_export::programme(ledger::ledger& l, std::int64_t version) const {
  result<std::optional<std::string>> text = l.programmes().json_of(version);
  if (!text) return text.error();
  if (!*text) {
    return error{errc::io, msg("programme {} of the ledger is damaged", version),
                 msg("restore the daemon's folder from a backup")};
  }
  result<wire::signed_programme> p = wire::signed_programme_from_json(**text);
  if (!p) return p.error();
  return wire::signed_statement(std::move(*p));
}

result<void> evidence_export::look_at_programme(ledger::ledger& l, std::int64_t version) {
  result<wire::signed_statement> p = programme(l, version);
  if (!p) return p.error();
  result<wire::verified_programme> verified = wire::verify(wire::signed_programme{*p}, header_.root, version);
  if (!verified) {
    return error{errc::verification,
                 msg("the programme of version {} is not as it was published: {}", version,
                     inner(verified.error().what)),
                 msg("restore a backup with \"bangtin restore FILE --set-aside\"")};
  }
  const auto need = [this](evidence::signed_text certificate) {
    std::string key = certificate.text + certificate.signature.hex();
    approvers_[std::move(key)] = std::move(certificate);
  };
  if (p->second) need(std::move(p->second->approver));
  need(std::move(p->approver));
  return {};
}

result<void> evidence_export::look_at_doubts(ledger::ledger& l) {
  if (order_.doubts.empty()) {
    auto stored = l.evidence().doubts();
    if (!stored) return stored.error();
    for (const ledger::stored_doubt& d : *stored) {
      order_.doubts.push_back({d.found_at, d.from_seq, d.log, in_english(d.why)});
      result<ledger::judged_log> judged = l.plays().log(d.log);
      if (judged) order_.doubts.back().screen = judged->screen;
    }
  }
  std::sort(order_.doubts.begin(), order_.doubts.end(),
            [](const auto& a, const auto& b) { return std::tie(a.log, a.from) < std::tie(b.log, b.from); });
  return {};
}

// Of a log whose row is gone nothing is believed, but what was received of it is told.
void evidence_export::add_lost_logs() {
  for (const checker::doubt_line& d : order_.doubts) {
    const bool known =
        std::any_of(logs_.begin(), logs_.end(), [&](const auto& log) { return log.log == d.log; });
    if (!known) logs_.push_back({d.log, d.screen, {}, 0, 0});
  }
}

result<void> evidence_export::look_at_log(ledger::ledger& l) {
  ledger::exported_log log = logs_[next_log_];
  if (!survey_) {
    std::int64_t believed = log.last, last = log.last;
    for (const checker::doubt_line& d : order_.doubts) {
      if (d.log != log.log) continue;
      // Records that are gone were judged when they came, and are told as left out.
      last = std::numeric_limits<std::int64_t>::max();
      if (d.from > believed) continue;
      result<std::int64_t> before = l.exports().receipt_before(log.log, d.from);
      if (!before) return before.error();
      believed = *before;
    }
    survey_.emplace(log.log, last, believed);
  }
  result<bool> all = survey_->read_more(l.exports(), month_);
  if (!all) return all.error();
  if (!*all) return {};
  log.last = survey_->believed();
  result<void> done = end_log(l, std::move(log));
  survey_.reset();
  ++next_log_;
  return done;
}

result<void> evidence_export::end_log(ledger::ledger& l, ledger::exported_log log) {
  std::int64_t left_out = survey_->left_out();
  if (log.last == 0) {
    result<std::int64_t> forked = forked_starts(l, log, month_);
    if (!forked) return forked.error();
    left_out += *forked;
  }
  auto doubt = std::find_if(order_.doubts.begin(), order_.doubts.end(),
                            [&](const checker::doubt_line& d) { return d.log == log.log; });
  if (doubt != order_.doubts.end()) {
    doubt->screen = log.screen;
    doubt->uncounted = left_out;
    if (left_out > 0) totals_[log.screen].screen = log.screen;
  }
  if (log.last == 0) return {};
  auto s = section_of(l.exports(), log, *survey_, order_.from, order_.to);
  if (!s) return s.error();
  if (!*s) return {};
  totals_[log.screen].screen = log.screen;
  const std::int64_t lead = (*s)->begin.first == 1 ? 0 : 1;
  (*s)->unplanned = survey_->unplanned((*s)->begin.first + lead, (*s)->last);
  sections_.push_back(std::move(**s));
  return {};
}

std::vector<checker::key_line> evidence_export::keys() const {
  using kind = checker::key_line::kind;
  std::vector<checker::key_line> all{{kind::root, header_.root, {}}, {kind::daemon, header_.daemon, {}}};
  for (const auto& [text, certificate] : approvers_) all.push_back({kind::approver, {}, certificate});
  std::map<std::string, evidence::signed_text> screens;
  for (const export_section& s : sections_) {
    auto found = certificates_.find({s.begin.screen, s.begin.key});
    if (found == certificates_.end()) continue;
    screens[found->second.certificate.text] = found->second.certificate;
  }
  for (const auto& [text, certificate] : screens) all.push_back({kind::screen, {}, certificate});
  if (trust_) all.push_back({kind::trust, {}, *trust_});
  for (const wire::signed_succession& s : successions_) all.push_back({kind::succession, {}, {}, s});
  return all;
}

void evidence_export::count_lines() {
  checker::line_counts& c = header_.counts;
  c.key = std::ssize(keys());
  c.programme = std::ssize(versions_);
  c.doubt = std::ssize(order_.doubts);
  c.log = c.head = std::ssize(sections_);
  c.totals = std::ssize(totals_);
  for (const export_section& s : sections_) {
    c.record += s.last - s.begin.first + 1;
    c.receipt += s.receipts.receipts;
    c.fork += std::ssize(s.forks);
    if (!s.unplanned.empty()) ++c.unplanned;
    header_.rules = std::max(header_.rules, s.receipts.newest_rules);
  }
}

std::vector<evidence::report::filed_head> evidence_export::heads() const {
  std::vector<evidence::report::filed_head> all;
  for (const export_section& s : sections_) all.push_back({s.begin.screen, s.tip});
  return all;
}

}  // namespace bangtin::scheduler::api
