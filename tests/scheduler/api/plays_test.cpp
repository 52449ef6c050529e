// From a screen's journal to the monthly table, over real sockets.
#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/json/array.hpp>

#include "scheduler/api/intake.hpp"
#include "scheduler/site.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::test {
namespace {

class plays : public site {
 protected:
  plays() {
    start();
    pair(lobby_);
    programme_ = publish(1);
    lobby_.begin(clock_.now().utc);
  }
  void play(int times) {
    for (int i = 0; i < times; ++i)
      lobby_.play(programme_, clock_.now().utc + std::chrono::seconds(10 * lobby_.lines.size()));
  }
  json::value count(const std::string& by) {
    return parsed(admin("GET", "/v1/plays/count?month=2026-10&by=" + by));
  }

  public_key daemon_key() {
    return *public_key::from(std::string(parsed(admin("GET", "/v1/site")).at("daemon_key").as_string()));
  }

  fake_screen lobby_;
  digest programme_;
};

TEST_F(plays, are_acknowledged_and_the_same_receipt_comes_again) {
  play(3);
  answer first = post_plays(lobby_, lobby_.batch(1, 7));
  ASSERT_EQ(first.status, 200) << first.body;
  auto receipt = wire::receipt_from_json(first.body);
  ASSERT_TRUE(receipt);
  public_key daemon =
      *public_key::from(std::string(parsed(admin("GET", "/v1/site")).at("daemon_key").as_string()));
  EXPECT_TRUE(evidence::verify(*receipt, daemon));
  evidence::receipt r = *evidence::receipt_from_text(receipt->text);
  EXPECT_EQ(r.acknowledged, (evidence::head{lobby_.log, 7, lobby_.links[6]}));
  EXPECT_EQ(r.received, clock_.now().utc);
  // The reply was lost; later the screen sends the same batch again.
  clock_.ms += 60'000;
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(1, 7)).body, first.body);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(4, 7)).body, first.body) << "in another cut";
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 3) << "and nothing is counted twice";
}

TEST_F(plays, with_a_hole_before_them_wait_for_what_is_missing) {
  play(3);
  answer a = post_plays(lobby_, lobby_.batch(4, 7));
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(parsed(a).at("expected_seq").as_int64(), 1);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 3)).status, 200);
  a = post_plays(lobby_, lobby_.batch(6, 7));
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(parsed(a).at("expected_seq").as_int64(), 4);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(2, 7)).status, 200) << "an overlap is no hole";
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 3);
}

TEST_F(plays, that_contradict_earlier_ones_are_set_aside_with_an_alarm) {
  play(1);
  fake_screen copy = lobby_;
  play(2);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 7)).status, 200);
  copy.play(programme_, clock_.now().utc + std::chrono::hours(1));
  answer a = post_plays(copy, copy.batch(4, 5));
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(parsed(a).at("code").as_string(), "conflict");
  EXPECT_FALSE(parsed(a).as_object().contains("expected_seq"));
  EXPECT_EQ(post_plays(copy, copy.batch(4, 5)).status, 409);
  json::value row = parsed(admin("GET", "/v1/screens")).at(0);
  ASSERT_EQ(row.at("alarms").as_array().size(), 1U) << "one story, one alarm";
  EXPECT_EQ(row.at("alarms").at(0).at("what").at("args").at(0).as_string(), lobby_.log);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 3) << "the fork is not counted";
  play(1);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(8, 9)).status, 200) << "the true story goes on";
}

// Reads the receipt in an answer, whose signature must hold.
evidence::receipt receipt_in(const json::value& v, const public_key& daemon) {
  evidence::signed_text note = *wire::note_from_value(v);
  EXPECT_TRUE(evidence::verify(note, daemon));
  return *evidence::receipt_from_text(note.text);
}

TEST_F(plays, of_a_fork_are_answered_with_the_newest_receipt_and_kept_uncounted) {
  play(1);
  fake_screen copy = lobby_;
  play(2);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 5)).status, 200);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(6, 7)).status, 200);
  copy.play(programme_, clock_.now().utc + std::chrono::hours(1));
  answer a = post_plays(copy, copy.batch(4, 5));
  EXPECT_EQ(a.status, 409);
  EXPECT_TRUE(parsed(a).at("fork").as_bool());
  EXPECT_EQ(receipt_in(parsed(a).at("receipt"), daemon_key()).acknowledged,
            (evidence::head{lobby_.log, 7, lobby_.links[6]}));
}

