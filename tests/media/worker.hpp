// Selects the real worker, or a shell script in its place, for run_ingest.
#pragma once

#include <stdlib.h>

#include "media/asset.hpp"
#include "media/folder.hpp"

namespace bangtin::media::testing {

inline const std::filesystem::path demo_files = BANGTIN_SOURCE_DIR "/demo";

inline void use_real_worker() {
  ::setenv("BANGTIN_LIBEXEC", BANGTIN_BINARY_DIR "/bin", 1);
}

// What a decoder answers that shows one picture of 1 x 1 pixels.
inline constexpr std::string_view shows_one_pixel =
    R"(printf 'bgr0' >&4
printf '{"ok":{"frames":1,"height":1,"pictures":[{"at_ms":0,"height":1,"width":1}],"shown_ms":0,"sound_ms":0,"width":1}}')";

// Installs a worker that runs these lines, and a decoder that runs those; $OUT is the worker's output folder
// and $HERE the folder in which both lie.
inline void use_fake_worker(const temporary_folder& f, std::string_view lines,
                            std::string_view decoder = shows_one_pixel) {
  std::filesystem::path folder = f / "fake";
  std::filesystem::create_directories(folder);
  const std::string here = "#!/bin/sh\nHERE=" + folder.string() + "\n";
  put(folder / "bangtin-ingest", here + "OUT=$4\n" + std::string(lines) + "\n");
  put(folder / "bangtin-decode", here + std::string(decoder) + "\n");
  for (const char* program : {"bangtin-ingest", "bangtin-decode"}) {
    std::filesystem::permissions(folder / program, std::filesystem::perms::owner_all);
  }
  ::setenv("BANGTIN_LIBEXEC", folder.c_str(), 1);
}

}  // namespace bangtin::media::testing
