// A daemon that is not reached is nobody's fault. One that answers and refuses, or begins an answer and does
// not end it, withholds the programme; the status says so until it answers properly.
#include "player/sync/programme_offers.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace bangtin::player::sync {

namespace {

error same_version(std::int64_t version) {
  return {errc::verification, msg("another programme with the version number {} was offered", version),
          msg("publish the programme anew, under a new number")};
}

}  // namespace

result<offer> verify_offer(wire::signed_programme note, const public_key& root,
                           const std::optional<core::ready_programme>& newest) {
  auto v = wire::verify(note, root, newest ? newest->value->version : 0);
  if (!v) return v.error();
  if (newest && v->value.version == newest->value->version &&
      v->programme_digest != newest->programme_digest) {
    return same_version(v->value.version);
  }
  return offer{
      std::move(note),
      {std::make_shared<const playlists::programme::programme>(std::move(v->value)), v->programme_digest}};
}

namespace {

// Only the time may have been against it, or one damaged transfer.
constexpr std::chrono::minutes judge_again{10};

using wire::attack;

// What wire::verify says.
attack attack_in(const error& e) {
  const bool too_late = e.what.id == wire::programme_kind().not_an_approver_then.id;
  return too_late ? attack::revoked_approver : attack::altered;
}

error older_version(std::int64_t version, std::int64_t known) {
  return {errc::verification,
          msg("the programme has version {}, and version {} is known already", version, known),
          wire::programme_kind().remedy};
}

// How high the next version may be.
std::int64_t max_next_version(const playlists::programme::programme& newest, utc_ms now) {
  const std::int64_t days = std::max<std::int64_t>((now - newest.issued) / std::chrono::days(1), 0);
  return newest.version + max_version_jump + days * more_versions_a_day;
}

std::optional<named_attack> jumps(const playlists::programme::programme& p,
                                  const playlists::programme::programme& newest, utc_ms now) {
  if (p.version <= max_next_version(newest, now)) return std::nullopt;
  return named_attack{attack::fast_forward,
                      {errc::verification,
                       msg("programme version {} is too far above version {}, which this screen has",
                           p.version, newest.version),
                       msg("find out who signed it; approve a programme with the next number")}};
}

// Of a clock that is not synchronised, the approval itself says the time.
std::optional<named_attack> wrong_time(const playlists::programme::programme& p, const time_reading& now) {
  if (now.trust == clock_trust::synced && p.issued > now.utc + max_issued_ahead) {
    return named_attack{
        attack::clock_attack,
        {errc::verification, msg("programme version {} was signed more than a day in the future", p.version),
         msg("check the clocks of the approver's computer and of this screen")}};
  }
  if (now.trust != clock_trust::unsynced && p.expires <= now.utc) {
    return named_attack{attack::freeze,
                        {errc::verification, msg("programme version {} has expired already", p.version),
                         msg("approve it again; if that is done, look at what stands between the daemon and "
                             "this screen")}};
  }
  return std::nullopt;
}

}  // namespace

known_programme known_from(const offer& o) {
  return {o.programme, wire::signers_of(o.note)};
}

named_attack attack_of(const wire::refusal& r) {
  return {r.too_few ? attack::too_few_approvers : attack::revoked_approver, r.why};
}

std::variant<offer, named_attack> judge_offer(wire::signed_programme note, const public_key& root,
                                              const std::optional<known_programme>& newest,
                                              const wire::site_trust& trust, const time_reading& now) {
  const bool counts = newest && wire::approves(trust, newest->by);
  const core::ready_programme* before = counts ? &newest->programme : nullptr;
  const std::int64_t least =
      std::max(before != nullptr ? before->value->version : 0, trust.programme_version);
  auto v = wire::verify(note, root, 0);
  if (!v) return named_attack{attack_in(v.error()), v.error()};
  offer o{
      std::move(note),
      {std::make_shared<const playlists::programme::programme>(std::move(v->value)), v->programme_digest}};
  const playlists::programme::programme& p = *o.programme.value;
  if (newest && newest->programme.programme_digest == v->programme_digest) return o;
  if (auto why = wire::why_not_approved(trust, o.note)) return attack_of(*why);
  if (p.version < least) return named_attack{attack::rollback, older_version(p.version, least)};
  if (before != nullptr && p.version == before->value->version)
    return named_attack{attack::mix_and_match, same_version(p.version)};
  if (before != nullptr) {
    if (auto why = jumps(p, *before->value, now.utc)) return *why;
  }
  if (auto why = wrong_time(p, now)) return *why;
  spdlog::info("programme {} approved by {}{}{}", p.version, v->approver,
               v->second_approver.empty() ? "" : " and ", v->second_approver);
  return o;
}

