#include "scheduler/jobs/progress_meter.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin::scheduler::jobs {
namespace {

using namespace std::chrono_literals;

TEST(progress_meter, tells_no_time_before_it_can_know) {
  progress_meter m;
  EXPECT_EQ(m.left(), std::nullopt);
  m.update(1'999ms, 500);
  EXPECT_EQ(m.left(), std::nullopt) << "too early";
  progress_meter slow;
  slow.update(60s, 19);
  EXPECT_EQ(slow.left(), std::nullopt) << "too little";
  slow.update(61s, 20);
  EXPECT_NE(slow.left(), std::nullopt);
}

TEST(progress_meter, of_a_steady_job_is_right_from_the_first_estimate) {
  progress_meter m;
  for (int second = 1; second <= 100; ++second) {
    m.update(second * 1s, second * 10);
    if (second < 2) continue;
    EXPECT_EQ(m.left(), (100 - second) * 1s) << second;
  }
}

TEST(progress_meter, follows_a_change_without_jumping) {
  progress_meter m;
  for (int second = 1; second <= 50; ++second) m.update(second * 1s, second * 10);
  auto before = *m.left();
  m.update(51s, 800);  // three tenths at once; the raw estimate is 13 s now
  EXPECT_LT(*m.left(), before);
  EXPECT_GT(*m.left(), 30s) << "a single step moves it a little";
  for (int second = 52; second <= 70; ++second) m.update(second * 1s, 800 + (second - 51) * 10);
  EXPECT_LE(*m.left(), 3s) << "but it arrives";
}

TEST(progress_meter, takes_nothing_back) {
  progress_meter m;
  m.update(10s, 500);
  m.update(9s, 400);
  EXPECT_EQ(m.permille(), 500);
  m.update(11s, 5000);
  EXPECT_EQ(m.permille(), 1000);
  EXPECT_EQ(m.left(), 8s) << "drawn towards zero";
}

TEST(progress_meter, knows_since_when_nothing_moves) {
  progress_meter m;
  m.update(3s, 10);
  EXPECT_EQ(m.unmoved(), 0s);
  m.update(13s, 10);
  EXPECT_EQ(m.unmoved(), 10s);
  m.update(14s, 11);
  EXPECT_EQ(m.unmoved(), 0s);
}

RC_GTEST_PROP(progress_meter, is_never_negative_nor_beyond_what_it_saw, ()) {
  progress_meter m;
  std::chrono::milliseconds elapsed{};
  int permille = 0;
  double slowest = 0;
  for (int step = *rc::gen::inRange(1, 60); step > 0; --step) {
    elapsed += std::chrono::milliseconds(*rc::gen::inRange(0, 5000));
    permille = std::min(1000, permille + *rc::gen::inRange(0, 60));
    m.update(elapsed, permille);
    if (permille > 0) {
      slowest = std::max(slowest, static_cast<double>(elapsed.count()) * (1000 - permille) / permille);
    }
    if (!m.left()) continue;
    RC_ASSERT(m.left()->count() >= 0);
    RC_ASSERT(static_cast<double>(m.left()->count()) <= slowest / 1000 + 1);
  }
}

}  // namespace
}  // namespace bangtin::scheduler::jobs
