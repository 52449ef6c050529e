// Two queues, one of answers and one of files. While the daemon is unreachable, entries stay in their queues.
#include "player/sync/outbox.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "media/screenshot.hpp"

namespace bangtin::player::sync {

namespace {
constexpr std::size_t max_waiting = 200;
constexpr std::size_t max_files = 100;
}  // namespace

outbox::outbox(std::string screen, const media_files& files, std::function<void()> arrived)
    : screen_(std::move(screen)), files_(files), arrived_(std::move(arrived)) {}

void outbox::add(answer a) {
  if (const auto* wanted = std::get_if<file_wanted>(&a)) {
    bool known = std::find(files_wanted_.begin(), files_wanted_.end(), wanted->file) != files_wanted_.end();
    if (!known && files_wanted_.size() < max_files) files_wanted_.push_back(wanted->file);
    return;
  }
  if (std::holds_alternative<screenshot_taken>(a)) {
    std::erase_if(waiting_,
                  [](const answer& other) { return std::holds_alternative<screenshot_taken>(other); });
  }
  if (waiting_.size() >= max_waiting) waiting_.pop_front();
  waiting_.push_back(std::move(a));
}

result<void> outbox::work(daemon_api& daemon, const std::function<bool()>& hurry) {
  while (!waiting_.empty()) {
    result<void> sent = send(daemon, waiting_.front());
    if (!sent && sent.error().code == errc::unreachable) return sent;
    if (!sent) spdlog::warn("an answer is refused: {}", describe(sent.error()));
    waiting_.pop_front();
  }
  while (!files_wanted_.empty() && !hurry()) {
    result<void> fetched = fetch(daemon, hurry);
    if (!fetched && hurry()) return {};
    bool again =
        !fetched && (fetched.error().code == errc::unreachable || fetched.error().code == errc::limit);
    if (again) {
      // A file that crawls does not hold up the next one.
      std::rotate(files_wanted_.begin(), files_wanted_.begin() + 1, files_wanted_.end());
      return fetched;
    }
    if (!fetched) spdlog::error("a notice's file: {}", describe(fetched.error()));
    files_wanted_.pop_front();
    if (fetched) arrived_();
  }
  return {};
}

result<void> outbox::send(daemon_api& daemon, const answer& a) {
  if (const auto* said = std::get_if<wire::acknowledgement>(&a)) return daemon.acknowledge(screen_, *said);
  const auto& screenshot = std::get<screenshot_taken>(a);
  result<std::string> jpeg = media::to_jpeg(screenshot.content.pixels, screenshot.content.size.width,
                                            screenshot.content.size.height);
  if (!jpeg) return jpeg.error();
  return daemon.send_screenshot(screen_, screenshot.request, *jpeg);
}

result<void> outbox::fetch(daemon_api& daemon, const std::function<bool()>& hurry) {
  auto from = [&](const digest& d, std::int64_t at, const byte_sink& sink) {
    return daemon.fetch(d, at, [&](std::string_view piece) { return sink(piece) && !hurry(); });
  };
  return files_.fetch(files_wanted_.front(), from);
}

}  // namespace bangtin::player::sync
