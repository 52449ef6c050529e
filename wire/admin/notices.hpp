// Emergency notices as staff see them: /v1/notices.
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
  public_key root;  // that certified its approver
  bool operator==(const notice_order&) const = default;
};

// The answer to it.
struct accepted_notice {
  std::string id;
  std::int64_t number = 0;
  bool operator==(const accepted_notice&) const = default;
};

// A screen which a notice is for, and what it said: nothing, that it shows it, that it has ended, or why it
// did not take it.
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
  std::optional<utc_ms> stopped;  // when the stop was issued
  std::string approver;
  bool all = false;  // for all screens
  std::string text;
  std::optional<std::string> media;  // its name
  std::vector<notice_screen> screens;
  bool operator==(const notice&) const = default;
};

// GET /v1/notices.
struct notice_list {
  std::int64_t newest = 0;      // the greatest number, stops included; 0: none
  std::vector<notice> notices;  // newest first, without stops
  bool operator==(const notice_list&) const = default;
};

}  // namespace bangtin::wire::admin
