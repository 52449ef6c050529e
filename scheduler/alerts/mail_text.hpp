// An e-mail as sendmail takes it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::scheduler::alerts {

// The addresses of a list with commas: "a@commune.vn, b@commune.vn". errc::usage for what is no plain ASCII
// address (local@domain, at most 254 bytes, no quotes, spaces or comments, no "-" at its beginning), for an
// empty list and for more than 20.
result<std::vector<std::string>> mail_addresses(std::string_view list);

// Headers and body, with "\n" at the ends of lines. Subject and text are UTF-8; the subject becomes encoded
// words (RFC 2047), the body base64. `from`: empty leaves the header to sendmail. `id`, letters and digits,
// becomes the Message-ID (RFC 5322, 3.6.4), by which mail systems know one that came twice.
std::string mail_text(const std::vector<std::string>& to, const std::string& from, std::string_view id,
                      std::string_view subject, std::string_view text);

}  // namespace bangtin::scheduler::alerts
