// The limits stand at the top. A remark is an error if something does not work now, a warning if it will not
// or counts less, and a note if it only waits for a person.
#include "admin-cli/commands/doctor_checks.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "admin-cli/views/days.hpp"
#include "admin-cli/views/difference.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/counted.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "playlists/analysis/lint.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::severity;
using playlists::programme::programme;
using views::topic;

constexpr std::chrono::minutes refused_skew{10};  // the daemon refuses approvals beyond it
constexpr std::chrono::minutes remarkable_skew{1};
constexpr std::chrono::days ledger_check_due{3};  // the daemon checks it every day
constexpr std::int64_t little_room = 2'000'000'000;
constexpr int little_quota_percent = 5;
constexpr std::size_t max_reviews = 10;
constexpr std::chrono::days certificate_ends_soon{60};
constexpr std::chrono::days token_ends_soon{14};

// Whether the version's first three numbers are lower: 0.9.1 is older than 0.10.0.
bool is_older_version(const std::string& one, const std::string& other) {
  const std::vector<std::string> a = split(one, '.'), b = split(other, '.');
  for (std::size_t i = 0; i < 3; ++i) {
    const auto x = i < a.size() ? parse_integer(a[i], 0, INT32_MAX) : std::optional<std::int64_t>(0);
    const auto y = i < b.size() ? parse_integer(b[i], 0, INT32_MAX) : std::optional<std::int64_t>(0);
    if (!x || !y) return false;
    if (*x != *y) return *x < *y;
  }
  return false;
}

views::remark make(severity s, topic about, std::string what, std::string remedy, std::string name = {}) {
  return {s, about, std::move(name), std::move(what), std::move(remedy)};
}

std::string gigabytes(std::int64_t bytes) {
  return tenths_text(bytes / 100'000'000);
}

void check_clocks(const wire::admin::site& site, const doctor_here& here, remarks& all) {
  const std::string set_up =
      tr("set up time synchronisation on the daemon's machine: sudo timedatectl set-ntp true");
  if (site.clock == to_string(clock_trust::unsynced)) {
    all.push_back(make(severity::warning, topic::clock,
                       tr("the daemon's clock is not synchronised, and screens without a clock follow it"),
                       set_up));
  }
  if (here.same_machine || !site.now) return;
  milliseconds skew = here.now - *site.now;
  if (skew < milliseconds(0)) skew = -skew;
  std::int64_t minutes = std::chrono::round<std::chrono::minutes>(skew).count();
  const std::string mend = tr("set this computer's clock: sudo timedatectl set-ntp true");
  if (skew > refused_skew && site.clock == to_string(clock_trust::synced)) {
    all.push_back(make(severity::error, topic::clock,
                       tr("this computer's clock is {} minutes off the daemon's, which is synchronised: the "
                          "daemon refuses approvals from here",
                          minutes),
                       mend));
  } else if (skew > remarkable_skew) {
    all.push_back(make(
        severity::warning, topic::clock,
        translate(counted(minutes, msg("this computer's clock and the daemon's are {} minute apart", minutes),
                          msg("this computer's clock and the daemon's are {} minutes apart", minutes))),
        mend));
  } else if (here.clock != clock_trust::synced) {
    all.push_back(make(severity::note, topic::clock, tr("this computer's clock is not synchronised"), mend));
  }
}

}  // namespace

views::remark failed(topic about, const error& e) {
  return make(severity::error, about, translate(views::readable(e.what)),
              translate(views::readable(e.remedy)));
}

remarks check_daemon(const wire::admin::site& site, const doctor_here& here) {
  remarks all;
  if (site.version != program_version) {
    all.push_back(make(severity::warning, topic::daemon,
                       tr("the daemon is bangtind {}, and this command is bangtin {}",
                          printable(site.version), program_version),
                       tr("install the same version on both machines; restart the daemon after an update")));
  }
  check_clocks(site, here, all);
  return all;
}

remarks check_evidence(const wire::admin::site& site, const result<wire::admin::health>& health, utc_ms now) {
  remarks all;
  if (!health) all.push_back(failed(topic::evidence, health.error()));
  for (const wire::admin::reported_problem& p : site.problems)
    all.push_back(make(severity::error, topic::evidence, translate(p.what), translate(p.remedy)));
  if (health && health->evidence == "damaged" && site.problems.empty()) {
    all.push_back(
        make(severity::error, topic::evidence, tr("the daemon's database is damaged"),
             tr("restore a backup with \"bangtin restore FILE --set-aside\"; it keeps the damaged file")));
  }
  if (health && health->evidence == "doubt" && site.problems.empty()) {
    all.push_back(make(severity::error, topic::evidence, tr("records of a screen do not verify"),
                       tr("\"bangtin status\" names the screen; export the month's evidence, and have it "
                          "looked at")));
  }
  if (site.ledger_checked && now - *site.ledger_checked > ledger_check_due) {
    all.push_back(make(
        severity::warning, topic::evidence,
        tr("the whole ledger was last checked at {}", views::local_time(*site.ledger_checked, site.timezone)),
        tr("the daemon checks it every day while it runs: look at its log, journalctl -u bangtind")));
  }
  return all;
}

