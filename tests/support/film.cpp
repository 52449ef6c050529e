// The thread looks at fixed instants, so that one slow look does not delay the next ones. It adds up waiting
// times from /proc every 10 ms.
#include "support/film.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/priority.hpp"

namespace bangtin::fakes {

namespace {

using namespace std::chrono_literals;

constexpr microseconds add_delays_every = 10ms;

// How long this machine, if it is a virtual one, waited for a processor of its host (proc(5), /proc/stat:
// steal). 0 on a real machine.
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

film::film(const std::filesystem::path& frame_buffer_file, picture_reader read, film_options options)
    : screen_(frame_buffer_file), read_(std::move(read)), options_(std::move(options)) {
  options_.drawing.push_back(::getpid());
  last_look_ = boot_time();
  thread_ = std::thread([this] { run(); });
}

film::~film() {
  stop();
}

void film::stop() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

void film::run() {
  raise_display_priority();  // a film that misses its turn would report frames as lost
  timespec next{};
  ::clock_gettime(CLOCK_MONOTONIC, &next);
  const auto looks_per_delay = std::max<std::int64_t>(1, add_delays_every / options_.look_every);
  for (std::int64_t i = 0; !ending_; ++i) {
    if (i % looks_per_delay == 0) add_delays(boot_time());
    look(boot_time());
    next.tv_nsec += std::chrono::nanoseconds(options_.look_every).count();
    if (next.tv_nsec >= 1'000'000'000) {
      next.tv_nsec -= 1'000'000'000;
      ++next.tv_sec;
    }
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
  }
  add_delays(boot_time());
}

void film::look(microseconds now) {
  screenshot s{read_(screen_), now, now, now - last_look_};
  last_look_ = now;
  ++looks_;
  if (s.what == sight::kind::torn) {
    ++torn_;
  } else if (!shots_.empty() && static_cast<const sight&>(shots_.back()) == s) {
    shots_.back().last = now;
  } else {
    shots_.push_back(s);
  }
}

// The second number in /proc/PID/task/TID/schedstat is how long the thread has waited for a processor, in ns.
void film::add_delays(microseconds now) {
  if (!options_.delays) return;
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
  for (pid_t pid : options_.drawing) {
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

}  // namespace bangtin::fakes
