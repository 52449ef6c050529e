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

// Same, but the lock belongs to this process and not to the open file: what it forks does not have it,
// however long it takes to execute its program. While the holder was killed and has not ended yet (a disk may
// keep it for long) it waits for up to 30 s more. The file must be open for writing. The lock ends when the
// process closes any descriptor of the file. Within one process it excludes nobody.
bool lock_for_process(int fd, const std::function<void()>& pause);
bool lock_for_process(int fd);

}  // namespace bangtin
