// A family of figures is written at once: Prometheus wants its lines together, below its HELP and TYPE.
#include "scheduler/api/metrics.hpp"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace bangtin::scheduler::api {

namespace {

constexpr milliseconds figures_fresh{5'000};

std::string label_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

void begin_family(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

template <class Value>
void put_figure(std::string& text, std::string_view name, std::string_view type, std::string_view help,
                Value value) {
  begin_family(text, name, type, help);
  text += fmt::format("{} {}\n", name, value);
}

// What a screen shows, as one of a few words: its items' names are in `bangtin status`.
std::string_view state_of(const wire::screen_status& s) {
  for (std::string_view special : {"slate", "closed", "pairing", "notice", "no-display"}) {
    if (s.now_playing == special) return special;
  }
  return s.now_playing.empty() ? "nothing" : "item";
}

using report_value = std::function<std::optional<double>(const ledger::screen_report&)>;
struct screen_figure {
  std::string_view name, type, help;
  report_value value;
};

std::vector<screen_figure> figures_of_screens() {
  using report = const ledger::screen_report&;
  auto number = [](auto n) { return std::optional(static_cast<double>(n)); };
  return {
      {"bangtin_screen_last_contact_timestamp_seconds", "gauge", "When the screen last reported.",
       [=](report r) { return number(to_unix_ms(r.last_seen) / 1000); }},
      {"bangtin_screen_programme_version", "gauge", "The programme that the screen plays.",
       [=](report r) { return number(r.status.programme_version); }},
      {"bangtin_screen_problem", "gauge", "Whether the screen reports a problem.",
       [=](report r) { return number(r.status.problem_what.empty() ? 0 : 1); }},
      {"bangtin_screen_output_connected", "gauge", "Whether the display is connected; absent: not known.",
       [=](report r) {
         const bool known = r.status.output == "connected" || r.status.output == "disconnected";
         return known ? number(r.status.output == "connected" ? 1 : 0) : std::nullopt;
       }},
      {"bangtin_screen_unsent_records", "gauge", "Play records that the screen has not sent.",
       [=](report r) { return number(r.status.unsent_records); }},
      {"bangtin_screen_clock_offset_seconds", "gauge", "The screen's clock minus the daemon's.",
       [=](report r) { return number(static_cast<double>(r.clock_offset_ms) / 1000); }},
      {"bangtin_screen_clock_synced", "gauge", "Whether the screen's clock is synchronised.",
       [=](report r) { return number(r.status.clock == clock_trust::synced ? 1 : 0); }},
      {"bangtin_screen_disk_free_bytes", "gauge", "Free bytes of the screen's disk.",
       [=](report r) { return number(r.status.disk_free_bytes); }},
      {"bangtin_screen_disk_total_bytes", "gauge", "Size of the screen's disk; absent: not known.",
       [=](report r) {
         return r.status.disk_total_bytes > 0 ? number(r.status.disk_total_bytes) : std::nullopt;
       }},
      {"bangtin_screen_temperature_celsius", "gauge", "Temperature; absent: there is no sensor.",
       [=](report r) {
         return r.status.temperature_mc ? number(static_cast<double>(*r.status.temperature_mc) / 1000)
                                        : std::nullopt;
       }},
      {"bangtin_screen_frames_dropped_total", "counter", "Frames that the screen dropped since its start.",
       [=](report r) { return number(r.status.frames_dropped); }},
  };
}

std::string request_times(const http::http_metrics& counted) {
  using http::duration_histogram;
  constexpr std::string_view name = "bangtin_request_duration_seconds";
  std::string text;
  begin_family(text, name, "histogram", "From a request's header to its reply, by class of route.");
  for (const auto& [route, times] : counted.times) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < times.counts.size(); ++i) {
      below += times.counts[i];
      const bool last = i == duration_histogram::bounds_s.size();
      text += fmt::format("{}_bucket{{route=\"{}\",le=\"{}\"}} {}\n", name, route,
                          last ? "+Inf" : fmt::format("{}", duration_histogram::bounds_s[i]), below);
    }
    text += fmt::format("{0}_sum{{route=\"{1}\"}} {2}\n{0}_count{{route=\"{1}\"}} {3}\n", name, route,
                        times.sum.count(), below);
  }
  return text;
}

std::string traffic(const http::http_metrics& counted, const http::connection_manager& connections) {
  std::string text;
  const http::connection_counts& c = connections.counted();
  put_figure(text, "bangtin_connections_total", "counter", "Connections that were accepted.", c.accepted);
  put_figure(text, "bangtin_connections_refused_total", "counter", "Connections over the limit.", c.refused);
  put_figure(text, "bangtin_connections_dropped_total", "counter",
             "Connections that were closed to make room for another.", c.dropped);
  put_figure(text, "bangtin_connections_open", "gauge", "Connections now.", connections.open_connections());
  put_figure(text, "bangtin_connections_newcomers", "gauge",
             "Connections that have shown no valid credential, now.", connections.newcomers());
  put_figure(text, "bangtin_handshakes_slowed_total", "counter", "TLS handshakes that had to wait.",
             c.handshakes_slowed);
  put_figure(text, "bangtin_requests_slowed_total", "counter", "Requests that came too soon after others.",
             c.slowed);
  put_figure(text, "bangtin_received_bytes_total", "counter", "Bytes received.", counted.bytes_in);
  put_figure(text, "bangtin_sent_bytes_total", "counter", "Bytes sent.", counted.bytes_out);
  begin_family(text, "bangtin_replies_total", "counter", "Replies by class of status.");
  for (std::size_t i = 1; i < counted.replies.size(); ++i) {
    text += fmt::format("bangtin_replies_total{{class=\"{}xx\"}} {}\n", i, counted.replies[i]);
  }
  return text;
}

std::string job_figures(const jobs::job_runner& jobs) {
  std::string text;
  put_figure(text, "bangtin_jobs_queued", "gauge", "Files that wait to be examined.", jobs.waiting());
  put_figure(text, "bangtin_jobs_running", "gauge", "Files that are examined now.", jobs.running());
  put_figure(text, "bangtin_jobs_done_total", "counter", "Jobs that made a media item, since the start.",
             jobs.counted().done);
  put_figure(text, "bangtin_jobs_failed_total", "counter", "Jobs that failed, since the start.",
             jobs.counted().failed);
  put_figure(text, "bangtin_jobs_cancelled_total", "counter",
             "Jobs that somebody cancelled, since the start.", jobs.counted().cancelled);
  return text;
}

std::string backup_figures(const backup_state& backups) {
  std::string text;
  if (!backups.on) return text;
  put_figure(text, "bangtin_backup_ok", "gauge", "Whether the last try of the nightly backup succeeded.",
             backups.failure ? 0 : 1);
  if (backups.newest) {
    put_figure(text, "bangtin_backup_newest_seconds", "gauge",
               "When the newest nightly backup was made, in seconds since 1970.",
               to_unix_ms(*backups.newest) / 1000);
  }
  return text;
}

std::string alert_figures(const alerts::alert_watch& watch) {
  std::string text;
  if (!watch.is_on()) return text;
  const bool arrives = !watch.last().command && !watch.last().mail;
  put_figure(text, "bangtin_alerts_active", "gauge", "Alerts that were told and go on.", watch.active());
  put_figure(text, "bangtin_alerts_delivered", "gauge",
             "Whether command and e-mail took the last message about alerts.", arrives ? 1 : 0);
  return text;
}

result<std::vector<reported_screen>> read_screens(ledger::ledger& l) {
  result<std::vector<ledger::paired_screen>> all = l.screens().all();
  if (!all) return all.error();
  std::vector<reported_screen> found;
  for (const ledger::paired_screen& s : *all) {
    auto report = l.screens().report_of(s.name);
    if (!report) return report.error();
    found.push_back({s.name, !s.unpaired, std::move(*report)});
  }
  return found;
}

}  // namespace

