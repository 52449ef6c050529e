// Whoever changes the stored evidence is found out, whatever was changed: the records since the last signed
// head that still holds are set aside.
#include "scheduler/api/ledger_check.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "evidence/verify/export_verifier.hpp"
#include "scheduler/api/export_start.hpp"
#include "scheduler/api/intake.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/months.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"
#include "support/memory_ledger.hpp"
#include "wire/certificates.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace asio = boost::asio;

// From which record on each log is set aside.
using doubted = std::map<std::string, std::int64_t>;

class stored_evidence : public ::testing::Test {
 protected:
  stored_evidence() {
    lobby_.log = std::string(32, 'b');
    lobby_.begin(at_);
    for (int i = 0; i < 20; ++i) lobby_.play(sha256("p"), at_ + std::chrono::seconds(10 * i));  // 41 records
    other_.name = "hall";
    other_.log = std::string(32, 'a');
    other_.begin(at_);
    other_.play(sha256("p"), at_);
    std::unique_ptr<ledger::ledger> l = open();
    for (std::size_t first : {1U, 12U, 22U, 32U}) send(*l, lobby_, first, first == 1 ? 11 : first + 9);
    send(*l, other_, 1, 3);
  }
  std::unique_ptr<ledger::ledger> open() { return ledger::sqlite::open_sqlite_ledger(file_, false).value(); }
  void send(ledger::ledger& l, const fake_screen& s, std::size_t first, std::size_t last) {
    api::intake_answer a =
        api::take_batch(l, {s.name, s.key.public_part()}, s.batch(first, last), {daemon_, at_});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(a.value));
  }
  // No ledger may have the file open meanwhile.
  void run(const std::string& sql) { SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql); }

  static doubted doubts(ledger::ledger& l) {
    doubted all;
    for (const ledger::stored_doubt& d : l.evidence().doubts().value()) all[d.log] = d.from_seq;
    return all;
  }
  // Runs one whole pass, or its first pieces.
  void check(int max_pieces = 1'000'000) {
    asio::io_context context(1);
    ledger::ledger_thread l(open());
    ledger::worker_pool documents(1);
    api::ledger_checker checker(
        {.ledger = l, .documents = documents, .daemon = daemon_.public_part(), .clock = clock_});
    std::exception_ptr failure;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          for (int i = 0; i < max_pieces; ++i) {
            if (!(co_await checker.next_piece()).value()) co_return;
          }
        },
        [&](std::exception_ptr e) { failure = e; });
    context.run();
    if (failure) std::rethrow_exception(failure);
  }

  void pair_screens() {
    const secret_key root = secret_key::generate();
    for (const fake_screen* s : {&lobby_, &other_}) {
      const wire::screen_certificate c{s->key.public_part(), s->name, at_};
      ledger::paired_screen paired;
      paired.name = s->name;
      paired.key = c.key;
      paired.root = root.public_part();
      paired.certificate = evidence::sign_text(wire::to_text(c), root);
      ASSERT_TRUE(open()->screens().pair(paired));
    }
  }

  struct exported {
    evidence::checker::verify_report report;
    std::vector<std::string> found;  // what the checker finds wrong
    std::optional<errc> refused;
    std::size_t differences = 0;  // of a recount
    std::map<std::string, std::int64_t> reasons;
    std::map<std::string, evidence::count_values> counted;  // by the daemon, by screen
  };
  exported export_october() {
    std::string text;
    evidence::count_table counted;
    exported e;
    asio::io_context context(1);
    ledger::ledger_thread l(open());
    ledger::worker_pool documents(1);
    api::ledger_checker checker(
        {.ledger = l, .documents = documents, .daemon = daemon_.public_part(), .clock = clock_});
    api::play_judge judge;
    api::play_backlog backlog(judge);
    playlists::programme::programme zone;
    zone.timezone = "Asia/Ho_Chi_Minh";
    const auto range = api::range_of_month(zone, api::parse_month("2026-10").value());
    const api::export_order order{"2026-10", zone.timezone, range.from, range.to, daemon_, {}, {}};
    std::exception_ptr failure;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
          api::export_order copy = order;
          const api::writing_pools pools{documents, documents};
          auto file =
              co_await api::export_evidence(l, checker, backlog, pools, std::move(copy), folder_.path());
          if (!file) e.refused = file.error().code;
          if (!file) co_return;
          text = read_file(file->name(), 1 << 20).value();
          counted = (co_await l.ask([&](ledger::ledger& in) {
                      std::vector<std::string> columns{"screen"};
                      return in.plays().counts({}, far_day, columns);
                    })).value();
          auto reasons = co_await l.ask([&](ledger::ledger& in) { return in.plays().reasons({}, far_day); });
          for (const ledger::reason_count& r : reasons.value()) e.reasons[r.reason] = r.uncounted;
          api::count_proof counts({l, backlog, clock_});
          e.differences = (co_await counts.recount()).value().differences.size();
        },
        [&](std::exception_ptr e) { failure = e; });
    context.run();
    if (failure) std::rethrow_exception(failure);
    evidence::checker::export_verifier v({});
    v.feed(text);
    e.report = v.finish();
    for (const auto& f : e.report.bad.kept) {
      e.found.push_back(fmt::format("{}: {}", f.line, describe(error{errc::verification, f.what, {}})));
    }
    for (const auto& [key, values] : counted) e.counted[key.screen] = values;
    return e;
  }

  static constexpr std::chrono::local_days far_day{std::chrono::days(100'000)};
  fakes::temporary_folder folder_;
  std::filesystem::path file_ = folder_ / "ledger.sqlite";
  standing_clock clock_;
  secret_key daemon_ = secret_key::generate();
  utc_ms at_{milliseconds(1'791'590'400'000)};
  fake_screen lobby_, other_;
};

TEST_F(stored_evidence, that_nobody_touched_verifies) {
  EXPECT_EQ(api::check_newest(*open(), daemon_.public_part(), at_).value(),
            std::vector<ledger::stored_doubt>{});
  check();
  EXPECT_EQ(doubts(*open()), doubted());
  ledger::check_position p = open()->checks().position().value();
  EXPECT_EQ(p.ended, clock_.now().utc);
  EXPECT_EQ(p.fault, message());
}

struct change {
  std::string sql;
  std::int64_t from;  // of the lobby's log
};

TEST_F(stored_evidence, that_somebody_changed_is_set_aside_and_kept) {
  std::filesystem::copy_file(file_, folder_ / "whole");
  const std::size_t plays = open()->evidence().plays(utc_ms(), utc_ms::max(), {}, 100)->size();
  ASSERT_EQ(plays, 21U);
  const std::string lobby = " WHERE log GLOB 'b*' ";
  for (const change& c : std::vector<change>{
           {"UPDATE records SET line = replace(line, 'planned_ms\":10000', 'planned_ms\":90000')" + lobby +
                "AND seq = 14",
            12},
           {"UPDATE records SET line = substr(line, 2)" + lobby + "AND seq = 2", 1},
           {"UPDATE records SET line = ''" + lobby + "AND seq = 41", 32},
           {"UPDATE records SET utc = utc + 86400000" + lobby + "AND seq = 14", 12},
           {"UPDATE records SET type = 'BOOT'" + lobby + "AND seq = 14", 12},
           {"UPDATE records SET play = 2" + lobby + "AND seq = 15", 12},
           {"UPDATE records SET play = NULL" + lobby + "AND seq = 15", 12},
           {"UPDATE records SET hash = '" + std::string(64, '0') + "'" + lobby + "AND seq = 14", 12},
           {"UPDATE records SET hash = 'x'" + lobby + "AND seq = 14", 12},
           {"UPDATE records SET seq = 99" + lobby + "AND seq = 41", 32},
           {"UPDATE records SET seq = -seq" + lobby + "AND seq IN (14, 15)", 12},
           {"DELETE FROM records" + lobby + "AND seq = 14", 12},
           {"DELETE FROM records" + lobby + "AND seq = 1", 1},
           {"DELETE FROM records" + lobby + "AND seq > 35", 32},
           {"DELETE FROM records" + lobby + "AND seq > 31", 32},
           {"DELETE FROM records" + lobby, 1},
           {"INSERT INTO records SELECT log, 42, hash, type, utc, play, line FROM records" + lobby +
                "AND seq = 41",
            42},
           {"UPDATE receipts SET received = received + 1" + lobby + "AND seq = 21", 12},
           {"UPDATE receipts SET rules = 7, text = replace(text, 'receipt-1', 'receipt-2') || '7' || "
            "char(10)" +
                lobby + "AND seq = 21",
            12},
           {"UPDATE receipts SET text = ''" + lobby + "AND seq = 11", 1},
           {"UPDATE receipts SET signature = head_signature" + lobby + "AND seq = 21", 12},
           {"UPDATE receipts SET head_signature = signature" + lobby + "AND seq = 21", 12},
           {"UPDATE receipts SET head_signature = 'x'" + lobby + "AND seq = 21", 12},
           {"DELETE FROM receipts" + lobby + "AND seq = 41", 32},
           {"DELETE FROM receipts" + lobby, 1},
           {"UPDATE logs SET tip = 39" + lobby, 42},
           {"UPDATE logs SET tip = 50" + lobby, 42},
           {"UPDATE logs SET tip_hash = '" + std::string(64, '0') + "'" + lobby, 42},
           {"UPDATE logs SET screen = 'hall'" + lobby, 1},
           {"UPDATE logs SET key = 'x'" + lobby, 1},
           {"UPDATE logs SET key = (SELECT key FROM logs WHERE log GLOB 'a*')" + lobby, 1},
           {"DELETE FROM logs" + lobby, 1}}) {
    SCOPED_TRACE(c.sql);
    std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
    run(c.sql);
    auto count = [&](const char* table) {
      SQLite::Database db(file_.string());
      return db.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt64();
    };
    const std::int64_t records = count("records"), receipts = count("receipts");
    check();
    EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, c.from}}));
    check();
    EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, c.from}})) << "the next day";
    EXPECT_EQ(count("records"), records) << "nothing is deleted";
    EXPECT_EQ(count("receipts"), receipts);
    std::size_t counted = 0;
    for (const ledger::stored_play& p : *open()->evidence().plays(utc_ms(), utc_ms::max(), {}, 100)) {
      counted += p.log == lobby_.log ? 1 : 0;
      EXPECT_TRUE(p.log != lobby_.log || p.seq + 1 < c.from);
    }
    EXPECT_LE(counted, 20U);
  }
}

