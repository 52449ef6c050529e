#include "player/stage/film.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "base/files.hpp"

namespace bangtin::player {

namespace {

using namespace std::chrono_literals;

constexpr microseconds look_every = 2ms;
constexpr int looks_per_delay = 5;

std::uint32_t big_endian(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

// For how long the machine itself had no processor, being a guest of another (proc(5), stat: steal).
std::int64_t stolen_ns() {
  std::ifstream file("/proc/stat");
  std::string word;
  std::int64_t ticks[8] = {};
  file >> word;
  for (std::int64_t& t : ticks) file >> t;
  return ticks[7] * 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
}

}  // namespace

microseconds boot_time() {
  timespec t{};
  ::clock_gettime(CLOCK_BOOTTIME, &t);
  return std::chrono::seconds(t.tv_sec) + microseconds(t.tv_nsec / 1000);
}

film::film(const std::filesystem::path& frame_buffer, std::vector<pid_t> drawing)
    : drawing_(std::move(drawing)) {
  drawing_.push_back(::getpid());
  unique_fd file(::open(frame_buffer.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0) throw std::runtime_error("there is no frame buffer file");
  mapped_bytes_ = static_cast<std::size_t>(info.st_size);
  void* at = ::mmap(nullptr, mapped_bytes_, PROT_READ, MAP_SHARED, file.get(), 0);
  if (at == MAP_FAILED) throw std::runtime_error("the frame buffer cannot be mapped");
  mapped_ = static_cast<const std::uint8_t*>(at);
  // X11/XWDFile.h: a header of big-endian words, a colour map of 12 bytes an entry, then lines of pixels.
  size_ = {static_cast<int>(big_endian(mapped_ + 16)), static_cast<int>(big_endian(mapped_ + 20))};
  line_bytes_ = big_endian(mapped_ + 48);
  pixels_ = mapped_ + big_endian(mapped_) + std::size_t{big_endian(mapped_ + 76)} * 12;
  last_look_ = boot_time();
  thread_ = std::thread([this] { run(); });
}

film::~film() {
  stop();
  ::munmap(const_cast<std::uint8_t*>(mapped_), mapped_bytes_);
}

void film::stop() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

void film::run() {
  timespec next{};
  ::clock_gettime(CLOCK_MONOTONIC, &next);
  for (int i = 0; !ending_; ++i) {
    if (i % looks_per_delay == 0) add_delays(boot_time());
    look(boot_time());
    next.tv_nsec += std::chrono::nanoseconds(look_every).count();
    if (next.tv_nsec >= 1'000'000'000) {
      next.tv_nsec -= 1'000'000'000;
      ++next.tv_sec;
    }
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
  }
  add_delays(boot_time());
}

// The squares of one row, as bits.
std::uint32_t film::row(int y, bool& lit) const {
  std::uint32_t bits = 0;
  lit = false;
  for (int s = 0; s < squares; ++s) {
    int x = (2 * s + 1) * size_.width / (2 * squares);
    int green = pixels_[static_cast<std::size_t>(y) * line_bytes_ + static_cast<std::size_t>(x) * 4 + 1];
    bits = bits << 1 | (green > 127 ? 1U : 0U);
    // Twice as light as black is after coding.
    lit = lit || green > 24;
  }
  return bits;
}

void film::look(microseconds now) {
  bool lit_above = false, lit_below = false;
  std::uint32_t below = row(size_.height * 15 / 16, lit_below);
  std::uint32_t above = row(size_.height / 16, lit_above);
  microseconds since = now - last_look_;
  last_look_ = now;
  ++looks_;
  shot s;
  s.first = s.last = now;
  s.unseen = since;
  if (!lit_above && !lit_below) {
    s.what = shot::kind::black;
  } else if (std::optional<number> n = number_from(above); n && above == below) {
    s.what = shot::kind::numbered;
    s.is = *n;
  } else {
    s.what = shot::kind::unreadable;
    if (above != below) {
      // The server copies line by line: the next look tells.
      ++torn_;
      return;
    }
  }
  if (!shots_.empty() && shots_.back().what == s.what && shots_.back().is == s.is) {
    shots_.back().last = now;
  } else {
    shots_.push_back(s);
  }
}

// The file /proc/PID/task/TID/schedstat says in its second number how long a thread waited for a processor.
void film::add_delays(microseconds now) {
  auto add = [this](const std::filesystem::path& process) {
    std::error_code gone;
    for (const auto& thread : std::filesystem::directory_iterator(process / "task", gone)) {
      std::ifstream file(thread.path() / "schedstat");
      std::int64_t ran = 0, waited = 0;
      if (!(file >> ran >> waited)) continue;
      std::int64_t& known = waited_ns_.try_emplace(thread.path(), 0).first->second;
      total_ns_ += std::max<std::int64_t>(0, waited - known);
      known = waited;
    }
  };
  std::int64_t stolen = stolen_ns();
  if (stolen_ns_ != 0) total_ns_ += stolen - stolen_ns_;
  stolen_ns_ = stolen;
  for (pid_t pid : drawing_) {
    std::filesystem::path process = std::filesystem::path("/proc") / std::to_string(pid);
    add(process);
    std::error_code gone;
    for (const auto& thread : std::filesystem::directory_iterator(process / "task", gone)) {
      std::ifstream list(thread.path() / "children");
      for (pid_t child = 0; list >> child;) {
        add(std::filesystem::path("/proc") / std::to_string(child));
      }
    }
  }
  delays_.push_back({now, std::chrono::duration_cast<microseconds>(std::chrono::nanoseconds(total_ns_))});
}

microseconds film::held_up(microseconds from, microseconds to) const {
  auto at = [this](microseconds t, bool after) {
    auto found = std::lower_bound(delays_.begin(), delays_.end(), t,
                                  [](const delay& d, microseconds x) { return d.at < x; });
    if (!after && found != delays_.begin()) --found;
    if (found == delays_.end()) return delays_.empty() ? microseconds(0) : delays_.back().total;
    return found->total;
  };
  return at(to, true) - at(from, false);
}

}  // namespace bangtin::player
