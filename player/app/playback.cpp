// One thread, which waits only in stage::wait. The loop is a list of steps. Each step passes what it learns
// to the conductor as an event, and executes the actions that the conductor returns before it goes on.
#include "player/app/playback.hpp"

#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <algorithm>

#include "base/language.hpp"
#include "evidence/output_rule.hpp"
#include "player/sync/client_pool.hpp"
#include "player/sync/data_folder.hpp"
#include "player/sync/stop_all.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::app {

namespace {

constexpr milliseconds stop_timeout{2'000};       // for the last END
constexpr milliseconds feed_every{1'000};         // the watchdog
constexpr milliseconds screenshot_after{700};     // after the picture began
constexpr std::size_t max_screenshots = 100;      // files waiting to be saved at once
constexpr milliseconds first_screenshot{30'000};  // to the daemon, after pairing is known
constexpr milliseconds shot_every{300'000};       // to the daemon, if nobody asks for one
constexpr milliseconds shot_settles{150};         // a picture that has just begun is in the window by then

}  // namespace

result<std::unique_ptr<playback>> playback::open(playback_setup setup) {
  result<sync::media_files> files = sync::media_files::open(setup.data);
  if (!files) return files.error();
  result<sync::media_files> notice_files = sync::media_files::open(setup.data / "notices");
  if (!notice_files) return notice_files.error();
  return std::unique_ptr<playback>(
      new playback(std::move(setup), std::move(*files), std::move(*notice_files)));
}

playback::playback(playback_setup setup, sync::media_files files, sync::media_files notice_files)
    : setup_(std::move(setup)),
      files_(std::move(files)),
      notice_files_(std::move(notice_files)),
      host_(setup_.data) {
  watch_.emplace(files_, [this](const error& e) { status_.set_problem(sync::problem_source::files, e); });
}
playback::~playback() = default;

void playback::stop() {
  stop_asked_ = true;
  wake_event_.wake();
}

void playback::run() {
  begin();
  while (!over()) {
    take_news();
    take_identity();
    check_validity();
    take_answers();
    take_stop();
    wait_for_stage();
    save_screenshots();
    take_screenshot();
    look_for_logo();
    update_status();
    feed_watchdog();
  }
  ::sd_notify(0, "STOPPING=1");
  sync::stop_all(stick_reader_, archive_check_, time_calls_, reports_, channel_, notice_calls_, replies_,
                 programmes_, pairing_, storage_watch_, watch_);
  retiring_ = {};
  journal_.reset();  // writes the records that it was sent
  spdlog::info("stopped");
}

// Starts playing from the disk, before any thread asks the network.
void playback::begin() {
  if (!setup_.stage->has_display()) dispatch(stage::output_state{.connected = false, .no_display = true});
  if (setup_.storage_problem) storage_fails(*setup_.storage_problem);
  if (setup_.key_problem) {
    storage_fails(*setup_.key_problem);
    play_from_cache();
    return offer_pairing({"", setup_.server});
  }
  result<std::optional<sync::identity>> who =
      sync::load_identity(setup_.data, setup_.screen_key.public_part());
  if (who && *who) return on_paired(**who);
  if (!who) {
    if (who.error().code == errc::io) {
      storage_fails(who.error());
    } else {
      spdlog::error("identity: {}", describe(who.error()));
    }
    play_from_cache();
  }
  begin_pairing();
}

void playback::open_journal(const sync::identity& who) {
  sync::journal_setup j{setup_.data / "journal.db",
                        who.screen,
                        setup_.screen_key,
                        who.daemon,
                        setup_.clock,
                        setup_.boot,
                        &wake_event_,
                        [this] { status_.wake(); },
                        {},
                        [this](const std::optional<error>& refuses) {
                          if (!refuses) return status_.clear_problem(sync::problem_source::journal);
                          status_.set_problem(sync::problem_source::journal, sync::does_not_count(*refuses));
                        }};
  if (setup_.time != nullptr) {
    j.acknowledged = [time = setup_.time](utc_ms received) { time->receipt(received); };
  }
  if (setup_.time != nullptr) j.clock_bound = [time = setup_.time] { return time->bound(); };
  j.archive = setup_.archive;
  j.tell_archive_problem = [this](const std::optional<error>& problem) {
    if (!problem) return status_.clear_problem(sync::problem_source::archive);
    status_.set_problem(sync::problem_source::archive, *problem);
  };
  j.daemon_key_now = [key = daemon_key_] { return (*key)(); };
  if (setup_.output_assumed) j.boot_reason = evidence::boot_output_assumed;
  journal_ = std::make_unique<sync::journal_thread>(std::move(j));
}

void playback::begin_uplink(const sync::identity& who, sync::programme_sync line,
                            const std::optional<core::ready_programme>& kept) {
  lost_identity_ = false;
  const std::shared_ptr<const sync::kept_trust> trust = line.trust();
  if (kept) {
    dispatch(core::programme_arrived{*kept});
    check_validity();  // before the conductor knows its screen, so that it begins no play
  }
  dispatch(core::paired_as{who.screen});
  sync::notice_sync notices(setup_.data, who, files_, notice_files_, line.trust());
  notices_ = notices.begin(setup_.clock->now());
  dispatch_notices();
  sync::daemon_route asking = route(who.token);
  asking.pool = std::make_shared<sync::client_pool>(asking.server, who.token);
  replies_.emplace(
      sync::outbox(who.screen, notice_files_, [this] { news_.put(sync::notice_file_arrived{}); }), asking,
      answers_);
  sync::daemon_route waiting = asking;
  if (!setup_.server.empty()) {
    waiting.channel = std::make_shared<sync::channel_news>();
    channel_.emplace(who.screen, waiting);
  }
  notice_calls_.emplace(std::move(notices), waiting, *setup_.clock, status_, news_, answers_);
  next_screenshot_ = setup_.clock->now().mono + first_screenshot;
  programmes_.emplace(std::move(line), who.screen, waiting, *setup_.clock, status_, news_);
  std::function<std::optional<milliseconds>()> bound;
  if (setup_.time != nullptr) {
    bound = [time = setup_.time] { return time->bound(); };
    if (!setup_.server.empty())
      time_calls_.emplace(sync::time_sync([key = daemon_key_] { return (*key)(); }, *setup_.time), asking,
                          status_);
  }
  reports_.emplace(sync::reporter(who.screen, status_, *journal_, host_, std::move(bound)), asking,
                   *setup_.clock, status_, news_);
  archive_check_.emplace(*journal_);
  begin_sticks(who, trust);
}

// The clock learns of the programme first, so that the conductor hears of it at a time that it allows.
void playback::remember(const core::ready_programme& p) {
  programme_ = p.value;
  if (setup_.time != nullptr) {
    setup_.time->set_programme({p.programme_digest, p.value->issued, p.value->expires});
  }
  failing_.keep_only(*programme_);
  report_failing_items();
}

void playback::report_failing_items() {
  if (std::optional<error> problem = failing_.problem()) {
    status_.set_problem(sync::problem_source::item, *problem);
  } else {
    status_.clear_problem(sync::problem_source::item);
  }
}

// ---- the steps

void playback::take_news() {
  for (sync::uplink_news& n : news_.take_all()) {
    if (auto* code = std::get_if<core::unpaired>(&n)) {
      if (pairing_) offer_pairing(*code);
    } else if (auto* paired = std::get_if<sync::now_paired>(&n)) {
      pair_again(std::move(paired->who));
    } else if (auto* standing = std::get_if<sync::standing_changed>(&n)) {
      if (reports_) follow_standing(standing->turned_away);
    } else if (auto* looked = std::get_if<sync::stick_looked_at>(&n)) {
      dispatch(core::stick_told{std::move(looked->panel)});
    } else if (auto* recovered = std::get_if<sync::storage_recovered>(&n)) {
      on_storage_recovered(recovered->key);
    } else if (auto* changed = std::get_if<core::notices_changed>(&n)) {
      notices_ = std::move(changed->active);
      dispatch_notices();
    } else if (std::holds_alternative<sync::notice_file_arrived>(n)) {
      dispatch_notices();
    } else if (auto* withdrawn = std::get_if<core::items_withdrawn>(&n)) {
      dispatch(*withdrawn);
    } else if (auto* requested = std::get_if<sync::screenshot_requested>(&n)) {
      screenshot_request_ = requested->request;
      // Frequent requests do not postpone the screenshot, and cause at most one a second.
      stage::mono_ms last = next_screenshot_ - shot_every;
      stage::mono_ms soon = std::max(setup_.clock->now().mono + shot_settles, last + std::chrono::seconds(1));
      next_screenshot_ = std::min(next_screenshot_, soon);
    } else {
      auto& arrived = std::get<core::programme_arrived>(n);
      remember(arrived.programme);
      dispatch(arrived);
    }
  }
}

// Tells the conductor once that a programme has been running for longer than it is valid.
void playback::check_validity() {
  if (setup_.time == nullptr) return;
  std::optional<digest> outlived = setup_.time->outlived();
  if (!outlived || outlived_ == outlived) return;
  outlived_ = outlived;
  spdlog::error("the programme has run for longer than it is valid; it is not shown any more");
  dispatch(core::programme_outlived{*outlived});
}

void playback::take_answers() {
  if (!journal_) return;
  for (const sync::record_outcome& a : journal_->answers()) {
    std::visit([this](const auto& e) { dispatch(e); }, a);
  }
  for (const sync::record_write& note : unwritten_.take()) write_record(note);
}

void playback::take_stop() {
  if (!stop_asked_ || stopping_since_) return;
  stopping_since_ = setup_.clock->now().mono;
  if (setup_.stopping) setup_.stopping();
  dispatch(core::stopping{});
}

bool playback::over() const {
  if (!stopping_since_) return false;
  return conductor_.finished() || setup_.clock->now().mono - *stopping_since_ > stop_timeout;
}

void playback::wait_for_stage() {
  dispatch(core::tick{});
  if (over()) return;
  stage::mono_ms until = conductor_.next_wake(setup_.clock->now());
  for (const pending_screenshot& p : pending_screenshots_) until = std::min(until, p.at);
  if (replies_ && setup_.grab) until = std::min(until, next_screenshot_);
  if (stopping_since_) until = std::min(until, *stopping_since_ + stop_timeout);
  for (const stage::stage_event& e : setup_.stage->wait(until, wake_event_.fd())) {
    if (std::holds_alternative<stage::close_requested>(e)) stop_asked_ = true;
    if (const auto* failed = std::get_if<stage::cue_failed>(&e)) {
      spdlog::warn("picture {}: {}: {}", failed->id, failed->reason, failed->detail);
    }
    std::visit(
        [this](const auto& what) {
          if constexpr (std::is_constructible_v<core::event, decltype(what)>) dispatch(what);
        },
        e);
    if (const auto* began = std::get_if<stage::cue_began>(&e)) began_to_show(began->at);
    if (const auto* output = std::get_if<stage::output_state>(&e)) on_output(*output);
  }
}

// Without a display the player is ready too: it syncs, and waits for one.
void playback::on_output(const stage::output_state& e) {
  using sync::problem_source;
  if (e.no_display) {
    spdlog::warn("no display: nothing is shown, and nothing counts");
    tell_ready();
  } else {
    spdlog::info("the display is {}", !e.known      ? "there, perhaps"
                                      : e.connected ? "connected"
                                                    : "off or unplugged");
  }
  if (e.known || setup_.output_assumed) return status_.clear_problem(problem_source::display);
  status_.set_problem(
      problem_source::display,
      {errc::unsupported,
       msg("nobody can tell whether a display is connected, so what is played does not count"),
       msg("if somebody sees to it that the display is on, write output = \"assumed\" into the player's "
           "configuration")});
}

void playback::tell_ready() {
  if (!std::exchange(ready_told_, true)) ::sd_notify(0, "READY=1");
}

void playback::began_to_show(stage::mono_ms at) {
  core::on_now on = conductor_.showing();
  spdlog::info("shows {}", on.media);
  tell_ready();
  if (setup_.screenshots.empty() || pending_screenshots_.size() >= max_screenshots) return;
  time_reading now = setup_.clock->now();
  utc_ms when = now.utc - (now.mono - at);
  std::string local =
      programme_ ? playlists::schedule::to_local_rfc3339(*programme_, when) : to_rfc3339_utc(when);
  std::string name =
      local.substr(11, 2) + local.substr(14, 2) + local.substr(17, 2) + "-" + on.media + ".png";
  std::replace(name.begin(), name.end(), '/', '_');
  pending_screenshots_.push_back({at + screenshot_after, setup_.screenshots / name});
}

void playback::save_screenshots() {
  stage::mono_ms now = setup_.clock->now().mono;
  std::erase_if(pending_screenshots_, [&](const pending_screenshot& p) {
    if (p.at > now) return false;
    result<void> saved = setup_.save_png(p.file);
    if (!saved) spdlog::warn("screenshot: {}", describe(saved.error()));
    return true;
  });
}

// Copies a reduced picture of the window; the answer thread compresses and sends it.
void playback::take_screenshot() {
  stage::mono_ms now = setup_.clock->now().mono;
  if (!replies_ || !setup_.grab || now < next_screenshot_) return;
  next_screenshot_ = now + shot_every;
  result<stage::image> taken = setup_.grab();
  if (!taken) return spdlog::warn("screenshot: {}", describe(taken.error()));
  answers_.put(sync::screenshot_taken{std::move(*taken), std::exchange(screenshot_request_, 0)});
}

// Tells the conductor of a notice's picture or video only once the file has arrived; until then the notice
// shows its text.
void playback::dispatch_notices() {
  std::vector<core::active_notice> active = notices_;
  for (core::active_notice& n : active) {
    if (!n.media) continue;
    playlists::programme::file_ref file = n.media->file;
    if (find_file(file)) continue;
    n.media.reset();
    answers_.put(sync::file_wanted{file});
  }
  dispatch(core::notices_changed{std::move(active)});
}

std::optional<std::filesystem::path> playback::find_file(const playlists::programme::file_ref& f) const {
  if (notice_files_.is_there(f)) return notice_files_.file_of(f.sha256);
  if (files_.is_there(f)) return files_.file_of(f.sha256);
  return std::nullopt;
}

// Shows the logo once its file has arrived; a damaged file is fetched again.
void playback::look_for_logo() {
  if (without_logo_ && files_.is_there(without_logo_->logo)) execute(core::set_overlays(*without_logo_));
}

void playback::update_status() {
  status_.put_on(conductor_.showing());
}

// Only this loop feeds systemd's watchdog, and only after stage::wait has returned, so that systemd restarts
// a player whose display hangs.
void playback::feed_watchdog() {
  stage::mono_ms now = setup_.clock->now().mono;
  if (now - fed_ < feed_every) return;
  fed_ = now;
  ::sd_notify(0, "WATCHDOG=1");
}

// ---- executing actions

void playback::dispatch(const core::event& e) {
  answers_at_once_.push_back(e);
  while (!answers_at_once_.empty()) {
    core::event next = std::move(answers_at_once_.front());
    answers_at_once_.pop_front();
    for (const core::action& a : conductor_.resume(setup_.clock->now(), next)) execute(a);
  }
  refused_.clear();
}

void playback::execute(const core::action& a) {
  if (const auto* p = std::get_if<core::prepare_cue>(&a)) {
    stage::content what = p->what;
    if (auto* file = std::get_if<stage::picture_file>(&what)) {
      std::optional<std::filesystem::path> found = find_file(p->file);
      if (!found) {
        refused_.insert(p->id);
        answers_at_once_.push_back(stage::cue_failed{p->id, "file-missing", p->file.sha256.hex(), {}, 0, 0});
        return;
      }
      file->file = std::move(*found);
      if (p->subtitles.bytes > 0 && files_.is_there(p->subtitles)) {
        file->subtitles = files_.file_of(p->subtitles.sha256);
      }
    }
    setup_.stage->prepare(p->id, what);
  } else if (const auto* s = std::get_if<core::show_cue>(&a)) {
    if (!refused_.contains(s->id)) setup_.stage->show(s->id, s->at, s->fade);
  } else if (const auto* d = std::get_if<core::drop_cue>(&a)) {
    setup_.stage->drop(d->id);
  } else if (const auto* o = std::get_if<core::set_overlays>(&a)) {
    stage::overlays what = o->what;
    bool there = o->logo.bytes > 0 && files_.is_there(o->logo);
    if (there) what.logo = files_.file_of(o->logo.sha256);
    without_logo_ = o->logo.bytes > 0 && !there ? std::optional(*o) : std::nullopt;
    setup_.stage->overlay(what);
  } else if (const auto* power = std::get_if<core::set_power>(&a)) {
    setup_.stage->power(power->on);
  } else if (const auto* check = std::get_if<core::check_file>(&a)) {
    watch_->look_at(check->file);
  } else if (const auto* start = std::get_if<core::write_start>(&a)) {
    write_record(*start);
  } else if (const auto* end = std::get_if<core::write_end>(&a)) {
    failing_.play_ended(end->record);
    report_failing_items();
    write_record(*end);
  } else if (const auto* shown = std::get_if<core::notice_on_show>(&a)) {
    spdlog::info("emergency: {} is on show", shown->id);
    answers_.put(wire::acknowledgement{shown->id, shown->at, {}, {}});
  } else if (const auto* ended = std::get_if<core::notice_over>(&a)) {
    spdlog::info("emergency: {} is over", ended->id);
    answers_.put(wire::acknowledgement{ended->id, {}, ended->at, {}});
  } else {
    write_record(std::get<core::write_note>(a));
  }
}

void playback::write_record(const sync::record_write& k) {
  if (journal_ && journal_->send(k)) return;
  unwritten_.add(k);
  const auto* start = std::get_if<core::write_start>(&k);
  if (start != nullptr) answers_at_once_.push_back(core::journal_failed{start->token});
}

}  // namespace bangtin::player::app
