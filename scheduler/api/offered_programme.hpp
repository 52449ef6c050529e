// A signed programme, verified as screens verify it and prepared once for delivery to all of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "media/store.hpp"
#include "playlists/programme/programme.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

inline constexpr std::uint64_t max_programme_bytes = 16 * 1024 * 1024;

// The error names the first media item without files, or with a file that the store lacks or has in another
// length than was signed. Blocking.
std::optional<error> missing_file(const media::store& store, const playlists::programme::programme& p);

// A verified publication, prepared for delivery to screens.
struct verified_offer {
  public_key root;
  wire::signed_programme signatures;  // without the bytes
  std::string approver;               // the names of those who signed
  std::shared_ptr<const events::published_programme> ready;
};

// `body` is a wire::admin::publication. Blocking: parses and verifies up to 16 MiB, and looks up every file.
result<verified_offer> verify_offer(std::string_view body, const media::store& store);
result<verified_offer> verify_offer(wire::admin::publication offer, const media::store& store);

// Prepares a signed programme from the ledger for delivery. errc::invalid when it can no longer be read.
// Pure, but slow: it parses up to 16 MiB.
result<std::shared_ptr<const events::published_programme>> prepare(const std::string& signed_json);
// The same for the programme that is handed out: errc::verification when screens would refuse its signatures,
// or when it has another version.
result<std::shared_ptr<const events::published_programme>> prepare_verified(const std::string& signed_json,
                                                                            const public_key& root,
                                                                            std::int64_t version);

}  // namespace bangtin::scheduler::api
