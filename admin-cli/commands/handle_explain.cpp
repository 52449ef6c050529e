// explain: shows why a screen shows what it does at an instant, and why each other campaign does not.
#include <algorithm>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/programme_choice.hpp"
#include "admin-cli/views/explain_text.hpp"
#include "admin-cli/views/instants.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/analysis/explain.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::absence;
using playlists::analysis::explanation;
using playlists::analysis::presence;
using playlists::programme::programme;

result<utc_ms> get_instant(const session& s, const arguments& given, const programme& p) {
  std::optional<std::string> written = given.get("--at");
  if (!written) return s.now;
  if (auto at = views::parse_instant(*written, p.timezone, s.now)) return *at;
  return views::no_instant(*written);
}

// Screens show a published programme only within its validity.
result<void> check_validity(const programme& p, utc_ms at) {
  if (p.version == 0) return {};
  if (at < p.issued) {
    return error{errc::conflict,
                 msg("version {} of the programme holds only from {} on", p.version,
                     views::local_time(p.issued, p.timezone)),
                 msg("choose a later time, or name a file with --programme")};
  }
  if (at >= p.expires) {
    return error{errc::conflict,
                 msg("version {} of the programme expires at {}; from then on screens show the slate",
                     p.version, views::local_time(p.expires, p.timezone)),
                 msg("choose an earlier time, or approve the programme anew")};
  }
  return {};
}

// Screens wait this long for a boundary when another version arrives; see docs/player.md.
constexpr std::chrono::seconds max_change_delay{30};

// What is not as the timeline says, because the version was approved a moment before or in the middle of the
// item; empty if nothing is.
std::string changeover_text(const programme& p, const explanation& what, utc_ms at) {
  if (p.version == 0) return "";
  if (what.now && what.now->shown.campaign >= 0 && what.now->item_from < p.issued) {
    return tr(
        "It began before version {} was approved, at {}; a screen that showed something else then joined it.",
        p.version, views::local_time(p.issued, p.timezone));
  }
  if (p.version == 1 || at - p.issued >= max_change_delay) return "";
  return tr(
      "Version {} was approved at {}; a screen may show the version before for 30 s from when it has the "
      "files.",
      p.version, views::local_time(p.issued, p.timezone));
}

// ---- for programs

class explain_document {
 public:
  explain_document(const programme& p, const views::explain_text& words) : p_(p), words_(words) {}

  json::value now(const presence& n) const {
    json::object v{{"start", time(n.shown.from)},          {"end", time(n.shown.to)},
                   {"item_start", time(n.item_from)},      {"item_end", time(n.item_to)},
                   {"window_ended", time(n.window_ended)}, {"detail", words_.rule()}};
    if (n.shown.campaign < 0) {
      v.insert({{"campaign", nullptr}, {"level", nullptr}, {"media", p_.slate}, {"item", nullptr}});
    } else {
      const playlists::programme::campaign& c = campaign(n.shown.campaign);
      const auto item = static_cast<std::size_t>(n.shown.item);
      v.insert({{"campaign", c.name},
                {"level", playlists::programme::to_string(c.level)},
                {"media", p_.find_playlist(c.playlist)->items[item].media},
                {"item", n.shown.item}});
    }
    v["page"] = n.shown.page == 0 ? json::value() : json::value(n.shown.page);
    put_rule(v, n);
    return v;
  }

  json::value other(const absence& a) const {
    const playlists::programme::campaign& c = campaign(a.campaign);
    json::object v{{"campaign", c.name},
                   {"level", playlists::programme::to_string(c.level)},
                   {"reason", to_string(a.reason)},
                   {"until", time(a.until)},
                   {"next", time(a.next)},
                   {"before", barrier(a.before)},
                   {"silencers", names(a.silencers)},
                   {"detail", words_.why_not(a)}};
    return v;
  }

  json::value time(std::optional<utc_ms> t) const {
    return t ? json::value(views::local_rfc3339(*t, p_.timezone)) : json::value();
  }

