// emergency stop, list.
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/notice_delivery.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/notice_rows.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::notice;
using wire::admin::notice_screen;

// The notices that are on and that the call means; all of them if it names none.
result<std::vector<notice>> notices_to_stop(const std::vector<notice>& known, const arguments& given,
                                            utc_ms now) {
  std::vector<notice> on;
  std::vector<std::string> ids;
  for (const notice& n : known) {
    if (views::state_at(n, now) != views::notice_state::on) continue;
    on.push_back(n);
    ids.push_back(n.id);
  }
  if (!given.has("ID")) return on;
  std::vector<std::string> wanted;
  for (const std::string& typed : given.all("ID")) {
    result<std::string> id = choose_name(typed, ids, msg("no notice \"{}\" is on", printable(typed)),
                                         msg("see \"bangtin emergency list\" for those that are"));
    if (!id) return id.error();
    wanted.push_back(*id);
  }
  std::erase_if(
      on, [&](const notice& n) { return std::find(wanted.begin(), wanted.end(), n.id) == wanted.end(); });
  return on;
}

// Those of the chosen notices that are on, as the daemon has them now.
std::vector<notice> still_on(const std::vector<notice>& known, const std::vector<notice>& chosen,
                             utc_ms now) {
  std::vector<notice> on;
  for (const notice& n : known) {
    const bool meant =
        std::any_of(chosen.begin(), chosen.end(), [&](const notice& c) { return c.id == n.id; });
    if (meant && views::state_at(n, now) == views::notice_state::on) on.push_back(n);
  }
  return on;
}

int nothing_is_on(session& s) {
  s.out.document(json::object{{"stopped", json::array()}, {"showed", 0}, {"left", json::array()}});
  s.out.done(tr("no notice is on"));
  return 0;
}

bool shows_it(const notice_screen& one) {
  return one.shown && !one.ended && !one.refused;
}

// The screens that showed one of the notices, and those of them that have not said that they took it off.
struct removal {
  std::set<std::string> showed, left;
};

removal removal_of(const std::vector<notice>& before, const std::vector<notice>& after) {
  removal all;
  for (const notice& n : before) {
    auto now = std::find_if(after.begin(), after.end(), [&](const notice& a) { return a.id == n.id; });
    for (const notice_screen& one : n.screens) {
      if (!shows_it(one)) continue;
      all.showed.insert(one.name);
      const bool still = now != after.end() &&
                         std::any_of(now->screens.begin(), now->screens.end(), [&](const notice_screen& a) {
                           return a.name == one.name && shows_it(a);
                         });
      if (still) all.left.insert(one.name);
    }
  }
  return all;
}

std::string removal_words(const std::vector<std::string>& stopped, const removal& r) {
  const std::string ids = fmt::format("{}", fmt::join(stopped, ", "));
  if (r.showed.empty()) return tr("stopped: {}; no screen had shown it", ids);
  return tr("stopped: {}; screens that showed it: {}, taken off: {}", ids, r.showed.size(),
            r.showed.size() - r.left.size());
}

wire::notice stop_of(const std::vector<notice>& on, utc_ms now) {
  wire::notice stop;
  stop.issued = now;
  stop.screens = {"all"};
  for (const notice& n : on) {
    stop.stops.push_back(n.id);
    stop.expires = std::max(stop.expires, n.expires);
  }
  std::sort(stop.stops.begin(), stop.stops.end());
  stop.expires = std::min(stop.expires, now + wire::max_notice);
  return stop;
}

}  // namespace

result<int> emergency_stop(session& s, const arguments& given) {
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  result<std::vector<notice>> on = notices_to_stop(known->notices, given, s.now);
  if (!on) return on.error();
  if (on->empty()) return nothing_is_on(s);
  result<approver> who = get_site_approver(s, given);
  if (!who) return who.error();
  // While the person typed the passphrase, more screens may have shown the notices, and some may have ended.
  known = get_notices(s.daemon);
  if (!known) return known.error();
  on = still_on(known->notices, *on, s.this_moment());
  if (on->empty()) return nothing_is_on(s);
  wire::notice stop = stop_of(*on, s.now);
  if (result<void> sent = send_notice(s, *who, known->newest, stop); !sent) return sent.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  std::optional<std::vector<notice>> seen = watch_notices(
      s, {stop.stops, [](const notice_screen& one) { return !shows_it(one); },
          rows ? silent_screens(*rows, s.now) : std::vector<std::string>(), given.has("--no-wait")});
  const removal done = removal_of(*on, seen ? *seen : *on);
  s.out.document(json::object{{"stopped", views::json_texts(stop.stops)},
                              {"showed", done.showed.size()},
                              {"left", views::json_texts(done.left)}});
  s.out.done(removal_words(stop.stops, done));
  for (const std::string& name : done.left) {
    s.out.note("! " + name + ": " +
               tr("has not said that it took the notice off; it does so when it hears of it"));
  }
  return 0;
}

result<int> emergency_list(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  json::array answers;
  for (const notice& r : known->notices) answers.push_back(views::to_json(r, where->timezone, s.now));
  s.out.document(answers);
  if (known->notices.empty()) {
    s.out.text(tr("there was no emergency notice yet"));
  } else {
    views::print_notices(s.out, known->notices, where->timezone, s.now);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
