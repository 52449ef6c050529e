// Starts a zygote process (request.hpp), and hands it over an exec: bangtin-player starts one before it loads
// the 120 libraries of the player proper, so that both load at the same time.
#pragma once

#include <filesystem>
#include <optional>

#include "base/process.hpp"

namespace bangtin::player::decode {

// A sanitizer may have its own threads, which a copy of a process would lack; sanitizer builds have no
// zygote.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool zygote_works = false;
#else
constexpr bool zygote_works = true;
#endif

struct zygote_process {
  child_process process;
  unique_fd socket;  // our end; the zygote ends when it is closed
};

// The file in which a player keeps its zygote's registry; `data` is the player's data folder.
inline std::filesystem::path registry_in(const std::filesystem::path& data) {
  return data / "gstreamer-registry.bin";
}

// `program`: bangtin-decode. `registry`: see pipeline::load_all; empty: none. Nothing when the zygote cannot
// be started; then decoders are started one by one.
std::optional<zygote_process> start_zygote(const std::filesystem::path& program,
                                           const std::filesystem::path& registry);

// Call it just before exec: the next program of this process finds the zygote with `take_handed_on`. It uses
// the environment variable BANGTIN_ZYGOTE.
void hand_on(const zygote_process& started);
// The zygote that was handed to this program, if any. Call it once, before other threads start.
std::optional<zygote_process> take_handed_on();

}  // namespace bangtin::player::decode
