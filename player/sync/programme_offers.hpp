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
#include <variant>

#include "player/core/events.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/kept_trust.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// A programme that verified, as it came and as a value.
struct offer {
  wire::signed_programme note;
  core::ready_programme programme;
};

// The newest programme that a screen has, and who signed it.
struct known_programme {
  core::ready_programme programme;
  wire::signers by;
};
// Precondition: the offer verified.
known_programme known_from(const offer& o);

// errc::verification unless an approver signed the programme and it is not older than `newest`. The same
// version with other content is as wrong as an older one. For programmes of this screen's own disk.
result<offer> verify_offer(wire::signed_programme note, const public_key& root,
                           const std::optional<core::ready_programme>& newest);

// How far above the newest version that a screen has another one may be: by this many, and by so many more
// for each day since that one was issued. Nobody can use up the numbers at once.
constexpr std::int64_t max_version_jump = 1000;
constexpr std::int64_t more_versions_a_day = 100;
// How far ahead of a synchronised clock a programme's or a notice's `issued` may be.
constexpr std::chrono::hours max_issued_ahead{24};

// The attack that a programme is which the site statement does not let this screen show.
named_attack attack_of(const wire::refusal& r);

// What a screen makes of a programme that a daemon offers: the programme, or the name of the attack. The
// site statement must also trust those who signed, and be content with their number, the version must not
// jump, the programme must not have expired, and it must not come from the future. A `newest` that the
// statement would not approve any more does not count.
std::variant<offer, named_attack> judge_offer(wire::signed_programme note, const public_key& root,
                                              const std::optional<known_programme>& newest,
                                              const wire::site_trust& trust, const time_reading& now);

class programme_offers {
 public:
  // `newest` is the newest programme that this screen has, whether or not its files are there. `tells` must
  // outlive it.
  programme_offers(identity who, std::optional<known_programme> newest, std::shared_ptr<kept_trust> trust,
                   status& tells);

  // Asks the daemon once; it waits up to `wait` for a newer programme. Returns that, or nothing. First it
  // obeys the daemon's newest site statement. A programme that does not hold is refused, and the status names
  // the attack. An error means that a retry may help; if people should know of it, it is in the status
  // already.
  result<std::optional<offer>> round(daemon_api& daemon, const clock_source& clock,
                                     std::chrono::seconds wait);

 private:
  result<std::optional<offer>> failed(const error& e, milliseconds now);
  result<void> follow_trust(daemon_api& daemon);
  void refuse(const digest& bytes, const named_attack& why, milliseconds now);

  identity who_;
  std::optional<known_programme> newest_;
  std::shared_ptr<kept_trust> trust_;
  std::optional<digest> refused_;  // hash of a refused offer, so that the daemon does not send it again
  // When the refused offer is judged again.
  std::optional<milliseconds> again_at_;
  std::int64_t judged_by_ = 0;  // the number of the site statement by which it was refused
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
