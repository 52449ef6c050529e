// Which media items somebody looks for, as the command and the daemon decide it. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wire/admin/media.hpp"

namespace bangtin::wire::admin {

// What is empty or not set asks for nothing. Letter case and diacritics count nothing.
struct media_search {
  std::vector<std::string> words;  // each stands in one of the item's texts
  // The item's theme, or one above it: "III" finds "III.2". Empty finds those without a theme.
  std::optional<std::string> theme;
  std::string audience, owner;  // a part of them
  std::string kind;             // "video", "image", ...
  std::string review_by;        // YYYY-MM-DD: to be looked at again by that day
};

// One search for many items: what is looked for is made ready once.
class media_filter {
 public:
  explicit media_filter(const media_search& wanted);
  bool fits(const media_item& m) const;

 private:
  media_search wanted_;  // without marks
};

}  // namespace bangtin::wire::admin
