// Tests that texts are drawn elsewhere, in order, and only while somebody waits for them.
#include "player/stage/typesetter.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <future>
#include <string>
#include <vector>

namespace bangtin::player::stage {
namespace {

template <class T>
const T& wait_for(typesetter& t, const std::shared_ptr<const ordered<T>>& o) {
  while (o->get() == nullptr) {
    pollfd p{t.news_fd(), POLLIN, 0};
    ::poll(&p, 1, 10);
  }
  return *o->get();
}

TEST(typesetter, hands_over_what_was_ordered) {
  typesetter t;
  auto number = t.order([] { return 7; });
  auto text = t.order([] { return std::string("Quét mã"); });
  EXPECT_EQ(wait_for(t, text), "Quét mã");
  ASSERT_NE(number->get(), nullptr) << "orders are drawn in turn";
  EXPECT_EQ(*number->get(), 7);
}

TEST(typesetter, the_caller_goes_on_while_a_drawing_takes_long) {
  std::promise<void> gate;
  typesetter t;
  auto slow = t.order([open = gate.get_future().share()] {
    open.wait();
    return 1;
  });
  EXPECT_EQ(slow->get(), nullptr);
  gate.set_value();
  EXPECT_EQ(wait_for(t, slow), 1);
}

TEST(typesetter, what_nobody_wants_any_more_is_not_drawn) {
  std::promise<void> gate;
  typesetter t;
  auto first = t.order([open = gate.get_future().share()] {
    open.wait();
    return 1;
  });
  std::atomic<int> drawn = 0;
  for (int i = 0; i < 1000; ++i) t.order([&drawn] { return ++drawn; });
  auto last = t.order([&drawn] { return 100 + drawn; });
  gate.set_value();
  EXPECT_EQ(wait_for(t, last), 100);
}

}  // namespace
}  // namespace bangtin::player::stage
