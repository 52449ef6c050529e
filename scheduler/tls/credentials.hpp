// A key with its certificate, and what OpenSSL makes of them: a context for TLS 1.3. Values share immutable
// OpenSSL objects, so threads may share them.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::tls {

struct credentials {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
  std::vector<std::shared_ptr<X509>> chain;  // that is sent behind it
  utc_ms not_before{}, not_after{};          // when the certificate is valid

  std::string certificate_pem() const;  // with the chain
  std::string key_pem() const;
};

// A context that speaks TLS 1.3 only, with these credentials. Throws std::runtime_error when OpenSSL fails.
std::shared_ptr<SSL_CTX> server_context(const credentials& c);

// Reads a certificate, with the chain behind it, and its key from two PEM texts. errc::invalid when one of
// them is none, or when they do not belong together. `certificate_file` and `key_file` are for the messages.
result<credentials> credentials_from(std::string_view certificates, std::string_view key,
                                     const std::filesystem::path& certificate_file,
                                     const std::filesystem::path& key_file);

// ---- for the sources of this folder
[[noreturn]] void openssl_failed(const char* what);
utc_ms time_of(const ASN1_TIME* t);

}  // namespace bangtin::scheduler::tls
