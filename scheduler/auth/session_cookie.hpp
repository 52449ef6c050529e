// The cookie that carries a session's secret, and how a request that carries it is told from one that another
// site makes a browser send. Pure.
//
//   __Host-bangtin=HEX; Path=/; HttpOnly; SameSite=Strict; Secure     over TLS
//   bangtin=HEX; Path=/; HttpOnly; SameSite=Strict                    in plain HTTP, on this machine only
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::auth {

// 64 lower-case hexadecimal digits: 256 bits from the system's generator.
std::string new_session_secret();

// The SHA-256 of the secret in the request's cookie. Empty where there is none, and where the cookie is there
// twice: then somebody has planted one.
std::optional<digest> offered_session(const http::request& r);

// The value of Set-Cookie that begins the session in the browser, and the one that ends it there.
std::string session_cookie(const std::string& secret, bool tls, std::chrono::seconds max_age);
std::string no_session_cookie(bool tls);

// Whether a person may send a secret over this connection: else everybody on the way could read it.
bool may_send_secret(const http::peer& from);

// Whether a browser sent the request for a page of this daemon, as far as the request says: it names no other
// origin, and its body is none that a form of another site could send. `is_change`: the request must say
// where it comes from, which every browser does; without, it may also be an address that somebody typed.
bool comes_from_own_page(const http::request& r, bool is_change);

}  // namespace bangtin::scheduler::auth
