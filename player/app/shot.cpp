// The item goes the way that it would go on a screen: ingest, decoder process, layout, painter. Only the
// window and the clock are missing.
#include "player/app/shot.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "media/asset.hpp"
#include "player/core/content.hpp"
#include "player/core/overlays_at.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/stage/cue.hpp"
#include "player/stage/scene.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::player::app {

namespace {

namespace fs = std::filesystem;
namespace programme = playlists::programme;
using namespace std::chrono_literals;
using stage::microseconds;

constexpr microseconds decode_timeout = 20s;
constexpr milliseconds into_video = 1s;  // beginnings are often black

microseconds now_us() {
  return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

class folder_for_renditions {
 public:
  folder_for_renditions() {
    std::string name = (fs::temp_directory_path() / "bangtin-shot-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~folder_for_renditions() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  folder_for_renditions(const folder_for_renditions&) = delete;
  folder_for_renditions& operator=(const folder_for_renditions&) = delete;
  fs::path place() { return path_ / std::to_string(++made_); }

 private:
  fs::path path_;
  int made_ = 0;
};

result<programme::programme> read_programme(const fs::path& file) {
  result<std::string> text = read_file(file, playlists::text::max_text);
  if (!text) return text.error();
  playlists::text::parsed_text parsed =
      playlists::text::parse_text(*text, playlists::text::media_facts::assumed);
  if (parsed.diagnostics.empty()) return std::move(parsed.value);
  return playlists::text::as_error(parsed.diagnostics, file.filename().string());
}

// A name, or else the nearest one.
error unknown(const message& what, const std::string& written, const std::vector<std::string>& known) {
  if (auto near = closest(written, known)) {
    return {errc::usage, what, msg("do you mean \"{}\"?", *near)};
  }
  return {errc::usage, what, msg("write it as the programme file does")};
}

result<const programme::screen*> find_screen(const programme::programme& p, const std::string& name) {
  std::vector<std::string> known;
  for (const programme::screen& s : p.screens) {
    if (s.name == name) return &s;
    known.push_back(s.name);
  }
  return unknown(msg("the programme has no screen \"{}\"", printable(name)), name, known);
}

result<utc_ms> instant_from(const std::string& text, const std::string& timezone, utc_ms now) {
  if (text.empty()) return now;
  error wrong{errc::usage, msg("\"{}\" is no time", printable(text)),
              msg("write it as 09:30 or 2026-10-05T09:30")};
  const playlists::schedule::calendar site(timezone);
  programme::local_day day = site.day_of(now);
  std::string_view wall = text;
  if (text.size() > 11 && (text[10] == 'T' || text[10] == ' ')) {
    auto date = programme::parse_date(wall.substr(0, 10));
    if (!date || date->year == 0) return wrong;
    day = std::chrono::local_days(std::chrono::year(date->year) / date->month / date->day);
    wall.remove_prefix(11);
  }
  if (wall.size() != 5 || wall[2] != ':') return wrong;
  auto hour = parse_integer(wall.substr(0, 2), 0, 23);
  auto minute = parse_integer(wall.substr(3), 0, 59);
  if (!hour || !minute) return wrong;
  return site.begins(day, std::chrono::hours(*hour) + std::chrono::minutes(*minute));
}

// Where the item stands in the programme: its campaign and its number in the playlist; -1: in none.
struct standing {
  std::int32_t campaign = -1, item = -1;
  const programme::playlist_item* entry = nullptr;
};

standing find_standing(const programme::programme& p, const std::string& media, const programme::screen* on) {
  standing found;
  for (std::size_t c = 0; c < p.campaigns.size(); ++c) {
    if (on != nullptr && !programme::applies_to(p.campaigns[c], *on)) continue;
    const programme::playlist* list = p.find_playlist(p.campaigns[c].playlist);
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      if (list->items[i].media != media) continue;
      return {static_cast<std::int32_t>(c), static_cast<std::int32_t>(i), &list->items[i]};
    }
  }
  for (const programme::playlist& list : p.playlists) {
    for (const programme::playlist_item& item : list.items) {
      if (item.media == media) return {-1, -1, &item};
    }
  }
  return found;
}

// What a screen would show. An item of no campaign is shown by the defaults.
stage::picture_file content_of(const programme::programme& p, const standing& where,
                               const programme::media_item& media, const programme::screen& on, utc_ms at) {
  stage::picture_file what;
  if (where.campaign >= 0) {
    core::segment s;
    s.from = at;
    s.to = at + 10s;
    s.kind = core::segment_kind::item;
    s.campaign = where.campaign;
    s.item = where.item;
    what = core::item_content(p, on.name, s, at);
  } else if (where.entry != nullptr) {
    what.link = where.entry->link.empty() ? media.link : where.entry->link;
    what.call = where.entry->call;
    what.logo = where.entry->logo.value_or(true);
    programme::qr_place qr = where.entry->qr.value_or(programme::qr_place::beside);
    if (qr == programme::qr_place::none) what.link.clear();
    what.link_in_corner = qr == programme::qr_place::corner;
  }
  bool video = media.kind == programme::media_kind::video;
  what.kind = video ? stage::picture_file::type::video : stage::picture_file::type::image;
  what.sound = false;
  what.length = 10s;
  what.offset = {};
  return what;
}

// The rendition that a screen would fetch: of a guide its first page. A video is not converted, which could
// take minutes; the decoder reads it as it is.
result<fs::path> rendition_of(const fs::path& file, programme::media_kind kind,
                              folder_for_renditions& folder) {
  std::error_code code;
  if (!fs::is_regular_file(file, code)) {
    return error{errc::not_found, msg("there is no file {}", file.string()),
                 msg("put it beside the programme file, or correct its name there")};
  }
  if (kind == programme::media_kind::video) return file;
  fs::path made = folder.place();
  result<media::ingested> found = media::run_ingest(file, made, {});
  // Without the worker, which belongs to the daemon, pictures are decoded as they are.
  if (!found && found.error().code == errc::io && kind == programme::media_kind::image) return file;
  if (!found) return found.error();
  return found->made.empty() ? file : made / found->made.front();
}

// Waits for the first frame.
result<void> decode(stage::cue& c, stage::zygote& decoders) {
  microseconds until = now_us() + decode_timeout;
  while (c.source->said().waiting.empty() && !c.source->failure() && now_us() < until) {
    pollfd fds[] = {{decoders.news_fd(), POLLIN, 0}, {c.source->control(), POLLIN, 0}};
    ::poll(fds, c.source->control() >= 0 ? 2 : 1, 50);
    std::uint64_t count = 0;
    if ((fds[0].revents & POLLIN) != 0 && ::read(decoders.news_fd(), &count, sizeof count) < 0) continue;
    c.source->listen();
    if (c.source->said().complete && c.source->said().waiting.empty()) break;
  }
  if (!c.source->said().waiting.empty()) return {};
  if (c.source->failure()) spdlog::info("{}", c.source->failure()->detail);
  return error{errc::invalid,
               c.source->failure() ? msg("the file cannot be decoded")
                                   : msg("the decoder gave no picture of the file within 20 s"),
               msg("check it with \"bangtin check\", or convert it to H.264, PNG or JPEG")};
}

result<std::unique_ptr<stage::cue>> first_frame(stage::picture_file what, stage::zygote& decoders) {
  bool video = what.kind == stage::picture_file::type::video;
  if (video) what.offset = into_video;
  for (;;) {
    auto c = std::make_unique<stage::cue>(1, what, now_us());
    c->source = std::make_unique<stage::decoder>(decoders, what, false);
    result<void> done = decode(*c, decoders);
    if (done) return c;
    // A shorter video has its first frame.
    if (what.offset.count() == 0) return done.error();
    what.offset = {};
  }
}

// The layers once logo and subtitles are read.
std::vector<stage::layer> settled(overlay::programme_layers& source, stage::layer_source::moment& m) {
  std::vector<stage::layer> layers = source.layers(m);
  for (int i = 0; i < 1'000 && source.is_reading(); ++i) {
    std::this_thread::sleep_for(10ms);
    m.now_mono += 10ms;
    layers = source.layers(m);
  }
  return layers;
}

stage::image drawn(stage::cue& c, overlay::programme_layers& source, utc_ms at, stage::size_px seen) {
  stage::layer_source::moment m{now_us(), at, seen, &c.what, c.position(now_us()), c.picture_size()};
  std::vector<stage::layer> layers = settled(source, m);
  stage::painter brush;
  stage::rect_px room = source.room(m);
  c.draw(brush, seen, stage::rotation::none, room);
  c.advance();
  stage::image all(seen);
  stage::scene s;
  if (auto picture = c.on_output(stage::rotation::none, room)) s.picture = *picture;
  s.version = 1;
  s.layers = layers;
  stage::scene_painter().paint(s, stage::canvas_of(all));
  return all;
}

result<const programme::media_item*> find_media(const programme::programme& p, const std::string& item) {
  const programme::media_item* media = p.find_media(item);
  if (media != nullptr && media->kind != programme::media_kind::subtitles) return media;
  std::vector<std::string> known;
  for (const programme::media_item& m : p.media) known.push_back(m.name);
  return unknown(msg("the programme has no picture \"{}\"", printable(item)), item, known);
}

// The named one, else the first that shows the item, else the first.
result<programme::screen> choose_screen(const programme::programme& p, const shot_request& what) {
  if (!what.screen.empty()) {
    result<const programme::screen*> named = find_screen(p, what.screen);
    if (!named) return named.error();
    return **named;
  }
  for (const programme::screen& s : p.screens) {
    if (find_standing(p, what.item, &s).campaign >= 0) return s;
  }
  return p.screens.empty() ? programme::screen{} : p.screens.front();
}

}  // namespace

result<void> take_shot(const shot_request& what, utc_ms now) {
  result<programme::programme> p = read_programme(what.programme);
  if (!p) return p.error();
  result<const programme::media_item*> media = find_media(*p, what.item);
  if (!media) return media.error();
  result<programme::screen> on = choose_screen(*p, what);
  if (!on) return on.error();
  result<utc_ms> at = instant_from(what.at, p->timezone, now);
  if (!at) return at.error();

  folder_for_renditions folder;
  fs::path media_folder = what.programme.parent_path();
  standing where = find_standing(*p, what.item, &*on);
  stage::picture_file content = content_of(*p, where, **media, *on, *at);
  result<fs::path> file = rendition_of(media_folder / what.item, (*media)->kind, folder);
  if (!file) return file.error();
  content.file = *file;
  if (where.entry != nullptr && !where.entry->subtitles.empty()) {
    content.subtitles = media_folder / where.entry->subtitles;
  }
  stage::overlays overlays = core::overlays_at(*p, on->name, *at).what;
  if (!on->logo.empty()) {
    result<fs::path> logo = rendition_of(media_folder / on->logo, programme::media_kind::image, folder);
    if (!logo) return logo.error();
    overlays.logo = *logo;
  }

  stage::zygote decoders(worker_program("bangtin-decode"));
  result<std::unique_ptr<stage::cue>> c = first_frame(content, decoders);
  if (!c) return c.error();
  overlay::programme_layers source(
      [&](const stage::picture_file& f) { return std::make_unique<stage::decoder>(decoders, f, false); });
  source.set(overlays);
  return stage::write_png(drawn(**c, source, *at, what.seen), what.output);
}

}  // namespace bangtin::player::app
