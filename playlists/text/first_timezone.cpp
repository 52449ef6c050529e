#include "playlists/text/first_timezone.hpp"

#include "playlists/programme/programme.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::text {

std::string first_timezone(const std::string& machine) {
  return is_known_timezone(machine) ? machine : programme::programme().timezone;
}

}  // namespace bangtin::playlists::text
