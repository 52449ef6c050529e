// A new root key over real sockets: what screens get afterwards, whose signature counts, and what the daemon
// refuses without a change.
#include <gmock/gmock.h>

#include "scheduler/site.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/trust.hpp"
#include "wire/notice.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class a_new_root : public site {
 protected:
  a_new_root() {
    start();
    pair(lobby);
  }

  wire::site_trust statement(std::int64_t number) {
    return {number, clock_.now().utc, newest_, {{approver_.public_part(), "Approver"}}, {}};
  }
  evidence::signed_text certificate(const secret_key& by) {
    const wire::approver_certificate c{approver_.public_part(), "Approver", clock_.now().utc - 1h,
                                       clock_.now().utc + 24h * 365};
    return evidence::sign_text(wire::to_text(c), by);
  }
  answer publishes(std::int64_t version, const secret_key& root) {
    const auto p = small_programme(version, store("a picture"), clock_.now().utc);
    answer a = admin("POST", "/v1/programmes",
                     publication(wire::sign_programme(p, approver_, certificate(root)), root));
    if (a.status == 200) newest_ = version;
    return a;
  }
  answer warns() {
    wire::notice n;
    n.issued = clock_.now().utc;
    n.number = to_unix_ms(n.issued);
    n.id = "0000aaaa";
    n.expires = n.issued + 1h;
    n.screens = {"all"};
    n.text = "Cảnh báo lũ";
    const wire::signed_notice s = wire::sign_notice(n, approver_, certificate(root_));
    return admin("POST", "/v1/notices",
                 canonical(wire::admin::encode(wire::admin::notice_order{s, root_.public_part()})));
  }
  wire::admin::certificate_list certificates() {
    return wire::admin::decode<wire::admin::certificate_list>(parsed(admin("GET", "/v1/certificates")))
        .value();
  }
  wire::admin::trust_state state() {
    return wire::admin::decode<wire::admin::trust_state>(parsed(admin("GET", "/v1/trust"))).value();
  }
  // As the command makes it.
  wire::admin::root_order order(const secret_key& old_root, const secret_key& new_root) {
    const wire::admin::trust_state now = state();
    const auto before = now.text.empty() ? wire::site_trust() : wire::trust_from_text(now.text).value();
    const evidence::signed_text note =
        evidence::sign_text(wire::to_text(statement(before.number + 1)), new_root);
    wire::admin::root_order o{note.text, note.signature, new_root.public_part(), now.roots, {}};
    o.roots.successions.push_back(wire::sign_succession(
        static_cast<std::int64_t>(now.roots.successions.size()) + 1, clock_.now().utc, old_root, new_root));
    o.roots.certificates.clear();
    const wire::admin::certificate_list all = certificates();
    for (const auto& c : all.approvers) o.roots.certificates.push_back(evidence::sign_text(c.text, new_root));
    for (const auto& c : all.screens) o.screens.push_back(evidence::sign_text(c.text, new_root));
    return o;
  }
  answer send(const wire::admin::root_order& o) {
    return admin("POST", "/v1/root", canonical(wire::admin::encode(o)));
  }
  answer get(const char* what) {
    return open("GET", fmt::format("/v1/screens/lobby/{}", what), "", lobby.auth());
  }
  wire::trust_document document() { return wire::trust_from_json(get("trust").body).value(); }
  public_key root_now() {
    return public_key::from(parsed(admin("GET", "/v1/site")).at("root").as_string()).value();
  }

  fake_screen lobby;
  secret_key new_root_ = secret_key::generate(), third_root_ = secret_key::generate();
  std::int64_t newest_ = 0;
};

