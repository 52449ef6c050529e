// The audit log in the table `audit`; a line's number is its row's id. What was added last also stands in
// `site`, as "NUMBER HASH". A line continues the chain from there, so where lines were taken away at the end,
// the next one leaves a gap behind that the check finds.
#include <fmt/format.h>

#include "base/text.hpp"
#include "scheduler/ledger/audit_chain.hpp"
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* tip_key = "audit";
constexpr const char* line_columns = "SELECT id, at, who, what, object, outcome, hash FROM audit";

chained_line line_of(const statement& row) {
  audit_line l{row.time("at"), row.text("who"), row.text("what"), row.text("object")};
  const std::string outcome = row.text("outcome");
  if (outcome != "done" && outcome != "refused") throw damaged("outcome");
  if (outcome == "refused") l.outcome = audit_outcome::refused;
  return {row.integer("id"), std::move(l), row.hex<digest>("hash")};
}

std::vector<chained_line> all_of(statement& s) {
  std::vector<chained_line> lines;
  while (s.next()) lines.push_back(line_of(s));
  return lines;
}

std::optional<audit_tip> stored_tip(const SQLite::Database& db) {
  std::optional<std::string> text = site_value(db, tip_key);
  if (!text) return std::nullopt;
  std::vector<std::string> parts = split(*text, ' ');
  if (parts.size() != 2) throw damaged("value");
  std::optional<std::int64_t> number = parse_integer(parts[0], 0, INT64_MAX);
  std::optional<digest> hash = digest::from(parts[1]);
  if (!number || !hash) throw damaged("value");
  return audit_tip{*number, *hash};
}

void set_tip(const SQLite::Database& db, const audit_tip& tip) {
  set_site_value(db, tip_key, std::to_string(tip.number) + ' ' + tip.hash.hex());
}

// Without a stored tip: that of the newest line.
audit_tip tip_in(const SQLite::Database& db) {
  if (std::optional<audit_tip> tip = stored_tip(db)) return *tip;
  statement s(db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
  if (!s.next()) return {0, first_audit_hash()};
  return {s.integer("id"), s.hex<digest>("hash")};
}

void set_hash(const SQLite::Database& db, const audit_tip& of) {
  statement s(db, "UPDATE audit SET hash = :hash WHERE id = :id");
  s.set(":hash", of.hash);
  s.set(":id", of.number);
  s.run();
}

class audit_in_sqlite final : public audit_ledger {
 public:
  explicit audit_in_sqlite(session& s) : session_(s) {}

  result<void> add(const audit_line& line) override {
    return session_.change(msg("write the audit"), [&](SQLite::Database& db) -> result<void> {
      audit_tip tip = tip_in(db);
      ++tip.number;
      tip.hash = next_audit_hash(tip.hash, tip.number, line);
      statement s(db,
                  "INSERT INTO audit (id, at, who, what, object, outcome, hash)"
                  " VALUES (:id, :at, :who, :what, :object, :outcome, :hash)");
      s.set(":id", tip.number);
      s.set(":at", line.at);
      s.set(":who", line.who);
      s.set(":what", line.what);
      s.set(":object", line.object);
      s.set(":outcome", std::string(to_string(line.outcome)));
      s.set(":hash", tip.hash);
      s.run();
      set_tip(db, tip);
      return {};
    });
  }

  result<std::vector<audit_line>> newest(int max) override {
    result<std::vector<chained_line>> found = find({.max = max});
    if (!found) return found.error();
    std::vector<audit_line> lines;
    for (chained_line& l : *found) lines.push_back(std::move(l.line));
    return lines;
  }

  result<std::vector<chained_line>> find(const audit_question& q) override {
    return session_.read(
        msg("read the audit"), [&](SQLite::Database& db) -> result<std::vector<chained_line>> {
          statement s(db,
                      fmt::format("{} WHERE id < :below AND at >= :from AND at < :to AND instr(who, :who) > 0"
                                  " AND instr(object, :object) > 0 ORDER BY id DESC LIMIT :max",
                                  line_columns));
          s.set(":below", q.below);
          s.set(":from", q.from);
          s.set(":to", q.to);
          s.set(":who", q.who);
          s.set(":object", q.object);
          s.set(":max", q.max);
          return all_of(s);
        });
  }

  result<std::vector<chained_line>> after(std::int64_t number, int max) override {
    return session_.read(
        msg("read the audit"), [&](SQLite::Database& db) -> result<std::vector<chained_line>> {
          statement s(db, fmt::format("{} WHERE id > :number ORDER BY id LIMIT :max", line_columns));
          s.set(":number", number);
          s.set(":max", max);
          return all_of(s);
        });
  }

  result<audit_tip> tip() override {
    return session_.read(msg("read the audit"),
                         [](SQLite::Database& db) -> result<audit_tip> { return tip_in(db); });
  }

 private:
  session& session_;
};

}  // namespace

result<void> chain_old_audit_lines(session& s) {
  return s.change(msg("write the audit"), [](SQLite::Database& db) -> result<void> {
    if (stored_tip(db)) return {};
    audit_tip tip{0, first_audit_hash()};
    statement rows(db, "SELECT id, at, who, what FROM audit WHERE hash = '' ORDER BY id");
    std::vector<std::pair<std::int64_t, audit_line>> old;
    while (rows.next()) {
      old.emplace_back(rows.integer("id"), audit_line{rows.time("at"), rows.text("who"), rows.text("what")});
    }
    for (const auto& [number, line] : old) {
      tip = {number, next_audit_hash(tip.hash, number, line)};
      set_hash(db, tip);
    }
    set_tip(db, old.empty() ? tip_in(db) : tip);
    return {};
  });
}

std::unique_ptr<audit_ledger> sqlite_audit(session& s) {
  return std::make_unique<audit_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
