// The outreach plan that the site serves: its tasks, themes and venues with their titles, and the head of
// the official report. Another commune has another plan, so all of it is data that staff load with
// `bangtin plan import`. Plain values; any thread may use them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::evidence::report {

struct planned_task {
  std::string code, title, lead;
  bool operator==(const planned_task&) const = default;
};
struct named_code {
  std::string code, title;
  bool operator==(const named_code&) const = default;
};

// What the form of Decree 30/2020/NĐ-CP shows around the report. An empty text leaves its place open.
struct report_head {
  std::string superior, body, symbol, place, office, signatory;
  std::vector<std::string> recipients;
  bool operator==(const report_head&) const = default;
};

struct plan {
  report_head report;
  std::vector<planned_task> tasks;
  std::vector<named_code> themes, venues;
  bool operator==(const plan&) const = default;

  // The title of a code; the code itself where the plan does not have it or has no title for it.
  std::string_view task_title(std::string_view code) const;
  std::string_view theme_title(std::string_view code) const;
  std::string_view venue_title(std::string_view code) const;
};

constexpr std::size_t max_plan_entries = 1'000;     // of each list
constexpr std::size_t max_plan_text_bytes = 1'000;  // of each text, control characters not allowed
constexpr std::size_t max_recipients = 50;

// The first thing for which a plan cannot be taken (errc::invalid, errc::limit): a code that is empty or
// named twice in its list, a text with control, invisible or direction-turning characters, and what exceeds
// the limits above.
std::optional<error> check_plan(const plan& p);

// The number of an official document as it was typed, without blanks around it and in small letters: up to
// six digits and at most one letter, like 12 or 12a. errc::usage for anything else, like one with its symbol.
result<std::string> document_number(std::string_view typed);

// What one plan changes in another. `kind` is "task", "theme", "venue" or "report"; `code` is the entry's,
// for "report" the key's. `before` is empty where the entry is new, `after` where it is gone.
struct plan_change {
  std::string_view kind;
  std::string code, before, after;
  bool operator==(const plan_change&) const = default;
};
// In the order of the plan: the report's head, tasks, themes, venues; what is gone stands last in its list.
// An order that alone differs is no change.
std::vector<plan_change> plan_difference(const plan& before, const plan& after);

}  // namespace bangtin::evidence::report
