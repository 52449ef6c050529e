// One SQL statement with named parameters and columns, which takes and returns the project's own value types.
//
//   statement s(db, "SELECT at, who FROM audit WHERE id = :id");
//   s.set(":id", 7);
//   while (s.next()) f(s.time("at"), s.text("who"));
//
// What runs for every batch of records takes its statements from the session's cache instead, because
// preparing one costs more than running it:
//
//   statement s(session_.prepared(), "SELECT tip FROM logs WHERE log = :log");
//
// It stores digests, keys and signatures as lower-case hexadecimal, and times as milliseconds since 1970. It
// throws `damaged` for a stored value that this program cannot have written, and SQLite::Exception when
// SQLite refuses: session::read and session::change turn both into errors. Not thread-safe; use it only while
// its database is open, on the database's thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "scheduler/ledger/sqlite/statement_cache.hpp"

namespace bangtin::scheduler::ledger::sqlite {

// The exception for a stored value that this program cannot have written.
error_exception damaged(std::string_view column);

class statement {
 public:
  statement(const SQLite::Database& db, const std::string& sql)
      : s_{std::make_unique<SQLite::Statement>(db, sql), 0} {}
  // Goes back to the cache when it is destroyed. The cache must outlive it.
  statement(statement_cache& cache, const std::string& sql) : cache_(&cache), s_(cache.take(sql)) {}
  ~statement() {
    if (cache_ != nullptr) cache_->put_back(std::move(s_));
  }
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;

  // Sets a parameter's value.
  void set(const char* name, std::int64_t value) { s_.statement->bind(name, value); }
  void set(const char* name, const std::string& value) { s_.statement->bind(name, value); }
  void set(const char* name, utc_ms value) { s_.statement->bind(name, to_unix_ms(value)); }
  void set(const char* name, const digest& value) { s_.statement->bind(name, value.hex()); }
  void set(const char* name, const public_key& value) { s_.statement->bind(name, value.hex()); }
  void set(const char* name, const signature& value) { s_.statement->bind(name, value.hex()); }
  // An empty optional becomes NULL.
  template <class T>
  void set(const char* name, const std::optional<T>& value) {
    if (value) {
      set(name, *value);
    } else {
      s_.statement->bind(name);
    }
  }
  void set_bytes(const char* name, const std::string& value);

  // For parameters and columns by position, where it runs for every record.
  SQLite::Statement& raw() { return *s_.statement; }

  // Runs the statement to its end. Returns how many rows it changed.
  int run() { return s_.statement->exec(); }
  // Resets the statement, so that it can run again with other values.
  void again() { s_.statement->reset(); }

  // Steps to the next row; false when there is none.
  bool next() { return s_.statement->executeStep(); }

  // The values of the current row.
  bool is_null(const char* column) const { return value(column).isNull(); }
  std::int64_t integer(const char* column) const { return value(column).getInt64(); }
  int small(const char* column) const;
  bool flag(const char* column) const { return integer(column) != 0; }
  std::string text(const char* column) const { return value(column).getString(); }
  std::string bytes(const char* column) const { return text(column); }
  utc_ms time(const char* column) const { return from_unix_ms(integer(column)); }
  std::optional<utc_ms> time_if_any(const char* column) const;
  // T: digest, public_key or signature.
  template <class T>
  T hex(const char* column) const {
    std::optional<T> value = T::from(text(column));
    if (!value) throw damaged(column);
    return *value;
  }

 private:
  SQLite::Column value(const char* column) const;

  statement_cache* cache_ = nullptr;
  statement_cache::taken s_;
  mutable int last_ = -1;  // the column that was read last
};

}  // namespace bangtin::scheduler::ledger::sqlite
