// How many connections the kernel lets this process have.
#pragma once

#include <cstdint>

#include "scheduler/http/connection_table.hpp"

namespace bangtin::scheduler::app {

// The limits, made smaller where so many descriptors do not suffice. A connection takes up to three: itself,
// a copy of it while a file is sent, and the file.
http::connection_limits fitting(const http::connection_limits& wanted, std::uint64_t descriptors);

// Raises the process's soft limit of open descriptors as far as `wanted` needs it and the hard limit allows.
// Returns the limits that fit.
http::connection_limits make_room_for(const http::connection_limits& wanted);

}  // namespace bangtin::scheduler::app
