#include <algorithm>

#include "evidence/journal/journal_impl.hpp"

// Records of logs that ended. A daemon that was restored from a copy which is older than their end has lost
// some of them, and only the archive still has them.

namespace bangtin::evidence::journal {

std::vector<std::string> journal::older_logs() const {
  return impl_->past.older_logs(impl_->state.tip.log);
}

result<std::int64_t> journal::older_from(const std::string& log, const signed_text& note,
                                         const public_key& daemon) {
  impl& j = *impl_;
  result<receipt> r = j.read_receipt(log, note, daemon);
  if (!r) return r.error();
  const head& claimed = r->acknowledged;
  if (!j.past.has(log, claimed.seq, claimed.seq)) return claimed.seq + 1;  // nothing here says otherwise
  result<stretch> s = j.past.read_older(log, claimed.seq);
  if (!s && s.error().code == errc::not_found) return claimed.seq + 1;
  if (!s) return s.error();
  if (s->links[static_cast<std::size_t>(claimed.seq - s->before.seq - 1)] == claimed.hash) {
    return claimed.seq + 1;
  }
  return error{
      errc::conflict,
      msg("the daemon has other records of log {} than this screen, up to record {}", log, claimed.seq),
      msg("somebody should look why the screen's or the daemon's storage went back in time")};
}

result<std::optional<batch>> journal::older_batch(const std::string& log, std::int64_t from,
                                                  std::size_t most) {
  impl& j = *impl_;
  if (from > j.past.last_of(log)) return std::optional<batch>();
  result<stretch> s = j.past.read_older(log, from);
  if (!s) return s.error();
  return j.part_of(*s, from, most);
}

result<std::optional<batch>> journal::older_batch_up_to(const std::string& log, std::int64_t last,
                                                        std::size_t most) {
  impl& j = *impl_;
  last = std::min(last, j.past.last_of(log));
  if (last < 1) return std::optional<batch>();
  result<stretch> s = j.past.read_older(log, last);
  if (!s) return s.error();
  std::int64_t lines = std::min(last - s->before.seq, static_cast<std::int64_t>(most));
  while (true) {
    std::optional<batch> b = j.part_of(*s, last - lines + 1, static_cast<std::size_t>(lines));
    // Fewer came, because a batch has a size limit.
    if (!b || std::ssize(b->lines) == lines) return b;
    lines = (lines + 1) / 2;
  }
}

}  // namespace bangtin::evidence::journal
