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
#include <utility>
#include <vector>

#include "base/signing.hpp"
#include "player/sync/status.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

class daemon_api;

class kept_trust {
 public:
  // `root`: of the pairing. Reads both files; of those that verify, the one with the longer chain of roots is
  // in force, then the one with the greater number.
  // What does not verify is ignored, and the log says so: the daemon gives the statement again. Precondition:
  // the folder `data` exists.
  kept_trust(std::filesystem::path data, const public_key& root);

  // The statement in force; number 0: none.
  wire::site_trust current() const;
  // The root key in force: that of the pairing, or the one that has followed it.
  public_key root() const;
  // All roots of the site that this screen knows, from the first one to the one in force. That of the pairing
  // is among them.
  std::vector<public_key> roots() const;
  // Replaces the signatures of certificates that the root in force has signed anew
  // (wire/root_succession.hpp): what was signed before a succession then verifies with that root. Call it
  // before each verification, and verify with the root that it returns, which is the one in force.
  public_key recertify(wire::signed_statement& s) const;
  // The same for what this screen keeps on its own disk, and verified before: returns an earlier root where
  // only that one has signed the approver's certificate, so that nothing kept is lost by a succession.
  public_key recertify_kept(wire::signed_statement& s) const;
  // What another carrier than the daemon brings, for example a stick: whether it is of this site, and its
  // chain of roots goes on where the one in force ends. The errors of wire::verify_document and
  // wire::check_continues. Its number is not compared.
  result<wire::verified_trust> verify(const wire::trust_document& d) const;

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
    // As put_in_force compares: nothing that an earlier root signs is newer.
    std::pair<std::size_t, std::int64_t> newness() const {
      return {document.roots.successions.size(), verified.value.number};
    }
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
