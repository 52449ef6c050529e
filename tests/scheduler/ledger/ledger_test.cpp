#include <gtest/gtest.h>

#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class ledger_keeps : public ::testing::Test {
 protected:
  ledger_keeps() { reopen(); }
  void reopen() {
    ledger_.reset();
    auto l = open_sqlite_ledger(folder_ / "ledger.sqlite", false);
    if (!l) throw error_exception(l.error());
    ledger_ = std::move(*l);
  }
  utc_ms at(std::int64_t ms) const { return utc_ms(milliseconds(ms)); }
  published_row version(std::int64_t n) const {
    return {n, sha256(std::to_string(n)), "A", at(1), at(2), at(3)};
  }

  fakes::temporary_folder folder_;
  std::unique_ptr<ledger> ledger_;
  public_key root_ = secret_key::generate().public_part();
  audit_line audit_{at(5), "uid 0 (root)", "did it"};
};

TEST_F(ledger_keeps, a_media_item_with_its_files_once) {
  stored_media m;
  m.sha256 = sha256("original");
  m.id = m.sha256.hex().substr(0, 12);
  m.file = "hướng dẫn.pdf";
  m.kind = playlists::media_kind::pages;
  m.width = 1080;
  m.height = 1920;
  m.duration = milliseconds(7);
  m.pages = 2;
  m.title = "T";
  m.theme = "III.2";
  m.owner = "O";
  m.link = "https://example.vn";
  m.added = at(77);
  m.files = {{sha256("page 1"), 10}, {sha256("page 2"), 20}};
  ASSERT_TRUE(ledger_->with_audit(audit_, [&] { return ledger_->media().add(m); }));
  EXPECT_EQ(ledger_->with_audit(audit_, [&] { return ledger_->media().add(m); }).error().code,
            errc::conflict);
  reopen();
  EXPECT_EQ(*ledger_->media().find(m.id), m);
  EXPECT_EQ(*ledger_->media().find(m.sha256.hex()), m);
  EXPECT_EQ(ledger_->media().all()->size(), 1U);
  EXPECT_EQ(*ledger_->media().find("nothing"), std::nullopt);
  EXPECT_TRUE(*ledger_->media().uses_file(sha256("original")));
  EXPECT_TRUE(*ledger_->media().uses_file(sha256("page 2")));
  EXPECT_FALSE(*ledger_->media().uses_file(sha256("page 3")));
  EXPECT_EQ(ledger_->audit().newest(10)->size(), 1U) << "a refused change leaves no audit line";
}

TEST_F(ledger_keeps, programmes_in_an_unbroken_row_under_one_root) {
  EXPECT_EQ(*ledger_->programmes().newest_version(), 0);
  EXPECT_EQ(ledger_->programmes().publish(version(2), "two", root_).error().code, errc::conflict);
  EXPECT_EQ(*ledger_->root(), std::nullopt) << "a refused programme pins no root";
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  EXPECT_EQ(ledger_->programmes().publish(version(1), "again", root_).error().code, errc::conflict);
  EXPECT_EQ(
      ledger_->programmes().publish(version(2), "two", secret_key::generate().public_part()).error().code,
      errc::verification);
  ASSERT_TRUE(ledger_->programmes().publish(version(2), "two", root_));
  reopen();
  EXPECT_EQ(*ledger_->root(), root_);
  EXPECT_EQ(*ledger_->programmes().published(), (std::vector<published_row>{version(2), version(1)}));
  EXPECT_EQ(*ledger_->programmes().json_of(1), "one");
  EXPECT_EQ(*ledger_->programmes().json_of(3), std::nullopt);
}

TEST_F(ledger_keeps, a_screen_and_what_it_says_until_it_is_replaced) {
  paired_screen s{"lobby", "Sảnh",          "centre",     secret_key::generate().public_part(),
                  root_,   sha256("token"), {"text", {}}, sha256("tag"),
                  at(9)};
  ASSERT_TRUE(ledger_->with_audit(audit_, [&] { return ledger_->screens().pair(s); }));
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt);
  screen_report r;
  r.last_seen = at(50);
  r.clock_offset_ms = -7;
  r.status.version = "1.0";
  r.status.now_playing = "poster.png";
  ASSERT_TRUE(ledger_->screens().set_report("lobby", r));
  reopen();
  EXPECT_EQ(*ledger_->screens().all(), std::vector<paired_screen>{s});
  ASSERT_TRUE(*ledger_->screens().report_of("lobby"));
  EXPECT_EQ((*ledger_->screens().report_of("lobby"))->status, r.status);
  EXPECT_EQ((*ledger_->screens().report_of("lobby"))->clock_offset_ms, -7);
  s.key = secret_key::generate().public_part();
  ASSERT_TRUE(ledger_->with_audit(audit_, [&] { return ledger_->screens().pair(s); }));
  EXPECT_EQ(*ledger_->screens().all(), std::vector<paired_screen>{s});
  EXPECT_EQ(*ledger_->screens().report_of("lobby"), std::nullopt)
      << "what the old screen said is not the new one's";
}

