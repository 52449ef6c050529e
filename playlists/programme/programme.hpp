// The programme: every screen, playlist, campaign and media file at one version, as values. Staff write it
// (programme_text.hpp), the approver signs it (programme_bytes.hpp), and the timeline reads it
// (timeline.hpp).
//
// Plain data. Names are unique within their kind, and references are by name. `check_references`
// (programme_check.hpp) verifies that; code that computes slots may rely on it.
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

// A media item. Its name is its key in the whole programme: the path in the programme file
// ("posters/vneid.png").
struct media_item {
  std::string name;
  std::string id;  // the daemon's id for it; empty in a programme read from a file
  media_kind kind = media_kind::image;
  milliseconds duration{};  // of a video, its own length; else 0
  int pages = 0;            // of a guide; else 0
  int width = 0;            // in pixels, upright; 0 if nobody has opened the file
  int height = 0;
  std::string title, theme, owner, link;
  // For a guide one file per page, in order; else one file. Empty if nobody has opened the file.
  std::vector<file_ref> files;
  bool operator==(const media_item&) const = default;
};

// Where the QR code of an item's link goes. beside: next to the picture, which makes room where there is
// none; corner: above the picture's lower right corner; none: nowhere.
enum class qr_place { beside, corner, none };

// One entry of a playlist. Empty texts and an absent duration mean the media item's value; an absent `qr` or
// `logo` means the campaign's.
struct playlist_item {
  std::string media;                     // a media_item's name
  std::optional<milliseconds> duration;  // of a guide: per page
  std::string title, theme, link;
  std::string call{};       // text beside the QR code of the link
  std::string subtitles{};  // a media_item's name; empty: none
  std::string audience{};   // for whom it is, in the plan's words; may be empty
  std::optional<qr_place> qr{};
  std::optional<bool> logo{};
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

// Wall-clock hours of a local day, half-open, in milliseconds since midnight on the wall clock. `to` may be
// 24:00; `to` <= `from` crosses midnight, and the interval belongs to the day on which it starts.
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

// Where a ticker runs: in a band of its own, with the picture fitted into the rest, or over the picture.
enum class ticker_place { band, over };

struct screen {
  std::string name, title, venue;
  std::vector<std::string> groups;
  std::vector<opening> open;                 // empty: always open
  std::vector<opening> quiet{};              // hours without sound; empty: never
  int volume = 100;                          // percent of the campaigns' volume, 0..100
  bool clock = false;                        // show time and date above the pictures
  std::string logo{};                        // a media_item's name; empty: none
  ticker_place ticker = ticker_place::band;  // of the ticker and the clock
  bool operator==(const screen&) const = default;
};

enum class level { filler, normal, takeover };  // ascending precedence
enum class item_order { sequential, shuffle };

// A calendar date; `year` is 0 if the date recurs (yearly, lunar).
struct calendar_date {
  int year = 0;
  int month = 1;
  int day = 1;
  auto operator<=>(const calendar_date&) const = default;
};

enum class recurrence { none, yearly, lunar };

// When a campaign or a ticker runs.
struct run_window {
  recurrence repeats = recurrence::none;
  std::optional<calendar_date> from,
      to;  // both ends included; with `repeats` both are present and have no year
  weekday_set days = every_day;
  std::vector<day_hours> hours;  // empty: all day
  std::string rrule;             // RFC 5545; empty: every day
  std::vector<calendar_date> except;
  bool operator==(const run_window&) const = default;
};

// How to fit a picture of another shape: contain shows all of it with black bars; cover fills the screen and
// cuts off the rest.
enum class picture_fit { contain, cover };

struct campaign : run_window {
  std::string name, playlist, task;
  std::vector<std::string> screens;  // names, "@group", or "all"
  programme::level level = programme::level::normal;
  int share = 1;                      // weight of airtime, 1..1000
  std::optional<milliseconds> every;  // a cadence instead of a share
  item_order order = item_order::sequential;
  milliseconds fade{};  // time in which its pictures fade in over the previous one; 0: a hard cut
  int volume = 100;     // percent of a file's own volume, 0..100
  picture_fit fit = picture_fit::contain;
  std::optional<qr_place> qr{};  // absent: beside
  std::optional<bool> logo{};    // whether the screen's logo is shown with its pictures; absent: it is
  bool operator==(const campaign&) const = default;
};

// A text that scrolls along the lower edge of the screen.
struct ticker : run_window {
  std::string name;  // may be empty
  std::string text;
  std::vector<std::string> screens{"all"};  // same notation as in a campaign
  bool operator==(const ticker&) const = default;
};

struct programme {
  // 0 and the epoch in a draft or a file; set when the programme is signed. A screen never goes back to a
  // smaller version, and shows nothing of a programme outside [issued, expires).
  std::int64_t version = 0;
  std::chrono::sys_time<milliseconds> issued{};
  std::chrono::sys_time<milliseconds> expires{};
  // Set when the programme is signed: screens change over at once and do not wait for a boundary.
  bool now = false;

  std::string timezone = "Asia/Ho_Chi_Minh";  // IANA name
  std::string slate;                          // a media_item's name
  std::string body;                           // the institution's name, for the slate; may be empty
  std::vector<media_item> media;
  std::vector<screen> screens;
  std::vector<playlist> playlists;
  std::vector<campaign> campaigns;
  std::vector<ticker> tickers;
  bool operator==(const programme&) const = default;

  // nullptr if no such name exists. The pointers stay valid until the programme changes.
  const media_item* find_media(std::string_view name) const;
  const screen* find_screen(std::string_view name) const;
  const playlist* find_playlist(std::string_view name) const;
  const campaign* find_campaign(std::string_view name) const;
};

// How long one showing of the entry takes in total; for a guide, all its pages. An image or page without a
// duration takes 10 s. A shorter duration cuts a video there by plan; with a longer one, its last frame
// stays.
constexpr milliseconds default_image_duration{10'000};
milliseconds page_duration(const playlist_item& entry,
                           const media_item& media);  // for a guide one page; otherwise the whole
milliseconds total_duration(const playlist_item& entry, const media_item& media);

// The item's own choice, else its campaign's, else the default.
qr_place qr_of(const playlist_item& entry, const campaign& c);
bool shows_logo(const playlist_item& entry, const campaign& c);

// Whether the list contains the screen: by name, by one of its groups, or by "all".
bool applies_to(const std::vector<std::string>& screens, const screen& s);
bool applies_to(const campaign& c, const screen& s);

}  // namespace bangtin::playlists::programme
