// A film of a virtual screen: its frame buffer is a file (Xvfb -fbdir), read 500 times a second by a thread,
// so that looking costs those who draw nothing. Beside it the film keeps how long the machine had no
// processor for those who draw and for the one who looks: what happens meanwhile says nothing about them.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "player/stage/numbered.hpp"

namespace bangtin::player {

using std::chrono::microseconds;

// Of CLOCK_BOOTTIME, as the stage's.
microseconds boot_time();

// What was to be seen from one look until another picture was.
struct shot {
  enum class kind {
    numbered,
    unreadable,  // not black, and no number: two pictures mixed
    black
  } what = kind::black;
  number is;
  microseconds first{};  // first and last look at it
  microseconds last{};
  microseconds unseen{};  // between the first and the look before
};

class film {
 public:
  // Begins to look. `drawing` are processes that draw, with all their threads and children; the calling
  // process is always among them.
  film(const std::filesystem::path& frame_buffer, std::vector<pid_t> drawing);
  ~film();
  // Ends it; then the shots may be read.
  void stop();
  const std::vector<shot>& shots() const { return shots_; }
  std::size_t looks() const { return looks_; }
  // How long those who draw or look stood ready without a processor, between two instants; and the machine
  // itself, where it is a guest of another.
  microseconds held_up(microseconds from, microseconds to) const;
  // Pictures of which the upper edge was another than the lower for longer than a look.
  int torn() const { return torn_; }

 private:
  struct delay {
    microseconds at;
    microseconds total;
  };
  void run();
  void look(microseconds now);
  void add_delays(microseconds now);
  std::uint32_t row(int y, bool& lit) const;

  const std::uint8_t* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  const std::uint8_t* pixels_ = nullptr;
  size_px size_;
  std::size_t line_bytes_ = 0;

  std::vector<pid_t> drawing_;
  std::map<std::filesystem::path, std::int64_t> waited_ns_;  // by thread
  std::vector<delay> delays_;
  std::int64_t total_ns_ = 0;
  std::int64_t stolen_ns_ = 0;

  std::vector<shot> shots_;
  microseconds last_look_{};
  std::size_t looks_ = 0;
  int torn_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace bangtin::player
