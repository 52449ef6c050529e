// A large picture is reduced to 1024x1024 at once, so that only a small copy stays in memory.
#include "player/overlay/decoded_still.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bangtin::player::overlay {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::microseconds timeout = 10s;
constexpr std::chrono::microseconds pause = 1min;
constexpr stage::size_px max_kept{1024, 1024};  // no logo is larger on any screen

stage::size_px fitting(stage::size_px picture, stage::size_px room) {
  stage::placement p = stage::fit(picture, room, stage::rotation::none);
  return p.scaled;
}

}  // namespace

decoded_image::decoded_image(decoder_maker make, std::filesystem::path file, std::chrono::microseconds now)
    : make_(std::move(make)) {
  file_.file = std::move(file);
  if (make_) begin(now);
}

void decoded_image::begin(std::chrono::microseconds now) {
  next_attempt_.reset();
  begun_ = now;
  source_ = make_(file_);
}

void decoded_image::take_picture() {
  source_->advance();
  auto view = source_->shown();
  if (!view) return;
  stage::size_px size = view->size();
  bool large = size.width > max_kept.width || size.height > max_kept.height;
  whole_ = stage::painter().compose(*view, stage::rotation::none, large ? fitting(size, max_kept) : size);
}

void decoded_image::look(std::chrono::microseconds now) {
  if (next_attempt_ && now >= *next_attempt_) begin(now);
  if (!source_) return;
  source_->listen();
  if (!source_->said().waiting.empty()) {
    take_picture();
    source_.reset();
    return;
  }
  if (!source_->failure() && now - begun_ < timeout) return;
  if (!failed_before_)
    spdlog::warn("logo: {}", source_->failure() ? source_->failure()->detail : "no picture within 10 s");
  failed_before_ = true;
  source_.reset();
  next_attempt_ = now + pause;
}

std::optional<stage::image> decoded_image::fitted(stage::size_px room) const {
  if (!whole_ || room.width < 1 || room.height < 1) return std::nullopt;
  return stage::painter().compose(whole_->view(), stage::rotation::none, fitting(whole_->size, room));
}

}  // namespace bangtin::player::overlay
