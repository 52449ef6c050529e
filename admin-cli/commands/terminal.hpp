// The person at the terminal: asks for passphrases and confirmation, and shows the progress of long work.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// Not thread-safe. The tests' in-memory twin answers from a list.
class terminal {
 public:
  virtual ~terminal() = default;
  // Whether there is a person to ask: standard input and standard error are a terminal.
  virtual bool can_ask() const = 0;
  // Reads a line without echo. errc::usage when there is no terminal or the input was aborted.
  virtual result<std::string> ask_secret(const std::string& prompt) = 0;
  // Reads a line. Same errors.
  virtual result<std::string> ask(const std::string& prompt) = 0;
  // Whether the answer is yes; an empty answer means no. Same errors.
  virtual result<bool> confirm(const std::string& question) = 0;
  // Shows a bar while `done` < `total`, and removes it when they are equal. Only if standard error is a
  // terminal. Cheap to call often.
  virtual void progress(const std::string& label, std::uint64_t done, std::uint64_t total) = 0;
};

// The implementation for a real terminal.
class process_terminal final : public terminal {
 public:
  explicit process_terminal(bool quiet) : quiet_(quiet) {}
  bool can_ask() const override;
  result<std::string> ask_secret(const std::string& prompt) override;
  result<std::string> ask(const std::string& prompt) override;
  result<bool> confirm(const std::string& question) override;
  void progress(const std::string& label, std::uint64_t done, std::uint64_t total) override;

 private:
  bool quiet_;
  int shown_permille_ = -1;
};

// Formats the bar: "label  [#####.....]  50 %", at most `width` columns.
std::string progress_line(const std::string& label, std::uint64_t done, std::uint64_t total,
                          std::size_t width);

}  // namespace bangtin::admin_cli::commands
