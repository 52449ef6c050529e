// Which authority a screen believes: what a statement brings, what a false daemon does not, and what a
// pairing must name.
#include "player/sync/kept_authority.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "support/authorities.hpp"
#include "support/temporary_folder.hpp"
#include "wire/scripted_server.hpp"

namespace bangtin::player::sync {
namespace {

using fakes::an_authority;
using fakes::another_authority;

wire::stated_authority stated(std::int64_t number, const std::string& pem, const secret_key& daemon) {
  wire::authority_statement s{number, {}};
  if (!pem.empty()) s.fingerprint = wire::authority_fingerprint(pem).value();
  return {pem, evidence::sign_text(wire::to_text(s), daemon)};
}

wire::scripted_answer answer_with(const std::string& body) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

class a_kept_authority : public ::testing::Test {
 protected:
  kept_authority open() {
    return {folder_.path(), [key = daemon_.public_part()] { return key; },
            [this](const std::optional<named_attack>& a) {
              told_.push_back(a ? std::string(wire::word_of(a->kind)) : "over");
            }};
  }
  // Asks a server that answers with this, in a new run of the player.
  bool asks(const wire::stated_authority& a, bool distrusted = false) {
    wire::scripted_server server({answer_with(wire::to_json(a))});
    kept_authority k = open();
    const bool changed = k.ask(server.url(), distrusted, {});
    (void)server.requests();
    return changed;
  }
  std::string in_force() { return open().trust().authority; }

  fakes::temporary_folder folder_;
  secret_key daemon_ = secret_key::generate();
  std::vector<std::string> told_;
};

TEST_F(a_kept_authority, is_learnt_from_the_daemons_statement_and_outlives_the_run) {
  EXPECT_EQ(open().number(), 0);
  EXPECT_EQ(in_force(), "") << "the system vouches";
  EXPECT_TRUE(asks(stated(5, an_authority, daemon_)));
  EXPECT_EQ(open().number(), 5);
  EXPECT_EQ(in_force(), an_authority);
  EXPECT_TRUE(asks(stated(6, another_authority, daemon_), true)) << "the daemon has a new one";
  EXPECT_EQ(in_force(), another_authority);
  EXPECT_TRUE(asks(stated(7, "", daemon_))) << "a given certificate";
  EXPECT_EQ(in_force(), "");
  EXPECT_TRUE(told_.empty());
}

TEST_F(a_kept_authority, is_taken_from_nobody_else_and_never_goes_back) {
  ASSERT_TRUE(asks(stated(5, an_authority, daemon_)));
  const secret_key thief = secret_key::generate();
  wire::stated_authority exchanged = stated(9, an_authority, daemon_);
  exchanged.certificate = another_authority;
  for (const wire::stated_authority& bad :
       {stated(9, another_authority, thief), exchanged, stated(4, another_authority, daemon_),
        stated(5, another_authority, daemon_), stated(4, "", daemon_)}) {
    told_.clear();
    EXPECT_FALSE(asks(bad, true));
    EXPECT_EQ(told_, std::vector<std::string>{"false-daemon"});
    EXPECT_EQ(in_force(), an_authority);
    EXPECT_EQ(open().number(), 5);
  }
}

TEST_F(a_kept_authority, names_the_attack_until_an_answer_is_trusted_again) {
  ASSERT_TRUE(asks(stated(5, an_authority, daemon_)));
  wire::scripted_server server({answer_with(wire::to_json(stated(5, an_authority, daemon_)))});
  kept_authority k = open();
  EXPECT_FALSE(k.ask(server.url(), true, {})) << "a replayed statement explains nothing";
  k.stood();
  k.stood();
  EXPECT_EQ(told_, (std::vector<std::string>{"false-daemon", "over"}));
  EXPECT_FALSE(k.ask(server.url(), true, {})) << "and nobody is asked again within a minute";
  EXPECT_EQ(told_.size(), 2U);
}

TEST_F(a_kept_authority, does_without_a_file_that_is_damaged_or_anothers) {
  ASSERT_TRUE(asks(stated(5, an_authority, daemon_)));
  ASSERT_TRUE(write_file(folder_ / "authority.json", "{\"authority\":"));
  EXPECT_EQ(in_force(), "");
  ASSERT_TRUE(write_authority(folder_.path(), stated(9, an_authority, secret_key::generate())));
  EXPECT_EQ(open().number(), 0);
  EXPECT_TRUE(asks(stated(5, an_authority, daemon_))) << "the daemon gives it again";
}

TEST_F(a_kept_authority, asks_without_the_screens_token) {
  wire::scripted_server server({answer_with(wire::to_json(stated(5, an_authority, daemon_)))});
  kept_authority k = open();
  ASSERT_TRUE(k.ask(server.url(), false, {}));
  EXPECT_EQ(server.requests().at(0).find("Authorization"), std::string::npos);
}

TEST_F(a_kept_authority, is_asked_for_when_an_answer_announces_a_newer_one) {
  wire::scripted_server server({{"HTTP/1.1 304 Not Modified\r\nBangtin-Authority: 5\r\n\r\n"},
                                answer_with(wire::to_json(stated(5, an_authority, daemon_))),
                                {"HTTP/1.1 304 Not Modified\r\nBangtin-Authority: 5\r\n\r\n"}});
  auto shared =
      std::make_shared<kept_authority>(folder_.path(), [key = daemon_.public_part()] { return key; });
  auto daemon = http_daemon({server.url(), shared, false}, "token", {});
  ASSERT_TRUE(daemon->programme("lobby", sha256("known"), std::chrono::seconds(0)));
  EXPECT_EQ(shared->number(), 5);
  ASSERT_TRUE(daemon->programme("lobby", sha256("known"), std::chrono::seconds(0)));
  EXPECT_EQ(server.requests().size(), 3U) << "and no more once it is kept";
}

// ---- pairing

class pairing_over_tls : public ::testing::Test {
 protected:
  result<std::optional<identity>> answered_with(wire::pairing_grant g, const std::string& shows) {
    daemon_.granted = std::move(g);
    daemon_.shows = shows;
    return p_.step(daemon_, now_);
  }
  wire::pairing_grant grant(const std::string& pem) {
    wire::pairing_grant g = site_.grant(p_.code(), "lobby");
    g.authority = stated(5, pem, site_.daemon);
    std::optional<digest> named;
    if (!pem.empty()) named = wire::authority_fingerprint(pem).value();
    g.tag_2 = wire::pairing_tag_2(p_.code(), g.root, site_.screen.public_part(), "lobby", g.daemon, named);
    return g;
  }

