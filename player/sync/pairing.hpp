// The screen's identity, and how it gets one:
//   DATA/identity.json   the identity, once the screen is paired
//   DATA/pairing-code    the code that the screen shows until then
//   DATA/token           the bearer token that the screen made for itself
// All three have mode 0600. Not thread-safe; `pairing` belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

struct identity {
  std::string screen;  // the screen's name
  public_key root;
  public_key daemon;
  evidence::signed_text certificate;  // a screen certificate, signed by `root`
  std::string token;
};

// Empty when the screen is not paired. errc::invalid when a file is damaged or missing, errc::verification
// when the certificate is not for this screen's key, errc::io when the disk refuses.
result<std::optional<identity>> load_identity(const std::filesystem::path& data, const public_key& screen);

// What is left of a lost identity: the site that the screen belonged to, from identity.json, although the key
// is another one or the token is gone. Empty when that file cannot be read. It has no token, so it serves
// only to verify and play what is on the disk.
std::optional<identity> load_lost_identity(const std::filesystem::path& data);

// One pairing, from a code to an identity. It continues with the code of an earlier run, because somebody may
// have typed it in the meantime.
class pairing {
 public:
  // errc::io when the disk refuses.
  static result<pairing> begin(const std::filesystem::path& data, const public_key& screen);

  const std::string& code() const { return code_; }

  // Asks the daemon; call it about once a second. `mono` is the monotonic time. Empty: not paired yet.
  // errc::verification: the answer was not made with this screen's code, or its certificate is for another
  // screen; the answer is refused, and `code` is a new one now. Otherwise the daemon_api's errors, and
  // errc::io when the disk refuses.
  result<std::optional<identity>> step(daemon_api& daemon, milliseconds mono);

 private:
  pairing(std::filesystem::path data, const public_key& screen) : data_(std::move(data)), screen_(screen) {}
  result<void> new_code();
  result<identity> accept(const wire::pairing_grant& g) const;

  std::filesystem::path data_;
  public_key screen_;
  std::string token_, code_;
  std::optional<milliseconds> asked_;
};

}  // namespace bangtin::player::sync
