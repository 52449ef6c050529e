// Reads a plan file from this machine's disk.
#pragma once

#include <filesystem>

#include "admin-cli/views/printing.hpp"
#include "evidence/report/plan.hpp"

namespace bangtin::admin_cli::commands {

// Reports every problem of the text to `out` with its place, and then returns errc::invalid.
result<evidence::report::plan> read_plan(views::printer& out, const std::filesystem::path& file);

}  // namespace bangtin::admin_cli::commands
