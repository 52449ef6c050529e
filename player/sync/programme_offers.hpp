// Which programme is the newest: asks the daemon, and verifies what it offers. It fetches no files, so a
// correction arrives while the files of the programme before it are still on their way.
//
// programme_offers is used by one thread. `offer_box` is thread-safe: through it that thread hands each offer
// to the thread that fetches.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>

#include "player/core/events.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// A programme that verified, as it came and as a value.
struct offer {
  wire::signed_programme note;
  core::ready_programme programme;
};

// errc::verification unless an approver signed the programme and it is not older than `newest`. The same
// version with other content is as wrong as an older one.
result<offer> verify_offer(wire::signed_programme note, const public_key& root,
                           const std::optional<core::ready_programme>& newest);

class programme_offers {
 public:
  // `newest` is the newest programme that this screen has, whether or not its files are there. `tells` must
  // outlive it.
  programme_offers(identity who, std::optional<core::ready_programme> newest, status& tells);

  // Asks the daemon once; it waits up to `wait` for a newer programme. Returns that, or nothing. A programme
  // that does not verify is refused, and the status says so. An error means that a retry may help; if people
  // should know of it, it is in the status already.
  result<std::optional<offer>> round(daemon_api& daemon, const clock_source& clock,
                                     std::chrono::seconds wait);

 private:
  result<std::optional<offer>> failed(const error& e, milliseconds now);

  identity who_;
  std::optional<core::ready_programme> newest_;
  std::optional<digest> refused_;  // hash of a refused offer, so that the daemon does not send it again
  status& tells_;
};

// Holds the newest offer until the fetching thread takes it; a newer one replaces it.
class offer_box {
 public:
  // `screen` is the name of this screen.
  explicit offer_box(std::string screen) : screen_(std::move(screen)) {}

  void put(offer o);
  // Waits for an offer up to `timeout`, or until `stop` is requested.
  std::optional<offer> take(const std::stop_token& stop, milliseconds timeout);
  // Whether an offer waits, and does not need `file`: then a fetch of that file is a waste of time. An urgent
  // one (`now`) supersedes any fetch. Without a file: whether an offer waits.
  bool supersedes(const std::optional<digest>& file) const;

 private:
  const std::string screen_;
  mutable std::mutex mutex_;
  std::condition_variable_any some_;
  std::optional<offer> waiting_;  // guarded by mutex_
  std::set<digest> needed_;       // its files; guarded by mutex_
};

}  // namespace bangtin::player::sync
