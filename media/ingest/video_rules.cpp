// Two lists of rules: what is refused, from the most to the least significant reason, and what is converted.
#include "media/ingest/video_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "media/ingest/codec_names.hpp"
#include "media/ingest/limit_texts.hpp"
#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

using namespace std::string_view_literals;

constexpr milliseconds sound_padding(100);
constexpr milliseconds min_duration(250);
// What the weakest screen decodes: bytes per second, on average and in the second with most.
constexpr std::int64_t max_rate_bytes = 20'000'000 / 8;
constexpr std::int64_t max_second_bytes = 40'000'000 / 8;
constexpr int max_side_px = 16'384;

// --- refusals

message copy_again() {
  return msg("copy it again from its source; check that it plays to its end");
}

message save_as_h264() {
  return msg("save it as MP4 (H.264, AAC) in the program with which it was made, then load that");
}

error broken(message what) {
  return {errc::invalid, std::move(what), copy_again()};
}

std::int64_t seconds(milliseconds t) {
  return (t.count() + 500) / 1000;
}

milliseconds longest_track(const video_facts& v) {
  milliseconds longest{};
  auto see = [&](const film_track& t) {
    if (t.span) longest = std::max(longest, t.span->end);
  };
  for (const video_track& t : v.pictures) see(t);
  for (const sound_track& t : v.sounds) see(t);
  return longest;
}

// Whether the header states a length that can be believed. Subtitles, which are not shown from within a film,
// may end long after it, and then the header states their end.
bool states_length(const video_facts& v) {
  return v.box != container::mpeg_ts && v.box != container::mpeg_ps && v.box != container::ogg &&
         v.box != container::gif && v.other_tracks == 0;
}

error cut_off(const video_facts& v) {
  milliseconds there = longest_track(v);
  if (v.box == container::mp4 && !v.file.has_header) {
    return {errc::invalid, msg("the file is cut off, and without its end nothing of it can be shown"),
            copy_again()};
  }
  if (states_length(v) && v.claimed > there) {
    return {errc::invalid,
            msg("the file is cut off after {} of {} seconds", there.count() / 1000, seconds(v.claimed)),
            copy_again()};
  }
  // How long it was, only its source can tell.
  if (there >= std::chrono::seconds(1)) {
    return {errc::invalid, msg("the file is cut off after {} seconds", there.count() / 1000), copy_again()};
  }
  return {errc::invalid, msg("the file is cut off: its end is missing"), copy_again()};
}

error unreadable(const video_facts& v) {
  milliseconds there = longest_track(v);
  if (there < min_duration) return broken(msg("this video is damaged or incomplete"));
  if (v.claimed > there) {
    return broken(
        msg("this video is damaged after {} of {} seconds", there.count() / 1000, seconds(v.claimed)));
  }
  return broken(msg("this video is damaged after {} seconds", there.count() / 1000));
}

std::optional<error> refusal_of_file(const video_facts& v) {
  if (v.locked || v.file.locked) {
    return error{errc::invalid,
                 msg("this video is copy-protected, so that nothing but the shop's own player can show it"),
                 msg("ask whoever made it for a copy without protection")};
  }
  if (v.file.points_elsewhere) {
    return error{errc::invalid, msg("this file only points to the videos, which are in other files"),
                 msg("load the videos themselves")};
  }
  if (v.cut || (v.box == container::mp4 && !v.file.has_header)) return cut_off(v);
  if (!v.complete) return unreadable(v);
  if (v.pictures.empty() && v.sounds.empty()) return broken(msg("this video is damaged or incomplete"));
  if (v.pictures.empty()) {
    return error{errc::invalid, msg("there is only sound in this file, and a screen needs a picture"),
                 msg("make a video (MP4, H.264) with this sound, or choose another file")};
  }
  return {};
}

