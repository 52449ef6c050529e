// Decides what is on show: the cue whose time came last. A cue begins when its first frame is in the window;
// every cue that was to be shown before it has then sent its final event. A cue that ended or failed leaves
// its picture in the window; a dropped one does so as `held`, and one that fades into the next as `leaving`.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "player/stage/sdl_stage_impl.hpp"

namespace bangtin::player::stage {

namespace {

using namespace std::chrono_literals;

// A decoder that does nothing, or lets the picture on show stand still, for this long of its own time hangs
// (see hang_detector.hpp). Together with the time to show something else that is less than a second.
constexpr microseconds hung_after = 600ms;
// A decoder that works gets this much of its own time until its first picture, if that is not yet late...
constexpr microseconds ready_within = 4s;
// ...and regardless of the machine's load it is given up after these limits.
constexpr microseconds ready_at_last = 10s;
constexpr microseconds frame_at_last = 3s;

}  // namespace

// Of the cues whose time has come and that have a picture, the one with the latest time.
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
  attend_sleep();
  microseconds now = now_us();
  if (cue* next = due_successor(now)) begin(*next);
  finish_fade(now);
  cue* current = showing();
  if (current != nullptr && !current->finished) go_on(*current, now_us());
  picture.keep_up(showing(), now_us());
  for (auto it = cues.begin(); it != cues.end();) {
    bool gone = it->second->finished && it->second.get() != showing();
    if (gone) destroy(std::move(it->second));
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
    picture.fade_from(*before, at, next.fade);
  } else {
    picture.cut();
  }
  picture.changed();
  if (!picture.show(&next, now_us())) {
    picture.cut();
    next.put_back();
    return;
  }
  microseconds now = now_us();
  replace_by(next, fades, now);
  next.clock.presented(now, first);
  // Switch the output on; an earlier run of the player may have switched it off.
  if (!std::holds_alternative<blank>(next.what)) power(true);
  events.emplace_back(cue_began{next.id, in_ms(now)});
  audio.play(next.source ? next.source->sound() : nullptr, at, next.volume(),
             fades ? next.fade : microseconds(0));
}

// Ends every cue that was to be shown before `next`. The cue that was on show ends here as a play; during a
// fade its picture and its sound continue.
void sdl_stage::impl::replace_by(cue& next, bool fades, microseconds now) {
  cue* before = showing();
  for (auto& [id, c] : cues) {
    bool earlier = c.get() == before || (c->clock.at() && *c->clock.at() <= *next.clock.at());
    if (c.get() == &next || c->finished || !earlier) continue;
    if (fades && c.get() == before) {
      report_end(*c, now);
    } else {
      finish(*c, now);
    }
  }
  if (leaving) destroy(std::move(leaving));
  leaving = fades ? take(*before) : nullptr;
  if (held) destroy(std::move(held));
  on_show = next.id;
  if (leaving) leaving->clock.run_on();
}

// Moves the cue out of the place that owns it.
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
    audio.play(nullptr, now);
    return;
  }
  if (current.source) current.source->take_ahead(ahead.frames());
  skip(current, d.discard, now);
  if (!d.present) return;
  due_frame frame = current.waiting().front();
  current.advance();
  picture.changed();
  if (picture.show(&current, now_us())) current.clock.presented(now_us(), frame);
  ahead.presented(now, current.waiting().size(), d.discard, current.complete());
}

// Advances the cue that fades out to its next frame, or frees it when the fade is over.
void sdl_stage::impl::finish_fade(microseconds now) {
  if (!leaving) return;
  if (!picture.fading(now)) {
    picture.keep_up(showing(), now);  // presents without the old picture, so that it can be freed
    picture.cut();
    destroy(std::move(leaving));
    return;
  }
  if (!leaving->moves()) return;
  cue_clock::decision d = leaving->clock.decide(now, leaving->waiting(), leaving->complete());
  leaving->source->discard(d.discard);
  if (!d.present) return;
  due_frame frame = leaving->waiting().front();
  leaving->advance();
  leaving->clock.presented(now, frame);
  picture.changed();
}

void sdl_stage::impl::skip(cue& c, std::size_t frames, microseconds now) {
  std::vector<due_frame> late = c.waiting();
  late.resize(frames);
  if (c.source && c.moves()) c.source->discard(frames);
  c.clock.discarded(late, now);
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

// Why to give up a cue without a first picture; empty: do not.
std::string_view sdl_stage::impl::never_ready(const cue& c, microseconds now) const {
  if (now - c.prepared > ready_at_last) return "no picture within 10 s";
  if (c.waits.idle() > hung_after) return "it does nothing before its first picture";
  bool late = c.clock.at() && now > *c.clock.at() + hung_after;
  return late && c.waits.own() > ready_within ? "no picture within 4 s of its own time" : "";
}

// The same for a cue whose next picture has been due for `length`.
std::string_view sdl_stage::impl::stands_still(const cue& c, microseconds length) const {
  if (length > frame_at_last) return "no further picture for 3 s";
  return c.waits.own() > hung_after ? "no further picture for 0.6 s of its own time" : "";
}

// Sends the final event: it ended.
void sdl_stage::impl::report_end(cue& c, microseconds now) {
  cue_clock::tally t = c.clock.count(now, c.waiting(), c.complete());
  events.emplace_back(cue_ended{c.id, in_ms(now), in_ms(t.shown), t.frames, t.dropped});
  c.finished = true;
}

void sdl_stage::impl::finish(cue& c, microseconds now) {
  report_end(c, now);
  stop(c);
}

// Sends the final event: it failed.
void sdl_stage::impl::fail(cue& c, microseconds now) {
  cue_clock::tally t = c.clock.count(now, c.waiting(), false);
  const decoder_failure& f = *c.source->failure();
  spdlog::warn("cue {}: {}: {}", c.id, f.reason, f.detail);
  events.emplace_back(cue_failed{c.id, f.reason, f.detail, in_ms(t.shown), t.frames, t.dropped});
  if (&c == showing()) audio.play(nullptr, now);
  stop(c);
}

void sdl_stage::impl::stop(cue& c) {
  c.finished = true;
  if (c.source) c.source->stop();
}

// Frees a cue that is over and no longer visible.
void sdl_stage::impl::destroy(std::unique_ptr<cue> c) {
  stop(*c);
  if (c->source) ending.take(c->source->release_memory());
}

// Forgets the cue; its picture stays in the window if it is there.
void sdl_stage::impl::remove(cue_id id) {
  auto found = cues.find(id);
  if (found == cues.end()) return;
  if (!found->second->finished) stop(*found->second);
  if (found->second.get() == showing()) {
    audio.play(nullptr, now_us());
    held = std::move(found->second);
  } else {
    destroy(std::move(found->second));
  }
  cues.erase(found);
}

}  // namespace bangtin::player::stage
