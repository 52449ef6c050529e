// apply, diff, approve, history: from the programme file to the draft, and from the draft to what screens
// show.
#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/changeovers.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/programme_file.hpp"
#include "admin-cli/views/difference.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"

#include <cstdlib>

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
constexpr std::int64_t max_validity_days = 3650;
constexpr std::chrono::minutes max_skew{10};  // as the daemon has it

json::array to_json(const std::vector<views::changeover>& all, const std::string& timezone) {
  json::array list;
  for (const views::changeover& c : all) list.push_back(views::to_json(c, timezone));
  return list;
}

json::array texts(const std::vector<std::string>& all) {
  json::array list;
  for (const std::string& t : all) list.emplace_back(t);
  return list;
}

struct draft_and_published {
  playlists::programme::programme draft;
  std::optional<published_programme> published;
  std::vector<views::change> changes;
};

result<draft_and_published> get_both(session& s) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (!*draft) {
    return error{errc::not_found, msg("there is no draft yet"),
                 msg("make one with \"bangtin apply PROGRAMME.toml\"")};
  }
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  draft_and_published both{std::move(**draft), std::move(*current), {}};
  both.changes = views::difference(both.published ? both.published->value : playlists::programme::programme{},
                                   both.draft);
  return both;
}

std::int64_t whole_minutes(milliseconds d) {
  return std::abs(std::chrono::round<std::chrono::minutes>(d).count());
}

// Screens without a clock take the time of an approval for the least possible time. Refuses what the daemon
// would refuse, before the passphrase is asked for; warns where nobody knows the time.
result<void> check_clocks(session& s) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  if (!where->now) return {};  // an older daemon
  milliseconds skew = s.now - *where->now;
  bool apart = skew > max_skew || skew < -max_skew;
  std::string zone = where->timezone;
  if (where->clock == to_string(clock_trust::synced)) {
    if (!apart) return {};
    return error{
        errc::invalid,
        msg("this computer's clock is {} minutes off: it says {}, and the daemon's, which is "
            "synchronised, {}",
            whole_minutes(skew), views::local_time(s.now, zone), views::local_time(*where->now, zone)),
        msg("set this computer's clock (\"timedatectl set-ntp true\"), and approve again")};
  }
  if (apart) {
    s.out.note(
        tr("Warning: this computer's clock and the daemon's are {} minutes apart ({} and {}), and the "
           "daemon's is not synchronised.",
           whole_minutes(skew), views::local_time(s.now, zone), views::local_time(*where->now, zone)));
  }
  if (s.clock != clock_trust::synced) {
    s.out.note(
        tr("Warning: neither this computer's clock nor the daemon's is synchronised. The approval will say "
           "{}; screens without a clock go by that. Set up time synchronisation, on the daemon's machine "
           "first.",
           views::local_time(s.now, zone)));
  }
  return {};
}

}  // namespace

result<int> apply_programme(session& s, const arguments& given) {
  fs::path file = given.text("PROGRAMME.toml");
  bool dry_run = given.has("--dry-run");
  result<playlists::text::parsed_text> parsed =
      read_programme_text(s.out, file, playlists::text::media_facts::later);
  if (!parsed) return parsed.error();
  playlists::programme::programme* read = &parsed->value;
  result<local_media> media = fill_media(s, *read, file, parsed->places.media, dry_run);
  if (!media) return media.error();
  settle_media(*read);
  result<std::optional<stored_draft>> before = get_stored_draft(s.daemon);
  if (!before) return before.error();
  std::vector<views::change> changes =
      views::difference(*before ? (*before)->value : playlists::programme::programme{}, *read);
  views::print_difference(s.out, changes);
  json::object answer{
      {"changes", views::to_json(changes)}, {"uploaded", texts(media->sent)}, {"applied", false}};
  if (dry_run) {
    for (const std::string& name : media->sent) s.out.text(tr("would be uploaded: {}", name));
    s.out.text(tr("nothing was changed (--dry-run)"));
    s.out.document(answer);
    return 0;
  }
  if (*before && changes.empty()) {
    s.out.done(tr("the draft is like {} already", file.string()));
    s.out.document(answer);
    return 0;
  }
  if (result<void> yes = agreed(s, tr("Make the draft so?")); !yes) return yes.error();
  result<digest> put = put_draft(s.daemon, *read, *before ? (*before)->etag : std::string());
  if (!put) return put.error();
  answer["applied"] = true;
  answer["identity"] = put->hex();
  s.out.document(answer);
  s.out.done(tr("the draft is now {}; \"bangtin approve\" publishes it", file.string()));
  return 0;
}

