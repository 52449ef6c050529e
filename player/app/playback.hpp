// The display loop: it connects conductor, stage, journal and uplink. The conductor makes every decision, and
// anything that can take long runs on another thread.
//
// main makes one `playback` and calls `run` on the thread that opened the stage; all steps of the loop run on
// that thread. `playback` owns the journal's and the uplink's threads. They send news through mailboxes.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "player/core/conductor.hpp"
#include "player/sync/archive_check.hpp"
#include "player/sync/bundle_thread.hpp"
#include "player/sync/failing_items.hpp"
#include "player/sync/integrity_checker.hpp"
#include "player/sync/journal_thread.hpp"
#include "player/sync/kept_trust.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/screen_clock.hpp"
#include "player/sync/status.hpp"
#include "player/sync/storage_watch.hpp"
#include "player/sync/time_sync.hpp"
#include "player/sync/uplink.hpp"

namespace bangtin::player::app {

struct playback_setup {
  std::filesystem::path data;  // the player's data folder, DATA below
  std::string server;
  std::string boot;
  secret_key screen_key;
  const clock_source* clock = nullptr;
  stage::stage* stage = nullptr;
  // For demonstrations and tests: the folder for a PNG of every picture a moment after it began, and the
  // function that saves it.
  std::filesystem::path screenshots;  // empty: none are saved
  std::function<result<void>(const std::filesystem::path&)> save_png;
  // Returns a reduced picture of the window. Empty: no screenshots are sent to the daemon.
  std::function<result<stage::image>()> grab{};
  // The display loop calls it once when the stop begins, whatever the cause.
  std::function<void()> stopping{};
  // Why nothing can be written in DATA, and why `screen_key` is not the one in DATA; empty: all is well. The
  // screen plays what it has, and the problem is told until the disk is well again.
  std::optional<error> storage_problem{};
  std::optional<error> key_problem{};
  // What learns from programmes, receipts and the daemon; then `clock` is the same object. Null, for tests:
  // nothing does.
  sync::screen_clock* time = nullptr;
  // The technician vouches for the screen where nobody can tell whether one is connected: such plays count.
  bool output_assumed = false;
  sync::fetch_rules fetch{};
  bool system_authorities = false;  // only the system's authorities vouch for the daemon's certificate
  evidence::journal::archive_limits archive{};
  // Where USB sticks are mounted; empty: none are read. `server` may be empty then.
  std::filesystem::path bundles{};
};

class playback {
 public:
  // Opens DATA; a disk that refuses is no error. What `setup` points to must outlive the object.
  static result<std::unique_ptr<playback>> open(playback_setup setup);
  ~playback();

  // Plays until `stop` is called or the window is closed. Call it once. When it returns, all threads have
  // ended and the journal has tried to write every END.
  void run();
  // Any thread may call it. Returns at once.
  void stop();

 private:
  playback(playback_setup setup, sync::media_files files, sync::media_files notice_files);

  // ---- the steps of the loop, in order
  void begin();
  void take_news();
  void take_identity();
  void check_validity();
  void take_answers();
  void take_stop();
  void wait_for_stage();
  void save_screenshots();
  void take_screenshot();
  void look_for_logo();
  void on_output(const stage::output_state& e);
  void tell_ready();
  void update_status();
  void feed_watchdog();
  bool over() const;

  void dispatch(const core::event& e);
  void execute(const core::action& a);
  void report_failing_items();
  void write_record(const sync::record_write& k);
  void begin_pairing();
  void offer_pairing(core::unpaired u);
  void retire_pairing();
  void follow_standing(bool turned_away);
  void pair_again(sync::identity who);
  std::unique_ptr<sync::journal_thread> retired_journal();
  template <class... Thread>
  void retire(std::optional<Thread>&... threads);
  void on_paired(const sync::identity& who);
  // Before pairing nobody vouches for the daemon.
  sync::daemon_address daemon_before_pairing() const;
  sync::daemon_address known_daemon() const;
  void open_journal(const sync::identity& who);
  // `trust`: of the screen's site; null while it is not paired.
  void begin_sticks(const std::optional<sync::identity>& who, std::shared_ptr<const sync::kept_trust> trust);
  sync::daemon_route route(const std::string& token) const;
  void begin_uplink(const sync::identity& who, sync::programme_sync line,
                    const std::optional<core::ready_programme>& kept);
  void on_storage_recovered(const secret_key& key);
  void play_from_cache();
  void storage_fails(const error& why);
  void began_to_show(stage::mono_ms at);
  void remember(const core::ready_programme& p);
  void dispatch_notices();
  std::optional<std::filesystem::path> find_file(const playlists::programme::file_ref& f) const;

  struct pending_screenshot {
    stage::mono_ms at;
    std::filesystem::path file;
  };

  playback_setup setup_;
  // The threads use these too.
  const sync::media_files files_;
  const sync::media_files notice_files_;
  sync::this_host host_;
  sync::status status_;
  sync::wake_event wake_event_;
  sync::mailbox<sync::uplink_news> news_{100, &wake_event_};
  sync::mailbox<sync::answer> answers_{200};
  std::atomic<bool> stop_asked_ = false;
  std::optional<stage::mono_ms> stopping_since_;
  bool ready_told_ = false;
  stage::mono_ms fed_{};

  core::conductor conductor_;
  std::deque<core::event> answers_at_once_;  // events that executing an action caused at once
  std::set<stage::cue_id> refused_;          // cues that never reached the stage
  std::optional<digest> outlived_;           // the programme of which the conductor was told so
  std::shared_ptr<const playlists::programme::programme> programme_;
  std::vector<pending_screenshot> pending_screenshots_;
  std::vector<core::active_notice> notices_;  // as the uplink sent them, whether or not their files are here
  std::optional<core::set_overlays> without_logo_;  // the overlays, while their logo's file is missing
  sync::failing_items failing_;
  sync::unwritten_notes unwritten_;      // while there is no journal that takes them
  bool lost_identity_ = false;           // not paired, but playing the site's kept programme
  std::int64_t screenshot_request_ = 0;  // 0: nobody waits for one
  stage::mono_ms next_screenshot_{};
  std::optional<sync::identity> identity_;           // empty: never paired
  std::shared_ptr<sync::kept_authority> authority_;  // of the identity's daemon
  std::optional<sync::identity> next_identity_;      // set while the threads of the one before are ending

  // Threads last, so that they end first. `run` asks all of them to stop at once, and stops the journal last:
  // the report thread asks it, and it still writes what it was sent.
  const std::shared_ptr<sync::daemon_key_source> daemon_key_ = std::make_shared<sync::daemon_key_source>();
  sync::bundle_box sticks_;
  std::unique_ptr<sync::journal_thread> journal_;
  std::optional<sync::integrity_checker> watch_;
  std::optional<sync::storage_watch> storage_watch_;
  std::optional<sync::pairing_thread> pairing_;
  std::optional<sync::programme_thread> programmes_;
  std::optional<sync::channel_thread> channel_;
  std::optional<sync::notice_thread> notice_calls_;
  std::optional<sync::answer_thread> replies_;
  std::optional<sync::report_thread> reports_;
  std::optional<sync::bundle_thread> stick_reader_;
  std::optional<sync::archive_check> archive_check_;
  std::atomic<int> retirements_ = 0;  // how many groups of threads are ending
  std::jthread retiring_;             // joins threads that were stopped, so that the display loop does not
  std::optional<sync::time_thread> time_calls_;
};

}  // namespace bangtin::player::app
