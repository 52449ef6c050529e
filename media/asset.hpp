// A media item in the daemon: the file that was loaded, and the renditions that screens fetch.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::media {

// What the ingest worker found in one file, and what it made from it. All texts come from the worker, which
// limits their length.
struct ingested {
  playlists::programme::media_kind kind = playlists::programme::media_kind::image;
  int width = 0;  // in pixels, upright, of the rendition; 0 for subtitles
  int height = 0;
  std::chrono::milliseconds duration{};  // video only
  int pages = 0;                         // guides only
  bool sound = false;
  // The renditions in order, as names of files in the worker's output folder. Empty: the original file is the
  // rendition, bit for bit.
  std::vector<std::string> made;
  std::string title{};              // the title in the file's tags; may be empty
  std::vector<message> warnings{};  // what staff should know although the file is accepted: "too small", ...
  // Names of JPEG files in the output folder, made outside of the worker from what the player's decoder shows
  // (never part of the worker's answer): one small picture, and a sheet of up to 12 for the approver. Empty
  // for subtitles.
  std::string thumbnail{};
  std::string sheet{};
};

// A title from a file's tags as people should read it: one line, at most 200 bytes of clean UTF-8, without
// blanks at its ends.
std::string tidy_title(std::string_view text);

// The worker's answer on its standard output, canonical JSON (docs/media.md): {"ok":{...}}, or
// {"rejected":{"code","what":{"args","id"},"remedy":{"args","id"}}}.
std::string to_json(const ingested& i);  // at most 20 warnings; the first ones
std::string rejection_to_json(const error& e);
// The ingested file, or the error with which the worker rejected it. The text is untrusted, because the
// worker has read an untrusted file. errc::internal for anything but a well-formed answer.
result<ingested> ingest_answer_from_json(std::string_view text);
constexpr std::size_t max_answer_bytes = 64 * 1024;
// The worker exits with this code when it cannot work at all, whatever the file; it exits with 0 when it has
// answered.
constexpr int exit_worker_cannot_work = 3;

// Limits for one file. bangtind.toml can set all of them except `wall` and `stall` under
// [media].
struct ingest_limits {
  std::uint64_t bytes = 4ULL << 30;
  std::chrono::milliseconds duration = std::chrono::hours(2);
  int pages = 200;
  std::int64_t pixels = 100'000'000;
  std::chrono::seconds cpu{1200};     // CPU time of the worker, until it knows how long a film is
  int film_cpu = 10;                  // and from then on: its seconds of CPU time for each second of the film
  std::uint64_t memory = 2ULL << 30;  // address space for the worker's data
  std::chrono::seconds wall{0};       // wall-clock time of one worker process; 0: while it makes progress
  std::chrono::seconds stall{300};    // without progress and without using the processor; see run_worker
};

// How the caller follows and ends a run.
struct ingest_control {
  std::stop_token stop;                             // requested: the worker is killed; errc::conflict
  std::function<void(int permille)> progress = {};  // called on the thread of run_ingest; never goes back
};

// Runs bangtin-ingest on `file`, which is opened here and passed as a descriptor, and then the player's own
// decoder on every rendition (on the file itself when it is kept; not on subtitles). The worker can write
// only into `output`, a folder that is empty or does not exist yet. When the worker or the decoder rejects
// the file: errc::invalid, limit or unsupported, with a message for staff. When one of them crashes:
// errc::invalid; when it exceeds its CPU or wall time or is stuck: errc::limit; in both cases the file is
// probably the cause. When one cannot work at all, or is killed from outside twice: errc::io. When the two
// disagree, or the decoder cannot show what the worker made: errc::internal. When `control.stop` was
// requested: errc::conflict. On any failure `output` is deleted with its content; on success it contains
// exactly the files of `made`, `thumbnail` and `sheet`. Both processes die with the calling thread.
result<ingested> run_ingest(const std::filesystem::path& file, const std::filesystem::path& output,
                            const ingest_limits& limits, const ingest_control& control = {});

}  // namespace bangtin::media
