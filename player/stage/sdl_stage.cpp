// The loop's steps, in this order: the window's news, the decoders' words, what is due, what took too long;
// then sleep until a frame is due or a descriptor has something to say. SDL's own events cannot be polled for
// on every back end, so sleep is never longer than a fifth of a second.
#include "player/stage/sdl_stage.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>

#include "player/stage/cec.hpp"
#include "player/stage/cue.hpp"
#include "player/stage/display.hpp"
#include "player/stage/projector.hpp"
#include "player/stage/sound.hpp"
#include "player/stage/window.hpp"

namespace bangtin::player {

namespace {

using namespace std::chrono_literals;

// A decoder that does nothing, or lets the picture on show stand still, for so long of its own time hangs
// (see patience.hpp): together with the time to show something else that is less than a second.
constexpr microseconds hung_after = 600ms;
// One that works has so long of its own time until its first picture, if that is not late yet...
constexpr microseconds ready_within = 4s;
// ...and whatever the machine does meanwhile, it is given up in the end.
constexpr microseconds ready_at_last = 10s;
constexpr microseconds frame_at_last = 3s;
constexpr microseconds look_at_waiting = 50ms;
constexpr microseconds window_interval = 200ms;
constexpr microseconds output_interval = 2s;
constexpr milliseconds longest_fade = 10s;

microseconds now_us() {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(t.tv_sec) +
                                                  std::chrono::nanoseconds(t.tv_nsec));
}

mono_ms in_ms(microseconds t) {
  return std::chrono::floor<milliseconds>(t);
}

}  // namespace

struct sdl_stage::impl {
  stage_options options;
  std::unique_ptr<nursery> decoders;  // outlives the cues
  std::unique_ptr<window> win;
  projector sight;
  sound loudspeakers;
  painter brush;
  std::map<cue_id, std::unique_ptr<cue>> cues;  // live
  std::unique_ptr<cue> held;                    // on show, though finished or dropped
  std::unique_ptr<cue> leaving;  // its last word was said, and it goes over into what is on show
  cue_id on_show = 0;            // in `cues` while it is live; 0: none
  std::deque<stage_event> events;
  std::vector<child_process> ending;  // killed, to be reaped
  std::unique_ptr<display> screen;
  cec television;
  std::optional<bool> connected;
  microseconds output_due{};    // to be looked at
  std::optional<bool> powered;  // as asked for last
  bool watching = false;        // a decoder is waited for

  impl(const stage_options& o, std::unique_ptr<nursery> n, std::unique_ptr<window> w)
      : options(o),
        decoders(std::move(n)),
        win(std::move(w)),
        sight(win->out(), o.turned, o.layers ? o.layers() : nullptr),
        loudspeakers(o.sound),
        screen(make_display(win->driver(), win->drm_fd())) {}

  cue* showing();
  void attend_window(microseconds now);
  void attend_output(microseconds now);
  void power(bool on);
  void attend_decoders(microseconds now);
  void present_due();
  cue* due_successor(microseconds now);
  void begin(cue& next);
  void replace_by(cue& next, bool fades, microseconds now);
  void go_on(cue& current, microseconds now);
  void see_off(microseconds now);
  std::unique_ptr<cue> take(cue& c);
  void skip(cue& c, std::size_t frames, microseconds now);
  void check_limits(microseconds now);
  std::string_view never_ready(const cue& c, microseconds now) const;
  std::string_view stands_still(const cue& c, microseconds length) const;
  void tell_end(cue& c, microseconds now);
  void finish(cue& c, microseconds now);
  void fail(cue& c, microseconds now);
  void retire(cue& c);
  void remove(cue_id id);
  void reap();
  microseconds next_look(microseconds now);
  bool sleep(microseconds until, int wake_fd);
};

// The cue whose picture is in the window.
cue* sdl_stage::impl::showing() {
  if (held) return held.get();
  auto found = cues.find(on_show);
  return found == cues.end() ? nullptr : found->second.get();
}

void sdl_stage::impl::attend_window(microseconds now) {
  window_news n = win->news();
  if (n.close) events.emplace_back(close_requested{});
  if (n.sound_devices) loudspeakers.look_again();
  if (n.displays) output_due = now;
  if (n.resized) {
    for (auto& [id, c] : cues) {
      if (c->drawn) c->draw(brush, win->out().size(), options.turned);
    }
    if (held && held->drawn) held->draw(brush, win->out().size(), options.turned);
    if (leaving && leaving->drawn) leaving->draw(brush, win->out().size(), options.turned);
  }
  if (n.redraw) sight.changed();
}

