// The draft, publications, and the programme that screens fetch, over real sockets.
#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "base/machine_zone.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class programmes : public site {
 protected:
  programmes() { start(); }
  playlists::programme::programme version(std::int64_t n) {
    return small_programme(n, store("a picture"), clock_.now().utc);
  }
  answer post(const wire::signed_programme& p) {
    return admin("POST", "/v1/programmes", publication(p, root_));
  }
  std::int64_t published() { return parsed(admin("GET", "/v1/site")).at("programme_version").as_int64(); }
};

TEST_F(programmes, are_kept_as_a_draft) {
  EXPECT_EQ(admin("GET", "/v1/draft").status, 404);
  std::string bytes = playlists::text::to_bytes(version(0));
  answer put = admin("PUT", "/v1/draft", bytes);
  EXPECT_EQ(put.body, R"({"identity":")" + sha256(bytes).hex() + "\"}");
  EXPECT_EQ(admin("GET", "/v1/draft").body, bytes);

  playlists::programme::programme missing = version(0);
  missing.media[0].files[0].sha256 = sha256("never uploaded");
  playlists::programme::programme short_file = version(0);
  short_file.media[0].files[0].bytes = 5;
  for (const std::string& bad : {playlists::text::to_bytes(missing), playlists::text::to_bytes(short_file),
                                 playlists::text::to_bytes(version(1)), bytes + " ", std::string("{}")}) {
    EXPECT_EQ(admin("PUT", "/v1/draft", bad).status, 422) << bad.substr(0, 60);
  }
  EXPECT_EQ(admin("GET", "/v1/draft").body, bytes) << "a refused draft changes nothing";
}

TEST_F(programmes, are_replaced_as_a_draft_only_in_the_state_that_was_opened) {
  auto draft_of = [&](const std::string& body) {
    playlists::programme::programme p = version(0);
    p.body = body;
    return playlists::text::to_bytes(p);
  };
  auto put = [&](const std::string& body, const std::string& header) {
    return admin("PUT", "/v1/draft", draft_of(body), header.empty() ? "" : header + "\r\n");
  };
  auto tag = [&](const std::string& body) { return '"' + sha256(draft_of(body)).hex() + '"'; };
  EXPECT_EQ(put("a", "If-Match: *").status, 412) << "there is none yet";
  EXPECT_EQ(put("a", "If-Match: " + tag("a")).status, 412);
  EXPECT_EQ(admin("GET", "/v1/draft").status, 404);
  answer made = put("a", "If-None-Match: *");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.headers["etag"], tag("a"));
  answer second = put("b", "If-None-Match: *");
  EXPECT_EQ(second.status, 412) << "somebody was faster";
  EXPECT_EQ(parsed(second).at("code"), "conflict");
  EXPECT_EQ(admin("GET", "/v1/draft").headers["etag"], tag("a"));
  EXPECT_EQ(put("b", "If-Match: " + tag("a")).status, 200);
  EXPECT_EQ(put("c", "If-Match: " + tag("a")).status, 412) << "this edit would be lost";
  EXPECT_EQ(put("c", "If-Match: W/" + tag("b")).status, 412);
  EXPECT_EQ(admin("GET", "/v1/draft").body, draft_of("b"));
  EXPECT_EQ(put("c", "").status, 200) << "scripts that do not ask are served as before";
  answer same = admin("GET", "/v1/draft", "", "If-None-Match: " + tag("c") + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(admin("PUT", "/v1/draft", "{}", "If-Match: " + tag("a") + "\r\n").status, 422)
      << "what would be refused anyway is refused for that";
}

