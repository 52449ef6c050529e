// Each rule is a function that returns an accusation or nothing; the first one counts.
#include "player/sync/supply.hpp"

#include "base/inner_message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bangtin::player::sync {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds rate_window = 30s;
constexpr milliseconds min_measured = 2s;
constexpr milliseconds measured_well = 20s;      // before anything is called slow
constexpr milliseconds reasonable_time = 30min;  // for the files of a programme
constexpr std::int64_t min_bytes_per_s = 1024;
constexpr milliseconds nothing_arrives = 60s;
constexpr milliseconds daemon_is_silent = 2min;
constexpr milliseconds warn_before_expiry = 24h * 14;
constexpr int warn_part = 10;  // a programme of a few days is warned of in the last tenth of its time

using accusation = std::optional<supply>;

// "9.1"
std::string tenths(std::int64_t value, std::int64_t unit) {
  return fmt::format("{}.{}", value / unit, value % unit * 10 / unit);
}

supply withheld(message what) {
  return {
      supply_state::withheld, std::move(what),
      msg("look at the daemon and at what stands between it and this screen; the programme before plays on")};
}

accusation programme_withheld(const supply_facts& f) {
  if (!f.programme_refused) return std::nullopt;
  if (f.programme_refused->code == errc::limit) {
    return supply{supply_state::slow, msg("slow: the daemon names a programme, and its answer crawls"),
                  msg("check the network between this screen and the daemon; the programme before plays on")};
  }
  if (f.programme_refused->code == errc::io) {
    return withheld(msg("withheld: the daemon names a programme and does not send it to its end"));
  }
  return withheld(msg("withheld: the daemon refuses to say which programme is the newest ({})",
                      inner(f.programme_refused->what)));
}

accusation file_withheld(const supply_facts& f, milliseconds now) {
  if (f.fetch.missing == 0 || f.postponed_to) return std::nullopt;
  if (f.file_refused && f.file_refused->code == errc::verification) {
    return supply{supply_state::withheld, f.file_refused->what, f.file_refused->remedy};
  }
  bool stalls = false;
  if (f.answered_since) {
    milliseconds since = std::max({f.fetch_began, f.arrived.value_or(f.fetch_began), *f.answered_since});
    stalls = now - since >= nothing_arrives;
  }
  if (!f.file_refused && !stalls) return std::nullopt;
  return withheld(
      msg("withheld: the daemon names files of programme version {} and does not hand them out; {} MB are "
          "missing",
          f.fetch.version, tenths(f.fetch.missing, 1'000'000)));
}

accusation slow(const supply_facts& f, milliseconds now) {
  if (f.fetch.missing == 0 || f.postponed_to || now - f.fetch_began < measured_well) return std::nullopt;
  if (!f.arrived || now - *f.arrived > nothing_arrives) return std::nullopt;  // it does not come at all
  std::int64_t rate = std::max<std::int64_t>(f.fetch.bytes_per_s, 1);
  std::int64_t minutes = f.fetch.missing / rate / 60 + 1;
  bool in_time = std::chrono::minutes(minutes) <= reasonable_time && rate >= min_bytes_per_s;
  bool as_allowed = f.max_bytes_per_s > 0 && rate * 5 >= f.max_bytes_per_s * 4;
  if (in_time || as_allowed) return std::nullopt;
  message what =
      minutes <= 120
          ? msg("slow: programme version {} arrives at {} kB/s; {} MB are missing, about {} min",
                f.fetch.version, tenths(rate, 1000), tenths(f.fetch.missing, 1'000'000), minutes)
          : msg("slow: programme version {} arrives at {} kB/s; {} MB are missing, about {} h",
                f.fetch.version, tenths(rate, 1000), tenths(f.fetch.missing, 1'000'000), minutes / 60);
  return supply{supply_state::slow, std::move(what),
                msg("check the network between this screen and the daemon; the programme before plays on")};
}

accusation says_nothing(const supply_facts& f, milliseconds now, milliseconds reported_since) {
  if (!f.silent_since) return std::nullopt;
  milliseconds since = std::max(*f.silent_since, reported_since);
  if (now - since < daemon_is_silent) return std::nullopt;
  return supply{supply_state::frozen,
                msg("frozen: the daemon takes reports, but has not said for {} min whether there is a newer "
                    "programme",
                    (now - since) / 1min),
                msg("look at the daemon and at what stands between it and this screen")};
}

accusation grows_old(const supply_facts& f, utc_ms now) {
  if (f.expires <= f.issued) return std::nullopt;
  milliseconds left = f.expires - now;
  if (left > std::min(warn_before_expiry, (f.expires - f.issued) / warn_part)) return std::nullopt;
  message remedy =
      msg("approve it again; if that is done, look at what stands between the daemon and this screen");
  if (left <= 0ms) {
    return supply{supply_state::frozen, msg("frozen: the programme has expired, and no newer one is offered"),
                  std::move(remedy)};
  }
  message what =
      left >= 48h ? msg("frozen: the programme expires in {} days, and no newer one is offered", left / 24h)
                  : msg("frozen: the programme expires in {} h, and no newer one is offered", left / 1h);
  return supply{supply_state::frozen, std::move(what), std::move(remedy)};
}

}  // namespace

std::string_view to_string(supply_state s) {
  switch (s) {
    case supply_state::good:
      return "";
    case supply_state::slow:
      return "slow";
    case supply_state::withheld:
      return "withheld";
    case supply_state::waiting:
      return "waiting";
    case supply_state::frozen:
      return "frozen";
  }
  return "";
}

void rate_meter::add(milliseconds now, std::int64_t bytes) {
  forget(now);
  if (!since_) since_ = now;
  if (seconds_.empty() || now - seconds_.back().at >= 1s) seconds_.push_back({now, 0});
  seconds_.back().bytes += bytes;
}

std::int64_t rate_meter::rate(milliseconds now) const {
  if (!since_) return 0;
  milliseconds measured = std::min(now - *since_, rate_window);
  if (measured < min_measured) return 0;
  std::int64_t bytes = 0;
  for (const second& s : seconds_) {
    if (now - s.at < rate_window) bytes += s.bytes;
  }
  return bytes * 1000 / measured.count();
}

void rate_meter::forget(milliseconds now) {
  while (!seconds_.empty() && now - seconds_.front().at >= rate_window) seconds_.pop_front();
}

supply judge(const supply_facts& f, const time_reading& now, milliseconds reported_since) {
  for (const accusation& a : {programme_withheld(f), file_withheld(f, now.mono), slow(f, now.mono),
                              says_nothing(f, now.mono, reported_since), grows_old(f, now.utc)}) {
    if (a) return *a;
  }
  if (f.postponed_to) return {supply_state::waiting, {}, {}};
  return {};
}

}  // namespace bangtin::player::sync
