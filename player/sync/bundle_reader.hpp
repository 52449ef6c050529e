// Reads what a USB stick brings to this screen. The stick may have been in hostile hands: one that does not
// verify is refused with the attack's name, and nothing of it is used.
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include "player/sync/bundle_box.hpp"
#include "player/sync/kept_trust.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/status.hpp"

namespace bangtin::player::sync {

// The stick's index with its documents, each compared with the signed hash; the programme, the statement and
// the notices are judged later, by those who judge them when they come over the network. `who` and `trust`:
// of the screen; empty and null: it is not paired, and takes nothing but the answer to its request. Without
// an index for this screen the stick has none. The index may name any root of the site that `trust` knows, or
// that the stick's own chain brings: an old stick is no other site's. An error: the stick refuses or was
// pulled, try again.
std::variant<std::shared_ptr<const plugged_stick>, named_attack, error> read_stick(
    wire::bundle_folder folder, const public_key& screen_key, const std::optional<identity>& who,
    const kept_trust* trust);

}  // namespace bangtin::player::sync
