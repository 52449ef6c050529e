// Writes a line per slot and hands the text on in pieces.
#include <fmt/format.h>

#include "base/text.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/calendar.hpp"

namespace bangtin::playlists::analysis {

namespace {

constexpr std::size_t piece_bytes = 200'000;
constexpr std::size_t wall_time_bytes = std::string_view("2026-10-10T07:00:00.000").size();

class csv_writer {
 public:
  csv_writer(const programme::programme& p, const programme::screen& on)
      : p_(p), times_(schedule::calendar(p.timezone).offsets()) {
    append_csv_field(screen_, on.name);
    lists_.reserve(p.campaigns.size());
    for (const programme::campaign& c : p.campaigns) lists_.push_back(p.find_playlist(c.playlist));
  }

  void line(std::string& out, std::string_view date, const schedule::slot& s) {
    out += screen_;
    out += ',';
    out += date;
    out += ',';
    take_time(s.from);
    const std::string offset = text_.substr(wall_time_bytes);
    out.append(text_, 0, wall_time_bytes);
    out += ',';
    take_time(s.to);
    out.append(text_, 0, wall_time_bytes);
    out += fmt::format(",{},{},", offset, (s.to - s.from).count());
    subject(out, s);
    out += "\r\n";
  }

 private:
  void take_time(utc_ms t) {
    text_.clear();
    times_.append(text_, t);
    text_[10] = ' ';
  }

  void subject(std::string& out, const schedule::slot& s) {
    if (s.campaign < 0) {
      out += ",,";
      append_csv_field(out, p_.slate);
      out += ",,,slate";
      return;
    }
    const programme::campaign& c = p_.campaigns[static_cast<std::size_t>(s.campaign)];
    append_csv_field(out, c.name);
    out += ',';
    out += to_string(c.level);
    out += ',';
    append_csv_field(
        out, lists_[static_cast<std::size_t>(s.campaign)]->items[static_cast<std::size_t>(s.item)].media);
    out += fmt::format(",{},{},{}", s.item, s.page == 0 ? "" : std::to_string(s.page),
                       s.reason == schedule::slot_reason::every ? "every" : "share");
  }

  const programme::programme& p_;
  programme::rfc3339_writer times_;
  std::string screen_;
  std::vector<const programme::playlist*> lists_;
  std::string text_;
};

}  // namespace

void preview_csv(const programme::programme& p, const programme::screen& on, programme::local_day first,
                 int days, const text_sink& out) {
  const schedule::planner plan(p, on);
  csv_writer writer(p, on);
  std::vector<schedule::slot> slots;
  std::string text =
      "\xEF\xBB\xBFscreen,date,start,end,utc_offset,duration_ms,campaign,level,media,item,page,reason\r\n";
  for (int i = 0; i < days; ++i) {
    const programme::local_day day = first + std::chrono::days(i);
    const std::string date = programme::to_date_text(day);
    plan.day(day, slots);
    end_at_expiry(p, slots);
    for (const schedule::slot& s : slots) {
      writer.line(text, date, s);
      if (text.size() < piece_bytes) continue;
      out(text);
      text.clear();
    }
  }
  out(text);
}

}  // namespace bangtin::playlists::analysis
