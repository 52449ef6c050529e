// Whoever changes the counts is found out, and the counts follow the records again.
#include "scheduler/api/count_proof.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/intake.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/ledger/contract.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace asio = boost::asio;
using std::chrono::local_days;
using std::chrono::seconds;

constexpr local_days first_of_october{std::chrono::year(2026) / 10 / 1};
constexpr local_days first_of_november{std::chrono::year(2026) / 11 / 1};
constexpr local_days far_day{std::chrono::days(100'000)};

// What people read of the counts, and what decides later ones.
using rows_read = std::vector<std::string>;

class changed_counts : public site {
 protected:
  changed_counts() {
    const auto programme = small_programme(1, {sha256("a picture"), 9}, at_);
    identity_ = playlists::text::programme_digest(programme);
    auto l = opened();
    EXPECT_TRUE(l->programmes().publish({1, identity_, "Approver", at_, programme.expires, at_},
                                        wire::to_json(signed_by_approver(programme)), root_.public_part()));
    lobby_.begin(at_);
    for (int i = 0; i < 6; ++i)
      lobby_.play(identity_, at_ + seconds(10 * i), milliseconds(i == 4 ? 5'000 : 10'000));
    // One without an END.
    evidence::record open = lobby_.blank(evidence::record_type::start, at_ + seconds(60));
    open.play = evidence::play_facts{open.seq, identity_, "always", "poster.png", open.utc, seconds(10)};
    lobby_.append(open);
    send(*l, 1, lobby_.lines.size());
    true_ = read(*l);
  }
  std::unique_ptr<ledger::ledger> opened() {
    return ledger::sqlite::open_sqlite_ledger(file_, false).value();
  }
  void send(ledger::ledger& l, std::size_t first, std::size_t last) {
    api::play_judge judge;
    auto answer = api::take_batch(l, {lobby_.name, lobby_.key.public_part()}, lobby_.batch(first, last),
                                  {daemon_key_, at_ + seconds(120), 1, &judge});
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(answer.value));
  }
  // As somebody does who has the file.
  void run(const std::string& sql) { SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql); }

  static rows_read read(ledger::ledger& l) {
    rows_read rows;
    const std::vector<std::string> columns{"day",   "hour",     "screen", "venue", "task",
                                           "theme", "campaign", "media",  "title"};
    for (const auto& [k, v] : l.plays().counts(local_days::min(), local_days::max(), columns).value()) {
      rows.push_back(fmt::format("{} {} {} {} {} {} {} {} {}: {} {} {} {} {} {} {}", k.day, k.hour, k.screen,
                                 k.venue, k.task, k.theme, k.campaign, k.media, k.title, v.plays,
                                 v.airtime_ms, v.partial, v.failed, v.uncounted, v.uncertain_clock,
                                 v.near_edge));
    }
    for (const ledger::reason_count& r : l.plays().reasons(local_days::min(), local_days::max()).value()) {
      rows.push_back(fmt::format("{}: {} {} {}", r.reason, r.partial, r.failed, r.uncounted));
    }
    const ledger::judged_log log = l.plays().log(lobby_log(l)).value();
    for (const ledger::judged_play& p : l.plays().of_log(log.id, 0, std::nullopt, 1000).value()) {
      auto key = l.plays().key(p.key);
      rows.push_back(fmt::format("play {}: {} {} {} {} {}", p.seq, static_cast<int>(p.verdict.where),
                                 p.verdict.reason, p.hour, p.clash, key ? key->title + key->task : "no key"));
    }
    return rows;
  }
  static std::string lobby_log(ledger::ledger& l) { return l.checks().next_log("").value()->log; }

  // Calls `f` with the proof of the ledger in the file.
  template <class F>
  void with_proof(F f) {
    asio::io_context context(1);
    ledger::ledger_thread l(opened());
    api::play_judge judge;
    api::play_backlog backlog(judge);
    api::count_proof proof({l, backlog, clock_});
    std::exception_ptr failure;
    asio::co_spawn(
        context, [&]() -> asio::awaitable<void> { co_await f(proof, l); },
        [&](std::exception_ptr e) { failure = e; });
    context.run();
    if (failure) std::rethrow_exception(failure);
  }
  // One whole recount in the background, as after a start.
  void prove() {
    with_proof([](api::count_proof& proof, ledger::ledger_thread&) -> asio::awaitable<void> {
      while ((co_await proof.next_slice()).value()) {
      }
    });
  }

  std::filesystem::path file_ = folder_ / "ledger.sqlite";
  utc_ms at_{milliseconds(1'791'590'400'000)};
  secret_key daemon_key_ = secret_key::generate();
  digest identity_;
  fake_screen lobby_;
  rows_read true_;
};

