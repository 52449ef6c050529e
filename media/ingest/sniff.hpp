// Detects the kind of a file from its first bytes alone. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media::ingest {

enum class file_kind { video, jpeg, png, svg, pdf, subtitles };

constexpr std::size_t sniffed_bytes = 64 * 1024;

// `head` is the beginning of the file: its first `sniffed_bytes`, or all of it. errc::unsupported for known
// kinds that are not accepted yet, errc::invalid for all others; the message names the probable kind.
result<file_kind> sniff(std::string_view head);

}  // namespace bangtin::media::ingest
