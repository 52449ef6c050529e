// plays count. The daemon groups; the table shows the title of a media item where it has one.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month_choice.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "evidence/report/monthly_report.hpp"

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
      if (twice) {
        return error{errc::usage, msg("the column \"{}\" is named twice", printable(name)),
                     msg("name each column once")};
      }
      auto like = closest(name, groupings);
      message remedy = like ? msg("did you mean {}?", *like)
                            : msg("choose from: task, theme, campaign, screen, venue, media, day, hour");
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
  if (column == "hour") return tr("Hour");
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
  cells.emplace_back(std::to_string(row.uncounted));
}

std::string text_of(const wire::admin::play_count& row, const std::string& column) {
  if (column == "media" && row.title && !row.title->empty()) return *row.title;
  const std::string& text = *(row.*wire::admin::find_play_grouping(column)->column);
  return column == "day" ? local_dates(text) : text;
}

// Where the terminal is narrow, the groups shrink as long as people can read them. Then the figures go that
// the reasons below the table explain, then the last groups.
std::vector<views::column> headings_of(const std::vector<std::string>& groups) {
  using enum views::importance;
  constexpr std::size_t min_group = 10, main_groups = 2;
  std::vector<views::column> headings;
  for (const std::string& group : groups) {
    const bool whole = group == "day" || group == "hour" || group == "task" || group == "theme";
    headings.emplace_back(heading_of(group), headings.size() < main_groups ? high : low,
                          whole ? views::narrow::whole : views::narrow::cut, min_group);
  }
  headings.insert(headings.end(), {{tr(">Plays"), high},
                                   {tr(">Airtime"), high},
                                   {tr(">Partial"), least},
                                   {tr(">Failed"), least},
                                   {tr(">Uncounted"), usual}});
  return headings;
}

// What did not count, and why.
void print_shortfalls(session& s, const wire::admin::play_shortfalls& shortfalls) {
  if (!shortfalls.reasons.empty()) s.out.text(tr("did not count:"));
  for (const wire::admin::play_shortfall& r : shortfalls.reasons) {
    std::string why = translate(evidence::report::reason_text(r.reason));
    s.out.text(fmt::format("  {:>6}  {}", r.partial + r.failed + r.uncounted, why));
  }
  if (shortfalls.near_edge > 0) {
    s.out.text(tr(
        "counted plays that may belong to the month before or after, because their clock was uncertain: {}",
        shortfalls.near_edge));
  }
}

}  // namespace

result<int> plays_count(session& s, const arguments& given) {
  result<std::vector<std::string>> columns = columns_from(given);
  if (!columns) return columns.error();
  result<std::string> month = chosen_month(s, given);
  if (!month) return month.error();
  const std::string query = "month=" + *month;
  result<wire::admin::play_shortfalls> shortfalls = get_play_shortfalls(s.daemon, query);
  if (!shortfalls) return shortfalls.error();
  result<std::vector<wire::admin::play_count>> rows = get_play_counts(s.daemon, query, *columns);
  if (!rows) return rows.error();
  views::table t(headings_of(*columns));
  json::array answers;
  wire::admin::play_count total;
  for (const wire::admin::play_count& row : *rows) {
    wire::admin::play_count in_json = row;
    in_json.title.reset();
    answers.push_back(wire::admin::encode(in_json));
    std::vector<views::cell> cells;
    for (const std::string& column : *columns) {
      const std::string text = text_of(row, column);
      cells.emplace_back(text.empty() ? "–" : text);
    }
    add_figures(cells, row);
    t.add(std::move(cells));
    total.plays += row.plays;
    total.airtime_s += row.airtime_s;
    total.partial += row.partial;
    total.failed += row.failed;
    total.uncounted += row.uncounted;
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no plays in {}", local_dates(*month)));
    return 0;
  }
  std::vector<views::cell> sum(columns->size(), views::cell(""));
  sum.front() = views::cell(tr("Total"));
  add_figures(sum, total);
  t.add(std::move(sum));
  s.out.text(tr("Plays of {}", local_dates(*month)));
  s.out.show(t);
  print_shortfalls(s, *shortfalls);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
