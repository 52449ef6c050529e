// One screen's local day by the rules, for tests: when each campaign is active, when the screen is open,
// where the hard edges are. It computes everything from scratch for the queried instant and uses the zone's
// rules directly. Written from docs/timeline.md, without any of the library's code.
#pragma once

#include <string>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// The length of one page, or of an item that is not a guide, and the number of slots that it takes.
struct showing {
  milliseconds slot_length{};
  int slots = 1;
  bool guide = false;
  milliseconds whole() const { return slot_length * slots; }
};
showing showing_of(const programme::programme& p, const programme::playlist_item& item);

bool slow_applies_to(const programme::campaign& c, const programme::screen& s);

class slow_day {
 public:
  // The programme and the screen must outlive it.
  slow_day(const programme::programme& p, const programme::screen& on, programme::local_day d);

  utc_ms from() const { return day_.from; }
  utc_ms to() const { return day_.to; }

  bool is_open(utc_ms t) const { return covers(openings_, t); }
  utc_ms open_since(utc_ms t) const { return began(openings_, t); }  // the screen is open at t
  utc_ms next_opening(utc_ms t) const;                               // the first after t, or the day's end
  utc_ms next_edge(utc_ms t) const;  // the first hard edge after t, while the screen is open

  // For the campaign with that index, on this screen.
  bool active(std::size_t campaign, utc_ms t) const { return covers(windows_[campaign], t); }
  utc_ms active_since(std::size_t campaign, utc_ms t) const { return began(windows_[campaign], t); }
  bool ever_active(std::size_t campaign) const { return !windows_[campaign].empty(); }
  // The instants of the day at which it becomes active, without duplicates, unsorted.
  std::vector<utc_ms> beginnings(std::size_t campaign) const;

 private:
  using windows = std::vector<programme::instant_range>;  // unmerged: they may touch and overlap
  static bool covers(const windows& w, utc_ms t);
  static utc_ms began(const windows& w, utc_ms t);
  void add(windows& to, const programme::instant_range& w) const;

  const programme::programme& p_;
  programme::instant_range day_;
  windows openings_;
  std::vector<windows> windows_;
};

}  // namespace bangtin::playlists::testing
