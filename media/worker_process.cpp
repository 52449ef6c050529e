// Everything that can happen wakes one poll(2): output, the worker's end, the request to stop, and a timer
// for the limits. A worker is stuck when neither its progress nor its processor time moves; a conversion may
// take hours, so no fixed time would do for both.
#include "media/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/text.hpp"

namespace bangtin::media {

namespace {

using steady = std::chrono::steady_clock;

// The worker does not know our options: it is of another version.
constexpr int exit_usage = 2;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

error too_long() {
  return {errc::limit, msg("checking this file takes too long"),
          msg("make it shorter or simpler, or save it again with another program")};
}

// A file that only takes long uses the processor. So somebody has stopped the worker, or the machine or its
// disk does not answer.
error stood_still(std::chrono::seconds stall) {
  auto minutes = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::minutes>(stall).count());
  return {errc::io, msg("the checking program stood still for {} minutes, twice", minutes),
          msg("load the file again when the machine is less busy; if that fails too, save it again with "
              "another program")};
}

error crashed() {
  return {errc::invalid, msg("this file is damaged in a way that made the checking program stop"),
          msg("save or export it again, then load it again")};
}

error cancelled() {
  return {errc::conflict, msg("loading this file was cancelled"), msg("load it again if it is still wanted")};
}

error killed() {
  return {errc::io,
          msg("the checking program was stopped from outside, twice (perhaps the machine ran out of memory)"),
          msg("close other programs or wait until the machine is less busy, then load the file again")};
}

// A file that becomes readable when the stop is requested.
class stop_event {
 public:
  explicit stop_event(const std::stop_token& stop)
      : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(stop, [this] {
          std::uint64_t one = 1;
          [[maybe_unused]] ssize_t n = ::write(fd_.get(), &one, sizeof one);
        }) {}
  int fd() const { return fd_.get(); }

 private:
  unique_fd fd_;
  std::stop_callback<std::function<void()>> callback_;
};

// Separates the lines of progress from the answer.
class worker_output {
 public:
  explicit worker_output(const std::function<void(int)>& progress) : progress_(progress) {}

  // False when it says too much.
  bool take(std::string_view bytes) {
    line_ += bytes;
    for (std::size_t end = 0; (end = line_.find('\n')) != line_.npos; line_.erase(0, end + 1)) {
      if (!take_progress(std::string_view(line_).substr(0, end))) answer_.append(line_, 0, end + 1);
    }
    return answer_.size() + line_.size() <= max_answer_bytes;
  }
  std::string answer() { return answer_ + line_; }
  int permille() const { return permille_; }

 private:
  bool take_progress(std::string_view line) {
    constexpr std::string_view before = "{\"progress\":";
    if (!line.starts_with(before) || !line.ends_with('}')) return false;
    line.remove_prefix(before.size());
    line.remove_suffix(1);
    std::optional<std::int64_t> n = parse_integer(line, 0, 1000);
    if (!n || *n <= permille_) return n.has_value();
    permille_ = static_cast<int>(*n);
    if (progress_) progress_(permille_);
    return true;
  }

  const std::function<void(int)>& progress_;
  std::string line_;
  std::string answer_;
  int permille_ = 0;
};

nanoseconds processor_time(pid_t pid) {
  clockid_t clock{};
  timespec t{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &t) != 0) return {};
  return std::chrono::seconds(t.tv_sec) + nanoseconds(t.tv_nsec);
}

// What one run of the worker came to.
struct attempt {
  result<std::string> answer;
  bool disturbed = false;  // from outside: another one may succeed
};

// Reads until the worker ends; its wait status is then `status`. Returns a failure when it must not go on.
std::optional<attempt> listen(const worker_task& task, const ingest_control& control, child_process& worker,
                              int answers, worker_output& output, int& status) {
  auto begun = steady::now();
  stop_event stop(control.stop);
  stall_detector stall(task.stall, begun);
  nanoseconds look_again = std::min<nanoseconds>(std::chrono::seconds(5), nanoseconds(task.stall) / 10);
  std::array<char, 4096> buffer;
  for (;;) {
    auto now = steady::now();
    nanoseconds left = task.wall.count() > 0 ? begun + task.wall - now : look_again;
    if (left.count() <= 0) return attempt{too_long()};
    if (stall.stuck(output.permille(), processor_time(worker.pid()), now))
      return attempt{stood_still(task.stall), true};
    auto wait = std::chrono::ceil<milliseconds>(std::min(left, look_again));
    pollfd watched[] = {{answers, POLLIN, 0}, {worker.pidfd(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
    int ready = ::poll(watched, 3, static_cast<int>(wait.count()));
    if (ready < 0 && errno != EINTR)
      return attempt{system_error(msg("wait for the checking program"), errno)};
    if (ready <= 0) continue;
    if (watched[2].revents != 0) return attempt{cancelled()};
    if (watched[0].revents != 0) {
      ssize_t n = ::read(answers, buffer.data(), buffer.size());
      if (n < 0 && errno != EINTR && errno != EAGAIN)
        return attempt{system_error(msg("read the answer"), errno)};
      if (n > 0) {
        if (!output.take({buffer.data(), static_cast<std::size_t>(n)})) return attempt{crashed()};
        continue;
      }
    }
    // Only the worker's end counts: everything that it wrote was read above, and a child that it left behind
    // cannot delay us by holding the pipe open.
    if (watched[1].revents != 0 && (watched[0].revents & POLLIN) == 0) break;
    if (watched[1].revents == 0 && (watched[0].revents & POLLHUP) != 0) answers = -1;
  }
  status = worker.wait();
  return std::nullopt;
}

// A signal that a worker, which may only signal itself, does not get from its own mistakes.
bool from_outside(int status) {
  constexpr std::array signals{SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
  return WIFSIGNALED(status) && std::find(signals.begin(), signals.end(), WTERMSIG(status)) != signals.end();
}

attempt run_once(const worker_task& task, const ingest_control& control) {
  const std::string name = std::filesystem::path(task.setup.argv[0]).filename().string();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {system_error(msg("start {}", name), errno)};
  unique_fd reads(ends[0]);
  unique_fd writes(ends[1]);
  process_setup setup = task.setup;
  setup.descriptors.emplace_back(writes.get(), STDOUT_FILENO);
  auto worker = start_process(setup);
  if (!worker) {
    error e = worker.error();
    e.code = errc::io;
    return {e};
  }
  writes.reset();
  worker_output output(control.progress);
  int status = 0;
  if (auto ended = listen(task, control, *worker, reads.get(), output, status)) return *ended;
  if (from_outside(status)) return {killed(), true};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return {too_long()};
  if (WIFEXITED(status) &&
      (WEXITSTATUS(status) == exit_worker_cannot_work || WEXITSTATUS(status) == exit_usage)) {
    return {error{errc::io, msg("the program that checks media files cannot work on this machine"),
                  msg("the journal says why; ask whoever looks after the machine")}};
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {crashed()};
  return {output.answer()};
}

}  // namespace

bool stall_detector::stuck(int permille, nanoseconds used, clock::time_point now) {
  if (permille > permille_ || used - used_ >= stall_ / 20) {
    since_ = now;
    permille_ = permille;
    used_ = used;
  }
  return now - since_ >= stall_;
}

result<std::string> run_worker(const worker_task& task, const ingest_control& control) {
  attempt first = run_once(task, control);
  if (!first.disturbed) return std::move(first.answer);
  if (task.before_retry) task.before_retry();
  return run_once(task, control).answer;
}

}  // namespace bangtin::media
