// Published programmes in the table `programmes`; the draft is a value of the table `site`.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* draft_key = "draft";

std::int64_t newest_in(const SQLite::Database& db) {
  statement s(db, "SELECT coalesce(max(version), 0) AS newest FROM programmes");
  s.next();
  return s.integer("newest");
}

void insert_programme(const SQLite::Database& db, const published_row& row, const std::string& json) {
  statement s(db,
              "INSERT INTO programmes (version, identity, approver, issued, expires, published, json)"
              " VALUES (:version, :identity, :approver, :issued, :expires, :published, :json)");
  s.set(":version", row.version);
  s.set(":identity", row.programme_digest);
  s.set(":approver", row.approver);
  s.set(":issued", row.issued);
  s.set(":expires", row.expires);
  s.set(":published", row.published);
  s.set(":json", json);
  s.run();
}

class programmes_in_sqlite final : public programme_ledger {
 public:
  explicit programmes_in_sqlite(session& s) : session_(s) {}

  result<std::optional<std::string>> draft() override {
    return session_.read(
        msg("read the draft"),
        [](SQLite::Database& db) -> result<std::optional<std::string>> { return site_value(db, draft_key); });
  }

  result<void> set_draft(const std::string& bytes) override {
    return session_.change(msg("store the draft"), [&](SQLite::Database& db) -> result<void> {
      set_site_value(db, draft_key, bytes);
      return {};
    });
  }

  result<std::vector<published_row>> published() override {
    return session_.read(
        msg("read the programmes"), [](SQLite::Database& db) -> result<std::vector<published_row>> {
          statement s(db,
                      "SELECT version, identity, approver, issued, expires, published FROM programmes"
                      " ORDER BY version DESC");
          std::vector<published_row> rows;
          while (s.next()) {
            rows.push_back({s.integer("version"), s.hex<digest>("identity"), s.text("approver"),
                            s.time("issued"), s.time("expires"), s.time("published")});
          }
          return rows;
        });
  }

  result<std::int64_t> newest_version() override {
    return session_.read(msg("read the programmes"),
                         [](SQLite::Database& db) -> result<std::int64_t> { return newest_in(db); });
  }

  result<std::optional<std::string>> json_of(std::int64_t version) override {
    return session_.read(msg("read a programme"),
                         [&](SQLite::Database& db) -> result<std::optional<std::string>> {
                           statement s(db, "SELECT json FROM programmes WHERE version = :version");
                           s.set(":version", version);
                           if (!s.next()) return std::nullopt;
                           return s.text("json");
                         });
  }

  result<void> publish(const published_row& row, const std::string& json, const public_key& root) override {
    return session_.change(msg("publish the programme"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> done = pin_root(db, root); !done) return done;
      std::int64_t last = newest_in(db);
      if (row.version != last + 1) {
        return error{errc::conflict,
                     msg("the next version is {}, and this programme is version {}", last + 1, row.version),
                     msg("somebody else has published meanwhile: look at the difference and approve again")};
      }
      insert_programme(db, row, json);
      return {};
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<programme_ledger> sqlite_programmes(session& s) {
  return std::make_unique<programmes_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