// With the database but without the keys one can compute all hashes again, but no signature.
TEST_F(stored_evidence, whose_hashes_were_all_computed_again_is_set_aside) {
  fake_screen forged = lobby_;
  digest link = lobby_.links[12];
  std::string sql;
  for (std::size_t i = 13; i < forged.lines.size(); ++i) {
    std::string& line = forged.lines[i];
    if (std::size_t at = line.find("\"shown_ms\":10000"); at != std::string::npos) line.insert(at + 15, "0");
    link = evidence::next_link(link, line);
    sql += "UPDATE records SET line = '" + line + "', hash = '" + link.hex() + "' WHERE log = '" +
           lobby_.log + "' AND seq = " + std::to_string(i + 1) + ";";
  }
  run(sql + "UPDATE logs SET tip_hash = '" + link.hex() + "' WHERE log = '" + lobby_.log + "'");
  check();
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 12}}));
}

TEST_F(stored_evidence, is_checked_at_its_newest_part_before_the_daemon_starts) {
  run("UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 37");
  std::unique_ptr<ledger::ledger> l = open();
  std::vector<ledger::stored_doubt> found = api::check_newest(*l, daemon_.public_part(), at_).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].log, lobby_.log);
  EXPECT_EQ(found[0].from_seq, 32);
  EXPECT_EQ(found[0].screen, "lobby");
  EXPECT_EQ(found[0].why, msg("the columns of record {} do not say the same as its line", 37));
  EXPECT_EQ(doubts(*l), (doubted{{lobby_.log, 32}}));
  EXPECT_EQ(api::check_newest(*l, daemon_.public_part(), at_)->size(), 0U) << "it is known";
}

