#include "media/ingest/cut_off.hpp"

#include <algorithm>
#include <cstdint>

#include "media/ingest/gif_blocks.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

std::uint64_t number(std::string_view bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::size_t at = big_endian ? i : bytes.size() - 1 - i;
    value = value << 8 | static_cast<unsigned char>(bytes[at]);
  }
  return value;
}

std::optional<missing_end> shorter_than(std::string_view content, std::uint64_t due) {
  if (content.size() >= due) return {};
  return missing_end{static_cast<double>(content.size()) / static_cast<double>(due)};
}

// Only coded samples follow the last "start of scan", and they never look like "end of image".
std::optional<missing_end> end_of_jpeg(std::string_view content) {
  std::size_t scan = content.rfind("\xff\xda"sv);
  bool ends = scan != content.npos && content.find("\xff\xd9"sv, scan) != content.npos;
  return ends ? std::nullopt : std::optional(missing_end{});
}

std::optional<missing_end> end_of_png(std::string_view content) {
  constexpr std::size_t signature = 8, around = 12;
  for (std::size_t at = signature; at + around <= content.size();) {
    if (content.substr(at + 4, 4) == "IEND") return {};
    at += around + number(content.substr(at, 4), true);
  }
  return missing_end{};
}

std::optional<missing_end> end_of_gif(std::string_view content) {
  auto file = split_gif(content);
  return !file || file->cut ? std::optional(missing_end{}) : std::nullopt;
}

// The boxes of HEIC and AVIF.
std::optional<missing_end> end_of_boxes(std::string_view content) {
  for (std::uint64_t at = 0; at + 8 <= content.size();) {
    std::uint64_t length = number(content.substr(at, 4), true);
    if (length == 1 && at + 16 <= content.size()) length = number(content.substr(at + 8, 8), true);
    if (length < 8 || length > UINT64_MAX / 2) return {};
    if (length > content.size() - at) return shorter_than(content, at + length);
    at += length;
  }
  return {};
}

std::optional<missing_end> end_of_tiff(std::string_view content, bool big_endian) {
  std::uint64_t directory = number(content.substr(4, 4), big_endian);
  return directory + 2 > content.size() ? std::optional(missing_end{}) : std::nullopt;
}

}  // namespace

std::optional<missing_end> missing_end_of(std::string_view content) {
  if (content.starts_with("\xff\xd8\xff"sv)) return end_of_jpeg(content);
  if (content.starts_with("\x89PNG"sv)) return end_of_png(content);
  if (content.starts_with("GIF8"sv)) return end_of_gif(content);
  if (content.size() < 12) return {};
  if (content.starts_with("RIFF"sv)) return shorter_than(content, 8 + number(content.substr(4, 4), false));
  if (content.substr(4, 4) == "ftyp"sv) return end_of_boxes(content);
  bool intel = content.starts_with("II*\0"sv);
  if (intel || content.starts_with("MM\0*"sv)) return end_of_tiff(content, !intel);
  return {};
}

error cut_off_picture(std::optional<double> part) {
  message copy = msg("copy it again from its source, or export it again");
  if (!part) return {errc::invalid, msg("this file is cut off: its end is missing"), std::move(copy)};
  return {errc::invalid,
          msg("this file is cut off: only about {} % of the picture are there",
              static_cast<int>(std::clamp(*part, 0.0, 0.99) * 100)),
          std::move(copy)};
}

error unreadable_picture(std::string_view content, std::optional<double> rows) {
  auto missing = missing_end_of(content);
  return missing ? cut_off_picture(rows ? rows : missing->part) : damaged();
}

}  // namespace bangtin::media::ingest
