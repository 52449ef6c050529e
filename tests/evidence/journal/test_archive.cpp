// Where receipted records go, and how a daemon that has lost them gets them again.
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>

#include "base/files.hpp"
#include "evidence/journal/archive.hpp"
#include "evidence/journal/journal_fixture.hpp"

namespace bangtin::evidence::journal {
namespace {

namespace fs = std::filesystem;

// The daemon's side: a chain that can be set back to an older copy.
struct small_daemon {
  const secret_key& key;
  public_key screen;
  head tip;
  std::map<std::int64_t, std::string> has;
  utc_ms time = utc_ms(milliseconds(1'791'590'400'000));

  // The receipt, or the seq that is expected, or what does not hold.
  std::variant<signed_text, std::int64_t, error> take(const batch& b) {
    if (tip.log.empty()) tip = beginning(b.log, screen);
    if (b.first_seq > tip.seq + 1) return tip.seq + 1;
    batch fresh = b;
    while (!fresh.lines.empty() && fresh.first_seq <= tip.seq) {
      auto known = has.find(fresh.first_seq);
      if (known == has.end() || known->second != fresh.lines.front()) {
        return error{errc::conflict, msg("a fork"), msg("look")};
      }
      fresh.lines.erase(fresh.lines.begin());
      ++fresh.first_seq;
    }
    if (!fresh.lines.empty()) {
      result<extension> e = extend(tip, fresh, screen);
      if (!e) return e.error();
      for (std::size_t i = 0; i < fresh.lines.size(); ++i) has[e->records[i].seq] = fresh.lines[i];
      tip = e->tip;
    }
    return sign_text(to_text(receipt{*head_from_text(b.head.text), time}), key);
  }
  void go_back_to(std::int64_t seq) {
    tip = beginning(tip.log, screen);
    for (auto i = has.begin(); i != has.end();) {
      if (i->first > seq) {
        i = has.erase(i);
      } else {
        tip = {tip.log, i->first, next_link(tip.hash, i->second)};
        ++i;
      }
    }
  }
};

class an_archive : public journal_fixture {
 protected:
  archive_limits limits;
  small_daemon site{daemon, key.public_part(), {}, {}};

