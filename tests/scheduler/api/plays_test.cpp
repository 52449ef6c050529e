// From a screen's journal to the monthly table, over real sockets.
#include <boost/json/array.hpp>

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
  lobby_.play(programme_, clock_.now().utc + std::chrono::hours(17));       // on the next local day
  lobby_.play(programme_, clock_.now().utc + std::chrono::hours(24 * 22));  // in the next month
  evidence::record start =
      lobby_.blank(evidence::record_type::start, clock_.now().utc + std::chrono::hours(3));
  start.play =
      evidence::play_facts{start.seq, programme_, "always", "poster.png", start.utc, milliseconds(10'000)};
  lobby_.append(start);  // a play without an END
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, lobby_.lines.size())).status, 200);

  EXPECT_EQ(canonical(count("task,theme")),
            R"([{"airtime_s":0,"failed":1,"partial":0,"plays":0,"task":"","theme":""},)"
            R"({"airtime_s":50,"failed":0,"partial":1,"plays":5,"task":"IV.2.c","theme":"III.2"}])");
  EXPECT_EQ(count("day").as_array().size(), 2U);
  EXPECT_EQ(count("day").at(0).at("day").as_string(), "2026-10-10");
  answer csv = admin("GET", "/v1/plays/export?month=2026-10&format=csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.headers["content-type"], "text/csv; charset=utf-8");
  EXPECT_NE(
      csv.body.find(
          "2026-10,2026-10-10,lobby,service-centre,IV.2.c,III.2,always,poster.png,Poster,4,40,1,0,0\r\n"),
      std::string::npos)
      << csv.body;
  EXPECT_NE(
      csv.body.find(
          "2026-10,2026-10-11,lobby,service-centre,IV.2.c,III.2,always,poster.png,Poster,1,10,0,0,0\r\n"),
      std::string::npos);
  EXPECT_EQ(admin("GET", "/v1/plays/export?month=2026-10&format=csv").body, csv.body)
      << "the same data, the same bytes";
  EXPECT_EQ(
      admin("GET", "/v1/plays/count?month=2026-11&by=media").body.find("\"plays\":1") == std::string::npos,
      false);
  for (const char* bad :
       {"count?month=2026-13", "count", "count?month=2026-10&by=title", "export?month=2026-10&format=pdf"}) {
    EXPECT_EQ(admin("GET", std::string("/v1/plays/") + bad).status, 400) << bad;
  }
}

TEST_F(plays, more_than_a_page_of_them_are_all_counted) {
  play(2500);
  for (std::size_t first = 1; first <= lobby_.lines.size(); first += 1500) {
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(first, std::min(first + 1499, lobby_.lines.size()))).status,
              200);
  }
  EXPECT_EQ(count("screen").at(0).at("plays").as_int64(), 2500);
}

}  // namespace
}  // namespace bangtin::scheduler::test
