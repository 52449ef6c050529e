// What a screen without a network says of emergency notices, as it travels by USB stick to the daemon
// (docs/formats.md, "Bundles"): the acknowledgements that it would post, and its signature. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "wire/notice.hpp"

namespace bangtin::wire {

constexpr std::size_t max_carried_acknowledgements = 200;

// What the screen signs.
struct acknowledged_by_stick {
  std::string screen;
  utc_ms at{};  // by the screen's clock
  digest list_sha256;
  bool operator==(const acknowledged_by_stick&) const = default;
};
std::string to_text(const acknowledged_by_stick& a);
result<acknowledged_by_stick> acknowledged_by_stick_from_text(std::string_view text);

// The file of it, {"acknowledged":TEXT,"list":"<JSON array of acknowledgements>"}, and its inverse.
struct carried_acknowledgements {
  evidence::signed_text statement;
  std::string list;
  bool operator==(const carried_acknowledgements&) const = default;
};
std::string to_json(const carried_acknowledgements& c);
result<carried_acknowledgements> carried_acknowledgements_from_json(std::string_view text);

// Precondition: at most max_carried_acknowledgements.
carried_acknowledgements sign_acknowledgements(const std::vector<acknowledgement>& all,
                                               const std::string& screen, utc_ms at, const secret_key& key);
// errc::verification unless `key` signed it as this screen, and for exactly this list; errc::invalid for a
// list that cannot be read.
result<std::vector<acknowledgement>> verify(const carried_acknowledgements& c, const std::string& screen,
                                            const public_key& key);

// In the screen's folder.
inline constexpr std::string_view bundle_acknowledgements_name = "acknowledgements.json";

}  // namespace bangtin::wire
