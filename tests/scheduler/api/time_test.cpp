// The daemon's signed time, over real sockets.
#include "scheduler/site.hpp"
#include "wire/daemon_time.hpp"

namespace bangtin::scheduler::test {
namespace {

class daemon_time : public site {
 protected:
  daemon_time() { start(); }
  public_key daemon_key() {
    return public_key::from(std::string(parsed(admin("GET", "/v1/site")).at("daemon_key").as_string()))
        .value();
  }
};

TEST_F(daemon_time, is_signed_with_the_callers_nonce_and_says_whether_it_is_synchronised) {
  for (clock_trust trust : {clock_trust::synced, clock_trust::unsynced}) {
    clock_.trust = trust;
    std::string nonce = random_hex(32);
    answer a = open("GET", "/v1/time?nonce=" + nonce);
    ASSERT_EQ(a.status, 200) << a.body;
    EXPECT_EQ(a.headers["cache-control"], "no-store");
    auto note = wire::time_from_json(a.body);
    ASSERT_TRUE(note) << a.body;
    auto t = wire::verify_time(*note, daemon_key(), nonce);
    ASSERT_TRUE(t) << describe(t.error());
    EXPECT_EQ(t->utc, clock_.now().utc);
    EXPECT_EQ(t->synced, trust == clock_trust::synced);
    json::value said = parsed(admin("GET", "/v1/site"));
    EXPECT_EQ(said.at("clock").as_string(), to_string(trust));
    EXPECT_EQ(said.at("now").as_int64(), to_unix_ms(clock_.now().utc));
  }
}

TEST_F(daemon_time, is_signed_over_nothing_but_a_nonce) {
  for (const std::string& bad : {std::string(), std::string("00"), std::string(63, 'a'), std::string(65, 'a'),
                                 std::string(64, 'A'), std::string(62, 'a') + "%0a", std::string(64, 'g')}) {
    EXPECT_EQ(open("GET", "/v1/time?nonce=" + bad).status, 400) << bad;
  }
  EXPECT_EQ(open("GET", "/v1/time").status, 400);
}

}  // namespace
}  // namespace bangtin::scheduler::test
