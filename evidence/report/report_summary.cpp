#include "evidence/report/report_summary.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace bangtin::evidence::report {

namespace {

// The group with this code; a new one at the end where there is none. Few groups, many rows: `index` finds
// them.
template <class Group>
Group& group_of(std::vector<Group>& groups, std::map<std::string, std::size_t>& index,
                const std::string& code) {
  auto [at, fresh] = index.try_emplace(code, groups.size());
  if (fresh) groups.emplace_back().code = code;
  return groups[at->second];
}

// Groups that the plan lacks stand behind those that it has: by code, and the one without a code last.
template <class Group>
void sort_behind(std::vector<Group>& groups, std::size_t planned) {
  std::sort(groups.begin() + static_cast<std::ptrdiff_t>(planned), groups.end(),
            [](const Group& a, const Group& b) {
              return std::make_tuple(a.code.empty(), a.code) < std::make_tuple(b.code.empty(), b.code);
            });
}

template <class Group>
std::map<std::string, std::size_t> index_of(const std::vector<Group>& groups) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < groups.size(); ++i) index.try_emplace(groups[i].code, i);
  return index;
}

void add_media(task_group& group,
               std::map<std::tuple<std::string, std::string, std::string>, std::size_t>& index,
               const count_key& key, const count_values& values) {
  const std::string& title = key.title.empty() ? key.media : key.title;
  auto [at, fresh] = index.try_emplace({group.code, key.theme, key.media + '\n' + title}, group.media.size());
  if (fresh) group.media.push_back({title, key.theme, {}});
  group.media[at->second].sums.add(key, values);
}

std::vector<task_group> by_task(const monthly_report& r) {
  std::vector<task_group> groups;
  for (const planned_task& t : r.the_plan.tasks) groups.push_back({t.code, t.title, t.lead, {}, {}, {}});
  auto index = index_of(groups);
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> media;
  for (const auto& [key, values] : r.rows) {
    task_group& group = group_of(groups, index, key.task);
    group.sums.add(key, values);
    group.themes[key.theme].add(key, values);
    add_media(group, media, key, values);
  }
  for (task_group& g : groups)
    std::stable_sort(g.media.begin(), g.media.end(), [](const media_line& a, const media_line& b) {
      return std::tie(a.theme, a.title) < std::tie(b.theme, b.title);
    });
  sort_behind(groups, r.the_plan.tasks.size());
  return groups;
}

std::vector<theme_group> by_theme(const monthly_report& r) {
  std::vector<theme_group> groups;
  for (const named_code& t : r.the_plan.themes) groups.push_back({t.code, t.title, {}});
  auto index = index_of(groups);
  for (const auto& [key, values] : r.rows) group_of(groups, index, key.theme).sums.add(key, values);
  sort_behind(groups, r.the_plan.themes.size());
  return groups;
}

// A screen may have moved within the month; it then stands at both places.
std::vector<venue_group> by_venue(const monthly_report& r) {
  std::vector<venue_group> groups;
  for (const named_code& v : r.the_plan.venues) groups.push_back({v.code, v.title, {}, {}});
  auto index = index_of(groups);
  std::map<std::string, std::size_t> place;
  std::set<std::string> seen;
  for (const auto& [key, values] : r.rows) {
    venue_group& group = group_of(groups, index, key.venue);
    group.sums.add(key, values);
    auto [at, fresh] = place.try_emplace(key.venue + '\n' + key.screen, group.screens.size());
    if (fresh) group.screens.push_back({key.screen, title_of_screen(r, key.screen), {}});
    group.screens[at->second].sums.add(key, values);
    seen.insert(key.screen);
  }
  for (const auto& [name, title] : r.screen_titles)
    if (!seen.contains(name))
      group_of(groups, index, "").screens.push_back({name, title_of_screen(r, name), {}});
  sort_behind(groups, r.the_plan.venues.size());
  for (venue_group& g : groups)
    std::sort(g.screens.begin(), g.screens.end(),
              [](const screen_line& a, const screen_line& b) { return a.name < b.name; });
  std::erase_if(groups, [](const venue_group& g) { return g.screens.empty(); });
  return groups;
}

std::vector<std::int64_t> by_day(const monthly_report& r) {
  auto days = static_cast<unsigned>((r.month / std::chrono::last).day());
  std::vector<std::int64_t> plays(days);
  for (const auto& [key, values] : r.rows) {
    if (key.day.size() != 10) continue;
    auto day = parse_integer(std::string_view(key.day).substr(8), 1, days);
    if (day) plays[static_cast<std::size_t>(*day) - 1] += values.plays;
  }
  return plays;
}

}  // namespace

void totals::add(const count_key& key, const count_values& values) {
  plays += values.plays;
  seconds += seconds_of(values);
  partial += values.partial;
  failed += values.failed;
  uncounted += values.uncounted;
  uncertain_clock += values.uncertain_clock;
  near_edge += values.near_edge;
  if (values.plays <= 0) return;
  screens.insert(key.screen);
  media.insert(key.media);
}

report_summary summarise(const monthly_report& r) {
  report_summary s;
  for (const auto& [key, values] : r.rows) s.all.add(key, values);
  s.tasks = by_task(r);
  s.themes = by_theme(r);
  s.venues = by_venue(r);
  s.plays_by_day = by_day(r);
  return s;
}

const std::string& title_of_screen(const monthly_report& r, const std::string& name) {
  auto found = r.screen_titles.find(name);
  return found == r.screen_titles.end() || found->second.empty() ? name : found->second;
}

std::string theme_text(const monthly_report& r, const std::string& code) {
  if (code.empty()) return "Tư liệu chưa gắn nội dung";
  for (const named_code& t : r.the_plan.themes)
    if (t.code == code) return code + ". " + t.title;
  return code;
}

}  // namespace bangtin::evidence::report
