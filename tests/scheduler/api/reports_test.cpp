// The files of the monthly report and their revisions, over real sockets; and the revisions alone.
#include "evidence/chain.hpp"
#include "scheduler/api/report_revisions.hpp"
#include "scheduler/site.hpp"
#include "support/memory_ledger.hpp"

namespace bangtin::scheduler::test {
namespace {

class reports : public site {
 protected:
  reports() {
    start();
    pair(lobby_);
    programme_ = publish(1);
    lobby_.begin(clock_.now().utc);
  }
  // Plays in October, ten seconds apart, and sends them.
  void play(int times) {
    const std::size_t first = sent_ + 1;
    for (int i = 0; i < times; ++i) {
      lobby_.play(programme_, begun_ + std::chrono::seconds(10 * lobby_.lines.size()));
    }
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(first, lobby_.lines.size())).status, 200);
    sent_ = lobby_.lines.size();
  }
  answer file(const std::string& format, const std::string& more = "") {
    return admin("GET", "/v1/plays/export?month=2026-10&format=" + format + more);
  }
  void end_october() { clock_.ms += 40LL * 24 * 3'600'000; }

  fake_screen lobby_;
  digest programme_;
  utc_ms begun_ = clock_.now().utc;
  std::size_t sent_ = 0;
};

