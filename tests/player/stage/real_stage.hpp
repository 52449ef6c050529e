// A test fixture: a stage on a virtual screen with real decoder processes, and helpers that wait for its
// events.
#pragma once

#include <gtest/gtest.h>
#include <time.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "looking.hpp"
#include "player/stage/sdl_stage.hpp"
#include "support/temporary_folder.hpp"
#include "virtual_screen.hpp"

namespace bangtin::player::stage {

class real_stage : public testing::Test {
 protected:
  void SetUp() override {
    if (!screen_.there()) GTEST_SKIP() << "Xvfb is not installed";
    ::setenv("SDL_AUDIODRIVER", "dummy", 1);
    ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
    stage_options options;
    options.path = output_path::surface;
    auto opened = sdl_stage::open(options);
    ASSERT_TRUE(opened) << describe(opened.error());
    stage_ = std::move(*opened);
  }

  // Waits at most half a minute for this kind of event of this cue. Ends early when the cue failed.
  template <class Event>
  std::optional<Event> await(cue_id id) {
    for (mono_ms end = now() + std::chrono::seconds(30); now() < end;) {
      std::optional<Event> wanted;
      for (const stage_event& e : stage_->wait(now() + milliseconds(200), -1)) {
        if (const auto* f = std::get_if<cue_failed>(&e)) failed_.push_back(*f);
        if (const auto* x = std::get_if<cue_ended>(&e)) ended_.push_back(*x);
        if (const auto* x = std::get_if<cue_ready>(&e)) ready_.insert(x->id);
        if (const auto* x = std::get_if<Event>(&e); x != nullptr && x->id == id) wanted = *x;
      }
      if (wanted || (!failed_.empty() && failed_.back().id == id)) return wanted;
    }
    return std::nullopt;
  }
  // Runs the stage until no decoder is left, at most 10 s.
  bool rest_until_alone() {
    mono_ms end = now() + std::chrono::seconds(10);
    while (!children().empty() && now() < end) stage_->wait(now() + milliseconds(20), -1);
    return children().empty();
  }

  virtual_screen screen_;
  fakes::temporary_folder folder_;
  std::unique_ptr<sdl_stage> stage_;
  std::vector<cue_failed> failed_;
  std::vector<cue_ended> ended_;
  std::set<cue_id> ready_;
};

}  // namespace bangtin::player::stage
