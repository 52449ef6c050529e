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

error quarrel(const std::string& log) {
  return {errc::conflict, msg("the daemon takes no more records of log {}", log),
          msg("look at the daemon's status; the records are kept here")};
}

}  // namespace

void older_logs::end_log() {
  if (sent_) spdlog::info("evidence: the daemon has the records of the earlier log {} again", logs_.front());
  if (branch_ && branch_->set_aside() > 0 && told_.insert(logs_.front()).second) {
    spdlog::warn(
        "evidence: the daemon has other records of the earlier log {}, from a copy of this screen's "
        "disk, and has set this screen's aside",
        logs_.front());
  }
  logs_.pop_front();
  from_.reset();
  branch_.reset();
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
  tip_ = last->tip;
  if (!last->receipt) {
    from_ = 1;
    return step::goes_on;
  }
  result<std::int64_t> from = source_.older_from(logs_.front(), *last->receipt, limits);
  if (!from && from.error().code == errc::conflict) return begin_branch();
  if (!from) return from.error();
  from_ = *from;
  return step::goes_on;
}

result<older_logs::step> older_logs::begin_branch() {
  from_.reset();
  branch_.emplace(tip_);
  return step::goes_on;
}

// The archive has nothing from `from_` on. If it ends before that, only the daemon can tell whether its
// records follow these.
result<older_logs::step> older_logs::end_of_archive(const ask_limits& limits) {
  if (sent_ || *from_ < 2) return step::done;
  result<std::optional<evidence::batch>> last = source_.older_batch(logs_.front(), *from_ - 1, limits);
  if (!last || *last) return step::done;
  return begin_branch();
}

result<older_logs::step> older_logs::send_branch(daemon_api& daemon, const ask_limits& limits) {
  if (branch_->next_end() == 0) return step::done;
  result<std::optional<evidence::batch>> batch =
      source_.older_batch_up_to(logs_.front(), branch_->next_end(), limits);
  if (!batch) return batch.error();
  if (!*batch) return step::done;
  if (branch_->waits(**batch)) return step::goes_on;
  if (requests_left_ == 0) return step::pauses;
  --requests_left_;
  result<plays_answer> answer = daemon.send_plays(screen_, **batch);
  const bool unproven = !answer && answer.error().code == errc::verification;
  if (!answer && !unproven) return refused(daemon, answer.error());
  if (answer && std::holds_alternative<fork_found>(*answer)) {
    branch_->is_set_aside(**batch);
  } else if (answer && std::holds_alternative<evidence::signed_text>(*answer)) {
    branch_->is_known();
  } else if (!branch_->follows_nothing(**batch)) {
    return unproven ? refused(daemon, answer.error()) : result<step>(quarrel(logs_.front()));
  }
  refusals_ = 0;
  return step::goes_on;
}

result<older_logs::step> older_logs::follow(const evidence::batch& sent, const plays_answer& answer,
                                            const ask_limits& limits) {
  if (const auto* expected = std::get_if<expected_seq>(&answer)) {
    if (expected->value < 1 || ++resends_ > max_resends) return quarrel(sent.log);
    from_ = expected->value;
    return step::goes_on;
  }
  if (std::holds_alternative<fork_found>(answer)) return quarrel(sent.log);
  result<std::int64_t> from = source_.older_from(sent.log, std::get<evidence::signed_text>(answer), limits);
  if (!from) return from.error();
  if (*from <= *from_) return quarrel(sent.log);
  from_ = *from;
  sent_ = true;
  return step::goes_on;
}

result<older_logs::step> older_logs::send(daemon_api& daemon, const ask_limits& limits) {
  result<std::optional<evidence::batch>> batch = source_.older_batch(logs_.front(), *from_, limits);
  if (!batch) return batch.error();
  if (!*batch) return end_of_archive(limits);
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
    branch_.reset();
    logs_.assign(logs->begin(), logs->end());
    due_ = false;
  }
  requests_left_ = max_requests;
  while (!logs_.empty() && (from_ || branch_ || requests_left_ > 0)) {
    result<step> done = branch_ ? send_branch(daemon, limits)
                        : from_ ? send(daemon, limits)
                                : ask(daemon, limits);
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
