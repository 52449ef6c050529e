// The person at the terminal: asks for passphrases and confirmation, and shows the progress of long work.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// How far long work has got.
struct progress_bar {
  std::string label;
  std::uint64_t done = 0, total = 0;  // total 0: nobody knows how much it is; the bar has only its texts then
  std::string detail{};               // behind the bar, for example rate and time left
  bool is_over() const { return total > 0 && done >= total; }
};

// The size of a terminal, in characters.
struct window_size {
  std::size_t columns = 80, rows = 24;
};

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
  // Shows the bar, and removes it when it is over. Only if standard error is a
  // terminal. Cheap to call often.
  virtual void show(const progress_bar& bar) = 0;
  // The size now of the terminal to which standard output goes; nothing if it goes elsewhere.
  virtual std::optional<window_size> window() const { return std::nullopt; }
  void progress(const std::string& label, std::uint64_t done, std::uint64_t total) {
    show({label, done, total});
  }
};

// The implementation for a real terminal.
class process_terminal final : public terminal {
 public:
  // `interrupted` says whether Ctrl-C came that the process has taken over; it ends a question.
  explicit process_terminal(bool quiet, std::function<bool()> interrupted = {})
      : quiet_(quiet), interrupted_(std::move(interrupted)) {}
  bool can_ask() const override;
  result<std::string> ask_secret(const std::string& prompt) override;
  result<std::string> ask(const std::string& prompt) override;
  result<bool> confirm(const std::string& question) override;
  void show(const progress_bar& bar) override;
  std::optional<window_size> window() const override;

 private:
  bool quiet_;
  std::function<bool()> interrupted_;
  std::string shown_;  // the bar as it stands there; empty: none
  std::chrono::steady_clock::time_point shown_at_{};
};

// The columns of the terminal at the descriptor. COLUMNS comes before what the kernel knows, also where
// output goes into a pipe: watch(1) sets it. 0: no terminal, so that nothing is cut. At least 20, because
// nothing readable fits into less.
std::size_t terminal_width(int fd, const std::string& columns_variable);

// Formats the bar: "label  [#####.....]  50 %  38 MB/s, 0:42 left", at most `width` columns. Where there is
// not enough room, first the label is cut, then the detail left out.
std::string progress_line(const progress_bar& bar, std::size_t width);

}  // namespace bangtin::admin_cli::commands