// A restored daemon gets the story of the one machine first, and had acknowledged that of the other too.
TEST_F(plays, of_a_story_that_lost_are_all_set_aside_however_long_it_is) {
  play(1);
  fake_screen copy = lobby_;
  play(1);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 5)).status, 200);
  for (int i = 1; i <= 4; ++i) copy.play(programme_, clock_.now().utc + std::chrono::hours(i));
  EXPECT_EQ(parsed(post_plays(copy, copy.batch(10, 11))).at("expected_seq").as_int64(), 6);
  for (int times = 0; times < 2; ++times) {
    for (const std::size_t first : {4, 6, 8, 10}) {
      answer a = post_plays(copy, copy.batch(first, first + 1));
      EXPECT_EQ(a.status, 409);
      EXPECT_TRUE(parsed(a).as_object().contains("fork")) << first;
    }
  }
  EXPECT_EQ(parsed(admin("GET", "/v1/screens")).at(0).at("alarms").as_array().size(), 1U);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 2);
  EXPECT_EQ(count("media").at(0).at("uncounted").as_int64(), 4) << "each START is told once";
}

// Two machines with a copied disk end as one fork and two logs.
TEST_F(plays, of_two_machines_with_a_copied_disk_go_on_in_two_logs) {
  play(2);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 5)).status, 200);
  fake_screen copy = lobby_;
  play(1);
  copy.play(programme_, clock_.now().utc + std::chrono::hours(1));
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(6, 7)).status, 200);
  ASSERT_TRUE(parsed(post_plays(copy, copy.batch(6, 7))).at("fork").as_bool());
  copy.log = random_hex(16);
  copy.lines.clear();
  copy.links.clear();
  copy.begin(clock_.now().utc);
  copy.play(programme_, clock_.now().utc + std::chrono::minutes(5));
  ASSERT_EQ(post_plays(copy, copy.batch(1, 3)).status, 200);
  play(1);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(8, 9)).status, 200);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 5);
  EXPECT_EQ(parsed(admin("GET", "/v1/screens")).at(0).at("alarms").as_array().size(), 1U);
}

TEST_F(plays, of_a_log_that_a_screen_began_without_a_fork_are_told_for_a_week) {
  auto alarms = [&] { return parsed(admin("GET", "/v1/screens")).at(0).at("alarms").as_array(); };
  auto begin_another = [&] {
    lobby_.log = random_hex(16);
    lobby_.lines.clear();
    lobby_.links.clear();
    lobby_.begin(clock_.now().utc);
    return post_plays(lobby_, lobby_.batch(1, 1)).status;
  };
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 1)).status, 200);
  EXPECT_TRUE(alarms().empty());
  ASSERT_EQ(begin_another(), 200);
  ASSERT_EQ(alarms().size(), 1U);
  clock_.ms += 60'000;
  ASSERT_EQ(begin_another(), 200);
  ASSERT_EQ(alarms().size(), 1U);
  EXPECT_EQ(alarms().at(0).at("what").at("args").at(0).as_string(), "2");
  clock_.ms += std::int64_t{8} * 24 * 60 * 60'000;
  EXPECT_TRUE(alarms().empty());
}

// The daemon knows the copy's story up to record 7. The batch of the other machine begins after that, so only
// its own bytes, sent again, show that it was not damaged on the way.
TEST_F(plays, of_a_copy_whose_story_parted_before_the_batch_are_a_fork_the_second_time) {
  play(2);
  fake_screen copy = lobby_;
  play(3);
  copy.play(programme_, clock_.now().utc + std::chrono::hours(1));
  ASSERT_EQ(post_plays(copy, copy.batch(1, 7)).status, 200);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(8, 11)).status, 422);
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(8, 10)).status, 422) << "other bytes";
  answer a = post_plays(lobby_, lobby_.batch(8, 10));
  EXPECT_EQ(a.status, 409);
  EXPECT_TRUE(parsed(a).at("fork").as_bool());
}

TEST_F(plays, have_a_newest_receipt_for_which_their_screen_can_ask) {
  auto ask = [&](const std::string& log, const std::string& headers) {
    return open("GET", "/v1/screens/lobby/plays/receipt?log=" + log, "", headers);
  };
  answer none = ask(lobby_.log, lobby_.auth());
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(none.headers["bangtin-evidence-format"], "2");
  EXPECT_EQ(none.body, R"({"log":"","receipt":null,"tip":0})");
  play(2);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 3)).status, 200);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(4, 5)).status, 200);
  json::value newest = parsed(ask(lobby_.log, lobby_.auth()));
  EXPECT_EQ(newest.at("log").as_string(), lobby_.log);
  EXPECT_EQ(newest.at("tip").as_int64(), 5);
  EXPECT_EQ(receipt_in(newest.at("receipt"), daemon_key()).acknowledged,
            (evidence::head{lobby_.log, 5, lobby_.links[4]}));
  json::value unknown = parsed(ask(random_hex(16), lobby_.auth()));
  EXPECT_EQ(unknown.at("log").as_string(), lobby_.log) << "the screen's newest log";
  EXPECT_TRUE(unknown.at("receipt").is_null());
  EXPECT_EQ(unknown.at("tip").as_int64(), 0);
  EXPECT_EQ(ask(lobby_.log, "").status, 401);
  EXPECT_EQ(ask("short", lobby_.auth()).status, 400);
  EXPECT_EQ(open("GET", "/v1/screens/lobby/plays/receipt", "", lobby_.auth()).status, 400);
}

