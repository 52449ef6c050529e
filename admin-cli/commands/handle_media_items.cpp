// media edit, media remove, media sweep, media restore.
#include <algorithm>
#include <array>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/media_edit_words.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/media_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/counted.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_edit;
using wire::admin::media_item;

// The daemon looks at every programme and every file of its store.
constexpr std::chrono::minutes max_sweep{10};

struct text_option {
  std::string_view key;
  std::optional<std::string> media_edit::*to;
};
constexpr std::array text_options{
    text_option{"--title", &media_edit::title},       text_option{"--theme", &media_edit::theme},
    text_option{"--audience", &media_edit::audience}, text_option{"--owner", &media_edit::owner},
    text_option{"--link", &media_edit::link},         text_option{"--call", &media_edit::call},
    text_option{"--language", &media_edit::language}, text_option{"--licence", &media_edit::licence}};

std::string path_of(const media_item& m) {
  return "/v1/media/items/" + m.id;
}

result<media_item> send_for_item(session& s, std::string method, std::string path, std::string body) {
  result<json::value> answer =
      s.daemon.call_json(send_request(std::move(method), std::move(path), std::move(body)));
  if (!answer) return answer.error();
  return media_item_from(*answer);
}

result<std::string> review_day(const session& s, const std::string& typed, const std::string& timezone) {
  if (trimmed(typed).empty()) return std::string();
  auto day = views::parse_day(typed, views::today_in(timezone, s.now));
  if (day) return playlists::programme::format_date(*day);
  return error{errc::usage, msg("\"{}\" is no date", printable(typed)),
               msg("write it as 2027-03-31 or 31/3/2027")};
}

// The id of the subtitles: of a file, which is loaded first, or of a loaded item.
result<std::string> subtitles_id(session& s, const std::string& typed) {
  if (trimmed(typed).empty()) return std::string();
  std::error_code code;
  if (!std::filesystem::exists(typed, code)) {
    result<media_item> m = find_media(s, typed, removed_items::no);
    if (!m && m.error().code == errc::not_found) {
      return error{errc::not_found, msg("there is neither a file nor a media item \"{}\"", printable(typed)),
                   m.error().remedy};
    }
    if (!m) return m.error();
    return m->id;
  }
  result<local_file> file = open_local(typed, s.person);
  if (!file) return file.error();
  if (result<void> sent = upload(s, *file); !sent) return sent.error();
  result<json::value> made = ingest(s, *file, {});
  if (!made) return made.error();
  result<media_item> m = media_item_from(*made);
  if (!m) return m.error();
  return m->id;
}

result<media_edit> edit_from(session& s, const arguments& given, const std::string& timezone) {
  media_edit e;
  for (const text_option& o : text_options) {
    std::optional<std::string> typed = given.get(o.key);
    if (!typed) continue;
    result<std::string> line = line_of(o.key, *typed);
    if (!line) return line.error();
    e.*o.to = std::move(*line);
  }
  if (auto duration = given.get("--duration")) {
    result<std::chrono::milliseconds> d = duration_from(*duration);
    if (!d) return d.error();
    e.duration = *d;
  }
  if (auto review = given.get("--review")) {
    result<std::string> day = review_day(s, *review, timezone);
    if (!day) return day.error();
    e.review = std::move(*day);
  }
  if (auto subtitles = given.get("--subtitles")) {
    result<std::string> id = subtitles_id(s, *subtitles);
    if (!id) return id.error();
    e.subtitles = std::move(*id);
  }
  return e;
}

// Whether "apply" takes one of these from the item into the programme.
bool changes_the_draft(const media_edit& e) {
  return e.title || e.theme || e.owner || e.link || e.call || e.subtitles || e.duration;
}

// The draft, and what is approved of it, has what the item said when the file was applied.
void note_draft(session& s, const media_item& m) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft || !*draft) return;
  const bool used =
      std::any_of((**draft).media.begin(), (**draft).media.end(),
                  [&](const playlists::programme::media_item& named) { return named.id == m.id; });
  if (!used) return;
  s.out.note(tr(
      "the draft uses {} and keeps what was written before; \"bangtin draft refresh\" takes the change over",
      m.file));
}

result<wire::admin::swept_media> sweep_media(session& s, const wire::admin::sweep_order& order) {
  wire::request r = send_request("POST", "/v1/media/sweep", canonical(wire::admin::encode(order)));
  r.timeout = max_sweep;
  r.stall = max_sweep;
  result<json::value> answer = s.daemon.call_json(r);
  if (!answer) return answer.error();
  result<wire::admin::swept_media> swept = wire::admin::decode<wire::admin::swept_media>(*answer);
  if (!swept) return strange_answer(swept.error());
  return swept;
}

std::string bytes_text(const wire::admin::swept_media& swept) {
  return views::size_text(static_cast<std::uint64_t>(std::max<std::int64_t>(swept.bytes, 0)));
}

// The film's subtitles, if they were removed too.
std::optional<media_item> removed_subtitles(session& s, const media_item& film) {
  if (film.subtitles.empty()) return std::nullopt;
  result<std::vector<media_item>> removed = get_removed_media(s);
  if (!removed) return std::nullopt;
  auto found = std::find_if(removed->begin(), removed->end(),
                            [&](const media_item& m) { return m.id == film.subtitles; });
  return found == removed->end() ? std::nullopt : std::optional(*found);
}

}  // namespace

