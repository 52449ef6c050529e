// What the supply is called, in every situation.
#include "player/sync/supply.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "player/sync/fetch_order.hpp"

namespace bangtin::player::sync {
namespace {

using namespace std::chrono_literals;

const time_reading now{utc_ms(1'791'590'400'000ms), 10'000s, clock_trust::synced};

// A screen that has long been answered, and plays a programme of a year.
supply_facts quiet() {
  supply_facts f;
  f.answered_since = 100s;
  f.issued = now.utc - 24h * 30;
  f.expires = now.utc + 24h * 335;
  return f;
}
// It has fetched 12 MB for a minute, at this rate, and got its latest byte a second ago.
supply_facts fetching(std::int64_t missing, std::int64_t rate) {
  supply_facts f = quiet();
  f.fetch = {7, 12'000'000, missing, rate};
  f.fetch_began = now.mono - 60s;
  f.arrived = now.mono - 1s;
  return f;
}

struct situation {
  const char* what;
  std::function<void(supply_facts&)> change;
  std::string_view state;
};
void PrintTo(const situation& s, std::ostream* out) {
  *out << s.what;
}
class a_supply : public ::testing::TestWithParam<situation> {};

TEST_P(a_supply, is_called_what_it_is_and_says_what_to_do) {
  supply_facts f = quiet();
  GetParam().change(f);
  supply s = judge(f, now, 200s);
  EXPECT_EQ(to_string(s.state), GetParam().state);
  EXPECT_EQ(s.what.empty(), s.state == supply_state::good);
  EXPECT_EQ(s.remedy.empty(), s.state == supply_state::good);
}
INSTANTIATE_TEST_SUITE_P(
    in_every_situation, a_supply,
    ::testing::Values(
        situation{"nothing to fetch", [](auto&) {}, ""},
        situation{"12 MB at 100 kB/s", [](auto& f) { f = fetching(12'000'000, 100'000); }, ""},
        situation{"12 MB at 20 kB/s take 10 min", [](auto& f) { f = fetching(12'000'000, 20'000); }, ""},
        situation{"12 MB at 6 kB/s take 33 min", [](auto& f) { f = fetching(12'000'000, 6'000); }, "slow"},
        situation{"2 B/s", [](auto& f) { f = fetching(12'000'000, 2); }, "slow"},
        situation{"2 B/s for the last 100 bytes", [](auto& f) { f = fetching(100, 2); }, "slow"},
        situation{"less than a byte a second", [](auto& f) { f = fetching(12'000'000, 0); }, "slow"},
        situation{"a fetch that has just begun",
                  [](auto& f) {
                    f = fetching(12'000'000, 2);
                    f.fetch_began = now.mono - 5s;
                  },
                  ""},
        situation{"no byte for a minute from a daemon that answers otherwise",
                  [](auto& f) {
                    f = fetching(12'000'000, 0);
                    f.arrived = now.mono - 61s;
                  },
                  "withheld"},
        situation{"no byte ever",
                  [](auto& f) {
                    f = fetching(12'000'000, 0);
                    f.arrived.reset();
                  },
                  "withheld"},
        situation{"no byte, but the network has just come back",
                  [](auto& f) {
                    f = fetching(12'000'000, 0);
                    f.arrived = now.mono - 1h;
                    f.fetch_began = now.mono - 2h;
                    f.answered_since = now.mono - 10s;
                  },
                  ""},
        situation{"no byte from a daemon that is not there",
                  [](auto& f) {
                    f = fetching(12'000'000, 0);
                    f.arrived = now.mono - 1h;
                    f.answered_since.reset();
                    f.silent_since = now.mono - 10s;
                  },
                  ""},
        situation{"a file is refused",
                  [](auto& f) {
                    f = fetching(12'000'000, 100'000);
                    f.file_refused = error{errc::not_found, msg("no such file"), msg("load it")};
                  },
                  "withheld"},
        situation{"a file has other bytes",
                  [](auto& f) {
                    f = fetching(12'000'000, 100'000);
                    f.file_refused = error{errc::verification, msg("not approved"), msg("look")};
                  },
                  "withheld"},
        situation{"a programme crawls",
                  [](auto& f) {
                    f.programme_refused = error{errc::limit, msg("crawls"), msg("look")};
                  },
                  "slow"},
        situation{"a programme is begun and not ended",
                  [](auto& f) {
                    f.programme_refused = error{errc::io, msg("ended"), msg("look")};
                  },
                  "withheld"},
        situation{"a file of which only the head of the answer comes",
                  [](auto& f) {
                    f = fetching(12'000'000, 0);
                    f.arrived = now.mono - 25s;
                  },
                  "slow"},
        situation{"a programme is refused",
                  [](auto& f) {
                    f.programme_refused = error{errc::forbidden, msg("no"), msg("look")};
                  },
                  "withheld"},
        situation{"no answer for two minutes", [](auto& f) { f.silent_since = now.mono - 2min; }, "frozen"},
        situation{"no answer for a minute", [](auto& f) { f.silent_since = now.mono - 1min; }, ""},
        situation{"13 days before it expires",
                  [](auto& f) {
                    f.issued = now.utc - 24h * 352;
                    f.expires = now.utc + 24h * 13;
                  },
                  "frozen"},
        situation{"15 days before it expires", [](auto& f) { f.expires = now.utc + 24h * 15; }, ""},
        situation{"a programme of ten days in its eighth",
                  [](auto& f) {
                    f.issued = now.utc - 24h * 8;
                    f.expires = now.utc + 24h * 2;
                  },
                  ""},
        situation{"a programme of ten days in its last hours",
                  [](auto& f) {
                    f.issued = now.utc - 228h;
                    f.expires = now.utc + 12h;
                  },
                  "frozen"},
        situation{"expired", [](auto& f) { f.expires = now.utc - 1h; }, "frozen"},
        situation{"no programme at all", [](auto& f) { f.issued = f.expires = utc_ms{}; }, ""}));

TEST(a_supply_of_a_screen, that_was_cut_off_itself_accuses_nobody) {
  supply_facts f = quiet();
  f.silent_since = now.mono - 1h;
  EXPECT_EQ(judge(f, now, now.mono - 10s).state, supply_state::good);
  EXPECT_EQ(judge(f, now, now.mono - 3min).state, supply_state::frozen);
}

TEST(a_rate, is_that_of_the_last_half_minute) {
  rate_meter m;
  EXPECT_EQ(m.rate(5s), 0);
  m.add(100s, 1'000);
  EXPECT_EQ(m.rate(101s), 0) << "not known yet";
  for (int i = 1; i <= 100; ++i) m.add(100s + i * 100ms, 2'000);
  EXPECT_NEAR(static_cast<double>(m.rate(110s)), 20'000, 500);
  EXPECT_NEAR(static_cast<double>(m.rate(125s)), 201'000.0 / 25, 100);
  EXPECT_EQ(m.rate(200s), 0);
}

using playlists::programme::file_ref;

RC_GTEST_PROP(files_to_fetch, come_in_order_of_failures_then_of_need_then_of_length, ()) {
  std::vector<file_ref> files;
  fetch_order order;
  std::map<digest, int> failures;
  first_needs needs;
  for (int size : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 20))) {
    files.push_back({sha256(std::to_string(files.size())), size});
    if (*rc::gen::arbitrary<bool>()) needs[files.back().sha256] = from_unix_ms(*rc::gen::inRange(0, 5));
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      order.failed(files.back().sha256);
      ++failures[files.back().sha256];
    }
    if (!*rc::gen::inRange(0, 3)) {
      order.came(files.back().sha256);
      failures.erase(files.back().sha256);
    }
  }
  std::vector<file_ref> sorted = files;
  order.sort(sorted, needs);
  RC_ASSERT(std::is_permutation(sorted.begin(), sorted.end(), files.begin()));
  auto place = [&](const file_ref& f) {
    utc_ms need = needs.contains(f.sha256) ? needs[f.sha256] : utc_ms::max();
    return std::tuple(failures[f.sha256], need, f.bytes);
  };
  for (std::size_t i = 1; i < sorted.size(); ++i) RC_ASSERT(place(sorted[i - 1]) <= place(sorted[i]));
}

}  // namespace
}  // namespace bangtin::player::sync
