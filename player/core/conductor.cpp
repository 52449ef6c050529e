// The conductor walks along the plan (plan.hpp). Every event first changes what it knows, then the same steps
// follow (conductor_steps.cpp): pass what is over, make ready what is near, press on with what is made ready,
// close what has ended. So it does not matter which event tells that time has passed.
#include "player/core/conductor.hpp"

#include <algorithm>

#include "player/core/conductor_state.hpp"

namespace bangtin::player {

conductor::conductor() : impl_(std::make_unique<impl>()) {}
conductor::~conductor() = default;

std::vector<action> conductor::resume(const time_reading& now, const event& e) {
  return impl_->take(now, e);
}
mono_ms conductor::next_wake(const time_reading& now) const {
  return impl_->next_wake(now);
}
bool conductor::finished() const {
  return impl_->stopping_ && impl_->plays_.empty();
}

on_now conductor::showing() const {
  on_now answer = impl_->showing_;
  answer.frames_dropped = impl_->dropped_;
  answer.output = impl_->output_ == output_word::connected      ? "connected"
                  : impl_->output_ == output_word::disconnected ? "disconnected"
                                                                : "unknown";
  return answer;
}

std::vector<action> conductor::impl::take(const time_reading& reading, const event& e) {
  out_.clear();
  look_at_clock(reading);
  std::visit([this](const auto& what) { on(what); }, e);
  advance();
  return std::exchange(out_, {});
}

void conductor::impl::on(const programme_arrived& e) {
  if (programme_ && programme_->identity == e.programme.identity) return;
  programme_ = std::make_shared<const ready_programme>(e.programme);
  if (!screen_.empty() && !stopping_) take_over();
}

void conductor::impl::on(const start_durable& e) {
  auto p = plays_.find(e.token);
  if (p != plays_.end()) p->second.durable = true;
}

void conductor::impl::on(const journal_failed& e) {
  auto p = plays_.find(e.token);
  if (p != plays_.end() && p->second.durable) return;  // its END is yet to come
  if (p != plays_.end()) {
    p->second.unkept = true;
    p->second.blame("journal-failed");
  }
  note(evidence::record_type::gap, "journal-failed", 1);
}

void conductor::impl::on(const paired_as& e) {
  if (screen_ == e.screen || stopping_) return;
  screen_ = e.screen;
  if (programme_) {
    begin_anew("paired-anew");
  } else {
    show_card();
  }
}

void conductor::impl::on(const unpaired& e) {
  if (stopping_ || (screen_.empty() && code_ == e.code && address_ == e.address)) return;
  screen_.clear();
  notices_.clear();
  code_ = e.code;
  address_ = e.address;
  show_card();
}

// What is on is replaced by the dark: so the stage says how much of it was seen.
void conductor::impl::on(const stopping&) {
  if (stopping_) return;
  drop_not_begun("stopped");
  cut_from(utc_ms::min(), "stopped");
  schedule_.clear();
  stopping_ = true;
  for (auto& [token, p] : plays_) p.blame("stopped");
  show(add_cue(planned{}, part_kind::dark, {}, dark{}, now_.mono));
}

void conductor::impl::on(const cue_ready& e) {
  auto c = cues_.find(e.id);
  if (c != cues_.end()) c->second.ready = true;
}

void conductor::impl::on(const cue_began& e) {
  auto c = cues_.find(e.id);
  if (c == cues_.end()) return;
  c->second.ready = c->second.began = true;
  c->second.began_at = e.at;
  showing_ = c->second.tells;
  if (c->second.kind == part_kind::notice) notice_began(c->second);
  auto p = plays_.find(c->second.play);
  if (p != plays_.end()) p->second.seen_on(output_);
}

void conductor::impl::on(const cue_ended& e) {
  dropped_ += e.dropped;
  auto c = cues_.find(e.id);
  if (c == cues_.end()) return;
  auto p = plays_.find(c->second.play);
  if (p != plays_.end()) {
    p->second.shown += std::min(e.shown, c->second.length);
    p->second.frames += e.frames;
    p->second.dropped += e.dropped;
    --p->second.parts_left;
  }
  cues_.erase(c);
}

void conductor::impl::on(const cue_failed& e) {
  dropped_ += e.dropped;
  auto found = cues_.find(e.id);
  if (found == cues_.end()) return;
  cue c = found->second;
  cues_.erase(found);
  if (c.kind == part_kind::notice) return notice_failed(c);
  planned* part = find_part(c.part);
  if (c.kind == part_kind::slate && part != nullptr) {
    prepare_card(*part, std::max(c.instant, now_.mono));
  }
  auto p = plays_.find(c.play);
  if (p == plays_.end()) return;
  p->second.shown += std::min(e.shown, c.length);
  p->second.frames += e.frames;
  p->second.dropped += e.dropped;
  p->second.blame(e.reason);
  p->second.broken = true;
  // A file that is not there (yet) is no fault of the item, nor is a machine without memory.
  p->second.own_fault |= e.reason != "file-missing" && e.reason != "out-of-memory";
  p->second.parts_left -= 1;
  if (part == nullptr || stopping_) return;
  part->at = planned::progress::given_up;
  if (part->p.to - now_.utc > limits::start_latest) prepare_slate(*part, std::max(c.instant, now_.mono));
}

void conductor::impl::on(const output_state& e) {
  output_ = e.connected ? output_word::connected : output_word::disconnected;
  for (const auto& [id, c] : cues_) {
    auto p = plays_.find(c.play);
    if (c.began && p != plays_.end()) p->second.seen_on(output_);
  }
}

}  // namespace bangtin::player
