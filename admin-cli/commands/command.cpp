#include "admin-cli/commands/command.hpp"

#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

std::optional<std::string> arguments::get(std::string_view key) const {
  auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return found->second.front();
}

std::vector<std::string> arguments::all(std::string_view key) const {
  auto found = values_.find(key);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

result<std::int64_t> arguments::number(std::string_view key, std::int64_t least, std::int64_t most,
                                       std::int64_t otherwise) const {
  std::optional<std::string> written = get(key);
  if (!written) return otherwise;
  std::optional<std::int64_t> n = parse_integer(*written, least, most);
  if (!n) {
    return error{errc::usage, msg("{} cannot be \"{}\"", placeholder(key), printable(*written)),
                 msg("give a whole number from {} to {}", least, most)};
  }
  return *n;
}

}  // namespace bangtin::admin_cli::commands
