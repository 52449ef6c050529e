// Reports what is visible without a calendar: things that are unused, things named twice, lengths that do not
// match.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "playlists/analysis/lint_context.hpp"

namespace bangtin::playlists::analysis {

namespace {

using names = std::unordered_set<std::string_view>;

// Lengths that differ by less than this count as equal: people write 15s for a file of 15.04 s.
constexpr milliseconds same_length{1'000};

using media_by_name = std::unordered_map<std::string_view, const programme::media_item*>;

void add_unused(lint_context& s) {
  names playlists, media{s.p.slate};
  for (const programme::campaign& c : s.p.campaigns) playlists.insert(c.playlist);
  for (const programme::screen& one : s.p.screens) media.insert(one.logo);
  for (const programme::playlist& l : s.p.playlists) {
    for (const programme::playlist_item& item : l.items)
      media.insert(item.media), media.insert(item.subtitles);
    if (playlists.contains(l.name)) continue;
    s.add(severity::note, finding_kind::playlist_unused, msg("no campaign shows the playlist \"{}\"", l.name),
          {}, msg("remove it, or make a campaign of it"))
        .playlist = l.name;
  }
  for (const programme::media_item& m : s.p.media) {
    if (media.contains(m.name)) continue;
    s.add(severity::note, finding_kind::media_unused,
          msg("no playlist has the media item \"{}\"", printable(m.name)), {},
          msg("remove it, or add it to a playlist"))
        .media = m.name;
  }
}

finding& at_item(finding& f, const programme::playlist& l, std::size_t item) {
  f.playlist = l.name;
  f.media = l.items[item].media;
  f.item = static_cast<std::int32_t>(item);
  return f;
}

// The identity of the file: its hash if the file was opened, else its name.
std::string file_of(const programme::media_item& m) {
  return m.files.empty() ? m.name : m.files.front().sha256.hex();
}

void add_duplicates(lint_context& s, const programme::playlist& l, const media_by_name& media) {
  std::unordered_map<std::string, std::size_t> first;
  names told;
  for (std::size_t n = 0; n < l.items.size(); ++n) {
    auto [entry, fresh] = first.emplace(file_of(*media.at(l.items[n].media)), n);
    if (fresh || !told.insert(entry->first).second) continue;
    const std::string& name = l.items[n].media;
    at_item(s.add(severity::note, finding_kind::duplicate_item,
                  msg("the playlist \"{}\" has the file \"{}\" more than once", l.name, printable(name)),
                  msg("items {} and {} are the same", entry->second + 1, n + 1),
                  msg("remove one, unless it is to be shown more often than the others")),
            l, n);
  }
}

void add_lengths(lint_context& s, const programme::playlist& l, const media_by_name& media) {
  for (std::size_t n = 0; n < l.items.size(); ++n) {
    const programme::media_item& m = *media.at(l.items[n].media);
    const std::optional<milliseconds>& written = l.items[n].duration;
    bool is_known = m.kind == programme::media_kind::video && m.duration.count() > 0 && written;
    if (!is_known || std::chrono::abs(*written - m.duration) < same_length) continue;
    bool is_cut = *written < m.duration;
    at_item(s.add(severity::warning, finding_kind::duration_differs,
                  msg("the video \"{}\" takes {}, and its duration says {}", printable(m.name),
                      in_words(m.duration), in_words(*written)),
                  is_cut ? msg("its end is never shown") : msg("its last picture stands still for the rest"),
                  msg("take its duration out, so that the file's own length counts")),
            l, n);
  }
}

// A still needs about as long as this to be seen at all, and its records cost more than showing it.
constexpr milliseconds min_still{1'000};

void add_short_stills(lint_context& s, const programme::playlist& l, const media_by_name& media) {
  for (std::size_t n = 0; n < l.items.size(); ++n) {
    const programme::media_kind kind = media.at(l.items[n].media)->kind;
    const std::optional<milliseconds>& written = l.items[n].duration;
    bool still = kind == programme::media_kind::image || kind == programme::media_kind::pages;
    if (!still || !written || *written >= min_still) continue;
    at_item(
        s.add(severity::warning, finding_kind::still_too_short,
              msg("\"{}\" stands for only {}", printable(l.items[n].media), in_words(*written)),
              msg("many pictures of less than a second are never seen, and recording each costs more than "
                  "showing it"),
              msg("let it stand for at least 1 s; for moving pictures, make a video")),
        l, n);
  }
}

// The longest stretch of the campaign's hours; those that touch or overlap count as one. Nothing means all
// day.
std::optional<milliseconds> max_hours(const programme::campaign& c) {
  if (c.hours.empty()) return std::nullopt;
  constexpr milliseconds whole_day = std::chrono::hours(24);
  std::vector<programme::day_hours> all;
  for (programme::day_hours h : c.hours) {
    if (h.to <= h.from) h.to += whole_day;
    all.push_back(h);
  }
  std::sort(all.begin(), all.end(),
            [](const programme::day_hours& a, const programme::day_hours& b) { return a.from < b.from; });
  milliseconds most{};
  programme::day_hours run = all.front();
  for (const programme::day_hours& h : all) {
    if (h.from > run.to) run.from = h.from;
    run.to = std::max(run.to, h.to);
    most = std::max(most, run.to - run.from);
  }
  return most < whole_day ? std::optional(most) : std::nullopt;
}

void add_outlasting(lint_context& s, std::int32_t i) {
  const programme::campaign& c = s.campaign_at(i);
  const list_facts& facts = s.list_at(i);
  std::optional<milliseconds> hours = max_hours(c);
  if (!hours || facts.longest <= *hours) return;
  const programme::playlist& l =
      s.p.playlists[static_cast<std::size_t>(s.list_of[static_cast<std::size_t>(i)])];
  auto item = static_cast<std::size_t>(std::find(facts.totals.begin(), facts.totals.end(), facts.longest) -
                                       facts.totals.begin());
  at_item(s.add(severity::warning, finding_kind::item_outlasts_hours,
                msg("\"{}\" takes {}, longer than the hours of the campaign \"{}\"",
                    printable(l.items[item].media), in_words(facts.longest), c.name),
                msg("its longest hours are {}, and what has begun runs to its end", in_words(*hours)),
                msg("widen the hours, or take the item out")),
          l, item)
      .campaign = c.name;
}

}  // namespace

void check_values(lint_context& s) {
  if (s.p.screens.empty()) {
    s.add(severity::error, finding_kind::no_screen, msg("the programme has no screens"),
          msg("no campaign has a place to play"), msg("add a screen"));
  }
  media_by_name media;
  for (const programme::media_item& m : s.p.media) media.emplace(m.name, &m);
  for (const programme::playlist& l : s.p.playlists) {
    add_duplicates(s, l, media);
    add_lengths(s, l, media);
    add_short_stills(s, l, media);
  }
  for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) add_outlasting(s, static_cast<std::int32_t>(i));
  add_unused(s);
}

}  // namespace bangtin::playlists::analysis
