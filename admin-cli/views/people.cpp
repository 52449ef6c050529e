#include "admin-cli/views/people.hpp"

namespace bangtin::admin_cli::views {

std::string person_name(const std::string& who) {
  constexpr std::string_view user = "user ";
  if (who.starts_with(user)) return who.substr(user.size(), who.find(", ") - user.size());
  const std::size_t open = who.find('(');
  const bool has_name = open != std::string::npos && who.size() > open + 2 && who.back() == ')';
  return has_name ? who.substr(open + 1, who.size() - open - 2) : who;
}

}  // namespace bangtin::admin_cli::views
