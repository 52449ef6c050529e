// How a playing screen is paired, turned away and paired again. It plays on throughout; only the threads that
// speak to the daemon, and sometimes the journal, are replaced.
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <tuple>
#include <utility>

#include "base/language.hpp"
#include "player/app/playback.hpp"
#include "player/sync/stop_all.hpp"

namespace bangtin::player::app {

void playback::begin_pairing() {
  const bool networked = !setup_.server.empty();
  sync::pairing p = sync::pairing::begin(setup_.data, setup_.screen_key, setup_.clock->now(), identity_,
                                         networked ? sync::code_lifetime : sync::carried_code_lifetime);
  offer_pairing({p.code(), setup_.server, p.remark()});
  pairing_.emplace(std::move(p), route(""), *setup_.clock, news_);
  if (!stick_reader_) begin_sticks(std::nullopt, nullptr);
}

// A screen that has something to play shows the code beside it. An empty code: there is none yet, because the
// disk does not keep the screen's key.
void playback::offer_pairing(core::unpaired u) {
  if (!identity_) {
    for (const auto& [source, problem] : status_.read().problems) {
      if (source == sync::problem_source::storage) u.trouble = {problem.what, problem.remedy};
    }
    return dispatch(u);
  }
  std::vector<std::string> notes;
  if (lost_identity_) {
    notes.push_back(tr("This screen's identity is lost: pair it again. Nothing counts until then."));
  }
  for (const message& m : u.trouble) notes.push_back(translate(m));
  dispatch(core::pairing_offered{u.code, fmt::format("{}", fmt::join(notes, " "))});
}

sync::daemon_route playback::route(const std::string& token) const {
  return {token.empty() ? daemon_before_pairing() : known_daemon(), token,
          setup_.bundles.empty() ? nullptr : &sticks_};
}

void playback::begin_sticks(const std::optional<sync::identity>& who,
                            std::shared_ptr<const sync::kept_trust> trust) {
  if (setup_.bundles.empty()) return;
  sync::bundle_setup s{setup_.bundles, setup_.screen_key, who, std::move(trust), &status_};
  if (who) {
    s.evidence = journal_.get();
    std::function<std::optional<milliseconds>()> bound;
    if (setup_.time != nullptr) bound = [time = setup_.time] { return time->bound(); };
    auto line = std::make_shared<sync::reporter>(who->screen, status_, *journal_, host_, std::move(bound));
    s.status_now = [line](const time_reading& now) { return line->status_now(now); };
    if (setup_.time != nullptr) s.vouched = [time = setup_.time](utc_ms made) { time->receipt(made); };
  }
  stick_reader_.emplace(std::move(s), sticks_, *setup_.clock,
                        [this](const stage::stick_panel& p) { news_.put(sync::stick_looked_at{p}); });
}

// What the daemon says about this screen's standing changes nothing but the panel: a daemon may be hostile.
void playback::follow_standing(bool turned_away) {
  if (turned_away) {
    spdlog::warn("the daemon does not know this screen any more; it plays on and asks to be paired again");
    if (pairing_) retire(pairing_);  // it has the code of an earlier time
    // On the thread, because the daemon decides when this happens, and the disk may be slow.
    auto begin = [data = setup_.data, key = setup_.screen_key, clock = setup_.clock, held = identity_] {
      return sync::pairing::begin(data, key, clock->now(), held);
    };
    pairing_.emplace(begin, route(""), *setup_.clock, news_);
    return;
  }
  spdlog::info("the daemon knows this screen again");
  if (pairing_) retire(pairing_);
  dispatch(core::paired_as{identity_->screen});
}

void playback::retire_pairing() {
  retire(pairing_);
}

// The threads that use the identity before end first, without keeping the display loop waiting.
void playback::pair_again(sync::identity who) {
  next_identity_ = std::move(who);
  retire(stick_reader_, pairing_, archive_check_, time_calls_, reports_, channel_, notice_calls_, replies_,
         programmes_);
}

// A journal belongs to a name and to the daemon whose receipts it takes. Null: it stays.
std::unique_ptr<sync::journal_thread> playback::retired_journal() {
  bool stays = !next_identity_ || !identity_ ||
               (next_identity_->screen == identity_->screen && next_identity_->daemon == identity_->daemon);
  return stays ? nullptr : std::move(journal_);
}

// Stops these threads and joins them on another thread.
template <class... Thread>
void playback::retire(std::optional<Thread>&... threads) {
  auto ask = [](auto& thread) {
    if (thread) thread->request_stop();
  };
  (ask(threads), ...);
  ++retirements_;
  // One retirement after the other: the next one waits for the one before, on its own thread. A journal of
  // another name or daemon ends there too, because it waits for the disk.
  retiring_ = std::jthread([this, before = std::move(retiring_), journal = retired_journal(),
                            old = std::tuple<std::optional<Thread>...>(std::move(threads)...)]() mutable {
    before = {};
    std::apply([](auto&... t) { sync::stop_all(t...); }, old);
    journal.reset();
    --retirements_;
    wake_event_.wake();
  });
  (threads.reset(), ...);
}

// A step of the display loop: the new identity comes into force when no thread uses the one before.
void playback::take_identity() {
  if (!next_identity_ || retirements_ > 0 || stopping_since_) return;
  sync::identity who = std::move(*std::exchange(next_identity_, std::nullopt));
  on_paired(who);
}

sync::daemon_address playback::daemon_before_pairing() const {
  return {setup_.server, nullptr, setup_.system_authorities};
}

sync::daemon_address playback::known_daemon() const {
  return {setup_.server, authority_, setup_.system_authorities};
}

void playback::on_paired(const sync::identity& who) {
  identity_ = who;
  // First the programme, because its approval may tell the time of the journal's first records.
  sync::programme_sync line(files_, sync::kept_programmes(setup_.data), who, status_, setup_.fetch);
  daemon_key_->set(who.daemon, line.trust());
  authority_ = std::make_shared<sync::kept_authority>(
      setup_.data, [key = daemon_key_] { return (*key)(); },
      [this](const std::optional<sync::named_attack>& attack) {
        if (!attack) return status_.clear_problem(sync::problem_source::daemon);
        status_.set_attack(sync::problem_source::daemon, *attack);
      });
  std::optional<core::ready_programme> kept = line.begin();
  if (kept) remember(*kept);
  if (!journal_) open_journal(who);
  begin_uplink(who, std::move(line), kept);
}

}  // namespace bangtin::player::app
