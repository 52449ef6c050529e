// Evidence files of a site that got new root keys, before both checkers.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <functional>
#include <random>

#include "base/files.hpp"
#include "evidence/verify/checked.hpp"
#include "evidence/verify/export_verifier.hpp"
#include "evidence/verify/mutation.hpp"
#include "scheduler/api/evidence_export.hpp"
#include "support/evidence_site.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::evidence::checker::test {
namespace {

using scheduler::test::evidence_file;
using scheduler::test::key_of;

const char* const succession_kind = "{\"key\":{\"kind\":\"succession\"";

// A site whose root key was succeeded twice after its screens had played.
struct succeeded_site : scheduler::test::evidence_site {
  succeeded_site() : evidence_site(2) {
    before = month("2026-10");
    succeed_root();
    succeed_root();
    after = month("2026-10");
  }
  evidence_file before, after;
};

succeeded_site& two_roots() {
  static succeeded_site s;
  return s;
}
public_key root_number(int n) {
  return key_of(n == 1 ? "root" : fmt::format("root {}", n)).public_part();
}

class a_succeeded_root : public ::testing::Test {
 protected:
  // Runs script/verify-evidence in the test's folder, and returns its exit code.
  int run(const std::string& arguments) {
    const std::string folder = folder_.path();
    const int status =
        std::system(("cd '" + folder + "' && '" BANGTIN_SOURCE_DIR "/script/verify-evidence' " + arguments +
                     " >said 2>&1")
                        .c_str());
    said_ = read_file(folder_ / "said", 1 << 20).value();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_ / name, text));
  }

  fakes::temporary_folder folder_;
  std::string said_;
};

TEST_F(a_succeeded_root, leaves_evidence_that_every_root_of_the_site_vouches_for) {
  put("october.jsonl", two_roots().after.text);
  struct row {
    int number;
    const char* succeeded;  // empty: it is in force
  };
  for (const row& r : {row{1, "2026-11-03"}, row{2, "2026-11-04"}, row{3, ""}}) {
    const verify_report found = checked(two_roots().after.text, {root_number(r.number), {}});
    EXPECT_EQ(said(found), "") << r.number;
    EXPECT_EQ(found.earlier_roots.size(), *r.succeeded == '\0' ? 0U : 1U) << r.number;
    EXPECT_EQ(run("october.jsonl --root " + root_number(r.number).hex()), 0) << said_;
    const std::string sentence =
        fmt::format("The root key {} is an earlier one of this site; it was succeeded on {}.",
                    root_number(r.number).hex(), r.succeeded);
    EXPECT_EQ(said_.find(sentence) != std::string::npos, *r.succeeded != '\0') << said_;
  }
  const public_key stranger = key_of("a stranger").public_part();
  EXPECT_NE(said(checked(two_roots().after.text, {stranger, {}})).find("line 1: the file is of another site"),
            std::string::npos);
  EXPECT_EQ(run("october.jsonl --root " + stranger.hex()), 4) << said_;
}

TEST_F(a_succeeded_root, leaves_a_sheet_that_was_filed_before_good) {
  ASSERT_EQ(two_roots().before.heads.root, root_number(1));
  const verify_report found = checked(two_roots().after.text, {{}, two_roots().before.heads});
  EXPECT_EQ(said(found), "");
  EXPECT_GT(found.compared_heads, 0);
  EXPECT_TRUE(found.has_grown) << "the same records, under other signatures";
  ASSERT_EQ(found.earlier_roots.size(), 1U);
  EXPECT_EQ(found.earlier_roots[0].key, root_number(1));
  put("october.jsonl", two_roots().after.text);
  put("heads.txt", report::to_text(two_roots().before.heads));
  EXPECT_EQ(run("october.jsonl --heads heads.txt"), 0) << said_;
  EXPECT_NE(said_.find("an earlier one of this site"), std::string::npos) << said_;
}

