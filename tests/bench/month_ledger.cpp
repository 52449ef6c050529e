#include "bench/month_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "bench/publication.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/evidence_site.hpp"
#include "wire/certificates.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::bench {

namespace {

namespace programme = playlists::programme;
using scheduler::test::key_of;
using std::chrono::hours;

constexpr int days = 31;
constexpr int posters = 20;
constexpr std::int64_t records_of_screen = 10 * 360 * 2 * days;
// Midnight of 1 October 2026 in Viet Nam.
constexpr utc_ms first_day{std::chrono::sys_days(std::chrono::year(2026) / 10 / 1) - hours(7)};

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}
void require(const result<void>& r) {
  if (!r) throw std::runtime_error(describe(r.error()));
}

std::string screen_name(int number) {
  return fmt::format("screen-{:03}", number);
}

void publish(scheduler::ledger::ledger& l, const programme::programme& p) {
  const secret_key root = key_of("root");
  bench::publish(l, p, root, key_of("approver"));
  for (const programme::screen& on : p.screens) {
    scheduler::ledger::paired_screen s2;
    s2.name = on.name;
    s2.key = key_of(on.name).public_part();
    s2.root = root.public_part();
    s2.certificate =
        evidence::sign_text(wire::to_text(wire::screen_certificate{s2.key, on.name, p.issued}), root);
    s2.paired = p.issued;
    require(l.screens().pair(s2));
  }
}

// A month of one screen, sent while it plays.
void play_month(scheduler::ledger::ledger& l, const programme::programme& p, const programme::screen& on,
                int plays_per_day, int batch) {
  const digest identity = playlists::text::programme_digest(p);
  const std::string log = sha256("log of " + on.name).hex().substr(0, 32);
  scheduler::test::log_writer w(l, on.name, key_of(on.name), log, month_daemon());
  const playlists::schedule::planner planner(p, on);
  const auto& items = p.playlists.front().items;
  int waiting = 0;
  for (int day = 0; day < days; ++day) {
    const utc_ms opens = first_day + day * hours(24) + hours(7);
    w.boot(fmt::format("{}-{:04}-4f6b-9d53-2c8f5a90e3d1", log.substr(0, 8), day), opens, clock_trust::synced);
    const auto slots = planner.day(playlists::schedule::day_of(p, opens));
    auto slot = std::find_if(slots.begin(), slots.end(), [&](const auto& s) { return s.from >= opens; });
    for (int i = 0; i < plays_per_day && slot != slots.end(); ++i, ++slot) {
      w.play(identity, slot->from, items[static_cast<std::size_t>(slot->item)].media, "complete");
      if ((waiting += 2) < batch) continue;
      w.send(slot->to + std::chrono::seconds(2), true);
      waiting = 0;
    }
  }
  w.send(first_day + days * hours(24), true);
}

}  // namespace

secret_key month_daemon() {
  return key_of("daemon");
}

programme::programme month_programme(int screens) {
  programme::programme p;
  p.version = 1;
  p.issued = first_day - hours(24);
  p.expires = first_day + hours(24 * 90);
  programme::playlist list{"posters", {}};
  for (int i = 0; i < posters; ++i) {
    programme::media_item item;
    item.name = fmt::format("tuyên truyền/an toàn giao thông {:02}.png", i);
    item.files = {{sha256(item.name), 100'000}};
    item.id = item.files[0].sha256.hex().substr(0, 12);
    item.title = fmt::format("An toàn giao thông, áp phích {}", i);
    item.theme = "III.2";
    item.width = 1920;
    item.height = 1080;
    list.items.push_back({item.name, milliseconds(10'000), "", "", ""});
    p.media.push_back(std::move(item));
  }
  p.slate = p.media.front().name;
  p.playlists = {list};
  for (int i = 0; i < screens; ++i) {
    programme::screen s;
    s.name = screen_name(i);
    s.venue = "service-centre";
    p.screens.push_back(s);
  }
  programme::campaign always;
  always.name = "always";
  always.playlist = list.name;
  always.task = "IV.2.c";
  always.screens = {"all"};
  p.campaigns = {always};
  return p;
}

void make_month_ledger(const std::filesystem::path& file, std::int64_t records, int batch) {
  auto l = required(scheduler::ledger::sqlite::open_sqlite_ledger(file, false));
  const auto screens =
      static_cast<int>(std::max<std::int64_t>(1, (records + records_of_screen - 1) / records_of_screen));
  const programme::programme p = month_programme(screens);
  publish(*l, p);
  for (const programme::screen& on : p.screens) {
    play_month(*l, p, on, static_cast<int>(records / 2 / days / screens), batch);
  }
  scheduler::api::play_judge judge;
  scheduler::api::play_backlog backlog(judge);
  while (!required(backlog.run(*l, l->plays(), 10'000))) {
  }
}

}  // namespace bangtin::bench
