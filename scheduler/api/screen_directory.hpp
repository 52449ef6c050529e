// The paired screens, kept in memory for every request, and which of them a token belongs to.
#pragma once

#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scheduler/auth/gate.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// A copy of those of the ledger's screens that are paired now. Not thread-safe; use only on the network's
// thread.
class screen_directory final : public auth::screen_tokens {
 public:
  explicit screen_directory(std::vector<ledger::paired_screen> all);

  // nullptr when there is no such screen. The pointer is valid until the next `put` or `erase`.
  const ledger::paired_screen* find(std::string_view name) const;
  const ledger::paired_screen* find(const public_key& key) const;
  std::size_t size() const { return by_name_.size(); }
  std::vector<std::string> names() const;  // ascending
  // Adds a screen, or replaces the one of the same name.
  void put(const ledger::paired_screen& s);
  // The screen of this name, if there is one, may call nothing any more.
  void erase(const std::string& name);

  std::optional<std::string> screen_of(const digest& token_sha256) const override;

 private:
  std::map<std::string, ledger::paired_screen, std::less<>> by_name_;
  // SHA-256 values are evenly spread, and nobody can choose those of paired screens.
  struct first_bytes {
    std::size_t operator()(const digest& d) const {
      std::size_t h = 0;
      std::memcpy(&h, d.value.data(), sizeof h);
      return h;
    }
  };
  std::unordered_map<digest, std::string, first_bytes> by_token_;  // names, by the SHA-256 of the token
};

}  // namespace bangtin::scheduler::api
