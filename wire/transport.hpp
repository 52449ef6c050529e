// How an address with TLS answers plain HTTP: a 400 with this header and the value "https". The same address
// speaks HTTPS.
#pragma once

#include <string_view>

namespace bangtin::wire {

inline constexpr std::string_view transport_header = "Bangtin-Transport";
inline constexpr std::string_view transport_https = "https";

}  // namespace bangtin::wire
