// The strongest evidence first: a notice that the screen acknowledged, a play with its END, then what the
// player said about itself, and last what follows from its silence.
#include "evidence/report/shown_at.hpp"

#include <algorithm>
#include <array>

#include "base/inner_message.hpp"

namespace bangtin::evidence::report {

namespace {

std::optional<std::size_t> first_with(const std::vector<time_span>& spans, utc_ms t) {
  for (std::size_t i = 0; i < spans.size() && spans[i].from <= t; ++i) {
    if (spans[i].contains(t)) return i;
  }
  return std::nullopt;
}

// The play that was on the glass at `t` by the best evidence. Of two that are equally good the later one: a
// restart shows a slot again.
std::optional<std::size_t> play_at(const screen_history& h, utc_ms t, bool ended) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < h.plays.size() && h.plays[i].on_glass.from <= t; ++i) {
    const shown_play& p = h.plays[i];
    if (!p.verified || p.ended != ended || !p.on_glass.contains(t)) continue;
    if (!found || p.standing <= h.plays[*found].standing) found = i;
  }
  return found;
}

// The counting lets no two plays be on the screen at once; among those that it leaves uncounted nothing does.
bool is_contradicted(const screen_history& h, std::size_t i, utc_ms t) {
  const shown_play& p = h.plays[i];
  if (p.standing != play_verdict::uncounted) return false;
  return std::any_of(h.plays.begin(), h.plays.end(), [&](const shown_play& other) {
    bool same = other.media == p.media && other.campaign == p.campaign;
    return !same && other.verified && other.ended && other.why_not.empty() && other.on_glass.contains(t);
  });
}

bool is_near_an_end(const shown_play& p, utc_ms t) {
  return t - p.on_glass.from < p.bound || p.on_glass.to - t <= p.bound;
}

// What a play that covers the instant tells.
shown_answer from_play(const screen_history& h, std::size_t i, utc_ms at) {
  const shown_play& p = h.plays[i];
  bool near = is_near_an_end(p, at);
  if (!p.why_not.empty()) return {shown_verdict::unknown, i, {}, p.why_not, near};
  if (is_contradicted(h, i, at)) return {shown_verdict::unknown, i, {}, "overlap", near};
  return {shown_verdict::ours, i, {}, "play", near};
}

// What follows from the silence between two runs. A player that had run through a planned slot would have
// left its START; where none was due, it may have run on.
shown_answer from_silence(const screen_history& h, const silence& s, utc_ms at) {
  if (at - s.when.from < s.bound || s.when.to - at <= s.bound) {
    return {shown_verdict::unknown, {}, {}, "clock", false};
  }
  if (s.missed && *s.missed <= at) return {shown_verdict::nothing, {}, {}, "player-off", false};
  if (first_with(h.closed, at)) return {shown_verdict::nothing, {}, {}, "closed-or-off", false};
  return {shown_verdict::unknown, {}, {}, "none-due", false};
}

bool runs_after(const screen_history& h, utc_ms at) {
  return std::any_of(h.running.begin(), h.running.end(), [&](const time_span& s) { return s.from > at; });
}

// A notice leaves no records while it is on, so a player that was started again in its time may have stopped
// at any instant before.
shown_answer from_notice(const screen_history& h, std::size_t n, utc_ms at) {
  bool restarted = std::any_of(h.running.begin(), h.running.end(),
                               [&](const time_span& s) { return s.from > at && s.from < h.notices[n].to; });
  if (first_with(h.running, at) || !restarted) return {shown_verdict::ours, {}, n, "notice", false};
  return {shown_verdict::unknown, {}, n, "notice-restart", false};
}

bool is_doubtful(const screen_history& h, utc_ms at) {
  return std::any_of(h.plays.begin(), h.plays.end(),
                     [&](const shown_play& p) { return !p.verified && p.on_glass.contains(at); });
}

const std::vector<std::pair<std::string_view, message>>& shown_reasons() {
  static const std::vector<std::pair<std::string_view, message>> all{
      {"play", msg("the screen has a signed record of this play, from its first frame to its last")},
      {"notice", msg("the screen confirmed that it showed this emergency notice")},
      {"notice-restart", msg("the screen confirmed that it showed this emergency notice, but the player was "
                             "started again later, and no record says when it had stopped")},
      {"no-display", msg("the player ran, but no display was connected or it was off")},
      {"closed", msg("the screen was outside of its opening hours, and the player showed black")},
      {"player-off", msg("the player did not run, or had no display: whatever was on the glass did not come "
                         "from this system")},
      {"closed-or-off", msg("the screen was outside of its opening hours, and the player showed black or did "
                            "not run: whatever was on the glass did not come from this system")},
      {"none-due",
       msg("no record was due at this instant: the player showed its standby picture, or it did not run")},
      {"no-end", msg("a play had begun, and no record says when it ended")},
      {"no-play", msg("the player ran, and no record says what it showed at this instant")},
      {"doubtful-records",
       msg("records about this instant exist, but they do not verify: see \"bangtin status\"")},
      {"no-records", msg("the screen has sent no records about this instant yet")},
      {"not-approved", msg("a record names an item that its programme does not have on this screen, so "
                           "nobody approved it: look for who else could use the screen's key")},
      {"output-disconnected",
       msg("a play is recorded, but the display was off or disconnected for a part of it or all of it")}};
  return all;
}

}  // namespace

std::string_view to_string(shown_verdict v) {
  constexpr std::array<std::string_view, 4> names{"ours", "dark", "nothing", "unknown"};
  return names[static_cast<std::size_t>(v)];
}

shown_answer shown_at(const screen_history& h, utc_ms at) {
  if (auto n = first_with(h.notices, at)) return from_notice(h, *n, at);
  if (auto p = play_at(h, at, true)) return from_play(h, *p, at);
  // A record of doubtful origin may not clear the screen, and may not blame it.
  if (is_doubtful(h, at)) return {shown_verdict::unknown, {}, {}, "doubtful-records", false};
  if (auto p = play_at(h, at, false)) return {shown_verdict::unknown, p, {}, "no-end", false};
  if (first_with(h.no_display, at)) return {shown_verdict::dark, {}, {}, "no-display", false};
  if (first_with(h.running, at)) {
    if (first_with(h.closed, at)) return {shown_verdict::dark, {}, {}, "closed", false};
    return {shown_verdict::unknown, {}, {}, "no-play", false};
  }
  for (const silence& s : h.silences) {
    if (s.when.contains(at)) return from_silence(h, s, at);
  }
  return {shown_verdict::unknown, {}, {}, runs_after(h, at) ? "records-missing" : "no-records", false};
}

message shown_reason_text(std::string_view reason) {
  for (const auto& [word, text] : shown_reasons()) {
    if (word == reason) return text;
  }
  if (reason == "records-missing" || reason == "clock") return reason_text(reason);
  return msg("a play is recorded, but not that anybody could see it: {}", inner(reason_text(reason)));
}

}  // namespace bangtin::evidence::report
