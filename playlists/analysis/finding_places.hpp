// Finds the line and column in a programme's text to which a finding refers.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "playlists/analysis/lint.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::analysis {

class finding_places {
 public:
  // `p` and `text` come from the same parse_text call and outlive this object.
  finding_places(const programme::programme& p, const text::source_map& text);

  // The place of the most specific subject: the ticker, else the item, else the campaign, screen or playlist,
  // else the first item that names the media item. {0, 0} when the text names none of them.
  text::position of(const finding& f) const;

 private:
  using numbers = std::unordered_map<std::string_view, std::size_t>;

  const text::source_map& text_;
  numbers screens_, playlists_, campaigns_;
  std::unordered_map<std::string_view, text::position> media_;
};

}  // namespace bangtin::playlists::analysis
