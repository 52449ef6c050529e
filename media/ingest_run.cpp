// Runs the worker and waits for its answer. By the time it answers, an attacker may control the worker. So a
// deadline and a length limit apply, the answer may only name files that really are in its folder, and after
// a failure everything that it left is deleted.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/process.hpp"
#include "media/asset.hpp"

namespace bangtin::media {

namespace fs = std::filesystem;

namespace {

using steady = std::chrono::steady_clock;

error too_long() {
  return {errc::limit, msg("checking this file takes too long"),
          msg("make it shorter or simpler, or save it anew with another program")};
}

error crashed() {
  return {errc::invalid, msg("this file is damaged in a way that made the checking program stop"),
          msg("save or export it anew, then load it again")};
}

struct ending {
  std::string answer;
  int status = 0;
};

// Reads until the worker ends. errc::limit at the deadline, errc::invalid beyond the answer's maximum length.
result<ending> listen(child_process& worker, int answers, steady::time_point deadline) {
  ending e;
  char buffer[4096];
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady::now()).count();
    if (left <= 0) return too_long();
    pollfd watched[] = {{answers, POLLIN, 0}, {worker.pidfd(), POLLIN, 0}};
    int ready = ::poll(watched, 2, static_cast<int>(std::min<long>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return system_error(msg("wait for the checking program"), errno);
    if (ready <= 0) continue;
    if (watched[0].revents != 0) {
      ssize_t n = ::read(answers, buffer, sizeof buffer);
      if (n < 0 && errno != EINTR && errno != EAGAIN) return system_error(msg("read the answer"), errno);
      if (n > 0) {
        e.answer.append(buffer, static_cast<std::size_t>(n));
        if (e.answer.size() > max_answer_bytes) return crashed();
        continue;
      }
    }
    // Only the worker's end counts: everything that it wrote was read above, and a child that it left behind
    // cannot delay us by holding the pipe open.
    if (watched[1].revents != 0 && (watched[0].revents & POLLIN) == 0) break;
    if (watched[1].revents == 0 && (watched[0].revents & POLLHUP) != 0) answers = -1;
  }
  e.status = worker.wait();
  return e;
}

// Whether the folder contains exactly the plain files that the answer names.
bool holds_just(const fs::path& folder, std::vector<std::string> names) {
  std::vector<std::string> found;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
    struct stat s {};
    if (::lstat(at->path().c_str(), &s) != 0 || !S_ISREG(s.st_mode) || s.st_nlink != 1 || s.st_size == 0) {
      return false;
    }
    found.push_back(at->path().filename().string());
  }
  std::sort(found.begin(), found.end());
  std::sort(names.begin(), names.end());
  return !code && found == names;
}

process_setup setup_for(const fs::path& output, const ingest_limits& l, int file, int answers) {
  process_setup s;
  s.argv = {worker_program("bangtin-ingest").string(),
            "--fd",
            "3",
            "--output",
            output.string(),
            "--bytes",
            std::to_string(l.bytes),
            "--duration-ms",
            std::to_string(l.duration.count()),
            "--pages",
            std::to_string(l.pages),
            "--pixels",
            std::to_string(l.pixels),
            "--cpu",
            std::to_string(l.cpu.count()),
            "--film-cpu",
            std::to_string(l.film_cpu),
            "--memory",
            std::to_string(l.memory)};
  s.descriptors = {{file, 3}, {answers, 1}};
  s.environment = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"};
  return s;
}

result<ingested> run(int file, const fs::path& output, const ingest_limits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(msg("start {}", "bangtin-ingest"), errno);
  unique_fd reads(ends[0]);
  unique_fd writes(ends[1]);
  auto wall = limits.wall.count() > 0 ? limits.wall : limits.cpu + std::chrono::seconds(60);
  auto deadline = steady::now() + wall;
  auto worker = start_process(setup_for(output, limits, file, writes.get()));
  if (!worker) {
    error e = worker.error();
    e.code = errc::io;
    return e;
  }
  writes.reset();
  auto end = listen(*worker, reads.get(), deadline);
  if (!end) return end.error();
  if (WIFSIGNALED(end->status) && WTERMSIG(end->status) == SIGXCPU) return too_long();
  if (WIFEXITED(end->status) && WEXITSTATUS(end->status) == exit_worker_cannot_work) {
    return error{errc::io, msg("the program that checks media files cannot work on this machine"),
                 msg("the journal says why; ask whoever looks after the machine")};
  }
  if (!WIFEXITED(end->status) || WEXITSTATUS(end->status) != 0) return crashed();
  // Lines with the progress come before the answer.
  auto answer = ingest_answer_from_json(std::string_view(end->answer).substr(end->answer.rfind('\n') + 1));
  if (answer && !holds_just(output, answer->made)) return crashed();
  return answer;
}

}  // namespace

result<ingested> run_ingest(const fs::path& file, const fs::path& output, const ingest_limits& limits,
                            const ingest_control&) {
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd && errno == ELOOP) {
    return error{errc::invalid, msg("this is a link to another file, not a file"),
                 msg("load the file itself")};
  }
  if (!fd) return system_error(msg("read {}", file.string()), errno);
  struct stat s {};
  if (::fstat(fd.get(), &s) != 0) return system_error(msg("read {}", file.string()), errno);
  if (!S_ISREG(s.st_mode)) {
    return error{errc::invalid, msg("this is not a file with content"),
                 msg("choose a picture, a video or a PDF")};
  }
  if (auto made = make_folder(output); !made) return made.error();
  std::error_code code;
  if (!fs::is_empty(output, code) || code) {
    return error{errc::internal, msg("the folder {} is not empty", output.string()),
                 msg("delete what is in it, then try again")};
  }
  auto answer = run(fd.get(), output, limits);
  if (!answer) fs::remove_all(output, code);
  return answer;
}

}  // namespace bangtin::media
