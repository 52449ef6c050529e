// A programme's media item is the stored one if its id says so. Programmes that were read from a file without
// the daemon have no ids, so there the files decide.
#include "scheduler/api/media_use.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/inner_message.hpp"
#include "base/text.hpp"
#include "scheduler/events/command_hub.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace programme = playlists::programme;

constexpr std::size_t max_places = 5;  // in a sentence

bool has_file(const ledger::stored_media& m, const digest& file) {
  std::vector<digest> files = ledger::all_files(m);
  return std::find(files.begin(), files.end(), file) != files.end();
}

bool is_same(const programme::media_item& named, const ledger::stored_media& m) {
  if (!named.id.empty()) return named.id == m.id;
  return std::any_of(named.files.begin(), named.files.end(),
                     [&](const programme::file_ref& f) { return has_file(m, f.sha256); });
}

// The places where the programme uses the names.
std::vector<message> places_of(const programme::programme& p, const std::set<std::string>& names) {
  std::vector<message> places;
  if (names.contains(p.slate)) places.push_back(msg("slate"));
  for (const programme::screen& s : p.screens) {
    if (names.contains(s.logo)) places.push_back(msg("logo of screen \"{}\"", printable(s.name)));
  }
  for (const programme::playlist& l : p.playlists) {
    bool here = std::any_of(l.items.begin(), l.items.end(), [&](const programme::playlist_item& i) {
      return names.contains(i.media) || names.contains(i.subtitles);
    });
    if (here) places.push_back(msg("playlist \"{}\"", printable(l.name)));
  }
  return places;
}

message listed(const std::vector<message>& places) {
  message all;
  for (std::size_t i = 0; i < places.size() && i < max_places; ++i) {
    all.id += i == 0 ? "{}" : ", {}";
    all.args.push_back(inner(places[i]));
  }
  if (places.size() > max_places) all.id += fmt::format(" … ({})", places.size());
  return all;
}

}  // namespace

std::vector<digest> files_of(const programme::programme& p) {
  std::vector<digest> files;
  for (const programme::media_item& m : p.media) {
    for (const programme::file_ref& f : m.files) files.push_back(f.sha256);
  }
  return files;
}

std::optional<error> use_in(const programme::programme& p, programme_state which,
                            const ledger::stored_media& m) {
  std::set<std::string> names;
  for (const programme::media_item& named : p.media) {
    if (is_same(named, m)) names.insert(named.name);
  }
  if (names.empty()) return std::nullopt;
  std::vector<message> places = places_of(p, names);
  if (places.empty()) places.push_back(msg("media item \"{}\"", printable(*names.begin())));
  std::string file = printable(m.file), where = inner(listed(places));
  if (which == programme_state::draft) {
    return error{errc::conflict, msg("the draft uses {}: {}", file, where),
                 msg("take it out of the draft, then remove it")};
  }
  if (which == programme_state::waiting) {
    return error{
        errc::conflict, msg("the programme that waits for a second signature uses {}: {}", file, where),
        msg("publish another one, or drop that with \"bangtin approve --withdraw\", then remove it")};
  }
  return error{errc::conflict, msg("the published programme uses {}: {}", file, where),
               msg("take it out of the programme and approve that, then remove it")};
}

std::optional<error> use_in(const std::vector<ledger::stored_notice>& unexpired, utc_ms now,
                            const ledger::stored_media& m) {
  for (const ledger::stored_notice* n : events::notices_on(unexpired, now)) {
    if (!n->value.media || !has_file(m, n->value.media->file.sha256)) continue;
    return error{errc::conflict, msg("the emergency notice {} shows {}", n->value.id, printable(m.file)),
                 msg("stop it with \"bangtin emergency stop\", or remove the item when the notice is over")};
  }
  return std::nullopt;
}

std::optional<error> use_in(const std::vector<ledger::stored_media>& items, const ledger::stored_media& m) {
  for (const ledger::stored_media& other : items) {
    if (other.removed || other.subtitles != m.id) continue;
    return error{errc::conflict,
                 msg("{} has the subtitles of {} ({})", printable(m.file), printable(other.file), other.id),
                 msg("give that item other subtitles with \"bangtin media edit\", or remove it first")};
  }
  return std::nullopt;
}

}  // namespace bangtin::scheduler::api
