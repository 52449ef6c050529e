#include "base/sqlite/database.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin {
namespace {

constexpr sqlite::migration one = "CREATE TABLE a(x INTEGER)";
constexpr sqlite::migration two = "CREATE TABLE b(y INTEGER); INSERT INTO b VALUES(1)";
constexpr sqlite::migration broken = "CREATE TABLE c(z INTEGER); INSERT INTO nowhere VALUES(1)";

TEST(a_database, is_brought_to_the_newest_schema_step_by_step) {
  fakes::temporary_folder folder;
  std::array first{one};
  { ASSERT_TRUE(sqlite::open_database(folder / "db", first).has_value()); }
  std::array both{one, two};
  auto db = sqlite::open_database(folder / "db", both);
  ASSERT_TRUE(db.has_value()) << describe(db.error());
  EXPECT_EQ((*db)->execAndGet("PRAGMA user_version").getInt(), 2);
  EXPECT_EQ((*db)->execAndGet("SELECT count(*) FROM b").getInt(), 1);
  EXPECT_EQ((*db)->execAndGet("PRAGMA synchronous").getInt(), 3);
  EXPECT_EQ((*db)->execAndGet("PRAGMA journal_mode").getString(), "delete");
}

TEST(a_migration_that_fails, leaves_the_schema_before_it) {
  fakes::temporary_folder folder;
  std::array all{one, broken};
  EXPECT_FALSE(sqlite::open_database(folder / "db", all).has_value());
  std::array first{one};
  auto db = sqlite::open_database(folder / "db", first);
  ASSERT_TRUE(db.has_value());
  EXPECT_FALSE((*db)->tableExists("c"));
}

TEST(a_database_of_a_newer_program, is_refused_and_left_alone) {
  fakes::temporary_folder folder;
  std::array both{one, two};
  { ASSERT_TRUE(sqlite::open_database(folder / "db", both).has_value()); }
  std::array first{one};
  EXPECT_EQ(sqlite::open_database(folder / "db", first).error().code, errc::invalid);
}

TEST(a_file_that_is_no_database, is_refused_and_left_alone) {
  fakes::temporary_folder folder;
  std::string content(5000, 'x');
  ASSERT_TRUE(write_file(folder / "db", content).has_value());
  std::array first{one};
  auto db = sqlite::open_database(folder / "db", first);
  ASSERT_FALSE(db.has_value());
  EXPECT_EQ(db.error().code, errc::invalid);
  EXPECT_EQ(read_file(folder / "db", 10'000).value(), content);
}

}  // namespace
}  // namespace bangtin
