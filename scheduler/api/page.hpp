// The daemon's page: index.html at "/", and its files below "/web/". rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "scheduler/api/rows.hpp"
#include "scheduler/http/static_files.hpp"

namespace bangtin::scheduler::api {

// `files` must outlive the rows. Without files they answer 404.
std::vector<http::endpoint> page_rows(const http::static_files& files);

}  // namespace bangtin::scheduler::api