TEST_F(stored_evidence, of_a_long_log_is_read_at_the_start_only_at_its_end) {
  while (lobby_.lines.size() < 1041) lobby_.play(sha256("p"), at_ + std::chrono::hours(1));
  {
    std::unique_ptr<ledger::ledger> l = open();
    for (std::size_t first = 42; first <= 1041; first += 50) send(*l, lobby_, first, first + 49);
  }
  run("UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 500");
  EXPECT_EQ(api::check_newest(*open(), daemon_.public_part(), at_)->size(), 0U);
  check();
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 492}}));
  EXPECT_EQ(api::check_newest(*open(), daemon_.public_part(), at_)->size(), 0U);
  run("DELETE FROM doubts; UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 900");
  EXPECT_EQ(api::check_newest(*open(), daemon_.public_part(), at_)->size(), 1U);
}

// An interrupted check goes on where it stopped, and believes only its own chain value there.
TEST_F(stored_evidence, is_checked_further_after_a_restart) {
  run("UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 14");
  ASSERT_TRUE(open()->checks().set_position({lobby_.log, 21, 21, lobby_.links[20].hex(), {}, {}}));
  check();
  EXPECT_EQ(doubts(*open()), doubted()) << "what lies before was checked by the daemon before";
  check();
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 12}}));
  run("DELETE FROM doubts");
  ASSERT_TRUE(open()->checks().set_position({lobby_.log, 21, 21, lobby_.links[19].hex(), {}, {}}));
  check();
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 22}}));
}

