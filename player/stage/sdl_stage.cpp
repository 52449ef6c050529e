// Nothing in the loop waits for another process or for the disk: the threads of zygote, reaper, display, cec
// and layers do. The loop's steps, in this order: window events, the output's state, messages of the
// decoders, the pictures' rooms, presenting what is due, time limits, the audio device's rest; then it sleeps
// until a frame is due or a descriptor is readable. Some of SDL's back ends have no descriptor to poll for
// events, so the loop never sleeps longer than 200 ms.
#include "player/stage/sdl_stage.hpp"

#include <malloc.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "player/stage/sdl_stage_impl.hpp"

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

constexpr microseconds look_at_waiting = 50ms;
constexpr microseconds window_interval = 200ms;
constexpr milliseconds max_fade = 10s;
constexpr microseconds long_for_a_step = 25ms;
// Shorter differences occur because the two clocks are not read at once.
constexpr microseconds min_sleep = 500ms;

// A picture takes eight megabytes. The C library raises its mmap threshold as soon as such a block is freed,
// and then keeps such blocks for later; after some hours of pictures the player would hold more memory than
// it uses, in steps of a picture.
void give_pictures_back_at_once() {
  constexpr int larger_than_anything_small = 1 << 20;
  ::mallopt(M_MMAP_THRESHOLD, larger_than_anything_small);
}

// Runs the step, and logs it when it took so long that a frame may have been late.
template <class Step>
void timed(const char* name, Step step) {
  microseconds begun = now_us();
  step();
  microseconds took = now_us() - begun;
  if (took > long_for_a_step) spdlog::debug("stage: {} took {} ms", name, in_ms(took).count());
}

}  // namespace

// The cue whose picture is in the window; null: none.
cue* sdl_stage::impl::showing() {
  if (held) return held.get();
  auto found = cues.find(on_show);
  return found == cues.end() ? nullptr : found->second.get();
}

void sdl_stage::impl::attend_window(microseconds now) {
  window_news n = win.attend(now);
  if (n.close) events.emplace_back(close_requested{});
  if (n.sound_devices) audio.look_again();
  if (n.resized) {
    for (auto& [id, c] : cues) {
      if (c->drawn) draw(*c);
    }
    if (held && held->drawn) draw(*held);
    if (leaving && leaving->drawn) draw(*leaving);
  }
  if (n.redraw) picture.changed();
}

// Pictures without motion; the typesetter draws cards.
void sdl_stage::impl::draw(cue& c) {
  if (c.is_card()) {
    if (c.draw_card_with(*texts, win.out().size(), options.turned)) picture.changed();
    return;
  }
  c.draw(brush, win.out().size(), options.turned, picture.room_of(c));
}

// Composes pictures again whose room has changed because a layer has begun or ended.
void sdl_stage::impl::attend_rooms() {
  auto look = [this](cue* c) {
    if (c == nullptr) return;
    if (c->is_card()) return draw(*c);
    if (!c->is_misplaced(picture.room_of(*c))) return;
    draw(*c);
    picture.changed();
  };
  for (auto& [id, c] : cues) look(c.get());
  look(held.get());
  look(leaving.get());
}

// Takes the time for which the machine was suspended off the current cue's shown time.
void sdl_stage::impl::attend_sleep() {
  microseconds before = std::exchange(slept, slept_us());
  if (slept - before < min_sleep) return;
  if (cue* current = showing(); current != nullptr && !current->finished)
    current->clock.slept(slept - before);
}

// Reports whether a viewer could see the picture, as far as the display's thread knows.
void sdl_stage::impl::attend_output() {
  std::optional<output_state> now = win.state();
  if (!now || output == now) return;
  output = now;
  events.emplace_back(*now);
}

void sdl_stage::impl::power(bool on) {
  if (powered == on) return;
  powered = on;
  win.power(on);  // looks at it, too
  tv.power(on);
}

void sdl_stage::impl::attend_decoders(microseconds now) {
  std::vector<cue*> failed;
  for (auto& [id, c] : cues) {
    if (c->finished) continue;
    if (c->source) c->source->listen();
    bool picture_came = c->source && !c->source->said().waiting.empty();
    if (!c->moves() && !c->drawn && (!c->source || picture_came)) {
      draw(*c);
      // An image needs its process no longer.
      if (c->source && c->drawn) c->source->stop();
    }
    if (c->source && c->source->failure() && !(c->drawn && !c->moves())) failed.push_back(c.get());
    if (!c->ready_told && c->ready()) {
      c->ready_told = true;
      events.emplace_back(cue_ready{c->id});
    }
  }
  for (cue* c : failed) fail(*c, now);
  if (leaving && leaving->source) {
    leaving->source->listen();
    if (leaving->source->failure()) stop(*leaving);
  }
}

microseconds sdl_stage::impl::next_look(microseconds now) {
  microseconds next = now + (watching ? look_at_waiting : window_interval);
  for (auto& [id, c] : cues) {
    if (c->finished) continue;
    next = std::min(next, c->clock.decide(now, c->waiting(), c->complete()).look_again);
  }
  if (leaving && leaving->moves()) {
    next = std::min(next, leaving->clock.decide(now, leaving->waiting(), leaving->complete()).look_again);
  }
  return std::min(next, picture.next_look());
}

