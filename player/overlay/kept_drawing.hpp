// Drawings that are kept, and made again when the values that they were made from change: one, or several
// that are ordered ahead of their time.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "player/stage/typesetter.hpp"

namespace bangtin::player::overlay {

template <class Key, class Drawn>
class kept_drawing {
 public:
  // The drawing for `key`; null while the typesetter makes it. Without a typesetter it is made here.
  template <class Make>
  const Drawn* get(stage::typesetter* texts, const Key& key, Make make) {
    take();
    if (of_ == key) return &*drawn_;
    if (texts == nullptr) {
      drawn_ = make();
      of_ = key;
      return &*drawn_;
    }
    if (coming_of_ != key) {
      coming_ = texts->order(std::move(make));
      coming_of_ = key;
      take();
    }
    return of_ == key ? &*drawn_ : nullptr;
  }
  // The drawing made last, whatever it was made from; null: none yet.
  const Drawn* last() const { return drawn_ ? &*drawn_ : nullptr; }
  void forget() { *this = {}; }

 private:
  void take() {
    if (!coming_ || coming_->get() == nullptr) return;
    drawn_ = *coming_->get();
    of_ = std::exchange(coming_of_, std::nullopt);
    coming_.reset();
  }

  std::optional<Key> of_;
  std::optional<Drawn> drawn_;
  std::optional<Key> coming_of_;
  std::shared_ptr<const stage::ordered<Drawn>> coming_;
};

// The drawings of the last few keys.
template <class Key, class Drawn>
class drawing_cache {
 public:
  // As of kept_drawing. The pointer is good until the next call.
  template <class Make>
  const Drawn* get(stage::typesetter* texts, const Key& key, Make make) {
    auto found = std::find_if(all_.begin(), all_.end(), [&](const entry& e) { return e.of == key; });
    if (found == all_.end()) {
      if (all_.size() == max_kept) all_.erase(all_.begin());
      all_.push_back({key, {}});
    } else {
      std::rotate(found, found + 1, all_.end());  // the one used last is the last to go
    }
    return all_.back().drawing.get(texts, key, std::move(make));
  }

 private:
  static constexpr std::size_t max_kept = 6;  // more than the stage has cues
  struct entry {
    Key of;
    kept_drawing<Key, Drawn> drawing;
  };
  std::vector<entry> all_;
};

}  // namespace bangtin::player::overlay