TEST_F(stored_evidence, is_checked_before_it_is_exported) {
  run("UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 14");
  auto check_range = [&](std::int64_t first, std::int64_t last) {
    asio::io_context context(1);
    ledger::ledger_thread l(open());
    ledger::worker_pool documents(1);
    api::ledger_checker checker(
        {.ledger = l, .documents = documents, .daemon = daemon_.public_part(), .clock = clock_});
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> { (co_await checker.check_log(lobby_.log, first, last)).value(); },
        asio::detached);
    context.run();
  };
  check_range(25, 41);
  EXPECT_EQ(doubts(*open()), doubted());
  check_range(13, 13);
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 12}}));
}

// With the daemon's own key the check is faster and finds the same from the same record on. A head that a
// later one vouches for need not be signed.
TEST_F(stored_evidence, is_checked_with_the_daemons_key_as_without) {
  std::filesystem::copy_file(file_, folder_ / "whole");
  auto rotated = [](const std::string& column, int seq) {
    return fmt::format(
        "UPDATE receipts SET {0} = substr({0}, 2) || substr({0}, 1, 1) WHERE log GLOB 'b*' AND seq = {1}",
        column, seq);
  };
  struct row {
    std::string damage;
    std::int64_t without, with;  // from which record on; 0: nothing is wrong
  };
  for (const row& r : std::vector<row>{
           {"UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 14", 12, 12},
           {"UPDATE records SET line = replace(line, '.png', '.gif') WHERE log GLOB 'b*' AND seq = 35", 32,
            32},
           {"UPDATE receipts SET head = replace(head, 'bangtin', 'bangtim') WHERE log GLOB 'b*' AND seq = 21",
            12, 12},
           {"UPDATE receipts SET received = received + 1 WHERE log GLOB 'b*' AND seq = 31", 22, 22},
           {rotated("signature", 21), 12, 12},
           {rotated("signature", 41), 32, 32},
           {rotated("head_signature", 41), 32, 32},
           {rotated("head_signature", 21), 12, 0}}) {
    for (auto [with_key, every_head] : {std::pair(false, false), {true, false}, {true, true}}) {
      std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
      run(r.damage);
      asio::io_context context(1);
      ledger::ledger_thread l(open());
      ledger::worker_pool documents(2);
      api::ledger_checker::deps d{
          .ledger = l, .documents = documents, .daemon = daemon_.public_part(), .clock = clock_};
      if (with_key) d.own = daemon_;
      api::ledger_checker checker(d);
      doubted found;
      asio::co_spawn(
          context,
          [&]() -> asio::awaitable<void> {
            (co_await checker.check_log(lobby_.log, 1, 41, every_head)).value();
            found = co_await l.ask([](ledger::ledger& in) { return doubts(in); });
          },
          asio::detached);
      context.run();
      const std::int64_t from = with_key && !every_head ? r.with : r.without;
      EXPECT_EQ(found, from == 0 ? doubted() : doubted({{lobby_.log, from}})) << r.damage << ' ' << with_key;
    }
  }
}

// An evidence file has nothing that does not verify, and says how much it leaves out.
TEST_F(stored_evidence, that_does_not_verify_is_set_aside_before_the_export) {
  pair_screens();
  for (const char* damage :
       {"UPDATE records SET line = replace(line, '.png', '.gif') WHERE log GLOB 'b*' AND seq = 14",
        "UPDATE records SET line = 'x' WHERE log GLOB 'b*' AND seq = 41"}) {
    run(damage);
    const exported e = export_october();
    EXPECT_EQ(e.found, std::vector<std::string>()) << damage;
    ASSERT_EQ(e.report.doubts.size(), 1U) << damage;
    EXPECT_EQ(e.report.doubts[0].log, lobby_.log);
    EXPECT_EQ(e.report.doubts[0].from, 12) << "the beginning of the batch with record 14";
    EXPECT_EQ(e.report.doubts[0].uncounted, 15);
    EXPECT_EQ(e.counted.at("lobby").uncounted, 20);
    EXPECT_EQ(e.report.totals.at("lobby").uncounted, 20) << "as the daemon counts";
  }
}