std::string screen_figures(const std::vector<reported_screen>& screens) {
  std::string text;
  begin_family(text, "bangtin_screen_paired", "gauge", "Whether the screen is paired now.");
  for (const reported_screen& s : screens) {
    text +=
        fmt::format("bangtin_screen_paired{{screen=\"{}\"}} {}\n", label_escaped(s.name), s.paired ? 1 : 0);
  }
  begin_family(text, "bangtin_screen_state", "gauge", "What the screen shows: its label `state`.");
  for (const reported_screen& s : screens) {
    if (!s.report) continue;
    text += fmt::format("bangtin_screen_state{{screen=\"{}\",state=\"{}\"}} 1\n", label_escaped(s.name),
                        state_of(s.report->status));
  }
  for (const screen_figure& f : figures_of_screens()) {
    begin_family(text, f.name, f.type, f.help);
    for (const reported_screen& s : screens) {
      std::optional<double> value = s.report ? f.value(*s.report) : std::nullopt;
      if (value) text += fmt::format("{}{{screen=\"{}\"}} {}\n", f.name, label_escaped(s.name), *value);
    }
  }
  return text;
}

std::vector<http::endpoint> metrics_handlers::rows(deps d) {
  auto self = std::make_shared<metrics_handlers>(d);
  return {{.method = "GET",
           .pattern = "/metrics",
           .who = http::access::open,
           .summary = "figures for Prometheus",
           .doc = {.id = "get_metrics",
                   .tag = "site",
                   .answers = {{200, "figures", {"text/plain; version=0.0.4; charset=utf-8"}, {}}}},
           .handle = to(self, &metrics_handlers::metrics)}};
}

