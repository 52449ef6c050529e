#include "admin-cli/views/preview_page.hpp"

#include <algorithm>

#include "admin-cli/views/day_strip.hpp"
#include "admin-cli/views/preview_runs.hpp"
#include "admin-cli/views/preview_totals.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/window_words.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::admin_cli::views {

namespace {

std::string clock_text(const playlists::programme::programme& p, utc_ms t) {
  return local_clock(t, p.timezone);
}

std::string name_of(const playlists::programme::programme& p, std::int32_t campaign) {
  return campaign < 0 ? tr("(slate)") : p.campaigns[static_cast<std::size_t>(campaign)].name;
}

// "12.5 %", rounded half up.
std::string percent(std::chrono::milliseconds part, std::chrono::milliseconds whole) {
  if (whole.count() == 0) return "";
  std::int64_t permille = (part.count() * 1000 + whole.count() / 2) / whole.count();
  return percent_text(permille);
}

std::chrono::milliseconds airtime_of(const std::vector<airtime_part>& parts) {
  std::chrono::milliseconds sum{};
  for (const airtime_part& part : parts) sum += part.airtime;
  return sum;
}

// What the campaign shows, by title; an item without one by its file's name. The first few only.
std::string titles_of(const playlists::programme::programme& p, std::int32_t campaign) {
  constexpr std::size_t max_titles = 4;
  const playlists::programme::playlist* list =
      p.find_playlist(p.campaigns[static_cast<std::size_t>(campaign)].playlist);
  if (list == nullptr) return "";
  std::string all;
  for (std::size_t i = 0; i < std::min(list->items.size(), max_titles); ++i) {
    const playlists::programme::playlist_item& item = list->items[i];
    const playlists::programme::media_item* media = p.find_media(item.media);
    std::string title = item.title;
    if (title.empty() && media != nullptr) title = media->title;
    if (title.empty()) title = item.media.substr(item.media.rfind('/') + 1);
    all += (all.empty() ? "" : "; ") + title;
  }
  const std::size_t more = list->items.size() - std::min(list->items.size(), max_titles);
  return more > 0 ? tr("{}; and {} more", all, more) : all;
}

// The programme's days as they are printed.
class preview_page {
 public:
  preview_page(printer& out, const playlists::programme::programme& p, const playlists::programme::screen& on,
               playlists::programme::local_day first, int days)
      : out_(out), p_(p), on_(on), first_(first), days_(static_cast<std::size_t>(days)), totals_(p, on) {
    const playlists::schedule::planner plan(p, on);
    for (std::size_t i = 0; i < days_.size(); ++i) {
      plan.day(day(i), days_[i]);
      playlists::analysis::end_at_expiry(p, days_[i]);
      totals_.add(day(i), days_[i]);
    }
    places_.resize(p.campaigns.size());
    for (const campaign_total& one : totals_.totals()) {
      if (one.reached.campaign < 0) continue;
      places_[static_cast<std::size_t>(one.reached.campaign)] = legend_size_++;
    }
  }

  void print() {
    out_.text(on_.title.empty() ? on_.name : tr("{} ({})", on_.name, on_.title));
    for (std::size_t i = 0; i < days_.size(); ++i) {
      out_.text(local_dates(playlists::programme::to_date_text(day(i))));
      if (days_[i].empty()) {
        out_.text("  " + tr("closed all day"));
        continue;
      }
      if (draws()) print_strip(i);
      print_runs(days_[i]);
    }
    if (totals_.airtime().count() == 0) return;
    out_.text("");
    if (draws()) {
      print_legend();
    } else {
      print_totals();
    }
  }

 private:
  bool draws() const { return out_.width() > 0; }
  playlists::programme::local_day day(std::size_t i) const { return first_ + std::chrono::days(i); }

  void print_strip(std::size_t i) {
    const int cells = strip_cells(out_.width());
    out_.line({{strip_ruler(cells), tone::faint}});
    for (const strip_hour& hour : strip_of(days_[i], playlists::schedule::range_of(p_, day(i)), cells)) {
      out_.line(strip_line(clock_text(p_, hour.from).substr(0, 5), hour, places_));
    }
    out_.text("");
  }

