#include "player/sync/priority.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bangtin::player::sync {

namespace {
constexpr int lowest_priority = 19;
}

void lower_priority() {
  // On Linux a nice value belongs to a thread, not to the process.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), lowest_priority);
}

}  // namespace bangtin::player::sync
