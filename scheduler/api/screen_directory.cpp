// A token has 256 random bits, and the daemon knows only its hash. Comparing hashes takes the same time
// wherever the first difference is.
#include "scheduler/api/screen_directory.hpp"

#include <openssl/crypto.h>

namespace bangtin::scheduler::api {

namespace {

bool same(const digest& a, const digest& b) {
  return CRYPTO_memcmp(a.value.data(), b.value.data(), a.value.size()) == 0;
}

std::optional<digest> token_of(const http::request& r) {
  constexpr std::string_view scheme = "Bearer ";
  std::string_view value = r.header("authorization");
  if (!value.starts_with(scheme) || value.size() == scheme.size()) return std::nullopt;
  return sha256(value.substr(scheme.size()));
}

http::reply unauthorised(message what, message remedy, const char* scheme) {
  http::reply no = http::problem_reply({errc::forbidden, std::move(what), std::move(remedy)}, 401);
  no.headers.emplace_back("WWW-Authenticate", scheme);
  return no;
}

}  // namespace

screen_directory::screen_directory(std::vector<ledger::paired_screen> all) {
  for (const ledger::paired_screen& s : all) {
    if (!s.unpaired) put(s);
  }
}

const ledger::paired_screen* screen_directory::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

const ledger::paired_screen* screen_directory::find(const public_key& key) const {
  for (const auto& [name, screen] : by_name_) {
    if (screen.key == key) return &screen;
  }
  return nullptr;
}

std::vector<std::string> screen_directory::names() const {
  std::vector<std::string> all;
  for (const auto& [name, screen] : by_name_) all.push_back(name);
  return all;
}

std::optional<http::reply> screen_directory::refuse(const http::endpoint& e, const http::request& r) const {
  if (e.who == http::access::open || (e.who == http::access::admin && r.from.admin)) return std::nullopt;
  if (e.who == http::access::admin) {
    return unauthorised(msg("this is answered on the daemon's own machine only"),
                        msg("run \"bangtin\" there, as a user who may use the daemon's socket"), "Bearer");
  }
  std::optional<digest> token = token_of(r);
  const ledger::paired_screen* named = find(r.captured.at(0));
  if (token && named != nullptr && same(*token, named->token_sha256)) return std::nullopt;
  bool of_another = false;
  for (const auto& [name, screen] : by_name_) of_another |= token && same(*token, screen.token_sha256);
  if (of_another) {
    return http::problem_reply(
        {errc::forbidden, msg("this token belongs to another screen"), msg("pair the screen again")}, 403);
  }
  return unauthorised(msg("this screen is not known here"), msg("pair the screen again"), "Bearer");
}

}  // namespace bangtin::scheduler::api
