// The site statement over real sockets: who may put one in force, how screens hear of it, and what the daemon
// itself refuses from then on.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "scheduler/site.hpp"
#include "wire/admin/trust.hpp"
#include "wire/notice.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class site_statements : public site {
 protected:
  site_statements() {
    start();
    pair(lobby);
  }
  wire::site_trust statement(std::int64_t number, std::int64_t version,
                             const std::vector<secret_key>& approvers,
                             const std::vector<secret_key>& revoked = {}) {
    wire::site_trust t{number, clock_.now().utc, version, {}, {}};
    for (const secret_key& k : approvers) t.approvers.push_back({k.public_part(), "An approver"});
    for (const secret_key& k : revoked) t.revoked.push_back({k.public_part(), clock_.now().utc, "Approver"});
    std::sort(t.approvers.begin(), t.approvers.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    return t;
  }
  answer post(const wire::site_trust& t, const secret_key& root) {
    const evidence::signed_text note = evidence::sign_text(wire::to_text(t), root);
    return admin("POST", "/v1/trust",
                 canonical(wire::admin::encode(
                     wire::admin::trust_order{note.text, note.signature, root.public_part()})));
  }
  answer post(const wire::site_trust& t) { return post(t, root_); }
  wire::admin::trust_state state() {
    return wire::admin::decode<wire::admin::trust_state>(parsed(admin("GET", "/v1/trust"))).value();
  }
  answer polls(const std::string& kept, const char* what = "programme") {
    return open("GET", fmt::format("/v1/screens/lobby/{}", what), "",
                lobby.auth() + (kept.empty() ? "" : "Bangtin-Trust: " + kept + "\r\n"));
  }
  evidence::signed_text certified(const secret_key& by, const std::string& name = "Approver") {
    const utc_ms now = clock_.now().utc;
    const wire::approver_certificate c{by.public_part(), name, now - 1h, now + 24h * 365};
    return evidence::sign_text(wire::to_text(c), root_);
  }
  wire::signed_programme signed_by(const secret_key& by, std::int64_t version) {
    const auto p = small_programme(version, store("a picture"), clock_.now().utc);
    return wire::sign_programme(p, by, certified(by));
  }
  wire::signed_programme also_by(const secret_key& by, wire::signed_programme p) {
    wire::add_second(p, wire::programme_kind(), by, certified(by, "The other"));
    return p;
  }
  answer publishes(const wire::signed_programme& p) {
    return admin("POST", "/v1/programmes", publication(p, root_));
  }
  answer keeps_waiting(const wire::signed_programme& p) {
    return admin("PUT", "/v1/programmes/waiting", publication(p, root_));
  }
  // Publishes the next version, signed by this key.
  answer publishes(const secret_key& by, std::int64_t version) { return publishes(signed_by(by, version)); }
  wire::site_trust demanding_two(std::int64_t number, std::int64_t version) {
    wire::site_trust t = statement(number, version, {approver_, second_});
    t.approvals = 2;
    return t;
  }
  json::value site_now() { return parsed(admin("GET", "/v1/site")); }

  fake_screen lobby;
  secret_key second_ = secret_key::generate();
};

TEST_F(site_statements, are_handed_out_and_survive_a_restart) {
  EXPECT_EQ(state().text, "");
  EXPECT_EQ(open("GET", "/v1/screens/lobby/trust", "", lobby.auth()).status, 404);
  EXPECT_EQ(open("GET", "/v1/screens/lobby/trust").status, 401);
  publish(1);
  EXPECT_FALSE(polls("0").headers.contains("bangtin-trust"));
  const wire::site_trust first = statement(1, 1, {approver_, second_});
  ASSERT_EQ(post(first).status, 200);
  for (bool restarted : {false, true}) {
    if (restarted) {
      stop();
      start();
    }
    EXPECT_EQ(state().text, wire::to_text(first));
    for (const char* what : {"programme", "calls"})
      EXPECT_EQ(polls("", what).headers["bangtin-trust"], "1") << what << ": older players ignore it";
    answer a = open("GET", "/v1/screens/lobby/trust", "", lobby.auth());
    ASSERT_EQ(a.status, 200);
    result<wire::trust_document> note = wire::trust_from_json(a.body);
    ASSERT_TRUE(note);
    EXPECT_EQ(wire::verify_document(*note, root_.public_part()).value().value, first);
  }
}

