// What was planned on one screen: the timelines of the programmes that were in force there, one after the
// other. Pure; any thread may call these functions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evidence/report/compliance.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::scheduler::api {

// The programme that was in force on the screen in that time; null: none was.
struct programme_in_force {
  evidence::report::time_span when;
  std::shared_ptr<const playlists::programme::programme> value;
};

struct screen_plan {
  std::vector<evidence::report::planned_slot> slots;  // of campaigns only: the slate leaves no records
  std::vector<evidence::report::time_span> closed;    // outside of the opening hours
};

// `in_force` is ascending and does not overlap. A slot that reaches beyond the last of it is left out, and
// one into which another programme came ends there.
screen_plan plan_of(const std::string& screen, const std::vector<programme_in_force>& in_force);

}  // namespace bangtin::scheduler::api
