// Read with the precompiled headers, after <fmt/format.h>: fmt's formatter is in its library, and yet every
// source that formats anything would compile it anew, which costs more than the source itself. A matter of
// build time only; where this header is not read (clang's fuzzers, another fmt) all builds as before.
#pragma once

#if FMT_VERSION >= 90000 && FMT_VERSION < 100000 && !defined(FMT_HEADER_ONLY)
extern template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&, fmt::basic_string_view<char>,
                                                   fmt::basic_format_args<fmt::buffer_context<char>>,
                                                   fmt::detail::locale_ref);
#endif
