// The file is: ftyp, moov, free (what is left of the room), mdat. A chunk holds half a second of one track,
// and the chunks of both tracks follow each other by time, so that a player reads the file in one go. Where
// the source is not interleaved like that, chunks wait in memory for the other track, up to a limit.
#include "media/ingest/mp4_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "media/ingest/job.hpp"
#include "media/new_file.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr nanoseconds chunk_length = std::chrono::milliseconds(500);
constexpr std::size_t max_chunk_bytes = std::size_t{1} << 20;
constexpr std::size_t max_waiting_bytes = std::size_t{64} << 20;

// For each second 31 pictures of 24 bytes (size, time, delay, key), 50 pieces of sound of 12, and the places
// of four chunks.
constexpr std::uint64_t room_for_a_second = 31 * 24 + 50 * 12 + 4 * 20;
constexpr std::uint64_t room_for_the_rest = 8192;
constexpr std::uint64_t mdat_head = 16;

std::string head_of(std::string_view type, std::uint64_t length) {
  std::string text;
  for (int i = 3; i >= 0; --i) text += static_cast<char>(length >> (8 * i) & 0xFF);
  return text.append(type);
}

// With a length of 64 bits.
std::string long_head_of(std::string_view type, std::uint64_t length) {
  std::string text = head_of(type, 1);
  for (int i = 7; i >= 0; --i) text += static_cast<char>(length >> (8 * i) & 0xFF);
  return text;
}

error write_error(int number) {
  if (number == EFBIG) {
    return {errc::limit, msg("this video becomes too large when it is converted"),
            msg("cut it into shorter parts, then load them again")};
  }
  return write_failure(msg("write the converted video"), number);
}

}  // namespace

mp4_writer::mp4_writer(unique_fd fd, std::uint64_t room, bool has_sound)
    : fd_(std::move(fd)), room_(room), end_(room), has_sound_(has_sound) {
  sounds_.ended = !has_sound;
}

result<mp4_writer> mp4_writer::create(const std::filesystem::path& file, nanoseconds length, bool has_sound) {
  unique_fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return write_error(errno);
  auto seconds = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(length).count()) + 1;
  return mp4_writer(std::move(fd), room_for_the_rest + seconds * room_for_a_second + mdat_head, has_sound);
}

result<void> mp4_writer::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return write_error(errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

result<void> mp4_writer::add(track t, std::string_view bytes, nanoseconds at, nanoseconds duration,
                             bool key) {
  lane& l = of(t);
  l.index.samples.push_back({at, static_cast<std::uint32_t>(bytes.size()), key});
  if (l.index.samples.size() == 1 || at >= l.last) {
    l.last = at;
    l.index.last_duration = duration;
  }
  if (l.open.samples == 0) l.open.from = l.open.until = at;
  l.open.bytes.append(bytes);
  l.open.until = std::max(l.open.until, at + duration);
  ++l.open.samples;
  if (l.open.until - l.open.from < chunk_length && l.open.bytes.size() < max_chunk_bytes) return {};
  close_chunk(l);
  return write_ready();
}

void mp4_writer::close_chunk(lane& l) {
  if (l.open.samples == 0) return;
  waiting_ += l.open.bytes.size();
  l.closed.push_back(std::move(l.open));
  l.open = {};
}

result<void> mp4_writer::end(track t) {
  close_chunk(of(t));
  of(t).ended = true;
  return write_ready();
}

result<void> mp4_writer::write_ready() {
  while (true) {
    bool pictures = !pictures_.closed.empty();
    bool sounds = !sounds_.closed.empty();
    if (!pictures && !sounds) return {};
    bool all_there = (pictures || pictures_.ended) && (sounds || sounds_.ended);
    if (!all_there && waiting_ < max_waiting_bytes) return {};
    bool picture_first =
        !sounds || (pictures && pictures_.closed.front().from <= sounds_.closed.front().from);
    if (auto written = write_chunk(of(picture_first ? track::picture : track::sound)); !written)
      return written;
  }
}

result<void> mp4_writer::write_chunk(lane& l) {
  chunk c = std::move(l.closed.front());
  l.closed.pop_front();
  waiting_ -= c.bytes.size();
  l.index.chunks.push_back({end_, c.samples});
  auto written = write_at(end_, c.bytes);
  end_ += c.bytes.size();
  return written;
}

result<void> mp4_writer::finish(nanoseconds length) {
  for (track t : {track::picture, track::sound}) {
    if (auto ended = end(t); !ended) return ended;
  }
  if (pictures_.index.samples.empty() || !pictures_.stream) return damaged();
  bool sound = has_sound_ && !sounds_.index.samples.empty() && sounds_.stream;
  std::string header = mp4_header(pictures_.index, *pictures_.stream, sound ? &sounds_.index : nullptr,
                                  sound ? &*sounds_.stream : nullptr, length);
  constexpr std::uint64_t free_head = 8;
  std::uint64_t room = room_ - mdat_head;
  // Far more samples than a film of this length has.
  if (header.size() + free_head > room) return damaged();
  header += head_of("free", room - header.size());
  if (auto written = write_at(0, header); !written) return written;
  return write_at(room, long_head_of("mdat", end_ - room));
}

}  // namespace bangtin::media::ingest
