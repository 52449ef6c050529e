// How the kernel's scheduler treats the calling thread. The picture comes first and bookkeeping last, so that
// a machine that is busy with other programs loses no frame.
//
// Each function works as far as this process may: as root, with CAP_SYS_NICE, or within RLIMIT_NICE and
// RLIMIT_RTPRIO, which the unit grants. Without permission nothing changes, and nothing fails.
#pragma once

namespace bangtin {

// Nice value -10 for the calling thread and all that it makes from now on, also in other processes. For
// decoders. Returns whether the thread has it.
bool raise_priority();

// For the thread that presents the pictures: nice value -10, and real-time scheduling where that is
// permitted. Threads and processes that it makes later begin at the usual priority. Call it once in a
// process: it handles SIGXCPU, with which the kernel reports a real-time thread that has computed for 300 ms
// without sleeping; that thread then loses real-time scheduling and keeps its nice value. Returns whether the
// nice value is in force.
bool raise_display_priority();

// The calling thread loses what raise_display_priority gave it but its nice value. For a program that
// executes another one.
void leave_display_priority();

// Nice value 19 for the calling thread: what can wait.
void lower_priority();

}  // namespace bangtin
