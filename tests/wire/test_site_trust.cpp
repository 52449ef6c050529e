// The site statement as a text and in its order, and the table of attacks.
#include "wire/site_trust.hpp"

#include <gmock/gmock.h>

#include <set>

#include "wire/attacks.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

using testing::HasSubstr;

// A key whose hexadecimal text is this digit, 64 times.
public_key key_of(char digit) {
  return *public_key::from(std::string(64, digit));
}

site_trust sample_trust() {
  return {7,
          sample::at(1'791'590'400'000),
          12,
          {{key_of('a'), "Nguyễn Thị Hạnh"}, {key_of('b'), "Trần Văn Nam"}},
          {{key_of('c'), sample::at(1'791'000'000'000), "Lê An"}}};
}

const std::string sample_text = "bangtin-trust-1\n7\n1791590400000\n12\n1\napprover " + std::string(64, 'a') +
                                " Nguyễn Thị Hạnh\napprover " + std::string(64, 'b') +
                                " Trần Văn Nam\nrevoked " + std::string(64, 'c') + " 1791000000000 Lê An\n";

TEST(site_trust, is_read_as_it_was_written) {
  EXPECT_EQ(to_text(sample_trust()), sample_text);
  result<site_trust> read = trust_from_text(sample_text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, sample_trust());
  EXPECT_TRUE(read->trusts(key_of('a')));
  EXPECT_FALSE(read->trusts(key_of('c')));
  EXPECT_TRUE(read->has_revoked(key_of('c')));
  EXPECT_FALSE(read->has_revoked(key_of('a')));
}

TEST(site_trust, may_demand_two_approvals) {
  site_trust two = sample_trust();
  two.approvals = 2;
  std::string text = sample_text;
  text.replace(text.find("\n1\n"), 3, "\n2\n");
  EXPECT_EQ(to_text(two), text);
  EXPECT_EQ(trust_from_text(text).value(), two);
}

TEST(site_trust, that_is_not_exactly_so_is_refused) {
  auto with = [](std::string_view what, std::string_view instead) {
    std::string text = sample_text;
    text.replace(text.find(what), what.size(), instead);
    return text;
  };
  const std::string a = "approver " + std::string(64, 'a') + " Nguyễn Thị Hạnh\n";
  const std::string b = "approver " + std::string(64, 'b') + " Trần Văn Nam\n";
  const std::string revoked_a = "revoked " + std::string(64, 'a') + " 1 Lê An\n";
  std::string many = "bangtin-trust-1\n7\n1\n0\n1\n";
  for (std::size_t i = 0; i <= max_trusted_approvers; ++i) many += fmt::format("approver {:064x} A\n", i);
  std::string much = "bangtin-trust-1\n7\n1\n0\n1\napprover " + std::string(64, 'a') + " A\n";
  for (std::size_t i = 0; i <= max_revoked_keys; ++i) much += fmt::format("revoked {:064x} 1 A\n", i);
  const std::vector<std::pair<const char*, std::string>> bad{
      {"empty", ""},
      {"another kind", with("trust-1", "trust-2")},
      {"number 0", with("\n7\n", "\n0\n")},
      {"number with a leading zero", with("\n7\n", "\n07\n")},
      {"number too great", with("\n7\n", "\n1000001\n")},
      {"no approvals", with("\n1\napprover", "\n0\napprover")},
      {"three approvals", with("\n1\napprover", "\n3\napprover")},
      {"two approvals of one approver",
       with("\n1\napprover", "\n2\napprover").erase(sample_text.find(b), b.size())},
      {"no approver", with(a + b, "")},
      {"approvers in another order", with(a + b, b + a)},
      {"an approver twice", with(b, a)},
      {"revoked before the approvers", with(a, revoked_a + a)},
      {"an approver who is revoked",
       with("revoked " + std::string(64, 'c'), "revoked " + std::string(64, 'a'))},
      {"a word that is not known", with("revoked", "forgiven")},
      {"a key in capitals", with(std::string(64, 'b'), std::string(64, 'B'))},
      {"a key too short", with(std::string(64, 'b'), std::string(63, 'b'))},
      {"no name", with(" Trần Văn Nam", "")},
      {"an empty name", with("Trần Văn Nam", "")},
      {"a name with a control character", with("Trần Văn Nam", "Nam\x07")},
      {"a line more", sample_text + "\n"},
      {"no last newline", sample_text.substr(0, sample_text.size() - 1)},
      {"too many approvers", many},
      {"too many revoked keys", much}};
  for (const auto& [situation, text] : bad) EXPECT_FALSE(trust_from_text(text)) << situation;
  EXPECT_TRUE(trust_from_text(many.substr(0, many.rfind("approver")))) << "as many as are allowed";
  EXPECT_TRUE(trust_from_text(much.substr(0, much.rfind("revoked")))) << "as many as are allowed";
}

