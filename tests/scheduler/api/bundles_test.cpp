// Bundles over real sockets: what the daemon puts together for a stick, and what it takes from one.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "scheduler/site.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"
#include "wire/carried_acknowledgements.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class bundles : public site {
 protected:
  bundles() {
    start();
    pair(lobby);
  }
  wire::admin::screen_bundle made() {
    answer a = admin("POST", "/v1/screens/lobby/bundle");
    EXPECT_EQ(a.status, 200) << a.body;
    return wire::admin::decode<wire::admin::screen_bundle>(parsed(a)).value();
  }
  public_key daemon_key() {
    return wire::admin::decode<wire::admin::site>(parsed(admin("GET", "/v1/site"))).value().daemon_key;
  }
  wire::admin::carried_order order(utc_ms at, const secret_key& by, const std::string& name = "lobby") {
    wire::screen_status status;
    status.version = "1.0";
    status.now_playing = "poster.png";
    status.programme_version = 1;
    const std::string text = wire::to_json(status);
    const wire::carried c{name, at, 1, {lobby.log, 3, {}}, sha256(text)};
    return {evidence::sign_text(wire::to_text(c), by), text};
  }
  answer carry(const wire::admin::carried_order& o) {
    return admin("POST", "/v1/screens/lobby/bundle/status", canonical(wire::admin::encode(o)));
  }
  wire::admin::screen listed() {
    return wire::admin::decode<wire::admin::screen>(parsed(admin("GET", "/v1/screens")).as_array().at(0))
        .value();
  }
  fake_screen lobby;
};

TEST_F(bundles, have_what_the_screen_would_get_over_the_network) {
  EXPECT_EQ(admin("POST", "/v1/screens/nobody/bundle").status, 404);
  wire::admin::screen_bundle b = made();
  ASSERT_TRUE(evidence::verify(b.index, daemon_key()));
  wire::bundle_index index = wire::bundle_index_from_text(b.index.text).value();
  EXPECT_EQ(index.screen, "lobby");
  EXPECT_EQ(index.screen_key, lobby.key.public_part());
  EXPECT_EQ(index.root, root_.public_part());
  EXPECT_EQ(index.made, clock_.now().utc);
  EXPECT_EQ(index.version, 0);
  EXPECT_TRUE(index.files.empty());

  const digest programme = publish(1);
  lobby.begin(clock_.now().utc);
  lobby.play(programme, clock_.now().utc);
  ASSERT_EQ(post_plays(lobby, lobby.batch(1, lobby.lines.size())).status, 200);
  b = made();
  index = wire::bundle_index_from_text(b.index.text).value();
  EXPECT_EQ(index.version, 1);
  EXPECT_EQ(index.programme, programme);
  ASSERT_EQ(index.files.size(), 1U);
  EXPECT_EQ(open("GET", "/v1/media/" + index.files[0].sha256.hex()).status, 200);
  const std::string bytes = admin("GET", "/v1/programmes/1").body;
  EXPECT_EQ(index.find(wire::bundle_part::programme)->sha256, sha256(bytes));
  EXPECT_EQ(index.find(wire::bundle_part::programme)->bytes, std::ssize(bytes));
  EXPECT_EQ(index.find(wire::bundle_part::receipt)->sha256, sha256(b.receipt));
  const answer asked = open("GET", "/v1/screens/lobby/plays/receipt?log=" + lobby.log, "",
                            lobby.auth() + "Bangtin-Evidence-Format: 2\r\n");
  EXPECT_EQ(canonical(parse_json(b.receipt).value()), canonical(parsed(asked)));
  EXPECT_THAT(admin("GET", "/v1/audit?object=lobby").body, HasSubstr("bundle for lobby by USB stick"));
}

TEST_F(bundles, say_what_the_daemon_has_of_each_log_of_the_screen) {
  EXPECT_EQ(wire::known_logs_from_json(made().logs).value(), std::vector<wire::known_log>());
  const digest programme = publish(1);
  lobby.begin(clock_.now().utc);
  lobby.play(programme, clock_.now().utc);
  const answer posted = post_plays(lobby, lobby.batch(1, lobby.lines.size()));
  ASSERT_EQ(posted.status, 200);
  const auto logs = wire::known_logs_from_json(made().logs).value();
  ASSERT_EQ(logs.size(), 1U);
  EXPECT_EQ(logs[0].log, lobby.log);
  ASSERT_TRUE(logs[0].receipt && evidence::verify(*logs[0].receipt, daemon_key()));
  EXPECT_EQ(evidence::receipt_from_text(logs[0].receipt->text)->acknowledged.seq, std::ssize(lobby.lines));
}

