// Published programmes in the table `programmes`; the draft is a value of the table `site`, and the drafts
// before it are rows of `draft_history`, each with
// a row of `draft_steps` that says what step replaced it. What waits for a second signature is the only row
// of `waiting_programme`. What is signed on another machine is two values of `site`.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* draft_key = "draft";
constexpr const char* exported_key = "exported_draft";
constexpr const char* exported_two_key = "exported_draft_two";  // is there where two must sign

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

// Keeps `draft`, which is about to be replaced.
void insert_draft(SQLite::Database& db, const std::string& draft, const draft_change& change) {
  statement s(db,
              "INSERT INTO draft_history (identity, who, replaced, bytes, draft)"
              " VALUES (:identity, :who, :replaced, :bytes, :draft)");
  s.set(":identity", sha256(draft));
  s.set(":who", change.who);
  s.set(":replaced", change.at);
  s.set(":bytes", static_cast<std::int64_t>(draft.size()));
  s.set(":draft", draft);
  s.run();
  statement step(db, "INSERT INTO draft_steps (number, step, of_change) VALUES (:number, :step, :of_change)");
  step.set(":number", db.getLastInsertRowid());
  step.set(":step", change.step.kind);
  step.set(":of_change", change.step.change);
  step.run();
}

void insert_waiting(const SQLite::Database& db, const published_row& row, const std::string& json) {
  statement s(db,
              "INSERT OR REPLACE INTO waiting_programme"
              " (one, version, identity, approver, issued, expires, stored, json)"
              " VALUES (1, :version, :identity, :approver, :issued, :expires, :stored, :json)");
  s.set(":version", row.version);
  s.set(":identity", row.programme_digest);
  s.set(":approver", row.approver);
  s.set(":issued", row.issued);
  s.set(":expires", row.expires);
  s.set(":stored", row.published);
  s.set(":json", json);
  s.run();
}

int delete_waiting(const SQLite::Database& db) {
  statement s(db, "DELETE FROM waiting_programme");
  return s.run();
}

// The next version, of a site that this root key owns.
result<void> check_next(const SQLite::Database& db, const published_row& row, const public_key& root,
                        std::int64_t highest_elsewhere) {
  if (result<void> done = pin_root(db, root); !done) return done;
  const std::int64_t last = std::max(newest_in(db), highest_elsewhere);
  if (row.version == last + 1) return {};
  return error{errc::conflict,
               msg("the next version is {}, and this programme is version {}", last + 1, row.version),
               msg("somebody else has published meanwhile: look at the difference and approve again")};
}

kept_draft read_kept_draft(const statement& s) {
  kept_draft k{s.integer("number"), s.hex<digest>("identity"), s.text("who"),
               s.time("replaced"),  s.integer("bytes"),        {}};
  k.step = s.is_null("step") ? draft_step{"", 0} : draft_step{s.text("step"), s.integer("of_change")};
  return k;
}

