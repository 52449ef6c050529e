// plays count.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

result<std::vector<std::string>> columns_from(const arguments& given) {
  std::vector<std::string> groupings;
  for (const wire::admin::play_grouping& g : wire::admin::play_groupings()) groupings.emplace_back(g.name);
  std::vector<std::string> columns;
  for (const std::string& name : split(given.get("--by").value_or("task,theme"), ',')) {
    bool known = std::find(groupings.begin(), groupings.end(), name) != groupings.end();
    bool twice = std::find(columns.begin(), columns.end(), name) != columns.end();
    if (!known || twice) {
      auto like = closest(name, groupings);
      message remedy = !known && like ? msg("did you mean {}?", *like)
                                      : msg("choose from: task, theme, campaign, screen, venue, media, day");
      return error{errc::usage, msg("plays cannot be counted by \"{}\"", printable(name)), remedy};
    }
    columns.push_back(name);
  }
  return columns;
}

std::string heading_of(const std::string& column) {
  if (column == "task") return tr("Task");
  if (column == "theme") return tr("Theme");
  if (column == "campaign") return tr("Campaign");
  if (column == "screen") return tr("Screen");
  if (column == "venue") return tr("Venue");
  if (column == "media") return tr("Media item");
  return tr("Day");
}

// 3725 s is "1:02:05".
std::string airtime_text(std::int64_t seconds) {
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void add_figures(std::vector<views::cell>& cells, const wire::admin::play_count& row) {
  cells.emplace_back(std::to_string(row.plays));
  cells.emplace_back(airtime_text(row.airtime_s));
  cells.emplace_back(std::to_string(row.partial));
  cells.emplace_back(std::to_string(row.failed));
}

}  // namespace

result<int> plays_count(session& s, const arguments& given) {
  result<std::string> month = parse_month(given.text("--month"));
  if (!month) return month.error();
  result<std::vector<std::string>> columns = columns_from(given);
  if (!columns) return columns.error();
  result<std::vector<wire::admin::play_count>> rows = get_play_counts(s.daemon, *month, *columns);
  if (!rows) return rows.error();
  std::vector<std::string> headings;
  for (const std::string& column : *columns) headings.push_back(heading_of(column));
  for (const std::string& name : {tr(">Plays"), tr(">Airtime"), tr(">Partial"), tr(">Failed")}) {
    headings.push_back(name);
  }
  views::table t(headings);
  json::array answers;
  wire::admin::play_count total;
  for (const wire::admin::play_count& row : *rows) {
    answers.push_back(wire::admin::encode(row));
    std::vector<views::cell> cells;
    for (const std::string& column : *columns) {
      const std::string& text = *(row.*wire::admin::find_play_grouping(column)->column);
      cells.emplace_back(text.empty() ? "–" : text);
    }
    add_figures(cells, row);
    t.add(std::move(cells));
    total.plays += row.plays;
    total.airtime_s += row.airtime_s;
    total.partial += row.partial;
    total.failed += row.failed;
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no plays in {}", *month));
    return 0;
  }
  std::vector<views::cell> sum(columns->size(), views::cell(""));
  sum.front() = views::cell(tr("Total"));
  add_figures(sum, total);
  t.add(std::move(sum));
  s.out.show(t);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
