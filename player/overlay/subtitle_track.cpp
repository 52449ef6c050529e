// Subtitles are sorted by start. For each one latest_ holds the latest end of it and all before it, so a
// search backwards can stop early.
#include "player/overlay/subtitle_track.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/files.hpp"

namespace bangtin::player::overlay {

namespace {
constexpr std::size_t max_lines = media::subtitles::max_cue_lines;
}

subtitle_track::subtitle_track(std::vector<media::subtitles::cue> all) : all_(std::move(all)) {
  std::chrono::milliseconds latest{};
  for (const media::subtitles::cue& s : all_) latest_.push_back(latest = std::max(latest, s.to));
}

std::string subtitle_track::text_at(microseconds t) const {
  auto after = std::upper_bound(all_.begin(), all_.end(), t,
                                [](microseconds at, const media::subtitles::cue& s) { return at < s.from; });
  std::vector<const media::subtitles::cue*> on;
  for (auto i = static_cast<std::size_t>(after - all_.begin()); i > 0 && latest_[i - 1] > t; --i) {
    if (all_[i - 1].to > t) on.push_back(&all_[i - 1]);
    if (on.size() == max_lines) break;
  }
  std::string text;
  std::size_t lines = 0;
  for (auto s = on.rbegin(); s != on.rend(); ++s) {
    for (std::size_t begin = 0; begin <= (*s)->text.size() && lines < max_lines; ++lines) {
      std::size_t end = std::min((*s)->text.find('\n', begin), (*s)->text.size());
      text += (lines == 0 ? "" : "\n") + (*s)->text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
  return text;
}

std::optional<microseconds> subtitle_track::next_change(microseconds t) const {
  auto after = std::upper_bound(all_.begin(), all_.end(), t,
                                [](microseconds at, const media::subtitles::cue& s) { return at < s.from; });
  std::optional<microseconds> next;
  if (after != all_.end()) next = after->from;
  for (auto i = static_cast<std::size_t>(after - all_.begin()); i > 0 && latest_[i - 1] > t; --i) {
    if (all_[i - 1].to > t) next = std::min<microseconds>(next.value_or(microseconds::max()), all_[i - 1].to);
  }
  return next;
}

// ---- reading

namespace {

std::shared_ptr<const subtitle_track> read_track(const std::filesystem::path& file) {
  try {
    result<std::string> text = read_file(file, media::subtitles::max_file_bytes);
    auto read = text ? media::subtitles::read_subtitles(*text) : text.error();
    if (read) return std::make_shared<const subtitle_track>(std::move(read->cues));
    spdlog::warn("subtitles {}: {}", file.filename().string(), describe(read.error()));
  } catch (const std::exception& e) {
    spdlog::warn("subtitles {}: {}", file.filename().string(), e.what());
  }
  return nullptr;
}

}  // namespace

subtitle_reader::subtitle_reader() : subtitle_reader(read_track) {}
subtitle_reader::subtitle_reader(read_function read) : read_(std::move(read)) {}
subtitle_reader::~subtitle_reader() = default;

void subtitle_reader::read(const std::filesystem::path& file) {
  std::lock_guard guard(lock_);
  wanted_ = file;
  track_ = nullptr;
  done_ = file.empty();
  if (done_) return;
  came_.notify_one();
  if (thread_.joinable()) return;
  try {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  } catch (const std::system_error& e) {
    spdlog::warn("subtitles: {}", e.what());
    done_ = true;
  }
}

void subtitle_reader::run(const std::stop_token& stop) {
  std::unique_lock guard(lock_);
  while (came_.wait(guard, stop, [this] { return !done_; })) {
    std::filesystem::path file = wanted_;
    guard.unlock();
    std::shared_ptr<const subtitle_track> track = read_(file);
    guard.lock();
    if (file != wanted_) continue;
    track_ = std::move(track);
    done_ = true;
  }
}

bool subtitle_reader::done() const {
  std::lock_guard guard(lock_);
  return done_;
}

std::shared_ptr<const subtitle_track> subtitle_reader::track() const {
  std::lock_guard guard(lock_);
  return track_;
}

}  // namespace bangtin::player::overlay