// The file is verified from the rows of which it is made: nothing can change in between.
TEST_F(stored_evidence, is_verified_as_it_becomes_the_file) {
  pair_screens();
  std::unique_ptr<ledger::ledger> l = open();
  api::play_judge judge;
  api::play_backlog backlog(judge);
  while (!backlog.run(*l, l->plays(), 1000).value()) {
  }
  playlists::programme::programme zone;
  zone.timezone = "Asia/Ho_Chi_Minh";
  const auto range = api::range_of_month(zone, api::parse_month("2026-10").value());
  api::evidence_export e({"2026-10", zone.timezone, range.from, range.to, daemon_, {}, {}});
  while (!e.plan(*l).value()) {
  }
  std::vector<api::export_part> whole;
  while (!e.next(*l)->empty()) {
    for (api::export_part& part : e.take_parts()) whole.push_back(std::move(part));
  }
  ASSERT_EQ(whole.size(), 2U) << "the hall's, then the lobby's";
  const api::damaged_section lobby{lobby_.log, 1, 41};
  auto verified = [&](const std::vector<api::export_part>& parts) {
    return api::export_check(e, daemon_).verify(parts);
  };
  EXPECT_EQ(verified(whole), std::nullopt);

  using part = api::export_part;
  const std::vector<std::pair<const char*, std::function<void(part&)>>> damages{
      {"a line", [](part& p) { p.records[13].line[20] ^= 1; }},
      {"the last line", [](part& p) { p.records[40].line += " "; }},
      {"a hash", [](part& p) { p.records[13].hash[0] ^= 1; }},
      {"a type", [](part& p) { p.records[13].type = "BOOT"; }},
      {"a time", [](part& p) { ++p.records[13].utc_ms; }},
      {"a play", [](part& p) { p.records[14].play.reset(); }},
      {"two records", [](part& p) { std::swap(p.records[13], p.records[15]); }},
      {"a record in the middle", [](part& p) { p.records.erase(p.records.begin() + 13); }},
      {"the first record", [](part& p) { p.records.erase(p.records.begin()); }},
      {"a receipt", [](part& p) { p.receipts.erase(p.receipts.begin()); }},
      {"the last receipt", [](part& p) { p.receipts.pop_back(); }},
      {"a receipt's text", [](part& p) { p.receipts[1].text[9] ^= 1; }},
      {"a receipt's signature",
       [](part& p) { p.receipts[1].signature[5] = p.receipts[1].signature[5] == 'a' ? 'b' : 'a'; }},
      {"a receipt's time", [](part& p) { ++p.receipts[1].received_ms; }},
      {"a receipt's rules", [](part& p) { ++p.receipts[3].rules; }},
      {"a head", [](part& p) { p.receipts[1].head[9] ^= 1; }},
      {"the last head's signature",
       [](part& p) { p.receipts[3].head_signature = p.receipts[2].head_signature; }}};
  for (const auto& [what, damage] : damages) {
    std::vector<part> parts = whole;
    damage(parts[1]);
    EXPECT_EQ(verified(parts), lobby) << what;
  }
}

// The receipt of a long batch lies at its end, far from the record that was changed.
TEST_F(stored_evidence, of_a_long_batch_is_set_aside_from_its_beginning) {
  pair_screens();
  while (lobby_.lines.size() < 641) lobby_.play(sha256("p"), at_ + std::chrono::hours(1));
  send(*open(), lobby_, 42, 641);
  run("UPDATE records SET line = replace(line, '.png', '.gif') WHERE log GLOB 'b*' AND seq = 600");
  ASSERT_EQ(api::check_newest(*open(), daemon_.public_part(), at_)->size(), 1U);
  EXPECT_EQ(doubts(*open()), (doubted{{lobby_.log, 42}}));
  const exported e = export_october();
  EXPECT_EQ(e.found, std::vector<std::string>());
  EXPECT_EQ(e.report.totals.at("lobby").uncounted, 320);
}

