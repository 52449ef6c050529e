// A film of a virtual screen: a thread looks at its frame buffer hundreds of times a second and keeps which
// of the test's numbered pictures it saw, and when. What a number looks like is the test's own matter: see
// picture_reader. Beside it the film can keep for how long the machine had no processor for those who draw
// and for the one who looks: what happens meanwhile says nothing about them.
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

// Of CLOCK_BOOTTIME, as the stage's.
microseconds boot_time();

// Which picture of which item; of a still the frame is 0.
struct picture_number {
  int item = 0;
  int frame = 0;
  auto operator<=>(const picture_number&) const = default;
};

// What one look at the screen tells.
struct sight {
  enum class kind {
    numbered,
    unreadable,  // not black, and no number: two pictures mixed
    torn,        // one picture above and another below: the server copies line by line, the next look tells
    black
  } what = kind::black;
  picture_number is;
  bool operator==(const sight&) const = default;
};
using picture_reader = std::function<sight(const frame_buffer&)>;

// What was to be seen from one look until another picture was.
struct screenshot : sight {
  microseconds first{};  // first and last look at it
  microseconds last{};
  microseconds unseen{};  // between the first and the look before
};

struct film_options {
  microseconds look_every{2'000};
  // Whether delays are kept: of the calling process, and of `drawing` with all their threads and children.
  bool delays = true;
  std::vector<pid_t> drawing{};
};

class film {
 public:
  // Begins to look. Throws std::runtime_error when there is no such file.
  film(const std::filesystem::path& frame_buffer_file, picture_reader read, film_options options = {});
  ~film();
  // Ends it; then the shots may be read.
  void stop();
  const std::vector<screenshot>& shots() const { return shots_; }
  std::size_t looks() const { return looks_; }
  // How long those who draw or look stood ready without a processor, between two instants; and the machine
  // itself, where it is a guest of another.
  microseconds held_up(microseconds from, microseconds to) const;
  // Looks at torn pictures; no shot tells of them.
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
  std::map<std::filesystem::path, std::int64_t> waited_ns_;  // by thread
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
