// The published programmes that records cite, with their timelines: parsed when the first record cites them,
// and kept while records go on citing them. Not thread-safe; use it on the ledger's thread.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "evidence/counts.hpp"
#include "evidence/rules/planned_plays.hpp"
#include "playlists/schedule/calendar.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// One programme as the records of one screen cite it.
class cited_programme {
 public:
  // `value` may be null: then nothing is known of it but the site's zone.
  cited_programme(std::shared_ptr<const playlists::programme::programme> value, const std::string& screen,
                  const std::string& zone);

  const playlists::programme::programme* value() const { return value_.get(); }
  evidence::rules::programme_facts facts_of(const evidence::play_facts& play);
  playlists::programme::local_day day_of(utc_ms t);
  int hour_of(utc_ms t);
  // The number of the play's key. `key_of` is asked once per campaign and media item of one call of
  // play_judge; see forget_keys.
  result<std::int64_t> key_of(ledger::play_ledger& plays, const evidence::play_facts& play);
  void forget_keys() { keys_.clear(); }

 private:
  milliseconds offset_at(utc_ms t);

  std::shared_ptr<const playlists::programme::programme> value_;
  std::string screen_;
  playlists::schedule::calendar site_;
  playlists::programme::offset_span offset_{};
  std::optional<evidence::rules::planned_plays> planned_;
  std::map<std::pair<std::string, std::string>, std::int64_t> keys_;
};

class cited_programmes {
 public:
  // The programme with this digest. Of a programme that is not published here, `value()` is null. The pointer
  // is valid until the next call.
  result<cited_programme*> find(ledger::ledger& l, const digest& programme, const std::string& screen);
  void forget_keys();

 private:
  struct entry {
    digest programme;
    std::string screen;
    cited_programme cited;
  };
  result<std::shared_ptr<const playlists::programme::programme>> read(ledger::ledger& l, const digest& d);

  static constexpr std::size_t max_entries = 64;
  std::list<entry> entries_;  // the one asked for last first
  std::map<digest, std::shared_ptr<const playlists::programme::programme>> parsed_;
  std::optional<std::string> zone_;  // of the first published programme
};

}  // namespace bangtin::scheduler::api
