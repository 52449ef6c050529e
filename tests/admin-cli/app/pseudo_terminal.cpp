#include "admin-cli/app/pseudo_terminal.hpp"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace bangtin::admin_cli::app {

namespace {

std::vector<std::string> environment_of(const std::map<std::string, std::string>& variables) {
  std::map<std::string, std::string> all;
  for (char** v = environ; *v != nullptr; ++v) {
    const std::string line = *v, name = line.substr(0, line.find('='));
    all[name] = line.substr(std::min(line.size(), name.size() + 1));
  }
  for (const char* name : {"COLUMNS", "NO_COLOR", "TERM", "LC_ALL", "LC_MESSAGES", "BANGTIN_SERVER",
                           "BANGTIN_TOKEN", "BANGTIN_PASSPHRASE_FILE"}) {
    all.erase(name);
  }
  all["TERM"] = "xterm";
  for (const auto& [name, value] : variables) all[name] = value;
  std::vector<std::string> lines;
  for (const auto& [name, value] : all) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& t : texts) all.push_back(t.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

pseudo_terminal::pseudo_terminal(int width, const std::vector<std::string>& words,
                                 const std::map<std::string, std::string>& variables,
                                 const std::string& program) {
  std::vector<std::string> call{program};
  call.insert(call.end(), words.begin(), words.end());
  std::vector<std::string> environment = environment_of(variables);
  std::vector<char*> argv = pointers(call), envp = pointers(environment);
  winsize size{};
  size.ws_col = static_cast<unsigned short>(width);
  size.ws_row = 50;
  int master = -1;
  child_ = ::forkpty(&master, nullptr, nullptr, &size);
  if (child_ == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  master_ = unique_fd(master);
  if (child_ < 0) throw std::runtime_error("there is no pseudo-terminal");
}

pseudo_terminal::~pseudo_terminal() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

// A command that says nothing for so long waits for an answer that the test does not give.
constexpr int max_silence_ms = 60'000;

bool pseudo_terminal::read_more() {
  pollfd ready{master_.get(), POLLIN, 0};
  if (::poll(&ready, 1, max_silence_ms) == 0) {
    shown_ += "\n[killed: it waits for an answer]\n";
    ::kill(child_, SIGKILL);
    return false;
  }
  char piece[4096];
  ssize_t n = 0;
  do {
    n = ::read(master_.get(), piece, sizeof piece);
  } while (n < 0 && errno == EINTR);
  for (ssize_t i = 0; i < n; ++i) {
    if (piece[i] == '\n' && shown_.ends_with('\r')) shown_.pop_back();
    shown_ += piece[i];
  }
  return n > 0;  // EIO: the command has ended
}

bool pseudo_terminal::read_until(const std::string& text) {
  while (shown_.find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

void pseudo_terminal::type(const std::string& keys) {
  (void)write_all(master_.get(), keys);
}

bool pseudo_terminal::echoes() const {
  termios now{};
  return ::tcgetattr(master_.get(), &now) == 0 && (now.c_lflag & ECHO) != 0;
}

int pseudo_terminal::end() {
  while (read_more()) {
  }
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  return status;
}

std::string without_colours(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\033[") == 0) {
      i = text.find('m', i);
      if (i == std::string::npos) break;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace bangtin::admin_cli::app
