// Which screens are paired, at hand for every request: whose token it is, and whether that screen may do
// this.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/http/http_session.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// A copy of the ledger's screens; one thread: the network's.
class screen_directory final : public http::authorizer {
 public:
  explicit screen_directory(std::vector<ledger::paired_screen> all);

  // nullptr when there is none. Valid until the next `put`.
  const ledger::paired_screen* find(std::string_view name) const;
  const ledger::paired_screen* find(const public_key& key) const;
  std::size_t size() const { return by_name_.size(); }
  std::vector<std::string> names() const;  // ascending
  void put(const ledger::paired_screen& s) { by_name_[s.name] = s; }

  // Over TCP, admin endpoints answer 401. Screen endpoints answer 401 to a missing or unknown token, and 403
  // to that of another screen.
  std::optional<http::reply> refuse(const http::endpoint& e, const http::request& r) const override;

 private:
  std::map<std::string, ledger::paired_screen, std::less<>> by_name_;
};

}  // namespace bangtin::scheduler::api
