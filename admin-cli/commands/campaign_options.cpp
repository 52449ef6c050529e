// One function per option or group of options; each leaves the campaign as it is where its options are
// absent.
#include "admin-cli/commands/campaign_options.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/recurrence_text.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using namespace playlists::programme;

constexpr std::array<std::string_view, 21> keys{
    "--name",  "--playlist", "--screens", "--from",   "--to",    "--yearly", "--lunar",
    "--days",  "--hours",    "--rrule",   "--except", "--share", "--every",  "--level",
    "--order", "--task",     "--fade",    "--volume", "--fit",   "--qr",     "--logo"};

error wrong(std::string_view key, const std::string& typed, message remedy) {
  return {errc::usage, msg("{} cannot be \"{}\"", key, printable(first_characters(typed, 60))),
          std::move(remedy)};
}

// The value of the option without spaces around it; nothing where it is absent.
std::optional<std::string> value_of(const arguments& given, std::string_view key) {
  std::optional<std::string> typed = given.get(key);
  if (!typed) return std::nullopt;
  return std::string(trimmed(*typed, " \t\n"));
}

// The parts of all values of the option, which stand between commas; empty ones are left out.
std::vector<std::string> parts_of(const arguments& given, std::string_view key) {
  std::vector<std::string> parts;
  for (const std::string& value : given.all(key)) {
    for (const std::string& part : split(value, ',')) {
      std::string_view word = trimmed(part, " \t\n");
      if (!word.empty()) parts.emplace_back(word);
    }
  }
  return parts;
}

// ---- playlist and screens

result<void> set_playlist(const arguments& given, const programme& p, campaign& c) {
  std::optional<std::string> typed = value_of(given, "--playlist");
  if (!typed) return {};
  std::vector<std::string> names;
  for (const playlist& l : p.playlists) names.push_back(l.name);
  result<std::string> name = choose_name(*typed, names, msg("there is no playlist \"{}\"", printable(*typed)),
                                         msg("see \"bangtin playlist list\" for those that there are"));
  if (!name) return name.error();
  c.playlist = *name;
  return {};
}

result<void> set_screens(const arguments& given, const programme& p, campaign& c) {
  if (!given.has("--screens")) return {};
  std::vector<std::string> names{"all"};
  std::set<std::string> groups;
  for (const screen& s : p.screens) {
    names.push_back(s.name);
    groups.insert(s.groups.begin(), s.groups.end());
  }
  for (const std::string& g : groups) names.push_back("@" + g);
  std::vector<std::string> chosen;
  for (const std::string& typed : parts_of(given, "--screens")) {
    const std::string word = folded(typed) == "tất cả" ? "all" : typed;
    result<std::string> name = choose_name(
        word, names, msg("there is no screen or group \"{}\"", printable(first_characters(typed, 60))),
        msg("see \"bangtin screen list\" for those that there are"));
    if (!name) return name.error();
    if (std::find(chosen.begin(), chosen.end(), *name) == chosen.end()) chosen.push_back(*name);
  }
  if (chosen.empty()) {
    return error{errc::usage, msg("the campaign needs a screen"),
                 msg("name screens or groups with commas between, like lobby,@indoor, or write all")};
  }
  if (std::find(chosen.begin(), chosen.end(), "all") != chosen.end()) chosen = {"all"};
  c.screens = std::move(chosen);
  return {};
}

// ---- when

result<calendar_date> plain_date(const std::string& typed, const calendar_date& not_before) {
  if (auto date = views::parse_day(typed, not_before)) return *date;
  return error{errc::usage, msg("\"{}\" is no date", printable(first_characters(typed, 60))),
               msg("write it as 1/10 (day and month), 1/10/2026 or 2026-10-01")};
}

result<calendar_date> recurring_date(const std::string& typed, recurrence repeats) {
  if (auto date = views::parse_recurring_day(typed, repeats)) return *date;
  message what = msg("\"{}\" is no day that comes every year", printable(first_characters(typed, 60)));
  return repeats == recurrence::lunar
             ? error{errc::usage, std::move(what),
                     msg("write day and month of the lunar calendar, like 1/1 or 23/12")}
             : error{errc::usage, std::move(what), msg("write day and month without a year, like 1/10")};
}