// Whether somebody could see it.
void sdl_stage::impl::attend_output(microseconds now) {
  if (now < output_due) return;
  output_due = now + output_interval;
  bool there = win->display_connected() && screen->connected();
  if (connected != there) events.emplace_back(output_state{there});
  connected = there;
}

void sdl_stage::impl::power(bool on) {
  if (powered == on) return;
  powered = on;
  screen->power(on);
  television.power(on);
  output_due = {};
}

void sdl_stage::impl::attend_decoders(microseconds now) {
  std::vector<cue*> failed;
  for (auto& [id, c] : cues) {
    if (c->finished) continue;
    if (c->source) c->source->listen();
    bool picture_came = c->source && !c->source->said().waiting.empty();
    if (!c->moves() && !c->drawn && (!c->source || picture_came)) {
      c->draw(brush, win->out().size(), options.turned);
      // A still needs its process no longer.
      if (c->source) ending.push_back(c->source->retire());
    }
    if (c->source && c->source->failure() && !(c->drawn && !c->moves())) failed.push_back(c.get());
    if (!c->ready_told && c->ready()) {
      c->ready_told = true;
      events.emplace_back(cue_ready{c->id});
    }
  }
  for (cue* c : failed) fail(*c, now);
  if (leaving && leaving->source && leaving->source->control() >= 0) {
    leaving->source->listen();
    if (leaving->source->failure()) retire(*leaving);
  }
}

// Of the cues whose time has come and which have a picture, the one with the latest time.
cue* sdl_stage::impl::due_successor(microseconds now) {
  const cue* current = showing();
  cue* next = nullptr;
  for (auto& [id, c] : cues) {
    bool candidate = !c->finished && c.get() != current && c->clock.at() && *c->clock.at() <= now;
    if (!candidate || (next != nullptr && *next->clock.at() > *c->clock.at())) continue;
    cue_clock::decision d = c->clock.decide(now, c->waiting(), c->complete());
    if (d.ended) {
      finish(*c, now);
    } else if (d.present) {
      skip(*c, d.discard, now);
      next = c.get();
    } else {
      skip(*c, d.discard, now);
    }
  }
  return next;
}

void sdl_stage::impl::present_due() {
  microseconds now = now_us();
  if (cue* next = due_successor(now)) begin(*next);
  see_off(now);
  cue* current = showing();
  if (current != nullptr && !current->finished) go_on(*current, now_us());
  sight.keep_up(showing(), now_us());
  for (auto it = cues.begin(); it != cues.end();) {
    bool gone = it->second->finished && it->second.get() != showing();
    it = gone ? cues.erase(it) : std::next(it);
  }
}

void sdl_stage::impl::begin(cue& next) {
  due_frame first = next.waiting().front();
  next.advance();
  microseconds at = *next.clock.at();
  cue* before = showing();
  bool fades = before != nullptr && before->shown() && now_us() < at + next.fade;
  if (fades) {
    sight.fade_from(*before, at, next.fade);
  } else {
    sight.cut();
  }
  sight.changed();
  if (!sight.show(&next, now_us())) {
    sight.cut();
    return;
  }
  microseconds now = now_us();
  replace_by(next, fades, now);
  next.clock.presented(now, first);
  // Whoever switched it off, a former run of the player perhaps.
  if (!std::holds_alternative<dark>(next.what)) power(true);
  events.emplace_back(cue_began{next.id, in_ms(now)});
  loudspeakers.play(next.source ? next.source->sound() : nullptr, at, next.volume(),
                    fades ? next.fade : microseconds(0));
}

// Whatever was to be shown before it has been replaced. What was on show ends here, as a play; while it goes
// over into the next its picture and its sound still go on.
void sdl_stage::impl::replace_by(cue& next, bool fades, microseconds now) {
  cue* before = showing();
  for (auto& [id, c] : cues) {
    bool earlier = c.get() == before || (c->clock.at() && *c->clock.at() <= *next.clock.at());
    if (c.get() == &next || c->finished || !earlier) continue;
    if (fades && c.get() == before) {
      tell_end(*c, now);
    } else {
      finish(*c, now);
    }
  }
  if (leaving) retire(*leaving);
  leaving = fades ? take(*before) : nullptr;
  if (held) retire(*held);
  held = nullptr;
  on_show = next.id;
  if (leaving) leaving->clock.run_on();
}

