// Pairing and status, over real sockets.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <functional>

#include "scheduler/api/pairing.hpp"
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
  std::string asking(const fake_screen& s) const { return wire::to_json(s.pairing_request()); }
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

struct wrong_request {
  const char* what;
  std::function<void(wire::pairing_request&)> forge;
};

TEST_F(screens, keep_their_token_from_whoever_only_saw_their_request) {
  fake_screen s;
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202);
  const std::vector<wrong_request> wrong{
      {"another token", [](auto& r) { r.token_sha256 = sha256("mine"); }},
      {"another code", [](auto& r) { r.lookup = "WXYZ"; }},
      {"a greater number", [](auto& r) { r.number = 7; }},
      {"another site", [](auto& r) { r.root = secret_key::generate().public_part(); }},
      {"no signature", [](auto& r) { r.signature = {}; }},
      {"another key's signature", [](auto& r) {
         public_key mine = r.screen_key;
         r = wire::signed_by(r, secret_key::generate());
         r.screen_key = mine;
       }}};
  for (const wrong_request& w : wrong) {
    wire::pairing_request r = s.pairing_request();
    w.forge(r);
    EXPECT_EQ(open("POST", "/v1/pairing-requests", wire::to_json(r)).status, 422) << w.what;
  }
  EXPECT_EQ(open("POST", "/v1/pairing-requests",
                 R"({"lookup":"ABCD","screen_key":")" + s.key.public_part().hex() + R"(","token_sha256":")" +
                     sha256("mine").hex() + R"(","version":"1"})")
                .status,
            422)
      << "as older players ask";
  EXPECT_EQ(pair_by(order(s, root_)).status, 200);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", s.auth()).status, 422) << "its own token holds";
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", "Authorization: Bearer mine\r\n").status, 401);
}

TEST_F(screens, cannot_be_set_back_by_their_earlier_request) {
  fake_screen s;
  std::string earlier = asking(s);
  s.token = random_hex(32);
  wire::pairing_request later = s.pairing_request(5);
  later.lookup = "WXYZ";
  later = wire::signed_by(later, s.key);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", earlier).status, 202);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", wire::to_json(later)).status, 202);
  answer replayed = open("POST", "/v1/pairing-requests", earlier);
  EXPECT_EQ(replayed.status, 409);
  EXPECT_EQ(parsed(replayed).at("number").as_int64(), 5);
  EXPECT_TRUE(parsed(admin("GET", "/v1/pairing-requests?lookup=ABCD")).as_array().empty());
  EXPECT_EQ(parsed(admin("GET", "/v1/pairing-requests?lookup=WXYZ")).as_array().size(), 1U);
}

TEST_F(screens, get_only_the_answer_to_the_request_that_they_made_last) {
  fake_screen s;
  pair(s);
  std::string first = grant_path(s) + "?token=" + sha256(s.token).hex();
  EXPECT_EQ(open("GET", first).status, 200);
  std::string other = grant_path(s) + "?token=" + sha256("the next token").hex();
  EXPECT_EQ(open("GET", other).status, 404) << "the answer before would look false to the screen";
}

TEST_F(screens, are_unpaired_and_paired_again) {
  fake_screen s;
  pair(s);
  EXPECT_EQ(admin("DELETE", "/v1/screens/market/pairing").status, 404);
  EXPECT_EQ(open("DELETE", "/v1/screens/lobby/pairing").status, 401) << "not over the network";
  EXPECT_EQ(admin("DELETE", "/v1/screens/lobby/pairing").status, 204);
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", s.auth()).status, 401);
  EXPECT_EQ(open("GET", grant_path(s)).status, 404) << "its player must ask again";
  json::value row = parsed(admin("GET", "/v1/screens")).at(0);
  EXPECT_EQ(row.at("pairing").as_string(), "unpaired");
  stop();
  start();
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", s.auth()).status, 401) << "also after a restart";

  s.token = random_hex(32);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", wire::to_json(s.pairing_request(2))).status, 202);
  json::value waiting = parsed(admin("GET", "/v1/pairing-requests?lookup=ABCD")).at(0);
  EXPECT_EQ(waiting.at("screen").as_string(), "lobby") << "the machine is known";
  EXPECT_EQ(waiting.at("certified").as_int64(), clock_.ms);
  EXPECT_EQ(waiting.at("address").as_string(), "127.0.0.1");
  EXPECT_EQ(pair_by(order(s, root_)).status, 200) << "without \"replace\": nobody has the name";
  EXPECT_EQ(open("POST", "/v1/screens/lobby/status", "{}", s.auth()).status, 422) << "the new token holds";
  EXPECT_EQ(parsed(admin("GET", "/v1/screens")).at(0).at("pairing").as_string(), "paired");
}

