// The conductor's plays: from the first part that is made ready to the END that says what was seen. A part
// leaves a play in one of four ways: shown, failed, taken off the plan, or never tried.
#include <algorithm>

#include "player/core/conductor_state.hpp"

namespace bangtin::player {

play& conductor::impl::play_of(const planned& p) {
  auto known = plays_.find(p.p.play);
  if (known != plays_.end()) {
    if (p.begin > p.p.from) known->second.blame("late-join");
    return known->second;
  }
  play& fresh = plays_[p.p.play];
  fresh.token = p.p.play;
  fresh.facts.programme = p.of->identity;
  const playlists::campaign& c = p.of->value->campaigns.at(static_cast<std::size_t>(p.p.campaign));
  fresh.facts.campaign = c.name;
  if (const playlists::media_item* media = media_of(*p.of->value, p.p)) {
    fresh.facts.media = media->name;
    fresh.media_key = key_of(*media);
  }
  fresh.facts.planned_start = p.p.play_from;
  fresh.facts.planned = p.p.planned;
  fresh.parts_left =
      static_cast<int>(std::count_if(schedule_.begin(), schedule_.end(), [&](const planned& other) {
        return other.p.play == p.p.play && other.number >= p.number;
      }));
  if (p.begin > p.p.from || !p.p.starts_play) fresh.blame("late-join");
  return fresh;
}

void conductor::impl::begin_record(play& p) {
  p.start_written = true;
  evidence::record r = stamped(evidence::record_type::start);
  r.play = p.facts;
  out_.push_back(write_start{p.token, r});
}

// The part is off the plan.
void conductor::impl::withdraw(planned& p, std::string_view why) {
  for (auto c = cues_.begin(); c != cues_.end();) {
    auto next = std::next(c);
    if (c->second.part == p.number && !c->second.began) drop(c->first, why);
    c = next;
  }
  auto whole = plays_.find(p.p.play);
  if (whole == plays_.end()) return;
  whole->second.blame(why);
  whole->second.withdrawn |= !whole->second.start_written;
  if (p.at == planned::progress::ahead) --whole->second.parts_left;
}

// The part cannot even be tried.
void conductor::impl::fail(planned& p, std::string_view why) {
  play& whole = play_of(p);
  whole.reason = why;
  whole.broken = true;
  --whole.parts_left;
  p.at = planned::progress::given_up;
  prepare_slate(p, mono_of(p.begin));
}

// Takes the cue away from the stage; what of it was seen is not known then.
void conductor::impl::drop(cue_id id, std::string_view why) {
  auto c = cues_.find(id);
  out_.push_back(drop_cue{id});
  auto p = plays_.find(c->second.play);
  if (p != plays_.end()) {
    p->second.blame(why);
    --p->second.parts_left;
  }
  cues_.erase(c);
}

void conductor::impl::drop_not_begun(std::string_view why) {
  for (auto c = cues_.begin(); c != cues_.end();) {
    auto next = std::next(c);
    if (!c->second.began) {
      auto p = plays_.find(c->second.play);
      if (p != plays_.end()) p->second.withdrawn |= !p->second.start_written;
      drop(c->first, why);
    }
    c = next;
  }
}

// Plays of which nothing more will come get their END. One that failed ahead of time waits for its instant,
// as it may yet be taken off the plan.
void conductor::impl::settle() {
  for (auto entry = plays_.begin(); entry != plays_.end();) {
    play& p = entry->second;
    bool silent = p.unkept || (!p.start_written && p.withdrawn);
    if (p.parts_left > 0 || (!silent && waits(p) && !stopping_)) {
      ++entry;
      continue;
    }
    if (p.own_fault) {
      ++failures_[p.media_key];
    } else if (p.frames > 0) {
      failures_.erase(p.media_key);
    }
    if (!silent && !(stopping_ && waits(p))) {
      if (!p.start_written) begin_record(p);
      evidence::record r = stamped(evidence::record_type::end);
      r.play = p.facts;
      r.end = verdict(p);
      out_.push_back(write_end{p.token, r});
    }
    entry = plays_.erase(entry);
  }
}

bool conductor::impl::in_quarantine(const digest& key) const {
  auto f = failures_.find(key);
  return f != failures_.end() && f->second >= limits::failures;
}

evidence::record conductor::impl::stamped(evidence::record_type type) const {
  evidence::record r;
  r.type = type;
  r.utc = now_.utc;
  r.mono = now_.mono;
  r.clock = now_.trust;
  return r;
}

void conductor::impl::note(evidence::record_type type, std::string_view reason, std::int64_t lost) {
  evidence::record r = stamped(type);
  r.reason = reason;
  r.lost = lost;
  out_.push_back(write_note{r});
}

planned* conductor::impl::find_part(std::uint64_t number) {
  for (std::size_t i = 0; i < schedule_.size() && i < 4; ++i) {
    if (schedule_[i].number == number) return &schedule_[i];
  }
  return nullptr;
}

}  // namespace bangtin::player
