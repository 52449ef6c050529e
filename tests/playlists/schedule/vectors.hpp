// The conformance set of tests/vectors (see its README.md): small programmes as staff would write them, and
// their slots as a person works them out. Read here, and compared with what somebody computes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// A slot as the set writes it. `who` is "campaign#item", "campaign#item.page", or "slate"; in what is
// expected the item may be "?", which stands for any.
struct told_slot {
  utc_ms from, to;
  std::string who, reason;  // share, every, slate
};

struct told_day {
  std::string screen;
  std::string date;  // 2026-10-10
  programme::local_day day;
  std::vector<told_slot> slots;
  bool whole = true;  // false: more may follow
};

struct told_case {
  std::string name;  // "012-yearly"
  std::filesystem::path file;
  programme::programme p;
  std::vector<told_day> days;
};

// All names, in order.
std::vector<std::string> told_names();

// Throws std::runtime_error with the file and the line for a file that is not as README.md says.
told_case read_told(const std::string& name);

std::vector<told_slot> as_told(const programme::programme& p, const std::vector<schedule::slot>& slots);

// Empty when they agree, which includes that a shuffled campaign shows every item once a cycle and none twice
// in a row; else a text for people that shows where they part.
std::string difference(const told_case& c, const told_day& expected, const std::vector<told_slot>& actual);

}  // namespace bangtin::playlists::testing
