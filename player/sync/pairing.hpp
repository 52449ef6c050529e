// Who this screen is, and how it comes to know: DATA/identity.json once it is paired, DATA/pairing-code until
// then. DATA/token (mode 0600) is the bearer token that it made for itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

struct identity {
  std::string screen;  // its name
  public_key root;
  public_key daemon;
  evidence::signed_text certificate;  // by root
  std::string token;
};

// Nothing when the screen is not paired. errc::invalid or errc::verification when what is kept is damaged or
// belongs to another key.
result<std::optional<identity>> load_identity(const std::filesystem::path& data, const public_key& screen);

// One pairing, from a new code to an identity. Goes on with the code of an earlier run: somebody may have
// typed it meanwhile.
class pairing {
 public:
  // errc::io when the disk refuses.
  static result<pairing> begin(const std::filesystem::path& data, const public_key& screen);

  const std::string& code() const { return code_; }

  // Asks the daemon; call it about once a second. Nothing: not yet. errc::verification: the answer was not
  // made with this screen's code; it is refused and there is a new code now.
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
