// For any input the readers return a value or an error. They never throw, and accepted input is written
// again byte for byte.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/chain.hpp"
#include "evidence/mutate.hpp"
#include "evidence/record.hpp"
#include "evidence/sample_records.hpp"

namespace bangtin::evidence {
namespace {

RC_GTEST_PROP(bad_bytes, random_line, ()) {
  const auto text = *rc::gen::string<std::string>();
  if (result<record> r = from_line(text)) RC_ASSERT(to_line(*r) == text);
}

RC_GTEST_PROP(bad_bytes, mutated_line, ()) {
  const std::string text = fakes::mutated(to_line(sample::any_record()));
  if (result<record> r = from_line(text)) RC_ASSERT(to_line(*r) == text);
}

RC_GTEST_PROP(bad_bytes, random_and_mutated_notes, ()) {
  const receipt r{{sample::log_name, *sample::any_number(1, 1000), sha256("x")},
                  utc_ms(milliseconds(1)),
                  *rc::gen::element(0, 1, 2)};
  for (const std::string& text : {*rc::gen::string<std::string>(), fakes::mutated(to_text(r)),
                                  fakes::mutated(to_text(r.acknowledged))}) {
    if (result<receipt> read = receipt_from_text(text)) RC_ASSERT(to_text(*read) == text);
    if (result<head> read = head_from_text(text)) RC_ASSERT(to_text(*read) == text);
  }
}

}  // namespace
}  // namespace bangtin::evidence
