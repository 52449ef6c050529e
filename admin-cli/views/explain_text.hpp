// Formats an explanation (playlists/analysis/explain.hpp) as sentences in the process language. Otherwise
// pure.
#pragma once

#include <string>
#include <vector>

#include "playlists/analysis/explain.hpp"
#include "playlists/schedule/calendar.hpp"

namespace bangtin::admin_cli::views {

// Programme, screen and explanation must outlive this object.
class explain_text {
 public:
  explain_text(const playlists::programme::programme& p, const playlists::programme::screen& on, utc_ms at,
               const playlists::analysis::explanation& what)
      : p_(p), on_(on), at_(at), what_(what), today_(playlists::schedule::day_of(p, at)), site_(p.timezone) {}

  // What is on, and until when.
  std::string headline() const;
  // The rule that put it on, in one or more sentences. Empty if the screen is closed.
  std::string rule() const;
  // Why a campaign is not on, as the text of one table cell.
  std::string why_not(const playlists::analysis::absence& a) const;

 private:
  const playlists::programme::campaign& campaign(std::int32_t index) const {
    return p_.campaigns[static_cast<std::size_t>(index)];
  }
  std::string when(utc_ms t) const;
  std::string from_when(utc_ms t) const;
  std::string names(const std::vector<std::int32_t>& campaigns) const;
  std::string obstacle(const playlists::analysis::barrier& b) const;
  std::string turns(const playlists::analysis::presence& now) const;
  std::string against_the_day(const playlists::analysis::absence& a) const;
  std::string next_text(const playlists::analysis::absence& a) const;
  std::string while_active(const playlists::analysis::absence& a) const;

  const playlists::programme::programme& p_;
  const playlists::programme::screen& on_;
  utc_ms at_;
  const playlists::analysis::explanation& what_;
  playlists::programme::local_day today_;
  playlists::schedule::calendar site_;
};

}  // namespace bangtin::admin_cli::views
