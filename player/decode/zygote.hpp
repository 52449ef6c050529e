// The nursery's own side: see request.hpp.
#pragma once

#include <optional>

#include "player/decode/request.hpp"

namespace bangtin::player::decode {

// Serves requests on nursery_fd until the other side hangs up; then returns nothing. In each decoder that it
// makes it returns the request, with the descriptors of a decoder in their places and no others open. The
// caller's thread is the only one of the process, and stays that of the copies: a decoder must do its work in
// another, as this one keeps the number of the nursery's in the eyes of the C library.
//
// Returns nothing at once when the process has more threads than one: a copy would be without them.
std::optional<decode_request> serve_zygote();

}  // namespace bangtin::player::decode
