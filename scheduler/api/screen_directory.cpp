// A token has 256 random bits, and the daemon knows only its hash. It looks tokens up by that hash, so that a
// request costs the same however many screens there are. How long a look-up takes may tell something about
// hashes, but nobody can choose a token by its hash.
#include "scheduler/api/screen_directory.hpp"

namespace bangtin::scheduler::api {

namespace {

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

void screen_directory::put(const ledger::paired_screen& s) {
  erase(s.name);
  by_name_[s.name] = s;
  by_token_[s.token_sha256] = s.name;
}

void screen_directory::erase(const std::string& name) {
  auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  auto token = by_token_.find(found->second.token_sha256);
  if (token != by_token_.end() && token->second == name) by_token_.erase(token);
  by_name_.erase(found);
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
  const ledger::paired_screen* owner = find_by_token(r);
  if (owner != nullptr && owner->name == r.captured.at(0)) return std::nullopt;
  if (owner != nullptr) {
    return http::problem_reply(
        {errc::forbidden, msg("this token belongs to another screen"), msg("pair the screen again")}, 403);
  }
  return unauthorised(msg("this screen is not known here"), msg("pair the screen again"), "Bearer");
}

const ledger::paired_screen* screen_directory::find_by_token(const http::request& r) const {
  std::optional<digest> token = token_of(r);
  if (!token) return nullptr;
  auto found = by_token_.find(*token);
  return found == by_token_.end() ? nullptr : find(found->second);
}

std::string screen_directory::credential(const http::request& r) const {
  const ledger::paired_screen* owner = find_by_token(r);
  return owner == nullptr ? std::string() : "screen " + owner->name;
}

}  // namespace bangtin::scheduler::api