// Sleeps until something happens or `until` has come. True when `wake_fd` was readable; drains it.
bool sdl_stage::impl::sleep(microseconds until, int wake_fd) {
  std::vector<pollfd> fds;
  if (wake_fd >= 0) fds.push_back({wake_fd, POLLIN, 0});
  fds.push_back({decoders->news_fd(), POLLIN, 0});
  fds.push_back({texts->news_fd(), POLLIN, 0});
  for (auto& [id, c] : cues) {
    if (c->source && c->source->control() >= 0) fds.push_back({c->source->control(), POLLIN, 0});
  }
  if (leaving && leaving->source && leaving->source->control() >= 0) {
    fds.push_back({leaving->source->control(), POLLIN, 0});
  }
  microseconds left = std::max(until - now_us(), microseconds(0));
  auto whole = std::chrono::floor<std::chrono::seconds>(left);
  timespec t{whole.count(), std::chrono::nanoseconds(left - whole).count()};
  int n = ::ppoll(fds.data(), fds.size(), &t, nullptr);
  std::uint64_t count = 0;
  auto drained = [&](const pollfd& p) {
    return (p.revents & POLLIN) != 0 && ::read(p.fd, &count, sizeof count) > 0;
  };
  if (n <= 0) return false;
  std::size_t own = wake_fd >= 0 ? 1 : 0;
  drained(fds[own]);  // the next round looks at every decoder and every card
  drained(fds[own + 1]);
  return wake_fd >= 0 && drained(fds[0]);
}

sdl_stage::sdl_stage(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
sdl_stage::~sdl_stage() = default;

result<std::unique_ptr<sdl_stage>> sdl_stage::open(const stage_options& options) {
  give_pictures_back_at_once();
  // The zygote loads while the window is opened.
  std::optional<player::decode::zygote_process> started;
  if (options.zygote) started = std::move(*options.zygote);
  auto decoders =
      std::make_unique<zygote>(options.decoder.empty() ? worker_program("bangtin-decode") : options.decoder,
                               options.registry, std::move(started), options.start);
  auto i = std::make_unique<impl>(options, std::move(decoders));
  if (result<void> opened = i->win.open(); !opened) return opened.error();
  i->picture.show(nullptr, now_us());
  return std::unique_ptr<sdl_stage>(new sdl_stage(std::move(i)));
}

bool sdl_stage::has_display() const {
  return impl_->win.is_open();
}

void sdl_stage::prepare(cue_id id, const content& what) {
  auto made = std::make_unique<cue>(id, what, now_us());
  if (const auto* file = std::get_if<picture_file>(&what)) {
    bool audible = made->volume() > 0 && impl_->audio.there();
    made->source = std::make_unique<decoder>(*impl_->decoders, *file, audible);
  }
  impl_->remove(id);
  impl_->cues[id] = std::move(made);
}

void sdl_stage::show(cue_id id, mono_ms at, milliseconds fade) {
  auto found = impl_->cues.find(id);
  if (found == impl_->cues.end()) return;
  found->second->fade = std::clamp(fade, 0ms, max_fade);
  found->second->clock.show_at(at);
}

void sdl_stage::overlay(const overlays& what) {
  impl_->picture.overlay(what);
}

void sdl_stage::power(bool on) {
  impl_->power(on);
}

void sdl_stage::drop(cue_id id) {
  impl_->remove(id);
  std::erase_if(impl_->events, [id](const stage_event& e) {
    return std::visit(
        [id](const auto& x) {
          if constexpr (requires { x.id; }) return x.id == id;
          return false;
        },
        e);
  });
}

std::vector<stage_event> sdl_stage::wait(mono_ms until, int wake_fd) {
  bool leave = false;
  while (!leave) {
    timed("window", [&] { impl_->attend_window(now_us()); });
    timed("output", [&] { impl_->attend_output(); });
    timed("decoders", [&] { impl_->attend_decoders(now_us()); });
    timed("rooms", [&] { impl_->attend_rooms(); });
    timed("presenting", [&] { impl_->present_due(); });
    microseconds now = now_us();
    timed("limits", [&] { impl_->check_limits(now); });
    timed("sound", [&] { impl_->audio.rest(now); });
    leave = !impl_->events.empty() || now >= until;
    microseconds wake = leave ? now : std::min(impl_->next_look(now), microseconds(until));
    if (impl_->sleep(wake, wake_fd)) {
      impl_->events.emplace_back(woken{});
      leave = true;
    }
  }
  std::vector<stage_event> told(impl_->events.begin(), impl_->events.end());
  impl_->events.clear();
  return told;
}

result<void> sdl_stage::save_png(const std::filesystem::path& path) {
  auto grabbed = impl_->picture.grab(impl_->showing());
  if (!grabbed) return grabbed.error();
  size_px upright = seen(grabbed->size, impl_->options.turned);
  image turned_back = impl_->brush.compose(grabbed->view(), inverse(impl_->options.turned), upright);
  return write_png(turned_back, path);
}

result<image> sdl_stage::grab(size_px most) {
  auto grabbed = impl_->picture.grab(impl_->showing());
  if (!grabbed) return grabbed.error();
  size_px upright = seen(grabbed->size, impl_->options.turned);
  double scale = std::min({1.0, static_cast<double>(most.width) / std::max(1, upright.width),
                           static_cast<double>(most.height) / std::max(1, upright.height)});
  size_px small{std::max(1, static_cast<int>(upright.width * scale)),
                std::max(1, static_cast<int>(upright.height * scale))};
  return impl_->brush.compose(grabbed->view(), inverse(impl_->options.turned), small);
}

}  // namespace bangtin::player::stage
