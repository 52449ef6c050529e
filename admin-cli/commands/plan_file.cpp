#include "admin-cli/commands/plan_file.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "evidence/report/plan_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {
constexpr std::size_t max_problems = 20;
}  // namespace

result<evidence::report::plan> read_plan(views::printer& out, const std::filesystem::path& file) {
  result<std::string> text = read_file(file, evidence::report::max_plan_bytes);
  if (!text) return text.error();
  evidence::report::parsed_plan parsed = evidence::report::parse_plan(*text);
  if (parsed.diagnostics.empty()) return std::move(parsed.value);
  for (std::size_t i = 0; i < parsed.diagnostics.size() && i < max_problems; ++i) {
    const playlists::text::diagnostic& d = parsed.diagnostics[i];
    out.problem(file.string(), d.at.line, d.at.column, d.what, d.remedy);
  }
  return error{errc::invalid,
               msg("{} cannot be used; problems: {}", printable(file.string()), parsed.diagnostics.size()),
               msg("correct the lines that are named; nothing was changed")};
}

}  // namespace bangtin::admin_cli::commands