  std::unique_ptr<journal> open_with_limits() {
    result<std::unique_ptr<journal>> j = journal::open(file, key, "lobby", now, "boot-1", limits);
    EXPECT_TRUE(j) << describe(j.error());
    return j ? std::move(*j) : nullptr;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    std::error_code code;
    for (const auto& e : fs::directory_iterator(folder.path() / "archive", code)) all.push_back(e.path());
    std::sort(all.begin(), all.end());
    return all;
  }
  // Sends all there is, as the reporter does. Returns how many batches it took; a daemon that asks for what
  // nobody has ends it with an error.
  result<int> drain(journal& j, std::size_t most = 500) {
    for (int batches = 0, asked = 0;;) {
      result<std::optional<batch>> b = j.next_batch(most);
      if (!b) return b.error();
      if (!*b) return batches;
      auto answer = site.take(**b);
      if (const auto* wants = std::get_if<std::int64_t>(&answer)) {
        if (++asked > 3) return error{errc::conflict, msg("they quarrel"), msg("look")};
        if (result<void> back = j.resend_from(*wants); !back) return back.error();
        continue;
      }
      if (const auto* bad = std::get_if<error>(&answer)) return *bad;
      ++batches;
      result<void> taken = j.acknowledge(std::get<signed_text>(answer), daemon.public_part());
      if (!taken) return taken.error();
    }
  }
  void flip(const fs::path& path, std::size_t at) {
    std::string all = *read_file(path, 100'000'000);
    all.at(at) = static_cast<char>(all.at(at) ^ 1);
    ASSERT_TRUE(write_file(path, all));
  }
  void check_all(journal& j) {
    for (const archive_part& p : j.archive_parts()) {
      result<void> sound = check(p, [] { return true; });
      EXPECT_TRUE(sound) << describe(sound.error());
    }
  }
};

TEST_F(an_archive, has_each_receipted_record_as_it_was_and_no_other) {
  auto j = open();
  play(*j, 3);
  const std::vector<std::string> lines = (*j->next_batch())->lines;
  play(*j, 1);
  ASSERT_TRUE(drain(*j, lines.size()));
  append(*j, start());
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(files()[0].filename().string(), "2026-10-" + j->log() + ".jsonl");
  const std::string content = *read_file(files()[0], 1'000'000);
  std::size_t at = content.find('\n') + 1;
  for (const std::string& line : lines) {
    if (content.compare(at, 11, "{\"receipt\":") == 0) at = content.find('\n', at) + 1;
    ASSERT_EQ(content.compare(at, line.size() + 1, line + "\n"), 0) << line;
    at += line.size() + 1;
  }
  EXPECT_EQ(content.find("\"seq\":10"), std::string::npos) << "a record without a receipt";
  check_all(*j);
}

TEST_F(an_archive, refills_a_daemon_that_was_restored_and_then_goes_on) {
  auto j = open();
  play(*j, 20);
  ASSERT_TRUE(drain(*j, 7));
  const std::map<std::int64_t, std::string> all = site.has;
  for (std::int64_t back : {40, 17, 1, 0}) {
    site.go_back_to(back);
    play(*j, 1);
    ASSERT_TRUE(drain(*j, 5)) << back;
    EXPECT_EQ(site.tip.seq, j->last_seq());
    for (const auto& [seq, line] : all) ASSERT_EQ(site.has.at(seq), line);
    EXPECT_EQ(j->unacknowledged(), 0);
  }
  j.reset();
  j = open();  // the same after a restart
  site.go_back_to(3);
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  EXPECT_EQ(site.tip.seq, j->last_seq());
}

TEST_F(an_archive, repeats_a_refill_whose_answer_was_lost) {
  auto j = open();
  play(*j, 10);
  ASSERT_TRUE(drain(*j));
  ASSERT_TRUE(j->resend_from(4));
  const batch first = **j->next_batch(3);
  EXPECT_EQ(first.first_seq, 4);
  EXPECT_EQ((*j->next_batch(3))->lines, first.lines);
  EXPECT_TRUE(j->acknowledge(receipt_for(first), daemon.public_part()));
  EXPECT_EQ((*j->next_batch(3))->first_seq, 7);
  EXPECT_TRUE(j->acknowledge(receipt_for(first), daemon.public_part())) << "twice is once";
  EXPECT_EQ((*j->next_batch(3))->first_seq, 7);
}

TEST_F(an_archive, begins_a_file_each_month_and_reads_across_them) {
  auto j = open();
  for (int month = 0; month < 4; ++month) {
    play(*j, 5);
    ASSERT_TRUE(drain(*j));
    site.time += std::chrono::days(31);
  }
  EXPECT_EQ(files().size(), 4U);
  check_all(*j);
  site.go_back_to(2);
  play(*j, 1);
  ASSERT_TRUE(drain(*j, 4));
  EXPECT_EQ(site.tip.seq, j->last_seq());
}

TEST_F(an_archive, finds_any_record_of_a_large_file) {
  auto j = open();
  for (int i = 0; i < 12; ++i) {
    std::vector<record> many(400, start());
    ASSERT_TRUE(j->append(many));
    ASSERT_TRUE(drain(*j));
  }
  for (std::int64_t back : {4800, 4321, 3000, 1500, 777, 500, 499, 2}) {
    ASSERT_TRUE(j->resend_from(back));
    const batch b = **j->next_batch(3);
    EXPECT_EQ(b.first_seq, back);
    ASSERT_EQ(b.lines.front(), site.has.at(back));
    EXPECT_EQ(head_from_text(b.head.text)->hash, head_from_text((*j->next_batch(3))->head.text)->hash);
  }
  site.go_back_to(0);
  ASSERT_TRUE(j->resend_from(1));
  ASSERT_TRUE(drain(*j, 2000));
  EXPECT_EQ(site.tip.seq, j->last_seq());
}

TEST_F(an_archive, drops_the_oldest_files_beyond_its_reserve_and_none_that_is_needed) {
  limits.reserve_bytes = 1'500'000;
  auto j = open_with_limits();
  for (int i = 0; i < 12; ++i) {
    std::vector<record> many(500, start());
    ASSERT_TRUE(j->append(many));
    append(*j, start());  // it has no receipt yet when the files are counted
    ASSERT_TRUE(drain(*j));
    site.time += std::chrono::days(10);
  }
  std::uint64_t bytes = 0;
  for (const fs::path& f : files()) bytes += fs::file_size(f);
  EXPECT_LT(bytes, 2'000'000U);
  EXPECT_GT(bytes, 500'000U);
  EXPECT_FALSE(j->resend_from(2)) << "it is gone";
  EXPECT_TRUE(j->resend_from(j->last_seq() - 600));
  check_all(*j);
}

TEST_F(an_archive, of_no_bytes_keeps_nothing_and_holds_nothing_up) {
  limits.reserve_bytes = 0;
  auto j = open_with_limits();
  play(*j, 3);
  ASSERT_TRUE(drain(*j));
  EXPECT_EQ(j->unacknowledged(), 0);
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(j->resend_from(3).error().code, errc::invalid);
}

TEST_F(an_archive, drops_what_is_older_than_400_days_by_both_clocks) {
  auto j = open();
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  site.time += std::chrono::days(60);
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  time_reading late{site.time + std::chrono::days(500), now.mono, clock_trust::synced};
  j->tidy_archive(late);
  EXPECT_EQ(files().size(), 2U) << "the daemon's clock says that it is young";
  site.time += std::chrono::days(400);
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  late.trust = clock_trust::unsynced;
  j->tidy_archive(late);
  EXPECT_EQ(files().size(), 3U) << "nobody knows the time";
  late.trust = clock_trust::synced;
  j->tidy_archive(late);
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(an_archive, that_cannot_be_written_holds_up_neither_plays_nor_receipts) {
  ASSERT_TRUE(write_file(folder.path() / "archive", "a file"));
  auto j = open();
  play(*j, 3);
  ASSERT_TRUE(drain(*j));
  EXPECT_EQ(j->unacknowledged(), 0);
  ASSERT_TRUE(j->archive_problem());
  EXPECT_FALSE(j->archive_problem()->remedy.empty());
  ASSERT_TRUE(j->resend_from(2)) << "the journal still has them";
  EXPECT_EQ((*j->next_batch())->first_seq, 2);
  j.reset();
  j = open();
  fs::remove(folder.path() / "archive");
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  EXPECT_FALSE(j->archive_problem());
  EXPECT_EQ(files().size(), 1U);
  site.go_back_to(0);
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
  EXPECT_EQ(site.tip.seq, j->last_seq());
}

TEST_F(an_archive, that_stays_unwritable_costs_old_receipted_records_only) {
  ASSERT_TRUE(write_file(folder.path() / "archive", "a file"));
  auto j = open();
  for (int i = 0; i < 14; ++i) {
    std::vector<record> many(500, start());
    ASSERT_TRUE(j->append(many));
    ASSERT_TRUE(drain(*j));
  }
  EXPECT_FALSE(j->resend_from(2));
  EXPECT_TRUE(j->resend_from(j->last_seq() - 400));
  EXPECT_EQ(j->unacknowledged(), 0);
}

// What a crash between the archive's sync and the journal's commit leaves, and half of it.
TEST_F(an_archive, drops_what_an_interrupted_move_left_and_moves_it_again) {
  auto j = open();
  play(*j, 3);
  ASSERT_TRUE(drain(*j));
  play(*j, 2);
  const std::vector<std::string> unsent = (*j->next_batch())->lines;
  j.reset();
  const std::string whole = *read_file(files()[0], 1'000'000);
  const std::string before = *read_file(file, 1'000'000);
  std::string moved;
  for (const std::string& line : unsent) moved += line + "\n";
  for (std::size_t left :
       {std::size_t(1), unsent[0].size() / 2, unsent[0].size() + 1, moved.size() - 1, moved.size()}) {
    ASSERT_TRUE(write_file(file, before));
    ASSERT_TRUE(write_file(files()[0], whole + moved.substr(0, left)));
    j = open();
    ASSERT_TRUE(drain(*j));
    ASSERT_EQ(files().size(), 1U) << left;
    check_all(*j);
    const std::string content = *read_file(files()[0], 1'000'000);
    EXPECT_EQ(content.find(unsent[0]), content.rfind(unsent[0])) << "once";
    j.reset();
    site.go_back_to(7);
  }
}

TEST_F(an_archive, of_a_journal_that_is_older_keeps_what_it_has) {
  auto j = open();
  play(*j, 3);
  ASSERT_TRUE(drain(*j));
  j.reset();
  const std::string older = *read_file(file, 1'000'000);
  j = open();
  play(*j, 5);
  ASSERT_TRUE(drain(*j));
  const signed_text last = std::get<signed_text>(site.take([&] {
    EXPECT_TRUE(j->resend_from(8));
    return **j->next_batch(2000);
  }()));
  j.reset();
  const std::string archived = *read_file(files()[0], 1'000'000);
  ASSERT_TRUE(write_file(file, older));
  j = open();
  EXPECT_EQ(j->last_seq(), 7);
  EXPECT_EQ(*read_file(files()[0], 1'000'000), archived);
  EXPECT_EQ(*j->compare(last, daemon.public_part()), journal::standing::behind);
}

TEST_F(an_archive, signs_no_record_that_has_changed) {
  auto j = open();
  play(*j, 20);
  ASSERT_TRUE(drain(*j, 6));
  j.reset();
  const fs::path archived = files()[0];
  const std::string whole = *read_file(archived, 1'000'000);
  const std::string database = *read_file(file, 1'000'000);
  const std::map<std::int64_t, std::string> all = site.has;
  int found = 0;
  for (std::size_t at = 3; at < whole.size(); at += 401) {
    for (const fs::path& f : files()) fs::remove(f);
    ASSERT_TRUE(write_file(file, database));
    ASSERT_TRUE(write_file(archived, whole));
    flip(archived, at);
    auto damaged = open();
    site.go_back_to(0);
    if (damaged->resend_from(1)) {
      result<int> sent = drain(*damaged, 9);
      if (!sent) ++found;
      for (const auto& [seq, line] : site.has) ASSERT_EQ(line, all.at(seq)) << "byte " << at;
      EXPECT_EQ(sent.has_error(), damaged->archive_problem().has_value()) << "byte " << at;
    } else {
      ++found;
    }
  }
  EXPECT_GT(found, 5);
}

TEST_F(an_archive, is_checked_and_a_damaged_file_is_set_aside_and_told) {
  auto j = open();
  play(*j, 10);
  ASSERT_TRUE(drain(*j));
  flip(files()[0], 1500);
  int damaged = 0;
  for (const archive_part& p : j->archive_parts()) {
    result<void> sound = check(p, [] { return true; });
    if (sound) continue;
    ++damaged;
    EXPECT_EQ(sound.error().code, errc::verification);
    j->set_archive_aside(p.file, sound.error());
  }
  EXPECT_EQ(damaged, 1);
  EXPECT_TRUE(j->archive_problem());
  ASSERT_EQ(files().size(), 1U);
  EXPECT_TRUE(files()[0].string().ends_with(".jsonl.damaged"));
  EXPECT_FALSE(j->resend_from(2));
  play(*j, 2);
  ASSERT_TRUE(drain(*j));  // it goes on in another file
  EXPECT_EQ(files().size(), 2U);
  check_all(*j);
  site.go_back_to(21);
  play(*j, 1);
  ASSERT_TRUE(drain(*j));
}

TEST_F(an_archive, of_another_screen_is_left_alone) {
  const secret_key other = secret_key::generate();
  {
    auto j = *journal::open(file, other, "market", now, "boot-1");
    play(*j, 2);
    ASSERT_TRUE(j->acknowledge(receipt_for(**j->next_batch()), daemon.public_part()));
  }
  const std::string theirs = *read_file(files()[0], 1'000'000);
  fs::remove(file);
  fs::remove(file.string() + ".receipt");
  auto j = open();
  play(*j, 2);
  ASSERT_TRUE(drain(*j));
  EXPECT_EQ(files().size(), 2U);
  check_all(*j);
  site.go_back_to(0);
  ASSERT_TRUE(j->resend_from(1));
  ASSERT_TRUE(drain(*j));
  bool stays = false;
  for (const fs::path& f : files()) stays = stays || *read_file(f, 1'000'000) == theirs;
  EXPECT_TRUE(stays);
}

TEST_F(an_archive, that_is_lost_makes_a_refill_impossible_and_a_new_log_cites_the_receipt) {
  auto j = open();
  play(*j, 4);
  ASSERT_TRUE(drain(*j));
  play(*j, 3);  // nobody has these
  fs::remove_all(folder.path() / "archive");
  j.reset();
  j = open();
  site.go_back_to(5);
  result<int> sent = drain(*j);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, errc::invalid);
  const signed_text kept = sign_text(to_text(receipt{site.tip, site.time}), daemon);
  EXPECT_EQ(*j->compare(kept, daemon.public_part()), journal::standing::agrees) << "nothing says otherwise";
  const std::string old = j->log();
  ASSERT_TRUE(j->begin_new_log(now, kept));
  EXPECT_NE(j->log(), old);
  const std::vector<std::string> lines = (*j->next_batch())->lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(from_line(lines[0])->cites, site.tip.hash.hex());
  EXPECT_EQ(from_line(lines[1])->type, record_type::gap);
  EXPECT_EQ(from_line(lines[1])->lost, 3);
}

TEST_F(an_archive, that_is_deleted_under_it_is_begun_again) {
  auto j = open();
  play(*j, 4);
  ASSERT_TRUE(drain(*j));
  ASSERT_TRUE(j->resend_from(3));
  fs::remove_all(folder.path() / "archive");
  EXPECT_EQ(j->next_batch().error().code, errc::not_found);
  EXPECT_EQ(j->resend_from(3).error().code, errc::invalid) << "now it knows";
  for (int i = 0; i < 2; ++i) {
    play(*j, 1);
    ASSERT_TRUE(drain(*j));
    EXPECT_EQ(j->unacknowledged(), 0);
  }
  ASSERT_EQ(files().size(), 1U);
  fs::remove(files()[0]);
  for (int i = 0; i < 2; ++i) {
    play(*j, 1);
    ASSERT_TRUE(drain(*j));
  }
  ASSERT_EQ(files().size(), 1U);
  check_all(*j);
}

TEST_F(an_archive, tells_a_journal_whose_disk_went_back_or_was_copied) {
  auto j = open();
  play(*j, 2);
  ASSERT_TRUE(drain(*j));
  j.reset();
  const std::string image = *read_file(file, 1'000'000);
  j = open();
  play(*j, 2);
  const batch sent = **j->next_batch();
  const signed_text last = receipt_for(sent);
  EXPECT_EQ(*j->compare(last, daemon.public_part()), journal::standing::agrees);
  j.reset();
  ASSERT_TRUE(write_file(file, image));
  j = open();
  EXPECT_EQ(*j->compare(last, daemon.public_part()), journal::standing::behind);
  record other = start();
  other.play->media = "another.png";
  for (int i = 0; i < 6; ++i) append(*j, other);
  EXPECT_EQ(*j->compare(last, daemon.public_part()), journal::standing::diverged);
  EXPECT_FALSE(j->compare(sign_text(last.text, key), daemon.public_part())) << "the daemon did not sign it";
  ASSERT_TRUE(j->begin_new_log(now, last));
  const std::vector<std::string> lines = (*j->next_batch())->lines;
  EXPECT_EQ(from_line(lines.at(0))->cites, head_from_text(sent.head.text)->hash.hex());
  EXPECT_EQ(from_line(lines.at(1))->lost, 6);
  EXPECT_TRUE(fs::exists(file.string() + ".damaged-1791590400000"));
}

// The power goes between the steps of a new log.
TEST_F(an_archive, new_log_is_whole_or_has_not_begun) {
  auto j = open();
  play(*j, 2);
  const std::string old = j->log();
  const std::string before = *[&] {
    j.reset();
    return read_file(file, 1'000'000);
  }();
  j = open();
  ASSERT_TRUE(j->begin_new_log(now));
  const std::string fresh = j->log();
  j.reset();
  const std::string after = *read_file(file, 1'000'000);
  const fs::path next = file.string() + ".next";
  ASSERT_TRUE(write_file(next, after));  // before the old one got its new name
  ASSERT_TRUE(write_file(file, before));
  j = open();
  EXPECT_EQ(j->log(), old);
  EXPECT_FALSE(fs::exists(next));
  j.reset();
  fs::remove(file);
  ASSERT_TRUE(write_file(next, after));  // behind it
  j = open();
  EXPECT_EQ(j->log(), fresh);
  EXPECT_EQ(from_line((*j->next_batch())->lines.at(1))->lost, 2);
}

TEST_F(an_archive, remembers_what_the_daemon_reads) {
  auto j = open();
  EXPECT_EQ(j->daemon_reads(), 1);
  j->set_daemon_reads(2);
  j.reset();
  j = open();
  EXPECT_EQ(j->daemon_reads(), 2);
  j->set_daemon_reads(1);
  j.reset();
  EXPECT_EQ(open()->daemon_reads(), 1);
  ASSERT_TRUE(write_file(file.string() + ".format", "nonsense\n"));
  EXPECT_EQ(open()->daemon_reads(), 1);
}

}  // namespace
}  // namespace bangtin::evidence::journal
