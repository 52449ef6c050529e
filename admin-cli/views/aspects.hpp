// A thing of the programme as a list of aspects, always the same ones in the same order: what is added is
// told by the aspects that are not the usual ones, what is changed by the aspects whose words differ. In the
// process language. For the sources of this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bangtin::admin_cli::views {

struct aspect {
  std::string words;
  bool usual = false;  // as it is where nobody says anything
};
using aspects = std::vector<aspect>;

// `words` where there is something to say, else `usual`.
aspect said(bool something, const std::string& words, const std::string& usual);

std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

// The words of the aspects that are not the usual ones; may be empty.
std::string unusual(const aspects& all);

// "weight 60 (before: weight 1); …" of the aspects whose words differ; empty where none do. Both have the
// same aspects.
std::string changed_aspects(const aspects& before, const aspects& after);

// For what has no words of its own, and where the end of a long list differs.
std::string other_change();

}  // namespace bangtin::admin_cli::views
