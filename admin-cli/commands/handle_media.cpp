// media add.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/media_facts.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

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
  std::string facts = views::facts_text(m);
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

}  // namespace bangtin::admin_cli::commands
