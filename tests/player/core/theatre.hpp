// A simulated stage, journal and clock: plays the conductor through whole days without waiting, breaks what a
// test asks it to break, and records everything that happens.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "player/core/conductor.hpp"

namespace bangtin::player::core {

struct happened {  // one picture on the screen
  stage::cue_id id = 0;
  digest file;  // zero: card or blank
  stage::content what;
  stage::mono_ms from{}, to{};
};

struct kept {  // one play's records in the journal
  std::optional<evidence::record> start, end;
  stage::mono_ms start_at{};
};

class theatre {
 public:
  // What happens to a cue; by default it is ready after 200 ms and plays to its end.
  struct fate {
    std::optional<milliseconds> ready_after = milliseconds(200);  // empty: never
    std::optional<milliseconds> fails_after;                      // after prepare; empty: never
    std::optional<milliseconds> breaks_after;                     // after its first frame; empty: never
    std::string reason = "decoder-crash";
  };
  std::function<fate(const prepare_cue&)> fate_of = [](const prepare_cue&) { return fate{}; };
  std::optional<milliseconds> durable_after = milliseconds(5);  // empty: START is refused
  time_reading now{};

  conductor c;
  std::deque<happened> screen;  // oldest first
  std::map<play_token, kept> plays;
  std::vector<evidence::record> notes;
  std::size_t max_alive = 0;

  theatre(utc_ms utc, stage::mono_ms mono = stage::mono_ms(1'000'000)) {
    now = {utc, mono, clock_trust::synced};
    tell(stage::output_state{true});
  }

  void tell(const event& e) { obey(c.resume(now, e)); }

  void run_for(milliseconds d) { run_until(now.mono + d); }

  void run_until(stage::mono_ms end) {
    while (true) {
      stage::mono_ms next = std::min(c.next_wake(now), end);
      if (!due_.empty()) next = std::min(next, due_.begin()->first);
      move_to(std::max(next, now.mono));
      if (due_.empty() || due_.begin()->first > now.mono) {
        if (now.mono >= end) return;
        tell(tick{});
        continue;
      }
      auto what = due_.begin()->second;
      due_.erase(due_.begin());
      what();
    }
  }

  void step_clock(milliseconds by) { now.utc += by; }
  void sleep(milliseconds d) { move_to(now.mono + d); }  // the machine is suspended

  stage::mono_ms mono_of(utc_ms t) const { return now.mono + (t - now.utc); }
  std::vector<std::pair<utc_ms, stage::overlays>> overlays_given;
  std::vector<std::pair<utc_ms, bool>> powers;
  std::vector<std::pair<utc_ms, digest>> files_checked;
  std::vector<std::pair<std::string, utc_ms>> notices_shown, notices_ended;

  std::vector<kept> kept_plays() const {
    std::vector<kept> all;
    for (const auto& [token, k] : plays) all.push_back(k);
    return all;
  }

 private:
  struct held {
    prepare_cue asked;
    fate its;
    bool ready = false, told = false;
    std::optional<stage::mono_ms> show_at;
    bool began = false;
  };

  void move_to(stage::mono_ms t) {
    now.utc += t - now.mono;
    now.mono = t;
  }
  void at(stage::mono_ms t, std::function<void()> what) { due_.emplace(t, std::move(what)); }

  void obey(const std::vector<action>& actions) {
    for (const action& a : actions) std::visit([this](const auto& x) { act(x); }, a);
  }