TEST_F(screens, move_to_another_name_once_they_are_unpaired) {
  fake_screen s;
  pair(s);
  fake_screen moved = s;
  moved.name = "market";
  moved.token = random_hex(32);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", wire::to_json(moved.pairing_request(2))).status, 202);
  answer refused = pair_by(order(moved, root_));
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("screen unpair"), std::string::npos);
  EXPECT_EQ(admin("DELETE", "/v1/screens/lobby/pairing").status, 204);
  EXPECT_EQ(pair_by(order(moved, root_)).status, 200);
}

TEST_F(screens, are_removed_only_when_the_published_programme_does_not_name_them) {
  publish(1);
  fake_screen lobby, market;
  market.name = "market";
  pair(lobby);
  pair(market);
  lobby.begin(clock_.now().utc);
  market.begin(clock_.now().utc);
  EXPECT_EQ(post_plays(market, market.batch(1, 1)).status, 200);
  answer no = admin("DELETE", "/v1/screens/lobby");
  EXPECT_EQ(no.status, 409);
  EXPECT_NE(no.body.find("the published programme names"), std::string::npos);
  EXPECT_EQ(post_plays(lobby, lobby.batch(1, 1)).status, 200) << "nothing has changed";
  EXPECT_EQ(admin("DELETE", "/v1/screens/post").status, 404);
  EXPECT_EQ(open("DELETE", "/v1/screens/market").status, 401);
  EXPECT_EQ(admin("DELETE", "/v1/screens/market").status, 204);
  EXPECT_EQ(admin("DELETE", "/v1/screens/market").status, 404);
  EXPECT_EQ(open("POST", "/v1/screens/market/status", "{}", market.auth()).status, 401);
  ASSERT_EQ(parsed(admin("GET", "/v1/screens")).as_array().size(), 1U);
  // Its log is still there: paired again, the screen gets the receipt for what it sent before.
  market.token = random_hex(32);
  pair(market);
  EXPECT_EQ(post_plays(market, market.batch(1, 1)).status, 200);
}

TEST_F(screens, without_a_player_and_players_without_a_screen_stand_in_the_list) {
  fake_screen market;
  market.name = "market";
  pair(market);
  EXPECT_TRUE(parsed(admin("GET", "/v1/screens")).at(0).at("in_programme").as_bool())
      << "nothing is published yet";
  publish(1);
  json::array rows = parsed(admin("GET", "/v1/screens")).as_array();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("name").as_string(), "lobby");
  EXPECT_EQ(rows[0].at("pairing").as_string(), "none");
  EXPECT_EQ(rows[0].at("venue").as_string(), "service-centre") << "as the programme says";
  EXPECT_TRUE(rows[0].at("paired").is_null());
  EXPECT_EQ(rows[1].at("pairing").as_string(), "paired");
  EXPECT_FALSE(rows[1].at("in_programme").as_bool());
}

