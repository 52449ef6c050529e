// Keeps a window on the display. It opens one when a display appears, opens it again where only that makes it
// fill the output (KMS after a screen was plugged in), and moves it where a screen's resolution changed
// (X11). Without a display it stands in: what is presented goes nowhere.
//
// Owned by the stage; use it only on the stage's thread. Opening a window waits for the display server or the
// graphics card, as SDL does; whether that is worth trying is found out on the display's own thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "player/stage/cue_clock.hpp"
#include "player/stage/display_thread.hpp"
#include "player/stage/stage.hpp"
#include "player/stage/stage_options.hpp"
#include "player/stage/window.hpp"

namespace bangtin::player::stage {

class window_keeper {
 public:
  // `options` must outlive it.
  explicit window_keeper(const stage_options& options);
  ~window_keeper();
  window_keeper(const window_keeper&) = delete;
  window_keeper& operator=(const window_keeper&) = delete;

  // Opens the window for the first time. No display is no error. errc::unsupported as open_window.
  result<void> open();

  bool is_open() const { return window_ != nullptr; }
  // The window's output, or the stand-in's, which has the size of the last window and swallows everything.
  // The reference stays valid.
  output::output& out() { return current_; }

  // Looks after the window, and tells what happened to it. Call it often, 200 ms apart at most: then a change
  // of the output is followed within a second.
  window_news attend(microseconds now);
  // Looks at the display as soon as possible.
  void look() { look_due_ = {}; }

  // What viewers can see; empty until that is first known.
  std::optional<output_state> state() const;
  // Whether `state` takes account of everything up to the last call of attend(); the display may hang.
  bool up_to_date() const { return !display_ || display_->at_rest(); }
  // Switches the output; the window that is opened later is switched likewise.
  void power(bool on);

 private:
  // Forwards to the window's output while there is a window.
  class current_output final : public output::output {
   public:
    bool show(const scene& s) override { return to_ == nullptr || to_->show(s); }
    result<image> grab(const scene& shown) override;
    size_px size() const override { return to_ != nullptr ? to_->size() : last_size_; }
    std::string name() const override { return to_ != nullptr ? to_->name() : "none"; }
    void set(output* to) {
      if (to_ != nullptr) last_size_ = to_->size();
      to_ = to;
    }

   private:
    output* to_ = nullptr;
    size_px last_size_{1920, 1080};
  };

  result<void> open_now();
  bool try_open(microseconds now);
  void watch();
  void close();
  bool follow(const display_state& s, microseconds now);
  bool follow_place(const rect_px& wanted, microseconds now);
  display_maker maker() const;

  const stage_options& options_;
  current_output current_;
  std::unique_ptr<window> window_;           // null: no display
  std::unique_ptr<display_thread> display_;  // null before open()
  std::optional<bool> powered_;
  bool switch_again_ = false;  // a window was opened since the output was switched
  microseconds look_due_{};
  microseconds try_due_{};
  std::string last_error_;                   // of opening, so that the log names it once
  std::optional<std::string> arrangement_;   // of the connectors, at the last look at this window's display
  microseconds misplaced_since_ = never;     // the window is not where it belongs
  std::optional<rect_px> opened_again_for_;  // the place for which the window was opened again already
};

}  // namespace bangtin::player::stage
