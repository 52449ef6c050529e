// Media items in the table `media`; their files, in the order of the pages, in `media_files`.
#include <unordered_map>

#include "base/message_json.hpp"
#include "playlists/programme/notation.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

const std::string select_items =
    "SELECT sha256, id, file, kind, width, height, duration_ms, pages, title, theme, owner, link, added,"
    " sound, audience, call, language, licence, origin, subtitles, review, warnings, thumbnail, sheet, "
    "removed"
    " FROM media ";

playlists::programme::media_kind kind_of(const statement& row) {
  std::optional<playlists::programme::media_kind> kind =
      playlists::programme::media_kind_from(row.text("kind"));
  if (!kind) throw damaged("kind");
  return *kind;
}

std::string warnings_text(const std::vector<message>& warnings) {
  json::array all;
  for (const message& m : warnings) all.push_back(to_value(m));
  return canonical(all);
}

std::vector<message> warnings_of(const statement& row) {
  const std::string text = row.text("warnings");
  if (text == "[]") return {};
  result<json::value> value = parse_json(text);
  if (!value || !value->is_array()) throw damaged("warnings");
  std::vector<message> warnings;
  for (const json::value& v : value->get_array()) {
    result<message> m = message_from_value(v);
    if (!m) throw damaged("warnings");
    warnings.push_back(std::move(*m));
  }
  return warnings;
}

std::optional<digest> digest_if_any(const statement& row, const char* column) {
  if (row.is_null(column)) return std::nullopt;
  return row.hex<digest>(column);
}

stored_media item_of(const statement& row) {
  stored_media m;
  m.sha256 = row.hex<digest>("sha256");
  m.id = row.text("id");
  m.file = row.text("file");
  m.kind = kind_of(row);
  m.width = row.small("width");
  m.height = row.small("height");
  m.duration = milliseconds(row.integer("duration_ms"));
  m.pages = row.small("pages");
  m.title = row.text("title");
  m.theme = row.text("theme");
  m.owner = row.text("owner");
  m.link = row.text("link");
  m.added = row.time("added");
  m.sound = row.flag("sound");
  m.audience = row.text("audience");
  m.call = row.text("call");
  m.language = row.text("language");
  m.licence = row.text("licence");
  m.origin = row.text("origin");
  m.subtitles = row.text("subtitles");
  m.review = row.text("review");
  m.warnings = warnings_of(row);
  m.thumbnail = digest_if_any(row, "thumbnail");
  m.sheet = digest_if_any(row, "sheet");
  m.removed = row.time_if_any("removed");
  return m;
}

std::vector<stored_media> items_of(const SQLite::Database& db, statement& rows) {
  std::vector<stored_media> items;
  statement files(db, "SELECT sha256, bytes FROM media_files WHERE media = :media ORDER BY place");
  while (rows.next()) {
    stored_media m = item_of(rows);
    files.set(":media", m.sha256);
    while (files.next()) m.files.push_back({files.hex<digest>("sha256"), files.integer("bytes")});
    files.again();
    items.push_back(std::move(m));
  }
  return items;
}

// Reads the files of all items in one walk through their table.
std::vector<stored_media> all_items(const SQLite::Database& db) {
  std::vector<stored_media> items;
  statement count(db, "SELECT count(*) AS items FROM media");
  if (count.next()) items.reserve(static_cast<std::size_t>(count.integer("items")));
  statement rows(db, select_items + "ORDER BY added, sha256");
  while (rows.next()) items.push_back(item_of(rows));
  std::unordered_map<std::string, stored_media*> by_original;
  for (stored_media& m : items) by_original.emplace(m.sha256.hex(), &m);
  statement files(db, "SELECT media, sha256, bytes FROM media_files ORDER BY media, place");
  std::string media;
  std::vector<playlists::programme::file_ref>* into = nullptr;
  while (files.next()) {
    if (std::string of = files.text("media"); of != media) {
      auto found = by_original.find(media = std::move(of));
      if (found == by_original.end()) throw damaged("media");
      into = &found->second->files;
    }
    into->push_back({files.hex<digest>("sha256"), files.integer("bytes")});
  }
  return items;
}

// Sets the parameters of all columns but `id`.
void set_columns(statement& s, const stored_media& m) {
  s.set(":sha256", m.sha256);
  s.set(":file", m.file);
  s.set(":kind", std::string(playlists::programme::to_string(m.kind)));
  s.set(":width", m.width);
  s.set(":height", m.height);
  s.set(":duration_ms", m.duration.count());
  s.set(":pages", m.pages);
  s.set(":title", m.title);
  s.set(":theme", m.theme);
  s.set(":owner", m.owner);
  s.set(":link", m.link);
  s.set(":added", m.added);
  s.set(":sound", m.sound ? 1 : 0);
  s.set(":audience", m.audience);
  s.set(":call", m.call);
  s.set(":language", m.language);
  s.set(":licence", m.licence);
  s.set(":origin", m.origin);
  s.set(":subtitles", m.subtitles);
  s.set(":review", m.review);
  s.set(":warnings", warnings_text(m.warnings));
  s.set(":thumbnail", m.thumbnail);
  s.set(":sheet", m.sheet);
  s.set(":removed", m.removed);
}

