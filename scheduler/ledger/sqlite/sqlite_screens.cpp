// Paired screens and their reports in the table `screens`.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

paired_screen screen_of(const statement& row) {
  paired_screen p;
  p.name = row.text("name");
  p.title = row.text("title");
  p.venue = row.text("venue");
  p.key = row.hex<public_key>("key");
  p.root = row.hex<public_key>("root");
  p.token_sha256 = row.hex<digest>("token_sha256");
  p.certificate = {row.text("certificate"), row.hex<signature>("certificate_signature")};
  p.tag = row.hex<digest>("tag");
  p.paired = row.time("paired");
  p.unpaired = row.time_if_any("unpaired");
  if (!row.text("tag_2").empty()) p.tag_2 = row.hex<digest>("tag_2");
  return p;
}

error no_screen(const std::string& name) {
  return {errc::not_found, msg("there is no screen \"{}\"", name), msg("look at \"bangtin screen list\"")};
}

// The new row has no report: the report of the replaced screen goes away with its row.
void replace_screen(const SQLite::Database& db, const paired_screen& p) {
  statement s(
      db,
      "INSERT OR REPLACE INTO screens (name, title, venue, key, root, token_sha256, certificate,"
      " certificate_signature, tag, tag_2, paired, unpaired) VALUES (:name, :title, :venue, :key, :root, "
      ":token_sha256,"
      " :certificate, :certificate_signature, :tag, :tag_2, :paired, :unpaired)");
  s.set(":name", p.name);
  s.set(":title", p.title);
  s.set(":venue", p.venue);
  s.set(":key", p.key);
  s.set(":root", p.root);
  s.set(":token_sha256", p.token_sha256);
  s.set(":certificate", p.certificate.text);
  s.set(":certificate_signature", p.certificate.signature);
  s.set(":tag", p.tag);
  s.set(":tag_2", p.tag_2 ? p.tag_2->hex() : std::string());
  s.set(":paired", p.paired);
  s.set(":unpaired", p.unpaired);
  s.run();
}

// Certificates are never removed: evidence that the screen's key signed needs them.
void keep_certificate(const SQLite::Database& db, const evidence::signed_text& certificate) {
  statement s(db, "INSERT OR REPLACE INTO screen_certificates (text, signature) VALUES (:text, :signature)");
  s.set(":text", certificate.text);
  s.set(":signature", certificate.signature);
  s.run();
}

class screens_in_sqlite final : public screen_ledger {
 public:
  explicit screens_in_sqlite(session& s) : session_(s) {}

  result<std::vector<paired_screen>> all() override {
    return session_.read(
        msg("read the screens"), [](SQLite::Database& db) -> result<std::vector<paired_screen>> {
          statement s(
              db,
              "SELECT name, title, venue, key, root, token_sha256, certificate, certificate_signature, tag,"
              " tag_2, paired, unpaired FROM screens ORDER BY name");
          std::vector<paired_screen> screens;
          while (s.next()) screens.push_back(screen_of(s));
          return screens;
        });
  }

  result<void> pair(const paired_screen& screen) override {
    return session_.change(msg("pair the screen"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> done = pin_root(db, screen.root); !done) return done;
      replace_screen(db, screen);
      keep_certificate(db, screen.certificate);
      return {};
    });
  }

  result<void> unpair(const std::string& screen, utc_ms at) override {
    return session_.change(msg("unpair the screen"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "UPDATE screens SET unpaired = coalesce(unpaired, :at) WHERE name = :name");
      s.set(":at", at);
      s.set(":name", screen);
      if (s.run() == 0) return no_screen(screen);
      return {};
    });
  }

  result<void> remove(const std::string& screen) override {
    return session_.change(msg("remove the screen"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "DELETE FROM screens WHERE name = :name");
      s.set(":name", screen);
      if (s.run() == 0) return no_screen(screen);
      return {};
    });
  }

  result<std::optional<screen_report>> report_of(const std::string& screen) override {
    return session_.read(
        msg("read a screen's status"), [&](SQLite::Database& db) -> result<std::optional<screen_report>> {
          statement s(db,
                      "SELECT last_seen, clock_offset_ms, status, shown_since, carried FROM screens"
                      " WHERE name = :name AND status IS NOT NULL");
          s.set(":name", screen);
          if (!s.next()) return std::nullopt;
          result<wire::screen_status> status = wire::screen_status_from_json(s.text("status"));
          if (!status) return std::nullopt;
          return screen_report{s.time("last_seen"), s.integer("clock_offset_ms"), std::move(*status),
                               s.time_if_any("shown_since"), s.integer("carried") != 0};
        });
  }

  result<void> set_report(const std::string& screen, const screen_report& report) override {
    return session_.change(msg("store a screen's status"), [&](SQLite::Database& db) -> result<void> {
      statement s(db,
                  "UPDATE screens SET last_seen = :last_seen, clock_offset_ms = :clock_offset_ms,"
                  " status = :status, shown_since = :shown_since, carried = :carried WHERE name = :name");
      s.set(":last_seen", report.last_seen);
      s.set(":clock_offset_ms", report.clock_offset_ms);
      s.set(":status", wire::to_json(report.status));
      s.set(":shown_since", report.shown_since);
      s.set(":carried", std::int64_t{report.carried ? 1 : 0});
      s.set(":name", screen);
      s.run();
      return {};
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<screen_ledger> sqlite_screens(session& s) {
  return std::make_unique<screens_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