TEST_F(programmes, that_were_drafts_are_kept_when_they_are_replaced) {
  auto draft_of = [&](const std::string& body) {
    playlists::programme::programme p = version(0);
    p.body = body;
    return playlists::text::to_bytes(p);
  };
  auto put = [&](const std::string& body) {
    EXPECT_EQ(admin("PUT", "/v1/draft", draft_of(body)).status, 200) << body;
  };
  auto rows = [&](const std::string& query = "") {
    return parsed(admin("GET", "/v1/draft/history" + query)).as_array();
  };
  put("a");
  EXPECT_TRUE(rows().empty());
  put("b");
  put("b");
  EXPECT_EQ(rows().size(), 1U) << "the same draft replaces nothing";
  put("c");
  ASSERT_EQ(rows().size(), 2U);
  EXPECT_EQ(rows()[0].at("number"), 2);
  EXPECT_EQ(rows()[0].at("identity").as_string(), sha256(draft_of("b")).hex());
  EXPECT_EQ(rows()[0].at("replaced"), clock_.ms.load());
  EXPECT_TRUE(rows()[0].at("who").as_string().starts_with("uid "));
  EXPECT_EQ(rows("?before=2").size(), 1U);
  EXPECT_EQ(admin("GET", "/v1/draft/history?before=x").status, 400);
  answer old = admin("GET", "/v1/draft/history/1");
  EXPECT_EQ(old.body, draft_of("a"));
  EXPECT_EQ(old.headers["etag"], '"' + sha256(draft_of("a")).hex() + '"');
  for (const char* none : {"0", "3", "-1", "x"})
    EXPECT_EQ(admin("GET", std::string("/v1/draft/history/") + none).status, 404) << none;
  EXPECT_EQ(admin("PUT", "/v1/draft", "{}").status, 422);
  EXPECT_EQ(admin("PUT", "/v1/draft", draft_of("d"), "If-Match: \"x\"\r\n").status, 412);
  EXPECT_EQ(rows().size(), 2U) << "what is refused replaces nothing";
  clock_.ms += std::chrono::milliseconds(std::chrono::days(30)).count();
  EXPECT_TRUE(rows().empty()) << "30 days are over";
}

TEST_F(programmes, that_were_drafts_say_which_change_was_taken_back_or_made_again) {
  auto put = [&](const std::string& body, const std::string& query) {
    playlists::programme::programme p = version(0);
    p.body = body;
    return admin("PUT", "/v1/draft" + query, playlists::text::to_bytes(p)).status;
  };
  EXPECT_EQ(put("a", ""), 200);
  EXPECT_EQ(put("b", ""), 200);
  EXPECT_EQ(put("a", "?undoes=1"), 200);
  EXPECT_EQ(put("b", "?redoes=1"), 200);
  EXPECT_EQ(put("c", "?undoes=0"), 200);
  for (const char* bad : {"?undoes=x", "?redoes=-1", "?undoes=1&redoes=1", "?undoes=9007199254740992"})
    EXPECT_EQ(put("d", bad), 400) << bad;
  std::vector<std::string> steps;
  const json::value rows = parsed(admin("GET", "/v1/draft/history"));
  for (const json::value& row : rows.as_array())
    steps.push_back(
        fmt::format("{} {}", std::string_view(row.at("step").as_string()), row.at("of").as_int64()));
  EXPECT_EQ(steps, (std::vector<std::string>{"edit 0", "redo 1", "undo 1", "edit 0"}));
}

// A playlist may be made first and filled later.
TEST_F(programmes, may_have_playlists_without_items_while_they_are_drafts) {
  playlists::programme::programme p = version(0);
  p.playlists.push_back({"to be filled", {}});
  EXPECT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(p)).status, 200);
  p.version = 1;
  EXPECT_EQ(post(signed_by_approver(p)).status, 422);
  p.version = 0;
  p.campaigns.push_back(p.campaigns.at(0));
  p.campaigns.back().name = "too early";
  p.campaigns.back().playlist = "to be filled";
  EXPECT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(p)).status, 422);
}

// Before anything is published, the daemon's answers are in the zone of the programme that will be.
TEST_F(programmes, have_one_zone_before_the_first_publication) {
  auto zone = [&] { return std::string(parsed(admin("GET", "/v1/site")).at("timezone").as_string()); };
  const std::string here = machine_timezone();
  EXPECT_EQ(zone(), playlists::text::is_known_timezone(here) ? here : "Asia/Ho_Chi_Minh")
      << "as the admin command's empty draft";
  playlists::programme::programme p = version(0);
  p.timezone = "Asia/Tokyo";
  ASSERT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(p)).status, 200);
  EXPECT_EQ(zone(), "Asia/Tokyo");
  stop();
  start();
  EXPECT_EQ(zone(), "Asia/Tokyo") << "after a restart too";
  publish(1);
  EXPECT_EQ(zone(), version(1).timezone);
  ASSERT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(p)).status, 200);
  EXPECT_EQ(zone(), version(1).timezone) << "the site keeps its zone until the draft is approved";
}

