// The version of the programs. Only version.cpp is compiled with it, so another version rebuilds nothing
// else.
#pragma once

namespace bangtin {

// Such as "0.1.0"; the same in every program of one build. CMake's BANGTIN_VERSION sets it.
extern const char* const program_version;

}  // namespace bangtin
