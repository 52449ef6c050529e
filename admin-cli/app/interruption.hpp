// Ctrl-C for commands that end in good order, instead of in the middle.
#pragma once

namespace bangtin::admin_cli::app {

// One per process. The main thread calls `asked` first; after that any thread may.
class interruption {
 public:
  // Whether SIGINT, SIGTERM or SIGHUP came. The first call takes these signals over from the kernel; until
  // then each of them ends the process. A second signal ends it at once. Signals that were ignored when the
  // process started (nohup) stay ignored.
  bool asked();
  // The same without taking the signals over: false until `asked` has.
  bool came() const;
  // Ends the process by the signal that came, so that a shell sees what happened and leaves its own loops.
  // Returns if none came.
  void pass_on();

 private:
  bool taken_over_ = false;
};

}  // namespace bangtin::admin_cli::app
