// What a decoder process may still do once it begins to read a file that may be hostile: compute, on memory
// and descriptors that it has already.
#pragma once

#include <chrono>

#include "base/error.hpp"

namespace bangtin::player::decode {

// Bounds memory and processor time, forbids core dumps and new privileges. Call first, before threads start.
// `cpu` is for the whole life of the process; when it is used up the kernel ends it.
result<void> limit_resources(std::chrono::seconds cpu);

// Denies, with EPERM, to all threads: opening files, sockets, new processes, signals to others, tracing, and
// changing anything of the system. Cannot be undone. errc::unsupported when the kernel has no seccomp.
result<void> close_sandbox();

}  // namespace bangtin::player::decode
