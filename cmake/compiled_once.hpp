// Part of the precompiled headers, after <fmt/format.h>. fmt's library contains its formatter, but every
// source that formats anything would compile it again, which costs more than the source itself. This affects
// only build time; where this header is not used (clang's fuzzers, another version of fmt), everything builds
// without it.
#pragma once

#if FMT_VERSION >= 90000 && FMT_VERSION < 100000 && !defined(FMT_HEADER_ONLY)
extern template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&, fmt::basic_string_view<char>,
                                                   fmt::basic_format_args<fmt::buffer_context<char>>,
                                                   fmt::detail::locale_ref);
#endif
