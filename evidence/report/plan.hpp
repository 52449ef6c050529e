// The outreach plan that the site serves: its tasks, themes and venues with their titles, and the head of
// the official report. Another commune has another plan, so all of it is data that staff load with
// `bangtin plan import`. Plain values; any thread may use them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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
};

}  // namespace bangtin::evidence::report
