#include "player/sync/outbox.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "media/screenshot.hpp"

namespace bangtin::player::sync {

namespace {
constexpr std::size_t most_waiting = 200;
constexpr std::size_t most_files = 100;
}  // namespace

answer_line::answer_line(std::string screen, const media_files& files, std::function<void()> arrived)
    : screen_(std::move(screen)), files_(files), arrived_(std::move(arrived)) {}

void answer_line::add(answer a) {
  if (const auto* wanted = std::get_if<file_wanted>(&a)) {
    bool known = std::find(files_wanted_.begin(), files_wanted_.end(), wanted->file) != files_wanted_.end();
    if (!known && files_wanted_.size() < most_files) files_wanted_.push_back(wanted->file);
    return;
  }
  if (std::holds_alternative<shot_taken>(a)) {
    std::erase_if(waiting_, [](const answer& other) { return std::holds_alternative<shot_taken>(other); });
  }
  if (waiting_.size() >= most_waiting) waiting_.pop_front();
  waiting_.push_back(std::move(a));
}

result<void> answer_line::work(daemon_api& daemon, const std::function<bool()>& hurry) {
  while (!waiting_.empty()) {
    result<void> sent = send(daemon, waiting_.front());
    if (!sent && sent.error().code == errc::unreachable) return sent;
    if (!sent) spdlog::warn("an answer is refused: {}", describe(sent.error()));
    waiting_.pop_front();
  }
  while (!files_wanted_.empty() && !hurry()) {
    result<void> fetched = fetch(daemon, hurry);
    if (!fetched && hurry()) return {};
    if (!fetched && fetched.error().code == errc::unreachable) return fetched;
    if (!fetched) spdlog::error("a notice's file: {}", describe(fetched.error()));
    files_wanted_.pop_front();
    if (fetched) arrived_();
  }
  return {};
}

result<void> answer_line::send(daemon_api& daemon, const answer& a) {
  if (const auto* said = std::get_if<wire::acknowledgement>(&a)) return daemon.acknowledge(screen_, *said);
  const auto& shot = std::get<shot_taken>(a);
  result<std::string> jpeg =
      media::to_jpeg(shot.picture.pixels, shot.picture.size.width, shot.picture.size.height);
  if (!jpeg) return jpeg.error();
  return daemon.send_shot(screen_, shot.wish, *jpeg);
}

result<void> answer_line::fetch(daemon_api& daemon, const std::function<bool()>& hurry) {
  auto from = [&](const digest& d, std::int64_t at, const byte_sink& sink) {
    return daemon.fetch(d, at, [&](std::string_view piece) { return sink(piece) && !hurry(); });
  };
  return files_.fetch(files_wanted_.front(), from);
}

}  // namespace bangtin::player::sync