  void print_runs(const std::vector<playlists::schedule::slot>& slots) {
    table t({{"  " + tr("From"), importance::high, narrow::whole},
             {tr("To"), importance::high, narrow::whole},
             {tr(">Plays"), importance::low},
             {tr("Campaigns and their part of the airtime"), importance::high, narrow::wrap}});
    for (const preview_run& run : runs_of(slots)) {
      std::string shown;
      std::int64_t plays = 0;
      std::chrono::milliseconds whole = airtime_of(run.parts);
      for (const airtime_part& part : run.parts) {
        plays += part.plays;
        shown +=
            (shown.empty() ? "" : ", ") + name_of(p_, part.campaign) + " " + percent(part.airtime, whole);
      }
      bool closed = run.parts.empty();
      std::string to = clock_text(p_, run.to);
      t.add({"  " + clock_text(p_, run.from),
             to == "00:00:00" ? "24:00:00" : to,
             closed ? "" : std::to_string(plays),
             {closed ? tr("closed") : shown, closed ? tone::faint : tone::plain}});
    }
    out_.show(t);
  }

  // Level, share, plays, airtime, asked and reached.
  void add_figures(std::vector<cell>& row, const campaign_total& one) const {
    const airtime_part& part = one.reached;
    std::string level, share, asked;
    if (part.campaign >= 0) {
      const playlists::programme::campaign& c = p_.campaigns[static_cast<std::size_t>(part.campaign)];
      level = level_word(c.level);
      share = c.every ? tr("every {}", duration_words(*c.every)) : std::to_string(c.share);
      if (!c.every) asked = percent(one.asked, totals_.airtime());
    }
    std::int64_t seconds = part.airtime.count() / 1000;
    for (std::string text : {level, share, std::to_string(part.plays),
                             fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
                             asked, percent(part.airtime, totals_.airtime())}) {
      row.emplace_back(std::move(text));
    }
  }

  void print_totals() {
    table t({tr("Campaign"), tr("Level"), tr(">Share"), tr(">Plays"), tr(">Airtime"), tr(">Asked"),
             tr(">Reached")});
    for (const campaign_total& one : totals_.totals()) {
      std::vector<cell> row{name_of(p_, one.reached.campaign)};
      add_figures(row, one);
      t.add(std::move(row));
    }
    out_.show(t);
  }

  void print_legend() {
    using enum importance;
    table t({{"", high, narrow::whole},
             {tr("Campaign"), high},
             {tr("Shows"), usual, narrow::wrap, 16},
             {tr("Level"), low, narrow::whole},
             {tr(">Share"), low},
             {tr(">Plays"), low},
             {tr(">Airtime"), high},
             {tr(">Asked"), least},
             {tr(">Reached"), usual}});
    for (const campaign_total& one : totals_.totals()) {
      const std::int32_t who = one.reached.campaign;
      std::vector<cell> row{strip_cell(who, places_), name_of(p_, who), who < 0 ? "" : titles_of(p_, who)};
      add_figures(row, one);
      t.add(std::move(row));
    }
    t.add({{strip_closed_sign, tone::faint}, {tr("closed"), tone::faint}});
    out_.show(t);
  }

  printer& out_;
  const playlists::programme::programme& p_;
  const playlists::programme::screen& on_;
  playlists::programme::local_day first_;
  std::vector<std::vector<playlists::schedule::slot>> days_;
  preview_totals totals_;
  std::vector<std::size_t> places_;  // of each campaign in the legend
  std::size_t legend_size_ = 0;
};

}  // namespace

void print_preview(printer& out, const playlists::programme::programme& p,
                   const playlists::programme::screen& on, playlists::programme::local_day first, int days) {
  preview_page(out, p, on, first, days).print();
}

}  // namespace bangtin::admin_cli::views
