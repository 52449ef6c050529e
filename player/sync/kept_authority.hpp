// Which authority this screen trusts for the daemon's TLS certificates (wire/authority.hpp).
//   DATA/authority.json   the newest statement of the daemon's key, with the certificate
//
// All threads that speak to the daemon share one object; it is thread-safe. A statement is in force at once,
// before it is on the disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/signing.hpp"
#include "player/sync/status.hpp"
#include "wire/authority.hpp"
#include "wire/tls_trust.hpp"

namespace bangtin::player::sync {

// Writes what a pairing brought. errc::io when the disk refuses.
result<void> write_authority(const std::filesystem::path& data, const wire::stated_authority& a);

class kept_authority {
 public:
  // `daemon` gives the daemon's key in force. `tell` hears of an attack, and with an empty value that it is
  // over. Any thread may call both. A file that this key did not sign is ignored: the daemon gives the
  // statement again.
  kept_authority(std::filesystem::path data, std::function<public_key()> daemon,
                 std::function<void(const std::optional<named_attack>&)> tell = {});

  // The number of the statement in force; 0: none.
  std::int64_t number() const;
  // The authority that connections trust.
  wire::tls_trust trust() const;

  // Asks `server` for the newest statement, over a connection that no authority vouches for and without a
  // token: the daemon's signature on the answer decides. Returns whether another statement is in force now.
  // At most once a minute, and never on two threads at once. `distrusted`: the certificate there is not
  // trusted; where no newer statement explains that, it is an attack.
  bool ask(const std::string& server, bool distrusted, const std::function<bool()>& stop);
  // An answer came over a connection that is trusted.
  void stood();

 private:
  struct held {
    wire::stated_authority stated;
    wire::authority_statement value;
  };
  result<bool> take(const std::string& server, const std::function<bool()>& stop);

  const std::filesystem::path data_;
  const std::function<public_key()> daemon_;
  const std::function<void(const std::optional<named_attack>&)> tell_;
  std::mutex asking_;  // held while the network works; taken before mutex_
  std::optional<std::chrono::steady_clock::time_point> asked_;  // guarded by asking_
  mutable std::mutex mutex_;
  std::optional<held> held_;  // guarded by mutex_
  bool attacked_ = false;     // guarded by mutex_
};

}  // namespace bangtin::player::sync