TEST_F(site_statements, tell_which_screens_keep_them) {
  publish(1);
  ASSERT_EQ(post(statement(1, 1, {approver_})).status, 200);
  ASSERT_EQ(state().screens.size(), 1U);
  EXPECT_EQ(state().screens[0].name, "lobby");
  EXPECT_EQ(state().screens[0].number, std::nullopt) << "it has not said";
  for (const auto& [said, kept] : std::vector<std::pair<std::string, std::optional<std::int64_t>>>{
           {"", std::nullopt}, {"0", 0}, {"nonsense", 0}, {"99999999999", 0}, {"1", 1}}) {
    polls(said);
    EXPECT_EQ(state().screens[0].number, kept) << said;
  }
  polls("0", "calls");
  EXPECT_EQ(state().screens[0].number, 0);
}

TEST_F(site_statements, end_the_long_polls_of_screens_that_read_them) {
  publish(1);
  std::int64_t newest = 1;
  ASSERT_EQ(post(statement(newest, 1, {approver_})).status, 200);
  const std::string etag = polls("").headers["etag"];
  for (const auto& [what, figure] : {std::pair("programme?wait=60", "\nbangtin_long_polls 1\n"),
                                     std::pair("calls?wait=60", "\nbangtin_call_polls 1\n")}) {
    auto asks = [&, path = fmt::format("/v1/screens/lobby/{}", what)](std::int64_t kept) {
      raw_client c(port());
      c.send(
          request_text("GET", path, "",
                       lobby.auth() + fmt::format("Bangtin-Trust: {}\r\nIf-None-Match: {}\r\n", kept, etag)));
      return c;
    };
    EXPECT_EQ(asks(0).read().headers["bangtin-trust"], std::to_string(newest)) << "it is not kept waiting";
    raw_client waits = asks(newest);
    int tries = 0;
    while (open("GET", "/metrics").body.find(figure) == std::string::npos && ++tries < 100'000) {
    }
    ASSERT_EQ(post(statement(++newest, 1, {approver_})).status, 200);
    EXPECT_EQ(waits.read().headers["bangtin-trust"], std::to_string(newest)) << what;
  }
}

TEST_F(site_statements, that_may_not_follow_are_refused_and_change_nothing) {
  publish(1);
  ASSERT_EQ(post(statement(4, 1, {approver_, second_}, {lobby.key})).status, 200);
  const std::string before = state().text;
  wire::site_trust unsound = statement(5, 1, {approver_}, {lobby.key});
  unsound.approvers.clear();
  const secret_key stranger = secret_key::generate();
  struct row {
    const char* what;
    answer got;
    int status;
  };
  const std::vector<row> rows{
      {"the same once more", post(statement(4, 1, {approver_, second_}, {lobby.key})), 409},
      {"a lower number", post(statement(3, 1, {approver_}, {lobby.key})), 422},
      {"a revoked key forgotten", post(statement(5, 1, {approver_})), 422},
      {"another version than the one on show", post(statement(5, 2, {approver_}, {lobby.key})), 409},
      {"without the approver of what is on show", post(statement(5, 1, {second_}, {lobby.key})), 409},
      {"signed by an approver", post(statement(5, 1, {approver_}, {lobby.key}), approver_), 422},
      {"signed by another root", post(statement(5, 1, {approver_}, {lobby.key}), stranger), 422},
      {"no statement", post(unsound), 422},
      {"nothing", admin("POST", "/v1/trust", "{}"), 422}};
  for (const row& r : rows) EXPECT_EQ(r.got.status, r.status) << r.what << ": " << r.got.body;
  EXPECT_EQ(state().text, before);
  EXPECT_EQ(open("POST", "/v1/trust", "{}").status, 401) << "screens and strangers";
}

