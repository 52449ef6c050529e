// The ingest worker's sandbox, entered before the file is read.
#pragma once

#include <chrono>
#include <filesystem>
#include <span>

#include "base/error.hpp"
#include "base/sandbox/sandbox.hpp"
#include "media/asset.hpp"

namespace bangtin::media::ingest {

// Confines the whole process for good:
// - limits CPU time, memory, the size of a written file and the number of open files; no core dumps;
// - system calls: the common table of base/sandbox and call_exceptions();
// - files (Landlock): the given file and the system's libraries and fonts are readable, and files may be
//   created in `output`. Without Landlock the file permissions decide what may be read and where files may be
//   created, but no existing file can be changed.
//
// `file` is an open descriptor. Call it before any thread starts. errc::io or errc::unsupported when a step
// fails; then the worker must end.
result<void> enter_sandbox(int file, const std::filesystem::path& output, const ingest_limits& limits);

// The CPU time that the worker may use in total for a film of this length, reading and converting.
std::chrono::seconds film_cpu_limit(const ingest_limits& limits, std::chrono::milliseconds duration);
// Replaces the limit on CPU time by film_cpu_limit(). The sandbox allows this alone to be changed, and the
// kernel never above what the longest film would get.
void limit_cpu(const ingest_limits& limits, std::chrono::milliseconds duration);

// What this worker needs in addition to the common table.
std::span<const sandbox::call_exception> call_exceptions();

}  // namespace bangtin::media::ingest
