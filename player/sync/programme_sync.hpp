// How a programme takes over on this screen: its files are fetched, and once all are there the screen
// switches to it as a whole. programme_offers.hpp finds the newest programme; `take` brings it here, at any
// time, and then the programme before it is not fetched any further. Files that both need continue where they
// are.
//
// Use from one thread at a time: the display loop begins it, then the uplink's fetching thread owns it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "player/sync/daemon_api.hpp"
#include "player/sync/fetch_order.hpp"
#include "player/sync/kept_programmes.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/programme_offers.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

class programme_sync {
 public:
  // Asked between files and while bytes arrive; true ends the work early, and what arrived is kept.
  using interruption = std::function<bool()>;

  // `files` and `tells` must outlive it.
  programme_sync(const media_files& files, kept_programmes programmes, identity who, status& tells,
                 const fetch_rules& rules = {});
  const fetch_rules& rules() const { return rules_; }

  // The programme to play from the disk, before the daemon is asked: the programme of the last run, or the
  // next one if all its files are there. Empty when there is none that verifies.
  std::optional<core::ready_programme> begin();
  // The one that asks for programmes that are newer than those on the disk. Call it after `begin`.
  programme_offers offers() const;
  // The site statement of this screen, which the notices need too.
  const std::shared_ptr<kept_trust>& trust() const { return trust_; }

  // From now on this is the programme to fetch. Precondition: verified, and newer than all before.
  void take(offer o);
  // Files that the programme on show plays on this screen and the one to come does not, if that one or one
  // since the last switch asks to take effect at once (`now`); else none.
  std::vector<digest> withdrawn() const;

  // Fetches files that are missing or were damaged, in the order in which they are needed, and switches when
  // all of the next programme are there. Returns the programme to play from now on if it has changed, else
  // empty. An error means that a retry may help; if people should know of it, it is in the status already.
  result<std::optional<core::ready_programme>> round(daemon_api& daemon, const clock_source& clock,
                                                     const interruption& interrupted = {});
  // The file that `round` fetches at this moment, for `interrupted`.
  const std::optional<digest>& fetching() const { return fetching_; }

  // Reads all files of the current programme and deletes damaged ones, which the next round fetches again.
  // False: it was interrupted; the next call continues.
  bool check_files(const interruption& interrupted);

  // Deletes files that no programme needs any more, once the screen shows the current programme:
  // `version_on_show` is the version that it shows.
  void tidy(std::int64_t version_on_show);

 private:
  using file_list = std::vector<playlists::programme::file_ref>;
  void adopt(known_programme p);
  void drop_untrusted_next();
  std::optional<core::ready_programme> current() const {
    return current_ ? std::optional(current_->programme) : std::nullopt;
  }
  void switch_to(offer o);
  result<void> write_down();
  void tell_refused_file(const error& e);
  file_list target_files() const;
  file_list files_in_order(file_list target, utc_ms now) const;
  std::optional<utc_ms> postponed(utc_ms now) const;
  result<void> fetch_all(daemon_api& daemon, const clock_source& clock, const interruption& interrupted);
  result<void> fetch(const playlists::programme::file_ref& f, daemon_api& daemon, const clock_source& clock,
                     const interruption& interrupted, bool counts, std::int64_t& came);
  void count_missing(milliseconds now);
  void tell_progress(milliseconds now, bool at_once);
  void keep_needed();

  const media_files& files_;
  kept_programmes programmes_;
  identity who_;
  std::shared_ptr<kept_trust> trust_;
  status& tells_;
  fetch_rules rules_;
  std::optional<known_programme> current_;
  std::optional<offer> next_;                      // verified; its files are not all there
  bool next_is_kept_ = false;                      // on the disk
  std::optional<wire::signed_programme> unsaved_;  // the current one, until the disk takes it
  bool urgent_ = false;  // a programme since the last switch asked to take effect at once
  fetch_order order_;
  std::optional<digest> fetching_;
  bool endless_ = false;  // in the latest round the daemon sent more bytes of a file than were signed
  rate_meter meter_;
  fetch_progress progress_;
  milliseconds told_{};
  std::size_t checked_ = 0;  // so many files were read by check_files
  bool untidy_ = true;
};

}  // namespace bangtin::player::sync
