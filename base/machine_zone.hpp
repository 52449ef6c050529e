// The time zone that this machine is set to.
#pragma once

#include <string>

namespace bangtin {

// Its IANA name, as /etc/localtime names it; empty when that says nothing. Nobody has checked whether the
// time zone database knows the name.
std::string machine_timezone();

}  // namespace bangtin
