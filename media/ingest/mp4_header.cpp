// Numbers have their most significant byte first.
#include "media/ingest/mp4_header.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace bangtin::media::ingest {

namespace {

constexpr std::uint32_t picture_timescale = 120'000;
constexpr std::uint32_t movie_timescale = 120'000;
constexpr nanoseconds sound_tolerance = std::chrono::milliseconds(50);

std::int64_t ticks(nanoseconds t, std::uint32_t timescale) {
  // Rounded; the times of two hours do not fit into 64 bits when multiplied first.
  std::int64_t seconds = t.count() / 1'000'000'000;
  std::int64_t rest = t.count() % 1'000'000'000;
  std::int64_t half = rest < 0 ? -500'000'000 : 500'000'000;
  return seconds * timescale + (rest * timescale + half) / 1'000'000'000;
}

nanoseconds time_of(std::int64_t t, std::uint32_t timescale) {
  return std::chrono::seconds(t / timescale) + nanoseconds(t % timescale * 1'000'000'000 / timescale);
}

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}
std::string u16(std::uint64_t value) {
  return number(value, 2);
}
std::string u32(std::uint64_t value) {
  return number(value, 4);
}

std::string box(std::string_view type, std::string_view content) {
  std::string text = u32(content.size() + 8);
  text += type;
  text += content;
  return text;
}

// A box with version and flags.
std::string full_box(std::string_view type, unsigned version, unsigned flags, std::string_view content) {
  return box(type, number(version, 1) + number(flags, 3) + std::string(content));
}

// Equal values that follow each other, as their number and the value.
std::string runs(std::span<const std::uint32_t> values) {
  std::string text;
  std::uint32_t entries = 0;
  for (std::size_t i = 0; i < values.size(); ++entries) {
    std::size_t from = i;
    while (i < values.size() && values[i] == values[from]) ++i;
    text += u32(i - from) + u32(values[from]);
  }
  return u32(entries) + text;
}

std::string sample_sizes(const track_index& t) {
  std::string text = u32(0) + u32(t.samples.size());
  for (const sample& s : t.samples) text += u32(s.bytes);
  return text;
}

std::string key_samples(const track_index& t) {
  std::string text;
  std::uint32_t entries = 0;
  for (std::size_t i = 0; i < t.samples.size(); ++i) {
    if (!t.samples[i].key) continue;
    text += u32(i + 1);
    ++entries;
  }
  return u32(entries) + text;
}

std::string samples_of_chunks(const track_index& t) {
  std::string text;
  std::uint32_t entries = 0;
  for (std::size_t i = 0; i < t.chunks.size(); ++i) {
    if (i > 0 && t.chunks[i].samples == t.chunks[i - 1].samples) continue;
    text += u32(i + 1) + u32(t.chunks[i].samples) + u32(1);
    ++entries;
  }
  return u32(entries) + text;
}

std::string chunk_offsets(const track_index& t) {
  bool large = !t.chunks.empty() && t.chunks.back().offset > UINT32_MAX;
  std::string text = u32(t.chunks.size());
  for (const chunk_place& c : t.chunks) text += number(c.offset, large ? 8 : 4);
  return full_box(large ? "co64" : "stco", 0, 0, text);
}

std::string picture_entry(const picture_stream& p) {
  std::string text = std::string(6, '\0') + u16(1);  // reserved; index of the data reference
  text += std::string(16, '\0') + u16(static_cast<unsigned>(p.width)) + u16(static_cast<unsigned>(p.height));
  text += u32(0x480000) + u32(0x480000) + u32(0) + u16(1);  // 72 dpi; one frame in each sample
  text += std::string(32, '\0') + u16(24) + u16(0xFFFF);    // compressor's name; depth; no colour table
  text += box("avcC", p.record) + box("pasp", u32(1) + u32(1));
  if (p.colours) {
    const colour_numbers& c = *p.colours;
    text += box("colr", "nclx" + u16(c.primaries) + u16(c.transfer) + u16(c.matrix) +
                            number(c.full_range ? 0x80 : 0, 1));
  }
  return box("avc1", text);
}

// A descriptor of ISO/IEC 14496-1, whose length has four bytes of seven bits.
std::string descriptor(unsigned tag, std::string_view content) {
  std::string text = number(tag, 1);
  for (int shift : {21, 14, 7, 0}) {
    text += number((content.size() >> shift & 0x7F) | (shift > 0 ? 0x80U : 0U), 1);
  }
  return text.append(content);
}

std::string sound_entry(const sound_stream& s) {
  constexpr unsigned aac = 0x40;
  constexpr unsigned audio = 0x15;
  std::string decoder = number(aac, 1) + number(audio, 1) + number(0, 3) + u32(0) + u32(0);
  decoder += descriptor(5, s.config);
  std::string stream =
      u16(0) + number(0, 1) + descriptor(4, decoder) + descriptor(6, number(2, 1));  // 2: MP4 file
  std::string text = std::string(6, '\0') + u16(1) + std::string(8, '\0');
  text += u16(static_cast<unsigned>(s.channels)) + u16(16) + u32(0);
  text += u32(static_cast<std::uint64_t>(s.rate) << 16);
  return box("mp4a", text + full_box("esds", 0, 0, descriptor(3, stream)));
}

std::string sample_table(const track_index& t, const track_times& times, const std::string& entry) {
  std::string text = full_box("stsd", 0, 0, u32(1) + entry);
  text += full_box("stts", 0, 0, runs(times.durations));
  if (std::any_of(times.delays.begin(), times.delays.end(), [](auto d) { return d != 0; })) {
    text += full_box("ctts", 0, 0, runs(times.delays));
  }
  if (!std::all_of(t.samples.begin(), t.samples.end(), std::mem_fn(&sample::key))) {
    text += full_box("stss", 0, 0, key_samples(t));
  }
  text += full_box("stsc", 0, 0, samples_of_chunks(t)) + full_box("stsz", 0, 0, sample_sizes(t));
  return box("stbl", text + chunk_offsets(t));
}

std::string media_box(bool picture, const track_times& times, const std::string& table) {
  std::uint64_t length = 0;
  for (std::uint32_t d : times.durations) length += d;
  constexpr unsigned undetermined = 0x55C4;  // language "und"
  std::string text = full_box(
      "mdhd", 1, 0,
      number(0, 8) + number(0, 8) + u32(times.timescale) + number(length, 8) + u16(undetermined) + u16(0));
  text += full_box("hdlr", 0, 0,
                   u32(0) + (picture ? "vide" : "soun") + std::string(12, '\0') +
                       (picture ? "Video" : "Sound") + std::string(1, '\0'));
  std::string kind =
      picture ? full_box("vmhd", 0, 1, std::string(8, '\0')) : full_box("smhd", 0, 0, std::string(4, '\0'));
  std::string same_file = full_box("dref", 0, 0, u32(1) + full_box("url ", 0, 1, ""));
  return box("mdia", text + box("minf", kind + box("dinf", same_file) + table));
}

constexpr std::string_view upright(
    "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0", 36);

// How long a track is presented, in units of the movie: before it begins, and then.
struct presentation {
  std::int64_t late = 0;
  std::int64_t shown = 0;
};

presentation presentation_of(const track_times& times, nanoseconds length) {
  presentation p;
  std::int64_t item = ticks(length, movie_timescale);
  p.late = ticks(times.late, movie_timescale);
  p.shown = ticks(time_of(times.shown, times.timescale), movie_timescale);
  p.shown = std::max<std::int64_t>(std::min(p.shown, item - p.late), 1);
  return p;
}

std::string edit_list(const track_times& times, const presentation& p) {
  constexpr std::uint64_t nothing = UINT64_MAX;
  std::string text = u32(p.late > 0 ? 2 : 1);
  if (p.late > 0) text += number(p.late, 8) + number(nothing, 8) + u32(0x10000);
  text += number(p.shown, 8) + number(static_cast<std::uint64_t>(times.start), 8) + u32(0x10000);
  return box("edts", full_box("elst", 1, 0, text));
}

std::string track_box(unsigned id, const presentation& p, const track_times& times,
                      const picture_stream* picture, const std::string& media) {
  constexpr unsigned enabled = 3;
  std::string text = full_box(
      "tkhd", 1, enabled,
      number(0, 8) + number(0, 8) + u32(id) + u32(0) + number(p.late + p.shown, 8) + std::string(8, '\0') +
          u16(0) + u16(0) + u16(picture != nullptr ? 0 : 0x100) + u16(0) + std::string(upright) +
          u32(picture != nullptr ? static_cast<std::uint64_t>(picture->width) << 16 : 0) +
          u32(picture != nullptr ? static_cast<std::uint64_t>(picture->height) << 16 : 0));
  return box("trak", text + edit_list(times, p) + media);
}

// The decoding times are the presentation times in order, so that they need not be known.
void set_delays(track_times& times, const std::vector<std::int64_t>& shown_at,
                const std::vector<std::int64_t>& in_order) {
  std::int64_t lead = 0;
  for (std::size_t i = 0; i < shown_at.size(); ++i) lead = std::max(lead, in_order[i] - shown_at[i]);
  for (std::size_t i = 0; i < shown_at.size(); ++i) {
    times.delays.push_back(static_cast<std::uint32_t>(shown_at[i] - in_order[i] + lead));
  }
  times.start = lead;
}

// Samples before the item's beginning are left out, a late beginning is kept.
void set_beginning(track_times& times, std::int64_t first, std::int64_t end) {
  if (first > 0) times.late = time_of(first, times.timescale);
  if (first < 0) times.start -= first;
  times.shown = std::max<std::int64_t>(end - std::max<std::int64_t>(first, 0), 1);
}

}  // namespace

