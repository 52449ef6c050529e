// The display loop: it joins conductor, stage, journal and uplink. Everything that is decided, the conductor
// decides; everything that may take long, another thread does.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "player/core/conductor.hpp"
#include "player/sync/integrity_checker.hpp"
#include "player/sync/journal_thread.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/media_files.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/status.hpp"
#include "player/sync/uplink.hpp"

namespace bangtin::player::app {

struct playback_setup {
  std::filesystem::path data;
  std::string server;
  std::string boot;
  secret_key screen_key;
  const clock_source* clock = nullptr;
  stage::stage* stage = nullptr;
  // For demonstrations and tests: where to save what is on the screen a moment after it began, and how.
  std::filesystem::path screenshots;  // empty: nowhere
  std::function<result<void>(const std::filesystem::path&)> save_png;
  // What is in the window, small. Empty: no screenshots are sent.
  std::function<result<stage::image>()> grab{};
  // Called once on the display loop when the stop begins, whoever asked for it.
  std::function<void()> stopping{};
};

class playback {
 public:
  // Opens DATA. errc::io when the disk refuses. What `setup` points to must outlive it.
  static result<std::unique_ptr<playback>> open(playback_setup setup);
  ~playback();

  // Plays until `stop` was called or the window was closed; ENDs are written when it returns.
  void run();
  // From any thread.
  void stop();

 private:
  playback(playback_setup setup, sync::media_files files, sync::media_files notice_files);

  // ---- the steps of the loop, in order
  void begin();
  void take_news();
  void take_answers();
  void take_stop();
  void wait_for_stage();
  void save_screenshots();
  void take_screenshot();
  void look_for_logo();
  void update_status();
  void feed_watchdog();
  bool over() const;

  void dispatch(const core::event& e);
  void execute(const core::action& a);
  void write_record(sync::record_write k);
  void on_paired(const sync::identity& who);
  void began_to_show(stage::mono_ms at);
  void remember(const core::ready_programme& p);
  void dispatch_notices();
  std::optional<std::filesystem::path> find_file(const playlists::programme::file_ref& f) const;

  struct pending_screenshot {
    stage::mono_ms at;
    std::filesystem::path file;
  };

  playback_setup setup_;
  // Used by the threads too.
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
  std::deque<core::event> answers_at_once_;  // what obeying an action has already brought to light
  std::set<stage::cue_id> refused_;          // cues that never reached the stage
  std::shared_ptr<const playlists::programme::programme> programme_;
  std::vector<pending_screenshot> pending_screenshots_;
  std::vector<core::active_notice> notices_;  // as they were heard of, files there or not
  std::optional<core::set_overlays>
      without_logo_;                     // what lies above the pictures, while its logo is not here
  std::int64_t screenshot_request_ = 0;  // 0: nobody waits for one
  stage::mono_ms next_screenshot_{};

  // Threads last, so that they end first. `run` stops all of them at once and the journal last: others ask
  // it, and it writes what they sent.
  std::unique_ptr<sync::journal_thread> journal_;
  std::optional<sync::integrity_checker> watch_;
  std::optional<sync::pairing_thread> pairing_;
  std::optional<sync::programme_thread> programmes_;
  std::optional<sync::notice_thread> notice_calls_;
  std::optional<sync::answer_thread> replies_;
  std::optional<sync::report_thread> reports_;
};

}  // namespace bangtin::player::app
