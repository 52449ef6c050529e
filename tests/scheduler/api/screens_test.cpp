// Pairing and status, over real sockets.
#include <boost/json/array.hpp>

#include "scheduler/site.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::test {
namespace {

class screens : public site {
 protected:
  screens() { start(); }
  std::string grant_path(const fake_screen& s) const {
    return "/v1/pairing-requests/" + s.key.public_part().hex();
  }
  std::string asking(const fake_screen& s) const {
    return wire::to_json(wire::pairing_request{s.key.public_part(), "ABCD", sha256(s.token), "1.0"});
  }
  json::object order(const fake_screen& s, const secret_key& root) const {
    wire::screen_certificate c{s.key.public_part(), s.name, clock_.now().utc};
    return {{"screen_key", s.key.public_part().hex()},
            {"name", s.name},
            {"title", ""},
            {"venue", ""},
            {"root", root.public_part().hex()},
            {"certificate", wire::to_value(evidence::sign_text(wire::to_text(c), root))},
            {"tag", sha256("tag").hex()}};
  }
  answer pair_by(const json::object& o) { return admin("POST", "/v1/screens", canonical(o)); }
};

TEST_F(screens, are_paired_in_four_steps) {
  fake_screen s;
  EXPECT_EQ(open("GET", grant_path(s)).status, 404);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202) << "repeating is harmless";
  EXPECT_EQ(open("GET", grant_path(s)).status, 202);
  json::value found = parsed(admin("GET", "/v1/pairing-requests?lookup=ABCD"));
  ASSERT_EQ(found.as_array().size(), 1U);
  EXPECT_EQ(found.at(0).at("screen_key").as_string(), s.key.public_part().hex());
  EXPECT_TRUE(parsed(admin("GET", "/v1/pairing-requests?lookup=WXYZ")).as_array().empty());
  EXPECT_EQ(open("GET", "/v1/pairing-requests?lookup=ABCD").status, 401);

  EXPECT_EQ(pair_by(order(s, root_)).status, 200);
  answer got = open("GET", grant_path(s));
  EXPECT_EQ(got.status, 200);
  auto grant = wire::pairing_grant_from_json(got.body);
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->screen, "lobby");
  EXPECT_EQ(grant->root, root_.public_part());
  EXPECT_EQ(grant->daemon.hex(), parsed(admin("GET", "/v1/site")).at("daemon_key").as_string());
  EXPECT_EQ(grant->tag, sha256("tag"));
  EXPECT_TRUE(evidence::verify(grant->certificate, root_.public_part()));
  // The answer was lost: the player asks again and gets the same answer, also after a restart of the daemon.
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202);
  EXPECT_EQ(open("GET", grant_path(s)).body, got.body);
  stop();
  start();
  EXPECT_EQ(open("GET", grant_path(s)).body, got.body);
}

TEST_F(screens, are_not_paired_without_proof_or_over_another) {
  fake_screen s;
  EXPECT_EQ(pair_by(order(s, root_)).status, 404) << "nobody asked";
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202);
  secret_key stranger = secret_key::generate();
  json::object bad = order(s, root_);
  bad["root"] = stranger.public_part().hex();
  EXPECT_EQ(pair_by(bad).status, 422) << "the certificate is by another root";
  bad = order(s, root_);
  bad["name"] = "market";
  EXPECT_EQ(pair_by(bad).status, 422) << "the certificate names another screen";
  bad = order(s, root_);
  bad["name"] = "a/b";
  EXPECT_EQ(pair_by(bad).status, 422) << "a name that no path can hold";
  EXPECT_TRUE(parsed(admin("GET", "/v1/site")).at("root").is_null()) << "nothing was pinned by all this";
  EXPECT_EQ(pair_by(order(s, root_)).status, 200);

  fake_screen second;
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(second)).status, 202);
  EXPECT_EQ(pair_by(order(second, root_)).status, 409) << "the name is taken";
  json::object o = order(second, stranger);
  o["replace"] = true;
  EXPECT_EQ(pair_by(o).status, 422) << "of another root";
  o = order(second, root_);
  o["replace"] = true;
  EXPECT_EQ(pair_by(o).status, 200);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", s.auth()).status, 401)
      << "the one that was replaced";
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", second.auth()).status, 422)
      << "the one that is there now";
}

