// The items that were not shown when they last should have been, with the reason, for the status: an item
// stays here until it plays again or leaves the programme. Pure; not thread-safe, the display loop owns it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "evidence/record.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::sync {

class failing_items {
 public:
  // Takes the END of a play: one that failed adds its item, one of which something was seen removes it.
  void play_ended(const evidence::record& end);
  // Forgets items that the programme does not have.
  void keep_only(const playlists::programme::programme& p);

  // What to report; empty when no item fails. Names the first item by its name, and the number of others.
  std::optional<error> problem() const;

 private:
  std::map<std::string, message> why_;  // by the item's name
};

}  // namespace bangtin::player::sync
