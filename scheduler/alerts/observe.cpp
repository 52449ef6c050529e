// A screen that is silent may be dark or may play on: that is told as dark, and everything else about it is
// unknown. Outside of its opening hours nothing is known about its picture.
#include "scheduler/alerts/observe.hpp"

#include <algorithm>

#include "base/inner_message.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::scheduler::alerts {

namespace {

using playlists::programme::programme;
using wire::screen_status;

// "2026-10-10 07:00" in the site's zone.
std::string local_minute(const programme& p, utc_ms t) {
  std::string text = playlists::schedule::to_local_rfc3339(p, t).substr(0, 16);
  text[10] = ' ';
  return text;
}

bool has_something_planned(const programme& p, const playlists::programme::screen& on, utc_ms now) {
  const auto slots = playlists::schedule::timeline(p, on, playlists::schedule::day_of(p, now));
  return std::ranges::any_of(slots,
                             [&](const auto& s) { return s.from <= now && now < s.to && s.campaign >= 0; });
}

// Why an open screen that reports this is dark; empty: it is not.
std::optional<message> darkness(utc_ms now, const programme& p, const playlists::programme::screen* planned,
                                const screen_status& s) {
  if (s.now_playing == "no-display") return msg("has no display, so it shows nothing");
  if (s.output == "disconnected") return msg("its display is off or unplugged");
  if (s.now_playing == "pairing") return msg("shows a pairing code");
  if (s.now_playing != "slate" || planned == nullptr) return std::nullopt;
  if (p.expires <= now) return msg("shows the slate, because its programme has expired");
  if (has_something_planned(p, *planned, now)) return msg("shows the slate, although something is planned");
  return std::nullopt;
}

class looker {
 public:
  looker(utc_ms now, const watched_site& site, std::int64_t hot_c) : now_(now), site_(site), hot_c_(hot_c) {}

  std::vector<observation> run() {
    if (site_.storage) {
      add(alert_kind::full, "", msg("the daemon can store nothing: {}", inner(site_.storage->what)));
    } else {
      all_.push_back({alert_kind::full, "", finding::absent, {}});
    }
    for (const watched_screen& s : site_.screens) look_at(s);
    return std::move(all_);
  }

 private:
  void add(alert_kind kind, const std::string& screen, std::optional<message> what) {
    const finding found = what ? finding::present : finding::absent;
    all_.push_back({kind, screen, found, what ? std::move(*what) : message()});
  }

  void look_at(const watched_screen& s) {
    const auto* planned = site_.programme->find_screen(s.name);
    const bool is_open = planned == nullptr || playlists::schedule::is_open(*site_.programme, *planned, now_);
    const utc_ms heard = s.report ? s.report->last_seen : s.paired;
    // A report from the future was made before the daemon's clock went back; the next one is right.
    const bool by_stick = s.report && s.report->carried;
    const bool is_silent = now_ - heard > (by_stick ? carried_silent_after : silent_after);
    if (!is_open) {
      all_.push_back({alert_kind::dark, s.name, finding::unknown, {}});
    } else if (is_silent) {
      add(alert_kind::dark, s.name,
          msg("has not been heard of since {}", local_minute(*site_.programme, heard)));
    } else {
      add(alert_kind::dark, s.name,
          s.report ? darkness(now_, *site_.programme, planned, s.report->status) : std::nullopt);
    }
    for (alert_kind kind : {alert_kind::late, alert_kind::full, alert_kind::hot}) {
      if (is_silent || !s.report) {
        all_.push_back({kind, s.name, finding::unknown, {}});
      } else {
        add(kind, s.name, machine_problem(kind, s.report->status));
      }
    }
  }

  std::optional<message> machine_problem(alert_kind kind, const screen_status& s) const {
    if (kind == alert_kind::late) return lateness(s);
    if (kind == alert_kind::full) {
      if (s.disk_free_bytes >= little_disk_bytes) return std::nullopt;
      return msg("has only {} MB free on its disk", s.disk_free_bytes / 1'000'000);
    }
    if (s.temperature_mc.value_or(0) < hot_c_ * 1000) return std::nullopt;
    return msg("is {} °C hot", *s.temperature_mc / 1000);
  }

  std::optional<message> lateness(const screen_status& s) const {
    if (s.programme_version >= site_.version) return std::nullopt;
    if (s.next_version > 0 && s.fetch_missing_bytes > 0) {
      return msg("plays programme version {} instead of {}: {} MB of files have not arrived",
                 s.programme_version, site_.version, (s.fetch_missing_bytes + 999'999) / 1'000'000);
    }
    return msg("plays programme version {} instead of {}", s.programme_version, site_.version);
  }

  utc_ms now_;
  const watched_site& site_;
  std::int64_t hot_c_;
  std::vector<observation> all_;
};

}  // namespace

std::vector<observation> observe(utc_ms now, const watched_site& site, std::int64_t hot_c) {
  return looker(now, site, hot_c).run();
}

}  // namespace bangtin::scheduler::alerts
