// The programme file on this machine's disk.
#pragma once

#include <filesystem>

#include "admin-cli/views/printing.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {

// Reads it. Every problem of the text goes to `out` with its place; then errc::invalid.
result<playlists::programme::programme> read_programme(views::printer& out, const std::filesystem::path& file,
                                                       playlists::text::media_facts facts);

// The same with the places of what it names. There are no problems in what it returns.
result<playlists::text::parsed_text> read_programme_text(views::printer& out,
                                                         const std::filesystem::path& file,
                                                         playlists::text::media_facts facts);

}  // namespace bangtin::admin_cli::commands
