// The plan: one local day of one screen as parts, which touch and leave no hole. A part is one picture that
// stays: a slot's item (one page of a guide), the slate, or the dark of a closed screen. Pure, made from
// playlists::timeline once a day; the conductor walks along it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "player/core/conductor.hpp"

namespace bangtin::player {

// card: words instead of a programme; notice: an emergency
enum class part_kind { item, slate, dark, card, notice };

struct part {
  utc_ms from{}, to{};
  part_kind kind = part_kind::card;
  std::int32_t campaign = -1, item = 0, page = 0;  // as in playlists::slot; of an item only

  // The play to which it belongs; consecutive pages of a guide share one. 0 unless it is an item.
  play_token play = 0;
  utc_ms play_from{};
  milliseconds planned{};   // of the whole play
  bool starts_play = true;  // false for the second page of a guide and on
  std::string_view cut_by;  // why it is shorter than its slot, if it is: "expired"
};

// The parts of the day, in order, from its first instant to its last. `next_play` numbers the plays and is
// moved on. A screen that the programme does not know shows the slate. What lies outside the programme's
// [issued, expires) shows the slate, but for a few minutes before `issued`: two clocks are never quite the
// same.
std::vector<part> plan_day(const playlists::programme& p, std::string_view screen, playlists::local_day day,
                           play_token& next_play);

// The entry of the campaign's playlist that an item part shows, and its media item. Never null for a part of
// `p`.
const playlists::playlist_item* entry_of(const playlists::programme& p, const part& of);
const playlists::media_item* media_of(const playlists::programme& p, const part& of);

}  // namespace bangtin::player