TEST_F(site_statements, are_obeyed_by_the_daemon_itself) {
  ASSERT_EQ(publishes(approver_, 1).status, 200);
  ASSERT_EQ(publishes(second_, 2).status, 200);
  ASSERT_EQ(post(statement(1, 2, {second_}, {approver_})).status, 200);
  answer refused = publishes(approver_, 3);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("was revoked"));
  wire::notice n;
  n.issued = clock_.now().utc;
  n.number = to_unix_ms(n.issued);
  n.id = "0000aaaa";
  n.expires = n.issued + 1h;
  n.screens = {"all"};
  n.text = "Cảnh báo lũ";
  auto starts = [&](const secret_key& by) {
    const wire::approver_certificate c{by.public_part(), "Approver", n.issued - 1h, n.issued + 24h};
    const wire::signed_notice s = wire::sign_notice(n, by, evidence::sign_text(wire::to_text(c), root_));
    return admin("POST", "/v1/notices",
                 canonical(json::object{{"notice", wire::to_value(s)}, {"root", root_.public_part().hex()}}));
  };
  EXPECT_EQ(starts(approver_).status, 422);
  EXPECT_EQ(starts(second_).status, 200);
  EXPECT_EQ(publishes(second_, 3).status, 200);
}

TEST_F(site_statements, that_demand_two_let_out_what_two_have_signed) {
  ASSERT_EQ(publishes(approver_, 1).status, 200);
  answer too_early = post(demanding_two(1, 1));
  EXPECT_EQ(too_early.status, 409);
  EXPECT_THAT(too_early.body, HasSubstr("one approver, not by two"));
  ASSERT_EQ(publishes(also_by(second_, signed_by(approver_, 2))).status, 200);
  ASSERT_EQ(post(demanding_two(1, 2)).status, 200);
  EXPECT_EQ(site_now().at("approvals"), 2);
  answer one = publishes(approver_, 3);
  EXPECT_EQ(one.status, 422);
  EXPECT_THAT(one.body, HasSubstr("two approvers"));
  EXPECT_EQ(site_now().at("programme_version"), 2);
  wire::site_trust without = statement(2, 2, {approver_}, {second_});
  answer gone = post(without);
  EXPECT_EQ(gone.status, 409) << "the second one has signed what is on show";
  EXPECT_THAT(gone.body, HasSubstr("The other"));
  EXPECT_EQ(publishes(also_by(second_, signed_by(approver_, 3))).status, 200);
}

TEST_F(site_statements, that_demand_two_let_one_signature_wait_for_the_other) {
  ASSERT_EQ(post(demanding_two(1, 0)).status, 200);
  EXPECT_EQ(admin("GET", "/v1/programmes/waiting").status, 404);
  EXPECT_EQ(admin("DELETE", "/v1/programmes/waiting").status, 404);
  const wire::signed_programme first = signed_by(approver_, 1);
  ASSERT_EQ(keeps_waiting(first).status, 200);
  for (bool restarted : {false, true}) {
    if (restarted) {
      stop();
      start();
    }
    const json::value waits = site_now().at("waiting");
    EXPECT_EQ(waits.at("version"), 1);
    EXPECT_EQ(waits.at("approver"), "Approver");
    EXPECT_EQ(waits.at("identity"), json::value(sha256(first.bytes).hex()));
    EXPECT_EQ(wire::signed_programme_from_json(admin("GET", "/v1/programmes/waiting").body).value(), first);
    EXPECT_EQ(polls("").status, 404) << "no screen gets it";
  }
  const wire::signed_programme both = also_by(second_, first);
  clock_.ms += std::chrono::milliseconds(48h).count();
  EXPECT_EQ(publishes(first).status, 422) << "one signature is still one";
  ASSERT_EQ(publishes(both).status, 200) << "the time was right when it was signed";
  EXPECT_FALSE(site_now().as_object().contains("waiting"));
  EXPECT_EQ(admin("GET", "/v1/programmes/waiting").status, 404);
  EXPECT_EQ(wire::signed_programme_from_json(polls("").body)->bytes, first.bytes);
}

