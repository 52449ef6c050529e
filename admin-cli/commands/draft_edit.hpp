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
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::admin_cli::commands {

struct open_draft {
  playlists::programme::programme value;   // to be changed
  playlists::programme::programme before;  // what `value` was when it was opened
  std::string etag;                        // of the stored draft; empty: none is stored
  wire::admin::draft_step step{};          // what the change is
};

// A published programme as a draft: version 0, without validity. Pure.
playlists::programme::programme as_draft(playlists::programme::programme published);

// The stored draft. Where there is none, a copy of the published programme (as a draft: version 0, without
// validity); where nothing is published either, an empty one (empty_draft.hpp), which gets its slate when it
// is stored. Changes nothing. The errors of the daemon.
result<open_draft> open_the_draft(session& s);
// The same without the empty one, for commands that only look: `value` is a default programme then.
result<open_draft> look_at_draft(session& s);

// The draft beside the published programme, for listings.
struct draft_view {
  playlists::programme::programme value;                     // as look_at_draft has it
  bool stored = false;                                       // whether there is a draft
  std::optional<playlists::programme::programme> published;  // as a draft: version 0, without validity
  std::int64_t version = 0;  // of the published programme; 0: nothing is published
};
result<draft_view> view_draft(session& s);
// Notes which of the two a listing has shown.
void note_which(session& s, const draft_view& v);

// Settles the media (below), checks the references, shows the difference and stores the draft, with a
// generated slate if it has none. An undo or redo leads to a draft that was stored before, so its media stay
// as they are. Prints `done` and, to a person, what comes next; an unchanged draft is not sent, and that is
// said instead. With `ask` it asks that question first: for changes in which something is
// lost. The JSON document is
// {"changes":[...],"identity":HEX,"stored":true|false}. errc::conflict when somebody else stored another
// draft meanwhile: the command has to be called again.
result<int> store_the_draft(session& s, open_draft draft, const std::string& done,
                            const std::optional<std::string>& ask = {});

// Sends the draft to the daemon, with a generated slate if it has none. Returns its identity. For commands
// that print their own answer; errors as above.
result<digest> send_draft(session& s, open_draft& draft);

// Takes out the playlists that are still to be filled, and notes it: what is signed has none.
void leave_out_empty_playlists(session& s, playlists::programme::programme& p);

// Puts the media items into the order in which a programme file names them first, and drops those that
// nothing in the programme names. Pure.
void settle_media(playlists::programme::programme& p);

}  // namespace bangtin::admin_cli::commands
