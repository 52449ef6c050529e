// What the daemon has of each log of a screen, for a stick (docs/formats.md, "Bundles"): a screen whose
// daemon was restored from an older backup sees what it lacks. The list itself has no signature, because
// every receipt in it has one: a list that lies makes a screen write more than is needed, or nothing. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "evidence/chain.hpp"

namespace bangtin::wire {

struct known_log {
  std::string log;
  std::optional<evidence::signed_text> receipt;  // the daemon's newest for it; empty: it has none
  bool operator==(const known_log&) const = default;
};
constexpr std::size_t max_known_logs = 1000;
constexpr std::size_t max_known_logs_bytes = 1024 * 1024;

// {"logs":[{"log":LOG,"receipt":TEXT or null}]}, and its inverse: errc::invalid for any other text,
// errc::limit above max_known_logs_bytes.
std::string known_logs_to_json(const std::vector<known_log>& logs);
result<std::vector<known_log>> known_logs_from_json(std::string_view text);

// Beside the index of the screen; the index does not name it.
inline constexpr std::string_view bundle_logs_name = "logs.json";

}  // namespace bangtin::wire
