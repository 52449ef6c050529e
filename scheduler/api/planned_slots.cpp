#include "scheduler/api/planned_slots.hpp"

#include <algorithm>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::scheduler::api {

namespace report = evidence::report;
namespace schedule = playlists::schedule;
using playlists::programme::programme;

namespace {

class plan_maker {
 public:
  plan_maker(const std::string& screen, utc_ms end) : screen_(screen), end_(end) {}

  void add(const programme_in_force& f) {
    if (f.value == nullptr || f.when.from >= f.when.to) return;
    const playlists::programme::screen* on = f.value->find_screen(screen_);
    if (on == nullptr) return;
    if (f.value.get() != planned_) {
      planner_.emplace(*f.value, *on);
      planned_ = f.value.get();
    }
    closed_from_ = f.when.from;
    for (auto day = schedule::day_of(*f.value, f.when.from);
         day <= schedule::day_of(*f.value, f.when.to - milliseconds(1)); day += std::chrono::days(1)) {
      planner_->day(day, slots_);
      for (const schedule::slot& s : slots_) add(f, s);
    }
    close_until(f.when.to);
  }
  screen_plan take() { return std::move(plan_); }

 private:
  void add(const programme_in_force& f, const schedule::slot& s) {
    if (s.to <= f.when.from || s.from >= f.when.to) return;
    close_until(s.from);
    closed_from_ = std::max(closed_from_, s.to);
    bool valid = s.from < f.value->expires || f.value->version == 0;
    bool whole = s.to <= end_;
    if (s.campaign < 0 || !valid || !whole || s.from < f.when.from) return;
    plan_.slots.push_back({{s.from, std::min(s.to, f.when.to)},
                           f.value->campaigns.at(static_cast<std::size_t>(s.campaign)).name});
  }
  void close_until(utc_ms t) {
    if (t > closed_from_) plan_.closed.push_back({closed_from_, t});
  }

  const std::string& screen_;
  utc_ms end_;
  screen_plan plan_;
  const programme* planned_ = nullptr;
  std::optional<schedule::planner> planner_;
  std::vector<schedule::slot> slots_;
  utc_ms closed_from_{};
};

}  // namespace

screen_plan plan_of(const std::string& screen, const std::vector<programme_in_force>& in_force) {
  if (in_force.empty()) return {};
  plan_maker maker(screen, in_force.back().when.to);
  for (const programme_in_force& f : in_force) maker.add(f);
  return maker.take();
}

}  // namespace bangtin::scheduler::api