 private:
  const playlists::programme::campaign& campaign(std::int32_t index) const {
    return p_.campaigns[static_cast<std::size_t>(index)];
  }
  json::array names(const std::vector<std::int32_t>& campaigns) const {
    json::array all;
    for (std::int32_t c : campaigns) all.emplace_back(campaign(c).name);
    return all;
  }
  json::value barrier(const std::optional<playlists::analysis::barrier>& b) const {
    if (!b) return nullptr;
    return json::object{
        {"at", time(b->at)}, {"kind", to_string(b->kind)}, {"campaigns", names(b->campaigns)}};
  }
  void put_rule(json::object& v, const presence& n) const {
    json::object rule;
    switch (n.shown.reason) {
      case playlists::schedule::slot_reason::share: {
        std::int64_t sum = 0;
        for (std::int32_t c : n.turns) sum += campaign(c).share;
        rule = {{"share", campaign(n.shown.campaign).share}, {"shares", sum}, {"turns", names(n.turns)}};
        v["reason"] = "share";
        break;
      }
      case playlists::schedule::slot_reason::every:
        rule = {{"every", format_duration(*campaign(n.shown.campaign).every)}, {"due", time(n.due)}};
        v["reason"] = "every";
        break;
      case playlists::schedule::slot_reason::slate:
        rule = {{"offered", n.edge.has_value()}, {"before", barrier(n.edge)}};
        v["reason"] = "slate";
        break;
    }
    v["rule"] = std::move(rule);
  }

  const programme& p_;
  const views::explain_text& words_;
};

json::value document_of(const programme& p, const playlists::programme::screen& on, utc_ms at,
                        const explanation& what, const views::explain_text& words,
                        const std::optional<views::notice_cover>& cover) {
  explain_document in_json(p, words);
  json::array others;
  for (const absence& a : what.others) others.push_back(in_json.other(a));
  return json::object{{"screen", on.name},
                      {"at", in_json.time(at)},
                      {"timezone", p.timezone},
                      {"programme", playlists::text::programme_digest(p).hex()},
                      {"notice", cover ? json::value(views::to_json(*cover, p.timezone)) : json::value()},
                      {"open", what.now.has_value()},
                      {"opens", in_json.time(what.opens)},
                      {"now", what.now ? in_json.now(*what.now) : json::value()},
                      {"others", std::move(others)}};
}

// ---- for people

// What hides the programme.
std::string cover_text(const programme& p, const std::string& screen, utc_ms at,
                       const views::notice_cover& c) {
  const std::string then = views::local_time(at, p.timezone), until = views::local_time(c.to, p.timezone);
  if (!c.is_confirmed) {
    return tr(
        "{}: {} has been sent the emergency notice \"{}\" ({}), until {} at the latest, and has not said "
        "that it shows it. Without the notice:",
        then, screen, c.text, c.id, until);
  }
  return tr("{}: {} shows the emergency notice \"{}\" ({}), until {} at the latest. Without the notice:",
            then, screen, c.text, c.id, until);
}

// Prints the campaigns that are nearest to being on first.
void print(views::printer& out, const programme& p, const explanation& what, const views::explain_text& words,
           utc_ms at) {
  out.text(words.headline());
  if (what.now) out.text(words.rule());
  if (std::string change = changeover_text(p, what, at); !change.empty()) out.text(change);
  std::vector<const absence*> rows;
  for (const absence& a : what.others) rows.push_back(&a);
  std::stable_sort(rows.begin(), rows.end(), [](const absence* a, const absence* b) {
    if (a->reason != b->reason) return a->reason > b->reason;
    return a->until.value_or(utc_ms::max()) < b->until.value_or(utc_ms::max());
  });
  if (rows.empty()) return;
  views::table t({{tr("Campaign"), views::importance::high},
                  {tr("Why not"), views::importance::high, views::narrow::wrap}});
  for (const absence* a : rows) {
    t.add({p.campaigns[static_cast<std::size_t>(a->campaign)].name, words.why_not(*a)});
  }
  out.text("");
  out.show(t);
}

}  // namespace

result<int> explain(session& s, const arguments& given) {
  result<programme> p = choose_programme(s, given);
  if (!p) return p.error();
  result<const playlists::programme::screen*> on = choose_screen(s, *p, given);
  if (!on) return on.error();
  result<utc_ms> at = get_instant(s, given, *p);
  if (!at) return at.error();
  if (auto valid = check_validity(*p, *at); !valid) return valid.error();
  explanation what = playlists::analysis::explain(*p, **on, *at);
  views::explain_text words(*p, **on, *at, what);
  result<std::optional<views::notice_cover>> cover = get_cover(s, given, (*on)->name, *at);
  if (!cover) return cover.error();
  s.out.document(document_of(*p, **on, *at, what, words, *cover));
  if (*cover) s.out.text(cover_text(*p, (*on)->name, *at, **cover));
  if (!s.out.json()) print(s.out, *p, what, words, *at);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