bool insert_item(const SQLite::Database& db, const stored_media& m) {
  statement s(
      db,
      "INSERT INTO media (sha256, id, file, kind, width, height, duration_ms, pages, title, theme,"
      " owner, link, added, sound, audience, call, language, licence, origin, subtitles, review, warnings, "
      "thumbnail,"
      " sheet, removed) VALUES (:sha256, :id, :file, :kind, :width, :height, :duration_ms, :pages, :title,"
      " :theme, :owner, :link, :added, :sound, :audience, :call, :language, :licence, :origin, :subtitles, "
      ":review,"
      " :warnings, :thumbnail, :sheet, :removed) ON CONFLICT DO NOTHING");
  set_columns(s, m);
  s.set(":id", m.id);
  return s.run() == 1;
}

bool update_item(const SQLite::Database& db, const stored_media& m) {
  statement s(
      db,
      "UPDATE media SET file = :file, kind = :kind, width = :width, height = :height,"
      " duration_ms = :duration_ms, pages = :pages, title = :title, theme = :theme, owner = :owner,"
      " link = :link, added = :added, sound = :sound, audience = :audience, call = :call,"
      " language = :language, licence = :licence, origin = :origin, subtitles = :subtitles, review = :review,"
      " warnings = :warnings, thumbnail = :thumbnail, sheet = :sheet, removed = :removed"
      " WHERE sha256 = :sha256");
  set_columns(s, m);
  return s.run() == 1;
}

void delete_files(const SQLite::Database& db, const digest& media) {
  statement s(db, "DELETE FROM media_files WHERE media = :media");
  s.set(":media", media);
  s.run();
}

error no_such_item() {
  return {errc::not_found, msg("there is no such media item"),
          msg("see \"bangtin media list\" for those that there are")};
}

void insert_files(const SQLite::Database& db, const stored_media& m) {
  statement s(
      db, "INSERT INTO media_files (media, place, sha256, bytes) VALUES (:media, :place, :sha256, :bytes)");
  std::int64_t place = 0;
  for (const playlists::programme::file_ref& file : m.files) {
    s.set(":media", m.sha256);
    s.set(":place", place++);
    s.set(":sha256", file.sha256);
    s.set(":bytes", file.bytes);
    s.run();
    s.again();
  }
}

class media_in_sqlite final : public media_ledger {
 public:
  explicit media_in_sqlite(session& s) : session_(s) {}

  result<std::vector<stored_media>> all() override {
    return session_.read(
        msg("read the media items"),
        [](SQLite::Database& db) -> result<std::vector<stored_media>> { return all_items(db); });
  }

  result<std::optional<stored_media>> find(const std::string& id_or_sha256) override {
    return session_.read(msg("read a media item"),
                         [&](SQLite::Database& db) -> result<std::optional<stored_media>> {
                           statement s(db, select_items + "WHERE id = :name OR sha256 = :name");
                           s.set(":name", id_or_sha256);
                           std::vector<stored_media> found = items_of(db, s);
                           if (found.empty()) return std::nullopt;
                           return std::move(found.front());
                         });
  }

  result<void> add(const stored_media& item) override {
    return session_.change(msg("store a media item"), [&](SQLite::Database& db) -> result<void> {
      if (!insert_item(db, item)) {
        return error{errc::conflict, msg("this file is loaded already"),
                     msg("use the media item that is there")};
      }
      insert_files(db, item);
      return {};
    });
  }

  result<void> replace(const stored_media& item) override {
    return session_.change(msg("change a media item"), [&](SQLite::Database& db) -> result<void> {
      if (!update_item(db, item)) return no_such_item();
      delete_files(db, item.sha256);
      insert_files(db, item);
      return {};
    });
  }

  result<void> forget(const digest& sha256) override {
    return session_.change(msg("delete a media item"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "DELETE FROM media WHERE sha256 = :sha256");
      s.set(":sha256", sha256);
      if (s.run() == 0) return no_such_item();
      return {};
    });
  }

  result<bool> uses_file(const digest& file) override {
    return session_.read(msg("look for a file's uses"), [&](SQLite::Database& db) -> result<bool> {
      statement s(db,
                  "SELECT EXISTS(SELECT 1 FROM media WHERE :file IN (sha256, thumbnail, sheet))"
                  " OR EXISTS(SELECT 1 FROM media_files WHERE sha256 = :file) AS used");
      s.set(":file", file);
      return s.next() && s.flag("used");
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<media_ledger> sqlite_media(session& s) {
  return std::make_unique<media_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
