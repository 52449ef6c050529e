// "bangtind --restore FILE", which "bangtin restore" calls: asks for the passphrase, shows how far it is, and
// says what came back.
#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "scheduler/app/options.hpp"

namespace bangtin::scheduler::app {

// Prints to standard output, with `o.json` one JSON document. Returns the exit code; an error was not
// printed.
result<int> run_restore(const restore_options& o, const std::filesystem::path& data);

}  // namespace bangtin::scheduler::app
