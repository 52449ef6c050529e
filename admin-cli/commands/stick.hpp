// A screen's bundle on a USB stick: written from what the daemon gives, and read back into the daemon
// (wire/bundle.hpp). Both go on where an interrupted call stopped, and may be repeated. They block on the
// network and on the stick; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_folder.hpp"
#include "wire/messages.hpp"

namespace bangtin::admin_cli::commands {

struct written_bundle {
  wire::bundle_index index;
  std::int64_t copied_files = 0, copied_bytes = 0;  // by this call
};

// Puts all that the screen needs onto the stick, the index last, and then removes what no screen needs any
// more. errc::limit, before the first byte, when the stick has no room or cannot hold so long a file;
// errc::conflict when another programme was published meanwhile: call it again. Otherwise errors of daemon
// and stick.
result<written_bundle> write_bundle(session& s, const std::string& screen, const wire::bundle_folder& stick);

// Copies a file of the daemon's store into the folder's `files`, going on where an interrupted call stopped,
// and checks it. `done` and `bar` count the bytes that come. errc::verification when it is not the file;
// otherwise errors of daemon and stick.
result<void> copy_from_daemon(session& s, const wire::bundle_folder& to,
                              const playlists::programme::file_ref& f, work_bar& bar, std::int64_t& done);

// What one screen wrote on the stick, and what the daemon made of it.
struct refused_part {
  std::string file;  // within the screen's folder
  error why;
};
struct read_bundle {
  std::string screen;             // empty: the stick does not say
  std::optional<utc_ms> written;  // when, by the screen's clock
  bool newer = false;             // the report is the screen's newest
  std::int64_t batches = 0, records = 0;
  std::vector<refused_part> refused;
  std::vector<std::string> taken;  // evidence files of which the daemon has given its receipt
};
// `folder`: "screens/...". Takes what holds; the rest is named. errc::unreachable when the daemon does not
// answer; then the call may be repeated.
result<read_bundle> read_screen(session& s, const wire::bundle_folder& stick, const std::string& folder);

// The folders of screens on the stick, ascending.
result<std::vector<std::string>> screen_folders(const wire::bundle_folder& stick);

// The pairing request on the stick whose code begins like this one. errc::not_found when there is none.
struct carried_request {
  std::string folder;
  wire::pairing_request request;
};
result<carried_request> find_carried_request(const wire::bundle_folder& stick, const std::string& code);
// Asks the daemon for the answer to it, and puts that onto the stick.
result<void> write_answer(session& s, const wire::bundle_folder& stick, const carried_request& r);

}  // namespace bangtin::admin_cli::commands
