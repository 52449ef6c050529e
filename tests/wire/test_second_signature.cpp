// A programme with the signatures of two approvers: what is accepted, and what the site statement makes of
// it.
#include <gmock/gmock.h>

#include <functional>

#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/sample_site.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::wire {
namespace {

using testing::HasSubstr;

struct two_at_a_site : sample::site {
  secret_key nam = secret_key::generate();

  approver_certificate nams() const {
    return {nam.public_part(), "Trần Văn Nam", sample::at(1'790'000'000'000), sample::at(1'800'000'000'000)};
  }
  signed_programme by_both(std::int64_t version = 7) const {
    signed_programme p = signed_one(version);
    add_second(p, programme_kind(), nam, certified(nams()));
    return p;
  }
  site_trust trust(std::int64_t approvals, const std::vector<secret_key>& approvers) const {
    site_trust t{3, sample::at(1), 0, {}, {}, approvals};
    for (const secret_key& k : approvers) t.approvers.push_back({k.public_part(), "A"});
    return t;
  }
};

TEST(a_second_signature, leaves_bytes_and_identity_as_they_are_and_names_both) {
  two_at_a_site site;
  const signed_programme one = site.signed_one(), two = site.by_both();
  EXPECT_EQ(one.bytes, two.bytes);
  EXPECT_EQ(one.signature, two.signature);
  result<verified_programme> v = verify(two, site.root.public_part(), 0);
  ASSERT_TRUE(v) << describe(v.error());
  EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");
  EXPECT_EQ(v->second_approver, "Trần Văn Nam");
  EXPECT_EQ(v->programme_digest, verify(one, site.root.public_part(), 0)->programme_digest);
  EXPECT_EQ(verify(one, site.root.public_part(), 0)->second_approver, "");
}

TEST(a_second_signature, travels_and_is_left_out_where_there_is_none) {
  two_at_a_site site;
  const signed_programme two = site.by_both();
  result<signed_programme> read = signed_programme_from_json(to_json(two));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, two);
  EXPECT_EQ(to_json(two), canonical(to_value(two))) << "one form, written in two ways";
  EXPECT_THAT(to_json(site.signed_one()), testing::Not(HasSubstr("second")));
}

TEST(a_second_signature, that_does_not_hold_is_refused_with_the_whole_programme) {
  two_at_a_site site;
  const secret_key stranger = secret_key::generate();
  const std::vector<std::pair<const char*, std::function<void(signed_programme&)>>> forgeries{
      {"of another version", [&](auto& p) { p.second = site.by_both(8).second; }},
      {"of nothing", [](auto& p) { p.second->signature = {}; }},
      {"by the same approver", [&](auto& p) { add_second(p, programme_kind(), site.approver, p.approver); }},
      {"the first one's signature", [](auto& p) { p.second->signature = p.signature; }},
      {"with the first one's certificate", [](auto& p) { p.second->approver = p.approver; }},
      {"by a stranger under that name",
       [&](auto& p) { add_second(p, programme_kind(), stranger, p.second->approver); }},
      {"by one whom another root has certified",
       [&](auto& p) { p.second->approver = evidence::sign_text(to_text(site.nams()), stranger); }},
      {"by one whose certificate has ended",
       [&](auto& p) {
         approver_certificate c = site.nams();
         c.not_after = sample::at(1'790'000'000'001);
         add_second(p, programme_kind(), site.nam, site.certified(c));
       }},
      {"without a certificate", [](auto& p) { p.second->approver = {}; }}};
  for (const auto& [situation, forge] : forgeries) {
    signed_programme p = site.by_both();
    forge(p);
    result<verified_programme> v = verify(p, site.root.public_part(), 0);
    ASSERT_FALSE(v) << situation;
    EXPECT_EQ(v.error().code, errc::verification) << situation;
  }
}

TEST(a_second_signature, has_exactly_its_fields) {
  two_at_a_site site;
  const std::string good = to_json(site.by_both());
  auto with = [&](const std::string& second) {
    const std::size_t from = good.find("\"second\":"), to = good.rfind(",\"signature\":");
    return good.substr(0, from) + second + good.substr(to);
  };
  const std::string certificate = canonical(to_value(site.certified(site.nams())));
  const std::string hex = site.by_both().signature.hex();
  EXPECT_TRUE(signed_programme_from_json(
      with("\"second\":{\"approver\":" + certificate + ",\"signature\":\"" + hex + "\"}")));
  for (const std::string& bad :
       {std::string("\"second\":null"), std::string("\"second\":{}"), std::string("\"second\":[]"),
        "\"second\":{\"approver\":" + certificate + "}", "\"second\":{\"signature\":\"" + hex + "\"}",
        "\"second\":{\"approver\":" + certificate + ",\"signature\":\"00\"}",
        "\"second\":{\"approver\":" + certificate + ",\"signature\":\"" + hex + "\",\"third\":1}",
        "\"third\":{\"approver\":" + certificate + ",\"signature\":\"" + hex + "\"}"}) {
    EXPECT_FALSE(signed_programme_from_json(with(bad))) << bad.substr(0, 60);
  }
}

TEST(a_second_signature, is_no_part_of_a_notice) {
  two_at_a_site site;
  notice n;
  n.id = "0000aaaa";
  n.issued = sample::at(1'791'590'400'000);
  n.expires = n.issued + std::chrono::hours(1);
  n.number = to_unix_ms(n.issued);
  n.screens = {"all"};
  n.text = "Cảnh báo lũ";
  signed_notice s = sign_notice(n, site.approver, site.certified(site.certificate()));
  ASSERT_TRUE(signed_notice_from_value(to_value(s)));
  add_second(s, notice_kind(), site.nam, site.certified(site.nams()));
  EXPECT_FALSE(signed_notice_from_value(to_value(s)));
}

TEST(a_site_that_demands_two, counts_different_approvers_whom_it_lists) {
  two_at_a_site site;
  const signed_programme one = site.signed_one(), two = site.by_both();
  const secret_key lan = secret_key::generate();
  struct row {
    const char* situation;
    site_trust trust;
    const signed_programme& programme;
    bool approved, too_few;
  };
  const std::vector<row> rows{
      {"no statement, one", {}, one, true, false},
      {"one is enough, one", site.trust(1, {site.approver}), one, true, false},
      {"one is enough, two", site.trust(1, {site.approver, site.nam}), two, true, false},
      {"one is enough, and the second is not listed", site.trust(1, {site.approver}), two, false, false},
      {"two are demanded, one", site.trust(2, {site.approver, site.nam}), one, false, true},
      {"two are demanded, two", site.trust(2, {site.approver, site.nam}), two, true, false},
      {"the first is not listed", site.trust(2, {site.nam, lan}), two, false, false},
      {"the second is not listed", site.trust(2, {site.approver, lan}), two, false, false}};
  for (const row& r : rows) {
    const std::optional<refusal> why = why_not_approved(r.trust, r.programme);
    EXPECT_EQ(!why, r.approved) << r.situation;
    EXPECT_EQ(approves(r.trust, signers_of(r.programme)), r.approved) << r.situation;
    if (why) {
      EXPECT_EQ(why->too_few, r.too_few) << r.situation;
    }
  }
}

}  // namespace
}  // namespace bangtin::wire
