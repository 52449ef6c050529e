// A daemon that is not reached is nobody's fault. One that answers and refuses, or begins an answer and does
// not end it, withholds the programme; the status says so until it answers properly.
#include "player/sync/programme_offers.hpp"

#include <spdlog/spdlog.h>

namespace bangtin::player::sync {

result<offer> verify_offer(wire::signed_programme note, const public_key& root,
                           const std::optional<core::ready_programme>& newest) {
  auto v = wire::verify(note, root, newest ? newest->value->version : 0);
  if (!v) return v.error();
  if (newest && v->value.version == newest->value->version &&
      v->programme_digest != newest->programme_digest) {
    return error{errc::verification,
                 msg("another programme with the version number {} was offered", v->value.version),
                 msg("publish the programme anew, under a new number")};
  }
  spdlog::info("programme {} approved by {}", v->value.version, v->approver);
  return offer{
      std::move(note),
      {std::make_shared<const playlists::programme::programme>(std::move(v->value)), v->programme_digest}};
}

programme_offers::programme_offers(identity who, std::optional<core::ready_programme> newest, status& tells)
    : who_(std::move(who)), newest_(std::move(newest)), tells_(tells) {}

result<std::optional<offer>> programme_offers::round(daemon_api& daemon, const clock_source& clock,
                                                     std::chrono::seconds wait) {
  using answer = std::optional<offer>;
  std::optional<digest> known = refused_  ? refused_
                                : newest_ ? std::optional(newest_->programme_digest)
                                          : std::nullopt;
  auto offered = daemon.programme(who_.screen, known, wait);
  milliseconds now = clock.now().mono;
  if (!offered) return failed(offered.error(), now);
  tells_.update_supply(
      [&](supply_facts& f) {
        f.silent_since.reset();
        if (!f.answered_since) f.answered_since = now;
        f.programme_refused.reset();
      },
      false);
  if (!*offered) {
    if (!refused_) tells_.clear_problem(problem_source::programme);
    return answer();
  }
  digest bytes = sha256((*offered)->bytes);
  auto o = verify_offer(std::move(**offered), who_.root, newest_);
  if (!o) {
    refused_ = bytes;
    spdlog::error("a programme is refused: {}", describe(o.error()));
    tells_.set_problem(problem_source::programme, o.error());
    return answer();
  }
  refused_.reset();
  tells_.clear_problem(problem_source::programme);
  if (newest_ && o->programme.programme_digest == newest_->programme_digest) return answer();
  newest_ = o->programme;
  tells_.update_supply(
      [&](supply_facts& f) {
        f.issued = newest_->value->issued;
        f.expires = newest_->value->expires;
      },
      false);
  return answer(std::move(*o));
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
