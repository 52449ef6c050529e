// One play under way: what START and END will say of it, gathered from its segments. Plain data and one
// decision about it; `play_book` owns it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "evidence/record.hpp"
#include "player/core/events.hpp"
#include "player/core/segment.hpp"

namespace bangtin::player::core {

// What is known of the display's connection.
enum class output_status { unknown, connected, disconnected };

struct play {
  evidence::play_facts facts;     // `play` stays 0: the journal assigns it
  digest media_key;               // identifies the item's files, for quarantine
  std::set<segment_number> open;  // segments that are not closed yet; see play_book

  bool start_requested = false;
  bool durable = false;        // its START is on the disk
  bool start_refused = false;  // the journal refused its START, so there is no END either
  bool start_late = false;     // START timed out; the play may be shown without it, and must not count
  bool withdrawn = false;      // it left the schedule before its START was requested: it leaves no record

  milliseconds shown{};
  std::int64_t frames = 0;
  std::int64_t dropped = 0;
  std::string reason;      // why it is not complete
  bool stopped = false;    // the player was stopped during it, or before it began
  bool broken = false;     // a segment failed: it is not complete, however short that segment is
  bool own_fault = false;  // it failed because of the file, not because of the machine

  bool seen_disconnected = false;
  bool seen_unknown = false;
};

// What START says of the segment's play. Precondition: the segment is an item of that programme.
evidence::play_facts facts_of(const ready_programme& programme, const segment& s);

// Identifies all files of the item, so it changes whenever one of them does.
digest key_of(const playlists::programme::media_item& item);

// The play's END: complete if at least 95 % of the plan was shown and nothing broke; partial if something
// was shown; else failed.
evidence::play_end verdict(const play& p);

}  // namespace bangtin::player::core
