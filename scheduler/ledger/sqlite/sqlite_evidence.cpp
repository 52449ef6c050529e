// Logs in the table `logs` with their tip, their records in `records`, receipts in `receipts`, forks in
// `forks`, and what did not verify in `doubts`.
#include <limits>
#include "base/json.hpp"
#include "base/message_json.hpp"

#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

error stored_already(std::int64_t seq) {
  return {errc::conflict, msg("record {} of this log is stored already", seq),
          msg("read what is stored of the log, and go on from there")};
}

// Reads what is known of all logs of the screen into `v`.
void look_at_logs(statement_cache& prepared, const std::string& screen, log_state& v) {
  statement s(prepared,
              "SELECT count(*) AS logs, coalesce(max(began), 0) AS newest FROM logs WHERE screen = :screen");
  s.set(":screen", screen);
  s.next();
  v.logs_of_screen = s.integer("logs");
  v.newest_log_began = s.time("newest");
}

// Reads the log's own row into `v`, if the log exists.
void look_at_log(statement_cache& prepared, const std::string& log, log_state& v) {
  statement s(prepared, "SELECT screen, key, tip, tip_hash, received FROM logs WHERE log = :log");
  s.set(":log", log);
  v.exists = s.next();
  if (!v.exists) return;
  v.screen = s.text("screen");
  v.key = s.hex<public_key>("key");
  v.tip = s.integer("tip");
  v.tip_hash = s.hex<digest>("tip_hash");
  v.received = s.time("received");
}

std::optional<std::int64_t> doubted_from(statement_cache& prepared, const std::string& log) {
  statement s(prepared, "SELECT from_seq FROM doubts WHERE log = :log");
  s.set(":log", log);
  if (!s.next()) return std::nullopt;
  return s.integer("from_seq");
}

stored_receipt receipt_of(const statement& row) {
  return {row.integer("seq"),
          {row.text("text"), row.hex<signature>("signature")},
          row.time("received"),
          row.small("rules")};
}

// The first receipt at or after `seq`.
std::optional<stored_receipt> covering(statement_cache& prepared, const std::string& log, std::int64_t seq) {
  statement s(prepared,
              "SELECT seq, text, signature, received, rules FROM receipts WHERE log = :log AND seq >= :seq"
              " ORDER BY seq LIMIT 1");
  s.set(":log", log);
  s.set(":seq", seq);
  if (!s.next()) return std::nullopt;
  return receipt_of(s);
}

// The last receipt before `end`.
std::optional<stored_receipt> newest_before(statement_cache& prepared, const std::string& log,
                                            std::int64_t end) {
  statement s(prepared,
              "SELECT seq, text, signature, received, rules FROM receipts WHERE log = :log AND seq < :end"
              " ORDER BY seq DESC LIMIT 1");
  s.set(":log", log);
  s.set(":end", end);
  if (!s.next()) return std::nullopt;
  return receipt_of(s);
}

std::optional<digest> hash_at(statement_cache& prepared, const std::string& log, std::int64_t seq) {
  statement s(prepared, "SELECT hash FROM records WHERE log = :log AND seq = :seq");
  s.set(":log", log);
  s.set(":seq", seq);
  if (!s.next()) return std::nullopt;
  return s.hex<digest>("hash");
}

std::vector<digest> forks_at(statement_cache& prepared, const std::string& log, std::int64_t seq) {
  statement s(prepared, "SELECT hash FROM forks WHERE log = :log AND seq = :seq ORDER BY hash");
  s.set(":log", log);
  s.set(":seq", seq);
  std::vector<digest> all;
  while (s.next()) all.push_back(s.hex<digest>("hash"));
  return all;
}

std::optional<signed_text> receipt_at(statement_cache& prepared, const std::string& log, std::int64_t seq) {
  statement s(prepared, "SELECT text, signature FROM receipts WHERE log = :log AND seq = :seq");
  s.set(":log", log);
  s.set(":seq", seq);
  if (!s.next()) return std::nullopt;
  return signed_text{s.text("text"), s.hex<signature>("signature")};
}

