// Whatever the number of signatures and of threads, exactly the wrong ones are named.
#include "evidence/verify/signature_checks.hpp"

#include <gtest/gtest.h>

#include "evidence/verify/section.hpp"

namespace bangtin::evidence::checker::test {
namespace {

std::vector<std::int64_t> wrong_among(std::int64_t count, const std::vector<std::int64_t>& wrong) {
  static const secret_key key = secret_key::generate();
  static const signed_text good = sign_text("a receipt", key);
  signed_text bad = good;
  bad.signature.value[40] ^= 1;
  signature_checks checks;
  for (std::int64_t line = 1; line <= count; ++line) {
    const bool is_wrong = std::find(wrong.begin(), wrong.end(), line) != wrong.end();
    checks.add(line, is_wrong ? bad : good, key.public_part());
  }
  return checks.finish();
}

TEST(signature_checks, names_exactly_the_wrong_ones) {
  using lines = std::vector<std::int64_t>;
  const auto few = static_cast<std::int64_t>(signature_checks::threads_from);
  const auto many = static_cast<std::int64_t>(signature_checks::max_waiting) + 300;
  struct row {
    std::int64_t count;
    lines wrong;
  };
  for (const row& r : {row{0, {}}, row{1, {}}, row{1, {1}}, row{few - 1, {1, few - 1}}, row{few, {few}},
                       row{few + 1, {1, 2, few + 1}}, row{many, {}}, row{many, {1, 500, 501, many}}}) {
    EXPECT_EQ(wrong_among(r.count, r.wrong), r.wrong) << "of " << r.count;
  }
}

TEST(signature_checks, may_be_given_up_while_many_wait) {
  const secret_key key = secret_key::generate();
  const signed_text note = sign_text("a receipt", key);
  signature_checks checks;
  for (int line = 1; line <= 500; ++line) checks.add(line, note, key.public_part());
}

TEST(findings, that_come_late_stand_at_their_lines) {
  findings f;
  f.line = 7;
  f.add(msg("b"));
  f.line = 9;
  f.add(msg("c"));
  f.add_at({3, 7, 12}, msg("a"));
  std::vector<std::pair<std::int64_t, std::string>> said;
  for (const finding& one : f.kept) said.emplace_back(one.line, one.what.id);
  EXPECT_EQ(said, (std::vector<std::pair<std::int64_t, std::string>>{
                      {3, "a"}, {7, "a"}, {7, "b"}, {9, "c"}, {12, "a"}}));
}

TEST(findings, keeps_the_first_ones_of_many) {
  findings f;
  for (std::size_t i = 0; i < findings::max_kept; ++i) f.add(msg("b"));
  f.add_at({0, 0}, msg("a"));
  EXPECT_EQ(f.kept.size(), findings::max_kept);
  EXPECT_EQ(f.kept[1].what.id, "a");
  EXPECT_EQ(f.more, 2);
}

}  // namespace
}  // namespace bangtin::evidence::checker::test
