// Who may call what, without a network: the gate alone.
#include "scheduler/auth/gate.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/address.hpp>

#include "scheduler/http/listeners.hpp"

namespace bangtin::scheduler::test {
namespace {

using http::access;
using wire::role;

class standing_still final : public clock_source {
 public:
  time_reading now() const override { return reading; }
  time_reading reading{utc_ms(milliseconds(1'000'000)), milliseconds(1'000'000), clock_trust::synced};
};

class one_screen final : public auth::screen_tokens {
 public:
  std::optional<std::string> screen_of(const digest& d) const override {
    return d == sha256("lobby's") ? std::optional<std::string>("lobby") : std::nullopt;
  }
};

class a_gate : public ::testing::Test {
 protected:
  a_gate() {
    for (role r : wire::roles) {
      const std::string name(to_string(r));
      people_.put({name, r, "account-" + name, {}});
      people_.put_token({static_cast<std::int64_t>(r) + 1, name, sha256(name + "'s"), {}, after(10), {}});
    }
    people_.put_token({9, "viewer", sha256("old"), {}, after(0), {}});
  }
  utc_ms after(std::int64_t ms) const { return clock_.reading.utc + milliseconds(ms); }
  static http::request with_token(const std::string& token, const std::string& address = "127.0.0.1") {
    http::request r;
    r.from = http::tcp_peer(boost::asio::ip::make_address(address));
    r.captured = {"lobby"};
    if (!token.empty()) r.bearer_sha256 = sha256(token);
    return r;
  }
  static http::request local(std::uint32_t uid, const std::string& account) {
    http::request r;
    r.from.admin = true;
    r.from.who = r.from.network = "uid " + std::to_string(uid);
    r.from.uid = uid;
    r.from.account = account;
    return r;
  }
  int status(access who, http::request r) { return status_of(who, r); }
  int status_of(access who, http::request& r) {
    http::endpoint e{.method = "GET", .pattern = "/x/{name}", .who = who, .summary = "x", .handle = {}};
    std::optional<http::reply> no = gate_.refuse(e, r);
    return no ? no->status : 200;
  }

