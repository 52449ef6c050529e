// A play belongs to the local day on which its slot begins. A screen shows no slot that ends before `issued`
// (two clocks may differ by some minutes) or begins after `expires`, so no other day matters.
#include "evidence/rules/planned_plays.hpp"

#include <algorithm>

namespace bangtin::evidence::rules {

namespace programme = playlists::programme;
namespace schedule = playlists::schedule;

planned_plays::planned_plays(std::shared_ptr<const programme::programme> p, const std::string& screen)
    : programme_(std::move(p)), on_(programme_->find_screen(screen)) {
  if (on_ != nullptr) planner_ = std::make_unique<const schedule::planner>(*programme_, *on_);
}

bool planned_plays::contains(const play_facts& play) {
  const programme::programme& p = *programme_;
  if (on_ == nullptr || play.campaign.empty() || play.planned_start >= p.expires) return false;
  if (play.planned_start + play.planned <= p.issued - max_clock_difference) return false;
  const day& d = day_at(play.planned_start);
  auto found = std::lower_bound(d.plays.begin(), d.plays.end(), play.planned_start,
                                [](const planned& s, utc_ms t) { return s.from < t; });
  if (found == d.plays.end() || found->from != play.planned_start) return false;
  if (found->to - found->from != play.planned) return false;
  const programme::campaign& c = p.campaigns[static_cast<std::size_t>(found->campaign)];
  if (c.name != play.campaign) return false;
  const programme::playlist* list = p.find_playlist(c.playlist);
  return list != nullptr && list->items[static_cast<std::size_t>(found->item)].media == play.media;
}

programme_facts planned_plays::facts_of(const play_facts& play) {
  return {true, programme_->issued, programme_->expires, contains(play)};
}

const planned_plays::day& planned_plays::day_at(utc_ms t) {
  if (!days_.empty() && front_range_.from <= t && t < front_range_.to) return days_.front();
  programme::local_day date = schedule::day_of(*programme_, t);
  auto found = std::find_if(days_.begin(), days_.end(), [&](const day& d) { return d.date == date; });
  if (found == days_.end()) {
    if (days_.size() >= max_days) days_.pop_back();
    days_.push_front({date, plays_of(date)});
  } else {
    days_.splice(days_.begin(), days_, found);
  }
  front_range_ = schedule::range_of(*programme_, date);
  return days_.front();
}

// The pages of a guide follow each other and are one play.
std::vector<planned_plays::planned> planned_plays::plays_of(programme::local_day d) const {
  std::vector<planned> plays;
  for (const schedule::slot& s : planner_->day(d)) {
    if (s.campaign < 0) continue;
    if (s.page > 1 && !plays.empty()) {
      plays.back().to = s.to;
    } else {
      plays.push_back({s.from, s.to, s.campaign, s.item});
    }
  }
  return plays;
}

}  // namespace bangtin::evidence::rules
