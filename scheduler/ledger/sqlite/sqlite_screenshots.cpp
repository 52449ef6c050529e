// The newest screenshot of each screen in the table `shots`.
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

class screenshots_in_sqlite final : public screenshot_ledger {
 public:
  explicit screenshots_in_sqlite(session& s) : session_(s) {}

  result<void> set(const std::string& screen, const stored_screenshot& screenshot) override {
    return session_.change(msg("store a screenshot"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "INSERT OR REPLACE INTO shots (screen, at, jpeg) VALUES (:screen, :at, :jpeg)");
      s.set(":screen", screen);
      s.set(":at", screenshot.at);
      s.set_bytes(":jpeg", screenshot.jpeg);
      s.run();
      return {};
    });
  }

  result<std::optional<stored_screenshot>> newest_of(const std::string& screen) override {
    return session_.read(msg("read a screenshot"),
                         [&](SQLite::Database& db) -> result<std::optional<stored_screenshot>> {
                           statement s(db, "SELECT at, jpeg FROM shots WHERE screen = :screen");
                           s.set(":screen", screen);
                           if (!s.next()) return std::nullopt;
                           return stored_screenshot{s.time("at"), s.bytes("jpeg")};
                         });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<screenshot_ledger> sqlite_screenshots(session& s) {
  return std::make_unique<screenshots_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