TEST_F(reports, leave_as_files_with_name_and_type) {
  play(3);
  answer csv = file("csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.headers["content-disposition"], "attachment; filename=\"bao-cao-2026-10.csv\"");
  answer xlsx = file("xlsx", "&lang=en&number=12&date=2026-11-02");
  ASSERT_EQ(xlsx.status, 200) << xlsx.body;
  EXPECT_EQ(xlsx.headers["content-type"],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_EQ(xlsx.body.substr(0, 2), "PK");
  EXPECT_EQ(file("xlsx", "&lang=en&number=12&date=2026-11-02").body, xlsx.body) << "the same bytes";
  EXPECT_NE(file("xlsx", "&lang=vi&number=12&date=2026-11-02").body, xlsx.body);
  for (const auto& entry : std::filesystem::directory_iterator(setup_.data / "ingest")) {
    ADD_FAILURE() << entry.path() << " is left behind";
  }
}

TEST_F(reports, that_cannot_be_made_are_refused_with_the_reason) {
  play(1);
  for (const char* bad : {"csv&date=2026-02-30", "csv&date=x", "xml", "", "csv&month=2026-13"}) {
    EXPECT_EQ(file(bad).status, 400) << bad;
  }
  for (const char* bad : {"x", "-1", "12%2FBC-TTPVHCC", "12%E2%80%AE", "1234567"}) {
    EXPECT_EQ(file("csv", std::string("&number=") + bad).status, 400) << bad;
  }
  EXPECT_EQ(admin("GET", "/v1/plays/export?format=csv").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/heads?month=2026-13").status, 400);
}

TEST_F(reports, of_a_month_that_goes_on_have_no_revision) {
  play(1);
  EXPECT_FALSE(file("csv").headers.contains("bangtin-report-revision"));
  play(1);
  end_october();
  EXPECT_EQ(file("csv").headers["bangtin-report-revision"], "1")
      << "what was taken before was not handed out";
}

TEST_F(reports, of_an_ended_month_are_one_revision_until_records_arrive_late) {
  play(2);
  end_october();
  EXPECT_EQ(file("csv").headers["bangtin-report-revision"], "1");
  const std::string first = file("xlsx").body;
  EXPECT_EQ(file("xlsx").headers["bangtin-report-revision"], "1") << "the same data again";
  EXPECT_EQ(file("xlsx").body, first);
  play(1);
  EXPECT_EQ(file("csv").headers["bangtin-report-revision"], "2");
  EXPECT_EQ(file("xlsx").headers["bangtin-report-revision"], "2");
  stop();
  start();
  EXPECT_EQ(file("csv").headers["bangtin-report-revision"], "2") << "the ledger keeps it";
}

// ---- the revisions alone

evidence::report::monthly_report report_of(std::int64_t lobby, std::int64_t market_partial) {
  evidence::report::monthly_report r;
  r.month = std::chrono::year(2026) / 10;
  evidence::count_key key{"2026-10", "2026-10-10", "lobby", "", "", "", "", "a.mp4", "", {}};
  r.rows[key] = {lobby, lobby * 10'000, 0, 0, 0, 0};
  key.screen = "market";
  r.rows[key] = {5, 50'000, market_partial, 0, 0, 0};
  r.heads = {{"lobby", {std::string(32, 'a'), 2 * lobby, sha256("a")}, {}}};
  return r;
}

TEST(a_revision, names_the_screens_that_each_later_one_adds) {
  auto l = make_memory_ledger();
  const utc_ms now(milliseconds(7));
  auto handed_out = [&](evidence::report::monthly_report r) {
    EXPECT_TRUE(api::hand_out(*l, r, now, "uid 0 (root)"));
    return r;
  };
  using evidence::report::late_row;
  EXPECT_EQ(handed_out(report_of(10, 0)).revision, 1);
  EXPECT_TRUE(handed_out(report_of(10, 0)).late.empty());
  auto second = handed_out(report_of(12, 0));
  EXPECT_EQ(second.revision, 2);
  EXPECT_EQ(second.late, (std::vector<late_row>{{1, "lobby", 2}}));
  auto third = handed_out(report_of(12, 1));
  EXPECT_EQ(third.revision, 3);
  EXPECT_EQ(third.late, (std::vector<late_row>{{1, "lobby", 2}, {2, "market", 0, 1}}))
      << "a partial play arrived";
  auto again = handed_out(report_of(12, 1));
  EXPECT_EQ(again.revision, 3);
  EXPECT_EQ(again.late, third.late) << "the same data, the same report";
  EXPECT_EQ(l->audit().newest(10)->size(), 3U);
}

// A log of November tells that the screen was off in October: what was unknown is known now.
TEST(a_revision, comes_when_only_planned_time_is_known_better) {
  auto l = make_memory_ledger();
  auto handed_out = [&](evidence::report::compliance_row c) {
    evidence::report::monthly_report r = report_of(10, 0);
    r.compliance = {std::move(c)};
    EXPECT_TRUE(api::hand_out(*l, r, utc_ms(milliseconds(7)), "uid 0 (root)"));
    return r;
  };
  evidence::report::compliance_row row;
  row.screen = "hall";
  row.campaign = "news";
  row.planned = row.unknown = std::chrono::hours(1);
  row.cause = "no-records";
  EXPECT_EQ(handed_out(row).revision, 1);
  EXPECT_EQ(handed_out(row).revision, 1);
  std::swap(row.unknown, row.off);
  row.cause = "player-off";
  EXPECT_EQ(handed_out(row).revision, 2);
  EXPECT_EQ(handed_out(row).late, (std::vector<evidence::report::late_row>{{1, "hall", 0, 0}}));
}

// The month's evidence file grows for two days after the month, and when records of these days arrive late.
TEST(a_revision, names_the_evidence_file_of_its_first_pdf) {
  auto l = make_memory_ledger();
  auto handed_out = [&](std::int64_t plays, std::string_view file) {
    evidence::report::monthly_report r = report_of(plays, 0);
    if (!file.empty()) r.evidence = sha256(file);
    EXPECT_TRUE(api::hand_out(*l, r, utc_ms(milliseconds(7)), "uid 0 (root)"));
    return r;
  };
  EXPECT_EQ(handed_out(10, "").evidence, digest()) << "a CSV names none";
  EXPECT_EQ(handed_out(10, "first").evidence, sha256("first"));
  auto again = handed_out(10, "grown");
  EXPECT_EQ(again.revision, 1);
  EXPECT_EQ(again.evidence, sha256("first"));
  EXPECT_EQ(handed_out(12, "grown").evidence, sha256("grown"));
  EXPECT_EQ(handed_out(12, "more").evidence, sha256("grown"));
}

TEST(a_revision, depends_on_what_records_decide_and_on_nothing_else) {
  const evidence::report::monthly_report r = report_of(10, 0);
  auto differs = [&](auto change) {
    evidence::report::monthly_report other = r;
    change(other);
    return api::digest_of_rows(other) != api::digest_of_rows(r);
  };
  EXPECT_FALSE(differs([](auto& o) { o.the_plan.tasks.push_back({"IV.2.c", "x", "y"}); }));
  EXPECT_FALSE(differs([](auto& o) { o.number = "12"; }));
  EXPECT_FALSE(differs([](auto& o) { o.screen_titles["lobby"] = "x"; }));
  EXPECT_TRUE(differs([](auto& o) { o.rows.begin()->second.airtime_ms += 1; }));
  EXPECT_TRUE(differs([](auto& o) { o.rows.begin()->second.uncounted += 1; }));
  EXPECT_TRUE(differs([](auto& o) { o.shortfalls.push_back({"open", 0, 0, 1}); }));
  EXPECT_TRUE(differs([](auto& o) { o.compliance.emplace_back(); }));
  EXPECT_TRUE(differs([](auto& o) { o.heads.front().head.hash = sha256("b"); }));
  EXPECT_TRUE(differs([](auto& o) { o.heads.front().trust = clock_trust::unsynced; }));
}

}  // namespace
}  // namespace bangtin::scheduler::test
