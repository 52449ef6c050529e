// What the daemon shows to those who connect over TLS: certificates under its own authority, or a given one.
// It renews its own before they end, and reads given files again when they have changed.
//
// Not thread-safe; use only on the network's thread. A connection keeps the context that it began with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/signing.hpp"
#include "scheduler/tls/authority.hpp"
#include "wire/authority.hpp"

namespace bangtin::scheduler::tls {

struct given_files {
  std::filesystem::path certificate, key;  // both empty: none are given
};

class server_identity {
 public:
  // Opens or makes the authority in the folder `data`, unless files are given. With `serves` it also makes or
  // reads the certificate. Errors of authority::load_or_make and of read_given.
  static result<server_identity> open(const std::filesystem::path& data, const given_files& given,
                                      bool serves, const secret_key& daemon, utc_ms now,
                                      const machine_names& names);

  // For new connections; null unless it serves.
  const std::shared_ptr<SSL_CTX>& context() const { return context_; }
  utc_ms ends() const { return ends_; }  // of the certificate
  // The authority with the statement that the daemon's key signs.
  const wire::stated_authority& stated() const { return stated_; }
  std::int64_t number() const { return number_; }  // of that statement
  std::optional<digest> fingerprint() const { return fingerprint_; }

  // Renews what must be renewed. True: new connections get another certificate. An error leaves all as it
  // was.
  result<bool> refresh(utc_ms now, const machine_names& names);

 private:
  explicit server_identity(given_files given) : given_(std::move(given)) {}
  result<void> state(const std::filesystem::path& data, const secret_key& daemon, utc_ms now);
  void use(const credentials& c);

  given_files given_;
  std::optional<authority> own_;  // empty: a given certificate
  bool serves_ = false;
  std::shared_ptr<SSL_CTX> context_;
  machine_names names_;
  utc_ms begins_{}, ends_{};
  std::string given_text_;  // of the files that are in use
  wire::stated_authority stated_;
  std::int64_t number_ = 0;
  std::optional<digest> fingerprint_;
};

// Reads the given files. errc::forbidden when everybody may read the key; errc::invalid when they do not
// belong together, are not PEM, or when the certificate is not valid at `now`; errors of read_file.
result<credentials> read_given(const given_files& given, utc_ms now);

}  // namespace bangtin::scheduler::tls
