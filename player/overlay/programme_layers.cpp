// Every call computes the layout and takes the kept drawings, which costs little; a layer with an unchanged
// place and drawing keeps its version.
#include "player/overlay/programme_layers.hpp"

#include <algorithm>

#include "player/stage/text_card.hpp"

namespace bangtin::player::overlay {

namespace {

using namespace std::chrono_literals;

constexpr microseconds far_away = 1h;
constexpr microseconds caption_lead = 2s;
constexpr microseconds look_again = 20ms;  // while a file is being read
constexpr int frames_a_second = 60;        // of the ticker

std::int64_t minute_of(utc_ms t) {
  return std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count();
}

// The picture or video that has layers.
const stage::picture_file* file_of(const stage::content* p) {
  const auto* file = p == nullptr ? nullptr : std::get_if<stage::picture_file>(p);
  return file == nullptr || file->alone ? nullptr : file;
}
// Cards on which a pairing panel may lie: not the pairing card itself, and not a notice.
bool takes_panel(const stage::content* p) {
  const auto* card = p == nullptr ? nullptr : std::get_if<stage::text_card>(p);
  return card != nullptr &&
         (card->as == stage::text_card::style::slate || card->as == stage::text_card::style::plain);
}
int panel_margin(stage::size_px seen) {
  return std::max(1, std::min(seen.width, seen.height) / 60);
}
const stage::text_card* slate_of(const stage::content* p) {
  const auto* card = p == nullptr ? nullptr : std::get_if<stage::text_card>(p);
  return card != nullptr && card->as == stage::text_card::style::slate ? card : nullptr;
}

}  // namespace

programme_layers::programme_layers(decoder_maker make, std::shared_ptr<stage::typesetter> texts)
    : make_(std::move(make)), texts_(std::move(texts)) {}

void programme_layers::set(const stage::overlays& what) {
  if (what.logo != what_.logo) logo_.reset();
  what_ = what;
  zone_known_ = !wall_clock_at(utc_ms{}, what.timezone).time.empty();
  if (what.ticker.empty()) strip_.forget();
}

stage::rect_px programme_layers::room(const moment& m) {
  const stage::picture_file* file = file_of(m.on_show);
  if (file == nullptr) return {};
  const layout places = layout_of(m, *file);
  // The stage asks for cues that are to come, too: their codes are ordered ahead.
  bool known = m.picture.width > 0;
  if (texts_ && known && places.code) code_of(m, *file, *places.code);
  return places.room;
}

std::vector<stage::layer> programme_layers::layers(const moment& m) {
  next_.clear();
  waits_ = false;
  follow(m);
  if (const stage::picture_file* file = file_of(m.on_show)) add_layers(m, *file);
  if (takes_panel(m.on_show)) add_panel(m);
  if (const stage::text_card* card = slate_of(m.on_show)) add_slate_clock(m, *card);
  shown_ = next_;
  return shown_;
}

// ---- files

void programme_layers::follow(const moment& m) {
  follow_logo(m);
  if (const stage::picture_file* file = file_of(m.on_show)) follow_subtitles(*file);
}

void programme_layers::follow_logo(const moment& m) {
  if (!logo_ && !what_.logo.empty()) logo_.emplace(make_, what_.logo, m.now_mono);
  if (logo_) logo_->look(m.now_mono);
}

void programme_layers::follow_subtitles(const stage::picture_file& file) {
  if (subtitles_of_ == file.subtitles) return;
  subtitles_of_ = file.subtitles;
  reader_.read(file.subtitles);
}

// ---- laying out

void programme_layers::add(const rendered_image& drawn, const stage::rect_px& where, bool opaque) {
  stage::layer l;
  l.where = where;
  l.pixels = drawn;
  l.opaque = opaque;
  auto same = std::find_if(shown_.begin(), shown_.end(),
                           [&](const stage::layer& s) { return s.pixels == drawn && s.where == where; });
  l.version = same != shown_.end() ? same->version : next_version_++;
  next_.push_back(std::move(l));
}

// A panel has a strip of its own along the lower edge, below everything else.
stage::size_px programme_layers::area(const moment& m) {
  if (const rendered_image* panel = panel_of(m); panel != nullptr) {
    return {m.seen.width, std::max(1, m.seen.height - (*panel)->size.height - 2 * panel_margin(m.seen))};
  }
  return m.seen;
}

layout programme_layers::layout_of(const moment& m, const stage::picture_file& file) {
  layout_request q;
  q.seen = area(m);
  q.ticker = !what_.ticker.empty();
  q.clock = what_.clock && zone_known_;
  q.over = what_.over;
  q.picture = m.picture;
  q.fit = file.fit;
  int modules = stage::qr_modules(file.link.size());
  q.code_modules = modules > 0 ? modules + 2 * stage::quiet_modules : 0;
  q.call = !file.call.empty();
  q.host = !host_of(file.link).empty();
  q.corner = file.link_in_corner;
  if (logo_ && file.logo) q.logo = logo_->size();
  return lay_out(q);
}

void programme_layers::add_layers(const moment& m, const stage::picture_file& file) {
  const layout places = layout_of(m, file);
  if (places.ticker) add_ticker(m, *places.ticker);
  if (places.clock) add_clock(m, places);
  if (places.logo) add_logo(m, *places.logo);
  if (places.code) add_code(m, file, *places.code);
  add_caption(m, places);
  add_panel(m);
}

// Drawn at once, because the picture's place depends on its size. Null: there is none.
const rendered_image* programme_layers::panel_of(const moment& m) {
  if (what_.pairing.code.empty() && what_.stick.title.empty()) return nullptr;
  panel_key key{what_.pairing, what_.stick, m.seen};
  const rendered_image* drawn = panel_.get(nullptr, key, [&] {
    return what_.stick.title.empty() ? draw_pairing_panel(what_.pairing, m.seen)
                                     : draw_stick_panel(what_.stick, m.seen);
  });
  return *drawn ? drawn : nullptr;
}

void programme_layers::add_panel(const moment& m) {
  const rendered_image* drawn = panel_of(m);
  if (drawn == nullptr) return;
  int margin = panel_margin(m.seen);
  stage::size_px size = (*drawn)->size;
  add(*drawn, {margin, m.seen.height - margin - size.height, size.width, size.height});
}

void programme_layers::add_logo(const moment& m, const stage::rect_px& place) {
  int border = logo_border(area(m));
  logo_key key{what_.logo, m.seen, {place.width, place.height}};
  const rendered_image* drawn = logo_face_.get(nullptr, key, [&] {
    std::optional<stage::image> logo = logo_->fitted({place.width - 2 * border, place.height - 2 * border});
    return logo ? draw_logo(*logo, key.panel, border) : nullptr;
  });
  if (*drawn) add(*drawn, place);
}

const rendered_image* programme_layers::code_of(const moment& m, const stage::picture_file& file,
                                                const code_place& place) {
  code_key key{file.link, file.call, place, m.seen};
  return codes_.get(texts_.get(), key, [key] { return draw_code(key.link, key.call, key.at, key.seen); });
}

void programme_layers::add_code(const moment& m, const stage::picture_file& file, const code_place& place) {
  const rendered_image* drawn = code_of(m, file, place);
  waits_ = waits_ || drawn == nullptr;
  if (drawn != nullptr && *drawn) add(*drawn, place.panel);
}

const rendered_image* programme_layers::caption_of(const moment& m, const std::string& text,
                                                   const layout& places) {
  caption_key key{text, m.seen, caption_width(places, area(m))};
  return captions_.get(texts_.get(), key, [key] { return draw_caption(key.text, key.seen, key.width); });
}

void programme_layers::add_caption(const moment& m, const layout& places) {
  std::shared_ptr<const subtitle_track> track = reader_.track();
  if (!track) return;
  // The next one is ordered ahead, so that it is there at its time.
  std::optional<microseconds> change = track->next_change(m.picture_time);
  if (texts_ && change && *change - m.picture_time < caption_lead) {
    std::string next = track->text_at(*change);
    if (!next.empty()) caption_of(m, next, places);
  }
  std::string text = track->text_at(m.picture_time);
  if (text.empty()) return;
  const rendered_image* drawn = caption_of(m, text, places);
  waits_ = waits_ || drawn == nullptr;
  if (drawn == nullptr || !*drawn) return;
  if (auto place = caption_place(places, area(m), (*drawn)->size)) add(*drawn, *place);
}

// A band without a ticker belongs to the clock.
void programme_layers::add_clock(const moment& m, const layout& places) {
  stage::rect_px place = *places.clock;
  stage::size_px end{place.width, place.height};
  if (places.band && !places.ticker) {
    int left = places.logo && places.logo->y == place.y ? places.logo->width : 0;
    place = {left, place.y, places.band->width - left, place.height};
  }
  clock_key key{minute_of(m.now_utc), end, place.width, what_.timezone};
  const rendered_image* drawn = clock_.get(texts_.get(), key, [key, at = m.now_utc] {
    return draw_band_clock(wall_clock_at(at, key.zone), key.size, key.band_width);
  });
  waits_ = waits_ || drawn == nullptr;
  // While the next minute is drawn, the last one stays.
  if (drawn == nullptr) drawn = clock_.last();
  bool fits = drawn != nullptr && *drawn && (*drawn)->size == stage::size_px{place.width, place.height};
  if (fits) add(*drawn, place, true);
}

void programme_layers::add_ticker(const moment& m, const stage::rect_px& place) {
  ticker_key key{what_.ticker, {place.width, place.height}, ticker_speed(m.seen)};
  auto make = [](const ticker_key& of) { return std::make_shared<ticker_strip>(of.text, of.band, of.speed); };
  const std::shared_ptr<ticker_strip>* strip =
      strip_.get(texts_.get(), key, [key, make] { return make(key); });
  waits_ = waits_ || strip == nullptr;
  if (strip == nullptr) {
    // The band is there from the beginning, so that the picture keeps its place.
    ticker_key empty{"", key.band, key.speed};
    strip = empty_strip_.get(nullptr, empty, [&] { return make(empty); });
  }
  stage::layer l;
  l.where = place;
  l.pixels = (*strip)->paint(m.now_utc);
  l.opaque = true;
  l.version = next_version_++;
  next_.push_back(std::move(l));
}

void programme_layers::add_slate_clock(const moment& m, const stage::text_card& card) {
  slate_key card_key{card.title, card.lines, m.seen};
  const stage::rect_px* room = slate_room_.get(
      texts_.get(), card_key, [card, seen = m.seen] { return stage::clock_place(card, seen); });
  waits_ = waits_ || room == nullptr;
  if (room == nullptr || room->width <= 0 || room->height <= 0) return;
  const stage::rect_px place = *room;
  clock_key key{minute_of(m.now_utc), {place.width, place.height}, 0, what_.timezone};
  const rendered_image* drawn =
      slate_clock_.get(texts_.get(), key, [key, at = m.now_utc]() -> rendered_image {
        wall_clock now = wall_clock_at(at, key.zone);
        return now.time.empty() ? nullptr : draw_slate_clock(now, key.size);
      });
  waits_ = waits_ || drawn == nullptr;
  if (drawn == nullptr) drawn = slate_clock_.last();
  bool fits = drawn != nullptr && *drawn && (*drawn)->size == key.size;
  if (fits) add(*drawn, place);
}

// ---- when to ask again

microseconds programme_layers::next_change(const moment& m) {
  microseconds next = m.now_mono + far_away;
  auto by = [&](microseconds t) { next = std::min(next, t); };
  const stage::picture_file* file = file_of(m.on_show);
  if ((logo_ && logo_->working()) || waits_) by(m.now_mono + look_again);
  if (logo_ && logo_->next_attempt()) by(*logo_->next_attempt());
  if (slate_of(m.on_show) != nullptr || (file != nullptr && what_.clock)) {
    auto minute = std::chrono::floor<std::chrono::minutes>(m.now_utc) + 1min;
    by(m.now_mono + (minute - m.now_utc));
  }
  if (file == nullptr) return next;
  if (!what_.ticker.empty()) {
    std::int64_t frame = m.now_mono.count() * frames_a_second / 1'000'000 + 1;
    by(microseconds((frame * 1'000'000 + frames_a_second - 1) / frames_a_second));
  }
  if (!reader_.done()) by(m.now_mono + look_again);
  if (auto track = reader_.track()) {
    if (auto change = track->next_change(m.picture_time)) by(m.now_mono + (*change - m.picture_time));
  }
  return next;
}

}  // namespace bangtin::player::overlay
