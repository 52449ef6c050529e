// Every event first changes what the conductor knows. Then the same steps follow (conductor_steps.cpp):
// expire what is over, prepare what is near, advance what is being prepared, finish what has ended. So any
// event can be the one that shows that time has passed.
#include "player/core/conductor.hpp"

#include <algorithm>
#include <utility>

#include "player/core/conductor_state.hpp"

namespace bangtin::player::core {

conductor::conductor() : impl_(std::make_unique<impl>()) {}
conductor::~conductor() = default;

std::vector<action> conductor::resume(const time_reading& now, const event& e) {
  return impl_->take(now, e);
}
stage::mono_ms conductor::next_wake(const time_reading& now) const {
  return impl_->next_wake(now);
}
bool conductor::finished() const {
  return impl_->stopping_ && impl_->plays_.empty();
}

on_now conductor::showing() const {
  on_now answer = impl_->showing_;
  // Without a display nothing begins that would tell of a newer programme.
  if (impl_->no_display_ && impl_->programme_) {
    answer.programme_version = impl_->programme_->value->version;
  }
  answer.frames_dropped = impl_->dropped_;
  answer.next = impl_->pending_changeover();
  answer.output = impl_->output_ == output_status::connected      ? "connected"
                  : impl_->output_ == output_status::disconnected ? "disconnected"
                                                                  : "unknown";
  return answer;
}

std::vector<action> conductor::impl::take(const time_reading& reading, const event& e) {
  out_.clear();
  set_clock(reading);
  std::visit([this](const auto& what) { on(what); }, e);
  advance();
  return std::exchange(out_, {});
}

void conductor::impl::on(const programme_arrived& e) {
  if (programme_ && programme_->programme_digest == e.programme.programme_digest) return;
  if (no_display_) note_unseen(now_.utc);  // what the programme before had planned
  programme_ = std::make_shared<const ready_programme>(e.programme);
  withdrawn_.clear();
  if (!screen_.empty() && !stopping_) switch_programme();
}

// The same programme, never valid: its screen shows the slate until another arrives.
void conductor::impl::on(const programme_outlived& e) {
  if (!programme_ || programme_->programme_digest != e.programme || stopping_) return;
  auto expired = std::make_shared<playlists::programme::programme>(*programme_->value);
  expired->expires = {};
  programme_ = std::make_shared<const ready_programme>(
      ready_programme{std::move(expired), programme_->programme_digest});
  if (!screen_.empty()) begin_anew("expired");
}

void conductor::impl::on(const start_durable& e) {
  plays_.start_durable(e.token);
}

void conductor::impl::on(const journal_failed& e) {
  if (plays_.start_refused(e.token)) note(evidence::record_type::gap, "journal-failed", 1);
}

void conductor::impl::on(const paired_as& e) {
  panel_ = {};
  if (screen_ == e.screen || stopping_) return;
  screen_ = e.screen;
  if (programme_) {
    begin_anew("paired-anew");
  } else {
    show_card();
  }
}

void conductor::impl::on(const unpaired& e) {
  if (stopping_ || (screen_.empty() && pairing_ == e)) return;
  screen_.clear();
  panel_ = {};
  notices_.clear();
  pairing_ = e;
  show_card();
}

void conductor::impl::on(const notices_changed& e) {
  if (stopping_ || screen_.empty()) return;
  acknowledge_over(notices_.update(e.active, now_.mono));
}

// Blank replaces what is on show, so that the stage reports how much of it was seen.
void conductor::impl::on(const stopping&) {
  if (stopping_) return;
  if (no_display_) note_unseen(now_.utc);
  clear("stopped");
  stopping_ = true;
  plays_.stop();
  show(add_cue({}, segment_kind::blank, {}, stage::blank{}, now_.mono));
}

void conductor::impl::on(const stage::cue_ready& e) {
  auto c = cues_.find(e.id);
  if (c != cues_.end()) c->second.ready = true;
}

void conductor::impl::on(const stage::cue_began& e) {
  auto found = cues_.find(e.id);
  if (found == cues_.end()) return;
  cue_state& c = found->second;
  c.ready = c.began = true;
  c.began_at = e.at;
  showing_ = c.status;
  if (c.kind == segment_kind::notice) notice_began(c);
  plays_.saw_output(c.play, output_);
}

void conductor::impl::on(const stage::cue_ended& e) {
  dropped_ += e.dropped;
  auto found = cues_.find(e.id);
  if (found == cues_.end()) return;
  const cue_state& c = found->second;
  plays_.segment_ended(c.play, c.segment, {std::min(e.shown, c.length), e.frames, e.dropped});
  cues_.erase(found);
}

void conductor::impl::on(const stage::cue_failed& e) {
  dropped_ += e.dropped;
  auto found = cues_.find(e.id);
  if (found == cues_.end()) return;
  const cue_state c = std::move(found->second);
  cues_.erase(found);
  if (c.kind == segment_kind::notice) return notice_failed(c);
  const scheduled_segment* s = schedule_.find(c.segment);
  if (c.kind == segment_kind::slate && s != nullptr) prepare_card(*s, std::max(c.instant, now_.mono));
  if (!plays_.contains(c.play)) return;
  plays_.segment_failed(c.play, c.segment, {std::min(e.shown, c.length), e.frames, e.dropped}, e.reason);
  if (s == nullptr || stopping_) return;
  schedule_.mark(s->number, scheduled_segment::progress::given_up);
  // The slate does not stand in for an item that is to go anyway.
  if (c.began && s->number == schedule_.front().number && pending_changeover()) {
    return begin_anew("programme-changed");
  }
  if (s->to - now_.utc > limits::min_slate) prepare_slate(*s, std::max(c.instant, now_.mono));
}

// ---- records

void conductor::impl::write_start_of(play_token token, const evidence::play_facts& facts) {
  evidence::record r = stamped(evidence::record_type::start);
  r.play = facts;
  out_.push_back(write_start{token, std::move(r)});
}

void conductor::impl::note(evidence::record_type type, std::string_view reason, std::int64_t lost) {
  evidence::record r = stamped(type);
  r.reason = reason;
  r.lost = lost;
  out_.push_back(write_note{std::move(r)});
}

evidence::record conductor::impl::stamped(evidence::record_type type) const {
  evidence::record r;
  r.type = type;
  r.utc = now_.utc;
  r.mono = now_.mono;
  r.clock = now_.trust;
  return r;
}

}  // namespace bangtin::player::core
