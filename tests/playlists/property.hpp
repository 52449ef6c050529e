// Runs properties more often than RapidCheck's usual hundred times.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>

namespace bangtin::playlists::testing {

// Sanitizers look for other faults and are slow, so with them each property runs a tenth as often.
#ifdef BANGTIN_SANITIZED
constexpr int thinned = 10;
#else
constexpr int thinned = 1;
#endif

// Checks the property `times` times as often as usual, and fails the test with the smallest counterexample.
// RapidCheck's own configuration (RC_PARAMS) sets the seed and other options.
template <class Property>
void holds(int times, Property property) {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = params.maxSuccess * times / thinned;
  std::string name = std::string(test->test_suite_name()) + "/" + test->name();
  rc::detail::TestResult result =
      rc::detail::checkTestable(property, rc::detail::TestMetadata{name, test->name()}, params);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream out;
  rc::detail::printResultMessage(result, out);
  ADD_FAILURE() << out.str();
}

}  // namespace bangtin::playlists::testing