// Whether the text is a date of one year, and none that comes every year.
bool has_year(const std::string& typed, recurrence repeats, const calendar_date& today) {
  return !views::parse_recurring_day(typed, repeats) && views::parse_day(typed, today);
}

class date_options {
 public:
  date_options(const arguments& given, const calendar_date& today, run_window& w)
      : from_(value_of(given, "--from")),
        to_(value_of(given, "--to")),
        yearly_(given.has("--yearly")),
        lunar_(given.has("--lunar")),
        today_(today),
        w_(w) {}

  result<void> apply() {
    if (!from_ && !to_ && !yearly_ && !lunar_) return {};
    if (yearly_ && lunar_) {
      return error{errc::usage, msg("dates are either yearly or lunar, and these are both"),
                   msg("leave out either --yearly or --lunar")};
    }
    choose_recurrence();
    if (result<void> set = w_.repeats == recurrence::none ? set_plain() : set_recurring(); !set) return set;
    return check();
  }

 private:
  void choose_recurrence() {
    const recurrence before = w_.repeats;
    if (yearly_ || lunar_) {
      w_.repeats = yearly_ ? recurrence::yearly : recurrence::lunar;
    } else if (before != recurrence::none) {
      bool plain = (from_ && has_year(*from_, before, today_)) || (to_ && has_year(*to_, before, today_));
      bool all_go = from_ && from_->empty() && to_ && to_->empty();
      if (plain || all_go) w_.repeats = recurrence::none;
    }
    if (w_.repeats == recurrence::none) {
      // Dates that came every year mean nothing among dates with years.
      if (w_.from && w_.from->year == 0) w_.from.reset();
      if (w_.to && w_.to->year == 0) w_.to.reset();
    } else {
      if (w_.from) w_.from->year = 0;
      if (w_.to) w_.to->year = 0;
    }
  }

  result<void> set_plain() {
    if (from_) w_.from.reset();
    if (to_) w_.to.reset();
    if (from_ && !from_->empty()) {
      result<calendar_date> date = plain_date(*from_, today_);
      if (!date) return date.error();
      w_.from = *date;
    }
    if (to_ && !to_->empty()) {
      result<calendar_date> date = plain_date(*to_, w_.from ? std::max(*w_.from, today_) : today_);
      if (!date) return date.error();
      w_.to = *date;
    }
    return {};
  }

  result<void> set_recurring() {
    for (auto [typed, to] : {std::pair(&from_, &w_.from), std::pair(&to_, &w_.to)}) {
      if (!*typed) continue;
      to->reset();
      if ((*typed)->empty()) continue;
      result<calendar_date> date = recurring_date(**typed, w_.repeats);
      if (!date) return date.error();
      *to = *date;
    }
    return {};
  }

  result<void> check() const {
    const bool recurs = w_.repeats != recurrence::none;
    if (recurs && !(w_.from && w_.to)) {
      return error{errc::usage, msg("dates that come every year need both a first and a last day"),
                   msg("give both --from and --to; for a single day the same day twice")};
    }
    auto bad = [](const calendar_date& d) { return !is_valid_lunar_month_day(d); };
    if (w_.repeats == recurrence::lunar && (bad(*w_.from) || bad(*w_.to))) {
      return error{errc::usage, msg("a lunar month has at most 30 days"), msg("give --from and --to again")};
    }
    if (!recurs && w_.from && w_.to && *w_.to < *w_.from) {
      return error{errc::usage,
                   msg("it would end on {}, before it begins on {}", views::date_words(*w_.to),
                       views::date_words(*w_.from)),
                   msg("correct --from or --to")};
    }
    return {};
  }

  std::optional<std::string> from_, to_;
  bool yearly_, lunar_;
  calendar_date today_;
  run_window& w_;
};

result<void> set_days(const arguments& given, run_window& w) {
  if (!given.has("--days")) return {};
  const std::vector<std::string> parts = parts_of(given, "--days");
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
  auto days = all.empty() ? std::optional(every_day) : views::parse_weekdays(all);
  if (!days) return wrong("--days", all, msg("write them as mon-fri, t2-t6 or sat,sun"));
  w.days = *days;
  return {};
}

