// Judged plays in the table `plays`, their roll-up in `play_counts`. Each table exists twice while a recount
// runs, so every statement names the schema: main, or temp for the recount.
#include "scheduler/ledger/sqlite/count_digests.hpp"
#include "scheduler/ledger/sqlite/play_rows.hpp"
#include "scheduler/ledger/sqlite/play_tables.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

error no_log(const std::string& name) {
  return {errc::not_found, msg("there is no log {}", name), msg("check the name of the log")};
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What was judged of a log counts on when its row is gone, or names an earlier record than it did.
constexpr const char* select_log =
    "SELECT coalesce(l.screen, (SELECT s.screen FROM main.plays AS p JOIN main.judged_screens AS s"
    "  ON s.id = p.screen WHERE p.log = m.id LIMIT 1), '') AS screen,"
    " max(coalesce(l.tip, 0), coalesce(m.judged_to, 0)) AS tip,"
    " coalesce(l.rule_one_to, 0) AS rule_one_to, coalesce(l.old_rule_to, 0) AS old_rule_to"
    " FROM (SELECT :log AS log) AS n LEFT JOIN main.logs AS l ON l.log = n.log"
    " LEFT JOIN main.judged_logs AS m ON m.log = n.log WHERE l.log IS NOT NULL OR m.log IS NOT NULL";
constexpr std::string_view select_waiting =
    "SELECT a.log AS log FROM (SELECT log, max(tip) AS tip FROM (SELECT log, tip FROM main.logs"
    "  UNION ALL SELECT log, judged_to FROM main.judged_logs) GROUP BY log) AS a"
    " LEFT JOIN {}.judged_logs AS j ON j.log = a.log WHERE a.tip > coalesce(j.judged_to, 0) ORDER BY a.log";

class plays_in_sqlite final : public play_ledger {
 public:
  // `digests`: null for a recount.
  plays_in_sqlite(session& s, std::string schema, count_digests* digests)
      : session_(s), schema_(std::move(schema)), digests_(digests) {}

  result<judged_log> log(const std::string& name) override {
    return session_.change(msg("read a log"), [&](SQLite::Database&) -> result<judged_log> {
      statement stored(session_.prepared(), select_log);
      stored.set(":log", name);
      if (!stored.next()) return no_log(name);
      judged_log l;
      l.log = name;
      l.screen = stored.text("screen");
      l.tip = stored.integer("tip");
      l.rule_one_to = stored.integer("rule_one_to");
      l.old_output_to = stored.integer("old_rule_to");
      statement make(session_.prepared(),
                     sql("INSERT OR IGNORE INTO {}.judged_logs (log, judged_to, doubt_from, vouched, forked)"
                         " VALUES (:log, 0, 0, 0, 0)"));
      make.set(":log", name);
      make.run();
      statement s(session_.prepared(),
                  sql("SELECT id, judged_to, vouched, forked, coalesce((SELECT m.doubt_from FROM"
                      " main.judged_logs AS m WHERE m.log = j.log), 0) AS doubt_from"
                      " FROM {}.judged_logs AS j WHERE log = :log"));
      s.set(":log", name);
      s.next();
      l.id = s.integer("id");
      l.judged_to = s.integer("judged_to");
      l.doubt_from = s.integer("doubt_from");
      l.vouched = s.flag("vouched");
      l.forked = s.flag("forked");
      return l;
    });
  }

  result<void> set_log(const judged_log& l) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database&) -> result<void> {
      statement s(session_.prepared(),
                  sql("UPDATE {}.judged_logs SET judged_to = :judged_to, doubt_from = :doubt_from,"
                      " vouched = :vouched, forked = :forked WHERE id = :id"));
      s.set(":judged_to", l.judged_to);
      s.set(":doubt_from", l.doubt_from);
      s.set(":vouched", std::int64_t{l.vouched});
      s.set(":forked", std::int64_t{l.forked});
      s.set(":id", l.id);
      s.run();
      return {};
    });
  }

  result<judged_boot> boot(std::int64_t log, const std::string& name, std::int64_t first_seq) override {
    return session_.change(msg("read a log"), [&](SQLite::Database&) -> result<judged_boot> {
      statement make(session_.prepared(),
                     sql("INSERT OR IGNORE INTO {}.judged_boots (log, boot, first_seq, trust, offset_ms)"
                         " VALUES (:log, :boot, :first_seq, 2, 0)"));
      make.set(":log", log);
      make.set(":boot", name);
      make.set(":first_seq", first_seq);
      make.run();
      statement s(session_.prepared(),
                  sql("SELECT * FROM {}.judged_boots WHERE log = :log AND boot = :boot"));
      s.set(":log", log);
      s.set(":boot", name);
      s.next();
      return boot_of(s);
    });
  }

  result<void> set_boot(const judged_boot& b) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database&) -> result<void> {
      statement s(session_.prepared(),
                  sql("UPDATE {}.judged_boots SET trust = :trust, offset_ms = :offset_ms,"
                      " bound_ms = :bound_ms, placed_ms = :placed_ms, gaps = :gaps WHERE id = :id"));
      s.set(":trust", static_cast<std::int64_t>(b.clock.trust));
      s.set(":offset_ms", b.clock.offset.count());
      s.set(":bound_ms", count_of(b.clock.bound));
      s.set(":placed_ms", b.placed.until.count());
      s.set(":gaps", gaps_text(b.placed));
      s.set(":id", b.id);
      s.run();
      return {};
    });
  }

  result<judged_boot> known_boot(std::int64_t id) override {
    return session_.read(msg("read a log"), [&](SQLite::Database& db) -> result<judged_boot> {
      statement s(db, sql("SELECT * FROM {}.judged_boots WHERE id = :id"));
      s.set(":id", id);
      if (!s.next()) throw damaged("boot");
      return boot_of(s);
    });
  }

  result<judged_screen> screen(const std::string& name) override {
    return session_.change(msg("read a screen"), [&](SQLite::Database&) -> result<judged_screen> {
      statement make(
          session_.prepared(),
          sql("INSERT OR IGNORE INTO {}.judged_screens (screen, latest_end, latest_slot, longest_ms)"
              " VALUES (:screen, 0, 0, 0)"));
      make.set(":screen", name);
      make.run();
      statement s(session_.prepared(),
                  sql("SELECT id, latest_end, latest_slot, longest_ms FROM {}.judged_screens WHERE "
                      "screen = :screen"));
      s.set(":screen", name);
      s.next();
      return judged_screen{s.integer("id"), name, s.time("latest_end"), s.time("latest_slot"),
                           milliseconds(s.integer("longest_ms"))};
    });
  }

  result<void> set_screen(const judged_screen& v) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database&) -> result<void> {
      statement s(session_.prepared(),
                  sql("UPDATE {}.judged_screens SET latest_end = :latest_end, latest_slot = :latest_slot,"
                      " longest_ms = :longest_ms WHERE id = :id"));
      s.set(":latest_end", v.latest_end);
      s.set(":latest_slot", v.latest_slot);
      s.set(":longest_ms", v.longest.count());
      s.set(":id", v.id);
      s.run();
      return {};
    });
  }

  result<std::int64_t> key_of(const evidence::count_key& k) override {
    // A batch asks for each of its keys, and nearly all are known: only a new one needs a transaction.
    auto found =
        session_.read(msg("read the counts"), [&](SQLite::Database&) -> result<std::optional<std::int64_t>> {
          statement known(
              session_.prepared(),
              sql("SELECT id FROM {}.play_keys WHERE screen = :screen AND venue = :venue AND task = :task"
                  " AND theme = :theme AND campaign = :campaign AND media = :media AND title = :title"));
          set_key(known, k);
          if (!known.next()) return std::nullopt;
          return known.integer("id");
        });
    if (!found) return found.error();
    if (*found) return **found;
    return session_.change(msg("store the counts"), [&](SQLite::Database&) -> result<std::int64_t> {
      statement make(session_.prepared(),
                     sql("INSERT INTO {}.play_keys (screen, venue, task, theme, campaign, media, title)"
                         " VALUES (:screen, :venue, :task, :theme, :campaign, :media, :title) RETURNING id"));
      set_key(make, k);
      make.next();
      return make.integer("id");
    });
  }

  result<evidence::count_key> key(std::int64_t number) override {
    return session_.read(msg("read the counts"), [&](SQLite::Database&) -> result<evidence::count_key> {
      statement s(session_.prepared(), sql("SELECT * FROM {}.play_keys WHERE id = :id"));
      s.set(":id", number);
      if (!s.next()) throw damaged("key");
      evidence::count_key k;
      k.screen = s.text("screen");
      k.venue = s.text("venue");
      k.task = s.text("task");
      k.theme = s.text("theme");
      k.campaign = s.text("campaign");
      k.media = s.text("media");
      k.title = s.text("title");
      return k;
    });
  }

  result<std::optional<judged_play>> find(std::int64_t log, std::int64_t seq) override {
    return session_.read(msg("read the plays"), [&](SQLite::Database&) -> result<std::optional<judged_play>> {
      statement s(session_.prepared(), sql("SELECT * FROM {}.plays WHERE log = :log AND seq = :seq"));
      s.set(":log", log);
      s.set(":seq", seq);
      if (!s.next()) return std::nullopt;
      return play_of(s);
    });
  }

  result<void> put(std::span<const judged_play> plays) override {
    return session_.change(msg("store the plays"), [&](SQLite::Database&) -> result<void> {
      statement insert(session_.prepared(), sql(insert_play));
      SQLite::Statement& s = insert.raw();
      for (const judged_play& p : plays) {
        bind_play(s, p);
        s.exec();
        s.reset();
      }
      return {};
    });
  }

  result<void> remove(std::int64_t log, std::int64_t seq) override {
    return session_.change(msg("store the plays"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, sql("DELETE FROM {}.plays WHERE log = :log AND seq = :seq"));
      s.set(":log", log);
      s.set(":seq", seq);
      s.run();
      return {};
    });
  }

  result<std::vector<judged_play>> claims(std::int64_t screen, utc_ms from, utc_ms to) override {
    return session_.read(msg("read the plays"), [&](SQLite::Database&) -> result<std::vector<judged_play>> {
      statement s(
          session_.prepared(),
          sql("SELECT * FROM {0}.plays INDEXED BY claims WHERE screen = :screen AND shown_from < shown_to"
              " AND shown_from >= :from AND shown_from < :to ORDER BY shown_from, log, seq"));
      s.set(":screen", screen);
      s.set(":from", from);
      s.set(":to", to);
      std::vector<judged_play> plays;
      while (s.next()) plays.push_back(play_of(s));
      return plays;
    });
  }

  result<std::vector<judged_play>> of_log(std::int64_t log, std::int64_t after,
                                          std::optional<std::int64_t> boot, int max) override {
    return session_.read(msg("read the plays"), [&](SQLite::Database&) -> result<std::vector<judged_play>> {
      statement s(session_.prepared(), sql("SELECT * FROM {}.plays WHERE log = :log AND seq > :after"
                                           " AND (:boot IS NULL OR boot = :boot) ORDER BY seq LIMIT :max"));
      s.set(":log", log);
      s.set(":after", after);
      s.set(":boot", boot);
      s.set(":max", std::int64_t{max});
      std::vector<judged_play> plays;
      while (s.next()) plays.push_back(play_of(s));
      return plays;
    });
  }

  result<std::string> name_of_log(std::int64_t log) override {
    return session_.read(msg("read a log"), [&](SQLite::Database&) -> result<std::string> {
      statement s(session_.prepared(), sql("SELECT log FROM {}.judged_logs WHERE id = :id"));
      s.set(":id", log);
      if (!s.next()) return no_log(std::to_string(log));
      return s.text("log");
    });
  }

  result<bool> add_fork_start(const std::string& log, const digest& line, const count_cell& cell) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database&) -> result<bool> {
      statement s(session_.prepared(), sql("INSERT OR IGNORE INTO {}.fork_starts (log, line, day, hour, key)"
                                           " VALUES (:log, :line, :day, :hour, :key)"));
      s.set(":log", log);
      s.set(":line", line);
      s.set(":day", cell.day.time_since_epoch().count());
      s.set(":hour", std::int64_t{cell.hour});
      s.set(":key", cell.key);
      return s.run() == 1;
    });
  }

  result<std::optional<count_cell>> remove_fork_start(const std::string& log, const digest& line) override {
    return session_.change(
        msg("store the counts"), [&](SQLite::Database&) -> result<std::optional<count_cell>> {
          statement s(session_.prepared(), sql("DELETE FROM {}.fork_starts WHERE log = :log AND line = :line"
                                               " RETURNING day, hour, key"));
          s.set(":log", log);
          s.set(":line", line);
          if (!s.next()) return std::nullopt;
          return count_cell{day_from(s.integer("day")), s.small("hour"), s.integer("key"),
                            std::string(evidence::rules::reason::fork)};
        });
  }

  result<bool> has_fork_start(const std::string& log, const digest& line) override {
    return session_.read(msg("read the counts"), [&](SQLite::Database&) -> result<bool> {
      statement s(session_.prepared(), sql("SELECT 1 FROM {}.fork_starts WHERE log = :log AND line = :line"));
      s.set(":log", log);
      s.set(":line", line);
      return s.next();
    });
  }

  result<void> add(const count_changes& changes) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database& db) -> result<void> {
      add_changes(session_.prepared(), schema_, changes);
      if (digests_ != nullptr) digests_->add(db, changes);
      return {};
    });
  }

  result<std::optional<bool>> is_as_recounted(std::chrono::local_days from,
                                              std::chrono::local_days to) override {
    return session_.read(msg("compare the counts"), [&](SQLite::Database& db) -> result<std::optional<bool>> {
      return digests_ == nullptr ? std::nullopt : digests_->agree(db, from, to);
    });
  }

  result<std::vector<std::string>> waiting_logs() override {
    return session_.read(msg("read the logs"), [&](SQLite::Database&) -> result<std::vector<std::string>> {
      statement s(session_.prepared(), sql(select_waiting));
      std::vector<std::string> names;
      while (s.next()) names.push_back(s.text("log"));
      return names;
    });
  }

  result<std::vector<judged_line>> lines(const std::string& log, std::int64_t after, int max) override {
    return session_.read(msg("read a log"), [&](SQLite::Database&) -> result<std::vector<judged_line>> {
      statement s(
          session_.prepared(),
          "SELECT seq, line FROM main.records WHERE log = :log AND seq > :after ORDER BY seq LIMIT :max");
      s.set(":log", log);
      s.set(":after", after);
      s.set(":max", std::int64_t{max});
      std::vector<judged_line> lines;
      while (s.next()) lines.push_back({s.integer("seq"), s.text("line")});
      return lines;
    });
  }

  result<std::vector<std::pair<std::int64_t, utc_ms>>> receipts(const std::string& log) override {
    using receipts_of_log = std::vector<std::pair<std::int64_t, utc_ms>>;
    return session_.read(msg("read the receipts"), [&](SQLite::Database&) -> result<receipts_of_log> {
      statement s(session_.prepared(),
                  "SELECT seq, received FROM main.receipts WHERE log = :log ORDER BY seq");
      s.set(":log", log);
      receipts_of_log all;
      while (s.next()) all.emplace_back(s.integer("seq"), s.time("received"));
      return all;
    });
  }

  result<std::vector<recorded_fork>> forks() override {
    return session_.read(msg("read the forks"), [&](SQLite::Database&) -> result<std::vector<recorded_fork>> {
      statement s(session_.prepared(),
                  "SELECT log, screen, seq, hash, head, head_signature, lines, at FROM "
                  "main.forks ORDER BY rowid");
      std::vector<recorded_fork> all;
      while (s.next()) {
        all.push_back({s.text("log"),
                       s.text("screen"),
                       s.integer("seq"),
                       s.hex<digest>("hash"),
                       {s.text("head"), s.hex<signature>("head_signature")},
                       split_lines(s.text("lines")),
                       s.time("at")});
      }
      return all;
    });
  }

  result<bool> has_fork(const std::string& log, std::int64_t seq, const digest& hash) override {
    return session_.read(msg("read the forks"), [&](SQLite::Database&) -> result<bool> {
      statement s(session_.prepared(),
                  "SELECT 1 FROM main.forks WHERE log = :log AND seq = :seq AND hash = :hash");
      s.set(":log", log);
      s.set(":seq", seq);
      s.set(":hash", hash);
      return s.next();
    });
  }

  result<evidence::count_table> counts(std::chrono::local_days from, std::chrono::local_days to,
                                       const std::vector<std::string>& columns) override {
    return session_.read(msg("read the counts"), [&](SQLite::Database& db) -> result<evidence::count_table> {
      return counts_in(db, schema_, from, to, columns);
    });
  }

  result<std::vector<reason_count>> reasons(std::chrono::local_days from,
                                            std::chrono::local_days to) override {
    return session_.read(msg("read the counts"), [&](SQLite::Database&) -> result<std::vector<reason_count>> {
      statement s(session_.prepared(),
                  sql("SELECT reason, sum(partial) AS partial, sum(failed) AS failed,"
                      " sum(uncounted) AS uncounted FROM {}.play_counts"
                      " WHERE day >= :from AND day < :to AND reason <> '' GROUP BY reason"
                      " ORDER BY sum(partial) + sum(failed) + sum(uncounted) DESC, reason"));
      s.set(":from", from.time_since_epoch().count());
      s.set(":to", to.time_since_epoch().count());
      std::vector<reason_count> all;
      while (s.next()) {
        all.push_back({s.text("reason"), s.integer("partial"), s.integer("failed"), s.integer("uncounted")});
      }
      return all;
    });
  }

  result<std::int64_t> not_ended(std::chrono::local_days from, std::chrono::local_days to) override {
    return session_.read(msg("read the counts"), [&](SQLite::Database&) -> result<std::int64_t> {
      statement s(session_.prepared(),
                  sql("SELECT count(*) AS plays FROM {0}.judged_logs AS j"
                      " JOIN main.logs AS l ON l.log = j.log"
                      " JOIN {0}.plays AS p ON p.log = j.id AND p.seq > j.judged_to - :tail"
                      " WHERE p.end_seq = 0 AND p.reason = :open AND p.day >= :from AND p.day < :to"
                      " AND p.boot = (SELECT b.id FROM {0}.judged_boots AS b WHERE b.log = j.id"
                      "  ORDER BY b.first_seq DESC LIMIT 1)"
                      " AND NOT EXISTS (SELECT 1 FROM main.logs AS n WHERE n.screen = l.screen"
                      "  AND (n.began, n.log) > (l.began, l.log))"));
      s.set(":tail", open_tail);
      s.set(":open", std::string(evidence::rules::reason::open));
      s.set(":from", from.time_since_epoch().count());
      s.set(":to", to.time_since_epoch().count());
      s.next();
      return s.integer("plays");
    });
  }

 private:
  std::string sql(std::string_view text) const { return fmt::format(fmt::runtime(text), schema_); }

  session& session_;
  std::string schema_;
  count_digests* digests_;
};

}  // namespace

std::unique_ptr<play_ledger> sqlite_plays(session& s, count_digests& digests) {
  return std::make_unique<plays_in_sqlite>(s, "main", &digests);
}

result<std::unique_ptr<play_ledger>> sqlite_recount(session& s) {
  using made = result<std::unique_ptr<play_ledger>>;
  return s.change(msg("begin the recount"), [&](SQLite::Database& db) -> made {
    drop_recount(db);
    db.exec(recount_tables);
    return std::make_unique<plays_in_sqlite>(s, "temp", nullptr);
  });
}

}  // namespace bangtin::scheduler::ledger::sqlite
