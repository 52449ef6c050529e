// Three words are older than this table: "slow", "withheld" and "frozen" have been in statuses before.
#include "wire/attacks.hpp"

#include <algorithm>
#include <array>

namespace bangtin::wire {

std::span<const attack_row> attacks() {
  static const std::array<attack_row, 14> rows{
      {{attack::altered, "altered", msg("altered or unsigned content")},
       {attack::rollback, "rollback", msg("an older version (rollback)")},
       {attack::fast_forward, "fast-forward", msg("a version number far too high (fast-forward)")},
       {attack::freeze, "frozen", msg("nothing newer arrives (freeze)")},
       {attack::mix_and_match, "mix-and-match", msg("parts of several versions (mix-and-match)")},
       {attack::another_screen, "another-screen", msg("made for another screen or site")},
       {attack::endless_data, "endless-data", msg("more data than was signed (endless data)")},
       {attack::slow_retrieval, "slow", msg("it arrives too slowly (slow retrieval)")},
       {attack::withheld, "withheld", msg("named and not handed out (withheld)")},
       {attack::revoked_approver, "revoked-approver", msg("signed by a revoked approver")},
       {attack::too_few_approvers, "too-few-approvers",
        msg("signed by fewer approvers than this site demands")},
       {attack::clock_attack, "clock-attack", msg("a false time (clock attack)")},
       {attack::bad_notice, "bad-notice", msg("a false emergency notice")},
       {attack::false_daemon, "false-daemon", msg("somebody else answers in the daemon's place")}}};
  return rows;
}

std::string_view word_of(attack a) {
  const std::span<const attack_row> all = attacks();
  auto found = std::find_if(all.begin(), all.end(), [&](const attack_row& r) { return r.kind == a; });
  return found == all.end() ? std::string_view() : found->word;
}

const attack_row* find_attack(std::string_view word) {
  const std::span<const attack_row> all = attacks();
  auto found = std::find_if(all.begin(), all.end(), [&](const attack_row& r) { return r.word == word; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace bangtin::wire