std::optional<error> refusal_of_codecs(const video_facts& v, const video_track& picture) {
  if (is_unknown_codec(picture.format)) {
    std::string name = codec_name(picture.format, picture.mpeg_version);
    message what = name.empty() ? msg("its picture is stored in a way that this system does not know")
                                : msg("its picture is stored as {}, which this system cannot decode", name);
    return error{errc::unsupported, std::move(what), save_as_h264()};
  }
  // These profiles have colours of their own, and no picture for other players within.
  if (v.file.dolby_vision == 5) {
    return error{errc::unsupported,
                 msg("its picture is stored as {}, which this system cannot decode", "Dolby Vision"),
                 msg("switch HDR off in the camera's settings, or save it as MP4 (H.264), then load that")};
  }
  const sound_track* sound = sound_of(v);
  if (sound == nullptr && !v.unheard.empty()) {
    return error{errc::unsupported,
                 msg("its sound is stored as {}, which this system cannot decode", v.unheard),
                 save_as_h264()};
  }
  if (sound != nullptr && is_unknown_codec(sound->format)) {
    std::string name = codec_name(sound->format, sound->mpeg_version);
    message what = name.empty() ? msg("its sound is stored in a way that this system does not know")
                                : msg("its sound is stored as {}, which this system cannot decode", name);
    return error{errc::unsupported, std::move(what), save_as_h264()};
  }
  return {};
}

// Demuxers leave out the broken pictures, and those that refer to them are smeared.
std::optional<error> refusal_of_losses(const video_facts& v) {
  if (!v.lost) return {};
  if (v.lost->count() < 1000) return broken(msg("this video is damaged at its beginning"));
  return broken(msg("this video is damaged after {} of {} seconds", v.lost->count() / 1000,
                    seconds(std::max(longest_track(v), *v.lost))));
}

std::optional<error> refusal_of_size(const video_track& picture, const ingest_limits& limits) {
  bool large = picture.width > max_side_px || picture.height > max_side_px ||
               std::int64_t{picture.width} * picture.height > limits.pixels;
  if (!large) return {};
  return error{errc::limit,
               msg("its picture is {}x{}; at most {} million pixels are allowed, and {} on a side",
                   picture.width, picture.height, megapixels(limits.pixels), max_side_px),
               msg("save it smaller: a screen shows at most 1920x1080 of a video")};
}

std::optional<error> refusal_of_time(const video_facts& v, const video_track& picture,
                                     const ingest_limits& limits) {
  milliseconds longest = longest_track(v);
  milliseconds length = item_length(v);
  if (picture.times.empty()) return broken(msg("there is not one picture in this video"));
  if (states_length(v)) {
    // A header may be rounded, and a track may begin late, but the header must not be wrong by half.
    if (v.claimed > longest * 3 / 2 + std::chrono::seconds(2)) {
      bool absurd = v.claimed > std::max<milliseconds>(limits.duration, longest * 100);
      if (!absurd) return v.states_size ? unreadable(v) : cut_off(v);
      return broken(msg("its header says that it lasts {} s, and there are only {} s in it",
                        v.claimed.count() / 1000, seconds(longest)));
    }
    // A film that was cut lacks its end in all tracks; the boxes of MP4 say so themselves, as a rule.
    milliseconds slack = std::max<milliseconds>(milliseconds(1000), longest / 20);
    bool boxes_tell = v.box == container::mp4 && v.states_size;
    if (!boxes_tell && v.claimed > longest + slack) {
      return v.states_size ? unreadable(v) : cut_off(v);
    }
  }
  if (picture.times.size() == 1) {
    return error{errc::invalid, msg("there is only one picture in this video"),
                 msg("load it as a picture (JPEG or PNG) instead")};
  }
  if (length.count() <= 0) return broken(msg("there is not one picture in this video"));
  // A short animation is repeated.
  if (length < min_duration && v.box != container::gif) {
    return error{
        errc::invalid,
        msg("it lasts {} ms; a video must last at least {} ms", length.count(), min_duration.count()),
        msg("load a still picture (JPEG or PNG) instead")};
  }
  if (length > limits.duration) {
    return error{errc::limit,
                 msg("it lasts {}; at most {} are allowed", length_over(limits.duration, length),
                     format_duration(limits.duration)),
                 msg("cut it into shorter videos")};
  }
  return {};
}

