// What the reader takes must be what the writer writes; what is signed has one form.
#include "playlists/text/programme_bytes.hpp"
#include "base/language.hpp"
#include "fuzz/entries.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::fuzz {

using namespace playlists;

void programme_bytes(std::string_view bytes) {
  const result<programme> read = from_bytes(bytes);
  if (!read) {
    promise(!in_english(read.error().what).empty(), "a refusal without words");
    return;
  }
  promise(to_bytes(*read) == bytes, "other bytes than were read");
  promise(!check_references(*read), "a programme that was read is not fit");
  promise(identity(*read) == sha256(bytes), "another identity than that of the bytes");
  // What can be written as text reads back with the same names.
  const parsed_text again = parse_text(to_text(*read), media_facts::later);
  if (!again.problems.empty()) return;
  promise(again.value.campaigns == read->campaigns, "campaigns change through text");
  promise(again.value.screens == read->screens, "screens change through text");
  promise(again.value.playlists == read->playlists, "playlists change through text");
}

}  // namespace bangtin::fuzz