void begin_log(statement_cache& prepared, const std::string& log, const std::string& screen,
               const public_key& key, utc_ms at) {
  statement s(prepared,
              "INSERT INTO logs (log, screen, key, tip, tip_hash, began)"
              " VALUES (:log, :screen, :key, 0, '', :began) ON CONFLICT DO NOTHING");
  s.set(":began", at);
  s.set(":log", log);
  s.set(":screen", screen);
  s.set(":key", key);
  s.run();
}

result<void> insert_records(statement_cache& prepared, const std::string& log,
                            const std::vector<stored_record>& records) {
  // By position and without copies: this runs for every record that a screen sends.
  statement insert(prepared,
                   "INSERT INTO records (log, seq, hash, type, utc, play, line)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  SQLite::Statement& s = insert.raw();
  for (const stored_record& r : records) {
    const std::string hash = r.hash.hex();
    s.bindNoCopy(1, log);
    s.bind(2, r.seq);
    s.bindNoCopy(3, hash);
    s.bindNoCopy(4, r.type);
    s.bind(5, to_unix_ms(r.utc));
    if (r.play) {
      s.bind(6, *r.play);
    } else {
      s.bind(6);
    }
    s.bindNoCopy(7, r.line);
    if (s.exec() == 0) return stored_already(r.seq);
    s.reset();
  }
  return {};
}

void move_tip(statement_cache& prepared, const std::string& log, const stored_record& last) {
  statement s(prepared, "UPDATE logs SET tip = :tip, tip_hash = :tip_hash WHERE log = :log");
  s.set(":tip", last.seq);
  s.set(":tip_hash", last.hash);
  s.set(":log", log);
  s.run();
}

bool insert_receipt(statement_cache& prepared, const std::string& log, std::int64_t seq,
                    const given_receipt& receipt, const signed_text& head) {
  statement s(prepared,
              "INSERT INTO receipts (log, seq, text, signature, head, head_signature, received, rules)"
              " VALUES (:log, :seq, :text, :signature, :head, :head_signature, :received, :rules)"
              " ON CONFLICT DO NOTHING");
  s.set(":log", log);
  s.set(":seq", seq);
  s.set(":text", receipt.note.text);
  s.set(":signature", receipt.note.signature);
  s.set(":received", receipt.received);
  s.set(":rules", receipt.rules);
  s.set(":head", head.text);
  s.set(":head_signature", head.signature);
  return s.run() == 1;
}

void move_received(statement_cache& prepared, const std::string& log, utc_ms received) {
  statement s(prepared, "UPDATE logs SET received = max(received, :received) WHERE log = :log");
  s.set(":received", received);
  s.set(":log", log);
  s.run();
}

std::int64_t count_forks(const SQLite::Database& db, const std::string& screen) {
  statement s(db, "SELECT count(*) AS forks FROM forks WHERE screen = :screen");
  s.set(":screen", screen);
  s.next();
  return s.integer("forks");
}

void insert_fork(const SQLite::Database& db, const recorded_fork& f) {
  std::string lines;
  for (const std::string& line : f.lines) lines += line + "\n";
  statement s(db,
              "INSERT INTO forks (log, seq, hash, screen, head, head_signature, lines, at)"
              " VALUES (:log, :seq, :hash, :screen, :head, :head_signature, :lines, :at)"
              " ON CONFLICT (log, seq, hash) DO UPDATE SET lines = excluded.lines"
              " WHERE length(excluded.lines) > length(lines)");
  s.set(":log", f.log);
  s.set(":seq", f.seq);
  s.set(":hash", f.hash);
  s.set(":screen", f.screen);
  s.set(":head", f.head.text);
  s.set(":head_signature", f.head.signature);
  s.set(":lines", lines);
  s.set(":at", f.at);
  s.run();
}

recorded_fork fork_of(const statement& row) {
  recorded_fork f;
  f.log = row.text("log");
  f.screen = row.text("screen");
  f.seq = row.integer("seq");
  f.hash = row.hex<digest>("hash");
  f.head = {row.text("head"), row.hex<signature>("head_signature")};
  f.at = row.time("at");
  return f;
}

stored_doubt doubt_of(const statement& row) {
  result<json::value> value = parse_json(row.text("why"));
  if (!value) throw damaged("why");
  result<message> why = message_from_value(*value);
  if (!why) throw damaged("why");
  return {row.text("log"), row.integer("from_seq"), std::move(*why), row.time("found_at"),
          row.text("screen")};
}

constexpr const char* select_plays =
    "SELECT logs.screen AS screen, s.log AS log, s.seq AS seq, s.utc AS utc, s.line AS start, e.line AS end,"
    " e.seq <= logs.old_rule_to AS old_rule,"
    " coalesce((SELECT b.line FROM records AS b WHERE b.type = 'BOOT' AND b.log = s.log AND b.seq < s.seq"
    "  ORDER BY b.seq DESC LIMIT 1), '') AS boot"
    " FROM records AS s"
    " JOIN logs ON logs.log = s.log"
    " JOIN records AS e ON e.log = s.log AND e.seq = (SELECT min(x.seq) FROM records AS x"
    "  WHERE x.type = 'END' AND x.log = s.log AND x.play = s.seq AND x.seq > s.seq)"
    " LEFT JOIN doubts AS d ON d.log = s.log"
    " WHERE (d.log IS NULL OR e.seq < d.from_seq) AND"
    " s.type = 'START' AND s.utc < :to AND (s.utc, s.log, s.seq) > (:after_utc, :after_log, :after_seq)"
    " ORDER BY s.utc, s.log, s.seq LIMIT :max";

class evidence_in_sqlite final : public evidence_ledger {
 public:
  explicit evidence_in_sqlite(session& s) : session_(s) {}

  result<log_state> read_log_state(const std::string& log, const std::string& screen, std::int64_t first,
                                   std::int64_t last) override {
    return session_.read(msg("read a log"), [&](SQLite::Database&) -> result<log_state> {
      statement_cache& prepared = session_.prepared();
      log_state v;
      look_at_logs(prepared, screen, v);
      look_at_log(prepared, log, v);
      if (!v.exists) return v;
      v.before = hash_at(prepared, log, first - 1);
      v.at_last = hash_at(prepared, log, last);
      v.forked_before = forks_at(prepared, log, first - 1);
      v.receipt = receipt_at(prepared, log, last);
      v.covering = covering(prepared, log, last);
      v.doubted_from = doubted_from(prepared, log);
      return v;
    });
  }

  result<void> append_batch(const std::string& log, const std::string& screen, const public_key& key,
                            const std::vector<stored_record>& records, const evidence::head& head,
                            const signed_text& head_note, const given_receipt& receipt) override {
    return session_.change(msg("store play records"), [&](SQLite::Database&) -> result<void> {
      statement_cache& prepared = session_.prepared();
      begin_log(prepared, log, screen, key, receipt.received);
      if (result<void> done = insert_records(prepared, log, records); !done) return done;
      if (!records.empty()) move_tip(prepared, log, records.back());
      if (!insert_receipt(prepared, log, head.seq, receipt, head_note)) return stored_already(head.seq);
      move_received(prepared, log, receipt.received);
      return {};
    });
  }

  result<std::optional<log_tip>> tip_of(const std::string& log) override {
    return session_.read(msg("read a log"), [&](SQLite::Database&) -> result<std::optional<log_tip>> {
      statement s(session_.prepared(), "SELECT screen, key, tip FROM logs WHERE log = :log");
      s.set(":log", log);
      if (!s.next()) return std::optional<log_tip>();
      std::int64_t end =
          doubted_from(session_.prepared(), log).value_or(std::numeric_limits<std::int64_t>::max());
      return std::optional(log_tip{s.text("screen"), s.hex<public_key>("key"), s.integer("tip"),
                                   newest_before(session_.prepared(), log, end)});
    });
  }

  result<std::string> newest_log_of(const std::string& screen, const public_key& key) override {
    return session_.read(msg("read a log"), [&](SQLite::Database& db) -> result<std::string> {
      statement s(db,
                  "SELECT log FROM logs WHERE screen = :screen AND key = :key"
                  " ORDER BY began DESC, received DESC, log DESC LIMIT 1");
      s.set(":screen", screen);
      s.set(":key", key);
      return s.next() ? s.text("log") : std::string();
    });
  }

  result<std::int64_t> logs_begun(const std::string& screen, const public_key& key, utc_ms since) override {
    return session_.read(msg("read a log"), [&](SQLite::Database& db) -> result<std::int64_t> {
      statement s(db,
                  "SELECT count(*) AS logs, coalesce(sum(began >= :since), 0) AS recent FROM logs"
                  " WHERE screen = :screen AND key = :key");
      s.set(":since", since);
      s.set(":screen", screen);
      s.set(":key", key);
      s.next();
      const std::int64_t recent = s.integer("recent");
      return recent > 0 && recent == s.integer("logs") ? recent - 1 : recent;
    });
  }

  result<void> record_fork(const recorded_fork& fork) override {
    return session_.change(msg("set a fork aside"), [&](SQLite::Database& db) -> result<void> {
      if (count_forks(db, fork.screen) < max_forks_per_screen) insert_fork(db, fork);
      return {};
    });
  }

  result<std::vector<recorded_fork>> forks_of(const std::string& screen) override {
    return session_.read(msg("read the forks"),
                         [&](SQLite::Database& db) -> result<std::vector<recorded_fork>> {
                           statement s(db,
                                       "SELECT log, screen, seq, hash, head, head_signature, at FROM forks"
                                       " WHERE screen = :screen ORDER BY at DESC, rowid DESC LIMIT :max");
                           s.set(":screen", screen);
                           s.set(":max", max_listed_forks);
                           std::vector<recorded_fork> forks;
                           while (s.next()) forks.push_back(fork_of(s));
                           return forks;
                         });
  }

  result<void> record_doubt(const stored_doubt& doubt) override {
    return session_.change(msg("set a log aside"), [&](SQLite::Database& db) -> result<void> {
      statement s(
          db,
          "INSERT INTO doubts (log, from_seq, why, found_at) VALUES (:log, :from_seq, :why, :found_at)"
          " ON CONFLICT DO UPDATE SET from_seq = excluded.from_seq, why = excluded.why,"
          " found_at = excluded.found_at WHERE excluded.from_seq < from_seq");
      s.set(":log", doubt.log);
      s.set(":from_seq", doubt.from_seq);
      s.set(":why", canonical(to_value(doubt.why)));
      s.set(":found_at", doubt.found_at);
      s.run();
      return {};
    });
  }

  result<std::vector<stored_doubt>> doubts() override {
    return session_.read(msg("read the logs that are set aside"),
                         [&](SQLite::Database& db) -> result<std::vector<stored_doubt>> {
                           statement s(
                               db,
                               "SELECT d.log AS log, d.from_seq AS from_seq, d.why AS why,"
                               " d.found_at AS found_at, coalesce(l.screen, '') AS screen"
                               " FROM doubts AS d LEFT JOIN logs AS l ON l.log = d.log ORDER BY d.log");
                           std::vector<stored_doubt> all;
                           while (s.next()) all.push_back(doubt_of(s));
                           return all;
                         });
  }

  result<std::vector<stored_play>> plays(utc_ms from, utc_ms to, const std::optional<play_place>& after,
                                         int max) override {
    return session_.read(
        msg("read the plays"), [&](SQLite::Database& db) -> result<std::vector<stored_play>> {
          statement s(db, select_plays);
          play_place place = after.value_or(play_place{from, "", 0});  // before all plays at `from`
          s.set(":after_utc", place.utc);
          s.set(":after_log", place.log);
          s.set(":after_seq", place.seq);
          s.set(":to", to);
          s.set(":max", max);
          std::vector<stored_play> plays;
          while (s.next()) {
            plays.push_back({s.text("screen"), s.text("log"), s.integer("seq"), s.time("utc"),
                             s.text("start"), s.text("end"), s.text("boot"), s.integer("old_rule") != 0});
          }
          return plays;
        });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<evidence_ledger> sqlite_evidence(session& s) {
  return std::make_unique<evidence_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
