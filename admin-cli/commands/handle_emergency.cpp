// emergency start, stop, list. A notice is signed here, with the approver's key; the daemon only hands it on.
#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/views/notice_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/readable.hpp"
#include "wire/notice.hpp"

namespace bangtin::admin_cli::commands {

namespace {

json::array texts(const std::vector<std::string>& all) {
  json::array list;
  for (const std::string& t : all) list.emplace_back(t);
  return list;
}

result<milliseconds> length_from(const std::string& text) {
  std::optional<milliseconds> length = views::parse_typed_duration(text);
  if (length && *length <= wire::max_notice) return *length;
  return error{errc::usage, msg("a notice cannot be shown for \"{}\"", printable(text)),
               msg("give a time like 30m or 2h, at most 24h")};
}

// The screens of a group in the published programme; if none is published, in the draft.
result<std::vector<std::string>> members(session& s, const std::string& group) {
  playlists::programme::programme p;
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (*current) {
    p = std::move((*current)->value);
  } else {
    result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
    if (!draft) return draft.error();
    if (*draft) p = std::move(**draft);
  }
  std::vector<std::string> names;
  for (const playlists::programme::screen& screen : p.screens) {
    bool in = std::find(screen.groups.begin(), screen.groups.end(), group) != screen.groups.end();
    if (in) names.push_back(screen.name);
  }
  if (!names.empty()) return names;
  return error{errc::not_found, msg("no screen is in the group \"{}\"", printable(group)),
               msg("name screens as the programme does, like lobby,@indoor, or all")};
}

result<std::vector<std::string>> screens_from(session& s, const arguments& given) {
  std::vector<std::string> names;
  for (const std::string& word : split(given.get("--screens").value_or("all"), ',')) {
    if (word == "all") return std::vector<std::string>{"all"};
    if (word.starts_with('@')) {
      result<std::vector<std::string>> group = members(s, word.substr(1));
      if (!group) return group.error();
      names.insert(names.end(), group->begin(), group->end());
    } else if (!word.empty()) {
      names.push_back(word);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (!names.empty()) return names;
  return error{errc::usage, msg("--screens names no screen"),
               msg("name screens as the programme does, like lobby,@indoor, or all")};
}

// Sets the picture or video, and the text that screens show until they have fetched it.
result<void> fill_media(session& s, const std::string& id, wire::notice& n) {
  result<wire::admin::media_item> found = get_media_item(s.daemon, id);
  if (!found && found.error().code == errc::not_found) found = find_media(s, id, removed_items::also);
  if (!found) return found.error();
  const wire::admin::media_item& item = *found;
  if (item.removed) {
    return error{errc::conflict, msg("{} was removed", printable(item.file)),
                 msg("restore it with \"bangtin media restore {}\" first", item.id)};
  }
  bool one_picture = item.kind == playlists::programme::media_kind::image ||
                     item.kind == playlists::programme::media_kind::video;
  if (!one_picture || item.files.size() != 1) {
    return error{errc::unsupported, msg("{} is neither a picture nor a video", item.file),
                 msg("take a picture or a video, or write the notice with --text")};
  }
  const wire::admin::media_file& file = item.files.front();
  const bool is_video = item.kind == playlists::programme::media_kind::video;
  n.media = wire::notice_media{
      item.file, is_video, is_video ? item.duration : milliseconds(0), {file.sha256, file.bytes}};
  for (const std::string& words : {item.title, item.file}) {
    bool readable = !words.empty() && !playlists::text::find_unreadable(words);
    if (n.text.empty() && readable) n.text = words;
  }
  if (n.text.empty()) n.text = "Thông báo khẩn";  // for the public, so not in the staff's language
  return {};
}

result<wire::notice> notice_from(session& s, const arguments& given) {
  wire::notice n;
  n.text = given.text("--text");
  if (n.text.find_first_not_of(" \t\n") == std::string::npos && !given.has("--media")) {
    return error{errc::usage, msg("the notice says nothing"), msg("give it words with --text, or --media")};
  }
  if (n.text.size() > wire::max_notice_text_bytes) {
    return error{errc::usage, msg("the text is too long for a notice"),
                 msg("write less: people read it from across the room")};
  }
  if (auto bad = playlists::text::find_unreadable(n.text)) return error{errc::usage, bad->what, bad->remedy};
  result<milliseconds> length = length_from(given.text("--for"));
  if (!length) return length.error();
  milliseconds needs = playlists::text::reading_time(n.text);
  if (needs > *length) {
    return error{
        errc::usage,
        msg("nobody can read this in {}: it needs {} at {} letters a second", format_duration(*length),
            format_duration(std::chrono::ceil<std::chrono::seconds>(needs)),
            playlists::text::letters_per_second),
        msg("write less, or show it for longer with --for")};
  }
  result<std::vector<std::string>> screens = screens_from(s, given);
  if (!screens) return screens.error();
  n.screens = std::move(*screens);
  if (given.has("--media")) {
    if (result<void> filled = fill_media(s, given.text("--media"), n); !filled) return filled.error();
  }
  n.issued = s.now;
  n.expires = s.now + *length;
  return n;
}

// Signs the notice under a new number and sends it to the daemon.
result<void> send(session& s, const arguments& given, std::int64_t newest, wire::notice& n) {
  result<approver> who = get_approver(s, given);
  if (!who) return who.error();
  n.id = random_hex(4);
  n.number = std::max<std::int64_t>(newest + 1, to_unix_ms(n.issued));
  wire::admin::notice_order order{wire::sign_notice(n, who->key, who->certificate), who->root};
  std::string body = canonical(wire::admin::encode(order));
  result<wire::reply> done = s.daemon.call(send_request("POST", "/v1/notices", std::move(body)));
  if (!done) return done.error();
  return {};
}

}  // namespace

result<int> emergency_start(session& s, const arguments& given) {
  result<wire::notice> n = notice_from(s, given);
  if (!n) return n.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  std::string screens =
      n->screens.front() == "all" ? tr("all screens") : fmt::format("{}", fmt::join(n->screens, ", "));
  std::string until = views::local_time(n->expires, where->timezone);
  s.out.text(n->text);
  if (n->media) s.out.text(tr("with {}", n->media->name));
  if (result<void> yes = agreed(s, tr("Show this now on {} until {}?", screens, until)); !yes) {
    return yes.error();
  }
  if (result<void> sent = send(s, given, known->newest, *n); !sent) return sent.error();
  s.out.document(json::object{{"id", n->id},
                              {"number", n->number},
                              {"issued", views::local_rfc3339(n->issued, where->timezone)},
                              {"expires", views::local_rfc3339(n->expires, where->timezone)},
                              {"text", n->text},
                              {"media", n->media ? json::value(n->media->name) : json::value()},
                              {"screens", texts(n->screens)}});
  s.out.done(tr("notice {} is out to {} until {}; \"bangtin emergency list\" tells who shows it", n->id,
                screens, until));
  return 0;
}

result<int> emergency_stop(session& s, const arguments& given) {
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  std::vector<std::string> wanted = given.all("ID");
  wire::notice stop;
  stop.issued = s.now;
  stop.screens = {"all"};
  for (const wire::admin::notice& r : known->notices) {
    bool named = wanted.empty() || std::find(wanted.begin(), wanted.end(), r.id) != wanted.end();
    if (!named || views::state_at(r, s.now) != views::notice_state::on) continue;
    stop.stops.push_back(r.id);
    stop.expires = std::max(stop.expires, r.expires);
  }
  for (const std::string& id : wanted) {
    if (std::find(stop.stops.begin(), stop.stops.end(), id) != stop.stops.end()) continue;
    return error{errc::not_found, msg("no notice \"{}\" is on", printable(id)),
                 msg("see \"bangtin emergency list\" for those that are")};
  }
  if (stop.stops.empty()) {
    s.out.document(json::object{{"stopped", json::array()}});
    s.out.done(tr("no notice is on"));
    return 0;
  }
  std::sort(stop.stops.begin(), stop.stops.end());
  stop.expires = std::min(stop.expires, s.now + wire::max_notice);
  if (result<void> sent = send(s, given, known->newest, stop); !sent) return sent.error();
  s.out.document(json::object{{"stopped", texts(stop.stops)}});
  s.out.done(tr("stopped: {}", fmt::join(stop.stops, ", ")));
  return 0;
}

result<int> emergency_list(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  json::array answers;
  for (const wire::admin::notice& r : known->notices)
    answers.push_back(views::to_json(r, where->timezone, s.now));
  s.out.document(answers);
  if (known->notices.empty()) {
    s.out.text(tr("there was no emergency notice yet"));
  } else {
    views::print_notices(s.out, known->notices, where->timezone, s.now);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