remarks check_room(const wire::admin::media_limits& room) {
  remarks all;
  if (room.room && *room.room <= 0) {
    all.push_back(make(severity::error, topic::disk, tr("the daemon has no room for another file"),
                       tr("remove media items that nothing uses (\"bangtin media list --unused\"), then "
                          "\"bangtin media sweep\"; or enlarge the disk")));
  } else if (room.room && *room.room < little_room) {
    all.push_back(make(severity::warning, topic::disk,
                       tr("the daemon has room for only {} GB more", gigabytes(*room.room)),
                       tr("remove media items that nothing uses: \"bangtin media list --unused\"")));
  }
  if (room.quota && room.quota_left && *room.quota_left > 0 &&
      *room.quota_left < *room.quota / 100 * little_quota_percent) {
    all.push_back(make(severity::warning, topic::disk,
                       tr("of the library's quota of {} GB only {} GB are left", gigabytes(*room.quota),
                          gigabytes(*room.quota_left)),
                       tr("remove media items that nothing uses, or raise the quota in bangtind.toml")));
  }
  return all;
}

remarks check_screens(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site,
                      utc_ms now) {
  remarks all;
  for (const wire::admin::screen& s : screens) {
    for (views::screen_problem& p : views::find_problems(s, now, site)) {
      if (p.remedy.empty()) p.remedy = tr("it only needs time");
      all.push_back(make(p.severity, topic::screen, std::move(p.what), std::move(p.remedy), s.name));
    }
  }
  return all;
}

remarks check_reviews(const std::vector<wire::admin::media_item>& items, const std::string& timezone,
                      utc_ms now) {
  const std::string today = playlists::programme::format_date(views::today_in(timezone, now));
  remarks all;
  std::size_t due = 0;
  for (const wire::admin::media_item& m : items) {
    if (m.review.empty() || m.review > today || ++due > max_reviews) continue;
    all.push_back(
        make(severity::warning, topic::media,
             tr("\"{}\" is to be looked at again since {}", printable(m.file), local_dates(m.review)),
             tr("see whether it is still right, then set another day: bangtin media edit {} "
                "--review DATE",
                m.id),
             m.id));
  }
  if (due > max_reviews) {
    all.push_back(make(severity::warning, topic::media,
                       tr("{} more items are to be looked at again", due - max_reviews),
                       tr("list them with \"bangtin media list --review\"")));
  }
  return all;
}

remarks check_programmes(const std::optional<programme>& published, const std::optional<programme>& draft,
                         utc_ms now) {
  remarks all;
  if (!published) {
    all.push_back(make(
        severity::warning, topic::programme, tr("nothing is published: screens show no more than the slate"),
        draft ? tr("\"bangtin check\" examines the draft, and \"bangtin approve\" publishes it")
              : tr("make a draft: \"bangtin playlist create\" and \"bangtin campaign "
                   "create\", or \"bangtin apply PROGRAMME.toml\"")));
  } else {
    for (const playlists::analysis::finding& f : playlists::analysis::check_validity(*published, now)) {
      all.push_back(make(f.severity, topic::programme, views::sentence(f.what, f.why), translate(f.remedy)));
    }
  }
  if (!draft || !published) return all;
  if (std::size_t changes = views::difference(*published, *draft).size(); changes > 0) {
    all.push_back(make(severity::note, topic::draft,
                       tr("it has changes that nobody has approved: {}", changes),
                       tr("\"bangtin diff\" shows them, \"bangtin check\" examines them, and \"bangtin "
                          "approve\" publishes them")));
  }
  return all;
}

remarks check_signer(const std::optional<published_programme>& current, utc_ms now) {
  if (!current) return {};
  const result<wire::approver_certificate> c = wire::approver_from_text(current->note.approver.text);
  if (!c || c->not_after - now >= certificate_ends_soon) return {};
  const severity s = now >= c->not_after ? severity::error : severity::warning;
  return {
      make(s, topic::keys,
           tr("the certificate of {}, who signed the published programme, ends on {}: then screens refuse it",
              printable(c->name), views::short_date(c->not_after)),
           tr("let somebody with a longer certificate sign it again: bangtin approve --key FILE; \"bangtin "
              "keys add --name NAME --to DIR\" makes one"))};
}

remarks check_trust(const known_trust& trust) {
  std::vector<std::string> names;
  for (const wire::admin::trust_screen& late : behind(trust)) names.push_back(printable(late.name));
  if (names.empty()) return {};
  return {make(severity::warning, topic::keys,
               tr("screens that have not heard who may sign (site statement {}): {}", trust.value.number,
                  fmt::format("{}", fmt::join(names, ", "))),
               tr("connect them to the network; they obey at their next contact, and \"bangtin keys list\" "
                  "shows it"))};
}

