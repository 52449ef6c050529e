// The loop of the zygote process; see request.hpp.
#pragma once

#include <optional>

#include "player/decode/request.hpp"

namespace bangtin::player::decode {

// Serves requests on zygote_fd until the other side hangs up, and then returns nothing. In every decoder
// process that it makes, it returns the request instead, with the decoder's descriptors at their numbers and
// no others open. The calling thread is the only one of the process, and of each copy. A decoder must do its
// work on another thread, because the C library still takes the calling thread of a copy for the zygote's
// thread.
//
// Returns nothing at once when the process has more than one thread, because a copy would lack the others.
std::optional<decode_request> serve_zygote();

}  // namespace bangtin::player::decode
