// The compositor asks for the layers with every picture that it presents, and when their source wants to be
// asked; the output finds out what differs. A fade advances with every frame of either video, and 30 times a
// second where nothing else moves.
#include "player/stage/compositor.hpp"

#include <algorithm>

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

constexpr microseconds fade_step = 33ms;
constexpr microseconds layers_pause = 8ms;

}  // namespace

compositor::compositor(output::output& out, rotation turned, std::unique_ptr<layer_source> layers,
                       std::function<utc_ms()> wall_clock)
    : out_(out),
      turned_(turned),
      source_(std::move(layers)),
      wall_clock_(wall_clock ? std::move(wall_clock) : [] { return system_clock_source().now().utc; }),
      black_({16, 9}) {}

scene compositor::compose(const cue* on_show, microseconds now) {
  scene s;
  std::optional<shown_picture> current;
  if (on_show != nullptr) current = on_show->on_output(turned_, room_of(*on_show));
  s.picture = current ? *current : shown_picture{black_.view()};
  s.turned = turned_;
  s.layers = layers_;
  if (fading(now)) {
    s.before =
        before_ != nullptr ? before_->on_output(turned_, room_of(*before_)) : shown_picture{mixture_.view()};
    // At least 1 of 256, so that something of the new picture is visible at once.
    if (s.before) s.part = static_cast<int>(1 + 255 * std::max(now - fade_at_, 0us) / fade_length_);
  }
  s.version = version_;
  return s;
}

bool compositor::show(const cue* on_show, microseconds now) {
  if (fades_) changed();
  ask_for_layers(on_show, now);
  scene s = compose(on_show, now);
  if (!out_.show(s)) return false;
  shown_version_ = version_;
  shown_at_ = now;
  next_step_ = s.before ? std::min(now + fade_step, fade_at_ + fade_length_) : never;
  if (fades_ && !s.before) cut();
  return true;
}

void compositor::keep_up(const cue* on_show, microseconds now) {
  if (shown_version_ != version_ || now >= std::min(next_step_, layers_due_)) show(on_show, now);
}

microseconds compositor::next_look() const {
  return std::min(next_step_, layers_due_);
}

void compositor::fade_from(const cue& before, microseconds at, microseconds length) {
  scene last = compose(&before, shown_at_);
  before_ = &before;
  if (last.before) {
    image mixture(out_.size());
    brush_.paint_mix(*last.before, last.picture, last.part, canvas_of(mixture));
    mixture_ = std::move(mixture);
    before_ = nullptr;
  }
  fades_ = length > 0us;
  fade_at_ = at;
  fade_length_ = length;
}

void compositor::cut() {
  fades_ = false;
  before_ = nullptr;
  next_step_ = never;
  mixture_ = {};
}

void compositor::overlay(const overlays& what) {
  if (!source_) return;
  source_->set(what);
  layers_due_ = 0us;
  changed();  // the picture may have another room
}

rect_px compositor::room_of(const cue& c) const {
  if (!source_) return {};
  return source_->room({shown_at_, {}, seen(out_.size(), turned_), &c.what, 0us, c.picture_size()});
}

void compositor::ask_for_layers(const cue* on_show, microseconds now) {
  if (!source_) return;
  layer_source::moment m{now,
                         wall_clock_(),
                         seen(out_.size(), turned_),
                         on_show != nullptr ? &on_show->what : nullptr,
                         on_show != nullptr ? on_show->position(now) : 0us,
                         on_show != nullptr ? on_show->picture_size() : size_px{}};
  layers_ = source_->layers(m);
  layers_due_ = std::max(source_->next_change(m), now + layers_pause);
}

result<image> compositor::grab(const cue* on_show) {
  return out_.grab(compose(on_show, shown_at_));
}

}  // namespace bangtin::player::stage