// A hundred players of strangers ask at once, again and again; each request is signed by a key of its own.
TEST_F(screens, are_paired_while_a_crowd_asks) {
  std::vector<std::string> crowd;
  for (int i = 0; i < 1'100; ++i) {
    fake_screen stranger;
    wire::pairing_request r = stranger.pairing_request();
    r.lookup = fmt::format("{:04}", i);
    crowd.push_back(wire::to_json(wire::signed_by(r, stranger.key)));
  }
  raw_client c(port());
  for (const std::string& body : crowd) {
    c.send(request_text("POST", "/v1/pairing-requests", body));
    ASSERT_EQ(c.read().status, 202);
  }
  fake_screen s;
  EXPECT_EQ(open("POST", "/v1/pairing-requests", asking(s)).status, 202);
  EXPECT_EQ(parsed(admin("GET", "/v1/pairing-requests?lookup=ABCD")).as_array().size(), 1U);
  for (const std::string& body : crowd) {
    c.send(request_text("POST", "/v1/pairing-requests", body));
    ASSERT_EQ(c.read().status, 202);
  }
  EXPECT_EQ(pair_by(order(s, root_)).status, 200) << "the code was typed before, the passphrase after";
  EXPECT_EQ(open("GET", grant_path(s)).status, 200);
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

TEST_F(screens, say_since_when_they_show_what_they_show) {
  fake_screen s;
  pair(s);
  const std::int64_t begin = clock_.ms;
  auto since_after = [&](std::int64_t seconds, const std::string& shows, const std::string& output) {
    clock_.ms = begin + seconds * 1000;
    wire::screen_status st;
    st.now_playing = shows;
    st.output = output;
    st.utc_ms_now = clock_.ms;
    EXPECT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(st), s.auth()).status, 204);
    return (parsed(admin("GET", "/v1/screens")).at(0).at("shown_since").as_int64() - begin) / 1000;
  };
  EXPECT_EQ(since_after(10, "poster.png", "connected"), 10);
  EXPECT_EQ(since_after(70, "poster.png", "connected"), 10);
  EXPECT_EQ(since_after(80, "clip.mp4", "connected"), 80);
  EXPECT_EQ(since_after(90, "clip.mp4", "disconnected"), 90);
  EXPECT_EQ(since_after(100, "clip.mp4", "disconnected"), 90);
  EXPECT_EQ(since_after(1000, "clip.mp4", "disconnected"), 1000) << "after a silence";
}

TEST_F(screens, are_listed_with_the_title_of_what_they_show) {
  fake_screen s;
  pair(s);
  playlists::programme::programme p = small_programme(1, store("a picture"), clock_.now().utc);
  const std::string media = p.playlists.at(0).items.at(0).media;
  auto title_of = [&](const std::string& shows, const std::string& campaign) {
    wire::screen_status st;
    st.now_playing = shows;
    st.campaign = campaign;
    st.utc_ms_now = clock_.ms;
    EXPECT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(st), s.auth()).status, 204);
    return std::string(parsed(admin("GET", "/v1/screens")).at(0).at("playing_title").as_string());
  };
  EXPECT_EQ(title_of(media, p.campaigns.at(0).name), "") << "nothing is published";
  for (playlists::programme::media_item& m : p.media) {
    if (m.name == media) m.title = "Nộp hồ sơ trực tuyến";
  }
  ASSERT_EQ(admin("POST", "/v1/programmes", publication(signed_by_approver(p), root_)).status, 200);
  EXPECT_EQ(title_of(media, p.campaigns.at(0).name), "Nộp hồ sơ trực tuyến");
  p.version = 2;
  p.playlists.at(0).items.at(0).title = "Từ 1 tháng 10";
  ASSERT_EQ(admin("POST", "/v1/programmes", publication(signed_by_approver(p), root_)).status, 200);
  EXPECT_EQ(title_of(media, p.campaigns.at(0).name), "Từ 1 tháng 10") << "the item's own title";
  EXPECT_EQ(title_of(media, "another"), "Nộp hồ sơ trực tuyến");
  EXPECT_EQ(title_of("closed", ""), "");
  EXPECT_EQ(title_of("gone.mp4", "x"), "");
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
