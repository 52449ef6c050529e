#include "scheduler/api/store_offer.hpp"

#include <cstdlib>

#include "playlists/schedule/timeline.hpp"
#include "scheduler/api/trust.hpp"

namespace bangtin::scheduler::api {

namespace {

// How far `issued` may be from the daemon's time while that is synchronised.
constexpr std::chrono::minutes max_issued_skew{10};

ledger::published_row row_for(const verified_offer& v, utc_ms now) {
  const playlists::programme::programme& p = *v.ready->value;
  return {p.version, v.ready->programme_digest, v.approver, p.issued, p.expires, now};
}

std::string audit_text(const verified_offer& v, const ledger::published_row& row, offer_end end) {
  if (end == offer_end::waits) {
    return fmt::format("version {} {} waits for a second signature, signed by {}", row.version,
                       row.programme_digest.hex(), row.approver);
  }
  return fmt::format("publish version {} {} approved by {}{}", row.version, row.programme_digest.hex(),
                     row.approver, v.ready->value->now ? ", at once" : "");
}

result<void> store_in(ledger::ledger& l, const verified_offer& v, const ledger::published_row& row,
                      offer_end end, std::int64_t reported) {
  const std::string& text = *v.ready->json;
  if (end == offer_end::waits) return l.programmes().put_waiting(row, text, v.root, reported);
  return l.programmes().publish(row, text, v.root, reported);
}

}  // namespace

wire::admin::published_version row_of(const ledger::published_row& p) {
  return {p.version, p.programme_digest, p.approver, p.issued, p.expires, p.published};
}

// Screens without a synchronised clock take `issued` for the least possible time, so one wrong clock in an
// office must not move every screen. A daemon whose own clock is not synchronised cannot tell who is wrong.
std::optional<error> wrong_time(const playlists::programme::programme& p, const time_reading& now) {
  if (now.trust != clock_trust::synced) return std::nullopt;
  milliseconds skew = p.issued - now.utc;
  if (skew <= max_issued_skew && skew >= -max_issued_skew) return std::nullopt;
  bool ahead = skew.count() > 0;
  std::int64_t minutes = std::abs(std::chrono::round<std::chrono::minutes>(skew).count());
  auto at = [&](utc_ms t) {
    const std::string full = playlists::schedule::to_local_rfc3339(p, t);
    return full.substr(0, 10) + " " + full.substr(11, 8);
  };
  const std::string issued = at(p.issued), here = at(now.utc);
  return error{errc::invalid,
               ahead ? msg("the clock that this was signed by is {} minutes ahead: it said {} when it was {}",
                           minutes, issued, here)
                     : msg("this was signed {} minutes ago, or by a slow clock: it says {}, and it is {}",
                           minutes, issued, here),
               msg("set the clock of the approver's computer (\"timedatectl set-ntp true\"), and approve "
                   "again")};
}

error expired_already() {
  return {errc::invalid, msg("the programme has expired already"), msg("approve it again with a later end")};
}

asio::awaitable<result<ledger::published_row>> store_offer(offer_desk desk, const verified_offer& v,
                                                           offer_end end, std::string who) {
  const playlists::programme::programme& p = *v.ready->value;
  const utc_ms now = desk.clock.now().utc;
  if (p.expires <= now) co_return expired_already();
  const ledger::published_row row = row_for(v, now);
  const ledger::audit_line line{now, std::move(who), audit_text(v, row, end),
                                fmt::format("version {}", row.version)};
  const std::int64_t reported = desk.reported.version(now);
  // The ledger decides which of several concurrent publications becomes the next version.
  auto done = co_await desk.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (std::optional<error> bad = missing_file(desk.store, p)) return *bad;
    auto fits = end == offer_end::waits ? check_trusted(l, v.signatures) : check_approved(l, v.signatures);
    if (!fits) return fits;
    return l.with_audit(line, [&] { return store_in(l, v, row, end, reported); });
  });
  if (!done) co_return done.error();
  // Never go back to an older version: concurrent requests may get here in any order.
  auto current = desk.programmes.current();
  if (end == offer_end::published && (!current || current->version < row.version))
    desk.programmes.show(v.ready);
  co_return row;
}

}  // namespace bangtin::scheduler::api
