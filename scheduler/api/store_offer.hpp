// Storing a signed programme that somebody offers to the daemon: it is published, or waits for a second
// signature. Shared by the endpoints of programme.hpp and exported_draft.hpp, which have verified it
// (offered_programme.hpp).
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

// Inside JSON the quotes of a programme are escaped, so it needs up to twice the bytes.
constexpr std::uint64_t max_publication_bytes = 2 * max_programme_bytes + max_small_body_bytes;

wire::admin::published_version row_of(const ledger::published_row& p);

// Why `issued` cannot be, by the daemon's time; nothing where the daemon's own clock is not synchronised.
std::optional<error> wrong_time(const playlists::programme::programme& p, const time_reading& now);
error expired_already();

// What storing an offer works with; all of it outlives the call.
struct offer_desk {
  ledger::ledger_thread& ledger;
  const media::store& store;
  events::programme_hub& programmes;
  const events::reported_numbers& reported;
  const clock_source& clock;
};
enum class offer_end { published, waits };
// Publishes the offer and hands it to screens, or lets it wait for a second signature; the audit log names
// `who`. The caller has compared its time. errc::verification when the site statement does not trust those
// who signed; errc::conflict when it is not the next version.
asio::awaitable<result<ledger::published_row>> store_offer(offer_desk desk, const verified_offer& v,
                                                           offer_end end, std::string who);

}  // namespace bangtin::scheduler::api
