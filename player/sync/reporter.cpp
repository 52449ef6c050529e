// Sending a batch again is always safe: the daemon knows what it has, and answers with the same receipt.
#include "player/sync/reporter.hpp"

#include <spdlog/spdlog.h>

namespace bangtin::player::sync {

namespace {
constexpr std::chrono::seconds status_every{15};
constexpr int max_resends = 3;  // in one round, so that two sides that cannot agree do not go on for ever
}  // namespace

reporter::reporter(std::string screen, status& tells, evidence_source& source, const host_stats& host)
    : screen_(std::move(screen)), tells_(tells), source_(source), host_(host) {}

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
  if (!c.problems.empty()) {
    const error& e = c.problems.begin()->second;
    s.problem = describe(e);
    s.problem_what = e.what;
    s.problem_remedy = e.remedy;
  }
  bool changed = !sent_ || sent_->now_playing != s.now_playing || sent_->problem != s.problem ||
                 sent_->programme_version != s.programme_version || sent_->output != s.output;
  if (!changed && now.mono - sent_at_ < status_every) return {};
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
  result<void> sent = daemon.send_status(screen_, s);
  if (!sent) return sent.error();
  sent_ = s;
  sent_at_ = now.mono;
  return {};
}

}  // namespace bangtin::player::sync