TEST_F(changed_counts, are_found_told_and_put_right) {
  std::filesystem::copy_file(file_, folder_ / "whole");
  const std::string one_row = " WHERE reason = ''";
  for (const std::string& sql : std::vector<std::string>{
           "UPDATE play_counts SET plays = plays + 1000",
           "UPDATE play_counts SET plays = plays + 1" + one_row,
           "UPDATE play_counts SET airtime_ms = airtime_ms * 2" + one_row,
           "UPDATE play_counts SET plays = 0, airtime_ms = 0" + one_row,
           "UPDATE play_counts SET near_edge = 1" + one_row,
           "UPDATE play_counts SET day = day + 31" + one_row,
           "UPDATE play_counts SET day = 1000000000000000" + one_row,
           "UPDATE play_counts SET day = -5" + one_row,
           "UPDATE play_counts SET hour = 3" + one_row,
           "UPDATE play_counts SET reason = 'shown-long' WHERE reason = 'shown-short'",
           "UPDATE play_counts SET key = 99",
           "DELETE FROM play_counts",
           "INSERT INTO play_counts SELECT day + 1, hour, key, reason, plays, airtime_ms, partial, failed,"
           " uncertain_clock, uncounted, near_edge FROM play_counts",
           "INSERT INTO play_counts SELECT day + 1, hour, 99, 'fork', 0, 0, 0, 0, 0, 7, 0 FROM play_counts "
           "LIMIT 1",
           "UPDATE play_keys SET title = 'Another', task = 'I.1'",
           "UPDATE play_keys SET screen = 'hall'",
           "DELETE FROM play_keys",
           "UPDATE plays SET col = 0, reason = ''",
           "UPDATE plays SET clash = 'overlap' WHERE seq = 2",
           "UPDATE plays SET hour = 3 WHERE seq = 2",
           "UPDATE plays SET seq = 99 WHERE seq = 2",
           "DELETE FROM plays WHERE seq > 3",
           "DELETE FROM judged_logs",
           "UPDATE judged_logs SET judged_to = 3",
       }) {
    SCOPED_TRACE(sql);
    std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
    run(sql);
    prove();
    auto l = opened();
    EXPECT_EQ(read(*l), true_);
    const auto told = l->audit().newest(10).value();
    ASSERT_GE(told.size(), 1U);
    EXPECT_EQ(told.back().who, "bangtind");
    EXPECT_NE(told.back().what.find("were not what the records tell, and were put right"), std::string::npos);
    const auto repair = l->checks().repairs_since(utc_ms()).value();
    ASSERT_TRUE(repair);
    EXPECT_GT(repair->rows, 0);
    // Once.
    l.reset();
    prove();
    EXPECT_EQ(opened()->audit().newest(10)->size(), told.size());
  }
}

TEST_F(changed_counts, that_nobody_changed_stay_and_are_not_told_of) {
  prove();
  auto l = opened();
  EXPECT_EQ(read(*l), true_);
  EXPECT_TRUE(l->audit().newest(10)->empty());
  EXPECT_FALSE(l->checks().repairs_since(utc_ms()).value());
}

// The daemon's own additions change what is expected; a change that it did not make is found without a
// recount.
class recount_contract : public ledger_contract {};

TEST_P(recount_contract, counts_are_as_recounted_until_somebody_else_changes_them) {
  ledger::play_ledger& plays = ledger_->plays();
  evidence::count_key key;
  key.screen = "lobby";
  key.title = "Title";
  const std::int64_t number = plays.key_of(key).value();
  const local_days day = first_of_october + std::chrono::days(3);
  const evidence::count_values one{.plays = 1, .airtime_ms = 10'000};
  auto holds = [&] { return plays.is_as_recounted(first_of_october, first_of_november).value(); };
  ASSERT_TRUE(plays.add({{{day, 7, number, ""}, one}}));
  EXPECT_EQ(holds(), std::nullopt) << "before the first recount";
  auto recount = ledger_->recount().value();
  recount->key_of({});  // numbers differ
  ASSERT_TRUE(recount->add({{{day, 7, recount->key_of(key).value(), ""}, one}}));
  EXPECT_EQ(ledger_->next_counted_day(first_of_october).value(), day);
  EXPECT_EQ(ledger_->next_counted_day(first_of_november).value(), std::nullopt);
  EXPECT_EQ(ledger_->adopt_recount(first_of_october, first_of_november).value(), 0);
  EXPECT_EQ(holds(), std::nullopt) << "not all days were compared";
  ASSERT_TRUE(ledger_->confirm_recount());
  ASSERT_TRUE(ledger_->end_recount());
  EXPECT_EQ(holds(), true);
  ASSERT_TRUE(plays.add({{{day, 7, number, ""}, one}, {{day, 8, number, "open"}, one}}));
  EXPECT_EQ(holds(), true);
  evidence::count_values less;
  less.subtract(one);
  ASSERT_TRUE(plays.add({{{day, 8, number, "open"}, less}}));
  EXPECT_EQ(holds(), true);
  auto undone = ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(plays.add({{{day, 9, number, ""}, one}}));
    return error{errc::invalid, msg("no"), {}};
  });
  EXPECT_FALSE(undone);
  EXPECT_EQ(holds(), true) << "what is undone is not expected either";
  // The daemon's counts, and a recount that finds less.
  auto again = ledger_->recount().value();
  ASSERT_TRUE(again->add({{{day, 7, again->key_of(key).value(), ""}, one}}));
  auto differences = ledger_->differences(first_of_october, first_of_november, 10).value();
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].stored.plays, 2);
  EXPECT_EQ(differences[0].recounted.plays, 1);
  EXPECT_TRUE(ledger_->differences(first_of_november, far_day, 10)->empty());
  EXPECT_GT(ledger_->adopt_recount(first_of_october, first_of_november).value(), 0);
  EXPECT_EQ(plays.counts(first_of_october, first_of_november, {})->begin()->second.plays, 1);
  EXPECT_EQ(holds(), true);
}

