// The site statement is a value of the table `site`, as JSON: there is one, and it is replaced as a whole.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* trust_key = "trust";

class trust_in_sqlite final : public trust_ledger {
 public:
  explicit trust_in_sqlite(session& s) : session_(s) {}

  result<std::optional<wire::trust_document>> newest() override {
    return session_.read(msg("read the site statement"),
                         [](SQLite::Database& db) -> result<std::optional<wire::trust_document>> {
                           std::optional<std::string> json = site_value(db, trust_key);
                           if (!json) return std::optional<wire::trust_document>();
                           result<wire::trust_document> read = wire::trust_from_json(*json);
                           if (!read) throw damaged("value");
                           return std::optional(std::move(*read));
                         });
  }

  result<void> put(const wire::trust_document& statement, const public_key& root) override {
    return session_.change(msg("store the site statement"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> pinned = pin_root(db, root); !pinned) return pinned;
      set_site_value(db, trust_key, wire::trust_to_json(statement));
      return {};
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<trust_ledger> sqlite_trust(session& s) {
  return std::make_unique<trust_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