result<int> media_edit(session& s, const arguments& given) {
  bool any = given.has("--review") || given.has("--subtitles") || given.has("--duration");
  for (const text_option& o : text_options) any = any || given.has(o.key);
  if (!any) {
    return error{
        errc::usage, msg("nothing is to be changed"),
        msg("say what, for example --title \"Nộp hồ sơ trực tuyến\"; see bangtin media edit --help")};
  }
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<media_item> m = find_media(s, given.text("ID"), removed_items::also);
  if (!m) return m.error();
  result<wire::admin::media_edit> e = edit_from(s, given, where->timezone);
  if (!e) return e.error();
  result<media_item> changed = send_for_item(s, "PATCH", path_of(*m), canonical(wire::admin::encode(*e)));
  if (!changed) return changed.error();
  s.out.document(views::media_json(*changed, where->timezone));
  print_media_changes(s, *m, *changed);
  s.out.done(*changed == *m ? tr("{} ({}) is so already", changed->file, changed->id)
                            : tr("changed what is written about {} ({})", changed->file, changed->id));
  if (e->review) {
    s.out.done(changed->review.empty()
                   ? tr("nobody will be reminded to look at it again")
                   : tr("it is to be looked at again on {}", local_dates(changed->review)));
  }
  if (changes_the_draft(*e) && *changed != *m) note_draft(s, *changed);
  return 0;
}

result<int> media_remove(session& s, const arguments& given) {
  const bool now = given.has("--now");
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  // With --now also one that was removed before.
  result<media_item> m = find_media(s, given.text("ID"), now ? removed_items::also : removed_items::no);
  if (!m) return m.error();
  if (now) {
    if (result<void> yes = agreed(s, tr("Delete {} ({}) for good? It cannot be restored.", m->file, m->id));
        !yes)
      return yes.error();
  }
  if (!m->removed) {
    m = send_for_item(s, "DELETE", path_of(*m), "");
    if (!m) return m.error();
  }
  result<wire::admin::swept_media> swept = wire::admin::swept_media();
  if (now) swept = sweep_media(s, {m->id});
  if (!swept) return swept.error();
  s.out.document(views::media_json(*m, where->timezone));
  if (swept->items > 0) {
    s.out.done(tr("deleted {} ({}) for good; free again: {}", m->file, m->id, bytes_text(*swept)));
  } else if (swept->kept > 0) {
    s.out.text(
        tr("removed {} ({}), but its files stay: the draft, a notice, or a version of the programme to "
           "which \"bangtin revert\" can go back needs them",
           m->file, m->id));
  } else {
    s.out.done(tr("removed {} ({}); \"bangtin media restore {}\" takes it back within 30 days", m->file,
                  m->id, m->id));
  }
  return 0;
}

result<int> media_sweep(session& s, const arguments&) {
  if (result<void> yes = agreed(s, tr("Delete for good everything that was removed? It cannot be restored."));
      !yes)
    return yes.error();
  result<wire::admin::swept_media> swept = sweep_media(s, {});
  if (!swept) return swept.error();
  s.out.document(wire::admin::encode(*swept));
  if (swept->files == 0 && swept->items == 0) {
    s.out.text(tr("there was nothing to delete"));
  } else {
    const message items =
        counted(swept->items, msg("{} media item", swept->items), msg("{} media items", swept->items));
    const message files = counted(swept->files, msg("{} file", swept->files), msg("{} files", swept->files));
    s.out.done(
        tr("deleted for good: {}, {}; free again: {}", inner(items), inner(files), bytes_text(*swept)));
  }
  if (swept->kept > 0) {
    s.out.note(
        tr("{} removed items stay: the draft, a notice, or a version of the programme to which \"bangtin "
           "revert\" can go back needs their files",
           swept->kept));
  }
  return 0;
}

result<int> media_restore(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<media_item> m = find_media(s, given.text("ID"), removed_items::only);
  if (!m && m.error().code == errc::not_found) {
    if (result<media_item> here = find_media(s, given.text("ID"), removed_items::no)) {
      return error{errc::conflict, msg("{} was not removed", printable(here->file)),
                   msg("nothing is to be done")};
    }
    error e = m.error();
    if (e.remedy.args.empty())
      e.remedy = msg("see \"bangtin media list --removed\" for those that there are");
    return e;
  }
  if (!m) return m.error();
  const std::optional<media_item> subtitles = removed_subtitles(s, *m);
  result<media_item> back = send_for_item(s, "POST", path_of(*m) + "/restore", "");
  if (!back) return back.error();
  s.out.document(views::media_json(*back, where->timezone));
  s.out.done(tr("{} ({}) is back", back->file, back->id));
  if (subtitles && back->subtitles == subtitles->id) {
    s.out.done(tr("so are its subtitles, {} ({})", subtitles->file, subtitles->id));
  } else if (!m->subtitles.empty() && back->subtitles.empty()) {
    s.out.note(
        tr("its subtitles are no longer there; \"bangtin media edit {} --subtitles FILE\" gives it others",
           back->id));
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
