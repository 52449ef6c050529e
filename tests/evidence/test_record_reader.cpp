// The fast reader accepts what evidence::from_line accepts, and reads the same values.
#include "evidence/record_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/mutate.hpp"
#include "evidence/sample_records.hpp"

namespace bangtin::evidence {
namespace {

// `r` holds another record before, whose values must not shine through.
void expect_same(const std::string& line, record r) {
  result<record> slow = from_line(line);
  result<void> fast = read_record(line, r);
  RC_ASSERT(fast.has_value() == slow.has_value());
  if (slow) RC_ASSERT(r == *slow);
}

RC_GTEST_PROP(the_fast_record_reader, reads_what_the_slow_one_reads, ()) {
  expect_same(to_line(sample::any_record()), sample::any_record());
}

RC_GTEST_PROP(the_fast_record_reader, refuses_what_the_slow_one_refuses, ()) {
  expect_same(fakes::mutated(to_line(sample::any_record())), sample::any_record());
}

}  // namespace
}  // namespace bangtin::evidence