TEST_F(screens, tell_how_they_are) {
  fake_screen s;
  pair(s);
  json::value before = parsed(admin("GET", "/v1/screens"));
  EXPECT_TRUE(before.at(0).at("last_seen").is_null());
  wire::screen_status st;
  st.version = "1.0";
  st.programme_version = 3;
  st.now_playing = "poster.png";
  st.campaign = "always";
  st.problem = "the programme is not signed";
  st.problem_what = msg("the programme of version {} is not signed", 4);
  st.problem_remedy = msg("approve it");
  st.unsent_records = 5;
  st.clock = clock_trust::synced;
  st.utc_ms_now = clock_.ms - 1500;
  st.temperature_mc = 51'000;
  st.output = "disconnected";
  st.disk_total_bytes = 64;
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(st), s.auth()).status, 204);
  json::value row = parsed(admin("GET", "/v1/screens")).at(0);
  EXPECT_EQ(row.at("last_seen").as_int64(), clock_.ms);
  EXPECT_EQ(row.at("clock_offset_ms").as_int64(), -1500);
  EXPECT_EQ(row.at("now_playing").as_string(), "poster.png");
  EXPECT_EQ(row.at("unsent_records").as_int64(), 5);
  EXPECT_EQ(row.at("temperature_mc").as_int64(), 51'000);
  EXPECT_EQ(row.at("output").as_string(), "disconnected");
  EXPECT_EQ(row.at("disk_total_bytes").as_int64(), 64);
  EXPECT_EQ(row.at("problem").at("what").at("args").at(0).as_string(), "4");
  EXPECT_TRUE(row.at("alarms").as_array().empty());
}

TEST_F(screens, say_what_they_fetch_and_when_they_change_over_in_the_format_that_is_announced) {
  fake_screen s;
  pair(s);
  wire::screen_status st;
  st.utc_ms_now = clock_.ms;
  auto reported = [&](std::int64_t format) {
    auto said = open("POST", "/v1/screens/lobby/status", wire::to_json(st, format), s.auth());
    EXPECT_EQ(said.status, 204);
    EXPECT_EQ(said.headers["bangtin-status-format"], "2");
    return parsed(admin("GET", "/v1/screens")).at(0);
  };
  st.programme_format = 2;
  st.next_version = 5;
  st.fetch_bytes = 12'000'000;
  st.fetch_missing_bytes = 9'000'000;
  st.fetch_bytes_per_s = 20'000;
  st.supply = "slow";
  st.changeover_version = 4;
  st.changeover_ms = clock_.ms + 30'000;
  json::value older = reported(1);
  EXPECT_EQ(older.at("programme_format").as_int64(), 1);
  EXPECT_EQ(older.at("next_version").as_int64(), 0);
  EXPECT_TRUE(older.at("changeover").is_null());
  json::value row = reported(2);
  EXPECT_EQ(row.at("programme_format").as_int64(), 2);
  EXPECT_EQ(row.at("next_version").as_int64(), 5);
  EXPECT_EQ(row.at("fetch_missing_bytes").as_int64(), 9'000'000);
  EXPECT_EQ(row.at("fetch_bytes_per_s").as_int64(), 20'000);
  EXPECT_EQ(row.at("supply").as_string(), "slow");
  EXPECT_EQ(row.at("changeover_version").as_int64(), 4);
  EXPECT_EQ(row.at("changeover").as_int64(), clock_.ms + 30'000);
}

}  // namespace
}  // namespace bangtin::scheduler::test
