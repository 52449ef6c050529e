// A segment: one thing that fills the screen for a while. A slot's item (or one page of it), the slate, the
// blank of a closed screen, a card, or an emergency notice. A plain value; instants are wall-clock time.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "player/core/events.hpp"

namespace bangtin::player::core {

// Identifies a segment once it is in a schedule.
using segment_number = std::uint64_t;

// card: text in place of a programme; notice: an emergency notice
enum class segment_kind { item, slate, blank, card, notice };

struct segment {
  utc_ms from{}, to{};  // [from, to), never empty
  utc_ms begin{};       // when it is first on show: `from`, or later if it is joined in its middle
  segment_kind kind = segment_kind::card;
  std::int32_t campaign = -1, item = 0, page = 0;  // as in playlists::schedule::slot; of an item only

  // The play that this item belongs to; the consecutive pages of an item share one. 0 unless it is an item.
  play_token play = 0;
  utc_ms play_from{};
  milliseconds planned{};   // of the whole play
  bool starts_play = true;  // false from an item's second page on
  // Why it is shorter than its slot, if it is, such as "expired". Always a literal, so it is never freed.
  std::string_view cut_by;

  bool operator==(const segment&) const = default;
};

}  // namespace bangtin::player::core
