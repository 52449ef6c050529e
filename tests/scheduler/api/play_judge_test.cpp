// The roll-up that intake keeps, a recount from the records, and a plain model agree, however the records are
// split into batches, repeated, forked, and interleaved with those of other logs.
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/months.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/files.hpp"
#include "evidence/rules/play_rules.hpp"
#include "evidence/verify/export_verifier.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/intake.hpp"
#include "scheduler/ledger/contract.hpp"
#include "scheduler/site.hpp"
#include "support/play_counter.hpp"
#include "wire/certificates.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace rules = evidence::rules;
using evidence::record;
using evidence::record_type;
using std::chrono::seconds;

// What the records of one log say, with the times of their first receipts.
struct told_log {
  std::string name;
  std::vector<record> records;
  std::vector<utc_ms> received;
};

struct modelled {
  std::string log;
  rules::play_case c;
  const record* start = nullptr;
  const record* end = nullptr;
  utc_ms ended{};
  rules::place_in_boot placed;
  rules::verdict verdict;
  rules::claim claim;
};

// The best clock of the boot: the last one before the record, else the first one after it.
evidence::corrected_time model_time(const told_log& log, std::size_t of) {
  const record& r = log.records[of];
  clock_trust best = r.clock;
  for (const record& x : log.records) {
    if (x.boot == r.boot) best = std::min(best, x.clock);
  }
  if (r.clock == best) return {r.utc, best, r.bound};
  const record* found = nullptr;
  for (std::size_t i = 0; i < log.records.size(); ++i) {
    const record& x = log.records[i];
    if (x.boot == r.boot && x.clock == best && (i < of || found == nullptr)) found = &x;
  }
  return {utc_ms(found->utc.time_since_epoch() - found->mono + r.mono), best, found->bound};
}

std::vector<modelled> model_log(const told_log& log, rules::programme_facts programme,
                                const std::function<bool(const evidence::play_facts&)>& planned) {
  std::vector<modelled> plays;
  bool vouched = false;
  for (std::size_t i = 0; i < log.records.size(); ++i) {
    const record& r = log.records[i];
    if (r.type == record_type::boot) vouched = r.reason == "output-assumed";
    if (r.type != record_type::start) continue;
    modelled m;
    m.log = log.name;
    m.start = &r;
    m.c.start = &r;
    m.c.at = model_time(log, i);
    m.c.received = log.received[i];
    m.c.programme = programme;
    m.c.programme.planned = planned(*r.play);
    m.c.unknown_output_counts = vouched;
    for (std::size_t j = i + 1; j < log.records.size() && m.end == nullptr; ++j) {
      const record& e = log.records[j];
      if (e.type != record_type::end || e.play->play != r.seq) continue;
      m.end = m.c.end = &e;
      m.ended = log.received[j];
    }
    plays.push_back(m);
  }
  std::vector<modelled*> by_end;
  for (modelled& m : plays) {
    if (m.end != nullptr) by_end.push_back(&m);
  }
  std::sort(by_end.begin(), by_end.end(), [](auto* a, auto* b) { return a->end->seq < b->end->seq; });
  std::map<std::string, rules::placement> placed;
  for (modelled* m : by_end) {
    if (!rules::belong_together(*m->start, *m->end) || m->end->end->shown.count() == 0) continue;
    if (rules::is_too_long(*m->start, *m->end)) continue;
    m->placed = rules::place(placed[m->start->boot], *m->start, *m->end);
    m->c.fits_in_boot = m->placed.fits;
  }
  for (modelled& m : plays) {
    m.verdict = rules::judge(m.c);
    if (m.verdict.where == rules::column::uncounted) continue;
    rules::showing s = rules::showing_of(*m.start, *m.end);
    utc_ms from = m.c.at.at + (s.from - m.start->mono);
    m.claim = {from,
               m.c.at.at + (m.placed.until - m.start->mono),
               m.start->play->planned_start,
               rules::identity_of(*m.start->play),
               m.verdict.where == rules::column::plays && s.shown.count() > 0,
               s.from};
  }
  return plays;
}

