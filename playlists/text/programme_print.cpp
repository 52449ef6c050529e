// Prints the programme file from values. It omits default values, so that the file reads as if a person had
// written it.
#include <fmt/format.h>

#include <unordered_map>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::text {

namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& t : texts) {
    if (out.size() > 1) out += ", ";
    out += in_quotes(t);
  }
  return out + "]";
}

void line(std::string& out, std::string_view key, const std::string& value) {
  out += fmt::format("{} = {}\n", key, value);
}

void text_line(std::string& out, std::string_view key, const std::string& text) {
  if (!text.empty()) line(out, key, in_quotes(text));
}

void hours_lines(std::string& out, std::string_view key, const std::vector<programme::opening>& all) {
  if (all.empty()) return;
  std::string list;
  for (const programme::opening& o : all) {
    if (!list.empty()) list += ", ";
    list += fmt::format("{{ days = {}, hours = {} }}", in_quotes(programme::format_days(o.days)),
                        in_quotes(programme::format_hours(o.hours)));
  }
  line(out, key, "[ " + list + " ]");
}

void volume_line(std::string& out, int volume) {
  if (volume != full_volume) line(out, "volume", std::to_string(volume));
}

std::string qr_text(programme::qr_place q) {
  return q == programme::qr_place::none ? "false" : in_quotes(to_string(q));
}

std::string flag_text(bool b) {
  return b ? "true" : "false";
}

void print(std::string& out, const programme::screen& s) {
  out += "\n[[screen]]\n";
  line(out, "name", in_quotes(s.name));
  text_line(out, "title", s.title);
  text_line(out, "venue", s.venue);
  if (!s.groups.empty()) line(out, "groups", quoted_list(s.groups));
  hours_lines(out, "open", s.open);
  hours_lines(out, "quiet", s.quiet);
  volume_line(out, s.volume);
  if (s.clock) line(out, "clock", "true");
  text_line(out, "logo", s.logo);
  if (s.ticker != programme::ticker_place::band) line(out, "ticker", in_quotes(to_string(s.ticker)));
}

void print(std::string& out, const programme::playlist_item& item, int pages) {
  out += fmt::format("  {{ media = {}", in_quotes(item.media));
  if (item.duration) out += fmt::format(", duration = {}", in_quotes(format_duration(*item.duration)));
  if (pages != 0) out += fmt::format(", pages = {}", pages);
  auto add = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) out += fmt::format(", {} = {}", key, in_quotes(text));
  };
  add("subtitles", item.subtitles);
  add("link", item.link);
  add("call", item.call);
  add("title", item.title);
  add("theme", item.theme);
  add("audience", item.audience);
  if (item.qr) out += ", qr = " + qr_text(*item.qr);
  if (item.logo) out += ", logo = " + flag_text(*item.logo);
  out += " },\n";
}

void print_window(std::string& out, const programme::run_window& w) {
  if (w.from) line(out, "from", in_quotes(programme::format_date(*w.from)));
  if (w.to) line(out, "to", in_quotes(programme::format_date(*w.to)));
  if (w.repeats == programme::recurrence::yearly) line(out, "yearly", "true");
  if (w.repeats == programme::recurrence::lunar) line(out, "lunar", "true");
  if (w.days != programme::every_day) line(out, "days", in_quotes(programme::format_days(w.days)));
  auto list_line = [&](std::string_view key, const auto& values, auto format) {
    std::vector<std::string> texts;
    for (const auto& v : values) texts.push_back(format(v));
    if (!texts.empty()) line(out, key, quoted_list(texts));
  };
  list_line("hours", w.hours, &programme::format_hours);
  text_line(out, "rrule", w.rrule);
  list_line("except", w.except, &programme::format_date);
}

void print(std::string& out, const programme::campaign& c) {
  out += "\n[[campaign]]\n";
  line(out, "name", in_quotes(c.name));
  line(out, "playlist", in_quotes(c.playlist));
  line(out, "screens", quoted_list(c.screens));
  text_line(out, "task", c.task);
  if (c.level != programme::level::normal) line(out, "level", in_quotes(to_string(c.level)));
  print_window(out, c);
  if (c.share != 1) line(out, "share", std::to_string(c.share));
  if (c.every) line(out, "every", in_quotes(format_duration(*c.every)));
  if (c.order != programme::item_order::sequential) line(out, "order", in_quotes(to_string(c.order)));
  if (c.fade.count() != 0) line(out, "fade", in_quotes(format_duration(c.fade)));
  volume_line(out, c.volume);
  if (c.fit != programme::picture_fit::contain) line(out, "fit", in_quotes(to_string(c.fit)));
  if (c.qr) line(out, "qr", qr_text(*c.qr));
  if (c.logo) line(out, "logo", flag_text(*c.logo));
}

void print(std::string& out, const programme::ticker& t) {
  out += "\n[[ticker]]\n";
  text_line(out, "name", t.name);
  line(out, "text", in_quotes(t.text));
  if (t.screens != programme::ticker{}.screens) line(out, "screens", quoted_list(t.screens));
  print_window(out, t);
}

}  // namespace

std::string to_text(const programme::programme& p, const std::vector<std::string>& loaded) {
  std::unordered_map<std::string_view, int> pages;
  for (const programme::media_item& m : p.media) pages.emplace(m.name, m.pages);

  std::string out;
  line(out, "timezone", in_quotes(p.timezone));
  line(out, "slate", in_quotes(p.slate));
  text_line(out, "body", p.body);
  for (const programme::screen& s : p.screens) print(out, s);
  for (const programme::playlist& l : p.playlists) {
    out += "\n[[playlist]]\n";
    line(out, "name", in_quotes(l.name));
    out += "items = [\n";
    for (const programme::playlist_item& item : l.items) {
      auto found = pages.find(item.media);
      print(out, item, found == pages.end() ? 0 : found->second);
    }
    out += "]\n";
  }
  for (const programme::campaign& c : p.campaigns) print(out, c);
  for (const programme::ticker& k : p.tickers) print(out, k);
  for (const std::string& name : loaded) {
    const programme::media_item* m = p.find_media(name);
    if (m == nullptr) continue;
    out += "\n[[loaded]]\n";
    line(out, "media", in_quotes(m->name));
    line(out, "id", in_quotes(m->id));
  }
  return out;
}

}  // namespace bangtin::playlists::text
