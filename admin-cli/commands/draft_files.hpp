// The draft file as a file: the line of wire/signing_files.hpp, then the bytes of the files that it lists,
// one after the other. They may be large, so they go from the daemon to the disk and from the disk to the
// hash in pieces.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/signing_files.hpp"

namespace bangtin::admin_cli::commands {

// The files of `now` that `before` does not have, each once: what the signer has not seen approved.
std::vector<playlists::programme::file_ref> new_files(const playlists::programme::programme& now,
                                                      const playlists::programme::programme& before);

// Writes it, with the bytes of d.files as the daemon has them. `keep` is called when all has arrived; the
// file gets its name only if that succeeds.
result<void> write_draft_file(session& s, const std::filesystem::path& file, const wire::draft_to_sign& d,
                              const std::function<result<void>()>& keep);

// Its line; the files that follow are not looked at. errc::limit when the line is too long.
result<wire::draft_to_sign> read_draft_file(const std::filesystem::path& file);

// Reads every file in it. errc::verification, with the item's name, unless all files that `now` has and
// `before` has not are there with the bytes that `now` names. With `folder`, which must
// be new or empty, it also gets these files to look at, named after their items.
result<void> check_draft_files(const std::filesystem::path& file, const wire::draft_to_sign& d,
                               const playlists::programme::programme& now,
                               const playlists::programme::programme& before,
                               const std::filesystem::path& folder);

}  // namespace bangtin::admin_cli::commands
