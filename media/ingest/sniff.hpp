// Detects the kind of a file from its first bytes alone. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

enum class file_kind { video, jpeg, png, webp, heif, avif, tiff, gif, svg, pdf, subtitles };

constexpr std::size_t sniffed_bytes = 64 * 1024;

// `head` is the beginning of the file: its first `sniffed_bytes`, or all of it. The error names the probable
// kind and says what to do: errc::unsupported when converting the file would help, else errc::invalid.
result<file_kind> sniff(std::string_view head);

// The container of a film; nothing when the bytes begin no film. A moving GIF is a film too, but here it is
// not: only the whole file tells whether it moves.
std::optional<container> film_container(std::string_view head);

// Why a file that none of the readers takes is refused, with its name where that is known
// (refused_kinds.cpp).
error refusal_of_unknown(std::string_view head);

// The text in UTF-8 without its byte order mark, when it is UTF-16 with a mark or begins like it; else as it
// is. Half a character at its end is left out.
std::string as_utf8(std::string_view text);

}  // namespace bangtin::media::ingest
