// The person at the terminal: asked for passphrases and for consent, shown how far a long work is.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// One thread. The in-memory twin of the tests answers from a list.
class terminal {
 public:
  virtual ~terminal() = default;
  // Whether there is somebody to ask: standard input and standard error are a terminal.
  virtual bool can_ask() const = 0;
  // What was typed, without echo. errc::usage when there is no terminal or the typing was broken off.
  virtual result<std::string> ask_secret(const std::string& prompt) = 0;
  // Whether the answer was yes; nothing typed means no. The same failure.
  virtual result<bool> confirm(const std::string& question) = 0;
  // Shows a bar while `done` < `total`, and takes it away when they are equal. Only where standard error is a
  // terminal. Cheap to call often.
  virtual void progress(const std::string& label, std::uint64_t done, std::uint64_t total) = 0;
};

// The real one.
class process_terminal final : public terminal {
 public:
  explicit process_terminal(bool quiet) : quiet_(quiet) {}
  bool can_ask() const override;
  result<std::string> ask_secret(const std::string& prompt) override;
  result<bool> confirm(const std::string& question) override;
  void progress(const std::string& label, std::uint64_t done, std::uint64_t total) override;

 private:
  bool quiet_;
  int shown_permille_ = -1;
};

// The bar itself: "label  [#####.....]  50 %", at most `width` columns.
std::string progress_line(const std::string& label, std::uint64_t done, std::uint64_t total,
                          std::size_t width);

}  // namespace bangtin::admin_cli::commands
