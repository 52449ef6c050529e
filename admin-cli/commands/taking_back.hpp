// Takes something of an earlier programme into the draft again, with all that it needs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/session.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// One call of `playlist restore` and the like. It changes `to`, which is the draft, and takes from `from`. A
// function that fails leaves `to` half changed. errc::conflict when nothing is left that could be taken back.
class taking_back {
 public:
  // Fetches the loaded and the removed media items.
  static result<taking_back> begin(session& s, playlists::programme::programme& to,
                                   const playlists::programme::programme& from);

  // `name` is the name that it gets; the draft must have none of that name.
  result<void> take(playlists::programme::playlist l, const std::string& name);
  // With its playlist, if the draft lacks that.
  result<void> take(playlists::programme::campaign c, const std::string& name);
  result<void> take(playlists::programme::ticker t, const std::string& name);
  // Campaigns and tickers that nobody has changed since the screen was removed run on it again.
  result<void> take(playlists::programme::screen one, const std::string& name);

  // Says what could not be taken back, and what came back as well.
  void print_notes() const;
  // Takes the removed media items that the stored draft needs into the library again, and says so.
  void restore_media(const playlists::programme::programme& stored) const;

 private:
  taking_back(session& s, playlists::programme::programme& to, const playlists::programme::programme& from)
      : s_(s), to_(to), from_(from) {}

  // The name by which the draft calls the item that `from` calls `name`; empty if its files are gone.
  result<std::string> take_media(const std::string& name);
  // Drops the places that the draft does not have. errc::conflict when none is left.
  result<void> keep_places(std::vector<std::string>& places);

  session& s_;
  playlists::programme::programme& to_;
  const playlists::programme::programme& from_;
  std::vector<wire::admin::media_item> loaded_, removed_;
  std::vector<std::string> gone_media_, gone_places_, runs_again_;
  std::string with_playlist_;
};

// Takes those of the removed media items that the programme names into the library again, and says so. What
// cannot be taken back is noted, and changes nothing about the draft.
void restore_removed_media(session& s, const playlists::programme::programme& p,
                           const std::vector<wire::admin::media_item>& removed);

}  // namespace bangtin::admin_cli::commands