remarks check_people(const std::vector<wire::admin::user>& users, utc_ms now) {
  remarks all;
  for (const wire::admin::user& u : users) {
    for (const wire::admin::user_token& t : u.tokens) {
      if (t.expires - now >= token_ends_soon) continue;
      all.push_back(make(
          severity::warning, topic::people, tr("token {} ends on {}", t.number, views::short_date(t.expires)),
          tr("make a new one: bangtin user token \"{}\" -o FILE; or end this one: bangtin user "
             "token \"{}\" --revoke {}",
             u.name, u.name, t.number),
          u.name));
    }
  }
  return all;
}

remarks check_alerts(const wire::admin::site& site) {
  if (site.alerts != "off") return {};
  return {
      make(severity::note, topic::alerts, tr("nobody is told when a screen is dark, late, full or hot"),
           tr("write \"command\" or \"mail\" below [alerts] in bangtind.toml, restart the daemon, then try: "
              "bangtin doctor --test-alert"))};
}

remarks check_players(const std::vector<wire::admin::screen>& screens, const wire::admin::site& site) {
  std::map<std::string, std::vector<std::string>> older;
  for (const wire::admin::screen& s : screens) {
    if (s.pairing != wire::admin::pairing_kind::paired || s.version.empty()) continue;
    if (is_older_version(s.version, site.version)) older[s.version].push_back(printable(s.name));
  }
  remarks all;
  for (const auto& [version, names] : older) {
    all.push_back(make(
        severity::note, topic::player, tr("bangtin-player {} is older than the daemon", printable(version)),
        tr("update these screens with apt: {}", fmt::format("{}", fmt::join(names, ", "))), version));
  }
  return all;
}

remarks check_waiting(const std::vector<wire::admin::waiting_screen>& waiting,
                      const std::vector<wire::admin::screen>& screens) {
  remarks all;
  for (const wire::admin::waiting_screen& w : waiting) {
    all.push_back(make(severity::note, topic::player,
                       w.screen.empty() ? tr("it waits to be paired")
                                        : tr("it waits to be paired; it was the screen \"{}\"", w.screen),
                       tr("enter the code that it shows: {}", views::pair_command(screens, w.screen)),
                       w.address));
  }
  return all;
}

remarks check_keys(const keys_state& keys, utc_ms now) {
  const std::string folder = printable(keys.folder.string());
  if (!keys.facts && keys.facts.error().code == errc::not_found) {
    if (keys.daemon_known && !keys.root) {
      return {make(severity::warning, topic::keys, tr("the site has no keys yet"),
                   tr("make them with \"bangtin keys init\"; without them nothing can be approved"))};
    }
    return {make(severity::note, topic::keys, tr("there are no keys in {}", folder),
                 tr("approve where the keys are, or name their folder with --keys or BANGTIN_KEYS"))};
  }
  if (!keys.facts) return {failed(topic::keys, keys.facts.error())};
  remarks all;
  const wire::approver_certificate& c = keys.facts->approver;
  const std::string ends = views::short_date(c.not_after);
  const std::string renew = tr("have a new certificate made");
  if (keys.root && *keys.root != keys.facts->root) {
    all.push_back(make(severity::error, topic::keys,
                       tr("the keys in {} are those of another site, not of this daemon's", folder),
                       tr("name the folder of this site's keys with --keys or BANGTIN_KEYS")));
  }
  if (now >= c.not_after) {
    all.push_back(make(severity::error, topic::keys,
                       tr("the certificate of the approver {} ended on {}: what it signs is refused",
                          printable(c.name), ends),
                       renew));
  } else if (now < c.not_before) {
    all.push_back(make(severity::error, topic::keys,
                       tr("the certificate of the approver {} begins only on {}", printable(c.name),
                          views::short_date(c.not_before)),
                       tr("check this computer's date")));
  } else if (c.not_after - now < certificate_ends_soon) {
    all.push_back(make(severity::warning, topic::keys,
                       tr("the certificate of the approver {} ends on {}", printable(c.name), ends), renew));
  }
  if (!keys.has_secret) {
    all.push_back(make(severity::warning, topic::keys, tr("{} lacks approver.pem, the key itself", folder),
                       tr("put it back from its copy; without it nothing can be approved here")));
  }
  if (!keys.open_file.empty()) {
    all.push_back(make(severity::warning, topic::keys,
                       tr("others may read the key {}", printable(keys.open_file)),
                       tr("keep it to yourself: chmod 600 {}", printable(keys.open_file))));
  }
  if (keys.open_to_others) {
    all.push_back(make(severity::warning, topic::keys, tr("others may open the folder {}", folder),
                       tr("keep it to yourself: chmod 700 {}", folder)));
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
