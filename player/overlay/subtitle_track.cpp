#include "player/overlay/subtitle_track.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "base/files.hpp"

namespace bangtin::player {

namespace {
constexpr std::size_t most_lines = 4;
}

subtitle_track::subtitle_track(std::vector<media::subtitle> all) : all_(std::move(all)) {
  std::chrono::milliseconds latest{};
  for (const media::subtitle& s : all_) latest_.push_back(latest = std::max(latest, s.to));
}

std::string subtitle_track::text_at(microseconds t) const {
  auto after = std::upper_bound(all_.begin(), all_.end(), t,
                                [](microseconds at, const media::subtitle& s) { return at < s.from; });
  std::vector<const media::subtitle*> on;
  for (auto i = static_cast<std::size_t>(after - all_.begin()); i > 0 && latest_[i - 1] > t; --i) {
    if (all_[i - 1].to > t) on.push_back(&all_[i - 1]);
    if (on.size() == most_lines) break;
  }
  std::string text;
  std::size_t lines = 0;
  for (auto s = on.rbegin(); s != on.rend(); ++s) {
    for (std::size_t begin = 0; begin <= (*s)->text.size() && lines < most_lines; ++lines) {
      std::size_t end = std::min((*s)->text.find('\n', begin), (*s)->text.size());
      text += (lines == 0 ? "" : "\n") + (*s)->text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
  return text;
}

std::optional<microseconds> subtitle_track::next_change(microseconds t) const {
  auto after = std::upper_bound(all_.begin(), all_.end(), t,
                                [](microseconds at, const media::subtitle& s) { return at < s.from; });
  std::optional<microseconds> next;
  if (after != all_.end()) next = after->from;
  for (auto i = static_cast<std::size_t>(after - all_.begin()); i > 0 && latest_[i - 1] > t; --i) {
    if (all_[i - 1].to > t) next = std::min<microseconds>(next.value_or(microseconds::max()), all_[i - 1].to);
  }
  return next;
}

// ---- reading

struct subtitle_reader::shared {
  std::atomic<bool> done = false;
  std::shared_ptr<const subtitle_track> track;  // written before `done`, read after it
};

subtitle_reader::subtitle_reader(const std::filesystem::path& file) : shared_(std::make_shared<shared>()) {
  auto read = [to = shared_, file] {
    try {
      result<std::string> text = read_file(file, media::most_subtitle_bytes);
      auto all = text ? media::parse_subtitles(*text) : text.error();
      if (all) {
        to->track = std::make_shared<const subtitle_track>(std::move(*all));
      } else {
        spdlog::warn("subtitles {}: {}", file.filename().string(), describe(all.error()));
      }
    } catch (const std::exception& e) {
      spdlog::warn("subtitles {}: {}", file.filename().string(), e.what());
    }
    to->done = true;
  };
  try {
    std::thread(read).detach();
  } catch (const std::system_error& e) {
    spdlog::warn("subtitles: {}", e.what());
    shared_->done = true;
  }
}

bool subtitle_reader::done() const {
  return shared_->done;
}

std::shared_ptr<const subtitle_track> subtitle_reader::track() const {
  return done() ? shared_->track : nullptr;
}

}  // namespace bangtin::player
