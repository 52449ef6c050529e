// What the conductor keeps between events: for player/conductor*.cpp and nobody else.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "player/core/conductor.hpp"
#include "player/core/overlays_at.hpp"
#include "player/core/plan.hpp"
#include "player/core/play.hpp"

namespace bangtin::player {

namespace limits {
constexpr milliseconds lead{4'000};            // a picture is made ready so long before its instant
constexpr milliseconds bare_lead{1'500};       // while there is no picture yet
constexpr milliseconds start_earliest{2'000};  // START is written so long before it, as a disk may be slow,
constexpr milliseconds start_latest{400};      // or so long if it is not ready before
constexpr milliseconds start_patience{500};    // after it, the picture is shown without START
constexpr milliseconds show_patience{600};     // after it, a picture that has not come is given up,
constexpr milliseconds ready_patience{3'000};  // but not sooner than so long after it was asked for
constexpr milliseconds switch_ahead{2'000};    // another takes over at the earliest: nothing with a START
constexpr milliseconds join_lead{100};         // a video is joined so far ahead; the stage catches up
constexpr milliseconds join_least{1'500};      // less than this is not worth joining
constexpr milliseconds step{500};              // a wall clock that moves more has stepped
constexpr milliseconds day_ahead{120'000};     // tomorrow is planned so long before midnight
constexpr milliseconds dark_least{60'000};     // the output is not switched off for less
constexpr milliseconds wake_lead{20'000};      // and on again so long before a picture: televisions are slow
constexpr milliseconds check_lead{60'000};     // a file is looked at so long before it is shown
constexpr milliseconds repeat_lead{2'000};     // a notice's video is made ready anew so long before its end
constexpr milliseconds repeat_least{5'000};    // and not more often than this
constexpr milliseconds notice_again{1'000};    // a notice that could not be shown is tried again after it
constexpr std::size_t cues = 4;                // the stage's bound
constexpr int failures = 3;                    // in a row, then an item is in quarantine
}  // namespace limits

// A part of the plan on its way to the screen.
struct planned {
  part p;
  std::uint64_t number = 0;
  std::shared_ptr<const ready_programme> of;  // whose part it is; null for a card
  utc_ms begin{};                             // p.from, or later when it is joined
  utc_ms takes_over{};                        // where the part before it ends
  enum class progress { ahead, under_way, given_up } at = progress::ahead;
};

// A picture that the stage holds for us.
struct cue {
  cue_id id = 0;
  part_kind kind = part_kind::card;
  std::uint64_t part = 0;  // planned::number
  play_token play = 0;     // of an item
  mono_ms prepared{};
  mono_ms instant{};
  milliseconds length{};
  milliseconds fade{};
  bool ready = false;
  bool show_sent = false;
  bool began = false;
  mono_ms patience_ends{};  // once show was sent
  mono_ms began_at{};
  std::string notice{};  // of a notice: its id
  bool video = false;    // of a notice
  on_now tells;
};

struct conductor::impl {
  std::vector<action> take(const time_reading& reading, const event& e);
  mono_ms next_wake(const time_reading& reading) const;

  // ---- events (conductor.cpp)
  void on(const tick&) {}
  void on(const programme_arrived& e);
  void on(const start_durable& e);
  void on(const journal_failed& e);
  void on(const paired_as& e);
  void on(const unpaired& e);
  void on(const notices_changed& e);
  void on(const stopping&);
  void on(const cue_ready& e);
  void on(const cue_began& e);
  void on(const cue_ended& e);
  void on(const cue_failed& e);
  void on(const output_state& e);

  // ---- the schedule (conductor_schedule.cpp)
  void look_at_clock(const time_reading& reading);
  void clock_stepped(milliseconds shift);
  void begin_anew(std::string_view why);
  void take_over();
  std::deque<planned> plan_from(utc_ms from);
  std::deque<planned> plan_of_day(const std::shared_ptr<const ready_programme>& of, utc_ms within);
  void cut_from(utc_ms from, std::string_view why);
  void append(std::deque<planned> plan, utc_ms from);
  void extend();
  void pass_boundaries();
  void leave(planned& p);
  void show_card();

  // ---- the steps after every event (conductor_steps.cpp)
  void advance();
  void dress_pictures();
  void prepare_ahead();
  void prepare(planned& p);
  bool join(planned& p);
  void prepare_item(planned& p);
  void prepare_slate(const planned& p, mono_ms at);
  void prepare_card(const planned& p, mono_ms at);
  void dress_item(const planned& p, picture_file& what) const;
  cue& add_cue(const planned& p, part_kind kind, const playlists::file_ref& file, picture what, mono_ms at,
               const playlists::file_ref& subtitles = {});
  bool is_bare() const;
  void press(cue& c);
  static mono_ms start_due(const cue& c);
  void show(cue& c);
  void reclaim();
  void give_up_late();
  void switch_power();
  utc_ms dark_until() const;
  void check_ahead();

  // ---- emergency notices (conductor_notices.cpp)
  void tend_notices();
  void end_notices();
  void make_way();
  void give_back();
  void show_notice(const active_notice& n);
  void notice_began(const cue& c);
  void notice_failed(const cue& c);
  std::int64_t plays_missed(utc_ms from, utc_ms to);
  bool notice_is_on() const {
    return !schedule_.empty() && schedule_.front().p.kind == part_kind::notice && !notices_.empty();
  }
  const cue* newest_notice_cue() const;
  mono_ms notice_wake() const;

  // ---- plays (conductor_plays.cpp)
  play& play_of(const planned& p);
  void begin_record(play& p);
  void withdraw(planned& p, std::string_view why);
  void fail(planned& p, std::string_view why);
  void drop(cue_id id, std::string_view why);
  void drop_not_begun(std::string_view why);
  void settle();
  void note(evidence::record_type type, std::string_view reason, std::int64_t lost = 0);
  evidence::record stamped(evidence::record_type type) const;
  bool in_quarantine(const digest& key) const;

  planned* find_part(std::uint64_t number);
  mono_ms mono_of(utc_ms t) const { return mono_ms(t.time_since_epoch() - offset_); }
  bool waits(const play& p) const { return !p.start_written && mono_of(p.facts.planned_start) > now_.mono; }

  time_reading now_{};
  milliseconds offset_{};  // utc - mono
  bool clock_seen_ = false;

  std::string screen_;  // empty: not paired
  std::string code_, address_;
  std::shared_ptr<const ready_programme> programme_;
  output_word output_ = output_word::unknown;
  std::optional<bool> powered_;     // as the stage was told
  std::uint64_t checked_part_ = 0;  // planned::number up to which files were asked to be looked at
  bool stopping_ = false;

  std::shared_ptr<const ready_programme> dressed_by_;
  dressing dressed_;  // as the stage was told

  std::deque<planned> schedule_;  // the front contains now; without holes
  std::map<cue_id, cue> cues_;    // alive in the stage
  std::map<play_token, play> plays_;
  std::map<digest, int> failures_;  // in a row, by play::media_key
  cue_id next_cue_ = 1;
  play_token next_play_ = 1;
  std::uint64_t next_part_ = 1;
  // A notice and how it fares.
  struct held_notice {
    active_notice what;
    mono_ms latest_end{};
    bool told = false;          // that it is on show
    bool media_failed = false;  // its text is shown instead
  };
  std::vector<held_notice> notices_;  // ascending by number
  std::set<std::string> over_;        // ids of such as had their time here, and are still told of
  utc_ms notice_since_{};             // since when plays are missed
  mono_ms notice_retry_{};

  std::int64_t missed_ = 0;  // plays passed by without a chance to show them, not yet noted
  std::int64_t dropped_ = 0;
  on_now showing_;
  std::vector<action> out_;
};

}  // namespace bangtin::player
