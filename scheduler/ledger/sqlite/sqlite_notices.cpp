#include "base/message_json.hpp"
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

stored_notice notice_of(const statement& row) {
  result<wire::notice> value = wire::notice_from_bytes(row.text("bytes"));
  if (!value) throw damaged("bytes");
  return {std::move(*value),
          {row.text("bytes"),
           row.hex<signature>("signature"),
           {row.text("certificate"), row.hex<signature>("certificate_signature")}},
          row.text("approver"),
          row.time("received")};
}

// Inserts the notice if its number is the greatest and its id is new; else inserts nothing and returns false.
bool insert_notice(const SQLite::Database& db, const stored_notice& n) {
  statement s(db,
              "INSERT INTO notices (number, id, issued, expires, received, approver, bytes, signature,"
              " certificate, certificate_signature) SELECT :number, :id, :issued, :expires, :received,"
              " :approver, :bytes, :signature, :certificate, :certificate_signature"
              " WHERE :number > (SELECT coalesce(max(number), 0) FROM notices) ON CONFLICT DO NOTHING");
  s.set(":number", n.value.number);
  s.set(":id", n.value.id);
  s.set(":issued", n.value.issued);
  s.set(":expires", n.value.expires);
  s.set(":received", n.received);
  s.set(":approver", n.approver);
  s.set(":bytes", n.note.bytes);
  s.set(":signature", n.note.signature);
  s.set(":certificate", n.note.approver.text);
  s.set(":certificate_signature", n.note.approver.signature);
  return s.run() == 1;
}

bool is_stored(const SQLite::Database& db, const std::string& notice) {
  statement s(db, "SELECT 1 FROM notices WHERE id = :id");
  s.set(":id", notice);
  return s.next();
}

// The stored refusal; empty when the screen accepted the notice.
message refusal_of(const statement& row) {
  std::string text = row.text("refused");
  if (text.empty()) return {};
  result<json::value> value = parse_json(text);
  if (!value) throw damaged("refused");
  result<message> refused = message_from_value(*value);
  if (!refused) throw damaged("refused");
  return std::move(*refused);
}

acknowledgement word_of(const statement& row) {
  return {row.text("screen"), row.time_if_any("shown"), row.time_if_any("ended"), refusal_of(row)};
}

std::optional<acknowledgement> word_about(const SQLite::Database& db, const std::string& notice,
                                          const std::string& screen) {
  statement s(db,
              "SELECT screen, shown, ended, refused FROM notice_words"
              " WHERE notice = :notice AND screen = :screen");
  s.set(":notice", notice);
  s.set(":screen", screen);
  if (!s.next()) return std::nullopt;
  return word_of(s);
}

void merge_word(const SQLite::Database& db, const std::string& screen, const wire::acknowledgement& said) {
  statement s(db,
              "INSERT INTO notice_words (notice, screen, shown, ended, refused)"
              " VALUES (:notice, :screen, :shown, :ended, :refused)"
              " ON CONFLICT DO UPDATE SET shown = coalesce(shown, excluded.shown),"
              " ended = coalesce(excluded.ended, ended), refused = excluded.refused");
  s.set(":notice", said.notice);
  s.set(":screen", screen);
  s.set(":shown", said.shown);
  s.set(":ended", said.ended);
  s.set(":refused", said.refused.empty() ? std::string() : canonical(to_value(said.refused)));
  s.run();
}

class notices_in_sqlite final : public notice_ledger {
 public:
  explicit notices_in_sqlite(session& s) : session_(s) {}

  result<std::vector<stored_notice>> newest(utc_ms valid_after, int max) override {
    return session_.read(
        msg("read the notices"), [&](SQLite::Database& db) -> result<std::vector<stored_notice>> {
          statement s(db,
                      "SELECT bytes, signature, certificate, certificate_signature, approver, received"
                      " FROM notices WHERE expires > :valid_after ORDER BY number DESC LIMIT :max");
          s.set(":valid_after", valid_after);
          s.set(":max", max);
          std::vector<stored_notice> notices;
          while (s.next()) notices.push_back(notice_of(s));
          return notices;
        });
  }

  result<std::int64_t> newest_number() override {
    return session_.read(msg("read the notices"), [](SQLite::Database& db) -> result<std::int64_t> {
      statement s(db, "SELECT coalesce(max(number), 0) AS newest FROM notices");
      s.next();
      return s.integer("newest");
    });
  }

  result<void> add(const stored_notice& notice, const public_key& root) override {
    return session_.change(msg("store the notice"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> done = pin_root(db, root); !done) return done;
      if (!insert_notice(db, notice)) {
        return error{errc::conflict, msg("another notice was made meanwhile"),
                     msg("look at \"bangtin emergency list\" and try again")};
      }
      return {};
    });
  }

  result<std::vector<acknowledgement>> acknowledgements(const std::string& id) override {
    return session_.read(msg("read what screens said about a notice"),
                         [&](SQLite::Database& db) -> result<std::vector<acknowledgement>> {
                           statement s(db,
                                       "SELECT screen, shown, ended, refused FROM notice_words"
                                       " WHERE notice = :notice ORDER BY screen");
                           s.set(":notice", id);
                           std::vector<acknowledgement> words;
                           while (s.next()) words.push_back(word_of(s));
                           return words;
                         });
  }

  result<bool> acknowledge(const std::string& screen, const wire::acknowledgement& said) override {
    return session_.change(
        msg("store what a screen said about a notice"), [&](SQLite::Database& db) -> result<bool> {
          if (!is_stored(db, said.notice)) {
            return error{errc::not_found, msg("there is no notice \"{}\"", said.notice),
                         msg("see \"bangtin emergency list\"")};
          }
          acknowledgement before = word_about(db, said.notice, screen).value_or(acknowledgement());
          merge_word(db, screen, said);
          bool newly_shown = said.shown && !before.shown;
          bool newly_refused = !said.refused.empty() && before.refused.empty();
          return newly_shown || newly_refused;
        });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<notice_ledger> sqlite_notices(session& s) {
  return std::make_unique<notices_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
