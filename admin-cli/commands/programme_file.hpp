// Reads a programme file from this machine's disk.
#pragma once

#include <filesystem>

#include "admin-cli/views/printing.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {

// Reads and parses it. Reports every problem of the text to `out` with its place, and then returns
// errc::invalid.
result<playlists::programme::programme> read_programme(views::printer& out, const std::filesystem::path& file,
                                                       playlists::text::media_facts facts);

// Same, with the places of everything it names. The returned value has no diagnostics.
result<playlists::text::parsed_text> read_programme_text(views::printer& out,
                                                         const std::filesystem::path& file,
                                                         playlists::text::media_facts facts);

}  // namespace bangtin::admin_cli::commands
