// Bundles by USB stick: /v1/screens/{name}/bundle. Plain values; codec.hpp has their JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "evidence/chain.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// The answer to POST /v1/screens/{name}/bundle: the index, and the documents that it names, byte for byte.
// The programme is not among them: GET /v1/programmes/{version} has these very bytes.
struct screen_bundle {
  evidence::signed_text index;                // a wire::bundle_index, signed by the daemon
  std::string trust{}, notices{}, receipt{};  // empty: the index names none
  std::string logs{};  // wire::known_logs_to_json, which the index does not name; empty: an older daemon
  bool operator==(const screen_bundle&) const = default;
};

// The body of POST /v1/screens/{name}/bundle/status.
struct carried_order {
  evidence::signed_text carried;  // a wire::carried, signed by the screen
  std::string status;             // the wire::screen_status that it names, as JSON
  bool operator==(const carried_order&) const = default;
};

// Its answer.
struct carried_report {
  std::string screen;
  utc_ms at{};        // when the screen wrote it, by its clock
  bool newer = true;  // false: the daemon has heard of the screen since, and keeps that
  bool operator==(const carried_report&) const = default;
};

// The body of POST /v1/screens/{name}/bundle/acknowledgements: wire::carried_acknowledgements.
struct carried_acknowledgements_order {
  evidence::signed_text acknowledged;  // signed by the screen
  std::string list;                    // JSON
  bool operator==(const carried_acknowledgements_order&) const = default;
};

// The body of POST /v1/media/share.
struct share_order {
  std::vector<std::string> items;  // ids
  bool operator==(const share_order&) const = default;
};

// Its answer.
struct shared_media {
  std::string list;             // a wire::share_list
  evidence::signed_text share;  // a wire::share_statement about it, signed by the daemon
  bool operator==(const shared_media&) const = default;
};

}  // namespace bangtin::wire::admin
