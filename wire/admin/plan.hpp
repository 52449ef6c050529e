// The outreach plan: GET and PUT /v1/plan. The values are those of the report; codec.hpp has their JSON.
#pragma once

#include "evidence/report/plan.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

using evidence::report::named_code;
using evidence::report::plan;
using evidence::report::planned_task;
using evidence::report::report_head;

}  // namespace bangtin::wire::admin
