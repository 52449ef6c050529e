// A display whose calls hang until the test lets them go on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "player/stage/display.hpp"

namespace bangtin::player::stage {

// What the test and the display share; outlives the display. Thread-safe.
class fake_screen {
 public:
  // Every call that comes from now on hangs until `release`.
  void hang() {
    std::lock_guard guard(lock_);
    hangs_ = true;
  }
  void release() {
    std::lock_guard guard(lock_);
    hangs_ = false;
    changed_.notify_all();
  }
  void plug(bool in) { put({.screen = in ? connection::connected : connection::disconnected}); }
  // What every look sees from now on.
  void put(const display_state& state) {
    std::lock_guard guard(lock_);
    state_ = state;
  }
  // Waits, for at most half a minute, until a call hangs.
  bool is_hanging() {
    std::unique_lock guard(lock_);
    return changed_.wait_for(guard, std::chrono::seconds(30), [this] { return hanging_; });
  }
  std::vector<bool> switched() {
    std::lock_guard guard(lock_);
    return switched_;
  }
  display_maker maker() {
    return [this] { return std::make_unique<view>(*this); };
  }

 private:
  class view final : public display {
   public:
    explicit view(fake_screen& screen) : screen_(screen) {}
    display_state look() override { return screen_.answer(); }
    void power(bool on) override { screen_.turn(on); }

   private:
    fake_screen& screen_;
  };

  void pass(std::unique_lock<std::mutex>& guard) {
    hanging_ = hangs_;
    changed_.notify_all();
    changed_.wait(guard, [this] { return !hangs_; });
    hanging_ = false;
  }
  display_state answer() {
    std::unique_lock guard(lock_);
    pass(guard);
    return state_;
  }
  void turn(bool on) {
    std::unique_lock guard(lock_);
    pass(guard);
    switched_.push_back(on);
  }

  std::mutex lock_;
  std::condition_variable changed_;
  bool hangs_ = false;    // guarded by lock_, like the rest
  bool hanging_ = false;  // a call does
  display_state state_{.screen = connection::connected};
  std::vector<bool> switched_;
};

}  // namespace bangtin::player::stage
