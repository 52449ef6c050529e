// The group is killed before its leader is reaped: until then no other process can have its number.
#include "scheduler/alerts/run_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "base/process.hpp"
#include "base/text.hpp"

namespace bangtin::scheduler::alerts {

namespace {

constexpr std::size_t max_kept_output = 4096;
constexpr std::size_t max_told_output = 200;
constexpr std::chrono::milliseconds look_again{100};
constexpr rlim_t max_cpu_s = 60, max_memory_bytes = 1ULL << 30;

result<unique_fd> file_with(const std::string& content) {
  unique_fd fd(::memfd_create("alert", MFD_CLOEXEC));
  if (!fd) return system_error(msg("prepare the alert"), errno);
  if (result<void> written = write_all(fd.get(), content); !written) return written.error();
  if (::lseek(fd.get(), 0, SEEK_SET) != 0) return system_error(msg("prepare the alert"), errno);
  return fd;
}

// Reads what is there, and keeps the end of it.
void read_some(int fd, std::string& kept) {
  std::array<char, 4096> piece;
  for (int pieces = 0; pieces < 16; ++pieces) {
    const ssize_t n = ::read(fd, piece.data(), piece.size());
    if (n <= 0) return;
    kept.append(piece.data(), static_cast<std::size_t>(n));
    if (kept.size() > max_kept_output) kept.erase(0, kept.size() - max_kept_output);
  }
}

std::string last_line(std::string_view output) {
  output = trimmed(output, " \t\r\n");
  const std::size_t end = output.rfind('\n');
  if (end != std::string_view::npos) output.remove_prefix(end + 1);
  return printable(cut_at_character(output, max_told_output));
}

void set_limits(pid_t pid) {
  const rlimit cpu{max_cpu_s, max_cpu_s}, memory{max_memory_bytes, max_memory_bytes}, core{0, 0};
  ::prlimit(pid, RLIMIT_CPU, &cpu, nullptr);
  ::prlimit(pid, RLIMIT_AS, &memory, nullptr);
  ::prlimit(pid, RLIMIT_CORE, &core, nullptr);
}

enum class end_of_run { ended, timeout, stopped };

// Until the program has ended; it is not reaped then.
end_of_run watch(const child_process& child, int output, const command_run& run, const std::stop_token& stop,
                 std::string& kept) {
  const auto limit = std::chrono::steady_clock::now() + run.timeout;
  std::array<pollfd, 2> fds{pollfd{child.pidfd(), POLLIN, 0}, pollfd{output, POLLIN, 0}};
  while (true) {
    ::poll(fds.data(), fds.size(), static_cast<int>(look_again.count()));
    if ((fds[1].revents & POLLIN) != 0) {
      read_some(output, kept);
    } else if (fds[1].revents != 0) {
      fds[1].fd = -1;  // it closed its output, and goes on
    }
    if ((fds[0].revents & POLLIN) != 0) return end_of_run::ended;
    if (stop.stop_requested()) return end_of_run::stopped;
    if (std::chrono::steady_clock::now() >= limit) return end_of_run::timeout;
  }
}

error failure(const command_run& run, message what, const std::string& output) {
  const std::string said = last_line(output);
  message remedy = said.empty() ? msg("try it as the daemon's user: sudo -u bangtin {}", run.argv[0])
                                : msg("it said: {}", said);
  return {errc::io, std::move(what), std::move(remedy)};
}

}  // namespace

result<void> run_command(const command_run& run, std::stop_token stop) {
  result<unique_fd> input = file_with(run.input);
  if (!input) return input.error();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(msg("start {}", run.argv[0]), errno);
  unique_fd reads(ends[0]), writes(ends[1]);
  ::fcntl(reads.get(), F_SETFL, O_NONBLOCK);
  process_setup setup{run.argv, {{input->get(), 0}, {writes.get(), 1}, {writes.get(), 2}}, run.environment};
  setup.environment.emplace_back("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  setup.environment.emplace_back("LANG=C.UTF-8");
  result<child_process> child = start_process(setup);
  if (!child) return child.error();
  set_limits(child->pid());
  writes.reset();
  std::string output;
  const end_of_run how = watch(*child, reads.get(), run, stop, output);
  ::kill(-child->pid(), SIGKILL);
  const int status = child->wait();
  read_some(reads.get(), output);
  if (how == end_of_run::stopped) return failure(run, msg("{} was stopped with the daemon", run.argv[0]), "");
  if (how == end_of_run::timeout) {
    return failure(run, msg("{} did not end within {} s", run.argv[0], run.timeout.count() / 1000), output);
  }
  if (WIFSIGNALED(status))
    return failure(run, msg("{} was killed by signal {}", run.argv[0], WTERMSIG(status)), output);
  if (WEXITSTATUS(status) != 0)
    return failure(run, msg("{} failed with code {}", run.argv[0], WEXITSTATUS(status)), output);
  return {};
}

}  // namespace bangtin::scheduler::alerts
