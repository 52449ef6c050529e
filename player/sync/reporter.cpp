// Sending a batch again is always safe: the daemon knows what it has, and answers with the same receipt.
#include "player/sync/reporter.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "playlists/text/programme_formats.hpp"

namespace bangtin::player::sync {

namespace {
constexpr std::chrono::seconds status_every{15};
constexpr std::chrono::seconds status_every_while_fetching{5};
constexpr int max_resends = 3;  // in one round, so that two sides that cannot agree do not go on for ever
// The problem that people should know of first. A programme that was refused may be an attack; after that the
// supply explains more than a single file.
std::optional<error> first_problem(const status::snapshot& c, const supply& s) {
  auto first = c.problems.begin();
  bool refused = first != c.problems.end() && first->first == problem_source::programme;
  bool grows_old = s.state == supply_state::frozen && !c.problems.empty();
  bool accused = s.state != supply_state::good && s.state != supply_state::waiting;
  if (accused && !refused && !grows_old) return error{errc::limit, s.what, s.remedy};
  return first == c.problems.end() ? std::nullopt : std::optional(first->second);
}

// The words of a supply that is slow change with every rate.
bool looks_different(const wire::screen_status& a, const wire::screen_status& b) {
  bool same_words = a.problem_what == b.problem_what || (a.supply == "slow" && b.supply == "slow");
  return a.now_playing != b.now_playing || a.programme_version != b.programme_version ||
         a.output != b.output || a.next_version != b.next_version || a.supply != b.supply ||
         a.changeover_version != b.changeover_version || a.changeover_ms != b.changeover_ms ||
         (a.fetch_bytes_per_s == 0) != (b.fetch_bytes_per_s == 0) || !same_words;
}

}  // namespace

reporter::reporter(std::string screen, status& tells, evidence_source& source, const host_stats& host,
                   std::function<std::optional<milliseconds>()> clock_bound)
    : screen_(std::move(screen)),
      tells_(tells),
      source_(source),
      host_(host),
      clock_bound_(std::move(clock_bound)) {}

result<void> reporter::send_evidence(daemon_api& daemon, const ask_limits& limits) {
  auto refused = [&](const error& e) {
    if (e.code != errc::unreachable) {
      auto known = tells_.read().problems;
      auto before = known.find(problem_source::evidence);
      if (before == known.end() || before->second != e) spdlog::error("evidence: {}", describe(e));
      tells_.set_problem(problem_source::evidence, e);
    }
    return e;
  };
  for (int resends = 0; resends < max_resends;) {
    auto batch = source_.next_batch(limits);
    if (!batch) return refused(batch.error());
    if (!*batch) {
      tells_.clear_problem(problem_source::evidence);
      return {};
    }
    auto answer = daemon.send_plays(screen_, **batch);
    if (!answer) return refused(answer.error());
    result<void> taken = {};
    if (const auto* expected = std::get_if<expected_seq>(&*answer)) {
      ++resends;
      taken = source_.resend_from(expected->value, limits);
    } else {
      taken = source_.acknowledge(std::get<evidence::signed_text>(*answer), limits);
    }
    if (!taken) return refused(taken.error());
  }
  return refused({errc::conflict,
                  msg("the daemon and this screen do not agree on which play records are missing"),
                  msg("look at the daemon's status; the records are kept here")});
}

result<void> reporter::send_status(daemon_api& daemon, const time_reading& now, const ask_limits& limits) {
  status::snapshot c = tells_.read();
  wire::screen_status s;
  s.version = BANGTIN_VERSION;
  s.programme_version = c.on.programme_version;
  s.now_playing = c.on.media;
  s.campaign = c.on.campaign;
  s.output = c.on.output;
  s.programme_format = playlists::text::programme_format;
  s.next_version = c.supply.fetch.version;
  s.fetch_bytes = c.supply.fetch.bytes;
  s.fetch_missing_bytes = c.supply.fetch.missing;
  s.fetch_bytes_per_s = c.supply.fetch.bytes_per_s;
  if (c.on.next) {
    s.changeover_version = c.on.next->version;
    s.changeover_ms = to_unix_ms(c.on.next->at);
  }
  supply served = judge(c.supply, now, reported_since_.value_or(now.mono));
  s.supply = to_string(served.state);
  if (std::optional<error> e = first_problem(c, served)) {
    s.problem = describe(*e);
    s.problem_what = e->what;
    s.problem_remedy = e->remedy;
  }
  bool changed = !sent_ || looks_different(*sent_, s) || sent_format_ != format_ || sent_->clock != now.trust;
  std::chrono::seconds every = s.next_version != 0 ? status_every_while_fetching : status_every;
  if (!changed && now.mono - sent_at_ < every) return {};
  // If the journal does not answer, the status says 0 unsent records; send_evidence reports the journal's
  // problem.
  result<std::int64_t> unsent = source_.unacknowledged(limits);
  s.unsent_records = unsent ? *unsent : 0;
  host_state m = host_.read();
  s.disk_free_bytes = m.disk_free_bytes;
  s.disk_total_bytes = m.disk_total_bytes;
  s.temperature_mc = m.temperature_mc;
  s.frames_dropped = c.on.frames_dropped;
  s.clock = now.trust;
  s.utc_ms_now = to_unix_ms(now.utc);
  std::optional<milliseconds> bound = clock_bound_ ? clock_bound_() : std::nullopt;
  if (bound && now.trust == clock_trust::estimated) s.clock_bound_ms = bound->count();
  sent_format_ = format_;
  result<std::int64_t> sent = daemon.send_status(screen_, s, format_);
  // Of a status, only the token can be forbidden.
  if (sent || sent.error().code == errc::forbidden) turned_away_ = !sent;
  if (!sent) {
    reported_since_.reset();
    if (sent.error().code != errc::unreachable) format_ = 1;  // the daemon may be an older one than before
    return sent.error();
  }
  format_ = std::min(*sent, wire::status_format);
  if (!reported_since_) reported_since_ = now.mono;
  sent_ = s;
  sent_at_ = now.mono;
  return {};
}

}  // namespace bangtin::player::sync
