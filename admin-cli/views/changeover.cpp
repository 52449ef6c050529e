// A screen is believed in this order: what it shows, when it changes over, what it fetches.
#include "admin-cli/views/changeover.hpp"

#include <algorithm>

#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"

namespace bangtin::admin_cli::views {

namespace {

std::string megabytes(std::int64_t bytes) {
  if (bytes < 100'000) return fmt::format("{} kB", (bytes + 999) / 1000);
  return tenths_text(bytes / 100'000) + " MB";
}

std::string duration_text(std::chrono::seconds d) {
  using namespace std::chrono;
  if (d < 90s) return tr("about {} s", std::max<std::int64_t>(d.count(), 1));
  if (d < 90min) return tr("about {} min", round<minutes>(d).count());
  if (d < 48h) return tr("about {} h", round<hours>(d).count());
  return tr("about {} days", round<days>(d).count());
}

std::string fetch_text(const changeover& c) {
  std::string text = c.missing_bytes < c.bytes ? tr("fetches {}, {} of it are here", megabytes(c.bytes),
                                                    megabytes(c.bytes - c.missing_bytes))
                                               : tr("fetches {}", megabytes(c.bytes));
  return c.left ? text + ", " + duration_text(*c.left) : text;
}

}  // namespace

std::string_view to_string(changeover_state s) {
  switch (s) {
    case changeover_state::on_show:
      return "on-show";
    case changeover_state::changes_over:
      return "changes-over";
    case changeover_state::fetches:
      return "fetches";
    case changeover_state::not_heard:
      return "not-heard";
    case changeover_state::cannot_say:
      return "cannot-say";
    case changeover_state::silent:
      return "silent";
    case changeover_state::no_display:
      return "no-display";
    case changeover_state::unpaired:
      return "unpaired";
  }
  return "";
}

std::vector<changeover> changeovers_of(const std::vector<std::string>& screens,
                                       const std::vector<wire::admin::screen>& reported, std::int64_t version,
                                       utc_ms now) {
  std::vector<changeover> all;
  for (const std::string& name : screens) {
    auto found = std::find_if(reported.begin(), reported.end(),
                              [&](const wire::admin::screen& s) { return s.name == name; });
    if (found != reported.end()) {
      all.push_back(changeover_of(*found, version, now));
    } else {
      changeover& c = all.emplace_back();
      c.screen = name;
      c.state = changeover_state::unpaired;
      c.version = version;
    }
  }
  return all;
}

bool may_say_more(const changeover& c) {
  switch (c.state) {
    case changeover_state::fetches:
      return !c.left && !c.waits;
    case changeover_state::not_heard:
    case changeover_state::cannot_say:
      return true;
    default:
      return false;
  }
}

std::string text_of(const changeover& c, const std::string& timezone, utc_ms now) {
  switch (c.state) {
    case changeover_state::on_show:
      return tr("shows it");
    case changeover_state::changes_over:
      return c.at ? tr("changes over at {}", local_time_from(*c.at, timezone, now)) : tr("changes over soon");
    case changeover_state::fetches:
      if (c.waits) return tr("waits for its download hours; until then it shows the same by both");
      return fetch_text(c);
    case changeover_state::not_heard:
      return tr("has not heard of it yet; \"bangtin status\" says more");
    case changeover_state::cannot_say:
      return tr("its player is too old to say when; \"bangtin status\" says what it shows");
    case changeover_state::silent:
      return c.last_seen ? tr("not seen since {}; it changes over when it is back",
                              local_time_from(*c.last_seen, timezone, now))
                         : tr("not seen yet; it changes over when it is there");
    case changeover_state::no_display:
      return tr("has no display; it shows it once one is connected");
    case changeover_state::unpaired:
      return tr("no player is paired with it");
  }
  return "";
}

json::object to_json(const changeover& c, const std::string& timezone) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  bool fetches = c.state == changeover_state::fetches;
  return {{"screen", c.screen},
          {"state", std::string(to_string(c.state))},
          {"version", c.version},
          {"shows", c.shows},
          {"at", time(c.at)},
          {"bytes", fetches ? json::value(c.bytes) : json::value()},
          {"missing_bytes", fetches ? json::value(c.missing_bytes) : json::value()},
          {"eta_s", c.left ? json::value(c.left->count()) : json::value()},
          {"last_seen", time(c.last_seen)}};
}

std::optional<programme_remark> remark_on_programme(const wire::admin::screen& s,
                                                    const wire::admin::site& site, utc_ms now) {
  if (!s.last_seen) return std::nullopt;
  if (s.programme_version >= site.programme_version) {
    if (s.fetch_missing_bytes == 0) return std::nullopt;
    return programme_remark{
        tr("fetches {} of its programme again", megabytes(s.fetch_missing_bytes)),
        tr("they were lost or damaged on its disk; if that comes again, replace the disk"), true};
  }
  changeover c = changeover_of(s, site.programme_version, now);
  if (c.state == changeover_state::changes_over || c.state == changeover_state::fetches) {
    return programme_remark{
        tr("shows version {}; version {}: {}", c.shows, c.version, text_of(c, site.timezone, now)), {}};
  }
  if (c.state != changeover_state::not_heard) {
    return programme_remark{tr("plays version {} and not {}", c.shows, site.programme_version),
                            tr("it fetches the new one as soon as it can")};
  }
  if (!is_late(s, site)) {
    return programme_remark{tr("shows version {}; version {} has just been published", c.shows, c.version),
                            {}};
  }
  return programme_remark{
      tr("frozen: shows version {} and has not been offered version {}", c.shows, c.version),
      tr("look at what stands between the daemon and this screen"), true};
}

std::optional<std::string> next_programme_line(const wire::admin::screen& s, const wire::admin::site& site,
                                               utc_ms now) {
  std::optional<programme_remark> r = remark_on_programme(s, site, now);
  if (!r) return std::nullopt;
  return r->remedy.empty() ? r->what : r->what + " — " + r->remedy;
}

std::string version_text(const wire::admin::screen& s) {
  if (!s.last_seen) return "";
  std::int64_t next = std::max(s.changeover_version, s.next_version);
  if (next <= s.programme_version) return std::to_string(s.programme_version);
  return fmt::format("{} → {}", s.programme_version, next);
}

}  // namespace bangtin::admin_cli::views