// The cue, out of the place where it is kept.
std::unique_ptr<cue> sdl_stage::impl::take(cue& c) {
  if (held.get() == &c) return std::move(held);
  auto found = cues.find(c.id);
  std::unique_ptr<cue> taken = std::move(found->second);
  cues.erase(found);
  return taken;
}

void sdl_stage::impl::go_on(cue& current, microseconds now) {
  cue_clock::decision d = current.clock.decide(now, current.waiting(), current.complete());
  if (d.ended) {
    finish(current, now);
    loudspeakers.play(nullptr, now);
    return;
  }
  skip(current, d.discard, now);
  if (!d.present) return;
  due_frame frame = current.waiting().front();
  current.advance();
  sight.changed();
  if (sight.show(&current, now_us())) current.clock.presented(now_us(), frame);
}

// The next frame of what goes over into the picture on show; or its end.
void sdl_stage::impl::see_off(microseconds now) {
  if (!leaving) return;
  if (!sight.fading(now)) {
    sight.keep_up(showing(), now);  // lets go of it
    sight.cut();
    retire(*leaving);
    leaving = nullptr;
    return;
  }
  if (!leaving->source || leaving->source->control() < 0) return;
  cue_clock::decision d = leaving->clock.decide(now, leaving->waiting(), leaving->complete());
  leaving->source->discard(d.discard);
  if (!d.present) return;
  due_frame frame = leaving->waiting().front();
  leaving->advance();
  leaving->clock.presented(now, frame);
  sight.changed();
}

void sdl_stage::impl::skip(cue& c, std::size_t frames, microseconds now) {
  if (c.source && c.moves()) c.source->discard(frames);
  c.clock.discarded(frames, now);
}

void sdl_stage::impl::check_limits(microseconds now) {
  std::vector<cue*> late;
  watching = false;
  for (auto& [id, c] : cues) {
    if (c->finished || !c->source || c->complete()) continue;
    std::optional<microseconds> since;
    if (!c->ready_told) {
      since = c->prepared;
    } else if (c->waiting().empty()) {
      since = c->clock.starving_since(now);
    }
    if (!since) continue;
    watching = true;
    c->waits.look(now, *since, account_of(c->source->pid()));
    std::string_view why = c->ready_told ? stands_still(*c, now - *since) : never_ready(*c, now);
    if (why.empty()) continue;
    c->source->fail("decoder-timeout", std::string(why));
    late.push_back(c.get());
  }
  for (cue* c : late) fail(*c, now);
}

// Why a cue without a first picture is given up; empty: it is not.
std::string_view sdl_stage::impl::never_ready(const cue& c, microseconds now) const {
  if (now - c.prepared > ready_at_last) return "no picture within 10 s";
  if (c.waits.idle() > hung_after) return "it does nothing before its first picture";
  bool late = c.clock.at() && now > *c.clock.at() + hung_after;
  return late && c.waits.own() > ready_within ? "no picture within 4 s of its own time" : "";
}

// The same for one whose next picture has been due for `length`.
std::string_view sdl_stage::impl::stands_still(const cue& c, microseconds length) const {
  if (length > frame_at_last) return "no further picture for 3 s";
  return c.waits.own() > hung_after ? "no further picture for 0.6 s of its own time" : "";
}

// Its last word: it ended.
void sdl_stage::impl::tell_end(cue& c, microseconds now) {
  cue_clock::tally t = c.clock.count(now, c.waiting(), c.complete());
  events.emplace_back(cue_ended{c.id, in_ms(now), in_ms(t.shown), t.frames, t.dropped});
  c.finished = true;
}

void sdl_stage::impl::finish(cue& c, microseconds now) {
  tell_end(c, now);
  retire(c);
}

// Its last word: it failed.
void sdl_stage::impl::fail(cue& c, microseconds now) {
  cue_clock::tally t = c.clock.count(now, c.waiting(), false);
  const decoder_failure& f = *c.source->failure();
  spdlog::warn("cue {}: {}: {}", c.id, f.reason, f.detail);
  events.emplace_back(cue_failed{c.id, f.reason, f.detail, in_ms(t.shown), t.frames, t.dropped});
  if (&c == showing()) loudspeakers.play(nullptr, now);
  retire(c);
}

void sdl_stage::impl::retire(cue& c) {
  c.finished = true;
  if (c.source) ending.push_back(c.source->retire());
}

