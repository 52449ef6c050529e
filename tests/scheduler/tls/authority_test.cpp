// The daemon's own authority, its certificates, and given ones; without a network.
#include "scheduler/tls/authority.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "base/language.hpp"
#include "scheduler/tls/server_identity.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::scheduler::tls {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr utc_ms now{milliseconds(1'791'590'400'000)};  // 2026-10-10
const machine_names here{{"localhost"}, {"127.0.0.1", "::1"}};

class an_authority : public ::testing::Test {
 protected:
  std::filesystem::path data() const { return folder_.path(); }
  std::string content(const char* name) const {
    const result<std::string> text = read_file(data() / name, 1 << 20);
    return text ? *text : std::string();
  }
  mode_t mode(const char* name) const {
    struct stat s {};
    return ::stat((data() / name).c_str(), &s) == 0 ? s.st_mode & 0777 : 0;
  }
  server_identity open(utc_ms at = now, const given_files& given = {}) {
    auto made = server_identity::open(data(), given, true, daemon_, at, here);
    EXPECT_TRUE(made) << describe(made.error());
    return std::move(*made);
  }

  fakes::temporary_folder folder_;
  secret_key daemon_ = secret_key::generate();
};

TEST_F(an_authority, is_made_once_and_its_key_is_nobody_elses_business) {
  const authority first = authority::load_or_make(data(), now).value();
  EXPECT_EQ(mode("tls-authority.key"), 0600U);
  EXPECT_EQ(content("tls-authority.pem"), first.pem());
  const std::string kept = content("tls-authority.key");
  std::filesystem::remove(data() / "tls-authority.pem");
  EXPECT_EQ(authority::load_or_make(data(), now + days(1000)).value().fingerprint(), first.fingerprint());
  EXPECT_EQ(content("tls-authority.key"), kept);
  EXPECT_EQ(content("tls-authority.pem"), first.pem()) << "the copy is written again";
}

TEST_F(an_authority, that_is_damaged_is_told_and_never_overwritten) {
  ASSERT_TRUE(authority::load_or_make(data(), now));
  const std::string good = content("tls-authority.key");
  const std::string other = authority::make(now).pem();
  const std::string key_only = good.substr(0, good.find("-----BEGIN CERTIFICATE"));
  for (const std::string& bad :
       {std::string(), std::string("x"), key_only, good.substr(0, good.size() / 2), key_only + other}) {
    ASSERT_TRUE(write_file(data() / "tls-authority.key", bad, 0600));
    result<authority> read = authority::load_or_make(data(), now);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, errc::invalid);
    EXPECT_NE(in_english(read.error().remedy).find("backup"), std::string::npos);
    EXPECT_EQ(content("tls-authority.key"), bad);
  }
}

TEST_F(an_authority, that_ends_within_a_year_gives_way_to_a_new_one) {
  const server_identity first = open();
  const utc_ms later = now + authority_lifetime - days(300);
  const server_identity next = open(later);
  EXPECT_NE(next.fingerprint(), first.fingerprint());
  EXPECT_GT(next.number(), first.number());
  EXPECT_TRUE(wire::verify_authority(next.stated(), daemon_.public_part()));
  const std::string old = "tls-authority-" + std::to_string(to_unix_ms(later)) + ".key";
  EXPECT_NE(content(old.c_str()), "") << "the key before is kept";
}

TEST_F(an_authority, is_stated_under_one_number_until_it_changes) {
  const server_identity first = open();
  EXPECT_EQ(open(now + days(5)).stated(), first.stated());
  std::filesystem::remove(data() / "tls-authority.key");
  // Not even a clock that went back takes the number back.
  const server_identity next = open(now - days(5));
  EXPECT_EQ(next.number(), first.number() + 1);
  EXPECT_NE(next.fingerprint(), first.fingerprint());
}

TEST_F(an_authority, renews_certificates_before_they_end_and_for_other_addresses) {
  server_identity i = open();
  struct row {
    const char* what;
    utc_ms at;
    machine_names names;
    bool fresh;
  };
  const machine_names moved{{"localhost"}, {"10.0.0.5", "127.0.0.1"}};
  for (const row& r :
       {row{"at once", now, here, false}, row{"in the middle", now + days(59), here, false},
        row{"a month before its end", now + days(61), here, true}, row{"again", now + days(61), here, false},
        row{"moved", now + days(62), moved, true}, row{"long after its end", now + days(1000), moved, true},
        row{"the clock went back", now, moved, true}}) {
    EXPECT_EQ(i.refresh(r.at, r.names).value(), r.fresh) << r.what;
    EXPECT_GT(i.ends(), r.at + days(29)) << r.what;
  }
}

