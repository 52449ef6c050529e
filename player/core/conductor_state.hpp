// What the conductor remembers between events. Only player/core/conductor*.cpp includes this.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "player/core/conductor.hpp"
#include "player/core/notice_queue.hpp"
#include "player/core/overlays_at.hpp"
#include "player/core/play_book.hpp"
#include "player/core/schedule.hpp"

namespace bangtin::player::core {

namespace limits {
// A lead is a time before the instant at which a cue is due; a timeout counts from that instant.
constexpr milliseconds prepare_lead{4'000};        // for preparing a cue
constexpr milliseconds first_prepare_lead{1'500};  // for the same while nothing is on show yet
constexpr milliseconds max_start_lead{2'000};      // for requesting START, because a disk may be slow
constexpr milliseconds min_start_lead{400};        // for the same if the cue is not ready yet
constexpr milliseconds start_timeout{500};         // then the cue is shown without START
constexpr milliseconds show_timeout{600};          // then a cue that has not begun is given up,
constexpr milliseconds ready_timeout{3'000};       // but not sooner than this after its preparation
constexpr milliseconds min_slate{400};             // the slate does not stand in for less time than this
constexpr milliseconds switch_lead{2'000};  // for switching to another plan: it drops no cue with a START
constexpr milliseconds max_change_delay{30'000};  // an item that a new programme lacks goes within this time
constexpr milliseconds cut_lead{1'000};           // for preparing what replaces an item that is cut
constexpr milliseconds join_lead{100};            // a video is joined this far ahead; the stage catches up
constexpr milliseconds trust_again{600'000};      // until a better clock is recorded again
constexpr milliseconds min_clock_step{500};       // a wall clock that moves by more has stepped
constexpr milliseconds plan_lead{120'000};        // the next day is planned this long before the plan's end
constexpr milliseconds min_power_off{60'000};     // the output is not switched off for less time than this
constexpr milliseconds power_on_lead{20'000};     // the output is switched on early: televisions are slow
constexpr milliseconds check_lead{60'000};        // for checking a file
constexpr milliseconds repeat_lead{2'000};        // for preparing a notice's video again, before its end
constexpr milliseconds max_wake_delay{500};       // a step of the wall clock is noticed within this time
constexpr milliseconds max_unseen_wake_delay{10'000};  // the same without a display
constexpr milliseconds min_wake_delay{20};             // even if a wake's time has passed
constexpr std::size_t max_cues = 4;                    // the stage's limit
}  // namespace limits

// A cue that the stage holds.
struct cue_state {
  stage::cue_id id = 0;
  segment_kind kind = segment_kind::card;
  segment_number segment = 0;
  play_token play = 0;  // of an item
  stage::mono_ms prepared{};
  stage::mono_ms instant{};
  milliseconds length{};
  milliseconds fade{};
  bool ready = false;
  bool show_sent = false;
  bool began = false;
  stage::mono_ms gives_up_at{};  // set when show is sent
  stage::mono_ms began_at{};
  std::string notice{};  // the id, if the cue shows a notice
  bool video = false;    // the cue shows a notice's video
  on_now status;         // to report once the cue has begun

  // A notice's picture or video has a length; its text has none.
  bool is_notice_text() const { return kind == segment_kind::notice && length == milliseconds{}; }
};

struct conductor::impl {
  std::vector<action> take(const time_reading& reading, const event& e);
  std::optional<changeover> pending_changeover() const;
  stage::mono_ms next_wake(const time_reading& reading) const;

  // ---- events (conductor.cpp)
  void on(const tick&) {}
  void on(const programme_arrived& e);
  void on(const programme_outlived& e);
  void on(const start_durable& e);
  void on(const journal_failed& e);
  void on(const paired_as& e);
  void on(const unpaired& e);
  void on(const stick_told& e) { stick_ = e.what; }
  void on(const items_withdrawn& e);
  void on(const pairing_offered& e) { panel_ = {e.code, e.note}; }
  void on(const notices_changed& e);
  void on(const stopping&);
  void on(const stage::cue_ready& e);
  void on(const stage::cue_began& e);
  void on(const stage::cue_ended& e);
  void on(const stage::cue_failed& e);
  void on(const stage::output_state& e);

  // ---- another plan takes over (conductor_changes.cpp)
  void set_clock(const time_reading& reading);
  void clock_stepped(milliseconds shift);
  void clock_trusted();
  void switch_programme();
  std::vector<segment> coming_plan();
  bool is_on_show(const scheduled_segment& s) const;
  utc_ms change_instant(const std::vector<segment>& fresh) const;
  utc_ms adopt(std::vector<segment>& fresh, utc_ms at);
  void adopt(const scheduled_segment& s, const segment& same);
  utc_ms stays_until(const scheduled_segment& s, const segment& same,
                     const std::vector<segment>& fresh) const;
  static void continue_play(std::vector<segment>& fresh, play_token from, play_token as);
  void continue_plays(std::vector<segment>& fresh, utc_ms at);
  void change_over(const std::vector<segment>& fresh, utc_ms at, std::string_view why);
  void append(const std::vector<segment>& fresh, utc_ms at);
  static bool is_video(const scheduled_segment& s);
  bool is_withdrawn(const playlists::programme::file_ref& file) const;
  bool is_withdrawn(const scheduled_segment& s) const;
  void skip_withdrawn();

  // ---- what is on when (conductor_schedule.cpp)
  void begin_anew(std::string_view why);
  void show_card();
  void cut(utc_ms from, std::string_view why);
  void clear(std::string_view why);
  void withdraw(const scheduled_segment& s, std::string_view why);
  std::vector<segment> plan_after(const ready_programme& programme, utc_ms from);
  void append_day();
  void extend();
  void pass_boundaries();
  void expire(const scheduled_segment& s);

  // ---- the display (conductor_display.cpp)
  void lose_display();
  void find_display();
  void wait_for_display();
  void note_unseen(utc_ms until);
  void note_missed(std::string_view why, utc_ms since, utc_ms until);

  // ---- the steps after every event (conductor_steps.cpp)
  void advance();
  void update_overlays();
  stage::pairing_panel panel_now() const;
  stage::stick_panel stick_now() const;
  void prepare_ahead();
  void give_up_late();
  void check_ahead();
  void check_files(const scheduled_segment& s);
  void update_power();
  void finish_plays();
  bool is_bare() const;
  stage::mono_ms segments_wake() const;
  stage::mono_ms cues_wake() const;

  // ---- cues (conductor_cues.cpp)
  void prepare(const scheduled_segment& s);
  std::optional<utc_ms> start_late(const scheduled_segment& s);
  void prepare_item(const scheduled_segment& s, utc_ms begin);
  void open_play(const scheduled_segment& s, utc_ms begin);
  void reject(const scheduled_segment& s, utc_ms begin, std::string_view why);
  void prepare_slate(const scheduled_segment& s, stage::mono_ms at);
  void prepare_card(const scheduled_segment& s, stage::mono_ms at);
  cue_state& add_cue(const scheduled_segment& s, segment_kind kind,
                     const playlists::programme::file_ref& file, stage::content what, stage::mono_ms at,
                     const playlists::programme::file_ref& subtitles = {});
  on_now status_of(const scheduled_segment& s, segment_kind kind) const;
  void advance_start(cue_state& c);
  static stage::mono_ms start_due(const cue_state& c);
  void show(cue_state& c);
  void drop(stage::cue_id id, std::string_view why);
  void drop_not_begun(std::string_view why, const std::function<bool(const cue_state&)>& condition);
  void withdraw_not_begun(std::string_view why);
  void reclaim();

  // ---- emergency notices (conductor_notices.cpp)
  void update_notices();
  void interrupt();
  void resume_schedule();
  void show_notice();
  std::optional<stage::mono_ms> notice_due() const;
  void notice_began(const cue_state& c);
  void notice_failed(const cue_state& c);
  void acknowledge_over(const std::vector<std::string>& ids);
  bool shows_notice() const;
  const cue_state* newest_notice_cue() const;
  stage::mono_ms notice_wake() const;

  // ---- records (conductor.cpp)
  void write_start_of(play_token token, const evidence::play_facts& facts);
  void note(evidence::record_type type, std::string_view reason, std::int64_t lost = 0);
  evidence::record stamped(evidence::record_type type) const;

  stage::mono_ms mono_of(utc_ms t) const { return stage::mono_ms(t.time_since_epoch() - offset_); }

  time_reading now_{};
  milliseconds offset_{};  // utc - mono
  bool clock_seen_ = false;
  clock_trust trust_ = clock_trust::unsynced;  // of the last reading
  std::optional<milliseconds> trusted_at_;     // monotonic: when a record last said that the clock is better
  clock_trust trusted_as_ = clock_trust::unsynced;

  std::string screen_;          // empty: not paired
  unpaired pairing_;            // what the pairing card shows
  stage::stick_panel stick_;    // shown while a USB stick is plugged in
  stage::pairing_panel panel_;  // shown while the screen plays on and must be paired again
  std::shared_ptr<const ready_programme> programme_;
  std::set<digest> withdrawn_;  // files; see items_withdrawn
  output_status output_ = output_status::unknown;
  bool no_display_ = false;
  utc_ms unseen_since_{};               // without a display: plays from here on are not noted yet
  std::optional<bool> powered_;         // as last sent to the stage
  segment_number checked_segment_ = 0;  // check_file was sent for segments up to this one
  bool stopping_ = false;

  std::shared_ptr<const ready_programme> overlays_from_;
  overlay_state overlay_state_;  // as last sent to the stage

  schedule schedule_;  // the front contains now
  play_book plays_;
  notice_queue notices_;
  std::map<stage::cue_id, cue_state> cues_;
  stage::cue_id next_cue_ = 1;
  play_token next_play_ = 1;

  utc_ms notice_since_{};    // plays from here on are missed because of a notice
  std::int64_t missed_ = 0;  // plays whose time passed before they were prepared, not yet noted
  std::int64_t dropped_ = 0;
  on_now showing_;
  std::vector<action> out_;
};

}  // namespace bangtin::player::core
