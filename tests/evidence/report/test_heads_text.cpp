#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/mutate.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf.hpp"
#include "evidence/report/sample_report.hpp"

namespace bangtin::evidence::report {
namespace {

using testing::HasSubstr;

const std::string log_a(32, 'a'), log_b(32, 'b');
const std::string hash_a(64, '1'), hash_b(64, '2');

filed_heads two() {
  return {std::chrono::year(2026) / 10,
          digest::from(std::string(64, 'e')),
          std::nullopt,
          {{"lobby", {log_b, 7, *digest::from(hash_b)}}, {"lobby", {log_a, 48213, *digest::from(hash_a)}}}};
}

TEST(heads_text, is_what_the_page_says) {
  EXPECT_EQ(to_text(two()), "bangtin-heads-1\nmonth 2026-10\nevidence " + std::string(64, 'e') +
                                "\nhead lobby\t" + log_a + "\t48213\t" + hash_a + "\nhead lobby\t" + log_b +
                                "\t7\t" + hash_b + "\n");
}

TEST(heads_text, survives_mail_and_editors) {
  std::string text = to_text(two()), windows = "\xEF\xBB\xBF";
  for (char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(heads_text_in(windows + "\r\n").value(), text);
}

TEST(heads_text, joins_scanned_codes) {
  filed_heads first = two(), second = two();
  first.heads.pop_back(), second.heads.erase(second.heads.begin());
  EXPECT_EQ(heads_text_in(to_text(second) + "\n" + to_text(first)).value(), to_text(two()));
}

TEST(heads_text, names_the_line_that_does_not_belong) {
  const std::string begin = "bangtin-heads-1\nmonth 2026-10\n",
                    head = "head lobby\t" + log_a + "\t7\t" + hash_a + "\n";
  struct {
    const char* why;
    std::string text;
    const char* line;
  } cases[]{{"another kind of text", "bangtin-head-1\n", "line 1"},
            {"no beginning", head, "line 1"},
            {"a month that is none", "bangtin-heads-1\nmonth 2026-13\n", "line 2"},
            {"two months", begin + "month 2026-11\n", "line 3"},
            {"an unknown word", begin + "seal " + hash_a + "\n", "line 3"},
            {"a short hash", begin + "head lobby\t" + log_a + "\t7\t1234\n", "line 3"},
            {"a log in capitals", begin + "head lobby\t" + std::string(32, 'A') + "\t7\t" + hash_a + "\n",
             "line 3"},
            {"a number of 0", begin + "head lobby\t" + log_a + "\t0\t" + hash_a + "\n", "line 3"},
            {"a number with a sign", begin + "head lobby\t" + log_a + "\t+7\t" + hash_a + "\n", "line 3"},
            {"spaces for tabs", begin + "head lobby " + log_a + " 7 " + hash_a + "\n", "line 3"},
            {"two heads of a log", begin + head + "head lobby\t" + log_a + "\t8\t" + hash_b + "\n", "line 4"},
            {"two evidence files", begin + "evidence " + hash_a + "\nevidence " + hash_b + "\n", "line 4"}};
  for (const auto& c : cases) {
    result<filed_heads> read = heads_from_text(c.text);
    ASSERT_FALSE(read) << c.why;
    EXPECT_THAT(describe(read.error()), HasSubstr(c.line)) << c.why;
  }
  EXPECT_FALSE(heads_from_text("")) << "nothing";
  EXPECT_FALSE(heads_from_text("bangtin-heads-1\n")) << "no month";
  EXPECT_EQ(heads_from_text(std::string((16U << 20) + 1, '\n')).error().code, errc::limit);
}

TEST(heads_text, a_pdf_without_it_is_refused_with_a_sentence) {
  EXPECT_FALSE(heads_text_in("%PDF-1.7\n"));
  EXPECT_FALSE(
      heads_text_in("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n"));
}

RC_GTEST_PROP(heads_text, what_is_written_is_read, ()) {
  filed_heads h{std::chrono::year(*rc::gen::inRange(1, 10'000)) / *rc::gen::inRange(1, 13), {}, {}, {}};
  if (*rc::gen::arbitrary<bool>()) h.evidence = sha256("evidence");
  if (*rc::gen::arbitrary<bool>()) h.root = public_key::from(sha256("root").hex());
  int count = *rc::gen::inRange(0, 20);
  for (int i = 0; i < count; ++i)
    h.heads.push_back({*rc::gen::element<std::string>("lobby", "market", "sảnh 1"),
                       {sha256(std::to_string(i)).hex().substr(32),
                        *rc::gen::inRange<std::int64_t>(1, 1LL << 53), sha256("hash")}});
  std::string text = to_text(h);
  RC_ASSERT(to_text(heads_from_text(text).value()) == text);
}

// A stranger's file may be anything: the reader answers, it does not crash.
RC_GTEST_PROP(heads_text, damage_is_refused_or_changes_nothing_unseen, ()) {
  std::string text = to_text(heads_of(samples::ordinary()));
  std::string damaged = fakes::mutated(text);
  result<std::string> read = heads_text_in(damaged);
  if (read.has_value()) RC_ASSERT(heads_text_in(read.value()).value() == read.value());
}

RC_GTEST_PROP(heads_text, a_damaged_pdf_never_crashes_the_reader, ()) {
  static const std::string pdf = head_sheet(samples::ordinary()).value();
  (void)heads_text_in("%PDF-1.7\n" + fakes::mutated(pdf));
}

}  // namespace
}  // namespace bangtin::evidence::report
