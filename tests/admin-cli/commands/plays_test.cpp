#include <atomic>

#include "admin-cli/commands/calls.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class plays : public calls {};

TEST_F(plays, counts_are_a_table_with_a_total_and_rows_in_json) {
  daemon.on("GET /v1/plays/count",
            R"([{"theme":"III.2","screen":"lobby","plays":1200,"airtime_s":14400,"partial":1,"failed":0},)"
            R"({"theme":"","screen":"market","plays":34,"airtime_s":59,"partial":0,"failed":2}])");
  spoken said = call({"plays", "count", "--month", "2026-10", "--by", "theme,screen"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.out,
            "Theme  Screen  Plays  Airtime  Partial  Failed\n"
            "III.2  lobby    1200  4:00:00        1       0\n"
            "–      market     34  0:00:59        0       2\n"
            "Total           1234  4:00:59        1       2\n");
  spoken json = call({"plays", "count", "--month", "2026-10", "--by", "theme,screen", "--json"});
  EXPECT_EQ(json.document().at(1).at("airtime_s"), 59);
  EXPECT_EQ(daemon.stop().front().target, "/v1/plays/count?month=2026-10&by=theme,screen");
}

TEST_F(plays, a_month_without_plays_says_so) {
  daemon.on("GET /v1/plays/count", "[]");
  EXPECT_THAT(call({"plays", "count", "--month", "2026-10"}).out, HasSubstr("no plays in 2026-10"));
  EXPECT_EQ(call({"plays", "count", "--month", "2026-10", "--json"}).out, "[]\n");
}

TEST_F(plays, an_export_is_whole_or_absent) {
  std::string target = daemon.folder() / "out.csv";
  std::string csv = "\xEF\xBB\xBFmonth,day\r\n";
  std::atomic<bool> broken = true;  // the daemon's thread reads it
  daemon.on("GET /v1/plays/export", [&](const heard&) { return answer{200, csv, broken}; });
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", target}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(target));
  broken = false;
  spoken said = call({"plays", "export", "--month", "2026-10", "--format", "csv", "-o", target, "--json"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("bytes"), static_cast<std::int64_t>(csv.size()));
  EXPECT_EQ(*read_file(target, 1000), csv);
  for (const auto& entry : std::filesystem::directory_iterator(daemon.folder())) {
    EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("out.csv."))) << "left behind";
  }
}

TEST_F(plays, an_export_never_takes_the_place_of_a_device) {
  daemon.on("GET /v1/plays/export", [](const heard&) { return answer{200, "x"}; });
  std::string link = daemon.folder() / "device";
  std::filesystem::create_symlink("/dev/null", link);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", link}).code, 1);
  EXPECT_TRUE(std::filesystem::is_character_file(link));
}

TEST_F(plays, a_refused_export_leaves_the_old_file) {
  std::string target = file("out.csv", "old");
  daemon.on("GET /v1/plays/export", [](const heard&) {
    return answer{422, problem("invalid", "no {}", "x", "y")};
  });
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", target}).code, 1);
  EXPECT_EQ(*read_file(target, 100), "old");
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "pdf", "-o", target}).code, 1);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "xml", "-o", target}).code, 2);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", "/nonexistent/x.csv"}).code, 1);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