TEST_F(a_succeeded_root, changes_nothing_else) {
  EXPECT_EQ(two_roots().before.text.find(succession_kind), std::string::npos);
  EXPECT_EQ(checked(two_roots().after.text).totals, checked(two_roots().before.text).totals);
  // A file from before does not know who came after.
  EXPECT_NE(said(checked(two_roots().before.text, {root_number(3), {}})).find("of another site"),
            std::string::npos);
}

wire::signed_succession step(int number, const secret_key& old_root, const secret_key& new_root) {
  return wire::sign_succession(number, from_unix_ms(1'793'552'400'000), old_root, new_root);
}

std::string line_of(wire::signed_succession s) {
  return to_line(key_line{key_line::kind::succession, {}, {}, std::move(s)});
}

// The file with other lines for its two successions; counted and sealed again, as the daemon could.
std::string with_successions(const std::function<void(std::vector<std::string>&)>& change) {
  std::vector<std::string> lines = lines_of(two_roots().after.text), chain;
  const auto is_succession = [](const std::string& l) { return l.starts_with(succession_kind); };
  const auto at = std::find_if(lines.begin(), lines.end(), is_succession);
  const auto place = at - lines.begin();
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(chain), is_succession);
  std::erase_if(lines, is_succession);
  header_line h = header_from_line(lines.front()).value();
  h.counts.key -= std::ssize(chain);
  change(chain);
  h.counts.key += std::ssize(chain);
  lines.insert(lines.begin() + place, chain.begin(), chain.end());
  lines.front() = to_line(h);
  return scheduler::test::sealed_again(joined(lines), two_roots().daemon());
}

wire::signed_succession succession_of(const std::string& line) {
  return key_from_line(line).value().succession;
}

struct forgery {
  const char* name;
  std::function<void(std::vector<std::string>&)> change;
};
using chain = std::vector<std::string>;
const secret_key one = key_of("root"), two = key_of("root 2"), three = key_of("root 3"),
                 thief = key_of("a thief"), other = key_of("another thief");

std::function<void(chain&)> changed(std::size_t at,
                                    const std::function<void(wire::signed_succession&)>& change) {
  return [=](chain& c) {
    wire::signed_succession s = succession_of(c[at]);
    change(s);
    c[at] = line_of(s);
  };
}

std::vector<forgery> forgeries() {
  return {
      {"the old root did not sign", changed(0, [](auto& s) { s.by_old = thief.sign(s.text); })},
      {"the new root did not sign", changed(1, [](auto& s) { s.by_new = thief.sign(s.text); })},
      {"signatures are exchanged", changed(1, [](auto& s) { std::swap(s.by_old, s.by_new); })},
      {"another text", changed(0, [](auto& s) { s.text.insert(s.text.find('\n', 16) + 1, "1"); })},
      {"a number with a zero before", changed(0,
                                              [](auto& s) {
                                                s.text.insert(s.text.find('\n') + 1, "0");
                                                s.by_old = one.sign(s.text);
                                                s.by_new = two.sign(s.text);
                                              })},
      {"one more line in the text", changed(0,
                                            [](auto& s) {
                                              s.text += "more\n";
                                              s.by_old = one.sign(s.text);
                                              s.by_new = two.sign(s.text);
                                            })},
      {"its beginning is cut", [](chain& c) { c.erase(c.begin()); }},
      {"its end is cut", [](chain& c) { c.pop_back(); }},
      {"exchanged", [](chain& c) { std::swap(c[0], c[1]); }},
      {"one stands twice", [](chain& c) { c.push_back(c.back()); }},
      {"another site's", [](chain& c) { c = {line_of(step(1, thief, other))}; }},
      {"another site's, before the own", [](chain& c) { c.insert(c.begin(), line_of(step(1, thief, one))); }},
      {"a wrong number", [](chain& c) { c[1] = line_of(step(3, two, three)); }},
      {"a root that comes back",
       [](chain& c) {
         c.push_back(line_of(step(3, three, two)));
         c.push_back(line_of(step(4, two, three)));
       }},
      {"a thief at its end", [](chain& c) { c.push_back(line_of(step(3, three, thief))); }},
      {"a gap", [](chain& c) { c[1] = line_of(step(2, thief, three)); }},
      {"a root that succeeds itself", [](chain& c) { c.push_back(line_of(step(3, three, three))); }},
      {"too many",
       [](chain& c) {
         secret_key last = thief;
         c.clear();
         for (int n = 1; n <= 17; ++n) {
           secret_key next = n == 17 ? three : key_of(fmt::format("thief {}", n));
           c.push_back(line_of(step(n, last, next)));
           last = next;
         }
       }},
      {"no signature", [](chain& c) { c[0].replace(c[0].find("\"new\":\"") + 7, 128, ""); }},
      {"an unknown key", [](chain& c) { c[0].replace(c[0].find("\"new\""), 5, "\"neu\""); }},
      {"no object", [](chain& c) { c[0] = "{\"key\":{\"kind\":\"succession\",\"succession\":null}}"; }},
      {"a certificate", [](chain& c) { c[0] = "{\"key\":{\"certificate\":{},\"kind\":\"succession\"}}"; }},
  };
}

