// One play while it is under way: what is to be said about it in START and END, gathered from its parts.
// Plain data and two decisions about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evidence/record.hpp"
#include "player/core/conductor.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player {

enum class output_word { unknown, connected, disconnected };

struct play {
  play_token token = 0;
  evidence::play_facts facts;  // `play` stays 0: the journal knows it
  digest media_key;            // of the item's files: what a quarantine is about
  int parts_left = 0;          // not yet shown, failed or given up

  bool start_written = false;
  bool durable = false;    // its START is on the disk
  bool unkept = false;     // its START was refused by the disk: no END either
  bool withdrawn = false;  // taken off the plan before its START was asked for: it leaves no record
  bool late = false;       // its START came so late that it was shown before: it must not count

  milliseconds shown{};
  std::int64_t frames = 0;
  std::int64_t dropped = 0;
  std::string reason;      // why it is not whole; the first cause stays
  bool broken = false;     // a part of it failed: it is not whole, however short that part
  bool own_fault = false;  // and the file was to blame, not the machine

  bool seen_disconnected = false;
  bool seen_unknown = false;

  void blame(std::string_view why) {
    if (reason.empty()) reason = why;
  }
  void seen_on(output_word output) {
    seen_disconnected |= output == output_word::disconnected;
    seen_unknown |= output == output_word::unknown;
  }
};

// Of all files of the item, so that it changes whenever one of them does.
digest key_of(const playlists::media_item& item);

// The play's END: complete when at least 95 % of the plan was shown and nothing broke; partial when something
// was shown; else failed.
evidence::play_end verdict(const play& p);

}  // namespace bangtin::player
