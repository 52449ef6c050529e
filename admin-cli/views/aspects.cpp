#include "admin-cli/views/aspects.hpp"

#include <fmt/format.h>

#include "base/language.hpp"

namespace bangtin::admin_cli::views {

aspect said(bool something, const std::string& words, const std::string& usual) {
  return something ? aspect{words, false} : aspect{usual, true};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::to_string(fmt::join(parts, between));
}

std::string unusual(const aspects& all) {
  std::vector<std::string> parts;
  for (const aspect& a : all) {
    if (!a.usual) parts.push_back(a.words);
  }
  return joined(parts);
}

std::string changed_aspects(const aspects& before, const aspects& after) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i].words == after[i].words) continue;
    parts.push_back(tr("{} (before: {})", after[i].words, before[i].words));
  }
  return joined(parts, "; ");
}

std::string other_change() {
  return tr("differs in a part that is not shown here; --json has it");
}

}  // namespace bangtin::admin_cli::views