TEST(site_trust, names_all_keys_that_the_daemon_has_had) {
  site_trust t = sample_trust();
  t.daemons = {{key_of('d'), sample::at(1'700'000'000'000)}, {key_of('e'), sample::at(1'791'590'400'000)}};
  const std::string first = "daemon " + std::string(64, 'd') + " 1700000000000\n",
                    second = "daemon " + std::string(64, 'e') + " 1791590400000\n";
  EXPECT_EQ(to_text(t), sample_text + first + second);
  EXPECT_EQ(trust_from_text(sample_text + first + second).value(), t);
  EXPECT_EQ(daemon_key(t, key_of('d')), key_of('e'));
  EXPECT_EQ(daemon_keys(t, key_of('d')), (std::vector{key_of('e'), key_of('d')}));
  EXPECT_EQ(daemon_key(sample_trust(), key_of('f')), key_of('f')) << "the one of the pairing";
  EXPECT_EQ(daemon_keys(sample_trust(), key_of('f')), std::vector{key_of('f')});
  std::string many = sample_text;
  for (std::size_t i = 0; i <= max_daemon_keys; ++i) many += fmt::format("daemon {:064x} {}\n", i, i);
  const std::vector<std::pair<const char*, std::string>> bad{
      {"the later one first", sample_text + second + first},
      {"a key twice", sample_text + first + "daemon " + std::string(64, 'd') + " 1800000000000\n"},
      {"two at one time", sample_text + first + "daemon " + std::string(64, 'e') + " 1700000000000\n"},
      {"an approver", sample_text + "daemon " + std::string(64, 'a') + " 1\n"},
      {"a revoked key", sample_text + "daemon " + std::string(64, 'c') + " 1\n"},
      {"before the revoked", sample_text.substr(0, sample_text.find("revoked")) + first +
                                 sample_text.substr(sample_text.find("revoked"))},
      {"a name", sample_text + "daemon " + std::string(64, 'd') + " 1 Nam\n"},
      {"no time", sample_text + "daemon " + std::string(64, 'd') + "\n"},
      {"too many", many}};
  for (const auto& [situation, text] : bad) EXPECT_FALSE(trust_from_text(text)) << situation;
  site_trust next = t;
  next.number = 8;
  EXPECT_TRUE(check_succession(t, next));
  next.daemons.pop_back();
  EXPECT_EQ(check_succession(t, next).error().code, errc::invalid) << "a key is forgotten";
  next.daemons = {{key_of('d'), sample::at(1'700'000'000'001)}, t.daemons[1]};
  EXPECT_FALSE(check_succession(t, next)) << "a time is changed";
}

TEST(site_trust, travels_signed) {
  sample::site site;
  const trust_document good{evidence::sign_text(sample_text, site.root)};
  result<trust_document> read = trust_from_json(trust_to_json(good));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, good);
  EXPECT_EQ(verify_document(good, site.root.public_part()).value().value, sample_trust());
  for (const char* text : {"", "{}", R"({"trust":null})", R"({"trust":{"text":"a"}})",
                           R"({"trust":{"signature":"00","text":"a"}})"}) {
    EXPECT_FALSE(trust_from_json(text)) << text;
  }
  EXPECT_EQ(trust_from_json(std::string(2 * max_trust_document_bytes, ' ')).error().code, errc::limit);
}

