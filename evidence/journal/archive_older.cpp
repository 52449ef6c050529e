#include <algorithm>
#include <map>

#include "evidence/journal/archive.hpp"

// Logs that have ended. No journal knows their last link, so only a receipt proves their newest records: it
// goes into the file when the log ends.

namespace bangtin::evidence::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_search_bytes = 4 * 1024 * 1024;  // receipts lie closer together

}  // namespace

// Of the receipt nearest to the end of the file.
std::optional<public_key> archive::newest_key(const entry& e) const {
  result<line_source> lines = line_source::open(e.file, e.whole_bytes);
  if (!lines) return std::nullopt;
  lines->go_to(e.whole_bytes - std::min(e.whole_bytes, max_search_bytes));
  std::optional<public_key> key;
  while (true) {
    result<std::optional<std::string>> line = lines->next();
    if (!line || !*line) return key;
    if (!is_receipt_line(**line)) continue;
    if (std::optional<archived_receipt> r = archived_from_line(**line)) key = r->daemon;
  }
}

void archive::finish(const head& end, const signed_text& last, const std::optional<public_key>& daemon) {
  entry* e = newest_of(end.log);
  if (e == nullptr || e->closed || e->last_seq != end.seq || e->whole_bytes != e->bytes) return;
  result<stretch> newest = look_up(*e, end, end.seq);
  if (!newest || newest->after != end) return;
  const std::optional<public_key> key = daemon ? daemon : newest_key(*e);
  if (!newest->proved && key && verify(last, *key)) prove(*e, {last, *key});
  e->closed = true;
}

std::vector<std::string> archive::older_logs(const std::string& current) const {
  struct place {
    std::string month;
    fs::file_time_type written;
    auto operator<=>(const place&) const = default;
  };
  std::map<std::string, place> newest;
  for (const entry& e : entries_) {
    if (!e.is_ours || e.header.log.empty() || e.header.log == current) continue;
    std::error_code code;
    place& p = newest[e.header.log];
    p = std::max(p, {e.month, fs::last_write_time(e.file, code)});
  }
  std::vector<std::string> logs;
  for (const auto& [log, where] : newest) logs.push_back(log);
  std::stable_sort(logs.begin(), logs.end(),
                   [&](const std::string& a, const std::string& b) { return newest.at(a) > newest.at(b); });
  return logs;
}

std::int64_t archive::last_of(const std::string& log) const {
  std::int64_t last = 0;
  for (const entry& e : entries_) {
    if (e.is_ours && e.header.log == log) last = std::max(last, e.last_seq);
  }
  return last;
}

result<stretch> archive::read_older(const std::string& log, std::int64_t seq) {
  const entry* holds = holder_of(log, seq);
  if (holds == nullptr) {
    return error{errc::not_found, msg("the evidence archive has no record {} of log {}", seq, log),
                 msg("was it deleted, or is the daemon's copy older than the archive?")};
  }
  result<stretch> s = read_from(*holds, {log, 0, {}}, seq);
  if (!s && s.error().code == errc::conflict) {
    return error{errc::not_found,
                 msg("no receipt proves record {} of log {} in the evidence archive", seq, log),
                 msg("keep the archive's files; nobody can tell whether the record is as it was")};
  }
  return s;
}

}  // namespace bangtin::evidence::journal
