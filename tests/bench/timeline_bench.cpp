// Measures the cost of one slot of the timeline, by the number of items, the number of active campaigns,
// their order and their kind, over one day of one screen in slots of 10 s. Run it by hand, from the release
// preset:
//
//   build/release/tests/bench_timeline --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
//
// "per_slot" is the time per slot; "_BigO" rows show how the time of a day grows.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "playlists/analysis/preview.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists {
namespace {

// A day without a time change.
constexpr programme::local_day first_day{std::chrono::days(20'736)};  // 2026-10-10

enum class mix : std::int64_t { shares, cadences };

struct shape {
  std::int64_t items = 20;  // total, dealt to the campaigns' playlists; each has at least one
  std::int64_t campaigns = 1;
  programme::item_order order = programme::item_order::sequential;
  mix kind = mix::shares;  // cadences: every second campaign has one, and every tenth is a takeover
};

// One screen that is always open, and campaigns that run all day. The shares are typical ones, some of them
// equal.
programme::programme programme_of(const shape& s) {
  programme::programme p;
  p.slate = "slate.png";
  programme::media_item slate;
  slate.name = p.slate;
  p.media.push_back(slate);
  programme::screen lobby;
  lobby.name = "lobby";
  p.screens.push_back(lobby);
  for (std::int64_t i = 0; i < s.campaigns; ++i) {
    programme::playlist l;
    l.name = fmt::format("p{:05}", i);
    for (std::int64_t n = 0; n < std::max<std::int64_t>(1, s.items / s.campaigns); ++n) {
      programme::media_item m;
      m.name = fmt::format("posters/{:05}-{:05}.png", i, n);
      programme::playlist_item item;
      item.media = m.name;
      p.media.push_back(m);
      l.items.push_back(item);
    }
    programme::campaign c;
    c.name = fmt::format("c{:05}", i);
    c.playlist = l.name;
    c.screens = {"all"};
    c.order = s.order;
    c.share = static_cast<int>(10 * (i % 7 + 1));
    if (s.kind == mix::cadences && i % 2 == 1) {
      c.share = 1;
      c.every = std::chrono::minutes(5 * (i % 12 + 1));
      if (i % 10 == 1) c.level = programme::level::takeover;
    }
    p.playlists.push_back(std::move(l));
    p.campaigns.push_back(std::move(c));
  }
  return p;
}

shape shape_of(const benchmark::State& state) {
  return {state.range(0), state.range(1),
          state.range(2) == 0 ? programme::item_order::sequential : programme::item_order::shuffle,
          state.range(3) == 0 ? mix::shares : mix::cadences};
}

void count(benchmark::State& state, std::size_t slots) {
  state.counters["slots"] =
      benchmark::Counter(static_cast<double>(slots), benchmark::Counter::kAvgIterations);
  state.counters["per_slot"] = benchmark::Counter(static_cast<double>(slots),
                                                  benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void day_with_planner(benchmark::State& state) {
  const programme::programme p = programme_of(shape_of(state));
  const schedule::planner plan(p, p.screens[0]);
  std::size_t slots = 0;
  int day = 0;
  // As in `preview`: each day reuses the memory of the previous one.
  std::vector<schedule::slot> all;
  for (auto _ : state) {
    plan.day(first_day + std::chrono::days(day++ % 28), all);
    benchmark::DoNotOptimize(all.data());
    slots += all.size();
  }
  count(state, slots);
}

void day_alone(benchmark::State& state) {
  const programme::programme p = programme_of(shape_of(state));
  std::size_t slots = 0;
  for (auto _ : state) {
    auto all = schedule::timeline(p, p.screens[0], first_day);
    benchmark::DoNotOptimize(all.data());
    slots += all.size();
  }
  count(state, slots);
}

// How the time of a day grows with one parameter while the others stay.
void growth_with_items(benchmark::State& state) {
  const programme::programme p = programme_of({.items = state.range(0), .campaigns = 20});
  const schedule::planner plan(p, p.screens[0]);
  for (auto _ : state) benchmark::DoNotOptimize(plan.day(first_day));
  state.SetComplexityN(state.range(0));
}

void growth_with_campaigns(benchmark::State& state) {
  const programme::programme p = programme_of({.items = 2'000, .campaigns = state.range(0)});
  const schedule::planner plan(p, p.screens[0]);
  for (auto _ : state) benchmark::DoNotOptimize(plan.day(first_day));
  state.SetComplexityN(state.range(0));
}

void growth_of_planning(benchmark::State& state) {
  const programme::programme p = programme_of({.items = state.range(0), .campaigns = 20});
  for (auto _ : state) benchmark::DoNotOptimize(schedule::planner(p, p.screens[0]));
  state.SetComplexityN(state.range(0));
}

// The other work of a preview: reading the file, its digest, and a month as JSON.
void reading_text(benchmark::State& state) {
  const std::string text = text::to_text(programme_of({.items = state.range(0), .campaigns = 20}));
  for (auto _ : state) benchmark::DoNotOptimize(text::parse_text(text, text::media_facts::from_text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void reading_bytes(benchmark::State& state) {
  const std::string bytes = text::to_bytes(programme_of({.items = state.range(0), .campaigns = 20}));
  for (auto _ : state) benchmark::DoNotOptimize(text::from_bytes(bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * state.iterations());
}

void month_as_json(benchmark::State& state) {
  const programme::programme p = programme_of(shape_of(state));
  std::size_t bytes = 0;
  for (auto _ : state) {
    analysis::preview_json(p, p.screens[0], first_day, 31, [&](std::string_view piece) {
      benchmark::DoNotOptimize(piece.data());
      bytes += piece.size();
    });
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

const std::vector<std::vector<std::int64_t>> every_shape{{20, 200, 2'000}, {1, 5, 20, 100}, {0, 1}, {0, 1}};
const std::vector<std::string> names{"items", "campaigns", "shuffle", "cadences"};

BENCHMARK(day_with_planner)->ArgsProduct(every_shape)->ArgNames(names)->Unit(benchmark::kMicrosecond);
BENCHMARK(day_alone)->ArgsProduct(every_shape)->ArgNames(names)->Unit(benchmark::kMicrosecond);
BENCHMARK(growth_with_items)
    ->RangeMultiplier(4)
    ->Range(20, 20'480)
    ->Complexity()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(growth_with_campaigns)
    ->RangeMultiplier(4)
    ->Range(1, 4'096)
    ->Complexity()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(growth_of_planning)
    ->RangeMultiplier(4)
    ->Range(20, 20'480)
    ->Complexity()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(reading_text)->ArgName("items")->Arg(200)->Arg(20'000)->Unit(benchmark::kMillisecond);
BENCHMARK(reading_bytes)->ArgName("items")->Arg(200)->Arg(20'000)->Unit(benchmark::kMillisecond);
BENCHMARK(month_as_json)->ArgNames(names)->Args({200, 20, 0, 1})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bangtin::playlists

BENCHMARK_MAIN();
