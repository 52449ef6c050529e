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

void process_terminal::progress(const std::string& label, std::uint64_t done, std::uint64_t total) {
  if (quiet_ || ::isatty(STDERR_FILENO) != 1) return;
  if (done >= total) {
    if (shown_permille_ >= 0) (void)write_all(STDERR_FILENO, "\r\033[K");
    shown_permille_ = -1;
    return;
  }
  int permille = static_cast<int>(static_cast<double>(done) * 1000.0 / static_cast<double>(total));
  if (permille == shown_permille_) return;
  shown_permille_ = permille;
  winsize size{};
  std::size_t width = 80;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) width = size.ws_col;
  (void)write_all(STDERR_FILENO, "\r" + progress_line(label, done, total, width - 1) + "\033[K");
}

std::string progress_line(const std::string& label, std::uint64_t done, std::uint64_t total,
                          std::size_t width) {
  constexpr std::size_t bar = 24;
  std::uint64_t percent =
      total == 0 ? 100
                 : static_cast<std::uint64_t>(100.0 * static_cast<double>(done) / static_cast<double>(total));
  std::size_t full = static_cast<std::size_t>(percent) * bar / 100;
  std::string right = "  [" + std::string(full, '#') + std::string(bar - full, '.') + "] " +
                      (percent < 10    ? "  "
                       : percent < 100 ? " "
                                       : "") +
                      std::to_string(percent) + " %";
  std::string left = printable(label);
  std::size_t room = width > right.size() ? width - right.size() : 0;
  while (columns(left) > room && !left.empty()) {
    std::size_t at = left.size() - 1;  // where the last character begins
    while (at > 0 && !begins_character(left[at])) --at;
    left.erase(at);
  }
  return left + right;
}

}  // namespace bangtin::admin_cli::commands
