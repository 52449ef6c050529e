// A secret key encrypted so that a browser can open it: WebCrypto has neither scrypt nor OpenSSL's PEM, but
// PBKDF2 (RFC 8018) and AES-256-GCM (NIST SP 800-38D). docs/formats.md, "An approver's key for a browser".
#pragma once

#include <string>
#include <string_view>

#include "base/signing.hpp"

namespace bangtin {

// Binary values in lower-case hexadecimal digits.
struct browser_key {
  int iterations = 0;  // of PBKDF2 with HMAC-SHA-256, whose 32 bytes are the key of AES-256-GCM
  std::string salt;    // 16 bytes
  std::string iv;      // 12 bytes
  std::string sealed;  // the PKCS#8 DER form of the key, encrypted, and the tag of 16 bytes
};

// Each call takes another salt. The passphrase counts in Unicode's form C, as the page brings it into that
// form. Takes about half a second. Throws std::runtime_error if OpenSSL itself fails. Thread-safe.
browser_key seal_for_browser(const secret_key& key, std::string_view passphrase);

}  // namespace bangtin
