// Makes the monthly table from stored plays: decides which plays count, and describes each play by the
// programme that was valid when it started.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/counts.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// "2026-10". errc::usage for anything else.
result<std::chrono::year_month> parse_month(std::string_view text);

std::string to_text(std::chrono::year_month month);  // "2026-10"

// From the first local midnight of the month to that of the next month, in the programme's time zone.
playlists::programme::instant_range range_of_month(const playlists::programme::programme& zone,
                                                   std::chrono::year_month month);

// What the programme says of the play on that screen; without the day and `approved`. `p` may be null.
evidence::play_context describe(const playlists::programme::programme* p, const std::string& screen,
                                const evidence::play_facts& play);
// Whether the programme has the play's campaign on that screen, with its media item.
bool shows(const playlists::programme::programme& p, const std::string& screen,
           const evidence::play_facts& play);

// Folds stored plays into the table, by rule 1 of counting. Does no I/O. Not thread-safe: use one counter per
// table.
class play_counter {
 public:
  struct approved_programme {
    digest programme_digest;
    std::shared_ptr<const playlists::programme::programme> value;
  };
  // `published`: all published programmes. `zone`: the programme whose time zone the site uses now.
  play_counter(std::vector<approved_programme> published,
               std::shared_ptr<const playlists::programme::programme> zone);

  void add(const std::vector<ledger::stored_play>& plays);
  const evidence::count_table& table() const { return table_; }

  // What the programme that the START cites says about the play.
  evidence::play_context context_of(const std::string& screen, const evidence::record& start) const;

 private:
  std::multimap<digest, std::shared_ptr<const playlists::programme::programme>> published_;
  std::shared_ptr<const playlists::programme::programme> zone_;
  evidence::count_table table_;
};

}  // namespace bangtin::scheduler::api
