#include "scheduler/alerts/alert_memory.hpp"

#include <algorithm>
#include <optional>

#include "base/json.hpp"

namespace bangtin::scheduler::alerts {

namespace {

constexpr std::string_view format_name = "alerts-1";
constexpr std::int64_t max_time = 253'402'300'799'999;  // the last millisecond of the year 9999

utc_ms time_from(json_reader& f, std::string_view key) {
  return from_unix_ms(f.integer(key, 0, max_time));
}

alert_kind kind_from(json_reader& f) {
  const std::string kind = f.text("kind");
  const auto known = std::ranges::find(all_kinds, kind, [](alert_kind k) { return to_string(k); });
  if (known != all_kinds.end()) return *known;
  f.fail({errc::invalid, msg("\"{}\" is no kind of alert", kind), {}});
  return alert_kind::dark;
}

remembered_alert alert_from(const json::value& v, std::optional<error>& bad) {
  json_reader f(v);
  remembered_alert a;
  a.kind = kind_from(f);
  a.screen = f.text("screen");
  a.told = f.boolean("told");
  a.since = time_from(f, "since");
  a.told_at = time_from(f, "told_at");
  a.raised = f.integer("raised", 0, 1'000'000);
  a.what = {f.text("what"), f.texts("args", 16)};
  if (auto wrong = f.finish(); wrong && !bad) bad = std::move(wrong);
  return a;
}

alert_line line_from(const json::value& v, std::optional<error>& bad) {
  constexpr std::array events{alert_event::begins, alert_event::goes_on, alert_event::ends};
  json_reader f(v);
  alert_line l;
  const std::string event = f.text("event");
  const auto known = std::ranges::find(events, event, [](alert_event e) { return to_string(e); });
  if (known == events.end()) {
    f.fail({errc::invalid, msg("\"{}\" is nothing that an alert does", event), {}});
  } else {
    l.event = *known;
  }
  l.kind = kind_from(f);
  l.screen = f.text("screen");
  l.since = time_from(f, "since");
  l.what = {f.text("what"), f.texts("args", 16)};
  if (auto wrong = f.finish(); wrong && !bad) bad = std::move(wrong);
  return l;
}

json::value to_value(const message_under_way& m) {
  json::array lines;
  for (const alert_line& l : m.report) {
    lines.push_back(json::object{{"event", to_string(l.event)},
                                 {"kind", to_string(l.kind)},
                                 {"screen", l.screen},
                                 {"since", to_unix_ms(l.since)},
                                 {"what", l.what.id},
                                 {"args", json::array(l.what.args.begin(), l.what.args.end())}});
  }
  return json::object{{"at", to_unix_ms(m.at)}, {"lines", std::move(lines)}};
}

message_under_way under_way_from(const json::value& v, std::optional<error>& bad) {
  json_reader f(v);
  message_under_way m;
  m.at = time_from(f, "at");
  for (const json::value& one : f.list("lines")) m.report.push_back(line_from(one, bad));
  if (auto wrong = f.finish(); wrong && !bad) bad = std::move(wrong);
  return m;
}

}  // namespace

// "under_way" is there only while a message is, so an older daemon reads what a later one has left in peace.
std::string to_json(const alert_memory& m) {
  json::array alerts, sent;
  for (const remembered_alert& a : m.alerts) {
    alerts.push_back(json::object{{"kind", to_string(a.kind)},
                                  {"screen", a.screen},
                                  {"told", a.told},
                                  {"since", to_unix_ms(a.since)},
                                  {"told_at", to_unix_ms(a.told_at)},
                                  {"raised", a.raised},
                                  {"what", a.what.id},
                                  {"args", json::array(a.what.args.begin(), a.what.args.end())}});
  }
  for (utc_ms t : m.sent) sent.emplace_back(to_unix_ms(t));
  json::object all{{"bangtin", format_name}, {"alerts", std::move(alerts)}, {"sent", std::move(sent)}};
  if (m.under_way) all["under_way"] = to_value(*m.under_way);
  return canonical(all);
}

result<alert_memory> memory_from_json(std::string_view text) {
  result<json::value> v = parse_json(text);
  if (!v) return v.error();
  json_reader f(*v);
  alert_memory m;
  std::optional<error> bad;
  if (f.text("bangtin") != format_name) f.fail({errc::invalid, msg("these are no alerts"), {}});
  for (const json::value& one : f.list("alerts")) m.alerts.push_back(alert_from(one, bad));
  for (const json::value& t : f.list("sent")) {
    const std::int64_t* ms = t.if_int64();
    if (ms == nullptr || *ms < 0 || *ms > max_time) {
      f.fail({errc::invalid, msg("a time of a message is no time"), {}});
    } else {
      m.sent.push_back(from_unix_ms(*ms));
    }
  }
  if (v->is_object() && v->get_object().contains("under_way"))
    m.under_way = under_way_from(f.any("under_way"), bad);
  if (auto wrong = f.finish()) return *wrong;
  if (bad) return *bad;
  return m;
}

}  // namespace bangtin::scheduler::alerts
