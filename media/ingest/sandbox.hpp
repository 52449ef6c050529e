// The walls around the worker, put up before the first byte of the file is looked at.
#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "media/asset.hpp"

namespace bangtin::media::ingest {

// For the whole process, for good:
// - CPU time, memory, the size of a file written and the number of open files are limited; no core dumps;
// - no network, no other programs, no new processes, no signals to or memory of other processes (seccomp);
// - files: the given one and the system's libraries and fonts may be read, only `output` may be written into
//   (Landlock, where the kernel has it; without it the file permissions alone hold).
// errc::io when a wall cannot be put up: the worker then must not go on.
result<void> enter_sandbox(int file, const std::filesystem::path& output, const ingest_limits& limits);

}  // namespace bangtin::media::ingest
