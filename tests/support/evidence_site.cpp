#include "support/evidence_site.hpp"
#include "scheduler/api/months.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/play_judge.hpp"
#include "support/memory_ledger.hpp"
#include "wire/certificates.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::test {

namespace {

using evidence::record;
using evidence::record_type;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* leaflet = "tờ rơi mới.png";
constexpr const char* quoted = "tờ rơi \"mới\".png";

// Midnight in Viet Nam.
utc_ms day(const std::string& text) {
  int y = std::stoi(text.substr(0, 4)), m = std::stoi(text.substr(5, 2)), d = std::stoi(text.substr(8, 2));
  return std::chrono::sys_days(std::chrono::year(y) / m / d) - hours(7);
}

}  // namespace

secret_key key_of(const std::string& name) {
  // The PKCS#8 form of an Ed25519 key is a fixed beginning and 32 bytes.
  std::string der("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
  const digest seed = sha256("key of " + name);
  der.append(reinterpret_cast<const char*>(seed.value.data()), seed.value.size());
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string body;
  for (std::size_t i = 0; i < der.size(); i += 3) {
    unsigned n = 0;
    for (std::size_t k = 0; k < 3; ++k) n = n << 8 | static_cast<unsigned char>(der[i + k]);
    for (int shift = 18; shift >= 0; shift -= 6) body += letters[n >> shift & 63];
  }
  return secret_key::from_pem("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n")
      .value();
}

log_writer::log_writer(ledger::ledger& l, std::string screen, secret_key key, std::string log,
                       secret_key daemon)
    : ledger_(l),
      screen_(std::move(screen)),
      key_(std::move(key)),
      log_(std::move(log)),
      daemon_(std::move(daemon)) {}

record log_writer::blank(record_type t, utc_ms at) const {
  record r;
  r.log = log_;
  r.seq = std::ssize(lines_) + 1;
  r.type = t;
  r.boot = boot_;
  r.mono = at - booted_;
  r.utc = at + wrong;
  r.clock = clock_;
  return r;
}

void log_writer::append(const record& r) {
  lines_.push_back(evidence::to_line(r));
  digest before = links_.empty() ? evidence::first_link(log_, key_.public_part()) : links_.back();
  links_.push_back(evidence::next_link(before, lines_.back()));
}

void log_writer::boot(const std::string& id, utc_ms at, clock_trust clock, const std::string& reason) {
  boot_ = id;
  booted_ = at - minutes(1);
  clock_ = clock;
  if (lines_.empty()) {
    record first = blank(record_type::genesis, at);
    first.screen = screen_;
    append(first);
  }
  record r = blank(record_type::boot, at);
  r.reason = reason;
  append(r);
}

void log_writer::clock_synced(utc_ms at) {
  const milliseconds was = wrong;
  wrong = {};
  clock_ = clock_trust::synced;
  record r = blank(record_type::clock, at);
  r.reason = "step";
  r.shift_ms = -was.count();
  append(r);
}

void log_writer::play(const digest& programme, utc_ms at, const std::string& media,
                      const std::string& outcome) {
  record start = blank(record_type::start, at - seconds(2));  // as screens do
  start.play = evidence::play_facts{start.seq, programme, "always", media, at, seconds(10)};
  append(start);
  if (outcome.empty()) return;
  record end = blank(record_type::end, at + seconds(10));
  end.play = start.play;
  end.end = evidence::play_end{seconds(10), 300, 0, "connected", evidence::play_outcome::complete, ""};
  if (outcome == "partial") {
    end.end->outcome = evidence::play_outcome::partial;
    end.end->shown = seconds(4);
    end.end->reason = "late-join";
  } else if (outcome == "failed") {
    end.end->outcome = evidence::play_outcome::failed;
    end.end->shown = {};
    end.end->frames = 0;
    end.end->reason = "decoder-crash";
  } else if (outcome == "unknown") {
    end.end->output = "unknown";
  }
  append(end);
}

void log_writer::send(utc_ms received, bool names_rules) {
  if (sent_ == lines_.size()) return;
  std::vector<ledger::stored_record> records;
  for (std::size_t i = sent_; i < lines_.size(); ++i) {
    record r = evidence::from_line(lines_[i]).value();
    std::optional<std::int64_t> play;
    if (r.play) play = r.play->play;
    records.push_back({r.seq, links_[i], std::string(evidence::to_string(r.type)), r.utc, play, lines_[i]});
  }
  sent_ = lines_.size();
  const evidence::head h{log_, std::ssize(lines_), links_.back()};
  const evidence::receipt got{h, received, names_rules ? rules : 0};
  auto stored = ledger_.evidence().append_batch(
      log_, screen_, key_.public_part(), records, h, evidence::sign_text(evidence::to_text(h), key_),
      {evidence::sign_text(evidence::to_text(got), daemon_), received, rules});
  EXPECT_TRUE(stored);
}

void log_writer::fork(std::size_t n, utc_ms received) {
  digest link = links_[lines_.size() - n - 1];
  std::vector<std::string> lines;
  for (std::size_t i = lines_.size() - n; i < lines_.size(); ++i) {
    record r = evidence::from_line(lines_[i]).value();
    r.mono += milliseconds(1);
    lines.push_back(evidence::to_line(r));
    link = evidence::next_link(link, lines.back());
  }
  const evidence::head h{log_, std::ssize(lines_), link};
  EXPECT_TRUE(ledger_.evidence().record_fork(
      {log_, screen_, h.seq, link, evidence::sign_text(evidence::to_text(h), key_), lines, received}));
}

evidence_site::evidence_site(int plays_per_day, std::unique_ptr<ledger::ledger> l)
    : in_memory_(l == nullptr),
      ledger_(l ? std::move(l) : make_memory_ledger()),
      plays_per_day_(plays_per_day) {
  programmes_[day("2026-09-01")] = publish(1, day("2026-09-01"));
  programmes_[day("2026-10-15")] = publish(2, day("2026-10-15") + hours(9));
  const secret_key old_lobby = key_of("lobby"), lobby = key_of("lobby 2"), hall = key_of("hall"),
                   gate = key_of("gate");
  pair("lobby", old_lobby, day("2026-09-01"));
  pair("hall", hall, day("2026-09-01"));
  pair("gate", gate, day("2026-09-01"));

  log_writer first(*ledger_, "lobby", old_lobby, std::string(32, '1'), daemon_);
  if (in_memory_) first.rules = 1;
  days(first, "2026-09-24", "2026-10-08", 3);
  if (in_memory_) judge_by_rule_one(std::string(32, '1'));
  pair("lobby", lobby, day("2026-10-08"));
  log_writer second(*ledger_, "lobby", lobby, std::string(32, '2'), daemon_);
  days(second, "2026-10-08", "2026-11-06", 40);

  log_writer h(*ledger_, "hall", hall, "3" + std::string(31, 'a'), daemon_);
  days(h, "2026-09-20", "2026-10-20", 2);
  h.fork(3, day("2026-10-20") + hours(1));

  log_writer g(*ledger_, "gate", gate, std::string(32, 'c'), daemon_);
  days(g, "2026-10-03", "2026-10-05", 1);
  g.wrong = day("2026-10-06").time_since_epoch() * -1;
  g.boot("blind", day("2026-10-06"), clock_trust::unsynced, "output-assumed");
  for (int i = 0; i < 3; ++i) {
    g.play(programmes_.begin()->second, day("2026-10-06") + minutes(5 + i), "poster.png", "unknown");
  }
  g.clock_synced(day("2026-10-06") + hours(1));
  g.play(programmes_.begin()->second, day("2026-10-06") + hours(2), "poster.png", "unknown");
  g.send(day("2026-10-06") + hours(3), true);
  implausible(g);
  EXPECT_TRUE(ledger_->screens().remove("gate"));
}

// Plays that do not count, each for another reason, and the times of a clock that steps.
void evidence_site::implausible(log_writer& g) {
  const digest& p = programmes_.begin()->second;
  const utc_ms d = day("2026-10-07") + hours(8);
  g.boot("odd", d, clock_trust::unsynced);
  g.wrong = minutes(-3);
  g.play(p, d + minutes(1), "poster.png", "complete");
  g.clock_synced(d + minutes(2));
  planned(g, d + minutes(3), "complete");
  planned(g, d + minutes(3), "complete");                 // shown twice at once
  planned(g, day("2026-10-31") + hours(23), "complete");  // after its receipt
  g.play(sha256("no programme"), d + minutes(5), "poster.png", "complete");
  g.send(d + hours(1), true);
  // A second log of the screen, with the same plays.
  log_writer copy(*ledger_, "gate", key_of("gate"), "e" + std::string(31, 'e'), daemon_);
  copy.boot("copy", d, clock_trust::synced);
  planned(copy, d + minutes(3), "complete");
  planned(copy, d + minutes(4), "complete");
  copy.send(d + hours(2), true);
  copy.fork(2, d + hours(3));
}

void evidence_site::planned(log_writer& w, utc_ms at, const std::string& outcome) {
  const digest& p = std::prev(programmes_.upper_bound(at))->second;
  for (const playlists::schedule::slot& s : slots_of(p, w.screen(), at)) {
    if (s.from < at || s.campaign < 0) continue;
    const playlists::programme::programme& value = values_.at(p);
    w.play(p, s.from, value.playlists.front().items[static_cast<std::size_t>(s.item)].media, outcome);
    return;
  }
}

std::vector<playlists::schedule::slot> evidence_site::slots_of(const digest& p, const std::string& screen,
                                                               utc_ms at) const {
  const playlists::programme::programme& value = values_.at(p);
  playlists::schedule::planner planner(value, *value.find_screen(screen));
  return planner.day(playlists::schedule::day_of(value, at));
}

// As an update leaves the logs that it finds.
void evidence_site::judge_by_rule_one(const std::string& log) {
  ledger::judged_log l = ledger_->plays().log(log).value();
  l.rule_one_to = l.tip;
  EXPECT_TRUE(ledger_->plays().set_log(l));
}

void evidence_site::judge() {
  api::play_judge judge;
  api::play_backlog backlog(judge);
  while (!backlog.run(*ledger_, ledger_->plays(), 10'000).value()) {
  }
}

void evidence_site::days(log_writer& w, const std::string& from, const std::string& to, int run) {
  static const std::vector<std::string> outcomes{"complete", "complete", "partial",  "complete",
                                                 "failed",   "unknown",  "complete", ""};
  int number = 0, n = 0;
  for (utc_ms d = day(from); d < day(to); d += hours(24), ++number) {
    if (number % run == 0) w.boot("boot" + std::to_string(number), d + hours(7), clock_trust::synced);
    const digest& programme = std::prev(programmes_.upper_bound(d))->second;
    const auto slots = slots_of(programme, w.screen(), d + hours(8));
    const auto& items = values_.at(programme).playlists.front().items;
    // At midnight, where a play belongs to another day than its START was written.
    if (number % run != 0) {
      const auto night = slots_of(programme, w.screen(), d);
      auto first = std::find_if(night.begin(), night.end(), [&](const auto& s) { return s.from >= d; });
      w.play(programme, first->from, items[static_cast<std::size_t>(first->item)].media, "complete");
    }
    auto slot =
        std::find_if(slots.begin(), slots.end(), [&](const auto& s) { return s.from >= d + hours(8); });
    for (int i = 0; i < plays_per_day_; ++i, ++n, ++slot) {
      w.play(programme, slot->from, items[static_cast<std::size_t>(slot->item)].media,
             outcomes[static_cast<std::size_t>(n / 2) % outcomes.size()]);
      if (n % 60 == 59) w.send(d + hours(8) + seconds(10) * (i + 2), n % 120 == 59);
    }
    if (number % 2 == 1) w.send(d + hours(20), number % 4 == 1);
  }
  w.send(day(to), true);
}

digest evidence_site::publish(std::int64_t version, utc_ms issued) {
  playlists::programme::programme p;
  p.version = version;
  p.issued = issued;
  p.expires = issued + hours(24 * 90);
  for (const char* name : {"poster.png", leaflet, quoted}) {
    playlists::programme::media_item item;
    item.name = name;
    item.files = {{sha256(name), 1000}};
    item.id = item.files[0].sha256.hex().substr(0, 12);
    item.title = std::string("Title of ") + name;
    item.theme = "III.2";
    item.width = 1920;
    item.height = 1080;
    p.media.push_back(item);
  }
  p.slate = "poster.png";
  for (const char* name : {"gate", "hall", "lobby"}) {
    playlists::programme::screen s;
    s.name = name;
    s.venue = "service-centre";
    p.screens.push_back(s);
  }
  playlists::programme::playlist posters{"posters", {}};
  for (const auto& item : p.media) posters.items.push_back({item.name, milliseconds(10'000), "", "", ""});
  p.playlists = {posters};
  playlists::programme::campaign always;
  always.name = "always";
  always.playlist = "posters";
  always.task = "IV.2.c";
  always.screens = {"all"};
  p.campaigns = {always};
  newest_ = p;
  values_[playlists::text::programme_digest(p)] = p;
  const wire::approver_certificate c{approver_.public_part(), "Trần Thị Mai", day("2026-01-01"),
                                     day("2027-01-01")};
  wire::signed_programme s = wire::sign_programme(p, approver_, evidence::sign_text(wire::to_text(c), root_));
  if (version % 2 == 0) {
    const wire::approver_certificate other{second_.public_part(), "Lê Văn An", c.not_before, c.not_after};
    wire::add_second(s, wire::programme_kind(), second_, evidence::sign_text(wire::to_text(other), root_));
  }
  const digest identity = playlists::text::programme_digest(p);
  auto done = ledger_->programmes().publish({version, identity, c.name, p.issued, p.expires, p.issued},
                                            wire::to_json(s), root_.public_part());
  EXPECT_TRUE(done) << describe(done.error());
  return identity;
}

void evidence_site::pair(const std::string& screen, const secret_key& key, utc_ms at) {
  ledger::paired_screen s;
  s.name = screen;
  s.key = key.public_part();
  s.root = root_.public_part();
  s.certificate = evidence::sign_text(wire::to_text(wire::screen_certificate{s.key, screen, at}), root_);
  s.paired = at;
  EXPECT_TRUE(ledger_->screens().pair(s));
}

void evidence_site::renew_daemon_key() {
  const secret_key next = key_of("daemon 2");
  const wire::site_trust t{1,
                           day("2026-11-01"),
                           2,
                           {{approver_.public_part(), "Trần Thị Mai"}},
                           {},
                           1,
                           {{daemon_.public_part(), utc_ms{}}, {next.public_part(), day("2026-11-01")}}};
  EXPECT_TRUE(ledger_->trust().put({evidence::sign_text(wire::to_text(t), root_)}, root_.public_part()));
  daemon_ = next;
}

void evidence_site::succeed_root() {
  wire::trust_document d = ledger_->trust().newest().value().value_or(wire::trust_document());
  wire::site_trust t{0, {}, 2, {{approver_.public_part(), "Trần Thị Mai"}}, {}};
  if (!d.statement.text.empty()) t = wire::trust_from_text(d.statement.text).value();
  const std::int64_t number = std::ssize(d.roots.successions) + 1;
  const secret_key next = key_of(fmt::format("root {}", number + 1));
  d.roots.successions.push_back(
      wire::sign_succession(number, day("2026-11-02") + hours(24 * number), root_, next));
  std::vector<evidence::signed_text> all = ledger_->trust().approver_certificates().value();
  for (evidence::signed_text& c : ledger_->exports().screen_certificates().value())
    all.push_back(std::move(c));
  for (evidence::signed_text& c : all) c = evidence::sign_text(c.text, next);
  ++t.number;
  d.statement = evidence::sign_text(wire::to_text(t), next);
  EXPECT_TRUE(ledger_->trust().succeed_root(d, next.public_part(), all));
  root_ = next;
}

evidence_file evidence_site::month(const std::string& name) {
  auto range = api::range_of_month(newest_, api::parse_month(name).value());
  api::export_order order{name, newest_.timezone, range.from, range.to, daemon_, {}, {}};
  judge();
  api::evidence_export e(std::move(order));
  for (;;) {
    result<bool> planned = e.plan(*ledger_);
    EXPECT_TRUE(planned) << describe(planned.error());
    if (!planned || *planned) break;
  }
  evidence_file f{"", {api::parse_month(name).value(), std::nullopt, root_.public_part(), e.heads()}};
  for (;;) {
    result<std::string> piece = e.next(*ledger_);
    EXPECT_TRUE(piece) << describe(piece.error());
    if (!piece || piece->empty()) break;
    EXPECT_LE(piece->size(), api::evidence_export::max_piece_bytes);
    f.text += *piece;
  }
  EXPECT_EQ(e.sha256(), sha256(f.text));
  f.heads.evidence = e.sha256();
  return f;
}

std::string sealed_again(const std::string& text, const secret_key& daemon) {
  namespace checker = evidence::checker;
  const std::size_t seal = text.rfind("{\"seal\":");
  if (seal == std::string::npos) return text;
  const digest all = sha256(text.substr(0, seal));
  return text.substr(0, seal) +
         checker::to_line(checker::seal_line{all, daemon.sign(checker::seal_text(all))}) + "\n";
}

}  // namespace bangtin::scheduler::test
