// The ledger in SQLite: one file, one connection, one thread. Every call goes through `guarded`, which turns
// what SQLite throws into an error; after a failed disk the connection is opened anew, because what a failed
// commit left is unknown.
#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "base/sqlite/database.hpp"
#include "playlists/programme/notation.hpp"
#include "scheduler/ledger/ledger.hpp"
#include "scheduler/ledger/sqlite/migrations.hpp"
#include "wire/problem.hpp"

namespace bangtin::scheduler {

namespace {

constexpr int most_forks_per_screen = 20;

using SQLite::Statement;
using SQLite::Transaction;

utc_ms time_at(const SQLite::Column& c) {
  return utc_ms(milliseconds(c.getInt64()));
}
std::int64_t ms(utc_ms t) {
  return t.time_since_epoch().count();
}

// What we stored ourselves and cannot read again is damage.
template <class T>
T hex_at(const SQLite::Column& c) {
  std::optional<T> v = T::from(c.getString());
  if (!v)
    throw std::runtime_error("the database holds a damaged value in the column " + std::string(c.getName()));
  return *v;
}

template <class... Values>
void bind_all(Statement& s, const Values&... values) {
  int i = 0;
  (s.bind(++i, values), ...);
}

void bind_time(Statement& s, int column, const std::optional<utc_ms>& t) {
  if (t) {
    s.bind(column, ms(*t));
  } else {
    s.bind(column);
  }
}

playlists::media_kind kind_from(std::string_view name) {
  return playlists::media_kind_from(name).value_or(playlists::media_kind::pages);
}

class sqlite_ledger final : public ledger {
 public:
  sqlite_ledger(std::filesystem::path file, bool durable, std::unique_ptr<SQLite::Database> db)
      : file_(std::move(file)), durable_(durable), db_(std::move(db)) {}

  result<void> ping() override {
    return guarded(msg("read the database"), [&]() -> result<void> {
      db_->execAndGet("SELECT count(*) FROM site");
      return {};
    });
  }

  result<std::optional<public_key>> root() override {
    return guarded(msg("read the site's key"),
                   [&]() -> result<std::optional<public_key>> { return pinned(); });
  }

  result<std::vector<stored_media>> media() override {
    return guarded(msg("read the media items"), [&]() -> result<std::vector<stored_media>> {
      Statement s(*db_, media_columns + std::string("ORDER BY added, sha256"));
      return media_of(s);
    });
  }

  result<std::optional<stored_media>> find_media(const std::string& id) override {
    return guarded(msg("read a media item"), [&]() -> result<std::optional<stored_media>> {
      Statement s(*db_, media_columns + std::string("WHERE id = ?1 OR sha256 = ?1"));
      s.bind(1, id);
      std::vector<stored_media> found = media_of(s);
      if (found.empty()) return std::nullopt;
      return found.front();
    });
  }

