// media add, media list, media show.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string kind_text(playlists::programme::media_kind k) {
  switch (k) {
    case playlists::programme::media_kind::video:
      return tr("video");
    case playlists::programme::media_kind::pages:
      return tr("guide");
    case playlists::programme::media_kind::subtitles:
      return tr("subtitles");
    case playlists::programme::media_kind::image:
      break;
  }
  return tr("image");
}

std::string size_text(const wire::admin::media_item& m) {
  return m.width > 0 ? fmt::format("{}x{}", m.width, m.height) : "";
}

// "20s" for a video, "5 pages" for a guide.
std::string length_text(const wire::admin::media_item& m) {
  if (m.kind == playlists::programme::media_kind::pages) return tr("{} pages", m.pages);
  return m.duration.count() > 0 ? format_duration(m.duration) : "";
}

json::object to_json(const wire::admin::media_item& m, const std::string& timezone) {
  json::array files;
  for (const wire::admin::media_file& f : m.files) {
    files.push_back(json::object{{"sha256", f.sha256.hex()}, {"bytes", f.bytes}});
  }
  return {{"id", m.id},
          {"sha256", m.sha256.hex()},
          {"file", m.file},
          {"kind", playlists::programme::to_string(m.kind)},
          {"width", m.width},
          {"height", m.height},
          {"duration_ms", m.duration.count()},
          {"pages", m.pages},
          {"title", m.title},
          {"theme", m.theme},
          {"owner", m.owner},
          {"link", m.link},
          {"added", views::local_rfc3339(m.added, timezone)},
          {"files", std::move(files)}};
}

// One line of the answer to "media add".
struct outcome {
  std::string file;
  std::optional<digest> sha256;
  result<wire::admin::media_item> made = error{};
};

json::object to_json(const outcome& o) {
  json::object v{{"file", o.file},   {"status", "rejected"}, {"media", nullptr},  {"sha256", nullptr},
                 {"kind", nullptr},  {"width", nullptr},     {"height", nullptr}, {"duration_ms", nullptr},
                 {"pages", nullptr}, {"reason", nullptr}};
  if (o.sha256) v["sha256"] = o.sha256->hex();
  if (!o.made) {
    v["reason"] = views::sentence(o.made.error().what, o.made.error().remedy);
    return v;
  }
  const wire::admin::media_item& m = *o.made;
  v["status"] = o.made->status;
  v["media"] = m.id;
  v["kind"] = playlists::programme::to_string(m.kind);
  v["width"] = m.width;
  v["height"] = m.height;
  v["duration_ms"] = m.duration.count();
  v["pages"] = m.pages;
  return v;
}

void print(views::printer& out, const outcome& o) {
  if (!o.made) {
    // Report a rejection even with --quiet.
    out.text(tr("rejected: {}: {}", o.file, views::sentence(o.made.error().what, o.made.error().remedy)));
    return;
  }
  const wire::admin::media_item& m = *o.made;
  std::string facts = kind_text(m.kind);
  for (const std::string& part : {size_text(m), length_text(m)}) {
    if (!part.empty()) facts += ", " + part;
  }
  if (o.made->status == "duplicate") {
    out.done(tr("already there: {} is media item {} ({})", o.file, m.id, facts));
  } else {
    out.done(tr("accepted: {} is media item {} ({})", o.file, m.id, facts));
  }
}

// Uploads one file. An error means that the daemon or this machine failed, not that the file was rejected.
result<outcome> add_one(session& s, const std::string& path, const media_texts& words) {
  outcome o{printable(path), {}, error{}};
  result<local_file> file = open_local(path, s.person);
  s.person.progress("", 1, 1);
  if (!file) {
    o.made = file.error();
    return o;
  }
  o.sha256 = file->sha256;
  if (result<void> sent = upload(s, *file); !sent) {
    // A full disk may have room for the next file if that is smaller.
    errc code = sent.error().code;
    bool of_the_file = code == errc::limit || code == errc::conflict || code == errc::io;
    if (!of_the_file) return sent.error();
    o.made = sent.error();
    return o;
  }
  if (file->bytes > upload_piece_bytes) s.out.note(tr("examining {}", path));
  result<json::value> made = ingest(s, *file, words);
  if (!made) {
    errc code = made.error().code;
    bool refused = code == errc::invalid || code == errc::limit || code == errc::unsupported;
    if (!refused) return made.error();
    o.made = made.error();
    return o;
  }
  o.made = media_item_from(*made);
  if (!o.made) return o.made.error();
  return o;
}

result<void> refuse_unsupported(const arguments& given) {
  if (!given.has("--duration")) return {};
  return error{errc::unsupported, msg("{} is not available yet", "--duration"),
               msg("call the command without it; nothing was loaded")};
}

}  // namespace

result<int> media_add(session& s, const arguments& given) {
  if (result<void> fine = refuse_unsupported(given); !fine) return fine.error();
  media_texts words{given.text("--title"), given.text("--theme"), given.text("--owner"),
                    given.text("--link")};
  for (const std::string& text : {words.title, words.theme, words.owner, words.link}) {
    if (!is_clean_utf8(text) || text.size() > 1000) {
      return error{errc::usage, msg("a title, theme, owner or link is not a usable text"),
                   msg("give at most 1,000 bytes of UTF-8 without control characters")};
    }
  }
  json::array answers;
  int code = 0;
  std::vector<std::string> paths = given.all("FILE");
  if (auto subtitles = given.get("--subtitles")) paths.push_back(*subtitles);
  for (const std::string& path : paths) {
    result<outcome> o = add_one(s, path, words);
    if (!o) {
      s.out.note(tr("stopped at {}; the files before it are done", path));
      return o.error();
    }
    if (!o->made) code = 1;
    print(s.out, *o);
    answers.push_back(to_json(*o));
  }
  s.out.document(answers);
  return code;
}

result<int> media_list(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  json::array answers;
  views::table t(
      {tr("ID"), tr("File"), tr("Kind"), tr("Size"), tr("Length"), tr("Theme"), tr("Title"), tr("Added")});
  for (const wire::admin::media_item& m : *all) {
    answers.push_back(to_json(m, where->timezone));
    t.add({m.id, m.file, kind_text(m.kind), size_text(m), length_text(m), m.theme, m.title,
           views::local_time(m.added, where->timezone)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no media items yet; \"bangtin media add FILE\" loads one"));
  } else {
    s.out.show(t);
  }
  return 0;
}

result<int> media_show(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::media_item> m = get_media_item(s.daemon, given.text("ID"));
  if (!m) return m.error();
  s.out.document(to_json(*m, where->timezone));
  views::table t({});
  auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) t.add({{name, views::tone::faint}, value});
  };
  add(tr("ID"), m->id);
  add(tr("File"), m->file);
  add(tr("Kind"), kind_text(m->kind));
  add(tr("Size"), size_text(*m));
  add(tr("Length"), length_text(*m));
  add(tr("Title"), m->title);
  add(tr("Theme"), m->theme);
  add(tr("Owner"), m->owner);
  add(tr("Link"), m->link);
  add(tr("Added"), views::local_time(m->added, where->timezone));
  add("SHA-256", m->sha256.hex());
  std::int64_t bytes = 0;
  for (const wire::admin::media_file& f : m->files) bytes += f.bytes;
  add(tr("Fetched by screens"), tr("{} files, {} bytes", m->files.size(), bytes));
  s.out.show(t);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