LEDGER_CONTRACT(recount_contract);

// Before a report: without a recount as long as the counts are what they should be.
TEST_F(changed_counts, are_not_counted_again_before_each_report) {
  run("UPDATE play_counts SET plays = plays + 1000");
  with_proof([&](api::count_proof& proof, ledger::ledger_thread& l) -> asio::awaitable<void> {
    (co_await proof.of_days(first_of_october, first_of_november)).value();
    (co_await l.ask([&](ledger::ledger& in) -> result<void> {
      EXPECT_EQ(read(in), true_);
      // A recount that begins would drop this one's row.
      EXPECT_TRUE(in.recount().value()->add({{{first_of_november, 7, 1, "open"}, {.plays = 1}}}));
      return {};
    })).value();
    (co_await proof.of_days(first_of_october, first_of_november)).value();
    auto next = co_await l.ask([](ledger::ledger& in) { return in.next_counted_day(first_of_november); });
    EXPECT_EQ(next.value(), first_of_november);
  });
}

// All who ask share one recount, whose comparison is its last part.
TEST_F(changed_counts, are_counted_by_one_recount_for_all_who_ask) {
  run("UPDATE play_counts SET plays = plays + 1000");
  with_proof([&](api::count_proof& proof, ledger::ledger_thread&) -> asio::awaitable<void> {
    EXPECT_TRUE((co_await proof.next_slice()).value());
    auto first = (co_await proof.recount()).value();
    EXPECT_FALSE(first.equal);
    EXPECT_EQ(first.starts, 7);
    const auto& row = first.differences.at(0);
    EXPECT_EQ(row.day, "2026-10-10");
    EXPECT_EQ(row.stored - row.recounted, 1000);
    auto next = (co_await proof.recount()).value();
    EXPECT_TRUE(next.equal);
    EXPECT_EQ(next.starts, 7);
  });
}

// Records that come, and logs that are set aside, while a recount runs are part of it.
TEST_F(changed_counts, follow_what_comes_while_they_are_counted_again) {
  with_proof([&](api::count_proof& proof, ledger::ledger_thread& l) -> asio::awaitable<void> {
    for (int pieces = 0; pieces < 6; ++pieces) {
      for (int i = 0; i < pieces; ++i) {
        if (!(co_await proof.next_slice()).value()) break;
      }
      (co_await l.ask([&](ledger::ledger& in) -> result<void> {
        const std::size_t last = lobby_.lines.size();
        lobby_.play(identity_, at_ + seconds(70 + 10 * pieces));
        send(in, last + 1, last + 2);
        if (pieces == 5) {
          EXPECT_TRUE(in.evidence().record_doubt({lobby_.log, 8, msg("damaged"), at_, "lobby"}));
        }
        return {};
      })).value();
      EXPECT_TRUE((co_await proof.recount()).value().equal);
    }
  });
  auto l = opened();
  EXPECT_TRUE(l->audit().newest(10)->empty());
  EXPECT_FALSE(l->checks().repairs_since(utc_ms()).value());
}

// The daemon as a whole: an altered count is in no report, and the status tells of it.
TEST_F(changed_counts, go_into_no_report) {
  start();
  fake_screen lobby;
  pair(lobby);
  const digest p = publish(1);
  lobby.begin(clock_.now().utc);
  for (int i = 0; i < 3; ++i) lobby.play(p, clock_.now().utc + seconds(10 * i));
  clock_.ms += 60'000;
  ASSERT_EQ(post_plays(lobby, lobby.batch(1, 7)).status, 200);
  const std::string before = admin("GET", "/v1/plays/export?month=2026-10&format=csv").body;
  EXPECT_NE(before.find(",3,30,"), std::string::npos) << before;
  EXPECT_EQ(parsed(admin("GET", "/v1/site")).as_object().if_contains("problems"), nullptr);
  stop();
  SQLite::Database((setup_.data / "ledger.sqlite").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE play_counts SET plays = plays + 1000; UPDATE play_keys SET title = 'Another'");
  start();
  EXPECT_EQ(admin("GET", "/v1/plays/export?month=2026-10&format=csv").body, before);
  const json::value told = parsed(admin("GET", "/v1/site"));
  ASSERT_EQ(told.at("problems").as_array().size(), 1U);
  EXPECT_EQ(parsed(admin("GET", "/v1/plays/count?month=2026-10")).at(0).at("plays").as_int64(), 3);
}

}  // namespace
}  // namespace bangtin::scheduler::test
