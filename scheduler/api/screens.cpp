// The list has every screen that a player is or was paired as, and those that only the published programme
// names.
#include "scheduler/api/screens.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "scheduler/api/ledger_alarms.hpp"
#include "wire/admin/screen_state.hpp"
#include "wire/admin/screens.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

struct known_screen {
  ledger::paired_screen screen;
  std::optional<ledger::screen_report> report;
  std::vector<ledger::recorded_fork> forks;
  std::vector<ledger::stored_doubt> doubts;
  std::int64_t new_logs = 0;  // that began in the last `new_logs_told_for`
};

constexpr std::chrono::days new_logs_told_for{7};

// A fork or a doubt makes its screen begin a new log, and is told itself. Other new logs come from a screen's
// storage.
std::int64_t unexplained_logs(const known_screen& k, utc_ms since) {
  std::set<std::string> ended;
  for (const ledger::stored_doubt& d : k.doubts) {
    if (d.found_at >= since) ended.insert(d.log);
  }
  for (const ledger::recorded_fork& f : k.forks) {
    if (f.at >= since) ended.insert(f.log);
  }
  return k.new_logs - std::ssize(ended);
}

std::vector<wire::admin::reported_problem> alarms_of(const known_screen& k, utc_ms now) {
  std::vector<wire::admin::reported_problem> all;
  for (const ledger::stored_doubt& d : k.doubts) all.push_back(doubt_alarm(d));
  std::set<std::string> told;  // a log's forks are batches of one story, the newest comes first
  for (const ledger::recorded_fork& f : k.forks) {
    if (!told.insert(f.log).second) continue;
    all.push_back(
        {msg("play records contradict earlier ones (log {}, record {}); they are set aside and not counted",
             f.log, f.seq),
         msg("find out whether the screen's storage was restored or copied")});
  }
  const std::int64_t logs = unexplained_logs(k, now - new_logs_told_for);
  if (logs > 0) {
    all.push_back(
        {logs == 1 ? msg("the screen began a new log of play records in the last {} days",
                         new_logs_told_for.count())
                   : msg("the screen began {} new logs of play records in the last {} days", logs,
                         new_logs_told_for.count()),
         msg("find out whether its storage was lost, restored or copied; plays that it had not sent "
             "by then are missing")});
  }
  return all;
}

// What the screen says about the programme that is to come.
void set_next_programme(wire::admin::screen& s, const wire::screen_status& status) {
  s.programme_format = status.programme_format;
  s.next_version = status.next_version;
  s.fetch_bytes = status.fetch_bytes;
  s.fetch_missing_bytes = status.fetch_missing_bytes;
  s.fetch_bytes_per_s = status.fetch_bytes_per_s;
  s.supply = status.supply;
  s.changeover_version = status.changeover_version;
  if (status.changeover_ms > 0) s.changeover = from_unix_ms(status.changeover_ms);
}

wire::admin::screen row_of(const known_screen& k, utc_ms now) {
  wire::admin::screen s;
  s.name = k.screen.name;
  s.title = k.screen.title;
  s.venue = k.screen.venue;
  s.paired = k.screen.paired;
  s.pairing = k.screen.unpaired ? admin::pairing_kind::unpaired : admin::pairing_kind::paired;
  s.alarms = alarms_of(k, now);
  wire::screen_status status;
  if (k.report) {
    status = k.report->status;
    s.last_seen = k.report->last_seen;
    s.clock_offset_ms = k.report->clock_offset_ms;
    s.shown_since = k.report->shown_since;
    s.carried = k.report->carried;
  }
  s.version = status.version;
  s.programme_version = status.programme_version;
  s.now_playing = status.now_playing;
  s.campaign = status.campaign;
  if (!status.problem_what.empty()) {
    s.problem = wire::admin::reported_problem{status.problem_what, status.problem_remedy};
  }
  s.unsent_records = status.unsent_records;
  s.disk_free_bytes = status.disk_free_bytes;
  s.disk_total_bytes = status.disk_total_bytes;
  s.frames_dropped = status.frames_dropped;
  s.output = status.output;
  s.temperature_mc = status.temperature_mc;
  s.clock = to_string(status.clock);
  set_next_programme(s, status);
  s.clock_bound_ms = status.clock_bound_ms;
  return s;
}

// Since when a screen shows what it reports now. After a silence nobody knows whether it showed it all along.
utc_ms since_when(const std::optional<ledger::screen_report>& before, const ledger::screen_report& now) {
  constexpr std::chrono::minutes silence{3};
  const bool same = before && before->shown_since && before->status.now_playing == now.status.now_playing &&
                    before->status.campaign == now.status.campaign &&
                    before->status.output == now.status.output &&
                    now.last_seen - before->last_seen <= silence;
  return same ? *before->shown_since : now.last_seen;
}