track_times times_of_pictures(const track_index& t) {
  track_times times;
  times.timescale = picture_timescale;
  std::vector<std::int64_t> shown_at;
  for (const sample& s : t.samples) shown_at.push_back(ticks(s.at, picture_timescale));
  std::vector<std::int64_t> in_order = shown_at;
  std::sort(in_order.begin(), in_order.end());
  if (in_order.empty()) return times;
  for (std::size_t i = 1; i < in_order.size(); ++i) {
    times.durations.push_back(static_cast<std::uint32_t>(in_order[i] - in_order[i - 1]));
  }
  std::int64_t last = std::max<std::int64_t>(ticks(t.last_duration, picture_timescale), 1);
  times.durations.push_back(static_cast<std::uint32_t>(last));
  set_delays(times, shown_at, in_order);
  set_beginning(times, in_order.front(), in_order.back() + last);
  return times;
}

track_times times_of_sound(const track_index& t, const sound_stream& s) {
  track_times times;
  times.timescale = static_cast<std::uint32_t>(s.rate);
  times.delays.assign(t.samples.size(), 0);
  if (t.samples.empty()) return times;
  // After the object type, the rate and the channels: the flag of short frames (ISO/IEC 14496-3).
  bool short_frames = s.config.size() >= 2 && (static_cast<unsigned char>(s.config[1]) & 4U) != 0;
  const std::int64_t frame = short_frames ? 960 : 1024;
  std::int64_t tolerance = ticks(sound_tolerance, times.timescale);
  std::int64_t first = ticks(t.samples.front().at, times.timescale);
  std::int64_t next = first;
  for (std::size_t i = 1; i < t.samples.size(); ++i) {
    std::int64_t lasts = frame;
    std::int64_t stated = ticks(t.samples[i].at, times.timescale);
    if (stated - next - frame > tolerance) lasts = stated - next;
    times.durations.push_back(static_cast<std::uint32_t>(lasts));
    next += lasts;
  }
  times.durations.push_back(static_cast<std::uint32_t>(frame));
  set_beginning(times, first, next + frame);
  return times;
}

std::string mp4_header(const track_index& pictures, const picture_stream& picture, const track_index* sounds,
                       const sound_stream* sound, nanoseconds length) {
  track_times times = times_of_pictures(pictures);
  presentation p = presentation_of(times, length);
  std::string tracks = track_box(
      1, p, times, &picture, media_box(true, times, sample_table(pictures, times, picture_entry(picture))));
  std::int64_t longest = p.late + p.shown;
  if (sound != nullptr) {
    track_times heard = times_of_sound(*sounds, *sound);
    presentation q = presentation_of(heard, length);
    tracks += track_box(2, q, heard, nullptr,
                        media_box(false, heard, sample_table(*sounds, heard, sound_entry(*sound))));
    longest = std::max(longest, q.late + q.shown);
  }
  std::string movie = full_box("mvhd", 1, 0,
                               number(0, 8) + number(0, 8) + u32(movie_timescale) + number(longest, 8) +
                                   u32(0x10000) + u16(0x100) + std::string(10, '\0') + std::string(upright) +
                                   std::string(24, '\0') + u32(sound != nullptr ? 3 : 2));
  return box("ftyp", "isom" + u32(0x200) + "isomiso2avc1mp41") + box("moov", movie + tracks);
}

}  // namespace bangtin::media::ingest
