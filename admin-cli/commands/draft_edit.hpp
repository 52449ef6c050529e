// How every command changes the draft: open it, change the value, store it.
//
//   result<open_draft> draft = open_the_draft(s);
//   if (!draft) return draft.error();
//   draft->value.playlists.push_back(...);
//   return store_the_draft(s, std::move(*draft), tr("the playlist ... is made"));
//
// Between the two somebody else may store another draft. Then storing fails, and nothing is lost.
#pragma once

#include <optional>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

struct open_draft {
  playlists::programme::programme value;   // to be changed
  playlists::programme::programme before;  // what `value` was when it was opened
  std::string etag;                        // of the stored draft; empty: none is stored
};

// The stored draft. Where there is none, a copy of the published programme (as a draft: version 0, without
// validity); where nothing is published either, an empty one (empty_draft.hpp), whose slate is uploaded. The
// errors of the daemon and of an upload.
result<open_draft> open_the_draft(session& s);
// The same without the empty one, for commands that only look: `value` is a default programme then.
result<open_draft> look_at_draft(session& s);

// Settles the media (below), checks the references, shows the difference and stores the draft. Prints `done`
// and, to a person, what comes next; an unchanged draft is not sent, and that is said instead. With `ask` it
// asks that question first: for changes in which something is lost. The JSON document is
// {"changes":[...],"identity":HEX,"stored":true|false}. errc::conflict when somebody else stored another
// draft meanwhile: the command has to be called again.
result<int> store_the_draft(session& s, open_draft draft, const std::string& done,
                            const std::optional<std::string>& ask = {});

// Puts the media items into the order in which a programme file names them first, and drops those that
// nothing in the programme names. Pure.
void settle_media(playlists::programme::programme& p);

}  // namespace bangtin::admin_cli::commands