// The title of what the screen shows: of its item in the campaign's playlist, else of the file.
std::string playing_title(const playlists::programme::programme& p, const admin::screen& s) {
  auto c = std::find_if(p.campaigns.begin(), p.campaigns.end(),
                        [&](const playlists::programme::campaign& one) { return one.name == s.campaign; });
  if (const auto* list = c == p.campaigns.end() ? nullptr : p.find_playlist(c->playlist)) {
    for (const playlists::programme::playlist_item& i : list->items) {
      if (i.media == s.now_playing && !i.title.empty()) return i.title;
    }
  }
  const playlists::programme::media_item* m = p.find_media(s.now_playing);
  return m == nullptr ? "" : m->title;
}

// Says which screens the programme names, and what the titles are, and adds those that no player was ever
// paired as. Keeps the order by name.
void compare(const playlists::programme::programme& p, std::vector<admin::screen>& screens) {
  for (admin::screen& s : screens) {
    s.in_programme = p.find_screen(s.name) != nullptr;
    if (!s.now_playing.empty()) s.playing_title = playing_title(p, s);
  }
  for (const playlists::programme::screen& named : p.screens) {
    auto place =
        std::lower_bound(screens.begin(), screens.end(), named.name,
                         [](const admin::screen& s, const std::string& name) { return s.name < name; });
    if (place != screens.end() && place->name == named.name) continue;
    admin::screen s;
    s.name = named.name;
    s.title = named.title;
    s.venue = named.venue;
    s.pairing = admin::pairing_kind::none;
    screens.insert(place, std::move(s));
  }
}

}  // namespace

std::vector<http::endpoint> screen_handlers::rows(deps d) {
  auto self = std::make_shared<screen_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/screens",
       .who = http::access::viewer,
       .summary = "the screens and how they are",
       .doc = {.id = "list_screens",
               .tag = "screens",
               .answers = {{200, "the screens", json_list<wire::admin::screen>(), {}}}},
       .handle = to(self, &screen_handlers::list)},
      {.method = "POST",
       .pattern = "/v1/screens/{name}/status",
       .who = http::access::screen,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "what a screen tells of itself",
       .doc = {.id = "report_status",
               .tag = "screens",
               .takes = json_body<wire::screen_status>(),
               .answers = {{204, "the status is kept", {}, {wire::status_format_header}}},
               .refusals = {422}},
       .handle = to(self, &screen_handlers::post_status)},
  };
}

handled screen_handlers::list(http::request&) {
  const utc_ms now = deps_.clock.now().utc;
  auto rows = co_await deps_.ledger.ask([now](ledger::ledger& l) -> result<std::vector<known_screen>> {
    result<std::vector<ledger::paired_screen>> all = l.screens().all();
    if (!all) return all.error();
    result<std::vector<ledger::stored_doubt>> doubts = l.evidence().doubts();
    if (!doubts) return doubts.error();
    std::vector<known_screen> found;
    for (ledger::paired_screen& s : *all) {
      auto report = l.screens().report_of(s.name);
      auto forks = l.evidence().forks_of(s.name);
      auto new_logs = l.evidence().logs_begun(s.name, s.key, now - new_logs_told_for);
      if (!report) return report.error();
      if (!forks) return forks.error();
      if (!new_logs) return new_logs.error();
      found.push_back({std::move(s), std::move(*report), std::move(*forks), {}, *new_logs});
      for (const ledger::stored_doubt& d : *doubts) {
        if (d.screen == found.back().screen.name) found.back().doubts.push_back(d);
      }
    }
    return found;
  });
  if (!rows) co_return http::problem_reply(rows.error());
  std::vector<admin::screen> screens;
  for (const known_screen& k : *rows) screens.push_back(row_of(k, now));
  admin::site site;  // what a screen is judged by
  if (auto published = deps_.programmes.current()) {
    compare(*published->value, screens);
    site.programme_version = published->version;
    site.programme_issued = published->value->issued;
  }
  for (admin::screen& s : screens) s.state = to_string(admin::state_of(s, site, now));
  json::array all;
  for (const admin::screen& s : screens) all.push_back(wire::admin::encode(s));
  co_return http::json_reply(all);
}

handled screen_handlers::post_status(http::request& r) {
  result<wire::screen_status> s = wire::screen_status_from_json(r.body);
  if (!s) co_return http::problem_reply(s.error());
  deps_.reported.heard_version(r.captured[0], std::max(s->programme_version, s->next_version));
  utc_ms now = deps_.clock.now().utc;
  ledger::screen_report report{now, s->utc_ms_now - to_unix_ms(now), std::move(*s)};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    auto before = l.screens().report_of(r.captured[0]);
    if (!before) return before.error();
    report.shown_since = since_when(*before, report);
    return l.screens().set_report(r.captured[0], report);
  });
  if (!done) co_return http::problem_reply(done.error());
  http::reply empty;
  empty.status = 204;
  empty.headers.emplace_back(wire::status_format_header, std::to_string(wire::status_format));
  co_return empty;
}

}  // namespace bangtin::scheduler::api