  standing_still clock_;
  one_screen screens_;
  auth::people people_{{}, {}, {}};
  auth::failed_attempts attempts_;
  auth::refusal_log refusals_;
  auth::sessions sessions_{{}};
  auth::gate gate_{{people_, sessions_, screens_, attempts_, refusals_, clock_, 4711}};
};

TEST_F(a_gate, lets_each_role_do_what_the_one_before_may) {
  for (role least : wire::roles) {
    const access who = static_cast<access>(static_cast<int>(access::viewer) + static_cast<int>(least));
    ASSERT_EQ(http::least_role(who), least);
    for (role r : wire::roles) {
      const std::string name(to_string(r));
      const int right = r >= least ? 200 : 403;
      EXPECT_EQ(status(who, with_token(name + "'s")), right) << name << " where " << to_string(least);
      EXPECT_EQ(status(who, local(2000, "account-" + name)), right) << name << " on the socket";
    }
    clock_.reading.mono += std::chrono::minutes(2);  // wrong tokens are forgiven
    for (const char* wrong : {"", "wrong", "old", "lobby's", "viewer", "Viewer's"}) {
      EXPECT_EQ(status(who, with_token(wrong)), 401) << wrong;
    }
  }
}

TEST_F(a_gate, lets_everybody_or_a_screen_or_nobody_in_where_the_row_says_so) {
  for (const char* token : {"", "wrong", "lobby's", "operator's"}) {
    EXPECT_EQ(status(access::open, with_token(token)), 200) << token;
    EXPECT_EQ(status(access::undecided, with_token(token)), 403) << token;
    EXPECT_EQ(status(access::screen, with_token(token)), token == std::string("lobby's") ? 200 : 401);
  }
  http::request of_another = with_token("lobby's");
  of_another.captured = {"hall"};
  EXPECT_EQ(status(access::screen, of_another), 403);
  EXPECT_EQ(status(access::screen, local(0, "root")), 401);
  EXPECT_EQ(status(access::undecided, local(0, "root")), 403);
  EXPECT_EQ(status(access::screen, with_token("lobby's", "10.0.0.7")), 200) << "over plain HTTP as well";
}

TEST_F(a_gate, takes_an_operator_for_one_only_if_no_smaller_role_is_bound) {
  EXPECT_EQ(status(access::site_operator, local(2000, "somebody")), 200) << "a member of the socket's group";
  EXPECT_EQ(status(access::site_operator, local(2000, "")), 200) << "an account without a name";
  EXPECT_EQ(status(access::site_operator, local(2000, "account-viewer")), 403);
  EXPECT_EQ(status(access::site_operator, local(0, "account-viewer")), 200) << "root";
  EXPECT_EQ(status(access::site_operator, local(4711, "account-viewer")), 200) << "the daemon's own user";
}

TEST_F(a_gate, takes_a_persons_token_from_its_own_machine_only) {
  EXPECT_EQ(status(access::viewer, with_token("viewer's", "::1")), 200);
  for (const char* address : {"10.0.0.7", "2001:db8::1", "::ffff:10.0.0.7"}) {
    EXPECT_EQ(status(access::viewer, with_token("viewer's", address)), 403) << address;
    EXPECT_EQ(status(access::viewer, with_token("wrong", address)), 403) << "the same as for a right one";
    EXPECT_EQ(status(access::viewer, with_token("", address)), 401);
  }
}

TEST_F(a_gate, takes_a_persons_token_from_everywhere_over_tls) {
  http::request right = with_token("viewer's", "10.0.0.7"), wrong = with_token("wrong", "10.0.0.7");
  right.from.tls = wrong.from.tls = true;
  EXPECT_EQ(gate_.credential(right), "user viewer");
  EXPECT_EQ(gate_.credential(with_token("viewer's", "10.0.0.7")), "") << "over plain HTTP";
  EXPECT_EQ(status(access::viewer, right), 200);
  EXPECT_EQ(status(access::viewer, wrong), 401);
}

TEST_F(a_gate, names_the_person_for_the_audit_log) {
  http::request by_token = with_token("editor's"), bound = local(2000, "account-editor"),
                unbound = local(2000, "somebody"), late = with_token("old");
  status_of(access::viewer, by_token);
  status_of(access::viewer, bound);
  status_of(access::viewer, unbound);
  status_of(access::viewer, late);
  EXPECT_EQ(by_token.from.who, "user editor");
  EXPECT_EQ(bound.from.who, "user editor, uid 2000");
  EXPECT_EQ(unbound.from.who, "uid 2000");
  EXPECT_EQ(late.from.who, "user viewer") << "a token that has expired still says whose it was";
}

TEST_F(a_gate, slows_wrong_tokens_down_and_never_a_valid_one) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status(access::viewer, with_token("wrong")), 401);
  http::endpoint e{.method = "GET", .pattern = "/x", .who = access::viewer, .summary = "x", .handle = {}};
  http::request again = with_token("wrong");
  const std::optional<http::reply> slow = gate_.refuse(e, again);
  ASSERT_TRUE(slow);
  EXPECT_EQ(slow->status, 429);
  EXPECT_EQ(slow->headers.back(), (std::pair<std::string, std::string>("Retry-After", "6")));
  EXPECT_EQ(status(access::viewer, with_token("viewer's")), 200) << "from the same network";
  EXPECT_EQ(status(access::viewer, with_token("wrong", "::1")), 401) << "from another";
  EXPECT_EQ(status(access::screen, with_token("wrong")), 401) << "a screen must learn that it is unpaired";
  clock_.reading.mono += std::chrono::seconds(66);
  EXPECT_EQ(status(access::viewer, with_token("wrong")), 401);
}

TEST_F(a_gate, counts_what_was_a_users_token_by_user) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status(access::viewer, with_token("old")), 401);
  EXPECT_EQ(status(access::viewer, with_token("old")), 429);
  EXPECT_EQ(status(access::viewer, with_token("old", "::1")), 429) << "from everywhere";
  EXPECT_EQ(status(access::viewer, with_token("viewer's")), 200) << "the user's valid token";
  EXPECT_EQ(status(access::viewer, with_token("wrong")), 401) << "others at that address";
}

