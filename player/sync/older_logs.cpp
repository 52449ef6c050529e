// A batch of an older log is stateless: its place follows from the daemon's own receipt. So a lost answer or
// a restart in between costs one more question, and nothing about older logs is stored.
#include "player/sync/older_logs.hpp"

#include <spdlog/spdlog.h>

namespace bangtin::player::sync {

namespace {

constexpr int max_refusals = 3;  // the network may have damaged a batch
constexpr int max_resends = 3;   // of one log, so that two sides that cannot agree do not go on for ever

bool passes(const error& e) {
  return e.code == errc::unreachable || e.code == errc::io;
}

}  // namespace

void older_logs::end_log() {
  if (sent_) spdlog::info("evidence: the daemon has the records of the earlier log {} again", logs_.front());
  logs_.pop_front();
  from_.reset();
  refusals_ = resends_ = 0;
  sent_ = false;
}

// One that stays refused is left; before that the next round tries again.
result<older_logs::step> older_logs::refused(daemon_api& daemon, const error& e) {
  if (passes(e) || daemon.asked_to_wait()) return e;
  if (++refusals_ < max_refusals) return step::pauses;
  return error{errc::conflict, e.what, e.remedy};
}

result<older_logs::step> older_logs::ask(daemon_api& daemon, const ask_limits& limits) {
  --requests_left_;
  result<newest_receipt> last = daemon.last_receipt(screen_, logs_.front());
  if (!last && last.error().code == errc::not_found) {  // an older daemon
    logs_.erase(logs_.begin() + 1, logs_.end());
    return step::done;
  }
  if (!last) return refused(daemon, last.error());
  from_ = 1;
  if (last->receipt) {
    result<std::int64_t> from = source_.older_from(logs_.front(), *last->receipt, limits);
    if (!from) {
      from_.reset();
      return from.error();
    }
    from_ = *from;
  }
  return step::goes_on;
}

result<older_logs::step> older_logs::follow(const evidence::batch& sent, const plays_answer& answer,
                                            const ask_limits& limits) {
  const error quarrel{errc::conflict, msg("the daemon takes no more records of log {}", sent.log),
                      msg("look at the daemon's status; the records are kept here")};
  if (const auto* expected = std::get_if<expected_seq>(&answer)) {
    if (expected->value < 1 || ++resends_ > max_resends) return quarrel;
    from_ = expected->value;
    return step::goes_on;
  }
  if (std::holds_alternative<fork_found>(answer)) return quarrel;
  result<std::int64_t> from = source_.older_from(sent.log, std::get<evidence::signed_text>(answer), limits);
  if (!from) return from.error();
  if (*from <= *from_) return quarrel;
  from_ = *from;
  sent_ = true;
  return step::goes_on;
}

result<older_logs::step> older_logs::send(daemon_api& daemon, const ask_limits& limits) {
  result<std::optional<evidence::batch>> batch = source_.older_batch(logs_.front(), *from_, limits);
  if (!batch) return batch.error();
  if (!*batch) return step::done;
  if (requests_left_ == 0) return step::pauses;
  --requests_left_;
  result<plays_answer> answer = daemon.send_plays(screen_, **batch);
  if (!answer) return refused(daemon, answer.error());
  return follow(**batch, *answer, limits);
}

result<void> older_logs::round(daemon_api& daemon, int max_requests, const ask_limits& limits) {
  if (due_) {
    result<std::vector<std::string>> logs = source_.older_logs(limits);
    if (!logs) return logs.error();
    sent_ = false;
    refusals_ = resends_ = 0;
    from_.reset();
    logs_.assign(logs->begin(), logs->end());
    due_ = false;
  }
  requests_left_ = max_requests;
  while (!logs_.empty() && (from_ || requests_left_ > 0)) {
    result<step> done = from_ ? send(daemon, limits) : ask(daemon, limits);
    if (done && *done == step::pauses) return {};
    if (!done && (passes(done.error()) || daemon.asked_to_wait())) return done.error();
    if (!done && told_.insert(logs_.front()).second) {
      spdlog::warn("evidence: the earlier log {} cannot be sent to the daemon again: {}", logs_.front(),
                   describe(done.error()));
    }
    if (!done) sent_ = false;
    if (!done || *done == step::done) end_log();
  }
  return {};
}

}  // namespace bangtin::player::sync
