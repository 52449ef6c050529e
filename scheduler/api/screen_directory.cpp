// Tokens are looked for by their SHA-256, as in auth/people.cpp.
#include "scheduler/api/screen_directory.hpp"

namespace bangtin::scheduler::api {

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

std::optional<std::string> screen_directory::screen_of(const digest& token_sha256) const {
  auto found = by_token_.find(token_sha256);
  return found == by_token_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace bangtin::scheduler::api