TEST_F(a_gate, tells_whose_a_valid_credential_is_without_changing_anything) {
  EXPECT_EQ(gate_.credential(with_token("lobby's", "10.0.0.7")), "screen lobby");
  EXPECT_EQ(gate_.credential(with_token("viewer's")), "user viewer");
  EXPECT_EQ(gate_.credential(local(2000, "somebody")), "uid 2000");
  for (const char* wrong : {"", "wrong", "old"}) EXPECT_EQ(gate_.credential(with_token(wrong)), "") << wrong;
  EXPECT_EQ(gate_.credential(with_token("viewer's", "10.0.0.7")), "") << "it is not taken there";
  for (int i = 0; i < 100; ++i) EXPECT_EQ(gate_.credential(with_token("wrong")), "");
  EXPECT_EQ(status(access::viewer, with_token("wrong")), 401) << "questions are no attempts";
  EXPECT_FALSE(people_.has_used());
}

TEST_F(a_gate, notes_the_minute_in_which_a_token_was_used_once) {
  EXPECT_EQ(status(access::viewer, with_token("viewer's")), 200);
  EXPECT_EQ(status(access::viewer, with_token("viewer's")), 200);
  const auto minute = std::chrono::floor<std::chrono::minutes>(clock_.reading.utc);
  EXPECT_EQ(people_.take_used(), (std::vector<std::pair<std::int64_t, utc_ms>>{{1, utc_ms(minute)}}));
  EXPECT_EQ(status(access::viewer, with_token("viewer's")), 200);
  EXPECT_FALSE(people_.has_used()) << "still the same minute";
  EXPECT_EQ(people_.tokens_of("viewer", after(0)).at(0).last_used, utc_ms(minute));
}

TEST(new_tokens, have_256_bits_and_a_mark) {
  const std::string one = auth::new_token(), two = auth::new_token();
  EXPECT_NE(one, two);
  EXPECT_EQ(one.size(), 8U + 64U);
  EXPECT_TRUE(one.starts_with("bangtin_"));
}

TEST_F(a_gate, takes_a_session_where_it_takes_a_token) {
  const std::string secret(64, 'a');
  sessions_.put({sha256(secret), "viewer", static_cast<std::int64_t>(role::viewer) + 1, after(0), after(0)});
  const auto asking = [&](bool tls, const std::string& address) {
    http::request r = with_token("", address);
    r.method = "GET";
    r.from.tls = tls;
    r.headers["cookie"] = (tls ? "__Host-bangtin=" : "bangtin=") + secret;
    return r;
  };
  EXPECT_EQ(status(access::viewer, asking(true, "10.0.0.7")), 200);
  EXPECT_EQ(status(access::viewer, asking(false, "127.0.0.1")), 200);
  EXPECT_EQ(status(access::viewer, asking(false, "10.0.0.7")), 403) << "the network could read it";
  EXPECT_EQ(status(access::editor, asking(true, "10.0.0.7")), 403);
  EXPECT_EQ(status(access::screen, asking(true, "10.0.0.7")), 401);
  EXPECT_EQ(gate_.credential(asking(true, "10.0.0.7")), "user viewer");
  EXPECT_EQ(gate_.credential(asking(false, "10.0.0.7")), "");
  http::request allowed = asking(false, "127.0.0.1");
  EXPECT_EQ(status_of(access::viewer, allowed), 200);
  EXPECT_EQ(allowed.from.who, "user viewer");
  EXPECT_EQ(gate_.who_asks(allowed).name, "viewer");
  EXPECT_NE(gate_.session_of(allowed), nullptr) << "also once the person is named";
  sessions_.erase(sha256(secret));
  EXPECT_EQ(status(access::viewer, asking(true, "10.0.0.7")), 401);
}

}  // namespace
}  // namespace bangtin::scheduler::test