result<void> set_hours(const arguments& given, run_window& w) {
  if (!given.has("--hours")) return {};
  std::vector<day_hours> all;
  for (const std::string& value : given.all("--hours")) {
    if (trimmed(value).empty()) continue;
    auto hours = views::parse_typed_hours(value);
    if (!hours) {
      return wrong("--hours", value,
                   msg("write them as 7:00-11:30 or 7h-11h30, several with commas between"));
    }
    for (const day_hours& h : *hours) {
      if (std::find(all.begin(), all.end(), h) == all.end()) all.push_back(h);
    }
  }
  w.hours = std::move(all);
  return {};
}

result<void> set_exceptions(const arguments& given, const calendar_date& today, run_window& w) {
  if (!given.has("--except")) return {};
  std::set<calendar_date> all;
  for (const std::string& typed : parts_of(given, "--except")) {
    result<calendar_date> date = plain_date(typed, today);
    if (!date) return date.error();
    all.insert(*date);
  }
  w.except.assign(all.begin(), all.end());
  return {};
}

result<void> set_rule(const arguments& given, run_window& w) {
  std::optional<std::string> typed = value_of(given, "--rrule");
  if (!typed) return {};
  if (!typed->empty()) {
    if (auto rule = playlists::schedule::parse_rule(*typed); !rule) {
      return error{errc::usage, rule.error().what, rule.error().remedy};
    }
  }
  w.rrule = *typed;
  return {};
}

// ---- how much

result<void> set_amount(const arguments& given, campaign& c) {
  std::optional<std::string> share = value_of(given, "--share"), every = value_of(given, "--every");
  if (share && every && !share->empty() && !every->empty()) {
    return error{errc::usage, msg("a campaign has either a share or a cadence, and this one has both"),
                 msg("leave out either --share or --every")};
  }
  if (every) {
    c.every.reset();
    if (!every->empty()) {
      auto d = views::parse_typed_duration(*every);
      if (!d) return wrong("--every", *every, msg("write it as 15m, \"15 phút\" or 1h30m, at most 30 days"));
      c.every = *d;
      c.share = 1;
    }
  }
  if (share) {
    auto weight = share->empty() ? std::optional<std::int64_t>(1)
                                 : parse_integer(*share, 1, playlists::text::max_share);
    if (!weight) {
      return wrong("--share", *share,
                   msg("give a whole number from {} to {}", 1, playlists::text::max_share));
    }
    c.share = static_cast<int>(*weight);
    if (!share->empty()) c.every.reset();
  }
  return {};
}

// ---- words

template <class T>
struct choice {
  std::string_view word;
  T value;
};

// Sets `to` to what the word means; an empty one means `usual`.
template <class T, std::size_t N>
result<void> set_word(const arguments& given, std::string_view key, const std::array<choice<T>, N>& choices,
                      const T& usual, const message& remedy, T& to) {
  std::optional<std::string> typed = value_of(given, key);
  if (!typed) return {};
  if (typed->empty()) {
    to = usual;
    return {};
  }
  const std::string word = folded(*typed);
  auto found =
      std::find_if(choices.begin(), choices.end(), [&](const choice<T>& c) { return c.word == word; });
  if (found == choices.end()) return wrong(key, *typed, remedy);
  to = found->value;
  return {};
}

constexpr std::array<choice<level>, 8> levels{{{"takeover", level::takeover},
                                               {"tuyệt đối", level::takeover},
                                               {"normal", level::normal},
                                               {"thường", level::normal},
                                               {"bình thường", level::normal},
                                               {"filler", level::filler},
                                               {"lấp giờ trống", level::filler},
                                               {"lấp chỗ trống", level::filler}}};
constexpr std::array<choice<item_order>, 4> orders{{{"sequential", item_order::sequential},
                                                    {"lần lượt", item_order::sequential},
                                                    {"shuffle", item_order::shuffle},
                                                    {"ngẫu nhiên", item_order::shuffle}}};
constexpr std::array<choice<picture_fit>, 2> fits{
    {{"contain", picture_fit::contain}, {"cover", picture_fit::cover}}};
