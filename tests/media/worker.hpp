// Selects the real worker, or a shell script in its place, for run_ingest.
#pragma once

#include <stdlib.h>

#include "media/asset.hpp"
#include "media/folder.hpp"

namespace bangtin::media::testing {

inline void use_real_worker() {
  ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
}

// Installs a worker that runs these lines; $OUT is its output folder.
inline void use_fake_worker(const temporary_folder& f, std::string_view lines) {
  std::filesystem::create_directories(f / "fake");
  std::filesystem::path program = f / "fake/bangtin-ingest";
  put(program, "#!/bin/sh\nOUT=$4\n" + std::string(lines) + "\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  ::setenv("BANGTIN_LIBEXEC", (f / "fake").c_str(), 1);
}

}  // namespace bangtin::media::testing
