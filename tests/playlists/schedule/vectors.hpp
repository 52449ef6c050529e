// The conformance set of tests/vectors (see its README.md): small programmes as staff write them, with slots
// that a person worked out. These functions read it and compare it with computed slots.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// A slot as the set writes it. `who` is "campaign#item", "campaign#item.page", or "slate". In expected slots
// the item may be "?", which matches any item.
struct told_slot {
  utc_ms from, to;
  std::string who, reason;  // share, every, slate
};

struct told_day {
  std::string screen;
  std::string date;  // 2026-10-10
  programme::local_day day;
  std::vector<told_slot> slots;
  bool whole = true;  // false: more slots may follow
};

struct told_case {
  std::string name;  // "012-yearly"
  std::filesystem::path file;
  programme::programme p;
  std::vector<told_day> days;
};

// All names, in order.
std::vector<std::string> told_names();

// Throws std::runtime_error with the file and the line if a file does not match README.md.
told_case read_told(const std::string& name);

std::vector<told_slot> as_told(const programme::programme& p, const std::vector<schedule::slot>& slots);

// Empty if they agree; that includes that a shuffled campaign shows every item once per cycle and none twice
// in a row. Else a text for people that shows the first difference.
std::string difference(const told_case& c, const told_day& expected, const std::vector<told_slot>& actual);

}  // namespace bangtin::playlists::testing
