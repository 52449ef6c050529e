// One function per option or group of options; each leaves the campaign as it is where its options are
// absent.
#include "admin-cli/commands/campaign_options.hpp"

#include <algorithm>
#include <array>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/screen_list.hpp"
#include "admin-cli/commands/window_options.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using namespace playlists::programme;

constexpr std::array<std::string_view, 21> keys{
    "--name",  "--playlist", "--screens", "--from",   "--to",    "--yearly", "--lunar",
    "--days",  "--hours",    "--rrule",   "--except", "--share", "--every",  "--level",
    "--order", "--task",     "--fade",    "--volume", "--fit",   "--qr",     "--logo"};

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
  result<std::vector<std::string>> chosen =
      choose_screens(given, p.screens, msg("the campaign needs a screen"));
  if (!chosen) return chosen.error();
  c.screens = std::move(*chosen);
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
      if (!d)
        return wrong_value("--every", *every, msg("write it as 15m, \"15 phút\" or 1h30m, at most 30 days"));
      c.every = *d;
      c.share = 1;
    }
  }
  if (share) {
    auto weight = share->empty() ? std::optional<std::int64_t>(1)
                                 : parse_integer(*share, 1, playlists::text::max_share);
    if (!weight) {
      return wrong_value("--share", *share,
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
  if (found == choices.end()) return wrong_value(key, *typed, remedy);
  to = found->value;
  return {};
}

constexpr std::array<choice<level>, 9> levels{{{"takeover", level::takeover},
                                               {"chiếm toàn màn hình", level::takeover},
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
result<void> set_look(const arguments& given, campaign& c) {
  if (std::optional<std::string> fade = value_of(given, "--fade")) {
    auto time =
        fade->empty() || *fade == "0" ? std::optional(milliseconds{}) : views::parse_typed_duration(*fade);
    if (!time || *time > playlists::text::max_fade) {
      return wrong_value("--fade", *fade,
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
      return wrong_value("--volume", *volume,
                         msg("give a whole number from {} to {}", 0, playlists::text::full_volume));
    }
    c.volume = static_cast<int>(*percent);
  }
  if (auto set = set_word(given, "--fit", fits, picture_fit::contain, msg("write contain or cover"), c.fit);
      !set) {
    return set;
  }
  if (std::optional<std::string> typed = given.get("--qr")) {
    auto qr = qr_from("--qr", *typed);
    if (!qr) return qr.error();
    c.qr = *qr;
  }
  if (std::optional<std::string> typed = given.get("--logo")) {
    auto logo = switch_from("--logo", *typed);
    if (!logo) return logo.error();
    c.logo = *logo;
  }
  return {};
}

result<void> set_task(const arguments& given, campaign& c) {
  std::optional<std::string> typed = given.get("--task");
  if (!typed) return {};
  result<std::string> task = line_of("--task", *typed);
  if (!task) return task.error();
  c.task = std::move(*task);
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
  if (result<void> set = apply_window_options(given, today, c); !set) return set;
  for (result<void> set : {set_amount(given, c), set_task(given, c), set_look(given, c)}) {
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
  result<std::string> name =
      new_name(typed, msg("\"{}\" cannot be the name of a campaign", shown_value(typed)));
  if (!name) return name;
  for (const campaign& c : p.campaigns) {
    if (c.name == now || folded(c.name) != folded(*name)) continue;
    return error{errc::conflict, msg("there is a campaign \"{}\" already", printable(c.name)),
                 msg("choose another name, or change that one with \"bangtin campaign edit\"")};
  }
  return name;
}

}  // namespace bangtin::admin_cli::commands
