// The programme: every screen, playlist, campaign and media file at one version, as values. It is what staff
// write (programme_text.hpp), what the approver signs (programme_bytes.hpp), and what the timeline reads
// (timeline.hpp).
//
// Plain data. Names are unique within their kind; references go by name. `check_references`
// (programme_check.hpp) says whether that holds; code that computes slots may suppose that it does.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"

namespace bangtin::playlists::programme {

// One file that a screen fetches: a rendition, or one page of a guide.
struct file_ref {
  digest sha256;
  std::int64_t bytes = 0;
  bool operator==(const file_ref&) const = default;
};

enum class media_kind { video, image, pages, subtitles };

// A media item, known in the whole programme by its name: the path that the programme file writes
// ("posters/vneid.png").
struct media_item {
  std::string name;
  std::string id;  // the daemon's id of it; empty in a programme straight from a file
  media_kind kind = media_kind::image;
  milliseconds duration{};  // of a video, its own length; else 0
  int pages = 0;            // of a guide; else 0
  int width = 0;            // in pixels, upright; 0 where no file was opened
  int height = 0;
  std::string title, theme, owner, link;
  // One file per page for a guide, in order; else one. Empty where no file was opened.
  std::vector<file_ref> files;
  bool operator==(const media_item&) const = default;
};

// One entry of a playlist. Empty texts and an absent duration mean "as the media item says".
struct playlist_item {
  std::string media;                     // a media_item's name
  std::optional<milliseconds> duration;  // of a guide: per page
  std::string title, theme, link;
  std::string call{};       // what stands beside the QR code of the link
  std::string subtitles{};  // a media_item's name; empty: none
  bool operator==(const playlist_item&) const = default;
};

struct playlist {
  std::string name;
  std::vector<playlist_item> items;
  bool operator==(const playlist&) const = default;
};

// Bit 0 is Monday, bit 6 Sunday.
using weekday_set = std::uint8_t;
constexpr weekday_set every_day = 0x7f;

// Wall-clock hours of a local day, half-open, in milliseconds since midnight as a clock on the wall shows it.
// `to` may be 24:00; `to` <= `from` crosses midnight, and the interval belongs to the day on which it starts.
struct day_hours {
  milliseconds from{};
  milliseconds to{std::chrono::hours(24)};
  bool operator==(const day_hours&) const = default;
};

struct opening {
  weekday_set days = every_day;
  day_hours hours;
  bool operator==(const opening&) const = default;
};

struct screen {
  std::string name, title, venue;
  std::vector<std::string> groups;
  std::vector<opening> open;     // empty: always open
  std::vector<opening> quiet{};  // when there is no sound; empty: never
  int volume = 100;              // percent of what campaigns ask for, 0..100
  bool clock = false;            // time and date above the pictures
  std::string logo{};            // a media_item's name; empty: none
  bool operator==(const screen&) const = default;
};

enum class level { filler, normal, takeover };  // in ascending order of precedence
enum class item_order { sequential, shuffle };

// A calendar date; `year` is 0 where the date recurs (yearly, lunar).
struct calendar_date {
  int year = 0;
  int month = 1;
  int day = 1;
  auto operator<=>(const calendar_date&) const = default;
};

enum class recurrence { none, yearly, lunar };

// When something runs: a campaign, a ticker.
struct run_window {
  recurrence repeats = recurrence::none;
  std::optional<calendar_date> from,
      to;  // both ends included; with `repeats` both are given and have no year
  weekday_set days = every_day;
  std::vector<day_hours> hours;  // empty: all day
  std::string rrule;             // RFC 5545; empty: every day
  std::vector<calendar_date> except;
  bool operator==(const run_window&) const = default;
};

// How a picture of another shape lies on the screen: all of it with black beside it, or all of the screen
// with what is too much cut off.
enum class picture_fit { contain, cover };

struct campaign : run_window {
  std::string name, playlist, task;
  std::vector<std::string> screens;  // names, "@group", or "all"
  programme::level level = programme::level::normal;
  int share = 1;                      // weight of airtime, 1..1000
  std::optional<milliseconds> every;  // a cadence instead of a share
  item_order order = item_order::sequential;
  milliseconds fade{};  // that its pictures take to come over the one before; 0: a hard cut
  int volume = 100;     // percent of a file's own, 0..100
  picture_fit fit = picture_fit::contain;
  bool operator==(const campaign&) const = default;
};

// A text that scrolls along the lower edge of screens.
struct ticker : run_window {
  std::string name;  // may be empty
  std::string text;
  std::vector<std::string> screens{"all"};  // as of a campaign
  bool operator==(const ticker&) const = default;
};

struct programme {
  // 0 and the epoch in a draft or a file; set when it is signed. A screen never goes back to a smaller
  // version, and shows nothing of a programme outside [issued, expires).
  std::int64_t version = 0;
  std::chrono::sys_time<milliseconds> issued{};
  std::chrono::sys_time<milliseconds> expires{};

  std::string timezone = "Asia/Ho_Chi_Minh";  // IANA name
  std::string slate;                          // a media_item's name
  std::string body;                           // the institution's name, for the slate; may be empty
  std::vector<media_item> media;
  std::vector<screen> screens;
  std::vector<playlist> playlists;
  std::vector<campaign> campaigns;
  std::vector<ticker> tickers;
  bool operator==(const programme&) const = default;

  // nullptr when there is none of that name. The pointers live as long as the programme is unchanged.
  const media_item* find_media(std::string_view name) const;
  const screen* find_screen(std::string_view name) const;
  const playlist* find_playlist(std::string_view name) const;
  const campaign* find_campaign(std::string_view name) const;
};

// How long one showing of the entry takes in all; of a guide all its pages. The default for a still or a page
// without a duration is 10 s. A video with a shorter duration is cut there by plan; with a longer one its
// last frame holds.
constexpr milliseconds default_image_duration{10'000};
milliseconds page_duration(const playlist_item& entry,
                           const media_item& media);  // of one page; of others the whole
milliseconds total_duration(const playlist_item& entry, const media_item& media);

// Whether the list names the screen: by name, by one of its groups, or by "all".
bool applies_to(const std::vector<std::string>& screens, const screen& s);
bool applies_to(const campaign& c, const screen& s);

}  // namespace bangtin::playlists::programme
