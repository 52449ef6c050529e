// SameSite=Strict alone is not enough: another port of the same machine is the same site.
#include "scheduler/auth/session_cookie.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "scheduler/auth/loopback.hpp"

namespace bangtin::scheduler::auth {

namespace {

constexpr std::size_t secret_digits = 64;

// With the prefix, a browser takes the cookie from this very host and over TLS only.
std::string_view cookie_name(bool tls) {
  return tls ? "__Host-bangtin" : "bangtin";
}

std::string cookie(std::string_view value, bool tls, std::chrono::seconds max_age) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name(tls), value,
                     max_age.count(), tls ? "; Secure" : "");
}

bool is_secret(std::string_view text) {
  return text.size() == secret_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The types of a body that a form can send without asking first (Fetch, "CORS-safelisted request-header").
bool is_form_type(std::string_view content_type) {
  const std::string type = lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
  return type == "application/x-www-form-urlencoded" || type == "multipart/form-data" || type == "text/plain";
}

bool is_own_origin(const http::request& r) {
  const std::string own = fmt::format("{}://{}", r.from.tls ? "https" : "http", r.header("host"));
  return lower_case(r.header("origin")) == lower_case(own);
}

}  // namespace

std::string new_session_secret() {
  return random_hex(secret_digits / 2);
}

std::optional<digest> offered_session(const http::request& r) {
  const std::string wanted = fmt::format("{}=", cookie_name(r.from.tls));
  std::optional<digest> found;
  int count = 0;
  // Repeated headers are joined by ", ", which no cookie of ours contains.
  std::string all(r.header("cookie"));
  std::ranges::replace(all, ',', ';');
  for (const std::string& part : split(all, ';')) {
    const std::string_view pair = trimmed(part);
    if (!pair.starts_with(wanted)) continue;
    ++count;
    const std::string_view value = pair.substr(wanted.size());
    if (is_secret(value)) found = sha256(value);
  }
  return count == 1 ? found : std::nullopt;
}

std::string session_cookie(const std::string& secret, bool tls, std::chrono::seconds max_age) {
  return cookie(secret, tls, max_age);
}

std::string no_session_cookie(bool tls) {
  return cookie("", tls, std::chrono::seconds(0));
}

bool may_send_secret(const http::peer& from) {
  return from.tls || is_loopback(from.who);
}

bool comes_from_own_page(const http::request& r, bool is_change) {
  const std::string_view site = r.header("sec-fetch-site"), origin = r.header("origin");
  if (is_change && is_form_type(r.header("content-type"))) return false;
  if (!origin.empty() && !is_own_origin(r)) return false;
  if (!site.empty()) return site == "same-origin" || (site == "none" && !is_change);
  return !origin.empty() || !is_change;
}

}  // namespace bangtin::scheduler::auth