// Deletes the kept drafts whose time is over, and the oldest ones above the limits.
void forget_drafts(const SQLite::Database& db, const draft_change& change) {
  statement old(db, "DELETE FROM draft_history WHERE replaced <= :until");
  old.set(":until", change.at - keep_replaced_drafts);
  old.run();
  statement many(db,
                 "DELETE FROM draft_history WHERE number IN (SELECT number FROM"
                 " (SELECT number, row_number() OVER newer AS place, sum(bytes) OVER newer AS total"
                 " FROM draft_history WINDOW newer AS (ORDER BY number DESC))"
                 " WHERE place > :drafts OR total > :bytes)");
  many.set(":drafts", change.max_drafts);
  many.set(":bytes", change.max_bytes);
  many.run();
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

  result<void> keep_draft(const draft_change& change) override {
    return session_.change(msg("keep the draft"), [&](SQLite::Database& db) -> result<void> {
      if (std::optional<std::string> draft = site_value(db, draft_key)) insert_draft(db, *draft, change);
      forget_drafts(db, change);
      return {};
    });
  }

  result<std::vector<kept_draft>> kept_drafts(utc_ms after, std::int64_t below, int max) override {
    return session_.read(
        msg("read the kept drafts"), [&](SQLite::Database& db) -> result<std::vector<kept_draft>> {
          statement s(db,
                      "SELECT number, identity, who, replaced, bytes, step, of_change"
                      " FROM draft_history LEFT JOIN draft_steps USING (number)"
                      " WHERE replaced > :after AND number < :below ORDER BY number DESC LIMIT :max");
          s.set(":after", after);
          s.set(":below", below);
          s.set(":max", max);
          std::vector<kept_draft> rows;
          while (s.next()) rows.push_back(read_kept_draft(s));
          return rows;
        });
  }

  result<std::optional<std::string>> kept_draft_bytes(std::int64_t number) override {
    return session_.read(msg("read a kept draft"),
                         [&](SQLite::Database& db) -> result<std::optional<std::string>> {
                           statement s(db, "SELECT draft FROM draft_history WHERE number = :number");
                           s.set(":number", number);
                           if (!s.next()) return std::nullopt;
                           return s.text("draft");
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

  result<void> publish(const published_row& row, const std::string& json, const public_key& root,
                       std::int64_t highest_elsewhere) override {
    return session_.change(msg("publish the programme"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> fits = check_next(db, row, root, highest_elsewhere); !fits) return fits;
      insert_programme(db, row, json);
      delete_waiting(db);
      remove_site_value(db, exported_key);
      remove_site_value(db, exported_two_key);
      return {};
    });
  }

  result<std::optional<published_row>> waiting() override {
    return session_.read(
        msg("read the waiting programme"), [](SQLite::Database& db) -> result<std::optional<published_row>> {
          statement s(db,
                      "SELECT version, identity, approver, issued, expires, stored FROM waiting_programme");
          if (!s.next()) return std::nullopt;
          return published_row{s.integer("version"), s.hex<digest>("identity"), s.text("approver"),
                               s.time("issued"),     s.time("expires"),         s.time("stored")};
        });
  }

  result<std::optional<std::string>> waiting_json() override {
    return session_.read(msg("read the waiting programme"),
                         [](SQLite::Database& db) -> result<std::optional<std::string>> {
                           statement s(db, "SELECT json FROM waiting_programme");
                           if (!s.next()) return std::nullopt;
                           return s.text("json");
                         });
  }

  result<void> put_waiting(const published_row& row, const std::string& json, const public_key& root,
                           std::int64_t highest_elsewhere) override {
    return session_.change(msg("store the waiting programme"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> fits = check_next(db, row, root, highest_elsewhere); !fits) return fits;
      insert_waiting(db, row, json);
      return {};
    });
  }

  result<void> drop_waiting() override {
    return session_.change(msg("drop the waiting programme"), [](SQLite::Database& db) -> result<void> {
      if (delete_waiting(db) > 0) return {};
      return error{errc::not_found, msg("no programme waits for a second signature"),
                   msg("\"bangtin history\" lists the published ones")};
    });
  }

  result<std::optional<exported_draft>> exported() override {
    return session_.read(msg("read the exported draft"),
                         [](SQLite::Database& db) -> result<std::optional<exported_draft>> {
                           std::optional<std::string> bytes = site_value(db, exported_key);
                           if (!bytes) return std::optional<exported_draft>();
                           const bool two = site_value(db, exported_two_key).has_value();
                           return std::optional(exported_draft{std::move(*bytes), two});
                         });
  }

  result<void> put_exported(const exported_draft& d) override {
    return session_.change(msg("store the exported draft"), [&](SQLite::Database& db) -> result<void> {
      set_site_value(db, exported_key, d.bytes);
      remove_site_value(db, exported_two_key);
      if (d.two) set_site_value(db, exported_two_key, "1");
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
