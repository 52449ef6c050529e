// The daemon's own certificate authority: an ECDSA key on P-256 and a certificate that signs itself. It
// vouches for this daemon's TLS certificates only.
//   DATA/tls-authority.key   the key with its certificate, in one file so that no start can tear them apart;
//   0600 DATA/tls-authority.pem   a copy of the certificate, for "curl --cacert"; written again where it is
//   missing
#pragma once

#include <filesystem>

#include "base/hash.hpp"
#include "scheduler/tls/credentials.hpp"
#include "scheduler/tls/machine_names.hpp"

namespace bangtin::scheduler::tls {

constexpr std::chrono::days authority_lifetime{20 * 365};
constexpr std::chrono::days authority_renewal{365};  // before its end
constexpr std::chrono::days certificate_lifetime{90};
constexpr std::chrono::days certificate_renewal{30};  // before its end

class authority {
 public:
  // A new one, in memory only. Throws std::runtime_error when OpenSSL fails.
  static authority make(utc_ms now);
  // Loads it from the folder, or makes it. One that ends within `authority_renewal` is renamed to
  // "tls-authority-<time>.key", and a new one made. errc::invalid, with what to do, when the file is damaged:
  // nothing is overwritten.
  static result<authority> load_or_make(const std::filesystem::path& data, utc_ms now);

  const std::string& pem() const { return pem_; }
  const digest& fingerprint() const { return fingerprint_; }
  utc_ms ends() const { return own_.not_after; }

  // A certificate for a server with these names, with a key of its own, valid from a day before `now` on. The
  // chain behind it is the authority itself.
  credentials issue(const machine_names& names, utc_ms now) const;

 private:
  explicit authority(credentials own);
  result<authority> with_copy(const std::filesystem::path& data) const;
  credentials own_;
  std::string pem_;
  digest fingerprint_;
};

}  // namespace bangtin::scheduler::tls
