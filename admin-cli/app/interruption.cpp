#include "admin-cli/app/interruption.hpp"

#include <csignal>

namespace bangtin::admin_cli::app {

namespace {

// A signal handler may touch nothing else.
volatile std::sig_atomic_t signal_that_came = 0;

extern "C" void bangtin_on_interruption(int signal) {
  signal_that_came = signal;
}

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

bool interruption::asked() {
  if (!taken_over_) {
    taken_over_ = true;
    for (int signal : signals) {
      struct sigaction before {};
      if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
      struct sigaction action {};
      action.sa_handler = bangtin_on_interruption;
      ::sigemptyset(&action.sa_mask);
      action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
      ::sigaction(signal, &action, nullptr);
    }
  }
  return signal_that_came != 0;
}

bool interruption::came() const {
  return signal_that_came != 0;
}

void interruption::pass_on() {
  const int signal = signal_that_came;
  if (signal == 0) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace bangtin::admin_cli::app