TEST(site_trust, that_root_did_not_sign_is_refused) {
  sample::site site;
  const signed_text good = evidence::sign_text(sample_text, site.root);
  signed_text altered = good;
  altered.text[altered.text.find('7')] = '8';
  const std::vector<std::pair<const char*, signed_text>> bad{
      {"an approver's signature", evidence::sign_text(sample_text, site.approver)},
      {"the daemon's signature", evidence::sign_text(sample_text, site.daemon)},
      {"altered", altered},
      {"a certificate", site.certified(site.certificate())}};
  for (const auto& [situation, s] : bad) {
    result<site_trust> read = verify_trust(s, site.root.public_part());
    ASSERT_FALSE(read) << situation;
    EXPECT_EQ(read.error().code, errc::verification) << situation;
  }
}

TEST(site_trust, follows_only_forwards_and_forgets_no_revoked_key) {
  const site_trust before = sample_trust();
  auto next = [&](auto change) {
    site_trust t = before;
    t.number = 8;
    change(t);
    return check_succession(before, t);
  };
  EXPECT_TRUE(next([](site_trust&) {}));
  EXPECT_TRUE(next([](site_trust& t) { t.number = 500; }));
  EXPECT_TRUE(check_succession({}, before)) << "the first one";
  EXPECT_EQ(check_succession(before, before).error().code, errc::conflict);
  EXPECT_EQ(next([](site_trust& t) {
              t.number = 7;
              t.approvers.pop_back();
            })
                .error()
                .code,
            errc::verification);
  EXPECT_EQ(next([](site_trust& t) { t.number = 6; }).error().code, errc::verification);
  EXPECT_TRUE(next([](site_trust& t) { t.programme_version = 13; }));
  EXPECT_EQ(next([](site_trust& t) { t.programme_version = 11; }).error().code, errc::verification);
  EXPECT_EQ(next([](site_trust& t) { t.revoked.clear(); }).error().code, errc::invalid);
}

TEST(site_trust, says_who_may_sign) {
  sample::site site;
  const signed_programme p = site.signed_one();
  auto with = [](std::vector<trusted_approver> approvers, std::vector<revoked_key> revoked) {
    return site_trust{3, sample::at(1), 0, std::move(approvers), std::move(revoked)};
  };
  const public_key key = site.approver.public_part();
  EXPECT_EQ(why_not_trusted({}, p), std::nullopt) << "no statement: everybody whom root has certified";
  EXPECT_EQ(why_not_trusted(with({{key, "Hạnh"}}, {}), p), std::nullopt);
  std::optional<error> unlisted = why_not_trusted(with({{key_of('a'), "Nam"}}, {}), p);
  ASSERT_TRUE(unlisted);
  EXPECT_EQ(unlisted->code, errc::verification);
  EXPECT_THAT(describe(*unlisted), HasSubstr("does not list Nguyễn Thị Hạnh"));
  std::optional<error> revoked =
      why_not_trusted(with({{key_of('a'), "Nam"}}, {{key, sample::at(1), "Hạnh"}}), p);
  ASSERT_TRUE(revoked);
  EXPECT_THAT(describe(*revoked), HasSubstr("the key of Nguyễn Thị Hạnh was revoked"));
}

TEST(attacks, have_one_row_with_a_word_and_a_title_each) {
  std::set<std::string_view> words;
  int last = 0;
  for (const attack_row& r : attacks()) {
    EXPECT_EQ(static_cast<int>(r.kind), ++last) << r.word;
    EXPECT_TRUE(words.insert(r.word).second) << r.word;
    EXPECT_LE(r.word.size(), 32U);
    EXPECT_EQ(r.word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << r.word;
    EXPECT_FALSE(r.title.empty()) << r.word;
    EXPECT_EQ(word_of(r.kind), r.word);
    EXPECT_EQ(find_attack(r.word), &r);
  }
  EXPECT_EQ(last, static_cast<int>(attack::false_daemon));
  EXPECT_EQ(word_of(attack::none), "");
  EXPECT_EQ(find_attack("a-word-of-a-newer-version"), nullptr);
}

}  // namespace
}  // namespace bangtin::wire
