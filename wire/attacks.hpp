// The attacks that a screen recognises and names, after The Update Framework's list: one table with the word
// that stands in its status and its log, and what people read. A screen that names one plays its last good
// programme on. docs/security.md says what each costs an attacker.
//
// Pure; any thread may call these functions.
#pragma once

#include <span>
#include <string_view>

#include "base/message.hpp"

namespace bangtin::wire {

enum class attack {
  none,
  altered,            // not what an approver of this site signed, or not signed at all
  rollback,           // an older version than the screen has
  fast_forward,       // a version or number so high that no later one could follow
  freeze,             // nothing newer comes, and the programme grows old
  mix_and_match,      // parts of several versions as if they were one
  another_screen,     // made for another screen or another site
  endless_data,       // more bytes than were signed, or an answer without an end
  slow_retrieval,     // it comes so slowly that it never arrives
  withheld,           // named, and not handed out
  revoked_approver,   // signed by somebody who may not sign any more
  too_few_approvers,  // signed by one, where the site demands two
  clock_attack,       // a false time
  bad_notice,         // an emergency notice that nobody of this site signed
  false_daemon        // somebody who cannot prove to be the daemon answers at its address
};

struct attack_row {
  attack kind = attack::none;
  std::string_view word;  // "rollback": stable, lower case, at most 32 letters and hyphens; in statuses
  message title;          // for people
};

// All attacks but `none`, in the order of the enumeration.
std::span<const attack_row> attacks();
// The word of an attack; empty for `none`.
std::string_view word_of(attack a);
// The row of a word; nullptr when this version does not know it.
const attack_row* find_attack(std::string_view word);

}  // namespace bangtin::wire
