// The text of a head sheet: what a signed report or head sheet carries out of the system, so that nobody can
// change the month later unnoticed. docs/head-sheet.md defines every byte:
//   bangtin-heads-1
//   month 2026-10
//   evidence <SHA-256 of the month's evidence file>        absent where it is not known
//   root <the site's root key>                             absent where it is not known
//   head <screen><TAB><log><TAB><seq><TAB><hash>           one per log, sorted by screen, then log
// Pure functions and plain values; any thread may use them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::evidence::report {

struct monthly_report;

struct filed_head {
  std::string screen;  // its name
  evidence::head head;
  bool operator==(const filed_head&) const = default;
};

struct filed_heads {
  std::chrono::year_month month{};
  std::optional<digest> evidence;
  std::optional<public_key> root;
  std::vector<filed_head> heads;  // by screen, then log; a log at most once
  bool operator==(const filed_heads&) const = default;
};

filed_heads heads_of(const monthly_report& r);

// Sorts the heads.
std::string to_text(filed_heads h);

// Reads the text, also several of them one after another, which is what somebody has who scanned the QR codes
// of a head sheet: they must agree in month, evidence and root. Takes both kinds of line ends, and a byte
// order mark. errc::invalid names the line for anything else, errc::limit a text of more than 16 MiB.
result<filed_heads> heads_from_text(std::string_view text);

// Finds the text in a file: the attachment "heads.txt" of a report or head sheet as PDF, signed or not, or a
// plain text. Returns it as to_text writes it. errc::verification when somebody changed the attachment after
// the file's first signature (this compares the texts; whether a signature is valid is for a PDF reader to
// say); errc::invalid for any other file, errc::limit for one of more than 64 MiB.
result<std::string> heads_text_in(std::string_view file);

}  // namespace bangtin::evidence::report
