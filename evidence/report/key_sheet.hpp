// The recovery sheet of a site's keys: what is needed to have them again when the folder is lost, on paper.
// In Vietnamese whatever the process language.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"

namespace bangtin::evidence::report {

// A file of the folder of the keys, with its content. Secret keys stand in it encrypted with their
// passphrase.
struct key_file {
  std::string name;     // "root.pem"
  std::string about;    // in Vietnamese
  std::string content;  // at most 2,000 bytes
};

struct key_sheet {
  public_key root;
  std::string approver;  // name; empty: the folder has the root key alone
  utc_ms valid_until{};
  std::string folder, timezone;
  utc_ms made{};
  std::string page_sha256;  // of the page on which the approver signs, in hexadecimal digits
  std::vector<key_file> files;
};

// The sheet as PDF: for each file a QR code with its content and the content in letters. The same sheet gives
// the same bytes. errc::unsupported without the typeface, errc::limit for a file that is too long.
// Thread-safe.
result<std::string> to_pdf(const key_sheet& sheet);

}  // namespace bangtin::evidence::report
