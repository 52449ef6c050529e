// Whose TLS certificates a client accepts, and the check of one connection. http_client.cpp applies it to
// libcurl's connections.
#pragma once

#include <openssl/types.h>

#include <optional>
#include <string>

namespace bangtin::wire {

struct tls_trust {
  // PEM. Only this authority's certificates are accepted. Neither names nor dates are checked: only the
  // daemon has certificates of its own authority, at any address, and a screen whose clock is wrong must
  // reach it to learn the time. Empty: the system's authorities vouch for the server, with its name and
  // dates.
  std::string authority{};
  // With an empty `authority`: accepts any authority that the server itself shows, and tells which. Do not
  // believe what such a connection says.
  bool first_contact = false;
  bool operator==(const tls_trust&) const = default;
};

// Applies a trust to each new connection of one client.
class tls_check {
 public:
  void set(tls_trust trust);
  const tls_trust& trust() const { return trust_; }
  // Whether the system's own check of chain and name stays in force.
  bool leaves_it_to_the_system() const { return trust_.authority.empty() && !trust_.first_contact; }

  // Prepares libcurl's context of a new connection. False: OpenSSL fails.
  bool prepare(SSL_CTX* context);
  // PEM of the authority under which the latest connection of a first contact stood; else empty.
  const std::string& shown() const { return shown_; }

 private:
  static int on_certificate(X509_STORE_CTX* chain, void* self);
  bool accepts(X509_STORE_CTX* chain);

  tls_trust trust_;
  std::string shown_;
};

}  // namespace bangtin::wire
