// What a file is, by its first bytes alone.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::media::ingest {

enum class file_kind { video, jpeg, png, svg, pdf, subtitles };

constexpr std::size_t sniffed_bytes = 64 * 1024;

// `head` is the beginning of the file, `sniffed_bytes` of it or all. errc::unsupported for kinds that are
// known and not accepted yet, errc::invalid for everything else; each with what it seems to be.
result<file_kind> sniff(std::string_view head);

}  // namespace bangtin::media::ingest
