// Where in a programme's text the things stand that a finding is about.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "playlists/analysis/lint.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::analysis {

class finding_places {
 public:
  // The two belong together, as parse_text gave them, and outlive this.
  finding_places(const programme::programme& p, const text::source_map& text);

  // The place of the most telling subject: the item, else the campaign, screen, playlist, or the item that
  // names the media item first. {0, 0} when the text names none of them.
  text::position of(const finding& f) const;

 private:
  using numbers = std::unordered_map<std::string_view, std::size_t>;

  const text::source_map& text_;
  numbers screens_, playlists_, campaigns_;
  std::unordered_map<std::string_view, text::position> media_;
};

}  // namespace bangtin::playlists::analysis