// Whatever is damaged of a log, the others are counted, exported and told of; and the counts are those of a
// recount.
TEST_F(stored_evidence, that_is_damaged_keeps_no_other_from_being_told) {
  pair_screens();
  lobby_.play(sha256("p"), at_ + std::chrono::hours(1));
  send(*open(), lobby_, 42, 42);
  send(*open(), lobby_, 43, 43);
  (void)export_october();  // judges everything while it is whole
  std::filesystem::copy_file(file_, folder_ / "whole");
  const std::string lobby = " WHERE log GLOB 'b*' ";
  for (const std::string& damage : std::vector<std::string>{
           "UPDATE records SET line = replace(line, '\"frames\":', '\"frames\":x')" + lobby + "AND seq = 35",
           "UPDATE records SET line = replace(line, '\"type\":', '\"tipe\":')" + lobby +
               "AND seq IN (2, 34, 35)",
           "UPDATE records SET line = ''" + lobby + "AND seq IN (1, 41)",
           "UPDATE records SET line = replace(line, '\"seq\":3', '\"seq\":9')" + lobby,
           "UPDATE records SET hash = 'x'" + lobby, "DELETE FROM records" + lobby + "AND seq = 34",
           "DELETE FROM records" + lobby + "AND seq = 35", "DELETE FROM records" + lobby + "AND seq = 43",
           "DELETE FROM records" + lobby + "AND seq > 15", "DELETE FROM records" + lobby,
           "UPDATE receipts SET text = ''" + lobby + "AND seq = 21", "UPDATE logs SET key = 'x'" + lobby,
           "UPDATE logs SET tip = 50" + lobby, "DELETE FROM logs" + lobby,
           "DELETE FROM records" + lobby + "AND seq > 21; DELETE FROM receipts" + lobby +
               "AND seq > 21; UPDATE logs SET tip = 21, tip_hash = (SELECT hash FROM records" + lobby +
               "AND seq = 21)" + lobby}) {
    SCOPED_TRACE(damage);
    std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
    run(damage);
    ASSERT_TRUE(api::check_newest(*open(), daemon_.public_part(), at_));
    check();
    EXPECT_EQ(doubts(*open()).size(), 1U);
    const exported e = export_october();
    EXPECT_EQ(e.found, std::vector<std::string>());
    EXPECT_EQ(e.counted.at("hall").uncounted, 1);
    EXPECT_EQ(e.counted.at("lobby").uncounted, 21) << "every START that came";
    EXPECT_EQ(e.report.totals.at("lobby").uncounted, 21);
    EXPECT_EQ(e.reasons.count("open"), 0U);
    EXPECT_EQ(e.differences, 0U);
  }
}

// A checker would refuse the file, so it is not handed out.
TEST_F(stored_evidence, with_a_damaged_certificate_is_not_exported) {
  pair_screens();
  run("UPDATE screen_certificates SET signature = replace(replace(signature, 'a', 'b'), '0', '1')");
  const exported e = export_october();
  EXPECT_EQ(e.refused, errc::verification);
}

// A log that is set aside takes nothing more, so that the screen begins a new one.
TEST_F(stored_evidence, that_is_set_aside_is_answered_as_a_fork) {
  run("UPDATE records SET utc = utc + 1 WHERE log GLOB 'b*' AND seq = 14");
  std::unique_ptr<ledger::ledger> l = open();
  ASSERT_TRUE(api::check_newest(*l, daemon_.public_part(), at_));
  lobby_.play(sha256("p"), at_ + std::chrono::hours(1));
  api::intake_answer a = api::take_batch(*l, {lobby_.name, lobby_.key.public_part()}, lobby_.batch(42, 43),
                                         {daemon_, at_ + std::chrono::hours(1)});
  const auto* fork = std::get_if<api::fork_answer>(&a.value);
  ASSERT_NE(fork, nullptr);
  EXPECT_EQ(fork->why.code, errc::conflict);
  ASSERT_TRUE(fork->receipt);
  EXPECT_EQ(evidence::receipt_from_text(fork->receipt->text)->acknowledged.seq, 11)
      << "the newest that holds";
  EXPECT_EQ(l->evidence().forks_of("lobby")->size(), 1U) << "and the records are kept";
}

// A record that is gone is noticed by the batch that follows it, before the check comes to it.
TEST_F(stored_evidence, with_a_missing_record_is_set_aside_by_intake) {
  run("DELETE FROM records WHERE log GLOB 'b*' AND seq = 41");
  std::unique_ptr<ledger::ledger> l = open();
  lobby_.play(sha256("p"), at_ + std::chrono::hours(1));
  api::intake_answer a =
      api::take_batch(*l, {lobby_.name, lobby_.key.public_part()}, lobby_.batch(42, 43), {daemon_, at_});
  EXPECT_TRUE(std::holds_alternative<api::fork_answer>(a.value));
  EXPECT_EQ(doubts(*l), (doubted{{lobby_.log, 32}})) << "without record 41 its receipt proves nothing";
}

}  // namespace
}  // namespace bangtin::scheduler::test
