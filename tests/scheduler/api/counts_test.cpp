// From stored plays to the monthly table: which programme describes a play, and which plays do not count.
#include <gtest/gtest.h>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/months.hpp"
#include "scheduler/site.hpp"
#include "support/play_counter.hpp"

namespace bangtin::scheduler::test {
namespace {

class counting : public ::testing::Test {
 protected:
  counting() {
    programme_ = small_programme(1, {sha256("a picture"), 9}, issued_);
    identity_ = playlists::text::programme_digest(programme_);
  }
  // The counts of one play that starts at `at` and cites the programme `cited`.
  evidence::count_values count(utc_ms at, const digest& cited, const std::string& screen = "lobby") {
    auto p = std::make_shared<const playlists::programme::programme>(programme_);
    play_counter c({{identity_, p}}, p);
    fake_screen s;
    s.begin(at);
    s.play(cited, at);
    c.add({{screen, s.log, 2, at, s.lines[1], s.lines[2]}});
    evidence::count_values sum;
    for (const auto& [key, values] : c.table()) sum.add(values);
    return sum;
  }
  utc_ms issued_{milliseconds(1'791'590'400'000)};
  playlists::programme::programme programme_;
  digest identity_;
};

TEST_F(counting, a_play_of_what_was_approved) {
  evidence::count_values v = count(issued_, identity_);
  EXPECT_EQ(v.plays, 1);
  EXPECT_EQ(v.airtime_ms, 10'000);
}

TEST_F(counting, not_what_was_not_approved) {
  struct row {
    const char* situation;
    utc_ms at;
    digest cited;
    std::string screen;
  };
  for (const row& r :
       std::vector<row>{{"a programme that was never published", issued_, sha256("unknown"), "lobby"},
                        {"before it was issued", issued_ - milliseconds(1), identity_, "lobby"},
                        {"when it had expired", programme_.expires, identity_, "lobby"},
                        {"on a screen that it does not name", issued_, identity_, "market"}}) {
    evidence::count_values v = count(r.at, r.cited, r.screen);
    EXPECT_EQ(v.plays, 0) << r.situation;
    EXPECT_EQ(v.failed, 1) << r.situation;
  }
  programme_.campaigns[0].screens = {"elsewhere"};
  identity_ = playlists::text::programme_digest(programme_);
  EXPECT_EQ(count(issued_, identity_).plays, 0) << "by a campaign that is not for this screen";
}

// Nobody can tell whether an unknown output had a screen; a technician may vouch for it, run by run.
TEST_F(counting, a_play_on_an_unknown_output_only_where_a_technician_vouches_for_it) {
  evidence::record boot;
  boot.log = std::string(32, 'a');
  boot.seq = 2;
  boot.type = evidence::record_type::boot;
  auto boot_line = [&](const char* reason) {
    boot.reason = reason;
    return evidence::to_line(boot);
  };
  boot.reason = "output-assumed";
  evidence::record not_boot = boot;
  not_boot.type = evidence::record_type::gap;
  const struct {
    const char* situation;
    std::string output, boot;
    bool old_rule;
    int counted;
  } table[] = {
      {"connected", "connected", boot_line("start"), false, 1},
      {"connected, and its boot is not known", "connected", "", false, 1},
      {"unknown", "unknown", boot_line("start"), false, 0},
      {"unknown, and its boot is not known", "unknown", "", false, 0},
      {"unknown, and its boot is no record", "unknown", "output-assumed", false, 0},
      {"unknown, and another record says the word", "unknown", evidence::to_line(not_boot), false, 0},
      {"unknown and vouched for", "unknown", boot_line("output-assumed"), false, 1},
      {"unknown, receipted under the old rule", "unknown", boot_line("start"), true, 1},
      {"disconnected and vouched for", "disconnected", boot_line("output-assumed"), false, 0},
      {"disconnected, receipted under the old rule", "disconnected", boot_line("start"), true, 0},
  };
  auto p = std::make_shared<const playlists::programme::programme>(programme_);
  for (const auto& t : table) {
    fake_screen s;
    s.begin(issued_);
    s.play(identity_, issued_);
    evidence::record end = *evidence::from_line(s.lines[2]);
    end.end->output = t.output;
    play_counter c({{identity_, p}}, p);
    c.add({{"lobby", s.log, 2, issued_, s.lines[1], evidence::to_line(end), t.boot, t.old_rule}});
    evidence::count_values sum;
    for (const auto& [key, values] : c.table()) sum.add(values);
    EXPECT_EQ(sum.plays, t.counted) << t.situation;
    EXPECT_EQ(sum.failed, 1 - t.counted) << t.situation;
  }
}

TEST_F(counting, says_what_the_programme_said_then) {
  auto then = std::make_shared<const playlists::programme::programme>(programme_);
  playlists::programme::programme later = programme_;
  later.campaigns[0].task = "another";
  later.screens[0].venue = "elsewhere";
  auto now = std::make_shared<const playlists::programme::programme>(later);
  play_counter c({{identity_, then}, {playlists::text::programme_digest(later), now}}, now);
  evidence::record start;
  start.utc = issued_ + std::chrono::hours(17);  // midnight in Viet Nam, so the next local day
  start.play = evidence::play_facts{2, identity_, "always", "poster.png", start.utc, milliseconds(10'000)};
  evidence::play_context x = c.context_of("lobby", start);
  EXPECT_EQ(x.task, "IV.2.c");
  EXPECT_EQ(x.venue, "service-centre");
  EXPECT_EQ(x.title, "Poster");
  EXPECT_EQ(x.theme, "III.2");
  EXPECT_EQ(x.day, "2026-10-11");
}

TEST_F(counting, an_end_that_speaks_of_another_play_is_not_taken) {
  auto p = std::make_shared<const playlists::programme::programme>(programme_);
  play_counter c({{identity_, p}}, p);
  fake_screen s;
  s.begin(issued_);
  s.play(identity_, issued_);
  s.play(identity_, issued_ + std::chrono::seconds(10));
  c.add({{"lobby", s.log, 2, issued_, s.lines[1], s.lines[4]}});
  EXPECT_TRUE(c.table().empty());
}

TEST(months, begin_at_local_midnight) {
  playlists::programme::programme zone;
  auto range = api::range_of_month(zone, *api::parse_month("2026-10"));
  EXPECT_EQ(to_rfc3339_utc(range.from), "2026-09-30T17:00:00.000Z");
  EXPECT_EQ(to_rfc3339_utc(range.to), "2026-10-31T17:00:00.000Z");
  EXPECT_EQ(to_rfc3339_utc(api::range_of_month(zone, *api::parse_month("2026-12")).to),
            "2026-12-31T17:00:00.000Z");
  for (const char* bad :
       {"", "2026", "2026-13", "2026-00", "26-10", "2026-1", "2026-10-01", "x026-10", "2026/10"}) {
    EXPECT_FALSE(api::parse_month(bad)) << bad;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