  void act(const prepare_cue& a) {
    ASSERT_TRUE(used_.insert(a.id).second) << "a cue id was used twice";
    fate its = a.file == playlists::programme::file_ref{} ? fate{milliseconds(0), {}, {}, ""} : fate_of(a);
    alive_[a.id] = {a, its, false, false, {}, false};
    max_alive = std::max(max_alive, alive_.size());
    if (its.ready_after) {
      at(now.mono + *its.ready_after, [this, id = a.id] {
        if (!alive_.contains(id)) return;
        alive_[id].ready = true;
        tell(stage::cue_ready{id});
        present(id);
      });
    }
    if (its.fails_after) at(now.mono + *its.fails_after, [this, id = a.id] { fail(id); });
  }
  void act(const show_cue& a) {
    ASSERT_TRUE(alive_.contains(a.id)) << "a cue was shown that the stage does not hold";
    ASSERT_FALSE(alive_[a.id].show_at) << "a cue was shown twice";
    alive_[a.id].show_at = a.at;
    at(std::max(a.at, now.mono), [this, id = a.id] { present(id); });
  }
  void act(const drop_cue& a) {
    if (on_ && on_->id == a.id) on_->to = now.mono;
    alive_.erase(a.id);
  }
  void act(const set_overlays& a) { overlays_given.emplace_back(now.utc, a.what); }
  void act(const check_file& a) { files_checked.emplace_back(now.utc, a.file.sha256); }
  void act(const set_power& a) { powers.emplace_back(now.utc, a.on); }
  void act(const write_start& a) {
    ASSERT_FALSE(plays[a.token].start) << "two STARTs of one play";
    bool keeps = durable_after.has_value();
    if (keeps) plays[a.token].start = a.record;
    at(now.mono + durable_after.value_or(milliseconds(5)), [this, keeps, token = a.token] {
      plays[token].start_at = now.mono;
      if (keeps) {
        tell(start_durable{token, static_cast<std::int64_t>(token) + 1000});
      } else {
        tell(journal_failed{token});
      }
    });
  }
  void act(const write_end& a) {
    ASSERT_TRUE(plays[a.token].start) << "an END without START";
    ASSERT_FALSE(plays[a.token].end) << "two ENDs of one play";
    ASSERT_EQ(plays[a.token].start->play, a.record.play);
    plays[a.token].end = a.record;
  }
  void act(const write_note& a) { notes.push_back(a.record); }
  void act(const notice_on_show& a) { notices_shown.emplace_back(a.id, a.at); }
  void act(const notice_over& a) { notices_ended.emplace_back(a.id, a.at); }

  void present(stage::cue_id id) {
    auto found = alive_.find(id);
    if (found == alive_.end()) return;
    held& h = found->second;
    if (h.began || !h.ready || !h.show_at || *h.show_at > now.mono) return;
    h.began = true;
    stage::cue_id before = on_ ? on_->id : 0;  // 0 is no cue
    if (on_ && on_->to == stage::mono_ms{}) on_->to = now.mono;
    screen.push_back({id, h.asked.file.sha256, h.asked.what, now.mono, {}});
    on_ = &screen.back();
    const auto* file = std::get_if<stage::picture_file>(&h.asked.what);
    if (file != nullptr) at(now.mono + file->length, [this, id] { end(id); });
    if (h.its.breaks_after) at(now.mono + *h.its.breaks_after, [this, id] { fail(id); });
    tell(stage::cue_began{id, now.mono});
    if (before != 0) end(before);
  }
  std::int64_t frames_in(const stage::content& what, milliseconds shown) {
    const auto* file = std::get_if<stage::picture_file>(&what);
    bool video = file != nullptr && file->kind == stage::picture_file::type::video;
    return video ? std::max<std::int64_t>(1, shown.count() * 30 / 1000) : 1;
  }
  milliseconds shown_of(const held& h) {
    for (auto s = screen.rbegin(); s != screen.rend(); ++s) {
      if (s->id != h.asked.id) continue;
      const auto* file = std::get_if<stage::picture_file>(&h.asked.what);
      milliseconds shown = (s->to == stage::mono_ms{} ? now.mono : s->to) - s->from;
      return file != nullptr ? std::min(shown, file->length) : shown;
    }
    return {};
  }
  void end(stage::cue_id id) {
    auto found = alive_.find(id);
    if (found == alive_.end() || !found->second.began) return;
    milliseconds shown = shown_of(found->second);
    std::int64_t frames = frames_in(found->second.asked.what, shown);
    alive_.erase(found);
    tell(stage::cue_ended{id, now.mono, shown, frames, 0});
  }
  void fail(stage::cue_id id) {
    auto found = alive_.find(id);
    if (found == alive_.end()) return;
    held h = found->second;
    milliseconds shown = h.began ? shown_of(h) : milliseconds{};
    alive_.erase(found);
    tell(stage::cue_failed{id, h.its.reason, "", shown, h.began ? frames_in(h.asked.what, shown) : 0, 0});
  }

  std::multimap<stage::mono_ms, std::function<void()>> due_;
  std::map<stage::cue_id, held> alive_;
  std::set<stage::cue_id> used_;
  happened* on_ = nullptr;  // the newest of `screen`
};

}  // namespace bangtin::player::core
