#include "base/version.hpp"

namespace bangtin {

const char* const program_version = BANGTIN_PROGRAM_VERSION;

}  // namespace bangtin
