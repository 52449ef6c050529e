// The system's words for an error number, as a message that can be translated.
#pragma once

#include "base/message.hpp"

namespace bangtin {

// In English the words of the C library, whatever the process language.
message errno_text(int errno_value);

}  // namespace bangtin