TEST_F(plays, are_receipted_in_the_form_that_their_screen_reads) {
  play(2);
  auto post = [&](std::size_t first, std::size_t last, const std::string& more) {
    answer a = open("POST", "/v1/screens/lobby/plays", wire::to_body(lobby_.batch(first, last)),
                    lobby_.auth() + more);
    EXPECT_EQ(a.status, 200) << a.body;
    EXPECT_EQ(a.headers["bangtin-evidence-format"], "2");
    return receipt_in(parsed(a).at("receipt"), daemon_key());
  };
  const std::string reads_rules = "Bangtin-Evidence-Format: 2\r\n";
  EXPECT_EQ(post(1, 3, "").rules, 0);
  evidence::receipt named = post(4, 5, reads_rules);
  EXPECT_EQ(named.rules, api::rules_in_force);
  EXPECT_EQ(post(4, 5, reads_rules), named) << "the same receipt again";
  named.rules = 0;
  EXPECT_EQ(post(4, 5, ""), named) << "for an older player";
  EXPECT_EQ(post(4, 5, "Bangtin-Evidence-Format: two\r\n"), named);
}

TEST_F(plays, never_have_a_receipt_that_is_older_than_the_one_before) {
  play(3);
  auto received = [&](std::size_t first, std::size_t last) {
    return receipt_in(parsed(post_plays(lobby_, lobby_.batch(first, last))).at("receipt"), daemon_key())
        .received;
  };
  const utc_ms first = received(1, 3);
  EXPECT_EQ(first, clock_.now().utc);
  clock_.ms -= 3'600'000;
  EXPECT_EQ(received(4, 5), first) << "the daemon's clock went back";
  clock_.ms += 7'200'000;
  const utc_ms later = received(6, 7);
  EXPECT_EQ(later, clock_.now().utc);
  EXPECT_EQ(received(4, 4), first) << "of records that were acknowledged before";
}

TEST_F(plays, that_were_altered_in_the_ledger_are_set_aside_told_and_not_counted) {
  play(3);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 5)).status, 200);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(6, 7)).status, 200);
  EXPECT_EQ(open("GET", "/healthz").body, R"({"status":"ok"})");
  stop();
  SQLite::Database((folder_ / "data" / "ledger.sqlite").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE records SET utc = utc + 1 WHERE seq = 7");
  start();
  EXPECT_EQ(open("GET", "/healthz").body, R"({"evidence":"doubt","status":"ok"})");
  json::value alarms = parsed(admin("GET", "/v1/screens")).at(0).at("alarms");
  ASSERT_EQ(alarms.as_array().size(), 1U);
  EXPECT_EQ(alarms.at(0).at("remedy").at("args").at(0).as_string(), lobby_.log);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 2);
  play(1);
  answer a = post_plays(lobby_, lobby_.batch(8, 9));
  EXPECT_EQ(a.status, 409);
  EXPECT_TRUE(parsed(a).at("fork").as_bool());
  EXPECT_EQ(receipt_in(parsed(a).at("receipt"), daemon_key()).acknowledged.seq, 5);
}

TEST_F(plays, of_a_screens_thousand_and_first_log_wait_and_are_then_taken) {
  play(1);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 1)).status, 200);
  stop();
  {
    SQLite::Database db((folder_ / "data" / "ledger.sqlite").string(), SQLite::OPEN_READWRITE);
    SQLite::Transaction all(db);
    SQLite::Statement row(db,
                          "INSERT INTO logs (log, screen, key, tip, tip_hash, began)"
                          " SELECT ?, screen, key, 0, ?, began FROM logs WHERE log = ?");
    for (std::int64_t i = 1; i < api::unslowed_logs_per_screen; ++i) {
      const std::string log = fmt::format("{:032x}", i);
      row.bind(1, log);
      row.bind(2, evidence::first_link(log, lobby_.key.public_part()).hex());
      row.bind(3, lobby_.log);
      row.exec();
      row.reset();
    }
    all.commit();
  }
  start();
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(2, 3)).status, 200) << "a log that has begun goes on";
  fake_screen again = lobby_;
  again.log = random_hex(16);
  again.lines.clear();
  again.links.clear();
  again.begin(clock_.now().utc);
  clock_.ms += 60'000;
  answer a = post_plays(again, again.batch(1, 1));
  EXPECT_EQ(a.status, 429);
  EXPECT_EQ(a.headers["retry-after"], "540");
  clock_.ms += 540'000;
  EXPECT_EQ(post_plays(again, again.batch(1, 1)).status, 200);
}

