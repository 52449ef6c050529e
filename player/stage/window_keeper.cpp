// The display's thread says what is there, at most half a second late. A window without a manager is moved at
// once. Where somebody else places it, that gets a while to do so; then the window is opened again, once for
// each place, because a manager that wants it elsewhere would get its way again and again.
#include "player/stage/window_keeper.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "player/stage/displays.hpp"

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

constexpr microseconds look_every = 500ms;
constexpr microseconds try_every = 1s;
constexpr microseconds place_timeout = 700ms;

}  // namespace

result<image> window_keeper::current_output::grab(const scene& shown) {
  if (to_ != nullptr) return to_->grab(shown);
  return error{errc::io, msg("there is no display"), msg("connect one to the screen's machine")};
}

window_keeper::window_keeper(const stage_options& options) : options_(options) {}

window_keeper::~window_keeper() {
  current_.set(nullptr);
}

display_maker window_keeper::maker() const {
  if (options_.make_display) return options_.make_display;
  std::string driver = window_ ? window_->driver() : "";
  int card = window_ ? window_->drm_fd() : -1;
  return [driver, card] { return make_display(driver, card); };
}

// From now on the thread looks at the display of the window, or for one if there is no window.
void window_keeper::watch() {
  if (display_) return display_->use(maker());
  display_ = std::make_unique<display_thread>(maker());
}

result<void> window_keeper::open() {
  if (result<void> done = open_now(); !done) return done;
  if (!display_) watch();
  return {};
}

result<void> window_keeper::open_now() {
  const window_opener& opener = options_.open_window;
  auto opened = opener ? opener(options_) : open_window(options_);
  if (!opened && opened.error().code != errc::io) return opened.error();
  if (!opened) {
    std::string why = describe(opened.error());
    if (std::exchange(last_error_, why) != why) spdlog::warn("{}; waiting for a display", why);
    return {};
  }
  window_ = std::move(*opened);
  current_.set(&window_->out());
  last_error_.clear();
  look_due_ = {};  // again once the first picture is out: until then no connector is sent anything
  arrangement_.reset();
  misplaced_since_ = never;
  watch();
  switch_again_ = powered_.has_value();
  return {};
}

bool window_keeper::try_open(microseconds now) {
  if (now < try_due_) return false;
  try_due_ = now + try_every;
  if (result<void> done = open_now(); !done) spdlog::error("{}", describe(done.error()));
  return window_ != nullptr;
}

void window_keeper::close() {
  display_->let_go();
  current_.set(nullptr);
  window_ = nullptr;
  watch();
}

window_news window_keeper::attend(microseconds now) {
  window_news n;
  if (window_) n = window_->news();
  // Not before the new window has presented something, which switches the output on.
  if (std::exchange(switch_again_, false)) display_->power(*powered_);
  if (n.displays || now >= look_due_) {
    look_due_ = now + look_every;
    display_->look();
  }
  std::optional<display_state> s = display_->state();
  if (!s) return n;
  bool changed = window_ ? follow(*s, now) : s->openable && try_open(now);
  n.resized = n.resized || changed;
  n.redraw = n.redraw || changed;
  return n;
}

// True when the window was opened again or closed.
bool window_keeper::follow(const display_state& s, microseconds now) {
  bool rearranged = arrangement_ && *arrangement_ != s.arrangement;
  arrangement_ = s.arrangement;
  if (rearranged && s.arrangement.empty()) {
    spdlog::warn("the graphics card has gone; waiting for a display");
    close();
    return true;
  }
  // Not when a screen goes: the next one may be plugged in at any time, and until then nobody looks.
  // The one that is plugged in may be another one, to which nothing is sent yet.
  if (rearranged && s.openable) {
    spdlog::info("the screens at the graphics card have changed");
    close();
    try_due_ = {};
    try_open(now);
    return true;
  }
  std::optional<rect_px> wanted = s.area ? s.area : window_->wanted_place();
  if (options_.windowed || !wanted || *wanted == window_->place()) {
    misplaced_since_ = never;
    return false;
  }
  return follow_place(*wanted, now);
}

bool window_keeper::follow_place(const rect_px& wanted, microseconds now) {
  if (window_->move_to(wanted)) return false;
  if (misplaced_since_ == never) misplaced_since_ = now;
  if (now - misplaced_since_ < place_timeout || opened_again_for_ == wanted) return false;
  spdlog::info("the window does not fill the display; opening it again");
  opened_again_for_ = wanted;
  close();
  try_due_ = {};
  try_open(now);
  return true;
}

std::optional<output_state> window_keeper::state() const {
  if (!window_) return output_state{.connected = false, .no_display = true};
  std::optional<display_state> s = display_->state();
  if (!s) return std::nullopt;
  bool lost = window_->driver() == "wayland" && !window_->wanted_place() && !options_.windowed;
  return output_state{.connected = s->screen == connection::connected && !lost,
                      .known = s->screen != connection::unknown || lost};
}

void window_keeper::power(bool on) {
  powered_ = on;
  switch_again_ = false;
  if (display_) display_->power(on);
}

}  // namespace bangtin::player::stage
