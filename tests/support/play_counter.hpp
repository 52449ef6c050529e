// Rule 1 of counting as it was before rule 2: the model of what old records count. It folds stored plays into
// the monthly table. No I/O. Not thread-safe: use one counter per table.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "evidence/counts.hpp"
#include "evidence/output_rule.hpp"
#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/api/play_description.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::test {

class play_counter {
 public:
  struct approved_programme {
    digest programme_digest;
    std::shared_ptr<const playlists::programme::programme> value;
  };
  // `published`: all published programmes. `zone`: the programme whose time zone the site uses now.
  play_counter(std::vector<approved_programme> published,
               std::shared_ptr<const playlists::programme::programme> zone)
      : zone_(std::move(zone)) {
    for (approved_programme& p : published) published_.emplace(p.programme_digest, std::move(p.value));
  }

  void add(const std::vector<ledger::stored_play>& plays) {
    for (const ledger::stored_play& p : plays) {
      result<evidence::record> start = evidence::from_line(p.start);
      result<evidence::record> end = evidence::from_line(p.end);
      // Intake stores only valid records, but START and END must also describe the same play.
      if (!start || !end || !start->play || !end->play || !end->end || *start->play != *end->play) continue;
      evidence::play_context context = context_of(p.screen, *start);
      context.unknown_output_counts = p.before_output_rule || is_vouched_for(p.boot);
      evidence::add_play(table_, p.screen, *start, *end, context);
    }
  }
  const evidence::count_table& table() const { return table_; }

  // What the programme that the START cites says about the play.
  evidence::play_context context_of(const std::string& screen, const evidence::record& start) const {
    evidence::play_context context;
    auto found = start.play ? published_.find(start.play->programme) : published_.end();
    if (found != published_.end()) {
      const playlists::programme::programme& p = *found->second;
      context = api::describe(&p, screen, *start.play);
      context.approved = start.utc >= p.issued && start.utc < p.expires && api::shows(p, screen, *start.play);
    }
    context.day = playlists::programme::to_date_text(playlists::schedule::day_of(*zone_, start.utc));
    return context;
  }

 private:
  // Whether that run's technician vouches for the output. `boot`: the run's BOOT record, or empty.
  static bool is_vouched_for(const std::string& boot) {
    result<evidence::record> r = evidence::from_line(boot);
    return r && r->type == evidence::record_type::boot && r->reason == evidence::boot_output_assumed;
  }

  std::multimap<digest, std::shared_ptr<const playlists::programme::programme>> published_;
  std::shared_ptr<const playlists::programme::programme> zone_;
  evidence::count_table table_;
};

}  // namespace bangtin::scheduler::test
