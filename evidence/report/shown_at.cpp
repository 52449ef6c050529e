// The strongest evidence first: a notice that the screen acknowledged, a play with its END, then what the
// player said about itself, and last what follows from its silence.
#include "evidence/report/shown_at.hpp"

#include <algorithm>
#include <array>

namespace bangtin::evidence::report {

namespace {

std::optional<std::size_t> first_with(const std::vector<time_span>& spans, utc_ms t) {
  for (std::size_t i = 0; i < spans.size() && spans[i].from <= t; ++i) {
    if (spans[i].contains(t)) return i;
  }
  return std::nullopt;
}

// The last play that was on the glass at `t`: of a restart's two plays the later one.
std::optional<std::size_t> play_at(const screen_history& h, utc_ms t, bool ended) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < h.plays.size() && h.plays[i].on_glass.from <= t; ++i) {
    const shown_play& p = h.plays[i];
    if (p.verified && p.ended == ended && p.on_glass.contains(t)) found = i;
  }
  return found;
}

bool is_near_an_end(const shown_play& p, utc_ms t) {
  return t - p.on_glass.from < p.bound || p.on_glass.to - t <= p.bound;
}

// What a play that covers the instant tells.
shown_answer from_play(const screen_history& h, std::size_t i, utc_ms at) {
  const shown_play& p = h.plays[i];
  if (p.output_off) return {shown_verdict::dark, i, {}, "no-display", is_near_an_end(p, at)};
  return {shown_verdict::ours, i, {}, "play", is_near_an_end(p, at)};
}

bool is_doubtful(const screen_history& h, utc_ms at) {
  return std::any_of(h.plays.begin(), h.plays.end(),
                     [&](const shown_play& p) { return !p.verified && p.on_glass.contains(at); });
}

}  // namespace

std::string_view to_string(shown_verdict v) {
  constexpr std::array<std::string_view, 4> names{"ours", "dark", "nothing", "unknown"};
  return names[static_cast<std::size_t>(v)];
}

shown_answer shown_at(const screen_history& h, utc_ms at) {
  if (auto n = first_with(h.notices, at)) return {shown_verdict::ours, {}, n, "notice", false};
  if (auto p = play_at(h, at, true)) return from_play(h, *p, at);
  // A record of doubtful origin may not clear the screen, and may not blame it.
  if (is_doubtful(h, at)) return {shown_verdict::unknown, {}, {}, "doubtful-records", false};
  if (auto p = play_at(h, at, false)) return {shown_verdict::unknown, p, {}, "no-end", false};
  if (first_with(h.no_display, at)) return {shown_verdict::dark, {}, {}, "no-display", false};
  if (first_with(h.running, at)) {
    if (first_with(h.closed, at)) return {shown_verdict::dark, {}, {}, "closed", false};
    return {shown_verdict::unknown, {}, {}, "no-play", false};
  }
  bool later =
      std::any_of(h.running.begin(), h.running.end(), [&](const time_span& s) { return s.from > at; });
  if (later) return {shown_verdict::nothing, {}, {}, "player-off", false};
  return {shown_verdict::unknown, {}, {}, "no-records", false};
}

message shown_reason_text(std::string_view reason) {
  if (reason == "play")
    return msg("the screen has a signed record of this play, from its first frame to its last");
  if (reason == "notice") return msg("the screen confirmed that it showed this emergency notice");
  if (reason == "no-display") return msg("the player ran, but no display was connected or it was off");
  if (reason == "closed")
    return msg("the screen was outside of its opening hours, and the player showed black");
  if (reason == "player-off") {
    return msg("the player did not run: whatever was on the glass did not come from this system");
  }
  if (reason == "no-end") return msg("a play had begun, and no record says when it ended");
  if (reason == "no-play") return msg("the player ran, and no record says what it showed at this instant");
  if (reason == "doubtful-records") {
    return msg("records about this instant exist, but they do not verify: see \"bangtin status\"");
  }
  return msg("the screen has sent no records about this instant yet");
}

}  // namespace bangtin::evidence::report
