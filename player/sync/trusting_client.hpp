// An HTTP client to the daemon whose connections follow whom the screen trusts (kept_authority.hpp), also
// when that changes between two calls. Not thread-safe: one object per thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "player/sync/daemon_api.hpp"
#include "wire/http_client.hpp"

namespace bangtin::player::sync {

class trusting_client {
 public:
  // `stop` as for http_daemon().
  trusting_client(const daemon_address& where, const std::string& token, std::function<bool()> stop)
      : where_(where),
        configured_(where.server),
        token_(token),
        client_(where.server, "", token),
        stop_(std::move(stop)) {}

  // As http_client::send; a certificate that is not trusted is errc::unreachable, because to the screen such
  // a daemon is one that does not answer. Asks for the daemon's newest authority where that may explain it,
  // and where an answer announces another one. Where the daemon says that "http://" speaks TLS now, this and
  // all later calls go to "https://"; never back once the daemon has answered there.
  result<wire::reply> send(const wire::request& r);

  void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }

  // The daemon names the number of its newest authority otherwise than in the header of an answer.
  void authority_named(std::string_view text);

  std::uint64_t received() const { return client_.received(); }
  bool crawled() const { return client_.crawled(); }
  std::string shown_authority() const { return client_.shown_authority(); }

 private:
  void follow_trust();
  bool learn();
  void use(std::string server);
  bool must_use_tls(const wire::reply& got);
  void heard(const wire::reply& got);

  daemon_address where_;
  const std::string configured_, token_;
  bool proved_ = false;  // an answer has come from where the configuration does not point
  wire::http_client client_;
  std::function<bool()> stop_;
  bool first_contact_ = false;
};

}  // namespace bangtin::player::sync