// Forgets the cue; its picture stays if it is in the window.
void sdl_stage::impl::remove(cue_id id) {
  auto found = cues.find(id);
  if (found == cues.end()) return;
  if (!found->second->finished) retire(*found->second);
  if (found->second.get() == showing()) {
    loudspeakers.play(nullptr, now_us());
    held = std::move(found->second);
  }
  cues.erase(found);
}

void sdl_stage::impl::reap() {
  std::erase_if(ending, [](child_process& p) { return !p.running(); });
}

microseconds sdl_stage::impl::next_look(microseconds now) {
  microseconds next = now + (watching ? look_at_waiting : window_interval);
  for (auto& [id, c] : cues) {
    if (c->finished) continue;
    next = std::min(next, c->clock.decide(now, c->waiting(), c->complete()).look_again);
  }
  if (leaving && leaving->source && leaving->source->control() >= 0) {
    next = std::min(next, leaving->clock.decide(now, leaving->waiting(), leaving->complete()).look_again);
  }
  return std::min(next, sight.next_look());
}

// Until something happens or `until` has come. True when `wake_fd` was readable; it is drained.
bool sdl_stage::impl::sleep(microseconds until, int wake_fd) {
  std::vector<pollfd> fds;
  if (wake_fd >= 0) fds.push_back({wake_fd, POLLIN, 0});
  for (auto& [id, c] : cues) {
    if (c->source && c->source->control() >= 0) fds.push_back({c->source->control(), POLLIN, 0});
  }
  if (leaving && leaving->source && leaving->source->control() >= 0) {
    fds.push_back({leaving->source->control(), POLLIN, 0});
  }
  for (child_process& p : ending) fds.push_back({p.pidfd(), POLLIN, 0});
  microseconds left = std::max(until - now_us(), microseconds(0));
  auto whole = std::chrono::floor<std::chrono::seconds>(left);
  timespec t{whole.count(), std::chrono::nanoseconds(left - whole).count()};
  int n = ::ppoll(fds.data(), fds.size(), &t, nullptr);
  if (n <= 0 || wake_fd < 0 || (fds[0].revents & POLLIN) == 0) return false;
  std::uint64_t count = 0;
  return ::read(wake_fd, &count, sizeof count) > 0;
}

sdl_stage::sdl_stage(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
sdl_stage::~sdl_stage() = default;

result<std::unique_ptr<sdl_stage>> sdl_stage::open(const stage_options& options) {
  // It loads while the window is opened.
  auto decoders =
      std::make_unique<nursery>(options.decoder.empty() ? worker_program("bangtin-decode") : options.decoder);
  auto win = window::open(options);
  if (!win) return win.error();
  auto i = std::make_unique<impl>(options, std::move(decoders), std::move(*win));
  i->sight.show(nullptr, now_us());
  return std::unique_ptr<sdl_stage>(new sdl_stage(std::move(i)));
}

void sdl_stage::prepare(cue_id id, const picture& what) {
  auto made = std::make_unique<cue>(id, what, now_us());
  if (const auto* file = std::get_if<picture_file>(&what)) {
    bool audible = made->volume() > 0 && impl_->loudspeakers.there();
    made->source = std::make_unique<decoder>(*impl_->decoders, *file, audible);
  }
  impl_->remove(id);
  impl_->cues[id] = std::move(made);
}

void sdl_stage::show(cue_id id, mono_ms at, milliseconds fade) {
  auto found = impl_->cues.find(id);
  if (found == impl_->cues.end()) return;
  found->second->fade = std::clamp(fade, 0ms, longest_fade);
  found->second->clock.show_at(at);
}

void sdl_stage::overlay(const overlays& what) {
  impl_->sight.overlay(what);
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
    impl_->attend_window(now_us());
    impl_->attend_output(now_us());
    impl_->attend_decoders(now_us());
    impl_->present_due();
    microseconds now = now_us();
    impl_->check_limits(now);
    impl_->reap();
    impl_->loudspeakers.rest(now);
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
  auto grabbed = impl_->sight.grab(impl_->showing());
  if (!grabbed) return grabbed.error();
  size_px upright = seen(grabbed->size, impl_->options.turned);
  image turned_back = impl_->brush.compose(grabbed->view(), inverse(impl_->options.turned), upright);
  return write_png(turned_back, path);
}

std::string sdl_stage::path_name() const {
  return impl_->win->out().name();
}

}  // namespace bangtin::player
