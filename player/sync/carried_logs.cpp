#include "player/sync/carried_logs.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "wire/messages.hpp"

namespace bangtin::player::sync {

namespace {

bool passes(const error& e) {
  return e.code == errc::unreachable || e.code == errc::io;
}

}  // namespace

result<std::int64_t> carried_logs::first_lacking(const std::string& log, const ask_limits& limits) {
  const auto known = std::find_if(known_.begin(), known_.end(), [&](const auto& k) { return k.log == log; });
  if (known == known_.end() || !known->receipt) return std::int64_t{1};
  return source_.older_from(log, *known->receipt, limits);
}

result<bool> carried_logs::write_next(const wire::bundle_folder& stick, const ask_limits& limits) {
  const std::string log = logs_->front();
  if (!from_) {
    result<std::int64_t> from = first_lacking(log, limits);
    if (!from) return from.error();
    from_ = *from;
  }
  result<std::optional<evidence::batch>> batch = source_.older_batch(log, *from_, limits);
  if (!batch) return batch.error();
  if (!*batch) return true;
  const std::string body = wire::to_body(**batch);
  if (stick.free_bytes() < std::ssize(body) + reserve_bytes_) {
    full_ = true;
    return true;
  }
  const std::string name = evidence_folder_ + "/" + wire::bundle_batch_name(log, (*batch)->first_seq);
  // A stick that refuses ends the visit; only the archive's own errors leave a log behind.
  if (result<void> written = stick.write(name, body); !written)
    return error{errc::io, written.error().what, written.error().remedy};
  from_ = (*batch)->first_seq + std::ssize((*batch)->lines);
  records_ += std::ssize((*batch)->lines);
  return false;
}

result<bool> carried_logs::write_some(const wire::bundle_folder& stick, int max_batches,
                                      const ask_limits& limits) {
  if (!logs_) {
    result<std::vector<std::string>> all = source_.older_logs(limits);
    if (!all) return all.error();
    logs_.emplace(all->begin(), all->end());
  }
  while (!logs_->empty() && !full_) {
    if (max_batches-- == 0) return false;
    result<bool> ended = write_next(stick, limits);
    if (!ended && passes(ended.error())) return ended.error();
    if (!ended) {
      spdlog::warn("evidence: the earlier log {} cannot be carried to the daemon again: {}", logs_->front(),
                   describe(ended.error()));
    }
    if (ended && !*ended) continue;
    logs_->pop_front();
    from_.reset();
  }
  return true;
}

}  // namespace bangtin::player::sync
