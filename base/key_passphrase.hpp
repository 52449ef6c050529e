// Private keys of any kind as PEM, under another passphrase. Throws std::runtime_error if OpenSSL itself
// fails.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin {

// The key in `pem`, which `passphrase` opens (empty: it is not encrypted), as PKCS#8 for the passphrase
// `next` (empty: not encrypted). Fails as secret_key::from_pem does. Any thread may call it.
result<std::string> under_passphrase(std::string_view pem, std::string_view passphrase,
                                     std::string_view next);

}  // namespace bangtin
