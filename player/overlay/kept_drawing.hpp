// A drawing that is kept and made again when the values that it was made from change.
#pragma once

#include <memory>
#include <optional>
#include <utility>

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
  bool coming() const { return coming_ != nullptr; }
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

}  // namespace bangtin::player::overlay
