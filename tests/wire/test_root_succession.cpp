// A new root key: who follows the chain from an earlier one, and what nobody can forge, drop or turn back.
#include <gtest/gtest.h>

#include "wire/sample_site.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::wire {
namespace {

constexpr std::string_view succession_text =
    "bangtin-root-1\n2\n1795000000000\n"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n";

// Four keys that are root one after the other.
struct roots_in_order {
  std::vector<secret_key> keys{secret_key::generate(), secret_key::generate(), secret_key::generate(),
                               secret_key::generate()};

  signed_succession to(std::size_t number) const {
    return sign_succession(static_cast<std::int64_t>(number), sample::at(1'795'000'000'000),
                           keys.at(number - 1), keys.at(number));
  }
  root_chain chain(std::size_t successions) const {
    root_chain c;
    for (std::size_t n = 1; n <= successions; ++n) c.successions.push_back(to(n));
    return c;
  }
  public_key root(std::size_t place) const { return keys.at(place).public_part(); }
};

TEST(root_succession, has_one_text) {
  result<root_succession> read = succession_from_text(succession_text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->number, 2);
  EXPECT_EQ(to_text(*read), succession_text);
  auto with = [](std::string_view from, std::string_view to) {
    std::string text(succession_text);
    return text.replace(text.find(from), from.size(), to);
  };
  const std::string same_root(64, 'b');
  const std::vector<std::pair<const char*, std::string>> bad{
      {"empty", ""},
      {"another kind", with("bangtin-root-1", "bangtin-trust-1")},
      {"number 0", with("\n2\n", "\n0\n")},
      {"a leading zero", with("\n2\n", "\n02\n")},
      {"more than there may be", with("\n2\n", "\n17\n")},
      {"a time after 9999", with("1795000000000", "253402300800000")},
      {"a root that follows itself", with(std::string(64, 'a'), same_root)},
      {"half a key", with(std::string(64, 'a'), "aa")},
      {"no newline at the end", std::string(succession_text.substr(0, succession_text.size() - 1))},
      {"a line more", std::string(succession_text) + "x\n"}};
  for (const auto& [situation, text] : bad) EXPECT_FALSE(succession_from_text(text)) << situation;
}

TEST(root_chain, leads_from_every_root_to_the_newest) {
  const roots_in_order all;
  for (std::size_t length = 0; length <= 3; ++length) {
    const root_chain c = all.chain(length);
    for (std::size_t known = 0; known <= length; ++known) {
      result<public_key> newest = follow(c, all.root(known));
      ASSERT_TRUE(newest) << length << " from " << known;
      EXPECT_EQ(*newest, all.root(length)) << length << " from " << known;
    }
  }
  const public_key stranger = secret_key::generate().public_part();
  EXPECT_EQ(follow({}, stranger).value(), stranger);
  EXPECT_EQ(follow(all.chain(1), stranger).error().code, errc::verification);
  EXPECT_EQ(follow(all.chain(1), all.root(2)).error().code, errc::verification) << "a later one";
}

TEST(root_chain, that_does_not_hold_leads_nowhere) {
  const roots_in_order all;
  const secret_key thief = secret_key::generate();
  const auto altered = [&](auto change) {
    root_chain c = all.chain(2);
    change(c);
    return c;
  };
  const std::vector<std::pair<const char*, root_chain>> bad{
      {"the old root did not sign",
       altered([&](root_chain& c) { c.successions[1].by_old = thief.sign(c.successions[1].text); })},
      {"the new root did not sign",
       altered([&](root_chain& c) { c.successions[1].by_new = c.successions[1].by_old; })},
      {"signed crosswise",
       altered([&](root_chain& c) { std::swap(c.successions[0].by_old, c.successions[0].by_new); })},
      {"a gap", altered([&](root_chain& c) { c.successions.erase(c.successions.begin()); })},
      {"the wrong order", altered([&](root_chain& c) { std::swap(c.successions[0], c.successions[1]); })},
      {"twice", altered([&](root_chain& c) { c.successions.push_back(c.successions[1]); })},
      {"not from the root before", altered([&](root_chain& c) {
         c.successions[1] = sign_succession(2, sample::at(1), thief, all.keys[2]);
       })},
      {"a root that comes back", altered([&](root_chain& c) {
         c.successions.push_back(sign_succession(3, sample::at(1), all.keys[2], all.keys[0]));
       })},
      {"another number", altered([&](root_chain& c) {
         c.successions[1] = sign_succession(3, sample::at(1), all.keys[1], all.keys[2]);
       })}};
  for (const auto& [situation, c] : bad) {
    result<public_key> newest = follow(c, all.root(0));
    ASSERT_FALSE(newest) << situation;
    EXPECT_EQ(newest.error().code, errc::verification) << situation;
  }
}

TEST(root_chain, goes_on_and_never_back) {
  const roots_in_order all;
  for (std::size_t before = 0; before <= 3; ++before) {
    for (std::size_t next = 0; next <= 3; ++next) {
      result<void> goes_on = check_continues(all.chain(before), all.chain(next));
      EXPECT_EQ(goes_on.has_value(), next >= before) << before << " to " << next;
      if (!goes_on) {
        EXPECT_EQ(goes_on.error().code, errc::verification) << "a rollback";
      }
    }
  }
  // The old root's thief makes a succession of their own under the same number.
  root_chain forked = all.chain(1);
  forked.successions.push_back(sign_succession(2, sample::at(5), all.keys[1], secret_key::generate()));
  ASSERT_TRUE(follow(forked, all.root(0)));
  EXPECT_EQ(check_continues(all.chain(2), forked).error().code, errc::invalid);
  EXPECT_EQ(check_continues(all.chain(3), forked).error().code, errc::invalid) << "shorter, and another one";
  EXPECT_TRUE(check_continues(all.chain(1), forked)) << "whoever reaches a screen first";
}

TEST(root_chain, lets_the_new_root_vouch_for_what_was_signed_before) {
  const roots_in_order all;
  sample::site site;
  site.root = all.keys[0];
  signed_programme old = site.signed_one();
  root_chain c = all.chain(1);
  const public_key newest = all.root(1);
  recertify(old, c);
  EXPECT_FALSE(verify(old, newest, 0)) << "no certificate came along";
  c.certificates = {evidence::sign_text("another text", all.keys[1]),
                    evidence::sign_text(to_text(site.certificate()), all.keys[1])};
  const signed_programme before = old;
  recertify(old, c);
  EXPECT_TRUE(verify(old, newest, 0));
  EXPECT_FALSE(verify(old, all.root(0), 0));
  EXPECT_EQ(old.bytes, before.bytes);
  EXPECT_EQ(old.signature, before.signature) << "the approver's own";
  c.certificates = {evidence::sign_text(to_text(site.certificate()), secret_key::generate())};
  recertify(old, c);
  EXPECT_FALSE(verify(old, newest, 0)) << "it vouches for nothing by itself";
}

TEST(trust_document, carries_the_chain) {
  const roots_in_order all;
  sample::site site;
  const std::string text =
      to_text(site_trust{4, sample::at(1'795'000'000'000), 0, {{site.approver.public_part(), "Hoa"}}, {}});
  trust_document d{evidence::sign_text(text, all.keys[2]), all.chain(2)};
  d.roots.certificates.push_back(evidence::sign_text(to_text(site.certificate()), all.keys[2]));
  result<trust_document> read = trust_from_json(trust_to_json(d));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, d);
  for (std::size_t known = 0; known <= 2; ++known) {
    result<verified_trust> v = verify_document(*read, all.root(known));
    ASSERT_TRUE(v) << describe(v.error());
    EXPECT_EQ(v->root, all.root(2));
    EXPECT_EQ(v->value.number, 4);
  }
  EXPECT_FALSE(verify_document(*read, all.root(3)));
  trust_document by_the_old_root = d;
  by_the_old_root.statement = evidence::sign_text(text, all.keys[1]);
  EXPECT_EQ(verify_document(by_the_old_root, all.root(0)).error().code, errc::verification);
  for (const char* bad : {R"({"trust":{"signature":"00","text":"a"},"roots":null})",
                          R"({"roots":{"certificates":[],"successions":[]}})",
                          R"({"roots":{"certificates":[],"successions":[{}]},"trust":{}})"}) {
    EXPECT_FALSE(trust_from_json(bad)) << bad;
  }
  trust_document largest = d;
  largest.roots.certificates.assign(max_reissued_certificates, d.roots.certificates[0]);
  EXPECT_TRUE(trust_from_json(trust_to_json(largest))) << "as many as there may be";
  largest.roots.certificates.push_back(d.roots.certificates[0]);
  EXPECT_FALSE(trust_from_json(trust_to_json(largest)));
}

}  // namespace
}  // namespace bangtin::wire
