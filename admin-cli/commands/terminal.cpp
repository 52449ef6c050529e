// Questions go to standard error, so that standard output holds only the answer.
#include "admin-cli/commands/terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

// Turns the echo off until destroyed. If a signal ends the program, the shell restores the terminal.
class silence {
 public:
  silence() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    on_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;
  ~silence() {
    if (on_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  bool on() const { return on_; }

 private:
  termios before_{};
  bool on_ = false;
};

// Reads one line of standard input; nothing at its end. Reads byte by byte, because the input after the line
// is not for this reader.
std::optional<std::string> read_line() {
  std::string line;
  for (;;) {
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
  std::optional<std::string> line = read_line();
  if (!line) return nobody_there();
  return *line;
}

result<std::string> process_terminal::ask(const std::string& prompt) {
  if (!can_ask()) return nobody_there();
  (void)write_all(STDERR_FILENO, prompt + " ");
  std::optional<std::string> line = read_line();
  if (!line) return nobody_there();
  return *line;
}

result<bool> process_terminal::confirm(const std::string& question) {
  if (!can_ask()) return nobody_there();
  (void)write_all(STDERR_FILENO, question + " " + tr("[y/N]") + " ");
  std::optional<std::string> line = read_line();
  if (!line) return nobody_there();
  // Accepts "yes", "y", and the Vietnamese "có", "c", "co".
  return line->starts_with('y') || line->starts_with('Y') || line->starts_with('c') || line->starts_with('C');
}

void process_terminal::show(const progress_bar& bar) {
  constexpr std::chrono::milliseconds min_interval{100};
  if (quiet_ || ::isatty(STDERR_FILENO) != 1) return;
  if (bar.done >= bar.total) {
    if (!shown_.empty()) (void)write_all(STDERR_FILENO, "\r\033[K");
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
  shown_ = std::move(line);
  shown_at_ = now;
  (void)write_all(STDERR_FILENO, "\r" + shown_ + "\033[K");
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

std::string progress_line(const progress_bar& p, std::size_t width) {
  constexpr std::size_t bar = 24;
  constexpr std::size_t min_label = 12;
  std::uint64_t percent =
      p.total == 0
          ? 100
          : static_cast<std::uint64_t>(100.0 * static_cast<double>(p.done) / static_cast<double>(p.total));
  std::size_t full = static_cast<std::size_t>(percent) * bar / 100;
  std::string right = "  [" + std::string(full, '#') + std::string(bar - full, '.') + "] " +
                      (percent < 10    ? "  "
                       : percent < 100 ? " "
                                       : "") +
                      std::to_string(percent) + " %";
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
