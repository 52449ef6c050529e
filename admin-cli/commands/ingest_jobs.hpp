// The daemon examines and converts an uploaded file in a job. These functions order it and follow it.
#pragma once

#include <optional>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/upload.hpp"

namespace bangtin::admin_cli::commands {

// The daemon's answer to an order: the item, if it is one already, or the job that was started.
struct ingest_order {
  std::optional<wire::admin::media_item> item;
  std::optional<wire::admin::job> started;
};
// POST /v1/media for a file whose upload is complete. With `again`, an item that lacks its contact sheet is
// examined again.
result<ingest_order> order_ingest(const transfer& t, const local_file& file, const media_texts& words,
                                  bool again);

// The name under which people know the file: of a name that cannot be printed, what can be printed of it.
std::string file_name_for_order(const local_file& file);

// Whether the job has come to its end.
bool is_final(const wire::admin::job& j);
// The media item of a job that is done; else why there is none.
result<wire::admin::media_item> item_of(const wire::admin::job& j);
// Asks for the job until it is final, or for about a second. After a broken connection it tries again for
// half a minute, because the job outlives a restart of the daemon. stopped() at Ctrl-C.
result<wire::admin::job> follow(session& s, std::int64_t id);
// Follows the job to its end, with a bar.
result<wire::admin::media_item> wait_for_item(session& s, const wire::admin::job& started);

// Makes the daemon ingest an uploaded file and waits for the end of that. Returns the daemon's media item as
// JSON with "status"; errc::invalid with the reason when the file is rejected.
result<json::value> ingest(session& s, const local_file& file, const media_texts& words);

// The bar of a job: label, percent, time left.
progress_bar bar_of(const wire::admin::job& j);
// The state in the process language.
std::string state_text(const wire::admin::job& j);

}  // namespace bangtin::admin_cli::commands