TEST_F(site_statements, let_wait_only_what_could_be_published) {
  ASSERT_EQ(publishes(also_by(second_, signed_by(approver_, 1))).status, 200);
  ASSERT_EQ(post(demanding_two(1, 1)).status, 200);
  const secret_key stranger = secret_key::generate();
  wire::signed_programme altered = signed_by(approver_, 2);
  altered.signature = {};
  wire::signed_programme late = signed_by(approver_, 2);
  clock_.ms += std::chrono::milliseconds(11min).count();
  const std::vector<std::tuple<const char*, wire::signed_programme, int>> rows{
      {"the version on show", signed_by(approver_, 1), 409},
      {"a version too far", signed_by(approver_, 3), 409},
      {"altered", altered, 422},
      {"signed eleven minutes ago", late, 422},
      {"by somebody who is not listed", signed_by(stranger, 2), 422}};
  for (const auto& [what, p, status] : rows) EXPECT_EQ(keeps_waiting(p).status, status) << what;
  EXPECT_FALSE(site_now().as_object().contains("waiting"));
  ASSERT_EQ(keeps_waiting(signed_by(approver_, 2)).status, 200);
  const wire::signed_programme other = signed_by(second_, 2);
  ASSERT_EQ(keeps_waiting(other).status, 200) << "the newer one takes its place";
  EXPECT_EQ(wire::signed_programme_from_json(admin("GET", "/v1/programmes/waiting").body).value(), other);
  EXPECT_EQ(admin("DELETE", "/v1/programmes/waiting").status, 204);
  EXPECT_FALSE(site_now().as_object().contains("waiting"));
}

class a_new_daemon_key : public site_statements {
 protected:
  wire::admin::daemon_key_pair asked() {
    answer a = admin("POST", "/v1/daemon-key");
    EXPECT_EQ(a.status, 200) << a.body;
    return wire::admin::decode<wire::admin::daemon_key_pair>(parsed(a)).value();
  }
  wire::site_trust naming(std::int64_t number, const std::vector<public_key>& keys) {
    wire::site_trust t = statement(number, 0, {approver_});
    std::int64_t at = 0;
    for (const public_key& k : keys) t.daemons.push_back({k, from_unix_ms(at++)});
    return t;
  }
  public_key signs_now() { return *public_key::from(site_now().at("daemon_key").as_string()); }
};

TEST_F(a_new_daemon_key, is_made_once_named_by_root_and_taken_at_the_next_start) {
  const wire::admin::daemon_key_pair keys = asked();
  EXPECT_EQ(keys.now, signs_now());
  EXPECT_NE(keys.next, keys.now);
  EXPECT_EQ(asked(), keys) << "asking again makes no other one";
  stop();
  start();
  EXPECT_EQ(signs_now(), keys.now) << "nobody but root puts it in force";
  ASSERT_EQ(post(naming(1, {keys.now, keys.next})).status, 200);
  EXPECT_EQ(signs_now(), keys.now);
  EXPECT_EQ(site_now().at("problems").as_array().size(), 1U) << "a restart is due";
  for (int again = 0; again < 2; ++again) {
    stop();
    start();
    EXPECT_EQ(signs_now(), keys.next);
  }
  EXPECT_EQ(asked().now, keys.next);
  EXPECT_NE(asked().next, keys.next);
}

TEST_F(a_new_daemon_key, that_the_daemon_does_not_have_is_refused) {
  const wire::admin::daemon_key_pair keys = asked();
  const public_key stranger = secret_key::generate().public_part();
  EXPECT_EQ(post(naming(1, {keys.now, stranger})).status, 409);
  EXPECT_EQ(post(naming(1, {stranger, keys.next})).status, 409) << "the first one is not this daemon's";
  EXPECT_EQ(post(naming(1, {keys.now, keys.next})).status, 200);
  EXPECT_EQ(post(naming(2, {keys.now})).status, 422) << "a key is forgotten";
}

TEST_F(a_new_daemon_key, signs_again_for_screens_what_the_one_before_has_signed) {
  lobby.begin(clock_.now().utc);
  lobby.play(sha256("a programme"), clock_.now().utc);
  const evidence::batch records = lobby.batch(1, lobby.lines.size());
  answer first = post_plays(lobby, records);
  ASSERT_EQ(first.status, 200) << first.body;
  const wire::admin::daemon_key_pair keys = asked();
  ASSERT_EQ(post(naming(1, {keys.now, keys.next})).status, 200);
  stop();
  start();
  answer again = post_plays(lobby, records);
  ASSERT_EQ(again.status, 200) << again.body;
  const evidence::signed_text before = wire::receipt_from_json(first.body).value();
  const evidence::signed_text now = wire::receipt_from_json(again.body).value();
  EXPECT_EQ(before.text, now.text);
  EXPECT_TRUE(evidence::verify(before, keys.now));
  EXPECT_TRUE(evidence::verify(now, keys.next));
}

}  // namespace
}  // namespace bangtin::scheduler::test
