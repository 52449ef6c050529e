// Users with what lets them in, in the tables `users`, `tokens`, `passwords` and `sessions`.
#include <fmt/format.h>

#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

stored_user user_of(const statement& row) {
  std::optional<wire::role> role = wire::parse_role(row.text("role"));
  if (!role) throw damaged("role");
  return {row.text("name"), *role, row.text("account"), row.time("added")};
}

error no_user(const std::string& name) {
  return {errc::not_found, msg("there is no user \"{}\"", name), msg("see \"bangtin user list\"")};
}

bool has_row(const SQLite::Database& db, const char* column, const std::string& value) {
  statement s(db, fmt::format("SELECT 1 AS one FROM users WHERE {} = :value", column));
  s.set(":value", value);
  return s.next();
}

void remove_rows(SQLite::Database& db, const char* table, const std::string& user) {
  statement s(db, fmt::format("DELETE FROM {} WHERE user = :user", table));
  s.set(":user", user);
  s.run();
}

// Returns whether there was one.
bool remove_password_of(SQLite::Database& db, const std::string& user) {
  statement e(db, "DELETE FROM sessions WHERE user = :user AND password IS NOT NULL");
  e.set(":user", user);
  e.run();
  statement s(db, "DELETE FROM passwords WHERE user = :user");
  s.set(":user", user);
  return s.run() > 0;
}

