#include "admin-cli/commands/approver_choice.hpp"

#include <fmt/ranges.h>

#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "base/plain_letters.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t min_key_digits = 8;

error no_such_approver(const std::string& typed, const wire::site_trust& t) {
  std::vector<std::string> names;
  for (const wire::trusted_approver& a : t.approvers) names.push_back(a.name);
  return {errc::not_found, msg("no approver is called \"{}\"", shown_value(typed)),
          msg("approvers are: {}", fmt::format("{}", fmt::join(names, ", ")))};
}

}  // namespace

// The approver by name, or by the first digits of the key.
result<wire::trusted_approver> choose_approver(const std::string& typed, const wire::site_trust& t) {
  std::vector<wire::trusted_approver> fits;
  const std::string folded = without_marks(typed);
  for (const wire::trusted_approver& a : t.approvers) {
    const bool by_key = typed.size() >= min_key_digits && a.key.hex().starts_with(typed);
    if (by_key || a.name == typed) fits.push_back(a);
  }
  if (fits.empty()) {
    for (const wire::trusted_approver& a : t.approvers)
      if (without_marks(a.name) == folded) fits.push_back(a);
  }
  if (fits.empty()) return no_such_approver(typed, t);
  if (fits.size() == 1) return fits.front();
  return error{errc::conflict, msg("{} approvers are called \"{}\"", fits.size(), shown_value(typed)),
               msg("name the key by its first {} digits; \"bangtin keys list\" shows them", min_key_digits)};
}

}  // namespace bangtin::admin_cli::commands
