#include "media/ingest/still.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "media/ingest/advice.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::int64_t max_side_px = 40'000;

size_px shown_size(size_px stored) {
  if (fits(stored.width, stored.height, max_still_longer_px, max_still_shorter_px)) return stored;
  return fitted(stored.width, stored.height, max_still_longer_px, max_still_shorter_px);
}

// Lays RGB over white by the alpha of the pixels from which it was made. Returns whether all were opaque.
bool lay_over_white(const pixel_form& f, const std::uint8_t* pixels, std::uint8_t* rgb, int width) {
  auto sample = static_cast<std::size_t>(f.bits / 8);
  const std::uint8_t* at = pixels + f.bytes() - sample;
  bool opaque = true;
  for (int x = 0; x < width; ++x, at += f.bytes(), rgb += 3) {
    std::uint32_t alpha = at[0];
    if (f.bits == 16) {
      std::uint16_t wide = 0;
      std::memcpy(&wide, at, 2);
      alpha = (wide + 128U) / 257U;
    }
    if (alpha == 255) continue;
    opaque = false;
    for (int c = 0; c < 3; ++c)
      rgb[c] = static_cast<std::uint8_t>((rgb[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  return opaque;
}

}  // namespace

result<void> allow_size(const job& j, std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) return damaged();
  if (width > max_side_px || height > max_side_px || width * height > j.limits.pixels) {
    constexpr std::int64_t tellable = 2'000'000'000;
    return too_large(static_cast<int>(std::min(width, tellable)),
                     static_cast<int>(std::min(height, tellable)), j.limits.pixels, max_side_px);
  }
  return {};
}

reducer::reducer(size_px from, size_px to)
    : from_(from),
      to_(to),
      out_(to.width, to.height),
      narrow_(from == to ? 0 : static_cast<std::size_t>(to.width) * 3),
      sums_(narrow_.size()) {}

// One row to the width of the result. A source pixel that lies across an edge counts on both sides.
void reducer::narrow(const std::uint8_t* rgb) {
  double step = static_cast<double>(from_.width) / to_.width;
  for (int x = 0; x < to_.width; ++x) {
    double begin = x * step;
    double end = std::min<double>(from_.width, begin + step);
    float sum[3] = {0, 0, 0};
    for (int s = static_cast<int>(begin); s < end; ++s) {
      auto part = static_cast<float>(std::min<double>(end, s + 1) - std::max<double>(begin, s));
      for (int c = 0; c < 3; ++c) sum[c] += part * static_cast<float>(rgb[s * 3 + c]);
    }
    for (int c = 0; c < 3; ++c)
      narrow_[static_cast<std::size_t>(x * 3 + c)] = sum[c] / static_cast<float>(end - begin);
  }
}

void reducer::add_part(float height) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += height * narrow_[i];
}

void reducer::add(const std::uint8_t* rgb) {
  if (from_ == to_) {
    std::memcpy(out_.row(y_++), rgb, out_.stride());
    return;
  }
  narrow(rgb);
  double end = below_ + static_cast<double>(to_.height) / from_.height;
  while (y_ < to_.height && end >= y_ + 1 - 1e-6) {
    add_part(static_cast<float>(y_ + 1 - below_));
    std::uint8_t* to = out_.row(y_++);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      to[i] = static_cast<std::uint8_t>(std::clamp(sums_[i] + 0.5F, 0.0F, 255.0F));
    }
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    below_ = y_;
  }
  if (end > below_) add_part(static_cast<float>(end - below_));
  below_ = end;
}

still::still(size_px stored, int orientation, const pixel_form& form, colour_converter colours)
    : width_(stored.width),
      orientation_(orientation),
      form_(form),
      colours_(std::move(colours)),
      reducer_(stored, shown_size(stored)),
      row_(static_cast<std::size_t>(stored.width) * 3) {}

void still::add_row(const void* pixels) {
  colours_.convert(pixels, row_.data(), static_cast<std::size_t>(width_));
  if (form_.alpha) {
    bool opaque = lay_over_white(form_, static_cast<const std::uint8_t*>(pixels), row_.data(), width_);
    opaque_ = opaque_ && opaque;
  }
  reducer_.add(row_.data());
}

image still::take() {
  return upright(reducer_.take(), orientation_);
}

result<ingested> store_still(const job& j, image p, rendition_kind kind, std::vector<message> warnings) {
  ingested i = keep_still(p.width, p.height, std::move(warnings));
  i.made = {kind == rendition_kind::jpeg ? "picture.jpg" : "picture.png"};
  auto written = kind == rendition_kind::jpeg ? write_jpeg(j, i.made[0], p) : write_png(j, i.made[0], p);
  if (!written) return written.error();
  return i;
}

ingested keep_still(int width, int height, std::vector<message> warnings) {
  ingested i;
  i.width = width;
  i.height = height;
  i.warnings = std::move(warnings);
  advise_on_size(width, height, i.warnings);
  advise_on_sheet(width, height, i.warnings);
  return i;
}

message broken_profile() {
  return msg(
      "its colour profile cannot be used, so its colours may look different; export it as sRGB if they do");
}

message first_picture_only(int pictures) {
  return msg("it has {} pictures, and only the first is shown; export it as PDF to show them as pages",
             pictures);
}

message moves_no_more() {
  return msg("it moves, and only its first picture is shown; convert it to GIF or MP4 to show it moving");
}

}  // namespace bangtin::media::ingest
