// Starting a nursery (request.hpp), and handing it on to the program that this process becomes:
// bangtin-player starts one before it loads the 120 libraries of the player proper, so that both load at the
// same time.
#pragma once

#include <filesystem>
#include <optional>

#include "base/process.hpp"

namespace bangtin::player::decode {

// Where a sanitizer has threads of its own, which a copy of a process would be without, there is no nursery.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool nurseries_work = false;
#else
constexpr bool nurseries_work = true;
#endif

struct zygote_process {
  child_process process;
  unique_fd socket;  // ours; the nursery ends when it is closed
};

// Where a player keeps its nursery's registry.
inline std::filesystem::path registry_in(const std::filesystem::path& data) {
  return data / "gstreamer-registry.bin";
}

// `program`: bangtin-decode. `registry`: see pipeline::load_all; empty: none. Nothing when it cannot be
// started: there will be no nursery then, and decoders are started one by one.
std::optional<zygote_process> start_zygote(const std::filesystem::path& program,
                                           const std::filesystem::path& registry);

// To be called just before exec: the next program of this process finds it with `take_handed_on`. By an
// environment variable, BANGTIN_NURSERY.
void hand_on(const zygote_process& started);
// What was handed on to this program; once, and before there are other threads.
std::optional<zygote_process> take_handed_on();

}  // namespace bangtin::player::decode