std::map<std::string, std::int64_t> model(const std::vector<told_log>& logs,
                                          const rules::programme_facts& programme,
                                          const std::function<bool(const evidence::play_facts&)>& planned) {
  std::vector<modelled> all;
  for (const told_log& log : logs) {
    for (modelled& m : model_log(log, programme, planned)) all.push_back(m);
  }
  std::map<std::string, std::int64_t> sums;
  for (const modelled& m : all) {
    std::string why;
    for (const modelled& other : all) {
      if (&other == &m || m.claim.from >= m.claim.to || other.claim.from >= other.claim.to) continue;
      bool earlier = std::tie(other.ended, other.log, other.end->seq) < std::tie(m.ended, m.log, m.end->seq);
      if (!earlier) continue;
      rules::claim a = other.claim;
      rules::claim b = m.claim;
      if (other.log != m.log || other.start->boot != m.start->boot) a.mono = b.mono = std::nullopt;
      std::string_view clash = rules::clash(a, b);
      if (!clash.empty() && why != rules::reason::overlap) why = clash;
    }
    rules::verdict v = why.empty() ? m.verdict : rules::verdict{rules::column::uncounted, why};
    sums[std::to_string(static_cast<int>(v.where)) + v.reason] += 1;
  }
  return sums;
}

class judging_plays : public site {
 protected:
  judging_plays() { begin_at(at_); }
  void begin_at(utc_ms at) {
    at_ = at;
    programme_ = small_programme(1, {sha256("a picture"), 9}, at_);
    identity_ = playlists::text::programme_digest(programme_);
    json_ = wire::to_json(signed_by_approver(programme_));
  }
  void publish_in(ledger::ledger& l) {
    ASSERT_TRUE(l.programmes().publish({1, identity_, "Approver", at_, programme_.expires, at_}, json_,
                                       root_.public_part()));
  }
  bool is_planned(const evidence::play_facts& p) const {
    return p.campaign == "always" && p.media == "poster.png" && p.planned == seconds(10) &&
           (p.planned_start - at_) % seconds(10) == milliseconds{} &&
           p.planned_start + p.planned > at_ - std::chrono::minutes(10);
  }

  ledger::paired_screen certified(const std::string& screen, const secret_key& key) const {
    ledger::paired_screen s;
    s.name = screen;
    s.key = key.public_part();
    s.root = root_.public_part();
    s.certificate = evidence::sign_text(wire::to_text(wire::screen_certificate{s.key, screen, at_}), root_);
    s.paired = at_;
    return s;
  }

