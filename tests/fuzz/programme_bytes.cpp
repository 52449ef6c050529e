// The writer must write exactly the bytes that the reader accepted, because signed data has one form.
#include "playlists/text/programme_bytes.hpp"
#include "base/language.hpp"
#include "fuzz/entries.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::fuzz {

void programme_bytes(std::string_view bytes) {
  const result<playlists::programme::programme> read = playlists::text::from_bytes(bytes);
  if (!read) {
    promise(!in_english(read.error().what).empty(), "a refusal without words");
    return;
  }
  promise(playlists::text::to_bytes(*read) == bytes, "other bytes than were read");
  promise(!playlists::text::check_references(*read), "a programme that was read is not fit");
  promise(playlists::text::programme_digest(*read) == sha256(bytes),
          "another identity than that of the bytes");
  // The printed text of the programme reads back with the same names.
  const playlists::text::parsed_text again =
      playlists::text::parse_text(playlists::text::to_text(*read), playlists::text::media_facts::later);
  if (!again.diagnostics.empty()) return;
  promise(again.value.campaigns == read->campaigns, "campaigns change through text");
  promise(again.value.screens == read->screens, "screens change through text");
  promise(again.value.playlists == read->playlists, "playlists change through text");
}

}  // namespace bangtin::fuzz
