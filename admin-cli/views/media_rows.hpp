// Media items as JSON and as text for people.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::views {

// docs/commands.md lists the fields. Times are in the zone.
json::object media_json(const wire::admin::media_item& m, const std::string& timezone);

// Everything that is known of the item, one fact a line; what is empty is left out.
table media_facts_table(const wire::admin::media_item& m, const std::string& timezone);

}  // namespace bangtin::admin_cli::views
