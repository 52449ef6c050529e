// What systemd is told (sd_notify(3)); nothing happens where no service manager started us.
#pragma once

#include "scheduler/app/daemon.hpp"

namespace bangtin::scheduler::app {

// READY=1 now; WATCHDOG=1 again and again, each time after a round trip to the database; STOPPING=1 and a
// clean stop on SIGTERM or SIGINT. Call once, before the daemon runs.
void serve_under_manager(daemon& d);

}  // namespace bangtin::scheduler::app
