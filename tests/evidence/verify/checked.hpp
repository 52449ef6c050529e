// Has the checker read an evidence file, and says what it found.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "evidence/verify/export_verifier.hpp"

namespace bangtin::evidence::checker::test {

// In pieces of `piece` bytes.
inline verify_report checked(const std::string& text, verify_options o = {}, std::size_t piece = 1 << 16) {
  export_verifier v(std::move(o));
  for (std::size_t at = 0; at < text.size(); at += piece) v.feed(std::string_view(text).substr(at, piece));
  return v.finish();
}

// A line for each finding; empty: the file holds.
inline std::string said(const verify_report& r) {
  std::string all;
  for (const finding& f : r.bad.kept) {
    all += fmt::format("line {}: {}\n", f.line, describe(error{errc::verification, f.what, {}}));
  }
  return all;
}

}  // namespace bangtin::evidence::checker::test
