// A value of the table `site`: it is small, and replaced as a whole.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* alerts_key = "alerts";

class alerts_in_sqlite final : public alert_ledger {
 public:
  explicit alerts_in_sqlite(session& s) : session_(s) {}

  result<std::optional<std::string>> memory() override {
    return session_.read(msg("read the alerts"),
                         [](SQLite::Database& db) -> result<std::optional<std::string>> {
                           return site_value(db, alerts_key);
                         });
  }

  result<void> put(const std::string& memory) override {
    return session_.change(msg("store the alerts"), [&](SQLite::Database& db) -> result<void> {
      set_site_value(db, alerts_key, memory);
      return {};
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<alert_ledger> sqlite_alerts(session& s) {
  return std::make_unique<alerts_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
