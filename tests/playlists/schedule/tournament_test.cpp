#include "playlists/schedule/tournament.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <utility>

#include "playlists/property.hpp"

namespace bangtin::playlists::schedule {
namespace {

struct by_seat {
  bool decides() const { return false; }
  bool operator()(std::int32_t, std::int32_t) const { return false; }
};
// Of equal keys the larger number comes first.
struct backwards {
  bool decides() const { return true; }
  bool operator()(std::int32_t a, std::int32_t b) const { return a > b; }
};

struct move {
  std::size_t seat;
  bool leaves;
  std::uint64_t key;
};

std::vector<move> moves(std::size_t seats) {
  return *rc::gen::container<std::vector<move>>(rc::gen::apply(
      [](std::size_t seat, int what, std::uint64_t key) {
        // Few keys, so that many are equal; including the largest that is allowed.
        return move{seat, what == 0, key == 5 ? std::numeric_limits<std::uint64_t>::max() - 1 : key};
      },
      rc::gen::inRange<std::size_t>(0, seats), rc::gen::inRange(0, 3),
      rc::gen::inRange<std::uint64_t>(0, 6)));
}

TEST(a_tournament, is_won_by_the_smallest_key_and_of_equal_ones_by_the_tie) {
  testing::holds(10, [] {
    const auto seats = *rc::gen::inRange<std::size_t>(1, 40);
    tournament<by_seat> plain(seats, {});
    tournament<backwards> deep(seats, {});
    std::map<std::size_t, std::uint64_t> inside;
    for (const move& m : moves(seats)) {
      const auto number = static_cast<std::int32_t>(m.seat) + 100;
      if (m.leaves) {
        inside.erase(m.seat);
        plain.leave(m.seat);
        deep.leave(m.seat);
      } else {
        inside[m.seat] = m.key;
        plain.seat(m.seat, number, m.key);
        deep.seat(m.seat, number, m.key);
      }
      RC_ASSERT(plain.empty() == inside.empty());
      RC_ASSERT(deep.empty() == inside.empty());
      if (inside.empty()) continue;
      std::pair<std::uint64_t, std::size_t> first{inside.begin()->second, inside.begin()->first},
          last = first;
      for (const auto& [seat, key] : inside) {
        first = std::min(first, {key, seat});
        if (key < last.first || (key == last.first && seat > last.second)) last = {key, seat};
      }
      RC_ASSERT(plain.top_key() == first.first);
      RC_ASSERT(plain.top() == static_cast<std::int32_t>(first.second) + 100);
      RC_ASSERT(deep.top() == static_cast<std::int32_t>(last.second) + 100);
    }
  });
}

TEST(a_tournament, without_seats_has_no_winner) {
  EXPECT_TRUE(tournament<by_seat>(0, {}).empty());
}

}  // namespace
}  // namespace bangtin::playlists::schedule
