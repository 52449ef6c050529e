// The decoder's sandbox. A decoder that begins to read a file can only compute, on the memory and the
// descriptors that it has already. It enters in two steps: GStreamer opens the file between them.
#pragma once

#include <chrono>
#include <span>

#include "base/error.hpp"
#include "base/sandbox/sandbox.hpp"

namespace bangtin::player::decode {

// Limits memory, processor time, open files and core dumps, forbids new privileges, and lets the calling
// thread and those that it starts read libraries and nothing else (Landlock, where the kernel has it). Call
// it first, before threads start. `cpu` is for the whole life of the process; when it is used up the kernel
// ends it. errc::io when the kernel refuses.
result<void> limit_resources(std::chrono::seconds cpu);

// Denies, to all threads, every system call but the common table of base/sandbox and call_exceptions(): among
// the denied are opening files and sockets, new processes, signals to others and tracing. Cannot be undone.
// errc::unsupported when the kernel has no seccomp.
result<void> close_sandbox();

// What this worker needs beyond the common table.
std::span<const sandbox::call_exception> call_exceptions();

}  // namespace bangtin::player::decode
