// The decoder's sandbox. Once a decoder reads its file, it can only compute, on the memory and the
// descriptors that it already has. It enters the sandbox in two steps, because GStreamer opens the file
// between them. Each worker process calls both functions once.
#pragma once

#include <chrono>
#include <span>

#include "base/error.hpp"
#include "base/sandbox/sandbox.hpp"
#include "player/decode/request.hpp"

namespace bangtin::player::decode {

// Processor time for a file: three times its playing time plus some for the start; only a malicious file
// needs more.
std::chrono::seconds cpu_limit(const decode_request& what);

// First step. Limits memory, processor time, open files and core dumps, forbids new privileges, and restricts
// the calling thread and those that it starts to reading: libraries, a few system files and the file to
// decode (Landlock, where the kernel has it). Call it first, before threads start. `cpu` is the limit for the
// whole life of the process; the kernel ends the process when it is used up. errc::io when the kernel
// refuses.
result<void> limit_resources(std::chrono::seconds cpu);

// Second step. Denies to all threads every system call except the common table of base/sandbox and
// call_exceptions(). Denied are, among others, opening files and sockets, new processes, signals to other
// processes and tracing. Cannot be undone. errc::unsupported when the kernel has no seccomp.
result<void> close_sandbox();

// The system calls that this worker needs beyond the common table.
std::span<const sandbox::call_exception> call_exceptions();

}  // namespace bangtin::player::decode
