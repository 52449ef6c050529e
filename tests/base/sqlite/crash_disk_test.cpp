// What a committed transaction survives: power cuts at any change, on a disk that loses, tears and reorders
// whatever was not synced. The same with synchronous=OFF loses something, so the disk does bite.
#include <gtest/gtest.h>

#include "base/sqlite/database.hpp"
#include "support/crash_disk.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::sqlite {
namespace {

constexpr std::array<migration, 1> schema{
    "CREATE TABLE account (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL, note TEXT NOT NULL) STRICT;"
    "CREATE TABLE done (n INTEGER PRIMARY KEY) STRICT;"};

// What is wrong with the database after the cut, or empty. Each transaction adds its number to `done` and
// moves amounts, whose sum stays 0; `committed` is the last whose commit returned.
std::string faults_in(const std::filesystem::path& file, int committed, bool durable) {
  auto db = open_database(file, schema, durable);
  if (!db) return "cannot be opened: " + describe(db.error());
  try {
    if ((*db)->execAndGet("PRAGMA integrity_check").getString() != "ok") return "not sound";
    if ((*db)->execAndGet("SELECT COALESCE(SUM(amount), 0) FROM account").getInt() != 0)
      return "half a change";
    int last = (*db)->execAndGet("SELECT COALESCE(MAX(n), 0) FROM done").getInt();
    if (last < committed) return "a committed change is lost";
  } catch (const SQLite::Exception& e) {
    return e.what();
  }
  return "";
}

// Writes until the power is cut, and returns the last transaction whose commit returned.
int write_until_cut(const std::filesystem::path& file, bool durable) {
  int committed = 0;
  auto db = open_database(file, schema, durable);
  if (!db) return committed;
  try {
    int next = (*db)->execAndGet("SELECT COALESCE(MAX(n), 0) FROM done").getInt() + 1;
    for (int n = next; n < next + 100; ++n) {
      SQLite::Transaction change(**db);
      for (int amount : {-1, 3, -2}) {
        SQLite::Statement row(**db, "INSERT INTO account (amount, note) VALUES (?, ?)");
        row.bind(1, amount);
        row.bind(2, std::string(900, 'x'));
        row.exec();
      }
      (*db)->exec("INSERT INTO done VALUES (" + std::to_string(n) + ")");
      change.commit();
      committed = n;
    }
  } catch (const SQLite::Exception&) {
    // The power is off.
  }
  return committed;
}

int runs_with_faults(bool durable, int runs) {
  fakes::crash_disk& disk = fakes::crash_disk::install();
  int faulty = 0;
  for (int seed = 1; seed <= runs; ++seed) {
    fakes::temporary_folder folder(fakes::in_memory());
    disk.seed(static_cast<std::uint64_t>(seed));
    std::string fault;
    for (int cut = 0; cut < 3 && fault.empty(); ++cut) {
      disk.cut_power_after(5 + seed * 7 % 113 + 31 * cut);
      int committed = write_until_cut(folder / "a.sqlite", durable);
      disk.power_on();
      fault = faults_in(folder / "a.sqlite", committed, durable);
    }
    faulty += fault.empty() ? 0 : 1;
    if (durable && !fault.empty()) ADD_FAILURE() << fault << ", seed " << seed;
  }
  return faulty;
}

TEST(crash_disk, loses_nothing_that_a_database_of_ours_committed) {
  EXPECT_EQ(runs_with_faults(true, 100), 0);
}
TEST(crash_disk, loses_what_a_careless_database_committed) {
  EXPECT_GT(runs_with_faults(false, 100), 10);
}

TEST(crash_disk, refuses_what_it_is_told_to_refuse) {
  fakes::crash_disk& disk = fakes::crash_disk::install();
  fakes::temporary_folder folder(fakes::in_memory());
  EXPECT_GT(write_until_cut(folder / "a.sqlite", true), 0);
  disk.set_full(true);
  EXPECT_EQ(write_until_cut(folder / "a.sqlite", true), 0);
  disk.set_full(false);
  disk.set_errors(1000);
  EXPECT_EQ(write_until_cut(folder / "a.sqlite", true), 0);
  disk.set_errors(0);
  EXPECT_GT(write_until_cut(folder / "a.sqlite", true), 100);
}

}  // namespace
}  // namespace bangtin::sqlite
