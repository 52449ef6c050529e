// Runs the real command at a pseudo-terminal and reads what appears there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace bangtin::admin_cli::app {

class pseudo_terminal {
 public:
  // Starts the command, or another program, with these words; `variables` are set in its environment, and
  // nothing else that steers it is.
  pseudo_terminal(int width, const std::vector<std::string>& words,
                  const std::map<std::string, std::string>& variables,
                  const std::string& program = BANGTIN_COMMAND);
  ~pseudo_terminal();
  pseudo_terminal(const pseudo_terminal&) = delete;
  pseudo_terminal& operator=(const pseudo_terminal&) = delete;

  // Reads until the text has appeared, or to the end. True: it has. A command that is silent for a minute is
  // killed, here and in end().
  bool read_until(const std::string& text);
  // Types keys; "\x03" is Ctrl-C.
  void type(const std::string& keys);
  // Whether what is typed now is shown.
  bool echoes() const;
  // Reads to the end and returns the status of waitpid(2).
  int end();

  // All that has appeared, with "\n" for the terminal's "\r\n".
  const std::string& shown() const { return shown_; }

 private:
  bool read_more();

  unique_fd master_;
  int child_ = -1;
  std::string shown_;
};

// The text without colours.
std::string without_colours(const std::string& text);

}  // namespace bangtin::admin_cli::app
