// Emergency notices as staff see them: /v1/notices. Plain values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"
#include "wire/notice.hpp"

namespace bangtin::wire::admin {

// The body of POST /v1/notices.
struct notice_order {
  signed_notice notice;
  public_key root;  // certified the approver
  bool operator==(const notice_order&) const = default;
};

// The answer to POST /v1/notices.
struct accepted_notice {
  std::string id;
  std::int64_t number = 0;
  bool operator==(const accepted_notice&) const = default;
};

// One screen that a notice is for, and what the screen has said about it: nothing yet, when it began to show
// the notice, when it ended it, or why it refused it.
struct notice_screen {
  std::string name;
  std::optional<utc_ms> shown, ended;  // by the screen's clock
  std::optional<message> refused;
  bool operator==(const notice_screen&) const = default;
};

struct notice {
  std::string id;
  std::int64_t number = 0;
  utc_ms issued{}, expires{};     // as the approver signed them
  utc_ms received{};              // by the daemon's clock
  std::optional<utc_ms> stopped;  // when the stop was issued; empty: not stopped
  std::string approver;
  bool all = false;  // it is for all screens
  std::string text;
  std::optional<std::string> media;  // the media item's name
  std::vector<notice_screen> screens;
  bool operator==(const notice&) const = default;
};

// GET /v1/notices.
struct notice_list {
  std::int64_t newest = 0;      // the greatest number of all notices and stops; 0: there are none
  std::vector<notice> notices;  // newest first, without stops
  bool operator==(const notice_list&) const = default;
};

}  // namespace bangtin::wire::admin
