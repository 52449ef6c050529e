#include "player/sync/branch_walk.hpp"

namespace bangtin::player::sync {

std::int64_t branch_walk::next_end() const {
  if (back_ != 0) return back_;
  return waiting_.empty() ? 0 : waiting_.back();
}

bool branch_walk::waits(const evidence::batch& b) {
  return back_ != 0 && b.first_seq > tip_ + 1 && follows_nothing(b);
}

void branch_walk::is_known() {
  if (back_ != 0) {
    back_ = 0;
  } else {
    waiting_.pop_back();
  }
}

void branch_walk::is_set_aside(const evidence::batch& b) {
  ++set_aside_;
  if (back_ != 0) {
    back_ = b.first_seq - 1;
  } else {
    waiting_.pop_back();
  }
}

bool branch_walk::follows_nothing(const evidence::batch& b) {
  if (back_ == 0) return false;
  waiting_.push_back(b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1);
  back_ = b.first_seq - 1;
  return true;
}

}  // namespace bangtin::player::sync
