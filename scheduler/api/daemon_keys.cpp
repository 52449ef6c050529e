#include "scheduler/api/daemon_keys.hpp"

namespace bangtin::scheduler::api {

std::optional<public_key> daemon_keys::signer_of(const evidence::signed_text& note) const {
  for (const public_key& key : all_) {
    if (evidence::verify(note, key)) return key;
  }
  return std::nullopt;
}

}  // namespace bangtin::scheduler::api
