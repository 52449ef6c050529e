// What "doctor" finds, and how it is printed. Pure, but for the process language.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "playlists/analysis/finding.hpp"

namespace bangtin::admin_cli::views {

// What a remark is about; of equal gravity they come in this order.
enum class topic {
  daemon,
  evidence,
  disk,
  clock,
  screen,
  programme,
  media,
  keys,
  people,
  alerts,
  draft,
  player
};

struct remark {
  playlists::analysis::severity severity = playlists::analysis::severity::note;
  topic about = topic::daemon;
  std::string name;          // of the screen, media item or player; else empty
  std::string what, remedy;  // in the process language
};

// The worst first; the order within a topic stays.
void order_remarks(std::vector<remark>& all);
// [{"severity","subject","what","remedy"}]; the subject is "disk", "screen:lobby", "media:0123456789ab", ...
json::array to_json(const std::vector<remark>& all);
// "error: screen lobby: what", and on the next line the remedy.
void print_remarks(printer& out, const std::vector<remark>& all);

// "error", "warning", "note" in the process language.
std::string severity_word(playlists::analysis::severity s);

}  // namespace bangtin::admin_cli::views
