// What "approve" and "revert" have in common: they sign a programme as the next version, publish it, and say
// when the screens change over to it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "admin-cli/views/difference.hpp"

namespace bangtin::admin_cli::commands {

struct approval_order {
  playlists::programme::programme value;         // publish() sets version, instants and `now`
  std::optional<published_programme> published;  // what it replaces; empty: nothing is published yet
  std::int64_t copy_of = 0;  // the old version that is published once more; 0: it is a new programme
  // If set, called with the opened key before anything is asked; its error ends the command.
  std::function<result<void>(const approver&)> check{};
};

// How many days the call wants the programme to be valid; errc::usage.
result<std::int64_t> validity_days(const arguments& given);

// How the call goes on.
enum class signing { alone, first_of_two, second_of_two };

struct signing_plan {
  admin::site where;
  std::vector<views::change> changes;
  std::int64_t last = 0;  // the version before this one
  std::int64_t days = 0;  // of validity
  std::optional<published_programme> waiting;
  signing how = signing::alone;
};
// Shows the changes, checks the clocks, and asks the daemon what the next version is and whether it waits
// already. Reads --days, --now and --two.
result<signing_plan> plan_signing(session& s, const arguments& given, const approval_order& order);
// Makes `p` the next version of the plan, valid from `issued` on.
void set_next(playlists::programme::programme& p, const signing_plan& plan, const arguments& given,
              utc_ms issued);
// Says what has been done, and when the screens change over; prints the answer.
void report_publication(session& s, const arguments& given, const approval_order& o,
                        const std::vector<views::change>& changes, const digest& identity, signing how);

// Plans the signing, opens the approver's key, asks, signs and publishes. Where two must sign, the first
// one's signature makes it wait at the daemon, and another one's publishes it. `order.value` becomes what was
// signed. Reads --key, --keys and --leave-behind too. A failure publishes nothing.
struct signed_version {
  digest identity;
  signing how = signing::alone;
  std::vector<views::change> changes;
};
result<signed_version> sign_next(session& s, const arguments& given, approval_order& order);

// The same, and reports it. Reads --no-wait too.
result<int> publish(session& s, const arguments& given, approval_order order);

}  // namespace bangtin::admin_cli::commands
