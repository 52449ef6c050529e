// The screen's identity, and how it gets one:
//   DATA/identity.json   the identity with its bearer token, once the screen is paired
//   DATA/pairing-code    the code that the screen shows until then, for people and scripts
//   DATA/pairing.json    the same code with its token, and the number of the newest pairing request
//   DATA/authority.json  the authority of the daemon's TLS certificates (kept_authority.hpp)
//   DATA/token           the bearer token, where an older version paired the screen
// All have mode 0600. Not thread-safe; `pairing` belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
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

// A code is shown for an hour at most.
constexpr std::chrono::hours code_lifetime{1};
// On a screen without a network, as long as a stick may be on its way.
constexpr std::chrono::hours carried_code_lifetime{14 * 24};

// Asking to be paired, until a person has answered with the screen's code. It continues with the code of an
// earlier run that is not an hour old, because somebody may have typed it in the meantime. Every code has its
// own bearer token.
//
// A screen that belongs to a site stays with it: whatever the daemon says, it takes only an answer that the
// site's own root key, or one before it, signed after the certificate which the screen has (docs/formats.md,
// "Pairing"). Which roots are the site's is said by the kept site statement (kept_trust.hpp).
class pairing {
 public:
  // `lifetime`: how long a code is shown. `held` is the identity that the screen has; empty: it belongs to no
  // site yet. When the disk refuses, the code is not kept for the next run, and the log says so.
  static pairing begin(std::filesystem::path data, const secret_key& screen, const time_reading& now,
                       std::optional<identity> held = {}, std::chrono::hours lifetime = code_lifetime);

  const std::string& code() const { return code_; }
  // For the card: what people must know beside the code, for example that somebody answers falsely.
  const std::vector<message>& remark() const { return remark_; }

  // Asks the daemon; call it about once a second. Empty: not paired yet. errc::verification: the answer was
  // not made with this screen's code, it does not name the authority under which the connection stands, or it
  // is not for this screen or site; the answer is refused, and `code` is a new one now. After the fourth such
  // answer the screen asks no more for a minute, then for two, and so on up to an hour. Otherwise the
  // daemon_api's errors, and errc::io when the disk refuses the identity.
  result<std::optional<identity>> step(daemon_api& daemon, const time_reading& now);

 private:
  struct attempt {
    std::string code, token;
  };
  pairing(std::filesystem::path data, const secret_key& screen, std::optional<identity> held)
      : data_(std::move(data)), screen_(screen), held_(std::move(held)) {}
  bool resume(const time_reading& now);
  void renew(const time_reading& now);
  void keep() const;
  void answered_falsely(const error& why, const time_reading& now);
  result<bool> ask(daemon_api& daemon, const time_reading& now);
  result<identity> accept(const wire::pairing_grant& g, const attempt& with,
                          const std::string& shown_authority) const;
  result<void> check_site(const identity& offered) const;

  std::filesystem::path data_;
  secret_key screen_;
  std::optional<identity> held_;
  std::string code_, token_;
  std::int64_t number_ = 0;  // of the newest request
  milliseconds lifetime_ = code_lifetime;
  utc_ms made_{};  // the code
  milliseconds made_mono_{};
  attempt before_;  // the code before, which may be answered while this one is new
  std::optional<milliseconds> asked_;
  int false_answers_ = 0;
  milliseconds silent_until_{};  // asks nothing until then, because of false answers
  std::vector<message> remark_;
  milliseconds remark_until_{};
};

// What a card says about a pairing that does not get on: no network, a daemon that cannot be reached (with
// its address), or the daemon's refusal. `networked`: this machine has a network besides its own loopback.
std::vector<message> pairing_trouble(const error& e, const std::string& server, bool networked);
// Whether an interface other than loopback is up and has an address that leads somewhere.
bool has_network();

}  // namespace bangtin::player::sync