programme_offers::programme_offers(identity who, std::optional<known_programme> newest,
                                   std::shared_ptr<kept_trust> trust, status& tells)
    : who_(std::move(who)), newest_(std::move(newest)), trust_(std::move(trust)), tells_(tells) {}

// What the daemon gives in place of a statement keeps nothing from the screen: the statement in force judges
// on.
result<void> programme_offers::follow_trust(daemon_api& daemon) {
  result<kept_trust::heard> heard = trust_->follow(daemon, who_.screen);
  if (!heard) return heard.error();
  if (heard->refused) {
    tells_.set_attack(problem_source::trust, *heard->refused);
  } else {
    tells_.clear_problem(problem_source::trust);
  }
  const std::int64_t number = trust_->current().number;
  if (std::exchange(judged_by_, number) != number) refused_.reset();  // it is judged again
  if (result<void> kept = trust_->keep(); !kept) spdlog::error("site statement: {}", describe(kept.error()));
  return {};
}

void programme_offers::refuse(const digest& bytes, const named_attack& why, milliseconds now) {
  refused_ = bytes;
  again_at_ = now + judge_again;
  tells_.set_attack(problem_source::programme, why);
}

result<std::optional<offer>> programme_offers::round(daemon_api& daemon, const clock_source& clock,
                                                     std::chrono::seconds wait) {
  using answer = std::optional<offer>;
  if (again_at_ && clock.now().mono >= *again_at_) {
    again_at_.reset();
    refused_.reset();
  }
  std::optional<digest> known = refused_  ? refused_
                                : newest_ ? std::optional(newest_->programme.programme_digest)
                                          : std::nullopt;
  trust_->announce(daemon);
  auto offered = daemon.programme(who_.screen, known, wait);
  const time_reading now = clock.now();
  if (!offered) return failed(offered.error(), now.mono);
  tells_.update_supply(
      [&](supply_facts& f) {
        f.silent_since.reset();
        if (!f.answered_since) f.answered_since = now.mono;
        f.programme_refused.reset();
      },
      false);
  if (result<void> followed = follow_trust(daemon); !followed) return followed.error();
  if (!*offered) {
    if (!refused_) tells_.clear_problem(problem_source::programme);
    return answer();
  }
  const digest bytes = sha256((*offered)->bytes);
  const public_key root = trust_->recertify(**offered);
  auto judged = judge_offer(std::move(**offered), root, newest_, trust_->current(), now);
  if (const named_attack* bad = std::get_if<named_attack>(&judged)) {
    refuse(bytes, *bad, now.mono);
    return answer();
  }
  offer& o = std::get<offer>(judged);
  refused_.reset();
  again_at_.reset();
  tells_.clear_problem(problem_source::programme);
  if (newest_ && o.programme.programme_digest == newest_->programme.programme_digest) return answer();
  newest_ = known_from(o);
  tells_.update_supply(
      [&](supply_facts& f) {
        f.issued = o.programme.value->issued;
        f.expires = o.programme.value->expires;
      },
      false);
  return answer(std::move(o));
}

result<std::optional<offer>> programme_offers::failed(const error& e, milliseconds now) {
  if (e.code == errc::unreachable) {
    tells_.update_supply(
        [&](supply_facts& f) {
          f.answered_since.reset();
          if (!f.silent_since) f.silent_since = now;
        },
        false);
    return e;
  }
  // An answer without an end, or one that is no programme at all.
  if (e.code == errc::verification || e.code == errc::invalid) {
    const attack kind = e.code == errc::verification ? attack::endless_data : attack::altered;
    tells_.set_attack(problem_source::programme, {kind, e});
    return e;
  }
  if (tells_.read().supply.programme_refused != e) spdlog::error("programme: {}", describe(e));
  tells_.update_supply([&](supply_facts& f) { f.programme_refused = e; }, true);
  return e;
}

void offer_box::put(offer o) {
  std::set<digest> needed;
  for (const playlists::programme::file_ref& f : files_for(*o.programme.value, screen_))
    needed.insert(f.sha256);
  std::lock_guard lock(mutex_);
  waiting_ = std::move(o);
  needed_ = std::move(needed);
  some_.notify_one();
}

std::optional<offer> offer_box::take(const std::stop_token& stop, milliseconds timeout) {
  std::unique_lock lock(mutex_);
  some_.wait_for(lock, stop, timeout, [&] { return waiting_.has_value(); });
  return std::exchange(waiting_, std::nullopt);
}

bool offer_box::supersedes(const std::optional<digest>& file) const {
  std::lock_guard lock(mutex_);
  if (!waiting_) return false;
  // What is withdrawn at once must not wait for a file that both programmes need.
  return waiting_->programme.value->now || !file || !needed_.contains(*file);
}

}  // namespace bangtin::player::sync