TEST_F(programmes, that_are_signed_are_published_and_remembered) {
  EXPECT_EQ(admin("GET", "/v1/programmes/current").status, 404);
  json::value before = parsed(admin("GET", "/v1/site"));
  EXPECT_TRUE(before.at("root").is_null());
  digest one = publish(1);
  digest two = publish(2);
  EXPECT_EQ(parsed(admin("GET", "/v1/site")).at("root").as_string(), root_.public_part().hex());
  json::value rows = parsed(admin("GET", "/v1/programmes"));
  ASSERT_EQ(rows.as_array().size(), 2U);
  EXPECT_EQ(rows.at(0).at("version").as_int64(), 2);
  EXPECT_EQ(rows.at(0).at("identity").as_string(), two.hex());
  EXPECT_EQ(rows.at(1).at("identity").as_string(), one.hex());
  EXPECT_EQ(rows.at(1).at("approver").as_string(), "Approver");
  auto current = wire::signed_programme_from_json(admin("GET", "/v1/programmes/current").body);
  ASSERT_TRUE(current);
  EXPECT_EQ(sha256(current->bytes), two);
  EXPECT_EQ(sha256(wire::signed_programme_from_json(admin("GET", "/v1/programmes/1").body)->bytes), one);
  for (const char* none : {"0", "3", "-1", "x"})
    EXPECT_EQ(admin("GET", std::string("/v1/programmes/") + none).status, 404) << none;
  stop();
  start();
  EXPECT_EQ(published(), 2) << "after a restart too";
}

TEST_F(programmes, that_do_not_hold_are_refused_and_change_nothing) {
  publish(1);
  secret_key stranger = secret_key::generate();
  wire::signed_programme good = signed_by_approver(version(2));

  wire::signed_programme altered = good;
  altered.bytes.replace(altered.bytes.find("Poster"), 6, "Roster");
  EXPECT_EQ(post(altered).status, 422) << "bytes altered after signing";

  wire::signed_programme other = good;
  other.signature = stranger.sign(wire::statement_text(wire::programme_kind(), 2, sha256(good.bytes)));
  EXPECT_EQ(post(other).status, 422) << "signed by a stranger";

  wire::signed_programme certified = good;
  certified.approver = evidence::sign_text(good.approver.text, stranger);
  EXPECT_EQ(post(certified).status, 422) << "certified by a stranger";
  answer a = admin("POST", "/v1/programmes", publication(certified, stranger));
  EXPECT_EQ(a.status, 422) << "whole in itself, of another root";
  EXPECT_EQ(parsed(a).at("code").as_string(), "verification");

  EXPECT_EQ(post(signed_by_approver(version(1))).status, 409) << "the version that is out already";
  EXPECT_EQ(post(signed_by_approver(version(3))).status, 409) << "a version too far";

  playlists::programme::programme missing = version(2);
  missing.media[0].files[0].sha256 = sha256("never uploaded");
  EXPECT_EQ(post(signed_by_approver(missing)).status, 422) << "a file is missing";
  playlists::programme::programme old = version(2);
  old.issued = clock_.now().utc - std::chrono::minutes(30);
  old.expires = clock_.now().utc;
  EXPECT_EQ(post(signed_by_approver(old)).status, 422) << "expired";
  EXPECT_EQ(
      admin("POST", "/v1/programmes", "{\"programme\":1.5,\"root\":\"" + root_.public_part().hex() + "\"}")
          .status,
      422);

  EXPECT_EQ(published(), 1);
  EXPECT_EQ(post(good).status, 200) << "and the good one is taken after all that";
}

// Screens take `issued` for the least possible time, so a wrong clock must not get as far as a screen.
TEST_F(programmes, signed_by_a_clock_that_is_minutes_off_are_refused_while_the_daemon_knows_the_time) {
  using std::chrono::minutes;
  struct {
    milliseconds off;
    clock_trust daemon;
    int status;
  } cases[] = {
      {minutes(10), clock_trust::synced, 200},
      {-minutes(10), clock_trust::synced, 200},
      {minutes(10) + milliseconds(1), clock_trust::synced, 422},
      {-minutes(10) - milliseconds(1), clock_trust::synced, 422},
      {std::chrono::hours(7), clock_trust::synced, 422},
      {-std::chrono::hours(7), clock_trust::synced, 422},
      {std::chrono::hours(7), clock_trust::unsynced, 200},
      {-std::chrono::hours(7), clock_trust::unsynced, 200},
  };
  std::int64_t next = 1;
  for (const auto& c : cases) {
    clock_.trust = c.daemon;
    playlists::programme::programme p = version(next);
    p.issued += c.off;
    wire::approver_certificate valid{approver_.public_part(), "Approver",
                                     clock_.now().utc - std::chrono::hours(24),
                                     clock_.now().utc + std::chrono::hours(24)};
    answer a = post(wire::sign_programme(p, approver_, evidence::sign_text(wire::to_text(valid), root_)));
    EXPECT_EQ(a.status, c.status) << c.off.count() << " ms: " << a.body;
    next += c.status == 200 ? 1 : 0;
    if (a.status == 200) continue;
    EXPECT_NE(parsed(a).at("detail").as_string().find("timedatectl"), std::string::npos) << a.body;
    EXPECT_EQ(published(), next - 1) << "a refused approval changes nothing";
  }
}

