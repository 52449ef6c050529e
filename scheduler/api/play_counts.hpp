// The monthly table from what is stored: which plays count, and what the programme that was valid then says
// of each.
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

// From the month's first local midnight to the next month's, in the programme's zone.
playlists::programme::instant_range range_of_month(const playlists::programme::programme& zone,
                                                   std::chrono::year_month month);

// Folds stored plays into the table. Pure; not thread-safe, one fold uses it.
class play_counter {
 public:
  struct approved_programme {
    digest programme_digest;
    std::shared_ptr<const playlists::programme::programme> value;
  };
  // `published`: every programme that was published. `zone`: the programme whose time zone the site has now.
  play_counter(std::vector<approved_programme> published,
               std::shared_ptr<const playlists::programme::programme> zone);

  void add(const std::vector<ledger::stored_play>& plays);
  const evidence::count_table& table() const { return table_; }

  // What is said of a play by the programme which its START cites.
  evidence::play_context context_of(const std::string& screen, const evidence::record& start) const;

 private:
  std::multimap<digest, std::shared_ptr<const playlists::programme::programme>> published_;
  std::shared_ptr<const playlists::programme::programme> zone_;
  evidence::count_table table_;
};

}  // namespace bangtin::scheduler::api
