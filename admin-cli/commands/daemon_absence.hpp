// Why the daemon does not answer, as far as this machine can tell.
#pragma once

#include "admin-cli/commands/settings.hpp"
#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// A more exact account of `unreachable`, the error of a failed request: looks at the admin socket and tries
// to connect to it. The same error where nothing more is known, for example with a server over the network.
error explain_absence(const settings& set, error unreachable);

}  // namespace bangtin::admin_cli::commands
