// The site statement is a value of the table `site`, as JSON: there is one, and it is replaced as a whole.
//
// Certificates are stored where they were signed for: in the JSON of programmes, beside notices, and those of
// screens in a table of their own.
#include <map>
#include <set>

#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* trust_key = "trust";

// In these columns programmes are stored.
constexpr const char* programme_tables[] = {"programmes", "waiting_programme"};

struct stored_certificate {
  std::string text, signature;  // as they are stored
  auto operator<=>(const stored_certificate&) const = default;
};

// Of approvers. SQLite reads them out of the JSON, so that no programme is read as a whole; a damaged one has
// none.
std::set<stored_certificate> certificates_of_approvers(const SQLite::Database& db) {
  std::set<stored_certificate> all;
  const auto add = [&](const std::string& query) {
    statement s(db, query);
    while (s.next()) all.insert({s.text("text"), s.text("signature")});
  };
  for (const char* table : programme_tables) {
    for (const char* place : {"$.approver", "$.second.approver"}) {
      add(
          fmt::format("SELECT DISTINCT json_extract(json, '{0}.text') AS text,"
                      " json_extract(json, '{0}.signature') AS signature FROM {1}"
                      " WHERE json_valid(json) AND json_type(json, '{0}') = 'object'",
                      place, table));
    }
  }
  add("SELECT DISTINCT certificate AS text, certificate_signature AS signature FROM notices");
  return all;
}

// An approver's certificate stands in an envelope as {"signature":"...","text":"..."}. In the programme's own
// bytes every quote has a backslash, so nothing of them can look like that.
std::string as_in_envelope(const std::string& signature) {
  return fmt::format(R"({{"signature":"{}","text":)", signature);
}

void replace_in_envelopes(const SQLite::Database& db, const std::string& before, const std::string& now) {
  for (const char* table : programme_tables) {
    statement s(db, fmt::format("UPDATE {} SET json = replace(json, :before, :now)"
                                " WHERE instr(json, :before) > 0",
                                table));
    s.set(":before", as_in_envelope(before));
    s.set(":now", as_in_envelope(now));
    s.run();
  }
}

void replace_signature(const SQLite::Database& db, const evidence::signed_text& fresh) {
  statement notices(db, "UPDATE notices SET certificate_signature = :now WHERE certificate = :text");
  statement screens(db, "UPDATE screen_certificates SET signature = :now WHERE text = :text");
  for (statement* s : {&notices, &screens}) {
    s->set(":now", fresh.signature);
    s->set(":text", fresh.text);
    s->run();
  }
}

bool has_all_screens(const SQLite::Database& db, const std::map<std::string, signature>& fresh) {
  statement s(db, "SELECT text FROM screen_certificates");
  while (s.next()) {
    if (!fresh.contains(s.text("text"))) return false;
  }
  return true;
}

result<void> sign_anew(const SQLite::Database& db, const std::vector<evidence::signed_text>& certificates) {
  std::map<std::string, signature> fresh;
  for (const evidence::signed_text& c : certificates) fresh.emplace(c.text, c.signature);
  bool has_all = has_all_screens(db, fresh);
  for (const auto& [text, before] : certificates_of_approvers(db)) {
    const auto now = fresh.find(text);
    if (now == fresh.end()) {
      has_all = false;
      break;
    }
    replace_in_envelopes(db, before, now->second.hex());
  }
  if (!has_all) {
    return error{errc::conflict, msg("a certificate has come meanwhile that the new root key has not signed"),
                 msg("call the command again: it signs that one too")};
  }
  for (const evidence::signed_text& c : certificates) replace_signature(db, c);
  return {};
}

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

  result<std::vector<evidence::signed_text>> approver_certificates() override {
    return session_.read(msg("read the certificates"),
                         [](SQLite::Database& db) -> result<std::vector<evidence::signed_text>> {
                           std::vector<evidence::signed_text> all;
                           for (const auto& [text, hex] : certificates_of_approvers(db)) {
                             const std::optional<signature> made = signature::from(hex);
                             if (!made) throw damaged("certificate");
                             if (all.empty() || all.back().text != text) all.push_back({text, *made});
                           }
                           return all;
                         });
  }

  result<void> succeed_root(const wire::trust_document& statement, const public_key& root,
                            const std::vector<evidence::signed_text>& certificates) override {
    return session_.change(msg("change to the new root key"), [&](SQLite::Database& db) -> result<void> {
      if (result<void> done = sign_anew(db, certificates); !done) return done;
      replace_root(db, root);
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
