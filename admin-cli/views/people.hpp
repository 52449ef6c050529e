// How people are named.
#pragma once

#include <string>

namespace bangtin::admin_cli::views {

// The login name of a caller as the daemon writes it down: "hoa" of "uid 1000 (hoa)" and of "user hoa"; else
// all of it. Pure.
std::string person_name(const std::string& who);

}  // namespace bangtin::admin_cli::views