TEST_F(an_authority, does_not_take_part_where_a_certificate_is_given) {
  const credentials c = authority::make(now).issue(here, now);
  const given_files given{data() / "cert.pem", data() / "key.pem"};
  ASSERT_TRUE(write_file(given.certificate, c.certificate_pem(), 0644));
  ASSERT_TRUE(write_file(given.key, c.key_pem(), 0640));
  server_identity i = open(now, given);
  EXPECT_EQ(i.fingerprint(), std::nullopt);
  EXPECT_EQ(i.stated().certificate, "");
  EXPECT_TRUE(i.context());
  EXPECT_FALSE(std::filesystem::exists(data() / "tls-authority.key"));
  EXPECT_FALSE(i.refresh(now + hours(1), here).value());
  // Certbot has renewed it.
  const credentials next = authority::make(now).issue(here, now + days(1));
  ASSERT_TRUE(write_file(given.certificate, next.certificate_pem(), 0644));
  EXPECT_FALSE(i.refresh(now + days(1), here)) << "between the two files";
  ASSERT_TRUE(write_file(given.key, next.key_pem(), 0640));
  EXPECT_TRUE(i.refresh(now + days(1), here).value());
  EXPECT_FALSE(i.refresh(now + days(100), here)) << "expired";
  EXPECT_TRUE(i.context()) << "serves on";
}

TEST_F(an_authority, says_what_is_wrong_with_given_files) {
  const credentials c = authority::make(now).issue(here, now), other = authority::make(now).issue(here, now);
  struct row {
    const char* what;
    std::string certificate, key;
    mode_t mode;
    utc_ms at;
    errc code;
    const char* remedy;
  };
  for (const row& r :
       {row{"no certificate", "x", c.key_pem(), 0600, now, errc::invalid, "BEGIN CERTIFICATE"},
        row{"no key", c.certificate_pem(), "x", 0600, now, errc::invalid, "BEGIN PRIVATE KEY"},
        row{"another key", c.certificate_pem(), other.key_pem(), 0600, now, errc::invalid, "together"},
        row{"exchanged", c.key_pem(), c.certificate_pem(), 0600, now, errc::invalid, "BEGIN CERTIFICATE"},
        row{"a key for all", c.certificate_pem(), c.key_pem(), 0644, now, errc::forbidden, "chmod o-rwx"},
        row{"expired", c.certificate_pem(), c.key_pem(), 0600, now + days(91), errc::invalid, "renew"},
        row{"too early", c.certificate_pem(), c.key_pem(), 0600, now - days(2), errc::invalid, "clock"}}) {
    const given_files given{data() / "cert.pem", data() / "key.pem"};
    ASSERT_TRUE(write_file(given.certificate, r.certificate, 0644));
    ASSERT_TRUE(write_file(given.key, r.key, r.mode));
    result<credentials> read = read_given(given, r.at);
    ASSERT_FALSE(read) << r.what;
    EXPECT_EQ(read.error().code, r.code) << r.what;
    EXPECT_NE(in_english(read.error().remedy).find(r.remedy), std::string::npos) << describe(read.error());
  }
  EXPECT_EQ(read_given({"/nowhere/a", "/nowhere/b"}, now).error().code, errc::not_found);
}

TEST(machine_names, name_an_address_by_which_others_reach_the_machine) {
  EXPECT_EQ(reachable_address({{}, {"127.0.0.1", "::1"}}), "127.0.0.1");
  EXPECT_EQ(reachable_address({{}, {"10.0.0.5", "127.0.0.1"}}), "10.0.0.5");
  EXPECT_EQ(reachable_address({{}, {"127.0.0.1", "169.254.1.1", "fd00::5"}}), "fd00::5");
  const machine_names m = names_of_this_machine();
  EXPECT_TRUE(std::is_sorted(m.addresses.begin(), m.addresses.end()));
  EXPECT_NE(std::find(m.addresses.begin(), m.addresses.end(), "127.0.0.1"), m.addresses.end());
}

}  // namespace
}  // namespace bangtin::scheduler::tls
