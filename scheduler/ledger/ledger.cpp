#include "scheduler/ledger/ledger.hpp"

#include <algorithm>

namespace bangtin::scheduler::ledger {

bool is_shown_for_a_chosen_time(playlists::programme::media_kind k) {
  using playlists::programme::media_kind;
  return k == media_kind::image || k == media_kind::pages;
}

std::vector<digest> all_files(const stored_media& m) {
  std::vector<digest> files{m.sha256};
  auto add = [&](const digest& d) {
    if (std::find(files.begin(), files.end(), d) == files.end()) files.push_back(d);
  };
  for (const playlists::programme::file_ref& f : m.files) add(f.sha256);
  if (m.thumbnail) add(*m.thumbnail);
  if (m.sheet) add(*m.sheet);
  return files;
}

bool is_doubted(const std::vector<stored_doubt>& doubts, std::string_view log, std::int64_t seq) {
  auto place = std::lower_bound(doubts.begin(), doubts.end(), log,
                                [](const stored_doubt& d, std::string_view name) { return d.log < name; });
  return place != doubts.end() && place->log == log && seq >= place->from_seq;
}

result<void> ledger::with_audit(const audit_line& line, const std::function<result<void>()>& change) {
  return transaction([&]() -> result<void> {
    if (result<void> done = change(); !done) return done;
    return audit().add(line);
  });
}

}  // namespace bangtin::scheduler::ledger
