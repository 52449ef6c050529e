// emergency start. A notice is signed here, with the approver's key; the daemon only hands it on.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/notice_delivery.hpp"
#include "admin-cli/commands/notice_recipients.hpp"
#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/notice_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/duration_words.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/readable.hpp"
#include "wire/notice.hpp"

namespace bangtin::admin_cli::commands {

namespace {

result<milliseconds> length_from(const std::string& text) {
  std::optional<milliseconds> length = views::parse_typed_duration(text);
  if (length && *length <= wire::max_notice) return *length;
  return error{errc::usage, msg("a notice cannot be shown for \"{}\"", printable(text)),
               msg("give a time like 30m or 2h, at most 24h")};
}

// ---- the notice

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
  if (!is_picture_or_video(item)) {
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

// Without its screens.
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
    return error{errc::usage,
                 msg("nobody can read this in {}: it needs {} at {} letters a second",
                     inner(duration_message(*length)),
                     inner(duration_message(std::chrono::ceil<std::chrono::seconds>(needs))),
                     playlists::text::letters_per_second),
                 msg("write less, or show it for longer with --for")};
  }
  n.issued = s.now;
  n.expires = s.now + *length;
  return n;
}

// ---- what has become of it

// Why a screen does not show it; empty if it does.
std::string obstacle(const wire::admin::notice_screen& one, const std::vector<wire::admin::screen>& rows,
                     const std::string& timezone, utc_ms now) {
  auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.name == one.name; });
  if (one.refused) return translate(*one.refused);
  if (one.ended) return tr("no longer shown");
  if (row != rows.end() && row->now_playing == "no-display") return tr("it has no display");
  if (row != rows.end() && row->output == "disconnected") return tr("its display is off or unplugged");
  if (one.shown) return {};
  if (row != rows.end() && views::is_silent(*row, now)) {
    return row->last_seen ? tr("not seen since {}", views::local_time(*row->last_seen, timezone))
                          : tr("not seen yet");
  }
  return tr("not shown yet");
}

struct outcome {
  std::vector<wire::admin::notice_screen> screens;  // that it was sent to
  std::vector<std::string> missing;                 // lines: a screen, and why it does not show it
  bool all_refused = false;
};

outcome outcome_of(session& s, const wire::admin::notice& n, const std::string& timezone) {
  // Asked again: the display of a screen may have been switched on for the notice.
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  outcome all;
  all.screens = n.screens;
  all.all_refused = !n.screens.empty();
  for (const wire::admin::notice_screen& one : n.screens) {
    all.all_refused = all.all_refused && one.refused.has_value();
    const std::string why =
        obstacle(one, rows ? *rows : std::vector<wire::admin::screen>(), timezone, s.this_moment());
    if (!why.empty()) all.missing.push_back(one.name + ": " + why);
  }
  return all;
}

// "sent to 3 screens, shown on 2".
std::string reach_words(const wire::notice& n, const recipients& to, const std::optional<outcome>& known,
                        const std::string& until) {
  const std::size_t sent = known ? known->screens.size() : to.with_player.size();
  if (!known) {
    return tr("notice {} is sent (screens: {}), until {}; \"bangtin emergency list\" tells who shows it",
              n.id, sent, until);
  }
  const std::size_t shown = sent - known->missing.size();
  if (sent == 1) {
    const std::string name = printable(known->screens.front().name);
    return shown == 1
               ? tr("notice {} is sent to \"{}\" and shown there, until {}", n.id, name, until)
               : tr("notice {} is sent to \"{}\" and not shown there yet; it ends at {}", n.id, name, until);
  }
  return tr("notice {} is sent to {} screens, shown on {}, until {}", n.id, sent, shown, until);
}

void print_missing(session& s, const recipients& to, const std::optional<outcome>& known) {
  if (known) {
    for (const std::string& line : known->missing) s.out.note("! " + line);
  }
  for (const std::string& name : to.without_player) s.out.note("! " + name + ": " + tr("it has no player"));
  if (known && !known->missing.empty()) {
    s.out.note(tr("Screens show it as soon as they can; \"bangtin emergency list\" tells who does."));
  }
}

json::object document_of(const wire::notice& n, const recipients& to, const std::optional<outcome>& known,
                         const std::string& timezone) {
  const std::size_t sent = known ? known->screens.size() : to.with_player.size();
  return {{"id", n.id},
          {"number", n.number},
          {"issued", views::local_rfc3339(n.issued, timezone)},
          {"expires", views::local_rfc3339(n.expires, timezone)},
          {"text", n.text},
          {"media", n.media ? json::value(n.media->name) : json::value()},
          {"screens", views::json_texts(n.screens)},
          {"sent", sent},
          {"shown", known ? json::value(sent - known->missing.size()) : json::value()},
          {"states", known ? json::value(views::to_json(known->screens, timezone)) : json::value()},
          {"without_player", views::json_texts(to.without_player)}};
}

}  // namespace

result<int> emergency_start(session& s, const arguments& given) {
  result<wire::notice> n = notice_from(s, given);
  if (!n) return n.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  result<recipients> to = recipients_from(s, given, *rows);
  if (!to) return to.error();
  n->screens = to->names;
  if (given.has("--media")) {
    if (result<void> filled = fill_media(s, given.text("--media"), *n); !filled) return filled.error();
  }
  result<wire::admin::notice_list> known = get_notices(s.daemon);
  if (!known) return known.error();
  const std::string names = views::listed_words(to->with_player);
  s.out.text(n->text);
  if (n->media) s.out.text(tr("with {}", n->media->name));
  if (result<void> yes = agreed(s, tr("Show this now on {} until {}?",
                                      n->screens.front() == "all" ? tr("all screens ({})", names) : names,
                                      views::local_time(n->expires, where->timezone)));
      !yes) {
    return yes.error();
  }
  result<approver> who = get_site_approver(s, given);
  if (!who) return who.error();
  if (result<void> sent = send_notice(s, *who, known->newest, *n); !sent) return sent.error();
  auto answered = [](const wire::admin::notice_screen& one) { return one.shown || one.ended || one.refused; };
  std::optional<std::vector<wire::admin::notice>> seen =
      watch_notices(s, {{n->id}, answered, silent_screens(*rows, s.now), given.has("--no-wait")});
  std::optional<outcome> became;
  if (seen && !seen->empty()) became = outcome_of(s, seen->front(), where->timezone);
  s.out.document(document_of(*n, *to, became, where->timezone));
  s.out.done(reach_words(*n, *to, became, views::local_time(n->expires, where->timezone)));
  print_missing(s, *to, became);
  return became && became->all_refused ? 1 : 0;
}

}  // namespace bangtin::admin_cli::commands
