// A text is cut at commas, and then at the first spaces where both sides can be read.
#include "admin-cli/commands/guide_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "admin-cli/commands/draft_screen.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "base/normalise.hpp"
#include "base/plain_letters.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_when = 200;  // bytes; nobody says it with more
constexpr std::array<std::string_view, 7> every_day_words{
    "every day", "always", "hằng ngày", "hàng ngày", "mỗi ngày", "luôn luôn", "lúc nào cũng được"};
constexpr std::array<std::string_view, 6> always_open{"always open",     "always",  "luôn mở",
                                                      "lúc nào cũng mở", "cả ngày", "24/24"};
constexpr std::array<std::string_view, 4> yearly_words{"every year", "yearly", "hằng năm", "hàng năm"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Dates, hours and weekdays that were read so far.
struct when_pieces {
  std::string from, to;
  std::vector<std::string> days, hours;
  bool yearly = false;
};

class when_reader {
 public:
  explicit when_reader(const playlists::programme::calendar_date& today) : today_(today) {}

  // Reads all of it, or nothing.
  bool read(std::string_view text, when_pieces& into) const {
    text = trimmed(text);
    if (text.empty() || read_one(text, into)) return true;
    for (std::size_t space = text.find(' '); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
      when_pieces tried = into;
      if (!read_one(text.substr(0, space), tried) || !read(text.substr(space + 1), tried)) continue;
      into = std::move(tried);
      return true;
    }
    return false;
  }

 private:
  bool read_one(std::string_view text, when_pieces& into) const {
    text = trimmed(text);
    if (is_one_of(every_day_words, text)) return true;
    if (is_one_of(yearly_words, text)) return into.yearly = true;
    if (auto hours = views::parse_typed_hours(text)) {
      if (!hours->empty()) into.hours.emplace_back(text);
      return true;
    }
    if (views::parse_weekdays(text)) {
      into.days.emplace_back(text);
      return true;
    }
    return read_dates(text, into);
  }

  bool is_day(std::string_view text) const { return views::parse_day(text, today_).has_value(); }

  bool read_dates(std::string_view text, when_pieces& into) const {
    for (std::string_view front : {"từ ngày ", "từ ", "tu ", "from "}) {
      if (!text.starts_with(front)) continue;
      std::string_view rest = trimmed(text.substr(front.size()));
      if (is_day(rest)) {
        into.from = rest;
        return true;
      }
      return read_range(rest, into);
    }
    for (std::string_view front :
         {"đến hết ngày ", "đến hết ", "đến ngày ", "đến ", "den ", "until ", "to "}) {
      std::string_view rest = text.starts_with(front) ? trimmed(text.substr(front.size())) : "";
      if (rest.empty() || !is_day(rest)) continue;
      into.to = rest;
      return true;
    }
    if (is_day(text)) {
      into.from = into.to = text;
      return true;
    }
    return read_range(text, into);
  }

  bool read_range(std::string_view text, when_pieces& into) const {
    for (std::string_view between : {" đến ", " den ", " to ", " until ", "–", " - ", "-"}) {
      const std::size_t at = text.find(between);
      if (at == std::string_view::npos) continue;
      std::string_view first = trimmed(text.substr(0, at)), last = trimmed(text.substr(at + between.size()));
      if (!is_day(first) || !is_day(last)) continue;
      into.from = first;
      into.to = last;
      return true;
    }
    return false;
  }

  playlists::programme::calendar_date today_;
};

}  // namespace

result<typed_options> when_options(std::string_view text, const playlists::programme::calendar_date& today) {
  const std::string all = folded(trimmed(text));
  const when_reader reader(today);
  when_pieces pieces;
  if (all.size() > max_when) {
    return error{errc::usage, msg("that is too long to be read"),
                 msg("write dates and hours, like \"1/10 - 10/10, 7h-11h30\"")};
  }
  // Weekdays and hours may have commas themselves.
  if (!reader.read(all, pieces)) {
    pieces = {};
    for (const std::string& piece : split(all, ',')) {
      if (reader.read(piece, pieces)) continue;
      return error{errc::usage,
                   msg("\"{}\" is neither a date nor hours nor weekdays", shown_value(trimmed(piece))),
                   msg("write dates and hours, like \"1/10 - 10/10, 7h-11h30\"")};
    }
  }
  typed_options options;
  if (!pieces.from.empty()) options.emplace_back("--from", pieces.from);
  if (!pieces.to.empty()) options.emplace_back("--to", pieces.to);
  if (pieces.yearly) options.emplace_back("--yearly", "");
  if (!pieces.days.empty()) options.emplace_back("--days", fmt::to_string(fmt::join(pieces.days, ",")));
  if (!pieces.hours.empty()) options.emplace_back("--hours", fmt::to_string(fmt::join(pieces.hours, ",")));
  return options;
}

result<std::string> opening_hours(std::string_view text) {
  const std::string typed(trimmed(text)), word = folded(typed);
  if (is_one_of(always_open, word)) return std::string();
  if (auto hours = views::parse_typed_hours(word)) return hours->empty() ? std::string() : "mon-sun " + typed;
  if (auto open = parse_openings(typed); !open) return open.error();
  return typed;
}

std::string short_name(std::string_view title, const std::vector<std::string>& taken) {
  constexpr std::size_t max_letters = 30;
  std::string name;
  for (char c : without_marks(title)) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (good && name.size() < max_letters) name += c;
    if (!good && !name.empty() && name.back() != '-') name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  if (name.empty() || !playlists::text::is_good_screen_name(name)) name = "screen";
  auto is_taken = [&](const std::string& one) {
    return std::any_of(taken.begin(), taken.end(), [&](const std::string& t) { return folded(t) == one; });
  };
  if (!is_taken(name)) return name;
  for (int n = 2;; ++n) {
    std::string numbered = name + "-" + std::to_string(n);
    if (!is_taken(numbered)) return numbered;
  }
}

bool means_leaving(std::string_view text) {
  const std::string word = folded(trimmed(text));
  return word == "q" || word == "quit" || word == "thoát" || word == "thoat";
}

bool means_no(std::string_view text) {
  const std::string word = folded(trimmed(text));
  return word == "-" || word == "n" || word == "no" || word == "k" || word == "không" || word == "khong";
}

}  // namespace bangtin::admin_cli::commands
