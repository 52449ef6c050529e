// Reads millions of record lines one after the other. It accepts the same lines as evidence::from_line and
// reads them to the same values, several times faster: START and END lines, nearly all of a log, are read in
// one pass, because their keys have a fixed order; every other line goes to from_line. Pure.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence {

// Reads the line into `r`, whose memory is reused; its old content is discarded. The errors of from_line;
// then `r` has no meaning.
result<void> read_record(std::string_view line, record& r);

}  // namespace bangtin::evidence
