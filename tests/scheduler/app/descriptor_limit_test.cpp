#include "scheduler/app/descriptor_limit.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::app {
namespace {

TEST(descriptors, that_do_not_suffice_make_all_limits_smaller) {
  const http::connection_limits wanted{1'000, 200, 4'000, 16};
  EXPECT_EQ(fitting(wanted, 20'000), wanted);
  EXPECT_EQ(fitting(wanted, 16'512), wanted) << "three for each connection, and what else there is";
  EXPECT_EQ(fitting(wanted, 8'512), (http::connection_limits{500, 100, 2'000, 16}));
  const http::connection_limits few = fitting(wanted, 256);
  EXPECT_EQ(few, (http::connection_limits{8, 8, 8, 16})) << "it serves all the same";
}

TEST(descriptors, are_as_many_as_the_process_may_have) {
  const http::connection_limits small{100, 10, 100, 4};
  EXPECT_EQ(make_room_for(small), small);
}

}  // namespace
}  // namespace bangtin::scheduler::app
