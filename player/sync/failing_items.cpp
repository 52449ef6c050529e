#include "player/sync/failing_items.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bangtin::player::sync {

namespace {

message sentence(const std::string& media, const std::string& reason) {
  if (reason == "file-missing")
    return msg("\"{}\" is not shown: its file is not on this screen or was damaged", media);
  if (reason == "out-of-memory")
    return msg("\"{}\" is not shown: the screen's machine has too little memory", media);
  if (reason == "not-ready") return msg("\"{}\" was not shown: its picture was not ready in time", media);
  if (reason == "quarantined")
    return msg("\"{}\" is not shown any more: it failed three times in a row", media);
  if (reason == "decoder-crash" || reason == "decoder-error" || reason == "decoder-timeout") {
    return msg("\"{}\" is not shown: its file cannot be decoded", media);
  }
  return msg("\"{}\" was not shown ({})", media, reason);
}

// Reasons that lie in the item or its file; others (a notice, a lost display, a withdrawal) do not.
bool is_of_the_item(std::string_view reason) {
  static constexpr std::array<std::string_view, 7> all{"file-missing",   "out-of-memory", "not-ready",
                                                       "quarantined",    "decoder-crash", "decoder-error",
                                                       "decoder-timeout"};
  return std::find(all.begin(), all.end(), reason) != all.end();
}

}  // namespace

void failing_items::play_ended(const evidence::record& end) {
  if (!end.play || !end.end) return;
  const std::string& media = end.play->media;
  if (end.end->outcome != evidence::play_outcome::failed) {
    if (end.end->frames > 0) why_.erase(media);
    return;
  }
  if (!is_of_the_item(end.end->reason)) return;
  // Quarantine follows from failures that say more.
  if (end.end->reason == "quarantined" && why_.contains(media)) return;
  why_[media] = sentence(media, end.end->reason);
}

void failing_items::keep_only(const playlists::programme::programme& p) {
  std::erase_if(why_, [&](const auto& entry) { return p.find_media(entry.first) == nullptr; });
}

std::optional<error> failing_items::problem() const {
  if (why_.empty()) return std::nullopt;
  error e{errc::invalid, why_.begin()->second, {}};
  e.remedy = why_.size() == 1
                 ? msg("load the file again or show another in its place; this is told until it plays again")
                 : msg("load the file again or show another in its place; {} more items are not shown either",
                       why_.size() - 1);
  return e;
}

}  // namespace bangtin::player::sync
