// Reports the daemon's state to systemd (sd_notify(3)), and stops the daemon on a signal. The reports have no
// effect when no service manager started the process.
#pragma once

#include "scheduler/app/daemon.hpp"

namespace bangtin::scheduler::app {

// Sends READY=1 now. While the daemon runs it sends WATCHDOG=1 about twice per watchdog period, each time
// only after a successful round trip to the database. On SIGTERM or SIGINT it sends STOPPING=1 and stops the
// daemon. Call it once, before daemon::run.
void serve_under_manager(daemon& d);

}  // namespace bangtin::scheduler::app
