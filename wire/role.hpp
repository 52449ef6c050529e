// What a person may do. Each role may do everything that the one before it may: docs/http.md says what that
// is, and each endpoint names the least role that may call it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace bangtin::wire {

enum class role {
  viewer,        // sees everything but the audit log and the users, and changes nothing
  editor,        // loads media, edits the draft and makes reports
  approver,      // publishes programmes and notices that an approver's key has signed; reads the audit log
  site_operator  // pairs and removes screens, and decides about users
};

inline constexpr std::array<role, 4> roles{role::viewer, role::editor, role::approver, role::site_operator};

constexpr std::string_view to_string(role r) {
  constexpr std::array<std::string_view, 4> names{"viewer", "editor", "approver", "operator"};
  return names[static_cast<std::size_t>(r)];
}
// Empty for any other text.
constexpr std::optional<role> parse_role(std::string_view text) {
  for (role r : roles) {
    if (to_string(r) == text) return r;
  }
  return std::nullopt;
}

}  // namespace bangtin::wire
