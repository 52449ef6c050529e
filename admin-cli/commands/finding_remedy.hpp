// What to do about a finding of `check`: in words, and then where it is done. In the draft that is a command
// with its options, in a programme file a key. In the process language; otherwise pure.
#pragma once

#include <string>

#include "playlists/analysis/finding.hpp"

namespace bangtin::admin_cli::commands {

enum class checked_source { draft, file };

// "raise its level, ...: bangtin campaign edit lunch --level …"; for a file "raise its level, ... (in the
// file: level)". Empty where the finding has no remedy.
std::string remedy_of(const playlists::analysis::finding& f, checked_source source);

}  // namespace bangtin::admin_cli::commands
