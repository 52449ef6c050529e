// The site statement that is in force, prepared for delivery, and which statement each screen says that it
// keeps. In memory only; the ledger keeps the statement, and screens say theirs again with every long poll.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "wire/site_trust.hpp"

namespace bangtin::scheduler::events {

// Not thread-safe; use only on the network's thread.
class trust_hub {
 public:
  // Number 0: there is none.
  std::int64_t number() const { return number_; }
  // {"trust":TEXT}, as screens get it; null: there is none.
  const std::shared_ptr<const std::string>& json() const { return json_; }
  // Makes it the newest statement, unless a newer one is. The caller wakes the screens.
  void show(std::int64_t number, const wire::trust_document& statement);

  // The number of the statement about the daemon's TLS authority, which screens hear together with this one.
  std::int64_t authority() const { return authority_; }
  void set_authority(std::int64_t number) { authority_ = number; }

  // A screen says that it keeps the statement of this number; 0: it reads statements and has none.
  void heard(const std::string& screen, std::int64_t number) { kept_[screen] = number; }
  // Empty: the screen has not said since the daemon's start, or its player does not know statements.
  std::optional<std::int64_t> kept_by(const std::string& screen) const;
  // The highest that a screen has said; 0: none has said one.
  std::int64_t highest_kept() const;

 private:
  std::int64_t number_ = 0;
  std::int64_t authority_ = 0;
  std::shared_ptr<const std::string> json_;
  std::map<std::string, std::int64_t> kept_;
};

}  // namespace bangtin::scheduler::events
