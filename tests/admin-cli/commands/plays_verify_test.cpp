// plays verify, which needs no daemon. tests/evidence/verify has what makes a file hold or not.
#include <algorithm>

#include "admin-cli/commands/calls.hpp"
#include "support/evidence_site.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class plays_verify_command : public calls {
 protected:
  scheduler::test::evidence_site site_{1};
  scheduler::test::evidence_file october_ = site_.month("2026-10");
  std::string whole_ = file("october.jsonl", october_.text);
  std::string heads_ = file("heads.txt", evidence::report::to_text(october_.heads));
};

TEST_F(plays_verify_command, shows_the_counts_of_a_file_that_holds) {
  spoken said = call({"plays", "verify", whole_, "--heads", heads_});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Screen  Plays  Airtime  Partial  Failed  Uncounted\n"));
  EXPECT_THAT(said.out, HasSubstr("The file holds. Month: "));
  EXPECT_THAT(said.out, Not(HasSubstr("Not known")));
  spoken answer = call({"plays", "verify", whole_, "--json"});
  EXPECT_EQ(answer.document().at("ok"), true);
  EXPECT_EQ(answer.document().at("month"), "2026-10");
  EXPECT_EQ(answer.document().at("sha256"), json::value(sha256(october_.text).hex()));
  EXPECT_EQ(answer.document().at("totals").as_array().size(), 3U);
}

TEST_F(plays_verify_command, says_what_a_head_sheet_leaves_open) {
  evidence::report::filed_heads sheet = october_.heads;
  sheet.evidence = sha256("the file of that day");
  std::string grown = file("grown.txt", evidence::report::to_text(sheet));
  spoken said = call({"plays", "verify", whole_, "--heads", grown});
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("has grown since the head sheet"));
  EXPECT_EQ(call({"plays", "verify", whole_, "--heads", grown, "--json"}).document().at("has_grown"), true);
  sheet = {.month = std::chrono::year(2026) / 11, .evidence = {}, .root = sheet.root, .heads = {}};
  std::string other = file("other.txt", evidence::report::to_text(sheet));
  said = call({"plays", "verify", whole_, "--heads", other});
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("Not known: whether the newest records of 5 of 5 logs were cut off"));
  EXPECT_EQ(call({"plays", "verify", whole_, "--heads", other, "--json"}).document().at("heads_checked"),
            false);
}

TEST_F(plays_verify_command, says_which_root_key_is_an_earlier_one) {
  const std::string first = site_.root().public_part().hex();
  spoken said = call({"plays", "verify", whole_, "--root", first, "--json"});
  EXPECT_TRUE(said.document().at("earlier_roots").as_array().empty());
  site_.succeed_root();
  const std::string later = file("later.jsonl", site_.month("2026-10").text);
  for (const std::vector<std::string>& known :
       std::vector<std::vector<std::string>>{{"--root", first}, {"--heads", heads_}}) {
    said = call({"plays", "verify", later, known[0], known[1]});
    EXPECT_EQ(said.code, 0) << said.out;
    EXPECT_THAT(said.out, HasSubstr("The root key " + first + " is an earlier one of this site"));
    said = call({"plays", "verify", later, known[0], known[1], "--json"});
    const json::array earlier = said.document().at("earlier_roots").as_array();
    ASSERT_EQ(earlier.size(), 1U);
    EXPECT_EQ(earlier[0].at("root"), json::value(first));
    EXPECT_EQ(earlier[0].at("succeeded"), "2026-11-03T00:00:00.000+07:00");
  }
  EXPECT_THAT(call({"plays", "verify", later, "--root", site_.root().public_part().hex()}).out,
              Not(HasSubstr("earlier one")));
  EXPECT_EQ(call({"plays", "verify", whole_, "--root", site_.root().public_part().hex()}).code, 4);
}

TEST_F(plays_verify_command, says_what_it_cannot_know) {
  spoken said = call({"plays", "verify", whole_});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("Compare the root key " + site_.root().public_part().hex()));
  EXPECT_THAT(said.out, HasSubstr("whether the newest records were cut off"));
}

TEST_F(plays_verify_command, names_the_line_of_each_failure_and_ends_with_4) {
  std::string changed = october_.text;
  const std::size_t at = changed.find("\"outcome\":\"partial\"");
  changed.replace(at, 19, "\"outcome\":\"failed\" ");
  const auto line = std::count(changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  std::string bad = file("bad.jsonl", changed);
  spoken said = call({"plays", "verify", bad});
  EXPECT_EQ(said.code, 4);
  EXPECT_THAT(said.out, HasSubstr(bad + ", line " + std::to_string(line) + ": "));
  EXPECT_THAT(said.out, HasSubstr("the file was changed after it was sealed"));
  EXPECT_EQ(call({"plays", "verify", bad, "--json"}).document().at("ok"), false);
  EXPECT_EQ(call({"plays", "verify", whole_, "--root", std::string(64, '0')}).code, 4);
}

TEST_F(plays_verify_command, refuses_what_it_cannot_read) {
  EXPECT_EQ(call({"plays", "verify", whole_, "--root", "12"}).code, 2);
  EXPECT_EQ(call({"plays", "verify", whole_, "--heads", whole_}).code, 1);
  EXPECT_EQ(call({"plays", "verify", heads_ + ".missing"}).code, 1);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
