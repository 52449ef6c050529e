#include "admin-cli/views/remarks.hpp"

#include <algorithm>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::analysis::severity;

std::string_view to_string(topic t) {
  switch (t) {
    case topic::daemon:
      return "daemon";
    case topic::evidence:
      return "evidence";
    case topic::disk:
      return "disk";
    case topic::clock:
      return "clock";
    case topic::screen:
      return "screen";
    case topic::programme:
      return "programme";
    case topic::media:
      return "media";
    case topic::keys:
      return "keys";
    case topic::people:
      return "people";
    case topic::alerts:
      return "alerts";
    case topic::draft:
      return "draft";
    case topic::player:
      break;
  }
  return "player";
}

std::string subject_text(const remark& r) {
  switch (r.about) {
    case topic::daemon:
      return tr("daemon");
    case topic::evidence:
      return tr("evidence");
    case topic::disk:
      return tr("disk");
    case topic::clock:
      return tr("clock");
    case topic::screen:
      return tr("screen {}", r.name);
    case topic::programme:
      return tr("programme");
    case topic::media:
      return tr("media item {}", r.name);
    case topic::keys:
      return tr("keys");
    case topic::people:
      return tr("user {}", r.name);
    case topic::alerts:
      return tr("alerts");
    case topic::draft:
      return tr("draft");
    case topic::player:
      break;
  }
  return tr("player {}", r.name);
}

}  // namespace

void order_remarks(std::vector<remark>& all) {
  std::stable_sort(all.begin(), all.end(), [](const remark& a, const remark& b) {
    return a.severity != b.severity ? a.severity < b.severity : a.about < b.about;
  });
}

json::array to_json(const std::vector<remark>& all) {
  json::array list;
  for (const remark& r : all) {
    std::string subject(to_string(r.about));
    if (!r.name.empty()) subject += ":" + r.name;
    list.push_back(json::object{{"severity", playlists::analysis::to_string(r.severity)},
                                {"subject", std::move(subject)},
                                {"what", r.what},
                                {"remedy", r.remedy}});
  }
  return list;
}

void print_remarks(printer& out, const std::vector<remark>& all) {
  for (const remark& r : all) {
    out.text(severity_word(r.severity) + ": " + subject_text(r) + ": " + r.what);
    if (!r.remedy.empty()) out.text("    " + r.remedy);
  }
}

std::string severity_word(severity s) {
  switch (s) {
    case severity::error:
      return tr("error");
    case severity::warning:
      return tr("warning");
    case severity::note:
      break;
  }
  return tr("note");
}

}  // namespace bangtin::admin_cli::views
