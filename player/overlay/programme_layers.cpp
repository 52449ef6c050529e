// Every call lays out all layers from the kept drawings, which costs little; a layer with an unchanged place
// and drawing keeps its version.
#include "player/overlay/programme_layers.hpp"

#include <algorithm>

#include "player/stage/text_card.hpp"

namespace bangtin::player::overlay {

namespace {

using namespace std::chrono_literals;

constexpr microseconds far_away = 1h;
constexpr microseconds look_again = 20ms;  // while a file is being read
constexpr int frames_a_second = 60;        // of the ticker

std::int64_t minute_of(utc_ms t) {
  return std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count();
}

const stage::picture_file* file_of(const stage::content* p) {
  return p == nullptr ? nullptr : std::get_if<stage::picture_file>(p);
}
// Cards on which a pairing panel may lie: not the pairing card itself, and not a notice.
bool takes_panel(const stage::content* p) {
  const auto* card = p == nullptr ? nullptr : std::get_if<stage::text_card>(p);
  return card != nullptr &&
         (card->as == stage::text_card::style::slate || card->as == stage::text_card::style::plain);
}
const stage::text_card* slate_of(const stage::content* p) {
  const auto* card = p == nullptr ? nullptr : std::get_if<stage::text_card>(p);
  return card != nullptr && card->as == stage::text_card::style::slate ? card : nullptr;
}

}  // namespace

programme_layers::programme_layers(decoder_maker make) : make_(std::move(make)) {}

void programme_layers::set(const stage::overlays& what) {
  if (what.logo != what_.logo) logo_.reset();
  what_ = what;
}

std::vector<stage::layer> programme_layers::layers(const moment& m) {
  next_.clear();
  follow(m);
  if (const stage::picture_file* file = file_of(m.on_show)) lay_out(m, *file);
  if (takes_panel(m.on_show)) {
    layout places(m.seen, false, false);
    lay_panel(m, places);
  }
  if (const stage::text_card* card = slate_of(m.on_show)) lay_out_slate(m, *card);
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

void programme_layers::lay_out(const moment& m, const stage::picture_file& file) {
  layout places(m.seen, !what_.ticker.empty(), what_.clock);
  lay_ticker(m, places);
  lay_panel(m, places);
  auto put = [&](const rendered_image& drawn, corner where) {
    if (!drawn) return;
    if (auto place = places.take(where, drawn->size)) add(drawn, *place);
  };
  if (what_.clock) lay_clock(m, places);
  if (logo_ && !logo_->working()) {
    logo_key key{what_.logo, m.seen};
    if (logo_face_.of != key) {
      std::optional<stage::image> logo = logo_->fitted(logo_room(m.seen));
      logo_face_ = {key, logo ? draw_logo(*logo, m.seen) : nullptr};
    }
    put(logo_face_.drawn, corner::upper_left);
  }
  if (!file.link.empty()) {
    code_key key{file.link, file.call, m.seen};
    if (code_.of != key) code_ = {key, draw_code(file.link, file.call, m.seen)};
    put(code_.drawn, corner::lower_right);
  }
  std::shared_ptr<const subtitle_track> track = reader_.track();
  std::string text = track ? track->text_at(m.picture_time) : std::string();
  if (text.empty()) return;
  caption_key key{text, m.seen, places.caption_width()};
  if (caption_.of != key) caption_ = {key, draw_caption(text, m.seen, key.width)};
  if (auto place = places.take_caption(caption_.drawn->size)) add(caption_.drawn, *place);
}

// The panel takes its place before all others, because nothing else can get the screen paired.
void programme_layers::lay_panel(const moment& m, layout& places) {
  if (what_.pairing.code.empty()) return;
  panel_key key{what_.pairing, m.seen};
  if (panel_.of != key) panel_ = {key, draw_pairing_panel(what_.pairing, m.seen)};
  if (auto place = places.take(corner::lower_left, panel_.drawn->size)) add(panel_.drawn, *place);
}

void programme_layers::lay_clock(const moment& m, layout& places) {
  std::optional<stage::rect_px> end = places.clock_end();
  clock_key key{minute_of(m.now_utc), end ? stage::size_px{end->width, end->height} : m.seen, what_.timezone};
  if (clock_.of != key) {
    wall_clock now = wall_clock_at(m.now_utc, what_.timezone);
    clock_ = {key, end                ? draw_band_clock(now, key.size)
                   : now.time.empty() ? nullptr
                                      : draw_clock(now, m.seen)};
  }
  if (end) return add(clock_.drawn, *end, true);
  if (!clock_.drawn) return;
  if (auto place = places.take(corner::upper_right, clock_.drawn->size)) add(clock_.drawn, *place);
}

void programme_layers::lay_ticker(const moment& m, const layout& places) {
  std::optional<stage::rect_px> band = places.band();
  if (!band) {
    strip_.reset();
    strip_of_.reset();
    return;
  }
  ticker_key key{what_.ticker, {band->width, band->height}};
  if (strip_of_ != key) {
    strip_.emplace(what_.ticker, key.band, ticker_speed(m.seen));
    strip_of_ = key;
  }
  stage::layer l;
  l.where = *band;
  l.pixels = strip_->paint(m.now_utc);
  l.opaque = true;
  l.version = next_version_++;
  next_.push_back(std::move(l));
}

void programme_layers::lay_out_slate(const moment& m, const stage::text_card& card) {
  stage::rect_px place = stage::clock_place(card, m.seen);
  if (place.width <= 0 || place.height <= 0) return;
  clock_key key{minute_of(m.now_utc), {place.width, place.height}, what_.timezone};
  if (slate_clock_.of != key) {
    wall_clock now = wall_clock_at(m.now_utc, what_.timezone);
    slate_clock_ = {key, now.time.empty() ? nullptr : draw_slate_clock(now, key.size)};
  }
  if (slate_clock_.drawn) add(slate_clock_.drawn, place);
}

// ---- when to ask again

microseconds programme_layers::next_change(const moment& m) {
  microseconds next = m.now_mono + far_away;
  auto by = [&](microseconds t) { next = std::min(next, t); };
  const stage::picture_file* file = file_of(m.on_show);
  if (logo_ && logo_->working()) by(m.now_mono + look_again);
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
