// Trusts nothing that comes from the process: numbers have limits, texts are not shown to staff, and pixels
// are only pixels.
#include "media/decoder_check.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/json.hpp"
#include "media/decoder_answer.hpp"
#include "media/worker_process.hpp"

namespace bangtin::media {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t max_frames = 100'000'000;
constexpr std::int64_t max_shown_ms = 24LL * 3600 * 1000;  // as long as a decoder runs
constexpr int max_side = 32'768;

error garbled() {
  return {errc::internal, msg("the program that shows media files gave an answer that makes no sense"),
          msg("try again with another file; if that fails too, reinstall bangtin")};
}

message copy_again() {
  return msg("copy it again from its source, or export it again");
}

// "after 3 of 12 seconds", which staff can look at.
error damaged_film(bool sound, milliseconds after, milliseconds length) {
  std::int64_t seconds = after.count() / 1000;
  std::int64_t all = std::max<std::int64_t>((length.count() + 500) / 1000, seconds);
  if (seconds == 0) {
    return {errc::invalid,
            sound ? msg("the sound of this video is damaged at its beginning")
                  : msg("this video is damaged at its beginning"),
            copy_again()};
  }
  return {errc::invalid,
          sound ? msg("the sound of this video is damaged after {} of {} seconds", seconds, all)
                : msg("this video is damaged after {} of {} seconds", seconds, all),
          copy_again()};
}

error refusal_from(const json::value& v, milliseconds length) {
  json_reader f(v);
  std::string why = f.text("why", 32);
  auto after = milliseconds(f.integer("after_ms", 0, max_shown_ms));
  f.text("text", 512);
  f.text("word", 32);
  if (f.finish()) return garbled();
  bool film = length.count() > 0;
  if (why == "cut-off") return {errc::invalid, msg("this file is cut off: its end is missing"), copy_again()};
  if (why == "damaged" && !film) return {errc::invalid, msg("this picture is damaged"), copy_again()};
  if (why == "damaged") return damaged_film(false, after, length);
  if (why == "sound-damaged") return damaged_film(true, after, length);
  if (why != "not-shown") return garbled();
  return {errc::invalid, msg("screens cannot show this file: their decoder finds no picture in it"),
          msg("save or export it again with another program, then load it again")};
}

std::optional<small_picture> picture_from(const json::value& v, const fitting_sides& sides) {
  json_reader f(v);
  small_picture p;
  p.at = milliseconds(f.integer("at_ms", 0, max_shown_ms));
  p.width = static_cast<int>(f.integer("width", 1, sides.longer_px));
  p.height = static_cast<int>(f.integer("height", 1, sides.longer_px));
  if (f.finish() || std::min(p.width, p.height) > sides.shorter_px) return std::nullopt;
  return p;
}

std::optional<shown> shown_from(const json::value& v, bool film) {
  json_reader f(v);
  shown s;
  s.frames = f.integer("frames", 1, max_frames);
  s.width = static_cast<int>(f.integer("width", 1, max_side));
  s.height = static_cast<int>(f.integer("height", 1, max_side));
  s.pictures_end = milliseconds(f.integer("shown_ms", 0, max_shown_ms));
  s.sound_end = milliseconds(f.integer("sound_ms", 0, max_shown_ms));
  const auto& list = f.list("pictures", film ? max_small_pictures : 1);
  for (const json::value& each : list) {
    auto p = picture_from(each, film ? small_film : small_still);
    if (!p || (!s.pictures.empty() && p->at < s.pictures.back().at)) return std::nullopt;
    s.pictures.push_back(std::move(*p));
  }
  if (f.finish() || s.pictures.empty()) return std::nullopt;
  return s;
}

// Reads the pixels of the pictures, which lie one after another.
bool read_pixels(int file, std::vector<small_picture>& pictures) {
  off_t at = 0;
  for (small_picture& p : pictures) {
    p.bgrx.resize(static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height) * 4);
    if (::pread(file, p.bgrx.data(), p.bgrx.size(), at) != static_cast<ssize_t>(p.bgrx.size())) return false;
    at += static_cast<off_t>(p.bgrx.size());
  }
  return true;
}

}  // namespace

result<shown> decoder_answer_from_json(std::string_view text, milliseconds length) {
  if (text.size() > max_answer_bytes) return garbled();
  auto parsed = parse_json(text);
  if (!parsed) return garbled();
  json_reader f(*parsed);
  bool ok = f.has("ok");
  const json::value& inner = f.any(ok ? "ok" : "failed");
  if (f.finish()) return garbled();
  if (!ok) return refusal_from(inner, length);
  auto s = shown_from(inner, length.count() > 0);
  if (!s) return garbled();
  return std::move(*s);
}

result<shown> check_by_decoder(int file, milliseconds length, const ingest_limits& limits,
                               const ingest_control& control) {
  // Its size is fixed, so that the process cannot fill the memory with it.
  unique_fd pixels(::memfd_create("bangtin-small", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!pixels || ::ftruncate(pixels.get(), small_pictures_bytes) != 0 ||
      ::fcntl(pixels.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return system_error(msg("make shared memory"), errno);
  }
  bool film = length.count() > 0;
  worker_task task;
  std::int64_t length_ms = std::min<std::int64_t>(length.count(), max_shown_ms);
  task.setup.argv = {worker_program("bangtin-decode").string(), "--check", film ? "--video" : "--still",
                     "--length-ms", std::to_string(length_ms)};
  if (film) task.setup.argv.emplace_back("--sound");
  task.setup.descriptors = {{file, checked_file_fd}, {pixels.get(), small_pictures_fd}};
  task.setup.environment = {"LC_ALL=C.UTF-8"};
  task.wall = limits.wall;
  task.stall = limits.stall;
  task.before_retry = [&pixels] { ::lseek(pixels.get(), 0, SEEK_SET); };
  auto answer = run_worker(task, control);
  if (!answer) return answer.error();
  auto s = decoder_answer_from_json(*answer, length);
  if (s && !read_pixels(pixels.get(), s->pictures)) return garbled();
  return s;
}

}  // namespace bangtin::media
