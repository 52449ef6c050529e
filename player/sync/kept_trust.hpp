// The newest site statement that this screen holds (wire/site_trust.hpp): who may sign what it shows.
//   DATA/trust.json        the statement as root signed it
//   DATA/trust.json.copy   once more, because losing it would mean to trust a revoked key again
//
// The programme's and the notices' thread share one object; it is thread-safe. A statement is in force at
// once, before it is on the disk, so that neither an alarm nor a revocation waits for the disk.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/signing.hpp"
#include "player/sync/status.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

class daemon_api;

class kept_trust {
 public:
  // `root`: of the pairing. Reads both files; the greater number that the site's root signed is in force.
  // What does not verify is ignored, and the log says so: the daemon gives the statement again. Precondition:
  // the folder `data` exists.
  kept_trust(std::filesystem::path data, const public_key& root);

  // The statement in force; number 0: none.
  wire::site_trust current() const;
  // The root key in force: that of the pairing, or the one that has followed it.
  public_key root() const;
  // Replaces the signatures of certificates that the root in force has signed anew
  // (wire/root_succession.hpp): what was signed before a succession then verifies with root(). Call it before
  // each verification.
  void recertify(wire::signed_statement& s) const;

  // Tells `daemon` which number this screen keeps on its disk; its next questions carry it.
  void announce(daemon_api& daemon) const;

  struct heard {
    bool changed = false;                 // another statement is in force
    std::optional<named_attack> refused;  // what the daemon gave is no statement that may follow
  };
  // Call it after each answer, before what the answer brought is judged: fetches the statement if the daemon
  // has announced a newer one, and puts it in force. Returns the daemon_api's errors; then nothing of the
  // answer may be judged yet.
  result<heard> follow(daemon_api& daemon, const std::string& screen);

  // Writes the statement in force to the disk unless it is there. errc::io when the disk refuses; call it
  // again later.
  result<void> keep();

 private:
  struct held {
    wire::trust_document document;
    wire::verified_trust verified;
  };
  std::optional<held> read(const std::filesystem::path& file) const;
  heard put_in_force(held next);

  const std::filesystem::path data_;
  const public_key paired_root_;
  mutable std::mutex mutex_;
  std::optional<held> held_;  // guarded by mutex_
  std::int64_t kept_ = 0;     // the number on the disk; guarded by mutex_
  std::mutex writing_;        // held while the disk works; taken before mutex_
};

// The daemon's key in force, for the threads that check time and receipts: that of the pairing, until root
// has named another one. Thread-safe.
class daemon_key_source {
 public:
  void set(const public_key& paired, std::shared_ptr<const kept_trust> trust);
  // Precondition: set() was called.
  public_key operator()() const;

 private:
  mutable std::mutex mutex_;
  public_key paired_;                        // guarded by mutex_
  std::shared_ptr<const kept_trust> trust_;  // guarded by mutex_
};

}  // namespace bangtin::player::sync
