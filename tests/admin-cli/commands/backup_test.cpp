// backup: what is fetched, what the file holds, and what is told of files that are not as they were.
#include "wire/admin/backup.hpp"
#include "admin-cli/commands/calls.hpp"
#include "base/archive/archive_reader.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class backup_desk : public calls {
 protected:
  void SetUp() override {
    prepared_.id = "77";
    prepared_.facts.timezone = "Asia/Ho_Chi_Minh";
    prepared_.facts.audit_number = 12;
    prepared_.facts.ledger_bytes = 6;
    prepared_.configuration = "listen = \"127.0.0.1:1\"\n";
    for (const char* film : {"whole", "rotten", "gone"}) {
      prepared_.facts.objects.push_back({sha256(film), static_cast<std::int64_t>(std::string(film).size())});
    }
    daemon.on("POST /v1/backups", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(prepared_))};
    });
    daemon.on("GET /v1/backups/77", "ledger");
    daemon.on("GET /v1/media/" + sha256("whole").hex(), "whole");
    daemon.on("GET /v1/media/" + sha256("rotten").hex(), "r0tten");
  }
  fs::path file() const { return daemon.folder() / "site.tar"; }

  wire::admin::prepared_backup prepared_;
};

TEST_F(backup_desk, writes_all_that_the_daemon_has_into_one_file) {
  const json::value said = call({"backup", file().string(), "--json"}).document();
  auto all = archive::check(file());
  ASSERT_TRUE(all) << describe(all.error());
  EXPECT_EQ(said.at("manifest").as_string(), all->manifest_hash.hex());
  EXPECT_EQ(said.at("media_files"), 2);
  EXPECT_EQ(said.at("missing"), 1);
  EXPECT_EQ(said.at("damaged"), 1);
  EXPECT_EQ(said.at("with_keys"), false);
  EXPECT_EQ(all->listed.at("ledger.sqlite"), sha256("ledger"));
  EXPECT_EQ(all->listed.at(wire::admin::object_member(sha256("whole"))), sha256("whole"));
  EXPECT_EQ(all->listed.at(wire::admin::object_member(sha256("rotten"))), sha256("r0tten"));
  EXPECT_EQ(all->listed.size(), 5U);
}

TEST_F(backup_desk, never_replaces_a_file_and_leaves_none_when_it_fails) {
  ASSERT_TRUE(write_file(file(), "mine"));
  EXPECT_EQ(call({"backup", file().string()}).code, 1);
  EXPECT_EQ(read_file(file(), 100).value(), "mine");
  const fs::path other = daemon.folder() / "other" / "site.tar";
  fs::create_directory(other.parent_path());
  prepared_.facts.ledger_bytes = 7;
  EXPECT_NE(call({"backup", other.string()}).code, 0);
  EXPECT_TRUE(fs::is_empty(other.parent_path()));
}

TEST_F(backup_desk, that_has_no_room_is_refused_before_the_first_byte) {
  prepared_.facts.ledger_bytes = std::int64_t{1} << 50;
  const spoken said = call({"backup", file().string()});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("bytes free"));
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(backup_desk, restores_nothing_that_is_no_backup) {
  ASSERT_TRUE(write_file(file(), "hello"));
  const spoken said = call({"restore", file().string()});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("is not a backup"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
