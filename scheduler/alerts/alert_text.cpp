// The text has at most 50 lines of alerts: who has 1,000 dark screens looks at the network first.
#include "scheduler/alerts/alert_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/counted.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::scheduler::alerts {

namespace {

constexpr std::size_t max_lines = 50;
constexpr std::size_t id_digits = 32;
constexpr std::ptrdiff_t many_dark = 3;  // at once: rather the network than the screens

std::string name_of(const alert_line& l) {
  return l.screen.empty() ? tr("the daemon") : printable(l.screen);
}

std::string sentence_of(const alert_line& l) {
  const std::string what = printable(translate(l.what));
  if (l.event == alert_event::begins) return fmt::format("{}: {}", name_of(l), what);
  if (l.event == alert_event::goes_on) return tr("{}: still: {}", name_of(l), what);
  return tr("{}: over: {}", name_of(l), what);
}

std::string remedy_of(alert_kind k) {
  switch (k) {
    case alert_kind::dark:
      return tr("\"bangtin status\" shows what each screen does, \"bangtin doctor\" what to do.");
    case alert_kind::late:
      return tr("\"bangtin status\" shows how much of it has arrived.");
    case alert_kind::full:
      return tr("\"bangtin doctor\" says what to remove.");
    case alert_kind::hot:
      return tr("Give the screen's computer air, and clean its fan.");
  }
  return {};
}

std::ptrdiff_t count(const alert_report& report, alert_event e) {
  return std::ranges::count(report, e, &alert_line::event);
}

std::string subject_of(const alert_report& report) {
  if (report.size() == 1) return sentence_of(report.front());
  const auto begun = count(report, alert_event::begins), over = count(report, alert_event::ends);
  if (begun == 0 && over == std::ssize(report)) return tr("{} alerts are over", over);
  if (begun == 0) return tr("{} alerts go on", std::ssize(report) - over);
  return translate(counted(begun, msg("{} new alert", begun), msg("{} new alerts", begun)));
}

std::string text_of(const alert_report& report) {
  std::string text;
  const auto dark = std::ranges::count_if(report, [](const alert_line& l) {
    return l.event == alert_event::begins && l.kind == alert_kind::dark;
  });
  if (dark >= many_dark) {
    text += tr("{} screens are dark at once: look at the network and the power first.", dark) + "\n\n";
  }
  for (const alert_line& l : report | std::views::take(max_lines)) text += sentence_of(l) + "\n";
  if (report.size() > max_lines) text += tr("... and {} more", report.size() - max_lines) + "\n";
  text += "\n";
  for (alert_kind k : all_kinds) {
    const bool goes_on = std::ranges::any_of(
        report, [&](const alert_line& l) { return l.kind == k && l.event != alert_event::ends; });
    if (goes_on) text += remedy_of(k) + "\n";
  }
  return text;
}

// The first line stands in single variables too: reports begin with the worst.
std::vector<std::string> environment_of(const alert_report& report, const std::string& subject) {
  const alert_line first = report.empty() ? alert_line() : report.front();
  return {"BANGTIN_ALERT_SUBJECT=" + subject, fmt::format("BANGTIN_ALERT_COUNT={}", report.size()),
          fmt::format("BANGTIN_ALERT_EVENT={}", report.empty() ? "test" : to_string(first.event)),
          fmt::format("BANGTIN_ALERT_KIND={}", report.empty() ? "" : to_string(first.kind)),
          "BANGTIN_ALERT_SCREEN=" + printable(first.screen)};
}

alert_message finished(const alert_report& report, alert_message m, const std::string& site, utc_ms now) {
  json::array lines;
  for (const alert_line& l : report) {
    lines.push_back(json::object{{"event", to_string(l.event)},
                                 {"kind", to_string(l.kind)},
                                 {"screen", l.screen},
                                 {"since", to_rfc3339_utc(l.since)},
                                 {"what", translate(l.what)}});
  }
  m.subject = "[Bảng tin " + site + "] " + m.subject;
  json::object all{{"bangtin", "alert-1"}, {"site", site},   {"at", to_rfc3339_utc(now)},
                   {"subject", m.subject}, {"text", m.text}, {"alerts", std::move(lines)}};
  m.id = sha256(canonical(all)).hex().substr(0, id_digits);
  all["id"] = m.id;
  m.json = canonical(all) + "\n";
  m.environment = environment_of(report, m.subject);
  m.environment.push_back("BANGTIN_ALERT_ID=" + m.id);
  return m;
}

}  // namespace

alert_message message_of(const alert_report& report, const std::string& site, utc_ms now) {
  return finished(report, {{}, subject_of(report), text_of(report), {}, {}}, site, now);
}

alert_message test_message(const std::string& site, utc_ms now) {
  return finished(
      {},
      {{},
       tr("this is a test"),
       tr("Somebody called \"bangtin doctor --test-alert\". If you read this, alerts arrive.") + "\n",
       {},
       {}},
      site, now);
}

}  // namespace bangtin::scheduler::alerts
