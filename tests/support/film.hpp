// A film of a virtual screen: a thread looks at the screen's frame buffer hundreds of times a second, and
// records which of the test's numbered pictures it saw, and when. The test says how to read a number; see
// picture_reader. The film can also record how long the drawing processes and the film itself waited for a
// processor, because what the film sees during such a wait says nothing about the drawing processes.
//
// The film owns its thread. Read the results after `stop`.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <compare>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "support/frame_buffer.hpp"

namespace bangtin::fakes {

using std::chrono::microseconds;

// The current time by CLOCK_BOOTTIME, the stage's clock.
microseconds boot_time();

// Which frame of which item; the frame is 0 for an image.
struct picture_number {
  int item = 0;
  int frame = 0;
  auto operator<=>(const picture_number&) const = default;
};

// What one look at the screen sees.
struct sight {
  enum class kind {
    numbered,
    unreadable,  // neither black nor a number: two pictures mixed
    torn,        // one picture above another: the server copies line by line, and the next look sees one
    black
  } what = kind::black;
  picture_number is;
  bool operator==(const sight&) const = default;
};
using picture_reader = std::function<sight(const frame_buffer&)>;

// One picture, from the first look that saw it to the last one.
struct screenshot : sight {
  microseconds first{};  // first and last look that saw it
  microseconds last{};
  microseconds unseen{};  // from the look before the first one to the first one
};

struct film_options {
  microseconds look_every{2'000};
  // Whether to record delays: of the calling process and of `drawing`, with all their threads and children.
  bool delays = true;
  std::vector<pid_t> drawing{};
};

class film {
 public:
  // Starts the thread. Throws std::runtime_error when there is no such file.
  film(const std::filesystem::path& frame_buffer_file, picture_reader read, film_options options = {});
  ~film();
  // Ends the thread; afterwards the other functions may be called.
  void stop();
  const std::vector<screenshot>& shots() const { return shots_; }
  std::size_t looks() const { return looks_; }
  // How long, between two instants, threads of the drawing processes and of the film waited for a processor,
  // in total; plus how long a virtual machine waited for its host.
  microseconds held_up(microseconds from, microseconds to) const;
  // How many looks saw a torn picture; `shots` leaves these out.
  int torn() const { return torn_; }

 private:
  struct delay {
    microseconds at;
    microseconds total;
  };
  void run();
  void look(microseconds now);
  void add_delays(microseconds now);

  frame_buffer screen_;
  picture_reader read_;
  film_options options_;
  std::map<std::filesystem::path, std::int64_t> waited_ns_;  // key: the thread's folder in /proc
  std::vector<delay> delays_;
  std::int64_t total_ns_ = 0;
  std::int64_t stolen_ns_ = 0;

  std::vector<screenshot> shots_;
  microseconds last_look_{};
  std::size_t looks_ = 0;
  int torn_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace bangtin::fakes
