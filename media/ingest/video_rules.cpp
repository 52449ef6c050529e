// The rules are a list, from the most to the least significant one. Nothing is converted yet, so a video that
// does not fit is rejected with the value that does not fit.
#include "media/ingest/video_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

error convert(message what) {
  return {
      errc::unsupported, std::move(what),
      msg("this version does not convert videos yet: convert it to MP4 (H.264, AAC) of at most 1920x1080 and "
          "30 frames per second, then load it again")};
}

error broken(message what) {
  return {errc::invalid, std::move(what),
          msg("copy or export the video again; check that it plays to its end, then load it anew")};
}

// The name by which people know a codec.
std::string_view known_as(std::string_view format) {
  constexpr std::array names{std::pair("video/x-h265"sv, "HEVC (H.265)"sv),
                             std::pair("video/x-av1"sv, "AV1"sv),
                             std::pair("video/x-vp8"sv, "VP8"sv),
                             std::pair("video/x-vp9"sv, "VP9"sv),
                             std::pair("video/mpeg"sv, "MPEG-1, MPEG-2 or MPEG-4 Part 2"sv),
                             std::pair("video/x-prores"sv, "ProRes"sv),
                             std::pair("video/x-h263"sv, "H.263"sv),
                             std::pair("image/jpeg"sv, "Motion JPEG"sv),
                             std::pair("audio/x-ac3"sv, "AC-3"sv),
                             std::pair("audio/x-eac3"sv, "E-AC-3"sv),
                             std::pair("audio/x-opus"sv, "Opus"sv),
                             std::pair("audio/x-flac"sv, "FLAC"sv),
                             std::pair("audio/mpeg"sv, "MP3"sv),
                             std::pair("audio/x-raw"sv, "PCM"sv)};
  for (const auto& [name, known] : names) {
    if (name == format) return known;
  }
  std::size_t dash = format.find("x-");
  return dash == format.npos ? format.substr(format.find('/') + 1) : format.substr(dash + 2);
}

bool fits(int width, int height) {
  return std::max(width, height) <= 1920 && std::min(width, height) <= 1080;
}

std::optional<error> refusal_of_picture(const video_track& t) {
  if (t.format != "video/x-h264") return convert(msg("it is stored as {}", printable(known_as(t.format))));
  constexpr std::array profiles{"constrained-baseline"sv, "baseline"sv,         "main"sv, "high"sv,
                                "constrained-high"sv,     "progressive-high"sv, ""sv};
  if (std::find(profiles.begin(), profiles.end(), t.profile) == profiles.end()) {
    return convert(
        msg("it is stored as H.264 “{}”; baseline, main and high are accepted", printable(t.profile)));
  }
  if (!t.turned.empty() && t.turned != "rotate-0") {
    if (t.turned.starts_with("rotate-") && t.turned.size() <= 10) {
      return convert(msg("it is rotated by {} degrees", printable(t.turned.substr(7))));
    }
    return convert(msg("it is mirrored"));
  }
  if (!fits(t.width, t.height)) {
    return convert(
        msg("its picture is {}x{}; at most 1920x1080 (or 1080x1920) is accepted", t.width, t.height));
  }
  return {};
}

std::optional<error> refusal_of_sound(const sound_track& s) {
  if (s.format != "audio/mpeg" || (s.mpeg_version != 4 && s.mpeg_version != 2)) {
    return convert(msg("its sound is stored as {}; AAC is accepted", printable(known_as(s.format))));
  }
  if (s.channels > 2) return convert(msg("its sound has {} channels; at most 2 are accepted", s.channels));
  if (s.rate != 48'000 && s.rate != 44'100) {
    return convert(msg("its sound has {} samples per second; 48000 or 44100 are accepted", s.rate));
  }
  return {};
}