TEST_F(a_new_root, takes_over_what_every_screen_gets) {
  ASSERT_EQ(publishes(1, root_).status, 200);
  ASSERT_EQ(warns().status, 200);
  ASSERT_EQ(certificates().approvers.size(), 1U) << "of programme and notice, once";
  ASSERT_EQ(certificates().screens.size(), 1U);
  const wire::signed_programme before = wire::signed_programme_from_json(get("programme").body).value();
  const answer changed = send(order(root_, new_root_));
  ASSERT_EQ(changed.status, 204) << changed.body;
  for (bool restarted : {false, true}) {
    if (restarted) {
      stop();
      start();
    }
    EXPECT_EQ(root_now(), new_root_.public_part());
    const result<wire::verified_trust> said = wire::verify_document(document(), root_.public_part());
    ASSERT_TRUE(said) << describe(said.error());
    EXPECT_EQ(said->root, new_root_.public_part());
    EXPECT_EQ(said->value.number, 1);
    EXPECT_EQ(get("programme").headers["bangtin-trust"], "1");
    const auto programme = wire::signed_programme_from_json(get("programme").body);
    ASSERT_TRUE(programme);
    EXPECT_TRUE(wire::verify(*programme, new_root_.public_part(), 0));
    EXPECT_EQ(programme->bytes, before.bytes);
    EXPECT_EQ(programme->signature, before.signature) << "the approver's own";
    const auto calls = wire::screen_calls_from_json(get("calls").body);
    ASSERT_TRUE(calls);
    ASSERT_EQ(calls->notices.size(), 1U);
    EXPECT_TRUE(wire::verify(calls->notices[0], new_root_.public_part()));
    EXPECT_EQ(state().roots.successions.size(), 1U);
  }
  EXPECT_EQ(publishes(2, root_).status, 422) << "the old root certifies nobody any more";
  EXPECT_EQ(publishes(2, new_root_).status, 200);
  ASSERT_EQ(send(order(new_root_, third_root_)).status, 204);
  for (const secret_key& known : {root_, new_root_, third_root_})
    EXPECT_EQ(wire::verify_document(document(), known.public_part()).value().root, third_root_.public_part());
  EXPECT_EQ(document().roots.certificates.size(), 1U);
  EXPECT_THAT(admin("GET", "/v1/audit").body, HasSubstr("root key number 3"));
}

// A backup from before both was restored.
TEST_F(a_new_root, may_be_two_steps_away) {
  ASSERT_EQ(publishes(1, root_).status, 200);
  wire::admin::root_order o = order(new_root_, third_root_);
  o.roots.successions = {wire::sign_succession(1, clock_.now().utc, root_, new_root_),
                         wire::sign_succession(2, clock_.now().utc, new_root_, third_root_)};
  EXPECT_EQ(send(o).status, 204);
  EXPECT_EQ(root_now(), third_root_.public_part());
}

TEST_F(a_new_root, is_refused_unless_all_of_it_holds) {
  ASSERT_EQ(publishes(1, root_).status, 200);
  const wire::admin::root_order good = order(root_, new_root_);
  const auto with = [&](auto change) {
    wire::admin::root_order o = good;
    change(o);
    return o;
  };
  const auto stated = [&](const wire::site_trust& t, const secret_key& by) {
    return with([&](wire::admin::root_order& o) {
      o.text = wire::to_text(t);
      o.signature = by.sign(o.text);
    });
  };
  struct row {
    const char* what;
    wire::admin::root_order order;
    int status;
  };
  const secret_key thief = secret_key::generate();
  wire::site_trust of_a_thief = statement(1), renamed = statement(1);
  of_a_thief.approvers = {{thief.public_part(), "Approver"}};
  renamed.daemons = {{thief.public_part(), utc_ms(1ms)}};
  const std::vector<row> rows{
      {"by a root that this site never had", order(thief, new_root_), 422},
      {"to another root than it says", with([&](auto& o) { o.root = thief.public_part(); }), 422},
      {"no succession", with([](auto& o) { o.roots.successions.clear(); }), 422},
      {"a step more than the root that signed", with([&](auto& o) {
         o.roots.successions.push_back(wire::sign_succession(2, clock_.now().utc, new_root_, third_root_));
         o.root = third_root_.public_part();
       }),
       422},
      {"the statement by the old root", stated(statement(1), root_), 422},
      {"a statement that lists other approvers", stated(of_a_thief, new_root_), 409},
      {"a statement that names another daemon", stated(renamed, new_root_), 422},
      {"an approver's certificate left out", with([](auto& o) { o.roots.certificates.clear(); }), 409},
      {"a screen's certificate left out", with([](auto& o) { o.screens.clear(); }), 409},
      {"an approver's certificate by the old root",
       with([&](auto& o) { o.roots.certificates[0] = certificate(root_); }), 422},
      {"a screen's certificate by nobody", with([](auto& o) { o.screens[0].signature = {}; }), 422}};
  for (const row& r : rows) {
    const answer got = send(r.order);
    EXPECT_EQ(got.status, r.status) << r.what << ": " << got.body;
    EXPECT_EQ(root_now(), root_.public_part()) << r.what;
    EXPECT_EQ(state().text, "") << r.what;
    EXPECT_TRUE(
        wire::verify(wire::signed_programme_from_json(get("programme").body).value(), root_.public_part(), 0))
        << r.what;
  }
  EXPECT_EQ(send(good).status, 204);
  EXPECT_EQ(send(good).status, 422) << "once";
}

}  // namespace
}  // namespace bangtin::scheduler::test