// --- conversions

bool is_upright(const video_track& t) {
  return t.turned.empty() || t.turned == "rotate-0";
}

bool fits(int width, int height) {
  return std::max(width, height) <= 1920 && std::min(width, height) <= 1080 && width % 2 == 0 &&
         height % 2 == 0;
}

bool is_plain_h264(const video_track& t) {
  constexpr std::array profiles{"constrained-baseline"sv, "baseline"sv,         "main"sv, "high"sv,
                                "constrained-high"sv,     "progressive-high"sv, ""sv};
  constexpr std::array levels{"5"sv, "5.1"sv, "5.2"sv, "6"sv, "6.1"sv, "6.2"sv};
  return t.format == "video/x-h264" &&
         std::find(profiles.begin(), profiles.end(), t.profile) != profiles.end() &&
         std::find(levels.begin(), levels.end(), t.level) == levels.end() &&
         (t.chroma.empty() || t.chroma == "4:2:0") && (t.bits == 0 || t.bits == 8);
}

// At most 30 frames per second, over the whole film and in every part of it: no more than three frames may be
// ahead of that rate at a time, as where a recorder doubled a few, or caught up after a pause.
bool is_slow_enough(const std::vector<milliseconds>& times) {
  if (times.size() < 2) return true;
  std::int64_t apart = (times.back() - times.front()).count();
  if (apart <= 0) return false;
  // In frames per 1,000 seconds; 30.02 allows for time stamps in whole milliseconds. In a short clip, a
  // rounding error of a millisecond at either end weighs more.
  std::int64_t rate = static_cast<std::int64_t>(times.size() - 1) * 1'000'000 / apart;
  if (rate > 30'020 + 30'000 / apart) return false;
  using std::chrono::microseconds;
  constexpr microseconds lasts(33'278);  // 30.05 per second, so that no rounding adds up in hours
  constexpr microseconds max_ahead = 3 * lasts + microseconds(5'000);
  microseconds ahead{};
  for (std::size_t n = 1; n < times.size(); ++n) {
    ahead = std::max(microseconds(0), ahead + lasts - (times[n] - times[n - 1]));
    if (ahead > max_ahead) return false;
  }
  return true;
}

// The times of some encoders differ by rounding, and so do aspect ratios.
bool has_square_pixels(const video_track& t) {
  return t.pixel_width > 0 && std::abs(t.pixel_width - t.pixel_height) * 100 <= t.pixel_width;
}

bool is_light_enough(const video_track& t) {
  if (!t.span) return true;
  std::int64_t ms = std::max<std::int64_t>(1000, (t.span->end - t.span->first).count());
  return t.bytes * 1000 / ms <= max_rate_bytes && t.second_bytes <= max_second_bytes;
}

bool is_house_picture(const video_track& t) {
  return is_plain_h264(t) && is_upright(t) && !t.interlaced && !t.foreign_colours && !t.changes &&
         has_square_pixels(t) && fits(t.width, t.height) && is_slow_enough(t.times) && is_light_enough(t);
}

bool is_house_sound(const sound_track& t, bool loudness_fits) {
  constexpr int aac_lc = 2;
  bool aac = t.format == "audio/mpeg" && (t.mpeg_version == 4 || t.mpeg_version == 2);
  bool lc = t.object_type == 0 || t.object_type == aac_lc;
  return aac && lc && !t.latm && t.channels == 2 && t.rate == 48'000 && loudness_fits;
}

// A tidy MP4 has its header in front, one track of each kind, and hardly anything else in it.
bool is_house_file(const video_facts& v) {
  if (v.box != container::mp4 || !v.file.header_in_front || v.file.fragmented) return false;
  if (v.pictures.size() > 1 || v.sounds.size() > 1) return false;
  std::int64_t samples = 0;
  for (const video_track& t : v.pictures) samples += t.bytes;
  for (const sound_track& t : v.sounds) samples += t.bytes;
  std::int64_t rest = v.bytes - samples - v.file.header_bytes;
  constexpr std::int64_t some = 1 << 20;
  return rest <= some + samples / 20;
}

template <class Track>
const Track* best_of(const std::vector<Track>& tracks) {
  for (int preference : {1, 0, -1}) {
    for (const Track& t : tracks) {
      if (t.span && t.preference == preference) return &t;
    }
  }
  return tracks.empty() ? nullptr : &tracks.front();
}

}  // namespace

const video_track* picture_of(const video_facts& v) {
  // A track with one frame is a cover, where another one moves.
  const video_track* best = best_of(v.pictures);
  if (best == nullptr || best->times.size() > 1) return best;
  auto moving = std::find_if(v.pictures.begin(), v.pictures.end(),
                             [](const video_track& t) { return t.times.size() > 1; });
  return moving == v.pictures.end() ? best : &*moving;
}

const sound_track* sound_of(const video_facts& v) {
  const sound_track* best = best_of(v.sounds);
  return best == nullptr || best->span ? best : nullptr;
}

milliseconds item_length(const track_span& picture, const std::optional<track_span>& sound) {
  milliseconds first = picture.first;
  milliseconds end = picture.end;
  if (sound) {
    first = std::min(first, sound->first);
    if (sound->end > end + sound_padding) end = sound->end;
  }
  return end - std::chrono::duration_cast<milliseconds>(item_origin(first));
}

std::chrono::nanoseconds film_origin(container box, milliseconds first) {
  bool stream = box == container::mpeg_ts || box == container::mpeg_ps;
  return stream ? std::chrono::nanoseconds(first) : item_origin(first);
}

milliseconds item_length(const video_facts& v) {
  const video_track* picture = picture_of(v);
  if (picture == nullptr || !picture->span) return milliseconds(0);
  const sound_track* sound = sound_of(v);
  std::optional<track_span> heard = sound != nullptr ? sound->span : std::nullopt;
  milliseconds length = item_length(*picture->span, heard);
  milliseconds first = heard ? std::min(picture->span->first, heard->first) : picture->span->first;
  length -= std::chrono::duration_cast<milliseconds>(film_origin(v.box, first) - item_origin(first));
  if (v.box != container::gif || length.count() <= 0) return length;
  return length * std::max<std::int64_t>(1, (min_animation + length - milliseconds(1)) / length);
}

std::optional<error> refusal(const video_facts& v, const ingest_limits& limits) {
  if (auto bad = refusal_of_file(v)) return bad;
  const video_track& picture = *picture_of(v);
  if (auto bad = refusal_of_codecs(v, picture)) return bad;
  if (auto bad = refusal_of_losses(v)) return bad;
  if (auto bad = refusal_of_size(picture, limits)) return bad;
  return refusal_of_time(v, picture, limits);
}

conversion conversion_for(const video_facts& v, bool loudness_fits) {
  conversion c;
  const video_track* picture = picture_of(v);
  const sound_track* sound = sound_of(v);
  c.picture = picture != nullptr && !is_house_picture(*picture);
  c.sound = sound != nullptr && !is_house_sound(*sound, loudness_fits);
  // Whatever is coded again gets a new file anyway.
  c.container = c.picture || c.sound || !is_house_file(v);
  // A copy has only what is shown, so it would lack the key frame.
  c.picture = c.picture || (c.container && picture != nullptr && picture->joined);
  return c;
}

}  // namespace bangtin::media::ingest
