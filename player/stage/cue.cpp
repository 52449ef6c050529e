// Images, cards and black are composed once, at the output's size, before their time comes; presenting them
// is a copy. A video's frames are converted when they are due.
#include "player/stage/cue.hpp"

#include <algorithm>

#include "player/stage/text_card.hpp"

namespace bangtin::player::stage {

namespace {

microseconds length_of(const content& what) {
  const auto* file = std::get_if<picture_file>(&what);
  return file != nullptr ? microseconds(file->length) : microseconds(0);
}

}  // namespace

cue::cue(cue_id number, content shown, microseconds now)
    : id(number), what(std::move(shown)), clock(length_of(what)), prepared(now) {}

bool cue::moves() const {
  const auto* file = std::get_if<picture_file>(&what);
  return file != nullptr && file->kind == picture_file::type::video;
}

bool cue::ready() const {
  return moves() ? source && !source->said().waiting.empty() : drawn.has_value();
}

std::vector<due_frame> cue::waiting() const {
  if (moves()) return source->waiting();
  if (!drawn || taken_) return {};
  return {{microseconds(0), never}};
}

bool cue::complete() const {
  return moves() ? source->said().complete : drawn.has_value();
}

void cue::advance() {
  if (moves()) {
    source->advance();
  } else {
    taken_ = true;
  }
}

std::optional<picture_view> cue::shown() const {
  if (moves()) return source->shown();
  if (!drawn) return std::nullopt;
  return drawn->view();
}

size_px cue::picture_size() const {
  return source ? source->picture_size() : size_px{};
}

std::optional<shown_picture> cue::on_output(rotation turned, const rect_px& room) const {
  std::optional<picture_view> view = shown();
  if (!view) return std::nullopt;
  if (!moves()) return shown_picture{*view};
  return shown_picture{*view, turned, std::get<picture_file>(what).fit, room};
}

microseconds cue::position(microseconds now) const {
  const auto* file = std::get_if<picture_file>(&what);
  microseconds from = file != nullptr ? microseconds(file->offset) : microseconds(0);
  return from + (clock.at() ? std::max(now - *clock.at(), microseconds(0)) : microseconds(0));
}

int cue::volume() const {
  const auto* file = std::get_if<picture_file>(&what);
  return file != nullptr && file->sound ? std::clamp(file->volume, 0, 100) : 0;
}

void cue::draw(painter& with, size_px output, rotation turned, const rect_px& room) {
  if (moves()) return;
  room_ = room;
  if (source) {
    if (!source->said().waiting.empty()) source->advance();
    if (auto still = source->shown())
      drawn = with.compose(*still, turned, output, std::get<picture_file>(what).fit, room);
  } else if (const auto* card = std::get_if<text_card>(&what)) {
    drawn = with.compose(draw_card(*card, seen(output, turned)).view(), turned, output);
  } else {
    drawn = image(output);
  }
}

bool cue::draw_card_with(typesetter& texts, size_px output, rotation turned) {
  if (card_size_ != output) {
    card_size_ = output;
    card_ = texts.order([card = std::get<text_card>(what), output, turned] {
      return painter().compose(draw_card(card, seen(output, turned)).view(), turned, output);
    });
  }
  if (!card_ || card_->get() == nullptr) return false;
  drawn = *card_->get();
  card_.reset();
  return true;
}

}  // namespace bangtin::player::stage