result<int> show_difference(session& s, const arguments&) {
  result<draft_and_published> both = get_both(s);
  if (!both) return both.error();
  s.out.document(views::to_json(both->changes));
  if (!both->published) s.out.note(tr("Nothing is published yet."));
  views::print_difference(s.out, both->changes);
  return 0;
}

result<int> approve_programme(session& s, const arguments& given) {
  result<std::int64_t> days = given.number("--days", 1, max_validity_days, 365);
  if (!days) return days.error();
  result<draft_and_published> both = get_both(s);
  if (!both) return both.error();
  views::print_difference(s.out, both->changes);
  if (result<void> clocks = check_clocks(s); !clocks) return clocks.error();
  result<approver> who = get_approver(s, given);
  if (!who) return who.error();
  playlists::programme::programme p = both->draft;
  p.version = both->published ? both->published->value.version + 1 : 1;
  p.issued = s.now;
  p.expires = s.now + std::chrono::days(*days);
  p.now = given.has("--now");
  if (std::optional<error> bad = playlists::text::check_references(p)) return *bad;
  if (result<void> yes = agreed_to_leave_behind(s, p, given); !yes) return yes.error();
  if (result<void> yes = agreed(s, tr("Sign this and publish it as version {}?", p.version)); !yes) {
    return yes.error();
  }
  p.issued = s.this_moment();
  p.expires = p.issued + std::chrono::days(*days);
  wire::signed_programme note = wire::sign_programme(p, who->key, who->certificate);
  std::string body = canonical(wire::admin::encode(wire::admin::publication{note, who->root}));
  wire::request post = send_request("POST", "/v1/programmes", std::move(body));
  post.timeout = std::chrono::minutes(2);
  result<json::value> put = s.daemon.call_json(post);
  if (!put) return put.error();
  s.out.done(tr("version {} is signed and published, valid until {}", p.version,
                views::local_time(p.expires, p.timezone)));
  std::optional<std::vector<views::changeover>> screens;
  if (!given.has("--no-wait")) screens = watch_changeovers(s, p);
  s.out.document(json::object{{"version", p.version},
                              {"identity", sha256(note.bytes).hex()},
                              {"issued", views::local_rfc3339(p.issued, p.timezone)},
                              {"expires", views::local_rfc3339(p.expires, p.timezone)},
                              {"now", p.now},
                              {"changes", views::to_json(both->changes)},
                              {"screens", screens ? json::value(to_json(*screens, p.timezone)) : nullptr}});
  if (!screens) return 0;
  for (const views::changeover& c : *screens)
    s.out.text(c.screen + ": " + views::text_of(c, p.timezone, s.now));
  return 0;
}

result<int> show_history(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::published_version>> versions = get_history(s.daemon);
  if (!versions) return versions.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr(">Version"), high},
                  {tr("Published"), high, views::narrow::whole},
                  {tr("Approver"), usual},
                  {tr("Valid until"), usual, views::narrow::whole},
                  {tr("Identity"), low, views::narrow::whole}});
  for (const wire::admin::published_version& v : *versions) {
    auto iso = [&](utc_ms time) { return views::local_rfc3339(time, where->timezone); };
    answers.push_back(json::object{{"version", v.version},
                                   {"identity", v.programme_digest.hex()},
                                   {"approver", v.approver},
                                   {"issued", iso(v.issued)},
                                   {"expires", iso(v.expires)},
                                   {"published", iso(v.published)}});
    t.add({std::to_string(v.version),
           views::local_time(v.published, where->timezone),
           v.approver,
           {views::local_time(v.expires, where->timezone),
            v.expires <= s.now ? views::tone::bad : views::tone::plain},
           v.programme_digest.hex().substr(0, 12)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("nothing has been published yet"));
  } else {
    s.out.show(t);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
