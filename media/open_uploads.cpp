// An entry is taken out while its upload goes on, so two requests never share a hash state. An entry whose
// file was changed or deleted meanwhile does no harm: store::begin compares the file's marks.
#include "media/open_uploads.hpp"

#include <algorithm>

namespace bangtin::media {

result<store::upload> open_uploads::resume(const digest& d, std::int64_t offset) {
  std::optional<upload_progress> known;
  {
    std::lock_guard lock(mutex_);
    if (auto found = known_.find(d); found != known_.end() && found->second.known.offset() == offset) {
      known = std::move(found->second.known);
      known_.erase(found);
    }
  }
  result<store::upload> u = store_.begin(d, offset, std::move(known));
  if (!u) return u.error();
  std::lock_guard lock(mutex_);
  hashed_again_ += u->unread();
  return u;
}

result<void> open_uploads::pause(const digest& d, store::upload u) {
  result<upload_progress> known = u.leave();
  if (!known) return known.error();
  std::lock_guard lock(mutex_);
  known_.insert_or_assign(d, entry{std::move(*known), ++turns_});
  if (known_.size() > max_) drop_oldest();
  return {};
}

void open_uploads::drop_oldest() {
  known_.erase(std::min_element(known_.begin(), known_.end(),
                                [](const auto& a, const auto& b) { return a.second.turn < b.second.turn; }));
}

std::int64_t open_uploads::bytes_hashed_again() const {
  std::lock_guard lock(mutex_);
  return hashed_again_;
}

}  // namespace bangtin::media