  fakes::temporary_folder folder_;
  a_site site_;
  time_reading now_{core::the_day, milliseconds(1'000'000), clock_trust::synced};
  daemon_in_memory daemon_;
  pairing p_ = pairing::begin(folder_.path(), site_.screen, now_);
};

TEST_F(pairing_over_tls, keeps_the_authority_that_the_person_with_the_code_has_confirmed) {
  auto who = answered_with(grant(an_authority), an_authority);
  ASSERT_TRUE(who && *who) << describe(who.error());
  EXPECT_EQ(
      kept_authority(folder_.path(), [key = site_.daemon.public_part()] { return key; }).trust().authority,
      an_authority);
}

TEST_F(pairing_over_tls, brings_the_authority_over_plain_http_too) {
  auto who = answered_with(grant(an_authority), "");
  ASSERT_TRUE(who && *who);
  EXPECT_EQ(kept_authority(folder_.path(), [key = site_.daemon.public_part()] { return key; }).number(), 5);
}

TEST_F(pairing_over_tls, takes_a_given_certificate_that_the_system_vouches_for) {
  auto who = answered_with(grant(""), "");
  EXPECT_TRUE(who && *who);
}

TEST_F(pairing_over_tls, is_refused_where_somebody_stands_between) {
  struct row {
    const char* what;
    std::function<void(wire::pairing_grant&)> forge;
    std::string shows;
  };
  const std::vector<row> rows{
      {"an authority of their own", [](auto&) {}, another_authority},
      {"no authority where the connection has one",
       [](auto& g) {
         g.authority.reset();
         g.tag_2.reset();
       },
       an_authority},
      {"a tag that does not cover it", [](auto& g) { g.tag_2 = sha256("x"); }, an_authority},
      {"the tag of the first form", [](auto& g) { g.tag_2 = g.tag; }, an_authority},
      {"the attacker's authority under the old tag",
       [&](auto& g) { g.authority = stated(6, another_authority, site_.daemon); }, another_authority},
      {"a statement by another key",
       [](auto& g) { g.authority = stated(5, an_authority, secret_key::generate()); }, an_authority},
      {"a given certificate, which the system does not know", [&](auto& g) { g = grant(""); }, an_authority}};
  for (const row& r : rows) {
    wire::pairing_grant g = grant(an_authority);
    r.forge(g);
    const std::string code = p_.code();
    auto who = answered_with(std::move(g), r.shows);
    ASSERT_FALSE(who) << r.what;
    EXPECT_EQ(who.error().code, errc::verification) << r.what;
    EXPECT_NE(p_.code(), code) << r.what;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "authority.json")) << r.what;
    now_.mono += std::chrono::hours(2);
    now_.utc += std::chrono::hours(2);
    daemon_.granted.reset();
    ASSERT_TRUE(p_.step(daemon_, now_));
  }
}

}  // namespace
}  // namespace bangtin::player::sync
