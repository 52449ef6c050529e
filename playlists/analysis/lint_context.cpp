// Campaigns use few different lists of screens, so each list is resolved once. Screens with the same opening
// hours on the same lists are alike.
#include "playlists/analysis/lint_context.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "base/duration_words.hpp"
#include "base/inner_message.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::playlists::analysis {

namespace {

constexpr std::size_t max_names = 3;

list_facts facts_of(const programme::playlist& l,
                    const std::unordered_map<std::string_view, const programme::media_item*>& media) {
  list_facts f;
  for (const programme::playlist_item& item : l.items) {
    f.totals.push_back(std::max(programme::total_duration(item, *media.at(item.media)), milliseconds(1)));
  }
  if (f.totals.empty()) return f;
  f.shortest = *std::min_element(f.totals.begin(), f.totals.end());
  f.longest = *std::max_element(f.totals.begin(), f.totals.end());
  milliseconds sum = std::accumulate(f.totals.begin(), f.totals.end(), milliseconds(0));
  // In two parts, because the sum times 1000 may overflow.
  auto n = static_cast<std::int64_t>(f.totals.size());
  f.mean_us = sum.count() / n * 1000 + sum.count() % n * 1000 / n;
  return f;
}

// The distinct lists of screens that campaigns use, and for each screen the lists that contain it.
class screen_lists {
 public:
  explicit screen_lists(const programme::programme& p) : on_(p.screens.size()), marked_(p.screens.size()) {
    for (std::size_t i = 0; i < p.screens.size(); ++i) {
      auto index = static_cast<std::int32_t>(i);
      by_name_[p.screens[i].name] = index;
      for (const std::string& g : p.screens[i].groups) in_group_[g].push_back(index);
    }
    auto less = [](const auto* a, const auto* b) { return *a < *b; };
    std::map<const std::vector<std::string>*, std::size_t, decltype(less)> known(less);
    for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
      auto [entry, fresh] = known.emplace(&p.campaigns[i].screens, campaigns_.size());
      if (fresh) {
        campaigns_.emplace_back();
        resolve(p.campaigns[i].screens, entry->second);
      }
      campaigns_[entry->second].push_back(static_cast<std::int32_t>(i));
    }
  }

  const std::vector<std::size_t>& lists_of(std::size_t screen) const { return on_[screen]; }
  std::vector<std::int32_t> campaigns_of(const std::vector<std::size_t>& lists) const {
    std::vector<std::int32_t> all;
    for (std::size_t l : lists) all.insert(all.end(), campaigns_[l].begin(), campaigns_[l].end());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  void resolve(const std::vector<std::string>& names, std::size_t list) {
    std::fill(marked_.begin(), marked_.end(), false);
    for (const std::string& name : names) {
      if (name == "all") {
        std::fill(marked_.begin(), marked_.end(), true);
      } else if (!name.starts_with('@')) {
        auto one = by_name_.find(name);
        if (one != by_name_.end()) marked_[static_cast<std::size_t>(one->second)] = true;
      } else if (auto group = in_group_.find(std::string_view(name).substr(1)); group != in_group_.end()) {
        for (std::int32_t s : group->second) marked_[static_cast<std::size_t>(s)] = true;
      }
    }
    for (std::size_t s = 0; s < marked_.size(); ++s) {
      if (marked_[s]) on_[s].push_back(list);
    }
  }

  std::unordered_map<std::string_view, std::int32_t> by_name_;
  std::unordered_map<std::string_view, std::vector<std::int32_t>> in_group_;
  std::vector<std::vector<std::int32_t>> campaigns_;  // of each list
  std::vector<std::vector<std::size_t>> on_;          // the lists that contain each screen
  std::vector<bool> marked_;
};

std::vector<alike_screens> groups_of(const programme::programme& p) {
  screen_lists lists(p);
  auto less = [&](std::size_t a, std::size_t b) {
    auto hours = [](const programme::opening& o) { return std::tuple(o.days, o.hours.from, o.hours.to); };
    const auto &x = p.screens[a].open, &y = p.screens[b].open;
    auto earlier = [&](const programme::opening& l, const programme::opening& r) {
      return hours(l) < hours(r);
    };
    if (x != y) return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end(), earlier);
    return lists.lists_of(a) < lists.lists_of(b);
  };
  std::map<std::size_t, std::size_t, decltype(less)> known(less);
  std::vector<alike_screens> groups;
  for (std::size_t s = 0; s < p.screens.size(); ++s) {
    auto [entry, fresh] = known.emplace(s, groups.size());
    if (fresh) groups.push_back({{}, lists.campaigns_of(lists.lists_of(s))});
    groups[entry->second].screens.push_back(static_cast<std::int32_t>(s));
  }
  return groups;
}

template <class Name>
std::string joined(const std::vector<std::int32_t>& all, Name name) {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < max_names; ++i) {
    text += (i == 0 ? "\"" : ", \"") + name(static_cast<std::size_t>(all[i])) + "\"";
  }
  return all.size() > max_names ? fmt::format("{} … ({})", text, all.size()) : text;
}

}  // namespace

lint_context::lint_context(const programme::programme& programme_checked, utc_ms now, const horizon& how_far)
    : p(programme_checked), site(p.timezone), today(site.day_of(now)), ahead(how_far), groups(groups_of(p)) {
  std::unordered_map<std::string_view, const programme::media_item*> media;
  for (const programme::media_item& m : p.media) media.emplace(m.name, &m);
  std::unordered_map<std::string_view, std::int32_t> numbers;
  for (const programme::playlist& l : p.playlists) {
    numbers.emplace(l.name, static_cast<std::int32_t>(lists.size()));
    lists.push_back(facts_of(l, media));
  }
  for (const programme::campaign& c : p.campaigns) {
    list_of.push_back(numbers.at(c.playlist));
    runs.emplace_back(c, site);
  }
  feasibilities.resize(p.campaigns.size());
}

const list_facts& lint_context::list_at(std::int32_t campaign) const {
  return lists[static_cast<std::size_t>(list_of[static_cast<std::size_t>(campaign)])];
}

bool lint_context::never_plays(std::int32_t campaign) const {
  const feasibility& of = feasibilities[static_cast<std::size_t>(campaign)];
  return calendar_done && (!of.is_heard || of.max_room < list_at(campaign).shortest);
}

const programme::screen& lint_context::first_screen(const alike_screens& group) const {
  return p.screens[static_cast<std::size_t>(group.screens.front())];
}

std::string lint_context::names_of(const alike_screens& group) const {
  return joined(group.screens, [&](std::size_t i) { return p.screens[i].name; });
}

std::string lint_context::names_of(const std::vector<std::int32_t>& campaigns) const {
  return joined(campaigns, [&](std::size_t i) { return p.campaigns[i].name; });
}

std::string in_words(milliseconds d) {
  return inner(duration_message(d));
}

programme::local_day day_from(const programme::calendar_date& d) {
  using namespace std::chrono;
  return local_days(year(d.year) / static_cast<unsigned>(d.month) / static_cast<unsigned>(d.day));
}

std::string lint_context::date_text(programme::local_day d) const {
  return programme::to_date_text(d);
}

std::string lint_context::instant_text(utc_ms t) const {
  std::string text;
  programme::rfc3339_writer(site.offsets()).append(text, t);
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

finding& lint_context::add(severity s, finding_kind k, message what, message why, message remedy) {
  finding f;
  f.severity = s;
  f.kind = k;
  f.what = std::move(what);
  f.why = std::move(why);
  f.remedy = std::move(remedy);
  return findings.emplace_back(std::move(f));
}

}  // namespace bangtin::playlists::analysis