TEST_F(plays, of_a_screen_that_sends_too_many_are_slowed_and_never_refused_for_good) {
  stop();
  setup_.records_per_hour = 10;
  start();
  play(6);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 9)).status, 200);
  answer a = post_plays(lobby_, lobby_.batch(10, 13));
  EXPECT_EQ(a.status, 429);
  EXPECT_EQ(a.headers["retry-after"], "1080") << "three records at ten in an hour";
  clock_.mono_ms += 1'080'000;
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(10, 13)).status, 200);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 6);
}

TEST_F(plays, of_a_screen_that_lost_its_storage_go_on_in_a_new_log) {
  play(2);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 5)).status, 200);
  fake_screen anew = lobby_;
  anew.log = random_hex(16);
  anew.lines.clear();
  anew.links.clear();
  anew.begin(clock_.now().utc);
  anew.play(programme_, clock_.now().utc + std::chrono::minutes(5));
  EXPECT_EQ(post_plays(anew, anew.batch(1, 3)).status, 200);
  EXPECT_EQ(count("media").at(0).at("plays").as_int64(), 3) << "both logs count";
}

TEST_F(plays, that_prove_nothing_are_refused) {
  play(1);
  fake_screen other = lobby_;
  other.key = secret_key::generate();
  EXPECT_EQ(post_plays(other, other.batch(1, 3)).status, 422);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/plays", wire::to_body(lobby_.batch(1, 3))).status, 401);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/plays", "rubbish", lobby_.auth()).status, 422);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/plays", "", lobby_.auth()).status, 422);
  EXPECT_TRUE(count("media").as_array().empty());
}

TEST_F(plays, are_counted_and_exported_as_the_programme_describes_them) {
  play(4);
  lobby_.play(sha256("never approved"), clock_.now().utc + std::chrono::hours(1));
  lobby_.play(programme_, clock_.now().utc + std::chrono::hours(2), milliseconds(5'000));  // half the time
  lobby_.play(programme_, clock_.now().utc + std::chrono::hours(17));  // on the next local day
  evidence::record start =
      lobby_.blank(evidence::record_type::start, clock_.now().utc + std::chrono::hours(18));
  start.play =
      evidence::play_facts{start.seq, programme_, "always", "poster.png", start.utc, milliseconds(10'000)};
  lobby_.append(start);                                                     // a play without an END
  lobby_.play(programme_, clock_.now().utc + std::chrono::hours(24 * 22));  // in the next month
  clock_.ms += 23LL * 24 * 3'600'000;
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, lobby_.lines.size())).status, 200);

  EXPECT_EQ(
      canonical(count("task,theme")),
      R"([{"airtime_s":0,"failed":0,"partial":0,"plays":0,"task":"","theme":"","uncounted":1},)"
      R"({"airtime_s":50,"failed":0,"partial":1,"plays":5,"task":"IV.2.c","theme":"III.2","uncounted":1}])");
  EXPECT_EQ(count("day").as_array().size(), 2U);
  EXPECT_EQ(count("day").at(0).at("day").as_string(), "2026-10-10");
  answer csv = admin("GET", "/v1/plays/export?month=2026-10&format=csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.headers["content-type"], "text/csv; charset=utf-8");
  EXPECT_NE(
      csv.body.find(
          "2026-10,2026-10-10,lobby,service-centre,IV.2.c,III.2,always,poster.png,Poster,4,40,1,0,0,0\r\n"),
      std::string::npos)
      << csv.body;
  EXPECT_NE(
      csv.body.find(
          "2026-10,2026-10-11,lobby,service-centre,IV.2.c,III.2,always,poster.png,Poster,1,10,0,0,0,1\r\n"),
      std::string::npos);
  EXPECT_EQ(admin("GET", "/v1/plays/export?month=2026-10&format=csv").body, csv.body)
      << "the same data, the same bytes";
  EXPECT_EQ(
      admin("GET", "/v1/plays/count?month=2026-11&by=media").body.find("\"plays\":1") == std::string::npos,
      false);
  for (const char* bad : {"count?month=2026-13", "count?month=2026-10&by=title"}) {
    EXPECT_EQ(admin("GET", std::string("/v1/plays/") + bad).status, 400) << bad;
  }
}

TEST_F(plays, more_than_a_page_of_them_are_all_counted) {
  play(2500);
  clock_.ms += 24 * 3'600'000;
  for (std::size_t first = 1; first <= lobby_.lines.size(); first += 1500) {
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(first, std::min(first + 1499, lobby_.lines.size()))).status,
              200);
  }
  EXPECT_EQ(count("screen").at(0).at("plays").as_int64(), 2500);
}