// The last figures stay where the ledger fails or hangs; bangtin_storage_ok tells that.
asio::awaitable<std::string> metrics_handlers::screens() {
  const milliseconds now = deps_.clock.now().mono;
  if (!reading_ && (!screens_read_ || now - *screens_read_ >= figures_fresh)) {
    reading_ = true;
    screens_read_ = now;
    auto found = co_await deps_.ledger.ask([](ledger::ledger& l) { return read_screens(l); });
    if (found) screens_ = screen_figures(*found);
    reading_ = false;
  }
  co_return screens_;
}

handled metrics_handlers::metrics(http::request&) {
  result<void> stores = co_await deps_.storage.now();
  std::string text;
  put_figure(text, "bangtin_storage_ok", "gauge", "Whether the daemon can store anything.", stores ? 1 : 0);
  text += traffic(deps_.counted, deps_.connections) + request_times(deps_.counted);
  put_figure(text, "bangtin_records_stored_total", "counter", "Play records stored since the start.",
             deps_.records_stored);
  put_figure(text, "bangtin_long_polls", "gauge", "Screens that wait for the next programme.",
             deps_.programmes.waiting());
  put_figure(text, "bangtin_call_polls", "gauge",
             "Screens that wait for a notice, and staff for a screenshot.", deps_.commands.waiting());
  put_figure(text, "bangtin_channels", "gauge", "Screens that hold a channel.", deps_.channels.open());
  text += job_figures(deps_.jobs);
  put_figure(text, "bangtin_screens_paired", "gauge", "Screens that are paired.", deps_.directory.size());
  put_figure(text, "bangtin_programme_version", "gauge", "Published version.",
             deps_.programmes.current() ? deps_.programmes.current()->version : 0);
  text += backup_figures(deps_.backups);
  text += alert_figures(deps_.alerts);
  const std::string of_screens = co_await screens();
  text += of_screens;
  co_return http::text_reply(std::move(text), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace bangtin::scheduler::api
