// Which files "plays export" writes, from --format, --output and the month. Pure but for one question to the
// disk: whether the path is a folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

struct report_target {
  std::string_view format;  // csv, xlsx, pdf or json
  std::filesystem::path file;
  bool operator==(const report_target&) const = default;
};

// `formats` is the value of --format, `path` that of --output.
//
// - Without `path` each file is `STEM-YYYY-MM.ENDING` in the current folder; with a folder, in that.
// - With one format, or none, the file is `path`, and its ending gives the format. A path without an ending
//   takes the format csv unless `formats` says otherwise.
// - With several formats, `path` must have no ending; each file gets its own.
//
// Without `has_choice` the caller has no --format, so no remedy names it. errc::usage for an unknown format,
// one that is named twice, an ending that contradicts the format, an empty path, and "-".
result<std::vector<report_target>> report_targets(const std::string& month,
                                                  const std::optional<std::string>& formats,
                                                  const std::optional<std::string>& path,
                                                  const std::string& stem = "bao-cao",
                                                  bool has_choice = true);

}  // namespace bangtin::admin_cli::commands