TEST_F(a_succeeded_root, has_a_chain_that_nobody_can_forge) {
  const std::vector<forgery> all = forgeries();
  std::string names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string text = with_successions(all[i].change);
    const verify_report found = checked(text);
    EXPECT_NE(said(found), "") << all[i].name;
    // An earlier root vouches for nothing then.
    EXPECT_NE(said(checked(text, {root_number(1), {}})).find("of another site"), std::string::npos)
        << all[i].name;
    put(fmt::format("{}.jsonl", i), text);
    names += fmt::format("{}.jsonl ", i);
  }
  EXPECT_EQ(said(checked(with_successions([](auto&) {}))), "") << "what is changed is the chain alone";
  for (const char* known : {"", "--root "}) {
    const std::string root = *known == '\0' ? "" : known + root_number(1).hex();
    EXPECT_EQ(run(names + root), 4);
    EXPECT_EQ(said_.find("Traceback"), std::string::npos) << said_;
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_NE(said_.find(fmt::format("{}.jsonl does not hold", i)), std::string::npos) << all[i].name;
    }
  }
}

TEST_F(a_succeeded_root, leaves_no_byte_that_can_be_changed) {
  std::string names;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::mt19937_64 random(seed);
    mutation m = mutated(two_roots().after.text, two_roots().daemon(), random);
    EXPECT_NE(said(checked(m.text)), "") << "seed " << seed << ": " << m.about;
    if (seed > 20) continue;
    put(fmt::format("{}.jsonl", seed), m.text);
    names += fmt::format("{}.jsonl ", seed);
  }
  EXPECT_EQ(run(names), 4);
  EXPECT_EQ(said_.find(" holds."), std::string::npos) << said_;
}

// Otherwise one half of the file would be signed by the one root and one by the other.
TEST_F(a_succeeded_root, ends_an_export_that_has_begun) {
  for (const bool is_planned : {false, true}) {
    scheduler::test::evidence_site s(1);
    const header_line h = header_from_line(lines_of(s.month("2026-10").text).front()).value();
    scheduler::api::evidence_export e({h.month, h.timezone, h.from, h.to, s.daemon(), {}, {}});
    result<bool> planned = e.plan(s.the_ledger());
    while (is_planned && planned && !*planned) planned = e.plan(s.the_ledger());
    ASSERT_TRUE(planned);
    s.succeed_root();
    const errc code = is_planned ? e.next(s.the_ledger()).error().code : e.plan(s.the_ledger()).error().code;
    EXPECT_EQ(code, errc::conflict) << is_planned;
  }
}

}  // namespace
}  // namespace bangtin::evidence::checker::test
