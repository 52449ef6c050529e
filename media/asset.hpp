// A media item as the house knows it: what was loaded, and the renditions that screens fetch.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::media {

// What the ingest worker found and made of one file. All texts come from the worker and were bounded by it.
struct ingested {
  playlists::programme::media_kind kind = playlists::programme::media_kind::image;
  int width = 0;  // in pixels, upright, of the rendition; 0 for subtitles
  int height = 0;
  std::chrono::milliseconds duration{};  // video only
  int pages = 0;                         // guides only
  bool sound = false;
  // In order; names are files in the worker's output folder. Empty: the original itself is the rendition, bit
  // for bit.
  std::vector<std::string> made;
};

// The worker's answer on its standard output, canonical JSON (docs/media.md): {"ok":{...}}, or
// {"rejected":{"code","what":{"args","id"},"remedy":{"args","id"}}}.
std::string to_json(const ingested& i);
std::string rejection_to_json(const error& e);
// The ingested file, or the error with which the worker refused it. The text is not trusted: the worker has
// read a stranger's file. errc::internal for anything but a well-formed answer.
result<ingested> ingest_answer_from_json(std::string_view text);
constexpr std::size_t max_answer_bytes = 64 * 1024;
// With this the worker ends when it cannot work at all, whatever the file; with 0 when it has answered.
constexpr int exit_worker_cannot_work = 3;

// Limits of a file, all configurable in bangtind.toml under [media].
struct ingest_limits {
  std::uint64_t bytes = 4ULL << 30;
  std::chrono::milliseconds duration = std::chrono::hours(2);
  int pages = 200;
  std::int64_t pixels = 100'000'000;
  std::chrono::seconds cpu{1200};     // of the worker in all
  std::uint64_t memory = 2ULL << 30;  // address space of the worker's data
  std::chrono::seconds wall{0};       // of the worker by the clock on the wall; 0: cpu + 60 s
};

// Runs bangtin-ingest on `file` (opened here, handed over as a descriptor), which may write only into
// `output`, a folder that is empty or not there yet. Blocking, at most `wall`. errc::invalid, limit or
// unsupported with the worker's own words when it refuses the file; errc::invalid too when it crashes or
// overruns on it, as then the file is to blame until shown otherwise; errc::io when it cannot work at all. On
// any failure `output` is deleted with all that is in it; on success it holds just the files of `made`.
result<ingested> run_ingest(const std::filesystem::path& file, const std::filesystem::path& output,
                            const ingest_limits& limits);

}  // namespace bangtin::media
