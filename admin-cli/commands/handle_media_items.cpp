// media edit, media remove, media restore, media check.
#include <array>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/media_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_edit;
using wire::admin::media_item;

// Reading a file of 4 GiB from a slow disk takes minutes, and the daemon says nothing meanwhile.
constexpr std::chrono::hours max_check{4};

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
  for (const text_option& o : text_options) e.*o.to = given.get(o.key);
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

// ---- check

struct checked {
  media_item item;
  wire::admin::media_check found;
  bool is_good() const { return found.damaged.empty() && found.missing.empty(); }
};

result<checked> check_item(session& s, const media_item& m) {
  wire::request r = send_request("POST", path_of(m) + "/check", "");
  r.timeout = max_check;
  r.stall = max_check;
  result<json::value> answer = s.daemon.call_json(r);
  if (!answer) return answer.error();
  result<wire::admin::media_check> found = wire::admin::decode<wire::admin::media_check>(*answer);
  if (found) return checked{m, std::move(*found)};
  return error{errc::invalid, msg("the daemon's answer cannot be used: {}", in_english(found.error().what)),
               msg("check that daemon and command are of the same version")};
}

json::object to_json(const checked& c) {
  json::array damaged, missing;
  for (const digest& d : c.found.damaged) damaged.emplace_back(d.hex());
  for (const digest& d : c.found.missing) missing.emplace_back(d.hex());
  return {{"id", c.item.id},
          {"file", c.item.file},
          {"state", c.is_good()               ? "good"
                    : c.found.damaged.empty() ? "missing"
                                              : "damaged"},
          {"files", c.found.files},
          {"bytes", c.found.bytes},
          {"damaged", std::move(damaged)},
          {"missing", std::move(missing)}};
}

void print(views::printer& out, const checked& c) {
  if (c.is_good()) return;
  if (c.found.damaged.empty()) {
    out.text(tr("{} ({}): {} of its {} files are missing", c.item.file, c.item.id, c.found.missing.size(),
                c.found.files));
  } else {
    out.text(tr("{} ({}): {} of its {} files are damaged; they were set aside", c.item.file, c.item.id,
                c.found.damaged.size(), c.found.files));
  }
}

std::uint64_t bytes_of(const media_item& m) {
  std::uint64_t bytes = 1;  // an item without files is a step of the bar too
  for (const wire::admin::media_file& f : m.files) bytes += static_cast<std::uint64_t>(f.bytes);
  return bytes;
}

result<std::vector<checked>> check_all(session& s, const std::vector<media_item>& items) {
  std::uint64_t total = 0, done = 0;
  for (const media_item& m : items) total += bytes_of(m);
  std::vector<checked> all;
  for (const media_item& m : items) {
    s.person.progress(tr("reading {}", m.file), done, total + 1);
    result<checked> c = check_item(s, m);
    if (!c) {
      s.person.progress("", 1, 1);
      // Somebody removed the last of an item meanwhile.
      if (c.error().code == errc::not_found) continue;
      return c.error();
    }
    done += bytes_of(m);
    all.push_back(std::move(*c));
  }
  s.person.progress("", 1, 1);
  return all;
}

}  // namespace

result<int> media_edit(session& s, const arguments& given) {
  bool any = given.has("--review") || given.has("--subtitles");
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
  s.out.done(*changed == *m ? tr("{} ({}) is so already", changed->file, changed->id)
                            : tr("changed what is written about {} ({})", changed->file, changed->id));
  return 0;
}

result<int> media_remove(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<media_item> m = find_media(s, given.text("ID"), removed_items::no);
  if (!m) return m.error();
  result<media_item> gone = send_for_item(s, "DELETE", path_of(*m), "");
  if (!gone) return gone.error();
  s.out.document(views::media_json(*gone, where->timezone));
  s.out.done(tr("removed {} ({}); \"bangtin media restore {}\" takes it back within 30 days", gone->file,
                gone->id, gone->id));
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
  result<media_item> back = send_for_item(s, "POST", path_of(*m) + "/restore", "");
  if (!back) return back.error();
  s.out.document(views::media_json(*back, where->timezone));
  s.out.done(tr("{} ({}) is back", back->file, back->id));
  return 0;
}

result<int> media_check(session& s, const arguments& given) {
  std::vector<media_item> items;
  if (auto typed = given.get("ID")) {
    result<media_item> m = find_media(s, *typed, removed_items::also);
    if (!m) return m.error();
    items.push_back(std::move(*m));
  } else {
    result<std::vector<media_item>> there = get_media(s.daemon);
    if (!there) return there.error();
    items = std::move(*there);
    // Removed ones can be restored, so they must be whole too.
    result<std::vector<media_item>> removed = get_removed_media(s);
    if (!removed) return removed.error();
    items.insert(items.end(), std::make_move_iterator(removed->begin()),
                 std::make_move_iterator(removed->end()));
  }
  result<std::vector<checked>> all = check_all(s, items);
  if (!all) return all.error();
  json::array answers;
  std::size_t bad = 0;
  for (const checked& c : *all) {
    answers.push_back(to_json(c));
    print(s.out, c);
    bad += c.is_good() ? 0 : 1;
  }
  s.out.document(answers);
  if (bad == 0) {
    s.out.text(tr("{} media items: all of their files are good", all->size()));
    return 0;
  }
  s.out.text(
      tr("{} of {} media items are not whole. Load their files again with \"bangtin media add FILE\", "
         "and look at the daemon's disk.",
         bad, all->size()));
  return views::exit_code(errc::verification);
}

}  // namespace bangtin::admin_cli::commands