TEST_F(bundles, bring_what_the_screen_says_of_notices) {
  publish(1);
  const utc_ms now = clock_.now().utc;
  wire::notice n;
  n.number = to_unix_ms(now);
  n.id = "0000aaaa";
  n.issued = now;
  n.expires = now + 1h;
  n.screens = {"all"};
  n.text = "Lũ";
  const wire::approver_certificate c{approver_.public_part(), "Approver", now - 1h, now + 24h * 365};
  const wire::signed_notice note =
      wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
  ASSERT_EQ(
      admin("POST", "/v1/notices",
            canonical(json::object{{"notice", wire::to_value(note)}, {"root", root_.public_part().hex()}}))
          .status,
      200);
  auto carry_said = [&](const std::vector<wire::acknowledgement>& all, const secret_key& by,
                        const std::string& name = "lobby") {
    const auto c = wire::sign_acknowledgements(all, name, now, by);
    return admin(
        "POST", "/v1/screens/lobby/bundle/acknowledgements",
        canonical(wire::admin::encode(wire::admin::carried_acknowledgements_order{c.statement, c.list})));
  };
  const wire::acknowledgement shown{"0000aaaa", now + 1min, {}, {}}, forgotten{"0000bbbb", now, {}, {}};
  EXPECT_EQ(carry_said({shown}, secret_key::generate()).status, 422);
  EXPECT_EQ(carry_said({shown}, lobby.key, "cho").status, 422);
  const std::string before = admin("GET", "/v1/notices").body;
  EXPECT_EQ(before.find(std::to_string(to_unix_ms(now + 1min))), std::string::npos);
  const answer taken = carry_said({forgotten, shown}, lobby.key);
  EXPECT_EQ(taken.status, 204) << taken.body;
  EXPECT_THAT(admin("GET", "/v1/notices").body, HasSubstr(std::to_string(to_unix_ms(now + 1min))));
  EXPECT_EQ(carry_said({shown}, lobby.key).status, 204) << "repeating it is harmless";
  const std::string lines = admin("GET", "/v1/audit?object=0000aaaa").body;
  EXPECT_THAT(lines, HasSubstr("lobby showed emergency notice 0000aaaa, by USB stick"));
  EXPECT_EQ(lines.find("by USB stick"), lines.rfind("by USB stick"));
  EXPECT_EQ(admin("POST", "/v1/screens/nobody/bundle/acknowledgements", "{}").status, 422);
}

TEST_F(bundles, bring_records_through_the_same_intake) {
  const digest programme = publish(1);
  lobby.begin(clock_.now().utc);
  lobby.play(programme, clock_.now().utc);
  const evidence::batch all = lobby.batch(1, lobby.lines.size());
  auto carried = [&](const evidence::batch& b) {
    return admin("POST", "/v1/screens/lobby/bundle/plays", wire::to_body(b),
                 "Bangtin-Evidence-Format: 2\r\n");
  };
  EXPECT_EQ(carried(lobby.batch(2, 3)).status, 409) << "the first record is missing";
  evidence::batch damaged = all;
  damaged.lines[1][20] ^= 1;
  EXPECT_EQ(carried(damaged).status, 422);
  const answer first = carried(all), again = carried(all);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(again.body, first.body) << "repeating it is harmless";
  EXPECT_EQ(post_plays(lobby, all).status, 200);
  EXPECT_EQ(admin("POST", "/v1/screens/nobody/bundle/plays", wire::to_body(all)).status, 404);
  const std::string lines = admin("GET", "/v1/audit?object=lobby").body;
  EXPECT_THAT(lines, HasSubstr(fmt::format("{} play records of lobby by USB stick", all.lines.size())));
  EXPECT_EQ(lines.find("play records"), lines.rfind("play records")) << "the second time brought nothing";
}

TEST_F(bundles, tell_the_state_of_the_screen_of_back_then) {
  const utc_ms then = clock_.now().utc - 3h;
  for (const auto& [what, bad] : std::vector<std::pair<const char*, wire::admin::carried_order>>{
           {"another key", order(then, secret_key::generate())},
           {"another screen", order(then, lobby.key, "cho")},
           {"another status", {order(then, lobby.key).carried, "{}"}}}) {
    EXPECT_EQ(carry(bad).status, 422) << what;
  }
  EXPECT_FALSE(listed().last_seen);
  answer a = carry(order(then, lobby.key));
  ASSERT_EQ(a.status, 200) << a.body;
  EXPECT_EQ(listed().last_seen, then);
  EXPECT_TRUE(listed().carried);
  EXPECT_EQ(listed().now_playing, "poster.png");
  a = carry(order(then - 1h, lobby.key));
  EXPECT_FALSE(wire::admin::decode<wire::admin::carried_report>(parsed(a)).value().newer);
  EXPECT_EQ(listed().last_seen, then) << "an older stick changes nothing";
  stop();
  start();
  EXPECT_TRUE(listed().carried);
  wire::screen_status online;
  online.version = "1.0";
  ASSERT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(online), lobby.auth()).status, 204);
  EXPECT_FALSE(listed().carried);
  carry(order(clock_.now().utc + 24h, lobby.key));
  EXPECT_LE(*listed().last_seen, clock_.now().utc) << "nothing is heard of what is still to come";
}

}  // namespace
}  // namespace bangtin::scheduler::test
