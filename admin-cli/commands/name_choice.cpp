#include "admin-cli/commands/name_choice.hpp"

#include <algorithm>

#include "base/normalise.hpp"
#include "base/plain_letters.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t min_letters = 3;  // of a beginning

// The only one of `names` for which `same` holds.
template <class Same>
std::optional<std::size_t> only(const std::vector<std::string>& names, Same same) {
  auto first = std::find_if(names.begin(), names.end(), same);
  if (first == names.end() || std::find_if(first + 1, names.end(), same) != names.end()) return std::nullopt;
  return static_cast<std::size_t>(first - names.begin());
}

}  // namespace

std::optional<std::size_t> nearest_of(std::string_view typed, const std::vector<std::string>& names) {
  const std::string wanted = without_marks(typed);
  std::vector<std::string> bare;
  for (const std::string& n : names) bare.push_back(without_marks(n));
  auto place = [&](const std::string& name) -> std::optional<std::size_t> {
    auto found = std::find(bare.begin(), bare.end(), name);
    if (found == bare.end()) return std::nullopt;
    return static_cast<std::size_t>(found - bare.begin());
  };
  if (auto group = place("@" + wanted)) return group;
  if (std::optional<std::string> near = closest(wanted, bare)) return place(*near);
  if (wanted.size() < min_letters) return std::nullopt;
  auto begun = std::find_if(bare.begin(), bare.end(), [&](const std::string& n) {
    return n.starts_with(wanted) || n.starts_with("@" + wanted);
  });
  if (begun == bare.end()) return std::nullopt;
  return static_cast<std::size_t>(begun - bare.begin());
}

result<std::string> choose_name(const std::string& typed, const std::vector<std::string>& names,
                                const message& what_is_missing, const message& list_command) {
  const std::string name = to_nfc(typed), small = folded(typed);
  auto found = only(names, [&](const std::string& n) { return to_nfc(n) == name; });
  if (!found) found = only(names, [&](const std::string& n) { return folded(n) == small; });
  if (found) return names[*found];
  std::optional<std::size_t> near = nearest_of(typed, names);
  return error{errc::not_found, what_is_missing,
               near ? msg("did you mean {}?", printable(names[*near])) : list_command};
}

}  // namespace bangtin::admin_cli::commands
