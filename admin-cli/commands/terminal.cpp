// Questions go to standard error, so that standard output holds only the answer.
#include "admin-cli/commands/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <optional>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_answer = 1000;

error nobody_there() {
  return {errc::usage, msg("there is no terminal to ask at"),
          msg("call the command at a terminal, or put the passphrase into the file that "
              "BANGTIN_PASSPHRASE_FILE names")};
}

// The terminal as it was before the silence, for the signal handler.
termios terminal_before;

extern "C" void bangtin_end_silence(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  (void)!::write(STDERR_FILENO, "\n", 1);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// Turns the echo off until destroyed. A signal that ends the program turns it on again first: not every shell
// does. Signals that the program has taken over end the question instead, and so the silence.
class silence {
 public:
  silence() {
    if (::tcgetattr(STDIN_FILENO, &terminal_before) != 0) return;
    for (std::size_t i = 0; i < std::size(signals); ++i) {
      struct sigaction action {};
      action.sa_handler = bangtin_end_silence;
      ::sigemptyset(&action.sa_mask);
      action.sa_flags = SA_RESTART;
      ::sigaction(signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler == SIG_DFL) ::sigaction(signals[i], &action, nullptr);
    }
    termios quiet = terminal_before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    on_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    if (!on_) give_signals_back();
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;
  ~silence() {
    if (!on_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
    give_signals_back();
  }
  bool on() const { return on_; }

 private:
  static constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  void give_signals_back() {
    for (std::size_t i = 0; i < std::size(signals); ++i) ::sigaction(signals[i], &before_[i], nullptr);
  }

  struct sigaction before_[std::size(signals)]{};
  bool on_ = false;
};

// Waits for input; false when the interruption comes first.
bool wait_for_input(const std::function<bool()>& interrupted) {
  constexpr int look_every_ms = 100;
  for (;;) {
    if (interrupted && interrupted()) return false;
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (::poll(&input, 1, interrupted ? look_every_ms : -1) > 0) return true;
  }
}

// Reads one line of standard input; nothing at its end, and after an interruption. Reads byte by byte,
// because the input after the line is not for this reader.
std::optional<std::string> read_line(const std::function<bool()>& interrupted) {
  std::string line;
  for (;;) {
    if (!wait_for_input(interrupted)) return std::nullopt;
    char c = 0;
    ssize_t n = ::read(STDIN_FILENO, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::nullopt;
    if (c == '\n') return line;
    if (line.size() < max_answer) line += c;
  }
}

}  // namespace

bool process_terminal::can_ask() const {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

result<std::string> process_terminal::ask_secret(const std::string& prompt) {
  if (!can_ask()) return nobody_there();
  silence hidden;
  if (!hidden.on()) return nobody_there();
  (void)write_all(STDERR_FILENO, prompt + " ");
  std::optional<std::string> line = read_line(interrupted_);
  if (!line) return nobody_there();
  return *line;
}

result<std::string> process_terminal::ask(const std::string& prompt) {
  if (!can_ask()) return nobody_there();
  (void)write_all(STDERR_FILENO, prompt + " ");
  std::optional<std::string> line = read_line(interrupted_);
  if (!line) return nobody_there();
  return *line;
}

result<bool> process_terminal::confirm(const std::string& question) {
  if (!can_ask()) return nobody_there();
  (void)write_all(STDERR_FILENO, question + " " + tr("[y/N]") + " ");
  std::optional<std::string> line = read_line(interrupted_);
  if (!line) return nobody_there();
  // Accepts "yes", "y", and the Vietnamese "có", "c", "co".
  return line->starts_with('y') || line->starts_with('Y') || line->starts_with('c') || line->starts_with('C');
}

void process_terminal::show(const progress_bar& bar) {
  constexpr std::chrono::milliseconds min_interval{100};
  if (quiet_ || ::isatty(STDERR_FILENO) != 1) return;
  if (bar.is_over()) {
    if (!shown_.empty()) (void)write_all(STDERR_FILENO, "\r" + std::string(columns(shown_), ' ') + "\r");
    shown_.clear();
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!shown_.empty() && now - shown_at_ < min_interval) return;
  winsize size{};
  std::size_t width = 80;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) width = size.ws_col;
  std::string line = progress_line(bar, width - 1);
  if (line == shown_) return;
  // Spaces and not an escape code wipe out what the bar before had more: not every terminal knows one.
  const std::size_t before = columns(shown_), fresh = columns(line);
  shown_ = std::move(line);
  shown_at_ = now;
  (void)write_all(STDERR_FILENO, "\r" + shown_ + std::string(before > fresh ? before - fresh : 0, ' '));
}

std::optional<window_size> process_terminal::window() const {
  if (::isatty(STDOUT_FILENO) != 1) return std::nullopt;
  winsize size{};
  window_size found;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return found;
  if (size.ws_col > 0) found.columns = size.ws_col;
  if (size.ws_row > 0) found.rows = size.ws_row;
  return found;
}

std::size_t terminal_width(int fd, const std::string& columns_variable) {
  constexpr std::size_t min_width = 20;
  if (std::optional<std::int64_t> said = parse_integer(columns_variable, 1, 100'000)) {
    return std::max(static_cast<std::size_t>(*said), min_width);
  }
  winsize size{};
  if (::isatty(fd) != 1 || ::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
  return std::max<std::size_t>(size.ws_col, min_width);
}

namespace {

// "  [#####.....]  50 %"
std::string bar_text(const progress_bar& p) {
  constexpr std::size_t bar = 24;
  if (p.total == 0) return "";
  const auto percent =
      static_cast<std::uint64_t>(100.0 * static_cast<double>(p.done) / static_cast<double>(p.total));
  const std::size_t full = static_cast<std::size_t>(percent) * bar / 100;
  return fmt::format("  [{}{}] {:>3} %", std::string(full, '#'), std::string(bar - full, '.'), percent);
}

}  // namespace

std::string progress_line(const progress_bar& p, std::size_t width) {
  constexpr std::size_t min_label = 12;
  std::string right = bar_text(p);
  std::string left = printable(p.label);
  if (!p.detail.empty()) {
    std::string more = right + "  " + printable(p.detail);
    if (columns(more) + std::min(columns(left), min_label) <= width) right = std::move(more);
  }
  std::size_t room = width > columns(right) ? width - columns(right) : 0;
  while (columns(left) > room && !left.empty()) {
    std::size_t at = left.size() - 1;  // where the last character begins
    while (at > 0 && !begins_character(left[at])) --at;
    left.erase(at);
  }
  return left + right;
}

}  // namespace bangtin::admin_cli::commands