// The number, or NULL for 0.
std::optional<std::int64_t> if_any(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

class users_in_sqlite final : public user_ledger {
 public:
  explicit users_in_sqlite(session& s) : session_(s) {}

  result<std::vector<stored_user>> all() override {
    return session_.read(msg("read the users"), [](SQLite::Database& db) -> result<std::vector<stored_user>> {
      statement s(db, "SELECT name, role, account, added FROM users ORDER BY name");
      std::vector<stored_user> users;
      while (s.next()) users.push_back(user_of(s));
      return users;
    });
  }

  result<std::vector<stored_token>> tokens() override {
    return session_.read(
        msg("read the users"), [](SQLite::Database& db) -> result<std::vector<stored_token>> {
          statement s(db,
                      "SELECT number, user, sha256, made, expires, last_used FROM tokens ORDER BY number");
          std::vector<stored_token> tokens;
          while (s.next()) {
            tokens.push_back({s.integer("number"), s.text("user"), s.hex<digest>("sha256"), s.time("made"),
                              s.time("expires"), s.time_if_any("last_used")});
          }
          return tokens;
        });
  }

  result<void> add(const stored_user& user) override {
    return session_.change(msg("store the user"), [&](SQLite::Database& db) -> result<void> {
      if (has_row(db, "name", user.name)) {
        return error{errc::conflict, msg("there is a user \"{}\" already", user.name),
                     msg("choose another name, or remove that user first")};
      }
      if (!user.account.empty() && has_row(db, "account", user.account)) {
        return error{errc::conflict, msg("the account \"{}\" belongs to another user", user.account),
                     msg("see \"bangtin user list\"")};
      }
      statement s(db,
                  "INSERT INTO users (name, role, account, added) VALUES (:name, :role, :account, :added)");
      s.set(":name", user.name);
      s.set(":role", std::string(to_string(user.role)));
      s.set(":account", user.account);
      s.set(":added", user.added);
      s.run();
      return {};
    });
  }

  result<void> set_role(const std::string& user, wire::role role) override {
    return session_.change(msg("store the user"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "UPDATE users SET role = :role WHERE name = :name");
      s.set(":role", std::string(to_string(role)));
      s.set(":name", user);
      if (s.run() == 0) return no_user(user);
      return {};
    });
  }

  result<void> set_expires(const std::string& user, utc_ms at) override {
    return session_.change(msg("store the user"), [&](SQLite::Database& db) -> result<void> {
      if (!has_row(db, "name", user)) return no_user(user);
      statement s(db, "UPDATE tokens SET expires = :at WHERE user = :name");
      s.set(":at", at);
      s.set(":name", user);
      s.run();
      return {};
    });
  }

  result<void> remove(const std::string& user) override {
    return session_.change(msg("remove the user"), [&](SQLite::Database& db) -> result<void> {
      for (const char* table : {"sessions", "tokens", "passwords"}) remove_rows(db, table, user);
      statement s(db, "DELETE FROM users WHERE name = :name");
      s.set(":name", user);
      if (s.run() == 0) return no_user(user);
      return {};
    });
  }

  result<std::int64_t> add_token(const stored_token& token) override {
    return session_.change(msg("store the token"), [&](SQLite::Database& db) -> result<std::int64_t> {
      if (!has_row(db, "name", token.user)) return no_user(token.user);
      statement s(db,
                  "INSERT INTO tokens (user, sha256, made, expires, last_used) VALUES (:user, :sha256, :made,"
                  " :expires, :last_used)");
      s.set(":user", token.user);
      s.set(":sha256", token.sha256);
      s.set(":made", token.made);
      s.set(":expires", token.expires);
      s.set(":last_used", token.last_used);
      s.run();
      return static_cast<std::int64_t>(db.getLastInsertRowid());
    });
  }

  result<void> remove_token(const std::string& user, std::int64_t number) override {
    return session_.change(msg("remove the token"), [&](SQLite::Database& db) -> result<void> {
      statement e(db, "DELETE FROM sessions WHERE user = :user AND token = :number");
      e.set(":user", user);
      e.set(":number", number);
      e.run();
      statement s(db, "DELETE FROM tokens WHERE user = :user AND number = :number");
      s.set(":user", user);
      s.set(":number", number);
      if (s.run() > 0) return {};
      return error{errc::not_found, msg("\"{}\" has no token {}", user, number),
                   msg("see \"bangtin user list\"")};
    });
  }

  result<std::int64_t> remove_all_tokens() override {
    return session_.change(msg("remove the tokens"), [](SQLite::Database& db) -> result<std::int64_t> {
      statement(db, "DELETE FROM sessions").run();
      statement(db, "DELETE FROM passwords").run();
      return statement(db, "DELETE FROM tokens").run();
    });
  }

  result<void> set_last_used(std::int64_t number, utc_ms at) override {
    return session_.change(msg("store when a token was used"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "UPDATE tokens SET last_used = :at WHERE number = :number");
      s.set(":at", at);
      s.set(":number", number);
      s.run();
      return {};
    });
  }

  result<std::vector<stored_password>> passwords() override {
    return session_.read(
        msg("read the users"), [](SQLite::Database& db) -> result<std::vector<stored_password>> {
          statement s(db, "SELECT number, user, salt, key, made FROM passwords ORDER BY number");
          std::vector<stored_password> all;
          while (s.next()) {
            all.push_back(
                {s.integer("number"), s.text("user"), s.text("salt"), s.hex<digest>("key"), s.time("made")});
          }
          return all;
        });
  }

  result<std::int64_t> set_password(const stored_password& password) override {
    return session_.change(msg("store the password"), [&](SQLite::Database& db) -> result<std::int64_t> {
      if (!has_row(db, "name", password.user)) return no_user(password.user);
      remove_password_of(db, password.user);
      statement s(db, "INSERT INTO passwords (user, salt, key, made) VALUES (:user, :salt, :key, :made)");
      s.set(":user", password.user);
      s.set(":salt", password.salt);
      s.set(":key", password.key);
      s.set(":made", password.made);
      s.run();
      return static_cast<std::int64_t>(db.getLastInsertRowid());
    });
  }

  result<void> remove_password(const std::string& user) override {
    return session_.change(msg("remove the password"), [&](SQLite::Database& db) -> result<void> {
      if (remove_password_of(db, user)) return {};
      return error{errc::not_found, msg("\"{}\" has no password", user), msg("see \"bangtin user list\"")};
    });
  }

  result<std::vector<stored_session>> sessions() override {
    return session_.read(
        msg("read the users"), [](SQLite::Database& db) -> result<std::vector<stored_session>> {
          statement s(db,
                      "SELECT sha256, user, ifnull(token, 0) AS token, ifnull(password, 0) AS password, made,"
                      " last_used FROM sessions ORDER BY last_used, sha256");
          std::vector<stored_session> all;
          while (s.next()) {
            all.push_back({s.hex<digest>("sha256"), s.text("user"), s.integer("token"), s.time("made"),
                           s.time("last_used"), s.integer("password")});
          }
          return all;
        });
  }

  result<void> add_session(const stored_session& one) override {
    return session_.change(msg("store the session"), [&](SQLite::Database& db) -> result<void> {
      statement known(db,
                      "SELECT 1 AS one FROM tokens WHERE user = :user AND number = :token UNION ALL"
                      " SELECT 1 AS one FROM passwords WHERE user = :user AND number = :password");
      known.set(":user", one.user);
      known.set(":token", one.token);
      known.set(":password", one.password);
      if (!known.next()) return no_user(one.user);
      statement s(
          db,
          "INSERT INTO sessions (sha256, user, token, password, made, last_used) VALUES (:sha256, :user,"
          " :token, :password, :made, :last_used)");
      s.set(":sha256", one.sha256);
      s.set(":user", one.user);
      s.set(":token", if_any(one.token));
      s.set(":password", if_any(one.password));
      s.set(":made", one.made);
      s.set(":last_used", one.last_used);
      s.run();
      return {};
    });
  }

  result<void> remove_session(const digest& sha256) override {
    return session_.change(msg("remove the session"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "DELETE FROM sessions WHERE sha256 = :sha256");
      s.set(":sha256", sha256);
      s.run();
      return {};
    });
  }

  result<void> set_session_used(const digest& sha256, utc_ms at) override {
    return session_.change(msg("store when a session was used"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "UPDATE sessions SET last_used = :at WHERE sha256 = :sha256");
      s.set(":at", at);
      s.set(":sha256", sha256);
      s.run();
      return {};
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<user_ledger> sqlite_users(session& s) {
  return std::make_unique<users_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
