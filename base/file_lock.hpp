// Locks that keep two processes from using the same folder. The kernel releases them however a process ends.
#pragma once

#include <functional>

namespace bangtin {

// Locks the open file exclusively; false with errno when that fails: EWOULDBLOCK if another process has held
// the lock for a second. A process that was forked a moment before its parent was killed still has the
// parent's lock until it executes its program, and must not keep the parent's successor from starting.
// `pause` waits between two of the 50 attempts.
bool lock_exclusively(int fd, const std::function<void()>& pause);
bool lock_exclusively(int fd);  // pauses for 20 ms each

}  // namespace bangtin