std::optional<error> refusal_of_time(const video_facts& v, const ingest_limits& limits) {
  if (v.frames == 0 || v.duration.count() <= 0) return broken(msg("there is not one picture in this video"));
  // A header may be rounded, and a track may begin late, but the header must not be wrong by half.
  if (v.claimed > v.longest * 3 / 2 + std::chrono::seconds(2)) {
    return broken(msg("its header says that it lasts {} s, and there are only {} s in it",
                      v.claimed.count() / 1000, (v.longest.count() + 500) / 1000));
  }
  if (v.duration < milliseconds(500)) {
    return error{errc::invalid, msg("it lasts {} ms; a video must last at least 500 ms", v.duration.count()),
                 msg("load a still picture (JPEG or PNG) instead")};
  }
  if (v.duration > limits.duration) {
    return error{errc::limit,
                 msg("it lasts {} min; at most {} min are allowed", v.duration.count() / 60'000,
                     limits.duration.count() / 60'000),
                 msg("cut it into shorter videos")};
  }
  if (v.frames_apart.count() > 0) {
    // In frames per 1,000 seconds; 30.02 allows for time stamps in whole milliseconds.
    std::int64_t rate = (v.frames - 1) * 1'000'000 / v.frames_apart.count();
    std::int64_t most = 30'020;
    // In a short clip, a rounding error of a millisecond at either end weighs more.
    most += 30'000 / v.frames_apart.count();
    if (rate > most) {
      return convert(msg("it has {} frames per second; at most 30 are accepted", (rate + 500) / 1000));
    }
  }
  return {};
}

constexpr milliseconds sound_padding(100);

}  // namespace

milliseconds item_length(const track_span& picture, const std::optional<track_span>& sound) {
  milliseconds first = picture.first;
  milliseconds end = picture.end;
  if (sound) {
    first = std::min(first, sound->first);
    if (sound->end > end + sound_padding) end = sound->end;
  }
  return end - std::chrono::duration_cast<milliseconds>(item_origin(first));
}

std::optional<error> refusal(const video_facts& v, const ingest_limits& limits) {
  if (v.locked) {
    return error{errc::invalid, msg("this video is encrypted (copy protection)"),
                 msg("ask whoever made it for a copy without protection")};
  }
  if (v.pictures.empty() && v.sounds.empty()) return broken(msg("this video is damaged or incomplete"));
  if (v.pictures.empty()) {
    return error{errc::invalid, msg("there is only sound in this file, and a screen needs a picture"),
                 msg("make a video (MP4, H.264) with this sound, or choose another file")};
  }
  if (v.pictures.size() > 1) return convert(msg("it has {} pictures at once", v.pictures.size()));
  if (auto bad = refusal_of_picture(v.pictures[0])) return bad;
  if (v.sounds.size() > 1) {
    return convert(msg("it has {} sound tracks; one is accepted", v.sounds.size()));
  }
  for (const sound_track& s : v.sounds) {
    if (auto bad = refusal_of_sound(s)) return bad;
  }
  return refusal_of_time(v, limits);
}

std::optional<error> refusal(const decoded_facts& d) {
  if (d.decoded == 0)
    return broken(msg("none of its pictures can be shown: the video is damaged or incomplete"));
  // A few frames at the start may depend on frames that were cut away.
  if (d.expected - d.decoded > std::max<std::int64_t>(4, d.expected / 50)) {
    return broken(msg("only {} of {} pictures can be shown: the video is damaged", d.decoded, d.expected));
  }
  if (d.layout != "I420") {
    return convert(msg("its colours are stored as {}; 8-bit 4:2:0 is accepted", printable(d.layout)));
  }
  if (!d.progressive) return convert(msg("its picture is interlaced"));
  if (!fits(d.width, d.height)) {
    return convert(
        msg("its picture is {}x{}; at most 1920x1080 (or 1080x1920) is accepted", d.width, d.height));
  }
  if (d.pixel_width != d.pixel_height) {
    return convert(msg("its pixels are not square ({}:{})", d.pixel_width, d.pixel_height));
  }
  return {};
}

}  // namespace bangtin::media::ingest
