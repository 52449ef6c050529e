// A day carries three things from one slot to the next, and this loop keeps exactly these: a campaign's
// position in its playlist; its virtual time, together with the virtual start of the slot last begun on its
// level; and when a cadence was last served. Virtual times are integers of any size: airtime times the least
// common multiple of all shares, divided by the share.
#include "playlists/schedule/slow_model.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "playlists/schedule/rotation.hpp"
#include "playlists/schedule/slow_day.hpp"

namespace bangtin::playlists::testing {

namespace {

using boost::multiprecision::cpp_int;

struct offer {
  std::size_t campaign;
  schedule::slot_reason reason;
};

class model {
 public:
  model(const programme::programme& p, const programme::screen& on, programme::local_day d)
      : p_(p), date_(d), day_(p, on, d) {
    for (const programme::campaign& c : p.campaigns) {
      if (!c.every) unit_ = boost::multiprecision::lcm(unit_, cpp_int(c.share));
      auto n = static_cast<std::int32_t>(p.find_playlist(c.playlist)->items.size());
      memory_.push_back({});
      memory_.back().deck = schedule::rotation(c.order, schedule::shuffle_seed(c.name), n, slow_step(n), d);
    }
  }

  std::vector<schedule::slot> run() {
    utc_ms now = day_.from();
    while (now < day_.to()) {
      if (!day_.is_open(now)) {
        now = day_.next_opening(now);
        continue;
      }
      those_who_became_active_get_the_levels_virtual_time(now);
      decided_ = now;
      now = decide(now);
    }
    return slots_;
  }

 private:
  struct remembered {
    std::int64_t begun = 0;   // items begun so far
    schedule::rotation deck;  // for shuffle
    cpp_int virtual_time;
    std::optional<utc_ms> served;  // for a cadence: the beginning of its last slot
  };

  const programme::playlist& list_of(std::size_t i) const {
    return *p_.find_playlist(p_.campaigns[i].playlist);
  }

  std::int32_t item_of(std::size_t i) {
    if (p_.campaigns[i].order == programme::item_order::shuffle) return memory_[i].deck.item();
    auto n = static_cast<std::int64_t>(list_of(i).items.size());
    std::int64_t at = (date_.time_since_epoch().count() * slow_step(n) + memory_[i].begun) % n;
    return static_cast<std::int32_t>(at < 0 ? at + n : at);
  }

  // Only one slot has begun since the last decision, so the level's virtual time has not changed meanwhile.
  void those_who_became_active_get_the_levels_virtual_time(utc_ms now) {
    for (std::size_t i = 0; i < p_.campaigns.size(); ++i) {
      if (p_.campaigns[i].every) continue;
      for (utc_ms begin : day_.beginnings(i)) {
        if (begin > now || (decided_ && begin <= *decided_)) continue;
        memory_[i].virtual_time = std::max(memory_[i].virtual_time, level_time_[p_.campaigns[i].level]);
      }
    }
  }

  // The earliest due time that no slot has served, for an active cadence.
  utc_ms due(std::size_t i, utc_ms now) const {
    utc_ms first = std::max(day_.active_since(i, now), day_.open_since(now));
    const std::optional<utc_ms>& served = memory_[i].served;
    if (!served || *served < first) return first;
    return first + ((*served - first) / *p_.campaigns[i].every + 1) * *p_.campaigns[i].every;
  }

  std::vector<offer> offers(utc_ms now) const {
    std::vector<offer> all;
    for (programme::level l :
         {programme::level::takeover, programme::level::normal, programme::level::filler}) {
      std::vector<std::tuple<utc_ms, std::string, std::size_t>> overdue;
      std::vector<std::tuple<cpp_int, std::string, std::size_t>> sharing;
      for (std::size_t i = 0; i < p_.campaigns.size(); ++i) {
        const programme::campaign& c = p_.campaigns[i];
        if (c.level != l || !day_.active(i, now)) continue;
        if (!c.every) {
          sharing.emplace_back(memory_[i].virtual_time, c.name, i);
        } else if (due(i, now) <= now) {
          overdue.emplace_back(due(i, now), c.name, i);
        }
      }
      std::sort(overdue.begin(), overdue.end());
      std::sort(sharing.begin(), sharing.end());
      for (const auto& o : overdue) all.push_back({std::get<2>(o), schedule::slot_reason::every});
      for (const auto& s : sharing) all.push_back({std::get<2>(s), schedule::slot_reason::share});
      if (!sharing.empty()) break;
    }
    return all;
  }

  // The first instant after now at which a campaign is active and due, if none is now.
  utc_ms next_offer(utc_ms now) const {
    utc_ms next = day_.to();
    for (std::size_t i = 0; i < p_.campaigns.size(); ++i) {
      for (utc_ms begin : day_.beginnings(i)) {
        if (begin > now) next = std::min(next, begin);
      }
      if (!day_.active(i, now)) continue;
      utc_ms then = due(i, now);
      bool still = day_.active(i, then) && day_.active_since(i, then) == day_.active_since(i, now);
      if (still) next = std::min(next, then);
    }
    return next;
  }

  utc_ms decide(utc_ms now) {
    utc_ms edge = day_.next_edge(now);
    std::vector<offer> all = offers(now);
    for (const offer& o : all) {
      if (now + showing_of(p_, list_of(o.campaign).items[static_cast<std::size_t>(item_of(o.campaign))])
                    .whole() <=
          edge) {
        return begin(o, now);
      }
    }
    utc_ms until = all.empty() ? std::min(edge, next_offer(now)) : edge;
    slots_.push_back({now, until, -1, 0, 0, schedule::slot_reason::slate});
    return until;
  }

  utc_ms begin(const offer& o, utc_ms now) {
    remembered& r = memory_[o.campaign];
    const programme::campaign& c = p_.campaigns[o.campaign];
    std::int32_t item = item_of(o.campaign);
    showing what = showing_of(p_, list_of(o.campaign).items[static_cast<std::size_t>(item)]);
    if (o.reason == schedule::slot_reason::every) {
      r.served = now;
    } else {
      level_time_[c.level] = r.virtual_time;
      r.virtual_time += what.whole().count() * (unit_ / c.share);
    }
    ++r.begun;
    if (c.order == programme::item_order::shuffle) r.deck.advance();
    for (int page = 1; page <= what.slots; ++page, now += what.slot_length) {
      slots_.push_back({now, now + what.slot_length, static_cast<std::int32_t>(o.campaign), item,
                        what.guide ? page : 0, o.reason});
    }
    return now;
  }

  const programme::programme& p_;
  programme::local_day date_;
  slow_day day_;
  cpp_int unit_ = 1;
  std::vector<remembered> memory_;
  std::map<programme::level, cpp_int> level_time_;
  std::optional<utc_ms> decided_;
  std::vector<schedule::slot> slots_;
};

}  // namespace

std::int64_t slow_step(std::int64_t n) {
  std::int64_t best = -1;
  for (std::int64_t s = 0; s <= n + 1; ++s) {
    if (std::gcd(s, n) != 1) continue;
    if (best < 0 || std::abs(1000 * s - 618 * n) < std::abs(1000 * best - 618 * n)) best = s;
  }
  return best;
}

std::vector<schedule::slot> slow_timeline(const programme::programme& p, const programme::screen& on,
                                          programme::local_day d) {
  return model(p, on, d).run();
}

}  // namespace bangtin::playlists::testing
