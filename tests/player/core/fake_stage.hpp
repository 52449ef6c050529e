// A stage without a screen: it executes calls in virtual time and records them. Cues become ready after
// `preparing`, begin at their instant, and end when another begins or their length is reached; or they fail
// when the test says so.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "player/stage/stage.hpp"

namespace bangtin::fakes {

class fake_stage final : public player::stage::stage {
 public:
  using mono_ms = player::stage::mono_ms;
  using cue_id = player::stage::cue_id;

  // Virtual time; `wait` advances it.
  mono_ms now{};
  // How long a cue takes to become ready.
  milliseconds preparing{300};
  // Files (by their path) that fail with this reason instead of becoming ready.
  std::map<std::string, std::string> broken;
  // Events that the next `wait` returns before anything else: window closed, output lost, ...
  std::deque<player::stage::stage_event> scripted;

  // The calls of prepare, show and drop, oldest first.
  struct call {
    enum class verb { prepare, show, drop } what;
    cue_id id;
    mono_ms at{};  // of show
  };
  std::vector<call> calls;
  // The cues that began, oldest first.
  struct showing {
    cue_id id;
    mono_ms at;
    player::stage::content what;
  };
  std::vector<showing> shown;
  std::vector<milliseconds> fades;                      // of each call of show
  std::vector<player::stage::overlays> overlays_given;  // of each call of overlay
  std::vector<bool> powers;                             // of each call of power

  void prepare(cue_id id, const player::stage::content& what) override {
    calls.push_back({call::verb::prepare, id});
    cues_[id] = cue{what, now + preparing, {}, false, {}};
  }
  void show(cue_id id, mono_ms at, milliseconds fade) override {
    fades.push_back(fade);
    calls.push_back({call::verb::show, id, at});
    if (auto found = cues_.find(id); found != cues_.end()) found->second.at = at;
  }
  void drop(cue_id id) override {
    calls.push_back({call::verb::drop, id});
    cues_.erase(id);
    if (on_show_ == id) on_show_ = 0;
  }
  void overlay(const player::stage::overlays& what) override { overlays_given.push_back(what); }
  void power(bool on) override { powers.push_back(on); }
  // True if a cue is ready, was prepared at least `asked_before` ago, and has no call of show yet.
  bool awaits_show(milliseconds asked_before) const {
    return std::any_of(cues_.begin(), cues_.end(), [&](const auto& c) {
      return c.second.ready && !c.second.at && now >= c.second.ready_at - preparing + asked_before;
    });
  }
  // The cue fails now; the next `wait` returns its cue_failed.
  void fail(cue_id id, const std::string& reason) {
    auto found = cues_.find(id);
    if (found == cues_.end()) return;
    scripted.push_back(player::stage::cue_failed{id, reason, "", shown_of(id), frames_of(id), 0});
    cues_.erase(found);
    if (on_show_ == id) on_show_ = 0;
  }

  std::vector<player::stage::stage_event> wait(mono_ms until, int wake_fd) override {
    std::vector<player::stage::stage_event> told(scripted.begin(), scripted.end());
    scripted.clear();
    if (!output_told_) told.insert(told.begin(), player::stage::output_state{true});
    output_told_ = true;
    std::uint64_t count = 0;
    if (wake_fd >= 0 && ::read(wake_fd, &count, sizeof count) > 0) told.push_back(player::stage::woken{});
    while (told.empty()) {
      std::optional<std::pair<mono_ms, cue_id>> next = next_happening();
      if (!next || next->first > until) break;
      now = std::max(now, next->first);
      happen(next->second, told);
    }
    if (told.empty()) now = std::max(now, until);
    return told;
  }

 private:
  struct cue {
    player::stage::content what;
    mono_ms ready_at{};
    std::optional<mono_ms> at;
    bool ready = false;
    std::optional<mono_ms> began;
  };

  static milliseconds length_of(const cue& c) {
    const auto* file = std::get_if<player::stage::picture_file>(&c.what);
    return file != nullptr ? file->length : milliseconds(0);
  }
  // When the next thing happens to the cue without a call.
  static std::optional<mono_ms> happens(const cue& c) {
    if (!c.ready) return c.ready_at;
    if (!c.at) return std::nullopt;
    if (!c.began) return c.at;
    if (length_of(c).count() > 0) return *c.at + length_of(c);
    return std::nullopt;
  }
  // The earliest happening. Of two at the same instant, a cue that begins comes before one that ends, as on a
  // real stage.
  std::optional<std::pair<mono_ms, cue_id>> next_happening() const {
    std::optional<std::pair<mono_ms, cue_id>> next;
    bool next_ends = false;
    for (const auto& [id, c] : cues_) {
      std::optional<mono_ms> t = happens(c);
      bool ends = c.began.has_value();
      if (!t || (next && (*t > next->first || (*t == next->first && (ends || !next_ends))))) continue;
      next = {*t, id};
      next_ends = ends;
    }
    return next;
  }
  void happen(cue_id id, std::vector<player::stage::stage_event>& told) {
    cue& c = cues_.at(id);
    if (!c.ready) {
      const auto* file = std::get_if<player::stage::picture_file>(&c.what);
      if (file != nullptr && broken.contains(file->file.string())) {
        told.push_back(player::stage::cue_failed{id, broken.at(file->file.string()), "", {}, 0, 0});
        cues_.erase(id);
        return;
      }
      c.ready = true;
      told.push_back(player::stage::cue_ready{id});
    } else if (!c.began) {
      if (on_show_ != 0) end(on_show_, told);
      c.began = now;
      on_show_ = id;
      shown.push_back({id, now, c.what});
      told.push_back(player::stage::cue_began{id, now});
    } else {
      end(id, told);
    }
  }
  void end(cue_id id, std::vector<player::stage::stage_event>& told) {
    if (!cues_.contains(id)) return;
    told.push_back(player::stage::cue_ended{id, now, shown_of(id), frames_of(id), 0});
    cues_.erase(id);
    if (on_show_ == id) on_show_ = 0;
  }
  milliseconds shown_of(cue_id id) const {
    const cue& c = cues_.at(id);
    return c.began ? now - *c.began : milliseconds(0);
  }
  // 25 frames per second of a video; one frame of anything else.
  std::int64_t frames_of(cue_id id) const {
    const cue& c = cues_.at(id);
    const auto* file = std::get_if<player::stage::picture_file>(&c.what);
    bool video = file != nullptr && file->kind == player::stage::picture_file::type::video;
    if (!c.began) return 0;
    return video ? 1 + shown_of(id).count() / 40 : 1;
  }

  std::map<cue_id, cue> cues_;
  cue_id on_show_ = 0;
  bool output_told_ = false;
};

}  // namespace bangtin::fakes
