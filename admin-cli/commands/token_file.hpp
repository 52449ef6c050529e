// The file with a person's token, which "bangtin user token" writes: all that the command needs on another
// machine of the office.
//
//   bangtin_<64 hexadecimal digits>
//   server https://10.0.0.5:8470
//   -----BEGIN CERTIFICATE-----
//   ...                                  the daemon's own authority
//   -----END CERTIFICATE-----
//
// Only the first line must be there. Commands of earlier versions read no more than that line.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

struct token_file {
  std::string token;
  std::string server;     // empty: it is said elsewhere
  std::string authority;  // PEM; empty: the system's authorities vouch for the server
  bool operator==(const token_file&) const = default;
};

std::string to_text(const token_file& t);
// The inverse. errc::invalid for anything else; `name` is for the message.
result<token_file> token_file_from(std::string_view text, const std::string& name);

// errc::forbidden, with what to do, when somebody else owns the file, or when others may read or change it;
// otherwise as token_file_from and read_file.
result<token_file> read_token_file(const std::filesystem::path& file);

// Whether a token may go to this address: over TLS, or to this machine.
bool may_carry_token(std::string_view server);

}  // namespace bangtin::admin_cli::commands
