// The audit log in the table `audit`.
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

class audit_in_sqlite final : public audit_ledger {
 public:
  explicit audit_in_sqlite(session& s) : session_(s) {}

  result<void> add(const audit_line& line) override {
    return session_.change(msg("write the audit"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "INSERT INTO audit (at, who, what) VALUES (:at, :who, :what)");
      s.set(":at", line.at);
      s.set(":who", line.who);
      s.set(":what", line.what);
      s.run();
      return {};
    });
  }

  result<std::vector<audit_line>> newest(int max) override {
    return session_.read(msg("read the audit"), [&](SQLite::Database& db) -> result<std::vector<audit_line>> {
      statement s(db, "SELECT at, who, what FROM audit ORDER BY id DESC LIMIT :max");
      s.set(":max", max);
      std::vector<audit_line> lines;
      while (s.next()) lines.push_back({s.time("at"), s.text("who"), s.text("what")});
      return lines;
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<audit_ledger> sqlite_audit(session& s) {
  return std::make_unique<audit_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
