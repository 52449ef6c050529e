// script/verify-evidence, the checker in Python, on real and on changed files.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <random>

#include "base/files.hpp"
#include "evidence/verify/mutation.hpp"
#include "support/evidence_site.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::evidence::checker::test {
namespace {

class the_second_checker : public ::testing::Test {
 protected:
  // Runs the script with the arguments in the test's folder, and returns its exit code; what it printed is in
  // said_.
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
  scheduler::test::evidence_site site_{2};
  scheduler::test::evidence_file october_ = site_.month("2026-10");
  std::string said_;
};

TEST_F(the_second_checker, takes_what_the_daemon_wrote) {
  put("october.jsonl", october_.text);
  put("august.jsonl", site_.month("2026-08").text);
  put("heads.txt", report::to_text(october_.heads));
  EXPECT_EQ(run("october.jsonl --heads heads.txt --root " + site_.root().public_part().hex()), 0) << said_;
  EXPECT_NE(said_.find("october.jsonl holds"), std::string::npos) << said_;
  EXPECT_EQ(run("august.jsonl"), 0) << said_;
  EXPECT_NE(said_.find("Not known"), std::string::npos) << said_;
  EXPECT_EQ(run("october.jsonl --root " + site_.daemon().public_part().hex()), 4) << said_;
  EXPECT_EQ(run("missing.jsonl"), 1) << said_;
  EXPECT_EQ(run("october.jsonl --root xyz"), 2) << said_;
}

TEST_F(the_second_checker, takes_receipts_of_all_keys_that_root_names_and_of_no_other) {
  site_.renew_daemon_key();
  const std::string renewed = site_.month("2026-10").text;
  put("renewed.jsonl", renewed);
  EXPECT_EQ(run("renewed.jsonl"), 0) << said_;
  const std::string old_key = scheduler::test::key_of("daemon").public_part().hex();
  const std::string begin = "{\"receipt\":{\"daemon\":\"";
  const std::size_t at = renewed.find(begin + old_key);
  ASSERT_NE(at, std::string::npos);
  std::string other = renewed;
  other.replace(at + begin.size(), old_key.size(), secret_key::generate().public_part().hex());
  put("other.jsonl", scheduler::test::sealed_again(other, site_.daemon()));
  EXPECT_EQ(run("other.jsonl"), 4);
  EXPECT_NE(said_.find("does not name as one of the daemon"), std::string::npos) << said_;
  std::string unnamed = renewed;
  unnamed.erase(at + std::string("{\"receipt\":{").size(),
                std::string("\"daemon\":\"\",").size() + old_key.size());
  put("unnamed.jsonl", scheduler::test::sealed_again(unnamed, site_.daemon()));
  EXPECT_EQ(run("unnamed.jsonl"), 4);
  EXPECT_NE(said_.find("not signed by the daemon's key"), std::string::npos) << said_;
}

TEST_F(the_second_checker, finds_changed_files_although_the_daemon_sealed_them_again) {
  std::string names;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    std::mt19937_64 random(seed);
    const std::string name = std::to_string(seed) + ".jsonl";
    put(name, mutated(october_.text, site_.daemon(), random).text);
    names += name + " ";
  }
  EXPECT_EQ(run(names), 4);
  EXPECT_EQ(said_.find(" holds:"), std::string::npos) << said_;
  EXPECT_EQ(said_.find("Traceback"), std::string::npos) << said_;
}

TEST_F(the_second_checker, tells_grown_evidence_from_another_past) {
  put("october.jsonl", october_.text);
  report::filed_heads sheet = october_.heads;
  sheet.evidence = sha256("the file of that day");
  put("grown.txt", report::to_text(sheet));
  EXPECT_EQ(run("october.jsonl --heads grown.txt"), 0) << said_;
  EXPECT_NE(said_.find("has grown since the head sheet"), std::string::npos) << said_;
  sheet.heads[0].head.hash = sha256("another past");
  put("other.txt", report::to_text(sheet));
  EXPECT_EQ(run("october.jsonl --heads other.txt"), 4) << said_;
  sheet = october_.heads;
  sheet.evidence.reset();
  sheet.heads.pop_back();
  put("short.txt", report::to_text(sheet));
  EXPECT_EQ(run("october.jsonl --heads short.txt"), 0) << said_;
  EXPECT_NE(said_.find("newest records of 1 of 5 logs were cut off"), std::string::npos) << said_;
}

TEST_F(the_second_checker, finds_a_cut_file) {
  put("cut.jsonl", october_.text.substr(0, october_.text.size() / 2));
  put("empty.jsonl", "");
  EXPECT_EQ(run("cut.jsonl"), 4) << said_;
  EXPECT_EQ(run("empty.jsonl"), 4) << said_;
}

}  // namespace
}  // namespace bangtin::evidence::checker::test
