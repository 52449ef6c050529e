// Pictures come first.
#pragma once

namespace bangtin::player::sync {

// From now on the calling thread runs when no other thread wants to: for hashing, packing and sending.
void lower_priority();

}  // namespace bangtin::player::sync
