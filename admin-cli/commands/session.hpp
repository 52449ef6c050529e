// The state that a handler uses while one command runs.
#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "admin-cli/commands/command.hpp"
#include "admin-cli/commands/settings.hpp"
#include "admin-cli/commands/terminal.hpp"
#include "admin-cli/views/printing.hpp"
#include "admin-cli/views/transfer.hpp"
#include "base/clock.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli::commands {

using pause_function = std::function<void(std::chrono::milliseconds)>;

struct session {
  const settings& set;
  views::printer& out;
  terminal& person;
  wire::http_client& daemon;
  utc_ms now;                                 // the time of the call
  const pause_function& pause;                // waits between two tries
  clock_trust clock = clock_trust::unsynced;  // how far `now` can be trusted
  std::function<std::chrono::milliseconds()> since_call{};
  // Whether the person has pressed Ctrl-C. From the first call on Ctrl-C no longer ends the program; after
  // that call any thread may ask. May be absent.
  std::function<bool()> interrupted{};
  // Set by a command that ends in good order after Ctrl-C: it asks `must_stop` again and again. For others
  // Ctrl-C ends the program at once.
  bool ends_in_order = false;

  // The time of this moment: people may take long to answer.
  utc_ms this_moment() const { return since_call ? now + since_call() : now; }
  bool must_stop() const { return ends_in_order && interrupted && interrupted(); }
};

// Asks whether to go on with a change. Succeeds with --yes, without a terminal, or if the answer is yes;
// errc::conflict if it is no.
result<void> agreed(session& s, const std::string& question);

// Waits between two tries; ends early at Ctrl-C.
void wait_a_while(session& s, std::chrono::milliseconds time);
void wait_a_while(const pause_function& pause, const std::function<bool()>& must_stop,
                  std::chrono::milliseconds time);

// The bar of one long work, with rate and time left; the destructor removes it.
class work_bar {
 public:
  // The work is `total` bytes; 0: nobody knows yet.
  work_bar(session& s, std::string label, std::uint64_t total);
  work_bar(const work_bar&) = delete;
  work_bar& operator=(const work_bar&) = delete;
  ~work_bar();
  // The bar stays until the destructor, also when all is done.
  void at(std::uint64_t done);
  void at(std::uint64_t done, std::uint64_t total);
  // Before the first byte: says how long the daemon has been at work.
  void wait();
  void say(std::string label) { bar_.label = std::move(label); }

 private:
  session& session_;
  progress_bar bar_;
  views::transfer_meter meter_;
  std::chrono::milliseconds began_{};
};

// Gets a passphrase from BANGTIN_PASSPHRASE_FILE (its first line), else from the terminal. `twice` is for a
// new passphrase: it is asked for twice and must have 8 characters; what is too short or differs is asked for
// again, at most three times.
result<std::string> get_passphrase(session& s, const std::string& prompt, bool twice);

}  // namespace bangtin::admin_cli::commands