  result<void> add_media(const stored_media& m, const audit_line& line) override {
    return guarded(msg("store a media item"), [&]() -> result<void> {
      Transaction t(*db_);
      Statement s(*db_, "INSERT OR IGNORE INTO media VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
      bind_all(s, m.sha256.hex(), m.id, m.file, std::string(playlists::to_string(m.kind)), m.width, m.height,
               m.duration.count(), m.pages, m.title, m.theme, m.owner, m.link, ms(m.added));
      if (s.exec() == 0) {
        return error{errc::conflict, msg("this file is loaded already"),
                     msg("use the media item that is there")};
      }
      Statement f(*db_, "INSERT INTO media_files VALUES (?,?,?,?)");
      int place = 0;
      for (const playlists::file_ref& file : m.files) {
        bind_all(f, m.sha256.hex(), place++, file.sha256.hex(), file.bytes);
        f.exec();
        f.reset();
      }
      write_audit(line);
      t.commit();
      return {};
    });
  }

  result<bool> uses_file(const digest& d) override {
    return guarded(msg("look for a file's uses"), [&]() -> result<bool> {
      Statement s(
          *db_,
          "SELECT EXISTS(SELECT 1 FROM media WHERE sha256 = ?1) OR EXISTS(SELECT 1 FROM media_files WHERE "
          "sha256 = ?1)");
      s.bind(1, d.hex());
      s.executeStep();
      return s.getColumn(0).getInt() != 0;
    });
  }

  result<std::optional<std::string>> draft() override {
    return guarded(msg("read the draft"),
                   [&]() -> result<std::optional<std::string>> { return site("draft"); });
  }

  result<void> set_draft(const std::string& bytes, const audit_line& line) override {
    return guarded(msg("store the draft"), [&]() -> result<void> {
      Transaction t(*db_);
      set_site("draft", bytes);
      write_audit(line);
      t.commit();
      return {};
    });
  }

  result<std::vector<published_row>> programmes() override {
    return guarded(msg("read the programmes"), [&]() -> result<std::vector<published_row>> {
      Statement s(*db_,
                  "SELECT version, identity, approver, issued, expires, published FROM programmes ORDER BY "
                  "version DESC");
      std::vector<published_row> rows;
      while (s.executeStep()) {
        rows.push_back({s.getColumn(0).getInt64(), hex_at<digest>(s.getColumn(1)), s.getColumn(2).getString(),
                        time_at(s.getColumn(3)), time_at(s.getColumn(4)), time_at(s.getColumn(5))});
      }
      return rows;
    });
  }

  result<std::int64_t> newest_version() override {
    return guarded(msg("read the programmes"), [&]() -> result<std::int64_t> { return newest(); });
  }

  result<std::optional<std::string>> programme_json(std::int64_t version) override {
    return guarded(msg("read a programme"), [&]() -> result<std::optional<std::string>> {
      Statement s(*db_, "SELECT json FROM programmes WHERE version = ?");
      s.bind(1, version);
      if (!s.executeStep()) return std::nullopt;
      return s.getColumn(0).getString();
    });
  }

  result<void> publish(const published_row& row, const std::string& json, const public_key& root,
                       const audit_line& line) override {
    return guarded(msg("publish the programme"), [&]() -> result<void> {
      Transaction t(*db_);
      if (result<void> done = pin(root); !done) return done;
      std::int64_t last = newest();
      if (row.version != last + 1) {
        return error{errc::conflict,
                     msg("the next version is {}, and this programme is version {}", last + 1, row.version),
                     msg("somebody else has published meanwhile: look at the difference and approve again")};
      }
      Statement s(*db_, "INSERT INTO programmes VALUES (?,?,?,?,?,?,?)");
      bind_all(s, row.version, row.identity.hex(), row.approver, ms(row.issued), ms(row.expires),
               ms(row.published), json);
      s.exec();
      write_audit(line);
      t.commit();
      return {};
    });
  }

  result<std::vector<paired_screen>> screens() override {
    return guarded(msg("read the screens"), [&]() -> result<std::vector<paired_screen>> {
      Statement s(*db_,
                  "SELECT name, title, venue, key, root, token_sha256, certificate, certificate_signature, "
                  "tag, paired FROM "
                  "screens ORDER BY name");
      std::vector<paired_screen> all;
      while (s.executeStep()) {
        paired_screen p;
        p.name = s.getColumn(0).getString();
        p.title = s.getColumn(1).getString();
        p.venue = s.getColumn(2).getString();
        p.key = hex_at<public_key>(s.getColumn(3));
        p.root = hex_at<public_key>(s.getColumn(4));
        p.token_sha256 = hex_at<digest>(s.getColumn(5));
        p.certificate = {s.getColumn(6).getString(), hex_at<signature>(s.getColumn(7))};
        p.tag = hex_at<digest>(s.getColumn(8));
        p.paired = time_at(s.getColumn(9));
        all.push_back(std::move(p));
      }
      return all;
    });
  }

  result<void> pair(const paired_screen& p, const audit_line& line) override {
    return guarded(msg("pair the screen"), [&]() -> result<void> {
      Transaction t(*db_);
      if (result<void> done = pin(p.root); !done) return done;
      Statement s(*db_, "INSERT OR REPLACE INTO screens VALUES (?,?,?,?,?,?,?,?,?,?,NULL,NULL,NULL)");
      bind_all(s, p.name, p.title, p.venue, p.key.hex(), p.root.hex(), p.token_sha256.hex(),
               p.certificate.text, p.certificate.signature.hex(), p.tag.hex(), ms(p.paired));
      s.exec();
      write_audit(line);
      t.commit();
      return {};
    });
  }

  result<std::optional<screen_report>> report_of(const std::string& screen) override {
    return guarded(msg("read a screen's status"), [&]() -> result<std::optional<screen_report>> {
      Statement s(
          *db_,
          "SELECT last_seen, clock_offset_ms, status FROM screens WHERE name = ? AND status IS NOT NULL");
      s.bind(1, screen);
      if (!s.executeStep()) return std::nullopt;
      result<wire::screen_status> status = wire::screen_status_from_json(s.getColumn(2).getString());
      if (!status) return std::nullopt;  // of an older version; the screen will send another soon
      return screen_report{time_at(s.getColumn(0)), s.getColumn(1).getInt64(), *status};
    });
  }

  result<void> set_report(const std::string& screen, const screen_report& r) override {
    return guarded(msg("store a screen's status"), [&]() -> result<void> {
      Statement s(*db_, "UPDATE screens SET last_seen = ?, clock_offset_ms = ?, status = ? WHERE name = ?");
      bind_all(s, ms(r.last_seen), r.clock_offset_ms, wire::to_json(r.status), screen);
      s.exec();
      return {};
    });
  }

  result<log_view> look(const std::string& log, const std::string& screen, std::int64_t first,
                        std::int64_t last) override {
    return guarded(msg("read a log"), [&]() -> result<log_view> {
      log_view v;
      Statement count(*db_, "SELECT count(*) FROM logs WHERE screen = ?");
      count.bind(1, screen);
      count.executeStep();
      v.logs_of_screen = count.getColumn(0).getInt64();
      Statement s(*db_, "SELECT screen, key, tip, tip_hash FROM logs WHERE log = ?");
      s.bind(1, log);
      if (!s.executeStep()) return v;
      v.exists = true;
      v.screen = s.getColumn(0).getString();
      v.key = hex_at<public_key>(s.getColumn(1));
      v.tip = s.getColumn(2).getInt64();
      v.tip_hash = hex_at<digest>(s.getColumn(3));
      v.before = hash_at(log, first - 1);
      v.at_last = hash_at(log, last);
      Statement r(*db_, "SELECT text, signature FROM receipts WHERE log = ? AND seq = ?");
      bind_all(r, log, last);
      if (r.executeStep()) v.receipt = {r.getColumn(0).getString(), hex_at<signature>(r.getColumn(1))};
      return v;
    });
  }

  result<void> take_in(const std::string& log, const std::string& screen, const public_key& key,
                       const std::vector<stored_record>& records, const evidence::head& head,
                       const signed_note& head_note, const signed_note& receipt) override {
    return guarded(msg("store play records"), [&]() -> result<void> {
      Transaction t(*db_);
      Statement begin(*db_, "INSERT OR IGNORE INTO logs VALUES (?,?,?,0,'')");
      bind_all(begin, log, screen, key.hex());
      begin.exec();
      Statement s(*db_, "INSERT INTO records VALUES (?,?,?,?,?,?,?)");
      for (const stored_record& r : records) {
        bind_all(s, log, r.seq, r.hash.hex(), r.type, ms(r.utc));
        if (r.play) {
          s.bind(6, *r.play);
        } else {
          s.bind(6);
        }
        s.bind(7, r.line);
        s.exec();
        s.reset();
      }
      if (!records.empty()) {
        Statement tip(*db_, "UPDATE logs SET tip = ?, tip_hash = ? WHERE log = ?");
        bind_all(tip, records.back().seq, records.back().hash.hex(), log);
        tip.exec();
      }
      Statement r(*db_, "INSERT INTO receipts VALUES (?,?,?,?,?,?)");
      bind_all(r, log, head.seq, receipt.text, receipt.signature.hex(), head_note.text,
               head_note.signature.hex());
      r.exec();
      t.commit();
      return {};
    });
  }

  result<void> set_aside(const set_aside_fork& f) override {
    return guarded(msg("set a fork aside"), [&]() -> result<void> {
      Statement count(*db_, "SELECT count(*) FROM forks WHERE screen = ?");
      count.bind(1, f.screen);
      count.executeStep();
      // The first ones tell the story; a screen that goes on must not fill the disk.
      if (count.getColumn(0).getInt() >= most_forks_per_screen) return {};
      std::string lines;
      for (const std::string& line : f.lines) lines += line + "\n";
      Statement s(*db_, "INSERT OR IGNORE INTO forks VALUES (?,?,?,?,?,?,?,?)");
      bind_all(s, f.log, f.seq, f.hash.hex(), f.screen, f.head.text, f.head.signature.hex(), lines, ms(f.at));
      s.exec();
      return {};
    });
  }

  result<std::vector<set_aside_fork>> forks_of(const std::string& screen) override {
    return guarded(msg("read the forks"), [&]() -> result<std::vector<set_aside_fork>> {
      Statement s(*db_,
                  "SELECT log, seq, hash, head, head_signature, at FROM forks WHERE screen = ? ORDER BY at "
                  "DESC, rowid DESC "
                  "LIMIT 10");
      s.bind(1, screen);
      std::vector<set_aside_fork> all;
      while (s.executeStep()) {
        all.push_back({s.getColumn(0).getString(),
                       screen,
                       s.getColumn(1).getInt64(),
                       hex_at<digest>(s.getColumn(2)),
                       {s.getColumn(3).getString(), hex_at<signature>(s.getColumn(4))},
                       {},
                       time_at(s.getColumn(5))});
      }
      return all;
    });
  }

  result<std::vector<stored_play>> plays(utc_ms from, utc_ms to, const std::optional<play_place>& after,
                                         int most) override {
    return guarded(msg("read the plays"), [&]() -> result<std::vector<stored_play>> {
      Statement s(*db_,
                  "SELECT logs.screen, s.log, s.seq, s.utc, s.line, e.line FROM records AS s INDEXED BY "
                  "starts_by_time "
                  "JOIN logs ON logs.log = s.log "
                  "JOIN records AS e ON e.log = s.log AND e.seq = (SELECT min(x.seq) FROM records AS x WHERE "
                  "x.type = 'END' "
                  "AND x.log = s.log AND x.play = s.seq AND x.seq > s.seq) "
                  "WHERE s.type = 'START' AND s.utc < ?2 AND (s.utc, s.log, s.seq) > (?1, ?3, ?4) "
                  "ORDER BY s.utc, s.log, s.seq LIMIT ?5");
      bind_all(s, after ? ms(after->utc) : ms(from) - 1, ms(to), after ? after->log : std::string("~"),
               after ? after->seq : std::int64_t{0}, most);
      std::vector<stored_play> all;
      while (s.executeStep()) {
        all.push_back({s.getColumn(0).getString(), s.getColumn(1).getString(), s.getColumn(2).getInt64(),
                       time_at(s.getColumn(3)), s.getColumn(4).getString(), s.getColumn(5).getString()});
      }
      return all;
    });
  }

  result<std::vector<stored_notice>> notices(utc_ms valid_after, int most) override {
    return guarded(msg("read the notices"), [&]() -> result<std::vector<stored_notice>> {
      Statement s(*db_,
                  "SELECT bytes, signature, certificate, certificate_signature, approver, received FROM "
                  "notices WHERE expires > ? ORDER BY number DESC LIMIT ?");
      bind_all(s, ms(valid_after), most);
      std::vector<stored_notice> all;
      while (s.executeStep()) {
        result<wire::notice> value = wire::notice_from_bytes(s.getColumn(0).getString());
        if (!value) throw std::runtime_error("the database holds a damaged notice");
        all.push_back({std::move(*value),
                       {s.getColumn(0).getString(),
                        hex_at<signature>(s.getColumn(1)),
                        {s.getColumn(2).getString(), hex_at<signature>(s.getColumn(3))}},
                       s.getColumn(4).getString(),
                       time_at(s.getColumn(5))});
      }
      return all;
    });
  }

  result<std::int64_t> newest_notice() override {
    return guarded(msg("read the notices"), [&]() -> result<std::int64_t> {
      return db_->execAndGet("SELECT coalesce(max(number), 0) FROM notices").getInt64();
    });
  }

  result<void> add_notice(const stored_notice& n, const public_key& root, const audit_line& line) override {
    return guarded(msg("store the notice"), [&]() -> result<void> {
      Transaction t(*db_);
      if (result<void> done = pin(root); !done) return done;
      Statement s(*db_,
                  "INSERT OR IGNORE INTO notices SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10 WHERE ?1 > (SELECT "
                  "coalesce(max(number), 0) FROM notices)");
      bind_all(s, n.value.number, n.value.id, ms(n.value.issued), ms(n.value.expires), ms(n.received),
               n.approver, n.note.bytes, n.note.signature.hex(), n.note.approver.text,
               n.note.approver.signature.hex());
      if (s.exec() == 0) {
        return error{errc::conflict, msg("another notice was made meanwhile"),
                     msg("look at \"bangtin emergency list\" and try again")};
      }
      write_audit(line);
      t.commit();
      return {};
    });
  }

  result<std::vector<notice_word>> words_about(const std::string& notice) override {
    return guarded(msg("read what screens said about a notice"), [&]() -> result<std::vector<notice_word>> {
      Statement s(*db_,
                  "SELECT screen, shown, ended, refused FROM notice_words WHERE notice = ? ORDER BY screen");
      s.bind(1, notice);
      std::vector<notice_word> all;
      while (s.executeStep()) {
        notice_word w{s.getColumn(0).getString(), {}, {}, {}};
        if (!s.getColumn(1).isNull()) w.shown = time_at(s.getColumn(1));
        if (!s.getColumn(2).isNull()) w.ended = time_at(s.getColumn(2));
        if (std::string refused = s.getColumn(3).getString(); !refused.empty()) {
          auto v = parse_json(refused);
          auto m = v ? wire::message_from_value(*v) : result<message>(v.error());
          if (m) w.refused = *m;
        }
        all.push_back(std::move(w));
      }
      return all;
    });
  }

  result<void> acknowledge(const std::string& screen, const wire::acknowledgement& said,
                           const audit_line& line) override {
    return guarded(msg("store what a screen said about a notice"), [&]() -> result<void> {
      Transaction t(*db_);
      Statement there(*db_, "SELECT 1 FROM notices WHERE id = ?");
      there.bind(1, said.notice);
      if (!there.executeStep()) {
        return error{errc::not_found, msg("there is no notice \"{}\"", said.notice),
                     msg("see \"bangtin emergency list\"")};
      }
      Statement before(
          *db_, "SELECT shown IS NOT NULL, refused <> '' FROM notice_words WHERE notice = ? AND screen = ?");
      bind_all(before, said.notice, screen);
      bool known = before.executeStep();
      bool was_shown = known && before.getColumn(0).getInt() != 0;
      bool was_refused = known && before.getColumn(1).getInt() != 0;
      before.reset();
      Statement s(*db_,
                  "INSERT INTO notice_words VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET shown = "
                  "coalesce(shown, excluded.shown), ended = coalesce(excluded.ended, ended), refused = "
                  "excluded.refused");
      bind_all(s, said.notice, screen);
      bind_time(s, 3, said.shown);
      bind_time(s, 4, said.ended);
      s.bind(5, said.refused.empty() ? "" : canonical(wire::to_value(said.refused)));
      s.exec();
      if ((said.shown && !was_shown) || (!said.refused.empty() && !was_refused)) write_audit(line);
      t.commit();
      return {};
    });
  }

  result<void> set_shot(const std::string& screen, const stored_shot& shot) override {
    return guarded(msg("store a screenshot"), [&]() -> result<void> {
      Statement s(*db_, "INSERT OR REPLACE INTO shots VALUES (?,?,?)");
      bind_all(s, screen, ms(shot.at));
      s.bind(3, shot.jpeg.data(), static_cast<int>(shot.jpeg.size()));
      s.exec();
      return {};
    });
  }

  result<std::optional<stored_shot>> shot_of(const std::string& screen) override {
    return guarded(msg("read a screenshot"), [&]() -> result<std::optional<stored_shot>> {
      Statement s(*db_, "SELECT at, jpeg FROM shots WHERE screen = ?");
      s.bind(1, screen);
      if (!s.executeStep()) return std::nullopt;
      SQLite::Column jpeg = s.getColumn(1);
      return stored_shot{time_at(s.getColumn(0)), std::string(static_cast<const char*>(jpeg.getBlob()),
                                                              static_cast<std::size_t>(jpeg.getBytes()))};
    });
  }

  result<void> note(const audit_line& line) override {
    return guarded(msg("write the audit"), [&]() -> result<void> {
      write_audit(line);
      return {};
    });
  }

  result<std::vector<audit_line>> audit(int newest) override {
    return guarded(msg("read the audit"), [&]() -> result<std::vector<audit_line>> {
      Statement s(*db_, "SELECT at, who, what FROM audit ORDER BY id DESC LIMIT ?");
      s.bind(1, newest);
      std::vector<audit_line> all;
      while (s.executeStep())
        all.push_back({time_at(s.getColumn(0)), s.getColumn(1).getString(), s.getColumn(2).getString()});
      return all;
    });
  }

 private:
  static constexpr const char* media_columns =
      "SELECT sha256, id, file, kind, width, height, duration_ms, pages, title, theme, owner, link, added "
      "FROM media ";

  template <class F>
  auto guarded(message doing, F f) -> decltype(f()) {
    try {
      // An earlier failure left no connection.
      if (!db_) {
        if (result<void> opened = reopen(); !opened) return opened.error();
      }
      return f();
    } catch (const SQLite::Exception& e) {
      int code = e.getErrorCode();
      if (code == SQLITE_IOERR || code == SQLITE_FULL || code == SQLITE_CORRUPT || code == SQLITE_CANTOPEN) {
        spdlog::error("the database failed ({}); it is opened anew", e.what());
        db_.reset();
      }
      return database_error(std::move(doing), e);
    }
  }

  result<void> reopen() {
    auto opened = open_database(file_, ledger_migrations(), durable_);
    if (!opened) return opened.error();
    db_ = std::move(*opened);
    return {};
  }

  std::int64_t newest() {
    return db_->execAndGet("SELECT coalesce(max(version), 0) FROM programmes").getInt64();
  }
  std::optional<std::string> site(const char* key) {
    Statement s(*db_, "SELECT value FROM site WHERE key = ?");
    s.bind(1, key);
    if (!s.executeStep()) return std::nullopt;
    return s.getColumn(0).getString();
  }
  void set_site(const char* key, const std::string& value) {
    Statement s(*db_, "INSERT OR REPLACE INTO site VALUES (?,?)");
    bind_all(s, key, value);
    s.exec();
  }
  std::optional<public_key> pinned() {
    std::optional<std::string> hex = site("root");
    if (!hex) return std::nullopt;
    std::optional<public_key> key = public_key::from(*hex);
    if (!key) throw std::runtime_error("the database holds a damaged root key");
    return key;
  }
  result<void> pin(const public_key& root) {
    std::optional<public_key> known = pinned();
    if (!known) set_site("root", root.hex());
    if (known && *known != root) {
      return error{errc::verification, msg("this site answers to another root key"),
                   msg("use the keys with which this site was set up")};
    }
    return {};
  }

  void write_audit(const audit_line& line) {
    Statement s(*db_, "INSERT INTO audit(at, who, what) VALUES (?,?,?)");
    bind_all(s, ms(line.at), line.who, line.what);
    s.exec();
  }

  std::optional<digest> hash_at(const std::string& log, std::int64_t seq) {
    Statement s(*db_, "SELECT hash FROM records WHERE log = ? AND seq = ?");
    bind_all(s, log, seq);
    if (!s.executeStep()) return std::nullopt;
    return hex_at<digest>(s.getColumn(0));
  }

  std::vector<stored_media> media_of(Statement& s) {
    std::vector<stored_media> all;
    Statement f(*db_, "SELECT sha256, bytes FROM media_files WHERE media = ? ORDER BY place");
    while (s.executeStep()) {
      stored_media m;
      m.sha256 = hex_at<digest>(s.getColumn(0));
      m.id = s.getColumn(1).getString();
      m.file = s.getColumn(2).getString();
      m.kind = kind_from(s.getColumn(3).getString());
      m.width = s.getColumn(4).getInt();
      m.height = s.getColumn(5).getInt();
      m.duration = milliseconds(s.getColumn(6).getInt64());
      m.pages = s.getColumn(7).getInt();
      m.title = s.getColumn(8).getString();
      m.theme = s.getColumn(9).getString();
      m.owner = s.getColumn(10).getString();
      m.link = s.getColumn(11).getString();
      m.added = time_at(s.getColumn(12));
      f.bind(1, m.sha256.hex());
      while (f.executeStep()) m.files.push_back({hex_at<digest>(f.getColumn(0)), f.getColumn(1).getInt64()});
      f.reset();
      all.push_back(std::move(m));
    }
    return all;
  }

  std::filesystem::path file_;
  bool durable_;
  std::unique_ptr<SQLite::Database> db_;
};

}  // namespace

result<std::unique_ptr<ledger>> open_sqlite_ledger(const std::filesystem::path& file, bool durable) {
  auto db = open_database(file, ledger_migrations(), durable);
  if (!db) return db.error();
  return std::unique_ptr<ledger>(std::make_unique<sqlite_ledger>(file, durable, std::move(*db)));
}

}  // namespace bangtin::scheduler
