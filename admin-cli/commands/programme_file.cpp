// The parser finds the places of problems; this file adds the file's name.
#include "admin-cli/commands/programme_file.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {
constexpr std::uint64_t max_text_bytes = 4 * 1024 * 1024;
constexpr std::size_t max_problems = 20;
}  // namespace

result<playlists::programme::programme> read_programme(views::printer& out, const std::filesystem::path& file,
                                                       playlists::text::media_facts facts) {
  result<playlists::text::parsed_text> read = read_programme_text(out, file, facts);
  if (!read) return read.error();
  return std::move(read->value);
}

result<playlists::text::parsed_text> read_programme_text(views::printer& out,
                                                         const std::filesystem::path& file,
                                                         playlists::text::media_facts facts) {
  result<std::string> text = read_file(file, max_text_bytes);
  if (!text) return text.error();
  playlists::text::parsed_text parsed = playlists::text::parse_text(*text, facts);
  if (parsed.diagnostics.empty()) return parsed;
  for (std::size_t i = 0; i < parsed.diagnostics.size() && i < max_problems; ++i) {
    const playlists::text::diagnostic& p = parsed.diagnostics[i];
    out.problem(file.string(), p.at.line, p.at.column, p.what, p.remedy);
  }
  return error{errc::invalid,
               msg("{} cannot be used; problems: {}", printable(file.string()), parsed.diagnostics.size()),
               msg("correct the lines that are named; nothing was changed")};
}

}  // namespace bangtin::admin_cli::commands
