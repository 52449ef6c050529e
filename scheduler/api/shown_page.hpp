// Collects the page about an answer of "plays at": what evidence/report/shown_page.hpp draws. Plain
// functions; each says on which thread it belongs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evidence/report/shown_page.hpp"
#include "media/store.hpp"
#include "scheduler/api/screen_history.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::scheduler::api {

// An answer with what it was found from.
struct found_answer {
  wire::admin::shown_record record;
  std::optional<evidence::report::shown_play> play;
  std::optional<wire::notice> notice;
  // The programme that planned the play; null where none is published with that digest.
  std::shared_ptr<const playlists::programme::programme> planned_by;
  // The one in force at the instant, else the newest; not null.
  std::shared_ptr<const playlists::programme::programme> in_force;
  std::vector<known_run> runs;  // of the screen
};

struct collected_page {
  evidence::report::shown_page value;  // without its picture
  std::optional<digest> thumbnail;     // the picture's file in the store
};
// For use on the ledger's thread. The ledger's errors; errc::verification for a receipt that is damaged.
result<collected_page> collect_page(ledger::ledger& l, const found_answer& found,
                                    const std::string& timezone);

// Reads the picture, which must be the one that the daemon made, and draws the page. Blocks: for use on a
// pool's thread. errc::unsupported without the typeface.
result<std::string> draw_page(const media::store& store, collected_page page);

// The screen's nearest records at or before the instant, and after it. For use on the ledger's thread.
result<std::vector<evidence::report::cited_record>> records_around(ledger::ledger& l,
                                                                   const std::vector<known_run>& runs,
                                                                   utc_ms at);

}  // namespace bangtin::scheduler::api
