// approve --export, --sign and --signature: the approver signs on a machine without any connection to the
// daemon (docs/formats.md, "Signing elsewhere").
#pragma once

#include "admin-cli/commands/approval.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

// Gives the daemon the next version to keep, or takes what waits there, and writes it to the file of
// --export. No key is opened.
result<int> export_draft(session& s, const arguments& given, approval_order order);

// Checks the file of --sign, shows what would change, asks, and writes the signature. Asks no daemon.
result<int> sign_draft_file(session& s, const arguments& given);

// Gives the signature in the file of --signature to the daemon, and reports as publish() does.
result<int> take_signature(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
