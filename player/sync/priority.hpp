// The scheduling priority of threads that must never delay a picture.
#pragma once

namespace bangtin::player::sync {

// Gives the calling thread the lowest priority (nice 19), for hashing, compressing and sending. A failure is
// ignored.
void lower_priority();

}  // namespace bangtin::player::sync