constexpr std::array<choice<std::optional<qr_place>>, 7> qr_places{{{"beside", qr_place::beside},
                                                                    {"corner", qr_place::corner},
                                                                    {"none", qr_place::none},
                                                                    {"false", qr_place::none},
                                                                    {"no", qr_place::none},
                                                                    {"off", qr_place::none},
                                                                    {"không", qr_place::none}}};
constexpr std::array<choice<std::optional<bool>>, 8> switches{{{"true", true},
                                                               {"yes", true},
                                                               {"on", true},
                                                               {"có", true},
                                                               {"false", false},
                                                               {"no", false},
                                                               {"off", false},
                                                               {"không", false}}};

result<void> set_look(const arguments& given, campaign& c) {
  if (std::optional<std::string> fade = value_of(given, "--fade")) {
    auto time =
        fade->empty() || *fade == "0" ? std::optional(milliseconds{}) : views::parse_typed_duration(*fade);
    if (!time || *time > playlists::text::max_fade) {
      return wrong("--fade", *fade,
                   msg("write at most {}, like 500ms", format_duration(playlists::text::max_fade)));
    }
    c.fade = *time;
  }
  if (std::optional<std::string> volume = value_of(given, "--volume")) {
    std::string_view digits = *volume;
    if (digits.ends_with('%')) digits = trimmed(digits.substr(0, digits.size() - 1));
    auto percent = volume->empty() ? std::optional<std::int64_t>(playlists::text::full_volume)
                                   : parse_integer(digits, 0, playlists::text::full_volume);
    if (!percent) {
      return wrong("--volume", *volume,
                   msg("give a whole number from {} to {}", 0, playlists::text::full_volume));
    }
    c.volume = static_cast<int>(*percent);
  }
  if (auto set = set_word(given, "--fit", fits, picture_fit::contain, msg("write contain or cover"), c.fit);
      !set) {
    return set;
  }
  if (auto set = set_word(given, "--qr", qr_places, {}, msg("write beside, corner or no"), c.qr); !set)
    return set;
  return set_word(given, "--logo", switches, {}, msg("write yes or no"), c.logo);
}

result<void> set_task(const arguments& given, campaign& c) {
  std::optional<std::string> task = value_of(given, "--task");
  if (!task) return {};
  if (auto bad = playlists::text::find_hidden(*task)) return error{errc::usage, bad->what, bad->remedy};
  c.task = to_nfc(*task);
  return {};
}

}  // namespace

bool has_campaign_options(const arguments& given) {
  return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return given.has(key); });
}

result<void> apply_campaign_options(const arguments& given, const programme& p, const calendar_date& today,
                                    campaign& c) {
  for (result<void> set : {set_playlist(given, p, c), set_screens(given, p, c)}) {
    if (!set) return set;
  }
  if (result<void> set = date_options(given, today, c).apply(); !set) return set;
  for (result<void> set :
       {set_days(given, c), set_hours(given, c), set_exceptions(given, today, c), set_rule(given, c),
        set_amount(given, c), set_task(given, c), set_look(given, c)}) {
    if (!set) return set;
  }
  if (auto set =
          set_word(given, "--level", levels, level::normal, msg("write takeover, normal or filler"), c.level);
      !set) {
    return set;
  }
  return set_word(given, "--order", orders, item_order::sequential, msg("write sequential or shuffle"),
                  c.order);
}

result<std::string> new_campaign_name(const std::string& typed, const programme& p, std::string_view now) {
  const std::string name = to_nfc(trimmed(typed));
  if (auto bad = playlists::text::find_hidden(name)) return error{errc::usage, bad->what, bad->remedy};
  if (!playlists::text::is_good_name(name)) {
    return error{errc::usage,
                 msg("\"{}\" cannot be the name of a campaign", printable(first_characters(name, 60))),
                 msg("use a short name such as \"ngay-chuyen-doi-so\"")};
  }
  for (const campaign& c : p.campaigns) {
    if (c.name == now || folded(c.name) != folded(name)) continue;
    return error{errc::conflict, msg("there is a campaign \"{}\" already", printable(c.name)),
                 msg("choose another name, or change that one with \"bangtin campaign edit\"")};
  }
  return name;
}

}  // namespace bangtin::admin_cli::commands
