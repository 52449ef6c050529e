#include "player/sync/trusting_client.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/authority.hpp"
#include "wire/transport.hpp"

namespace bangtin::player::sync {

// Another thread may have learnt of another authority since the last call.
void trusting_client::follow_trust() {
  if (where_.system_authorities || !where_.authority) return;
  client_.set_trust(where_.authority->trust());
}

// Whether somebody else may be trusted now than a moment ago.
bool trusting_client::learn() {
  if (where_.system_authorities) return false;
  if (where_.authority) return where_.authority->ask(where_.server, true, stop_);
  if (std::exchange(first_contact_, true)) return false;
  client_.set_trust({.first_contact = true});
  return true;
}

void trusting_client::heard(const wire::reply& got) {
  if (!where_.authority) return;
  where_.authority->stood();
  auto announced = got.headers.find(lower_case(wire::authority_header));
  if (announced != got.headers.end()) authority_named(announced->second);
}

void trusting_client::authority_named(std::string_view text) {
  if (!where_.authority) return;
  const std::int64_t number = parse_integer(text, 1, evidence::largest_integer).value_or(0);
  if (number > where_.authority->number()) where_.authority->ask(where_.server, false, stop_);
}

void trusting_client::use(std::string server) {
  where_.server = std::move(server);
  client_ = wire::http_client(where_.server, "", token_);
  first_contact_ = false;
}

// A daemon that was switched to TLS must not lose the screens that nobody has reconfigured yet. Anybody on
// the way can say so once; a screen that then finds no TLS there goes back to what its configuration says.
bool trusting_client::must_use_tls(const wire::reply& got) {
  constexpr std::string_view plain = "http://";
  if (got.status != 400 || !where_.server.starts_with(plain)) return false;
  auto said = got.headers.find(lower_case(wire::transport_header));
  if (said == got.headers.end() || said->second != wire::transport_https) return false;
  use("https://" + where_.server.substr(plain.size()));
  return true;
}

result<wire::reply> trusting_client::send(const wire::request& r) {
  follow_trust();
  result<wire::reply> got = client_.send(r);
  if (!got && client_.distrusted() && learn()) {
    follow_trust();
    got = client_.send(r);
  }
  if (got && must_use_tls(*got)) return send(r);
  const bool went_over = where_.server != configured_;
  if (got && went_over && !std::exchange(proved_, true))
    spdlog::warn("the daemon speaks HTTPS: write server = \"{}\" into the configuration", where_.server);
  if (!got && client_.distrusted()) got = error{errc::unreachable, got.error().what, got.error().remedy};
  if (got) heard(*got);
  if (!got && went_over && !proved_) use(configured_);
  return got;
}

}  // namespace bangtin::player::sync