  // A screen's log with a little of everything: several boots, clocks of every trust, plays that end late,
  // twice, wrongly or not at all, at once and after each other.
  fake_screen random_log(std::vector<record>& records) {
    fake_screen s;
    s.log = random_hex(16);
    auto add = [&](record r) {
      s.append(r);
      records.push_back(r);
    };
    record genesis = s.blank(record_type::genesis, at_);
    genesis.screen = s.name;
    add(genesis);
    std::int64_t mono = 0;
    utc_ms now = at_ + seconds(10) * *rc::gen::inRange(0, 6);
    std::string boot = "boot-0";
    std::vector<record> open;
    int steps = *rc::gen::inRange(2, 30);
    for (int i = 0; i < steps; ++i) {
      auto stamped = [&](record_type type) {
        record r = s.blank(type, now);
        r.boot = boot;
        r.mono = milliseconds(mono);
        r.clock = *rc::gen::element(clock_trust::synced, clock_trust::synced, clock_trust::estimated,
                                    clock_trust::unsynced);
        if (r.clock == clock_trust::unsynced) r.utc -= std::chrono::hours(*rc::gen::inRange(0, 3));
        return r;
      };
      auto pass = [&](milliseconds time) {
        mono += time.count();
        now += time;
      };
      switch (*rc::gen::weightedElement<int>({{6, 0}, {6, 1}, {1, 2}, {1, 3}, {1, 4}})) {
        case 0: {
          record r = stamped(record_type::start);
          utc_ms slot =
              at_ + std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<10>>>(r.utc - at_);
          if (*rc::gen::inRange(0, 12) == 0) slot += milliseconds(1);
          r.play = evidence::play_facts{r.seq, identity_, "always", "poster.png", slot, seconds(10)};
          open.push_back(r);
          add(r);
          break;
        }
        case 1: {
          if (open.empty()) break;
          auto which = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(open.size())));
          pass(milliseconds(*rc::gen::element(0, 5'000, 10'000, 10'000)));
          record r = stamped(record_type::end);
          r.play = open[which].play;
          milliseconds shown(*rc::gen::element(0, 4'000, 9'700, 10'000, 11'000, 100'000));
          r.end = evidence::play_end{shown,
                                     1,
                                     0,
                                     *rc::gen::element<std::string>("connected", "unknown"),
                                     evidence::play_outcome::complete,
                                     ""};
          if (*rc::gen::inRange(0, 10) == 0) r.play->media = "other.png";
          add(r);
          if (*rc::gen::inRange(0, 5) != 0) open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
          break;
        }
        case 2:
          boot = "boot-" + std::to_string(*rc::gen::inRange(0, 3));
          pass(seconds(20));
          [[fallthrough]];
        case 3: {
          record r = stamped(record_type::boot);
          r.reason = *rc::gen::element<std::string>("start", "output-assumed");
          add(r);
          break;
        }
        default:
          now += seconds(*rc::gen::inRange(-60, 61));
      }
    }
    return s;
  }

  utc_ms at_{milliseconds(1'791'590'400'000)};
  playlists::programme::programme programme_;
  digest identity_;
  std::string json_;
};

std::map<std::string, std::int64_t> sums_in(ledger::ledger& l) {
  using std::chrono::local_days;
  local_days all_from{}, all_to{std::chrono::days(100'000)};
  std::map<std::string, std::int64_t> sums;
  auto table = l.plays().counts(all_from, all_to, {}).value();
  for (const auto& [key, v] : table) {
    if (v.plays > 0) sums["0"] += v.plays;
  }
  for (const ledger::reason_count& r : l.plays().reasons(all_from, all_to).value()) {
    if (r.partial > 0) sums["1" + r.reason] += r.partial;
    if (r.failed > 0) sums["2" + r.reason] += r.failed;
    if (r.uncounted > 0) sums["3" + r.reason] += r.uncounted;
  }
  return sums;
}

void expect_recount_agrees(ledger::ledger& l) {
  api::play_judge judge;
  api::play_backlog backlog(judge);
  auto recounted = l.recount().value();
  int slices = 0;
  while (!backlog.run(l, *recounted, 3).value()) ASSERT_LT(++slices, 1000);
  auto differences =
      l.differences(std::chrono::local_days::min(), std::chrono::local_days::max(), 10).value();
  for (const ledger::count_difference& d : differences) {
    ADD_FAILURE() << d.key.day << " " << d.key.hour << " " << d.reason << " " << d.stored.plays << "/"
                  << d.stored.uncounted << " recounted " << d.recounted.plays << "/" << d.recounted.uncounted;
  }
  ASSERT_TRUE(l.end_recount());
}

// The evidence files of the months around hold, and give the totals of the roll-up.
void expect_exports_agree(ledger::ledger& l, const playlists::programme::programme& zone,
                          const secret_key& daemon) {
  namespace checker = evidence::checker;
  for (const char* month : {"2026-09", "2026-10", "2026-11"}) {
    const auto named = api::parse_month(month).value();
    const auto range = api::range_of_month(zone, named);
    api::evidence_export e({month, zone.timezone, range.from, range.to, daemon, {}, {}});
    while (!e.plan(l).value()) {
    }
    std::string text;
    for (std::string piece = e.next(l).value(); !piece.empty(); piece = e.next(l).value()) text += piece;
    if (const char* kept = std::getenv("BANGTIN_KEEP_EXPORTS")) {
      (void)write_file(std::filesystem::path(kept) / (e.sha256().hex() + ".jsonl"), text);
    }
    checker::export_verifier v({});
    v.feed(text);
    const checker::verify_report r = v.finish();
    for (const checker::finding& f : r.bad.kept) {
      ADD_FAILURE() << month << ", line " << f.line << ": "
                    << describe(error{errc::verification, f.what, {}});
    }
    evidence::count_table counted =
        l.plays()
            .counts(std::chrono::local_days(named / std::chrono::day(1)),
                    std::chrono::local_days((named + std::chrono::months(1)) / std::chrono::day(1)),
                    {"screen"})
            .value();
    for (const auto& [key, c] : counted) {
      const checker::totals_line t =
          r.totals.contains(key.screen) ? r.totals.at(key.screen) : checker::totals_line();
      EXPECT_EQ(std::tie(t.plays, t.airtime_ms, t.partial, t.failed, t.uncounted),
                std::tie(c.plays, c.airtime_ms, c.partial, c.failed, c.uncounted))
          << month;
    }
  }
}

TEST_F(judging_plays, roll_up_recount_evidence_file_and_model_agree_in_any_order_of_batches) {
  bool held = rc::check("agree", [&] {
    // Within a month, or from its last minutes on.
    begin_at(utc_ms(milliseconds(*rc::gen::element<std::int64_t>(1'791'590'400'000, 1'793'465'700'000))));
    fakes::temporary_folder folder;
    auto l = implementations().at(*rc::gen::element<std::size_t>(0, 0, 2)).open(folder.path());
    publish_in(*l);
    struct sending {
      fake_screen screen;
      std::size_t sent = 0;
      std::vector<std::size_t> receipted;  // the heads' seqs
      told_log told;
      std::vector<record> records;
    };
    std::vector<sending> all(static_cast<std::size_t>(*rc::gen::inRange(1, 4)));
    secret_key key = secret_key::generate();
    RC_ASSERT(l->screens().pair(certified(all[0].screen.name, key)).has_value());
    for (sending& s : all) {
      s.screen = random_log(s.records);
      s.screen.key = key;
      s.screen.links.clear();
      std::vector<std::string> lines = std::exchange(s.screen.lines, {});
      for (const record& r : s.records) s.screen.append(r);
      s.told.name = s.screen.log;
    }
    auto judge = std::make_unique<api::play_judge>();
    utc_ms now = at_ + std::chrono::minutes(*rc::gen::inRange(0, 120));
    secret_key daemon = secret_key::generate();
    std::int64_t forked = 0;
    for (;;) {
      std::vector<sending*> left;
      for (sending& s : all) {
        if (s.sent < s.records.size()) left.push_back(&s);
      }
      if (left.empty()) break;
      sending& s = *left[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(left.size())))];
      std::size_t from = *rc::gen::inRange<std::size_t>(1, s.sent + 2);
      // At least one new record, or the loop would not end for small random numbers; before some batches an
      // older part is sent once more.
      std::size_t to = *rc::gen::inRange<std::size_t>(s.sent + 1, s.records.size() + 1);
      if (s.sent > 0 && *rc::gen::inRange(0, 4) == 0) {
        std::size_t again = *rc::gen::inRange<std::size_t>(1, s.sent + 1);
        evidence::batch old = s.screen.batch(1, again);
        auto repeated =
            api::take_batch(*l, {s.screen.name, key.public_part()}, old, {daemon, now, 1, judge.get()});
        RC_ASSERT(std::holds_alternative<evidence::signed_text>(repeated.value));
      }
      now += milliseconds(*rc::gen::inRange(0, 3) * 1000);
      evidence::batch b = s.screen.batch(from, to);
      auto answer = api::take_batch(*l, {s.screen.name, key.public_part()}, b, {daemon, now, 1, judge.get()});
      RC_ASSERT(std::holds_alternative<evidence::signed_text>(answer.value));
      s.receipted.push_back(to);
      for (; s.sent < to; ++s.sent) {
        s.told.records.push_back(s.records[s.sent]);
        s.told.received.push_back(now);
      }
      if (*rc::gen::inRange(0, 5) == 0) judge = std::make_unique<api::play_judge>();  // a restart
    }
    // The STARTs of a copied disk, sent twice: one fork.
    if (*rc::gen::inRange(0, 2) == 0) {
      fake_screen copy = all[0].screen;
      copy.lines.resize(1);
      copy.links.resize(1);
      copy.play(identity_, at_ + seconds(3'000));
      copy.play(identity_, at_ + seconds(3'100));
      if (all[0].records.size() >= 5) {
        for (int twice = 0; twice < 2; ++twice) {
          auto answer = api::take_batch(*l, {copy.name, key.public_part()}, copy.batch(1, 5),
                                        {daemon, now, 1, judge.get()});
          RC_ASSERT(std::holds_alternative<api::fork_answer>(answer.value));
        }
        forked = 2;
      }
    }
    std::vector<told_log> told;
    for (const sending& s : all) told.push_back(s.told);
    auto expected = model(told, {true, programme_.issued, programme_.expires, true},
                          [&](const evidence::play_facts& p) { return is_planned(p); });
    if (forked > 0) expected["3fork"] = forked;
    RC_ASSERT(sums_in(*l) == expected);
    expect_recount_agrees(*l);
    expect_exports_agree(*l, programme_, daemon);
    // What comes after a receipt does not verify.
    const std::int64_t starts = std::accumulate(expected.begin(), expected.end(), std::int64_t{},
                                                [](auto sum, const auto& c) { return sum + c.second; });
    const sending& damaged = all.back();
    const auto after = static_cast<std::int64_t>(*rc::gen::elementOf(damaged.receipted));
    const ledger::stored_doubt doubt{damaged.screen.log, after + 1, msg("damaged"), now, damaged.screen.name};
    RC_ASSERT(l->evidence().record_doubt(doubt).has_value());
    RC_ASSERT(
        l->transaction([&] { return judge->doubt(*l, l->plays(), doubt.log, doubt.from_seq); }).has_value());
    auto left = sums_in(*l);
    RC_ASSERT(std::accumulate(left.begin(), left.end(), std::int64_t{},
                              [](auto sum, const auto& c) { return sum + c.second; }) == starts);
    expect_recount_agrees(*l);
    expect_exports_agree(*l, programme_, daemon);
    RC_ASSERT(!::testing::Test::HasFailure());
  });
  EXPECT_TRUE(held);
}

// What does not verify is never counted, also when that is found later.
TEST_F(judging_plays, of_a_log_that_does_not_verify_count_up_to_the_damage) {
  for (const implementation& i : implementations()) {
    fakes::temporary_folder folder;
    auto l = i.open(folder.path());
    publish_in(*l);
    fake_screen s;
    s.begin(at_);
    for (int n = 0; n < 4; ++n) s.play(identity_, at_ + seconds(10 * n));
    api::play_judge judge;
    auto answer = api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(1, 9),
                                  {secret_key::generate(), at_ + seconds(60), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value)) << i;
    ASSERT_TRUE(l->transaction([&] { return judge.doubt(*l, l->plays(), s.log, 5); }));
    EXPECT_EQ(sums_in(*l), (std::map<std::string, std::int64_t>{{"0", 1}, {"3doubt", 3}})) << i;
    expect_recount_agrees(*l);
  }
}

// A record that does not verify dates nothing: earlier plays that it dated go back to what sound records
// tell.
TEST_F(judging_plays, of_a_boot_that_a_doubted_record_dated_have_the_times_of_the_sound_ones) {
  for (const implementation& i : implementations()) {
    fakes::temporary_folder folder;
    auto l = i.open(folder.path());
    publish_in(*l);
    fake_screen s;
    s.begin(at_);
    auto add = [&](record r) {
      r.boot = "later";
      s.append(r);
    };
    // By its own clock the play lies an hour before the approval.
    record start = s.blank(record_type::start, at_ - std::chrono::hours(1));
    start.mono = seconds(100);
    start.clock = clock_trust::unsynced;
    start.play = evidence::play_facts{start.seq, identity_, "always", "poster.png", start.utc, seconds(10)};
    add(start);
    record end = s.blank(record_type::end, start.utc + seconds(10));
    end.mono = start.mono + seconds(10);
    end.clock = clock_trust::unsynced;
    end.play = start.play;
    end.end = evidence::play_end{seconds(10), 300, 0, "connected", evidence::play_outcome::complete, ""};
    add(end);
    record clock = s.blank(record_type::clock, at_ + seconds(60));
    clock.mono = start.mono + seconds(20);
    add(clock);
    api::play_judge judge;
    for (auto [from, to] : {std::pair<std::size_t, std::size_t>(1, 3), {4, 4}}) {
      auto answer = api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(from, to),
                                    {secret_key::generate(), at_ + seconds(90), 1, &judge});
      ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value)) << i;
    }
    auto hours_of = [&] {
      std::vector<std::string> hours;
      for (const auto& [key, v] :
           l->plays().counts({}, std::chrono::local_days(std::chrono::days(100'000)), {"hour"}).value()) {
        hours.push_back(key.hour);
      }
      return hours;
    };
    const std::vector<std::string> dated = hours_of();
    ASSERT_TRUE(l->evidence().record_doubt({s.log, 4, msg("damaged"), at_, s.name}));
    ASSERT_TRUE(l->transaction([&] { return judge.doubt(*l, l->plays(), s.log, 4); }));
    EXPECT_NE(hours_of(), dated) << i;
    expect_recount_agrees(*l);
  }
}

// A START that was damaged after it was judged cannot be read again.
TEST_F(judging_plays, that_were_damaged_since_are_uncounted) {
  for (const char* damage : {"UPDATE records SET line = 'x' WHERE seq IN (4, 5)",
                             "UPDATE records SET line = replace(line, 'START', 'BLACK') WHERE seq = 4",
                             "DELETE FROM records WHERE seq = 4", "DELETE FROM records WHERE seq = 5"}) {
    fakes::temporary_folder folder;
    fake_screen s;
    s.begin(at_);
    for (int n = 0; n < 3; ++n) s.play(identity_, at_ + seconds(10 * n));
    auto l = implementations().at(0).open(folder.path());
    publish_in(*l);
    api::play_judge judge;
    auto answer = api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(1, 7),
                                  {secret_key::generate(), at_ + seconds(60), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value));
    l.reset();
    SQLite::Database((folder.path() / "ledger.sqlite").string(), SQLite::OPEN_READWRITE).exec(damage);
    l = implementations().at(0).open(folder.path());
    result<void> done = l->transaction([&] { return judge.doubt(*l, l->plays(), s.log, 4); });
    ASSERT_TRUE(done) << damage << ": " << describe(done.error());
    EXPECT_EQ(sums_in(*l), (std::map<std::string, std::int64_t>{{"0", 1}, {"3doubt", 2}})) << damage;
  }
}

// Records that were receipted before rule 2 count as they did then, however implausible they are.
TEST_F(judging_plays, of_old_records_count_by_the_rule_of_their_time) {
  fakes::temporary_folder folder;
  fake_screen s;
  s.begin(at_);
  auto add = [&](utc_ms at, auto change) {
    s.play(identity_, at);
    record end = *evidence::from_line(s.lines.back());
    change(end);
    s.lines.pop_back();
    s.links.pop_back();
    s.append(end);
  };
  auto nothing = [](record&) {};
  for (int i = 0; i < 3; ++i) add(at_ + seconds(10), nothing);  // at once
  add(at_ + milliseconds(1), nothing);                          // in no slot
  add(at_ + std::chrono::hours(24 * 60), nothing);              // in the future
  add(at_ - seconds(1), nothing);                               // not approved yet
  add(at_, [](record& r) { r.end->shown = seconds(5'000); });   // too long
  add(at_, [](record& r) { r.end->shown = seconds(5); });       // partial
  add(at_, [](record& r) { r.end->output = "unknown"; });       // nobody vouches
  add(at_, [](record& r) { r.play->media = "other.png"; });     // another play
  record open = s.blank(record_type::start, at_);
  open.play = evidence::play_facts{open.seq, identity_, "always", "poster.png", at_, seconds(10)};
  s.append(open);
  auto last = static_cast<std::int64_t>(s.lines.size());
  auto l = implementations().at(0).open(folder.path());
  publish_in(*l);
  std::vector<ledger::stored_record> records;
  for (std::int64_t seq = 1; seq <= last; ++seq) {
    auto i = static_cast<std::size_t>(seq - 1);
    record r = *evidence::from_line(s.lines[i]);
    records.push_back({seq, s.links[i], std::string(evidence::to_string(r.type)), r.utc,
                       r.play ? std::optional(r.play->play) : std::nullopt, s.lines[i]});
  }
  evidence::head head{s.log, last, s.links.back()};
  evidence::signed_text receipt = evidence::sign_text(to_text(evidence::receipt{head, at_}), s.key);
  ASSERT_TRUE(
      l->evidence().append_batch(s.log, s.name, s.key.public_part(), records, head, receipt, receipt));
  l.reset();
  {
    // What the migration does to the records that it finds.
    SQLite::Database db((folder.path() / "ledger.sqlite").string(), SQLite::OPEN_READWRITE);
    db.exec("UPDATE logs SET rule_one_to = tip");
  }
  l = implementations().at(0).open(folder.path());
  // Counting as it was.
  auto value = std::make_shared<const playlists::programme::programme>(programme_);
  play_counter then({{identity_, value}}, value);
  then.add(l->evidence().plays(utc_ms{}, utc_ms{} + std::chrono::hours(24 * 365 * 100), {}, 1000).value());
  evidence::count_values before;
  for (const auto& [key, v] : then.table()) before.add(v);
  ASSERT_EQ(before.plays, 6) << "among them what cannot be true";

  api::play_judge judge;
  api::play_backlog backlog(judge);
  int slices = 0;
  while (!backlog.run(*l, l->plays(), 4).value()) ++slices;
  EXPECT_GT(slices, 3) << "in bounded slices";
  std::chrono::local_days to{std::chrono::days(100'000)};
  std::vector<std::string> columns{"month", "day",      "screen", "venue", "task",
                                   "theme", "campaign", "media",  "title"};
  evidence::count_table now = l->plays().counts({}, to, columns).value();
  std::int64_t uncounted = 0;
  for (auto& [key, v] : now) uncounted += std::exchange(v.uncounted, 0);
  std::erase_if(now, [](const auto& row) { return row.second == evidence::count_values(); });
  EXPECT_EQ(now, then.table());
  EXPECT_EQ(uncounted, 2) << "which were in no column: another play's END, and none";
  expect_recount_agrees(*l);
  // What comes now is judged by rule 2.
  s.play(identity_, at_ + milliseconds(1));
  api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(s.lines.size() - 1, s.lines.size()),
                  {s.key, at_ + seconds(60), 1, &judge});
  EXPECT_EQ(sums_in(*l)["3not-planned"], 1);
  expect_recount_agrees(*l);
  // By either rule, what does not verify does not count.
  ASSERT_TRUE(l->evidence().record_doubt({s.log, 2, msg("damaged"), at_, s.name}));
  ASSERT_TRUE(l->transaction([&] { return judge.doubt(*l, l->plays(), s.log, 2); }));
  EXPECT_EQ(sums_in(*l), (std::map<std::string, std::int64_t>{{"3doubt", 12}}));
  expect_recount_agrees(*l);
}

// START is written 2 s before the slot. What is planned and shown from midnight on belongs to the new day.
TEST_F(judging_plays, from_midnight_on_count_in_the_new_month_though_their_start_is_older) {
  for (const implementation& i : implementations()) {
    begin_at(utc_ms(milliseconds(1'793'465'700'000)));  // 23:55 on 31 October
    const utc_ms midnight = at_ + seconds(300);
    fakes::temporary_folder folder;
    auto l = i.open(folder.path());
    publish_in(*l);
    fake_screen s;
    s.begin(at_);
    auto start_before = [&](utc_ms slot, milliseconds shown) {
      record start = s.blank(record_type::start, slot - seconds(2));
      start.play = evidence::play_facts{start.seq, identity_, "always", "poster.png", slot, seconds(10)};
      s.append(start);
      if (shown.count() < 0) return;
      record end = s.blank(record_type::end, slot + shown);
      end.play = start.play;
      end.end = evidence::play_end{
          shown,
          shown.count() > 0 ? 1 : 0,
          0,
          "connected",
          shown == seconds(10) ? evidence::play_outcome::complete : evidence::play_outcome::failed,
          shown == seconds(10) ? "" : "decoder-crash"};
      s.append(end);
    };
    start_before(midnight - seconds(10), seconds(10));
    start_before(midnight, seconds(10));
    start_before(midnight, milliseconds(0));   // shown again after a restart, in vain
    start_before(midnight, milliseconds(-1));  // and cut off
    secret_key key = secret_key::generate();
    s.key = key;
    s.links.clear();
    for (const std::string& line : std::exchange(s.lines, {})) s.append(*evidence::from_line(line));
    ASSERT_TRUE(l->screens().pair(certified(s.name, key)));
    api::play_judge judge;
    secret_key daemon = secret_key::generate();
    auto answer = api::take_batch(*l, {s.name, key.public_part()}, s.batch(1, s.lines.size()),
                                  {daemon, midnight + seconds(30), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value)) << i;
    // A copied disk: its STARTs count at the same time.
    fake_screen copy = s;
    copy.lines.resize(1);
    copy.links.resize(1);
    record start = copy.blank(record_type::start, midnight - seconds(1));
    start.play = evidence::play_facts{start.seq, identity_, "always", "poster.png", midnight, seconds(10)};
    copy.append(start);
    auto forked = api::take_batch(*l, {s.name, key.public_part()}, copy.batch(1, 2),
                                  {daemon, midnight + seconds(40), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<api::fork_answer>(forked.value)) << i;
    std::map<std::string, std::int64_t> starts;
    for (const auto& [k, v] :
         l->plays()
             .counts({}, std::chrono::local_days(std::chrono::days(100'000)), {"day", "hour"})
             .value()) {
      starts[k.day + " " + k.hour] = v.plays + v.partial + v.failed + v.uncounted;
    }
    EXPECT_EQ(starts, (std::map<std::string, std::int64_t>{{"2026-10-31 23", 1}, {"2026-11-01 00", 4}})) << i;
    expect_recount_agrees(*l);
    expect_exports_agree(*l, programme_, daemon);
  }
}

// Whoever has a screen's key can write what its clock was, but not show two plays at once.
TEST_F(judging_plays, of_ever_new_boots_do_not_count_at_the_same_time) {
  for (int plays_per_boot : {1, 2}) {
    auto l = implementations().at(2).open({});
    publish_in(*l);
    fake_screen s;
    s.begin(at_);
    const int boots = 9;
    for (int boot = 0; boot < boots; ++boot) {
      auto add = [&](record r, milliseconds mono, clock_trust clock) {
        r.boot = "boot-" + std::to_string(boot);
        r.mono = mono;
        r.clock = clock;
        s.append(r);
        return r;
      };
      // In its slot by a clock that knows nothing.
      std::vector<record> open;
      for (int i = 0; i < plays_per_boot; ++i) {
        const utc_ms slot = at_ + seconds(10 * (plays_per_boot * boot + i));
        record start = s.blank(record_type::start, slot);
        start.play = evidence::play_facts{start.seq, identity_, "always", "poster.png", slot, seconds(10)};
        open.push_back(add(start, seconds(100), clock_trust::unsynced));
      }
      for (const record& start : open) {
        record end = s.blank(record_type::end, start.utc + seconds(10));
        end.play = start.play;
        end.end = evidence::play_end{seconds(10), 1, 0, "connected", evidence::play_outcome::complete, ""};
        add(end, seconds(110), clock_trust::unsynced);
      }
      // Every boot was 6 s after the one before; or, with two plays at once, 11 s.
      const seconds apart(plays_per_boot == 1 ? 6 : 11);
      add(s.blank(record_type::clock, at_ + boot * apart + seconds(20)), seconds(120), clock_trust::synced);
    }
    api::play_judge judge;
    auto answer = api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(1, s.lines.size()),
                                  {secret_key::generate(), at_ + seconds(600), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value));
    auto sums = sums_in(*l);
    EXPECT_EQ(sums["0"], plays_per_boot) << "those of the first boot";
    EXPECT_EQ(sums["3overlap"], plays_per_boot * (boots - 1));
    expect_recount_agrees(*l);
  }
}

// A count that somebody altered is found.
TEST_F(judging_plays, a_roll_up_that_the_records_do_not_confirm_is_told_row_by_row) {
  fakes::temporary_folder folder;
  auto l = implementations().at(0).open(folder.path());
  publish_in(*l);
  fake_screen s;
  s.begin(at_);
  s.play(identity_, at_);
  api::play_judge judge;
  api::take_batch(*l, {s.name, s.key.public_part()}, s.batch(1, 3), {secret_key::generate(), at_, 1, &judge});
  auto key = l->plays().counts({}, std::chrono::local_days(std::chrono::days(100'000)), {"day"}).value();
  ASSERT_EQ(key.size(), 1U);
  evidence::count_values more;
  more.plays = 1;
  more.airtime_ms = 10'000;
  std::chrono::local_days day{std::chrono::days(20'736)};  // 2026-10-10
  ASSERT_TRUE(l->plays().add({{{day, 7, 1, ""}, more}}));
  auto recounted = l->recount().value();
  api::play_backlog backlog(judge);
  while (!backlog.run(*l, *recounted, 100).value()) {
  }
  auto differences =
      l->differences(std::chrono::local_days::min(), std::chrono::local_days::max(), 10).value();
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].key.day, "2026-10-10");
  EXPECT_EQ(differences[0].key.hour, "07");
  EXPECT_EQ(differences[0].stored.plays, 2);
  EXPECT_EQ(differences[0].recounted.plays, 1);
}

}  // namespace
}  // namespace bangtin::scheduler::test