TEST_F(programmes, are_fetched_by_their_screens_only) {
  fake_screen lobby;
  fake_screen market;
  market.name = "market";
  pair(lobby);
  pair(market);
  std::string url = "/v1/screens/lobby/programme";
  EXPECT_EQ(open("GET", url, "", lobby.auth()).status, 404) << "nothing is published yet";
  digest one = publish(1);
  answer a = open("GET", url, "", lobby.auth());
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(a.headers["etag"], '"' + one.hex() + '"');
  EXPECT_EQ(sha256(wire::signed_programme_from_json(a.body)->bytes), one);
  EXPECT_EQ(open("GET", url, "", lobby.auth() + "If-None-Match: \"" + one.hex() + "\"\r\n").status, 304);

  EXPECT_EQ(open("GET", url).status, 401);
  EXPECT_EQ(open("GET", url, "", "Authorization: Bearer \r\n").status, 401);
  EXPECT_EQ(open("GET", url, "", "Authorization: Basic " + lobby.token + "\r\n").status, 401);
  EXPECT_EQ(open("GET", url, "", "Authorization: Bearer " + random_hex(32) + "\r\n").status, 401);
  EXPECT_EQ(open("GET", url, "", "Authorization: Bearer " + sha256(lobby.token).hex() + "\r\n").status, 401)
      << "the hash is no token";
  EXPECT_EQ(open("GET", url, "", market.auth()).status, 403);
  EXPECT_EQ(open("GET", "/v1/screens/nobody/programme", "", "Authorization: Bearer x\r\n").status, 401);
  EXPECT_EQ(admin("GET", url).status, 401) << "the staff have no screen's token";
  EXPECT_EQ(open("GET", url + "?wait=-1", "", lobby.auth()).status, 400);
  EXPECT_EQ(open("GET", url + "?wait=x", "", lobby.auth()).status, 400);
}

TEST_F(programmes, reach_a_waiting_screen_when_they_are_published) {
  fake_screen lobby;
  pair(lobby);
  digest one = publish(1);
  raw_client c(port());
  c.send(request_text("GET", "/v1/screens/lobby/programme?wait=60", "",
                      lobby.auth() + "If-None-Match: \"" + one.hex() + "\"\r\n"));
  auto waiting = [&] {
    return open("GET", "/metrics").body.find("\nbangtin_long_polls 1\n") != std::string::npos;
  };
  int tries = 0;
  while (!waiting() && ++tries < 100'000) {
  }
  ASSERT_TRUE(waiting()) << "the answer is held";
  digest two = publish(2);
  answer a = c.read();
  EXPECT_EQ(a.status, 200);
  EXPECT_EQ(sha256(wire::signed_programme_from_json(a.body)->bytes), two);
}

TEST_F(programmes, do_not_keep_a_stopping_daemon_waiting) {
  fake_screen lobby;
  pair(lobby);
  digest one = publish(1);
  raw_client c(port());
  c.send(request_text("GET", "/v1/screens/lobby/programme?wait=60", "",
                      lobby.auth() + "If-None-Match: \"" + one.hex() + "\"\r\n"));
  int tries = 0;
  while (open("GET", "/metrics").body.find("\nbangtin_long_polls 1\n") == std::string::npos &&
         ++tries < 100'000) {
  }
  stop();
  answer a = c.read();
  EXPECT_EQ(a.status, 304);
  EXPECT_EQ(a.headers["connection"], "close");
}

}  // namespace
}  // namespace bangtin::scheduler::test
