#include "playlists/text/links.hpp"

#include <string>

#include "base/text.hpp"

namespace bangtin::playlists::text {

namespace {

error bad(message what, message remedy) {
  return {errc::invalid, std::move(what), std::move(remedy)};
}

}  // namespace

std::optional<error> find_bad_link(std::string_view link) {
  if (link.empty()) return std::nullopt;
  std::string start = lower_case(link.substr(0, 8));
  for (std::string_view scheme : {"https://", "http://", "tel:", "mailto:"}) {
    if (!start.starts_with(scheme) || link.size() == scheme.size()) continue;
    if (link.find_first_of(" \t\n") == std::string_view::npos) return std::nullopt;
    return bad(msg("there is a space in the link \"{}\"", printable(link)),
               msg("write %20 in its place, or leave it out"));
  }
  std::string_view shown = first_characters(link, 60);
  if (start.find(':') == std::string::npos && link.find('.') != std::string_view::npos) {
    return bad(msg("the link \"{}\" does not say how it is opened", printable(shown)),
               msg("write https://{}", printable(shown)));
  }
  return bad(msg("telephones do not open the link \"{}\"", printable(shown)),
             msg("write an address that begins with https://, http://, tel: or mailto:"));
}

}  // namespace bangtin::playlists::text