// Tried with a screen's real key: none of it counts, and all of it is visible.
TEST_F(plays, that_cannot_have_happened_are_uncounted_with_their_reason) {
  play(1);
  auto forge = [&](utc_ms at, milliseconds shown, auto change) {
    evidence::record start = lobby_.blank(evidence::record_type::start, at);
    start.play =
        evidence::play_facts{start.seq, programme_, "always", "poster.png", at, milliseconds(10'000)};
    lobby_.append(start);
    evidence::record end = lobby_.blank(evidence::record_type::end, at + shown);
    end.play = start.play;
    end.end = evidence::play_end{shown, 1, 0, "connected", evidence::play_outcome::complete, ""};
    change(end);
    lobby_.append(end);
  };
  utc_ms at = clock_.now().utc + std::chrono::hours(1);
  forge(at, std::chrono::seconds(1'000'000'000), [](auto&) {});
  for (int i = 0; i < 1000; ++i) forge(at + std::chrono::minutes(10), milliseconds(10'000), [](auto&) {});
  forge(at + std::chrono::hours(24 * 30), milliseconds(10'000), [](auto&) {});
  forge(at + std::chrono::minutes(20), milliseconds(10'000),
        [](evidence::record& end) { end.play->programme = sha256("another"); });
  forge(at + std::chrono::minutes(30) + milliseconds(1), milliseconds(10'000), [](auto&) {});
  clock_.ms += 2 * 3'600'000;
  for (std::size_t first = 1; first <= lobby_.lines.size(); first += 500) {
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(first, std::min(first + 499, lobby_.lines.size()))).status,
              200);
  }
  json::value row = count("screen").at(0);
  EXPECT_EQ(row.at("plays").as_int64(), 2) << "the true one, and one of a thousand at one instant";
  EXPECT_EQ(row.at("airtime_s").as_int64(), 20);
  EXPECT_EQ(row.at("uncounted").as_int64(), 999 + 3);
  json::value november = parsed(admin("GET", "/v1/plays/count?month=2026-11&by=screen"));
  EXPECT_EQ(november.at(0).at("uncounted").as_int64(), 1);
  json::value why = parsed(admin("GET", "/v1/plays/shortfalls?month=2026-10"));
  std::map<std::string, std::int64_t> reasons;
  for (const json::value& r : why.at("reasons").as_array()) {
    reasons[std::string(r.at("reason").as_string())] = r.at("uncounted").as_int64();
  }
  // Some of those at one instant find a place beside the others, but no slot.
  EXPECT_EQ(reasons["overlap"] + reasons["slot-taken"], 999);
  EXPECT_EQ(reasons["too-long"], 1);
  EXPECT_EQ(reasons["mismatch"], 1);
  EXPECT_EQ(reasons["not-planned"], 1);
  EXPECT_EQ(reasons.size(), 5U);
  json::value recount = parsed(admin("POST", "/v1/plays/recount"));
  EXPECT_TRUE(recount.at("equal").as_bool());
  EXPECT_EQ(recount.at("starts").as_int64(), static_cast<std::int64_t>(lobby_.lines.size() - 1) / 2);
}

// Deleting and editing touch the present only.
TEST_F(plays, that_are_counted_stay_counted_whatever_is_changed_later) {
  play(3);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 7)).status, 200);
  std::string before = canonical(count("task,theme,campaign,screen,venue,media,day,hour"));
  publish(2);
  admin("DELETE", "/v1/screens/lobby");
  EXPECT_EQ(canonical(count("task,theme,campaign,screen,venue,media,day,hour")), before);
  stop();
  start();
  EXPECT_EQ(canonical(count("task,theme,campaign,screen,venue,media,day,hour")), before);
  EXPECT_TRUE(parsed(admin("POST", "/v1/plays/recount")).at("equal").as_bool());
}

}  // namespace
}  // namespace bangtin::scheduler::test