TEST_F(ledger_keeps, all_of_a_batch_or_nothing) {
  public_key key = secret_key::generate().public_part();
  std::vector<stored_record> records{{1, sha256("1"), "GENESIS", at(1), std::nullopt, "one"},
                                     {2, sha256("2"), "START", at(2), 2, "two"}};
  evidence::head head{"log", 2, sha256("2")};
  ASSERT_TRUE(ledger_->evidence().take_in("log", "lobby", key, records, head, {"head", {}}, {"receipt", {}}));
  // The second of these is there already: nothing of the batch may stay.
  std::vector<stored_record> clash{{3, sha256("3"), "END", at(3), 2, "three"},
                                   {2, sha256("2"), "START", at(2), 2, "two"}};
  EXPECT_FALSE(ledger_->evidence().take_in("log", "lobby", key, clash, {"log", 3, sha256("3")}, {"head", {}},
                                           {"receipt", {}}));
  reopen();
  log_view v = *ledger_->evidence().look("log", "lobby", 2, 2);
  EXPECT_TRUE(v.exists);
  EXPECT_EQ(v.tip, 2);
  EXPECT_EQ(v.tip_hash, sha256("2"));
  EXPECT_EQ(v.before, sha256("1"));
  EXPECT_EQ(v.at_last, sha256("2"));
  EXPECT_EQ(v.receipt->text, "receipt");
  EXPECT_EQ(v.logs_of_screen, 1);
  EXPECT_EQ(ledger_->evidence().look("log", "lobby", 3, 3)->at_last, std::nullopt);
  EXPECT_FALSE(ledger_->evidence().look("other", "lobby", 1, 1)->exists);
}

TEST_F(ledger_keeps, plays_in_pages_with_the_first_end_of_each_start) {
  public_key key = secret_key::generate().public_part();
  std::vector<stored_record> records;
  auto add = [&](const char* type, std::int64_t ms, std::int64_t play, std::string line) {
    std::int64_t seq = static_cast<std::int64_t>(records.size()) + 1;
    records.push_back({seq, sha256(std::to_string(seq)), type, at(ms),
                       play == 0 ? std::optional<std::int64_t>() : play, std::move(line)});
  };
  add("GENESIS", 0, 0, "g");
  add("START", 100, 2, "s2");
  add("END", 110, 2, "e2");
  add("END", 120, 2, "a second end");
  add("START", 200, 5, "s5");  // never ends
  add("START", 300, 6, "s6");
  add("START", 300, 7, "s7");
  add("END", 310, 7, "e7");
  add("END", 320, 6, "e6");
  add("END", 330, 10, "an end of itself");
  add("START", 400, 11, "after the month");
  add("END", 410, 11, "e11");
  evidence::head head{"log", 12, sha256("12")};
  ASSERT_TRUE(ledger_->evidence().take_in("log", "lobby", key, records, head, {"head", {}}, {"receipt", {}}));

  std::vector<std::string> seen;
  std::optional<play_place> after;
  for (;;) {
    auto page = *ledger_->evidence().plays(at(100), at(400), after, 1);
    if (page.empty()) break;
    ASSERT_EQ(page.size(), 1U);
    EXPECT_EQ(page[0].screen, "lobby");
    seen.push_back(page[0].start + " " + page[0].end);
    after = play_place{page[0].utc, page[0].log, page[0].seq};
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"s2 e2", "s6 e6", "s7 e7"}));
  EXPECT_EQ(ledger_->evidence().plays(at(101), at(401), std::nullopt, 10)->size(), 3U) << "[from, to)";
}

TEST_F(ledger_keeps, no_more_forks_than_tell_the_story) {
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(
        ledger_->evidence().set_aside({"log", "lobby", i, sha256("x"), {"head", {}}, {"line"}, at(i)}));
  }
  EXPECT_EQ(ledger_->evidence().forks_of("lobby")->size(), 10U);
  EXPECT_EQ(ledger_->evidence().forks_of("lobby")->front().seq, 19)
      << "the first twenty are kept, the newest of them told first";
  EXPECT_TRUE(ledger_->evidence().forks_of("market")->empty());
}

}  // namespace
}  // namespace bangtin::scheduler::test
