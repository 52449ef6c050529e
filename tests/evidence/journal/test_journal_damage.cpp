// The journal under faults: the process dies, the disk is full, bytes change.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <random>

#include "base/files.hpp"
#include "evidence/journal/journal_fixture.hpp"

namespace bangtin::evidence::journal {
namespace {

class journal_damage : public journal_fixture {
 protected:
  // Runs in a child process until it is killed: it plays, and writes each record to `say` only after `append`
  // returned; now and then a daemon acknowledges some records.
  [[noreturn]] void play_until_killed(int say) {
    result<std::unique_ptr<journal>> j = journal::open(file, key, "lobby", now, "boot-2");
    if (!j) ::_exit(1);
    result<std::vector<record>> interrupted = (*j)->open_plays();
    if (!interrupted) ::_exit(2);
    for (const record& r : *interrupted) say_appended(**j, end_of(r.seq), say);
    for (int i = 0;; ++i) {
      const std::int64_t play = say_appended(**j, start(), say);
      if (i % 4 == 1) {
        result<std::optional<batch>> b = (*j)->next_batch(5);
        if (!b || (*b && !(*j)->acknowledge(receipt_for(**b), daemon.public_part()))) ::_exit(3);
      }
      say_appended(**j, end_of(play), say);
    }
  }
  static std::int64_t say_appended(journal& j, record r, int say) {
    result<std::int64_t> seq = j.append({&r, 1});
    if (!seq) ::_exit(4);
    const std::string line = std::to_string(*seq) + " " + to_line(r) + "\n";
    if (::write(say, line.data(), line.size()) < 0) ::_exit(5);
    return *seq;
  }
  // Runs such a child and kills it a moment (`spin`) after it has written `records` lines. Returns what it
  // wrote: the line of each seq.
  std::map<std::int64_t, std::string> run_and_kill(int records, int spin) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      play_until_killed(ends[1]);
    }
    ::close(ends[1]);
    std::string said;
    bool killed = false;
    char buffer[4096];
    for (;;) {
      const ssize_t n = ::read(ends[0], buffer, sizeof buffer);
      if (n <= 0) break;
      said.append(buffer, static_cast<std::size_t>(n));
      if (!killed && std::count(said.begin(), said.end(), '\n') >= records) {
        for (int i = 0; i < spin; ++i) asm volatile("");  // so that the kill hits an arbitrary point
        ::kill(child, SIGKILL);
        killed = true;
      }
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    std::map<std::int64_t, std::string> all;
    for (std::size_t from = 0, to = 0; (to = said.find('\n', from)) != std::string::npos; from = to + 1) {
      const std::string line = said.substr(from, to - from);
      const std::size_t space = line.find(' ');
      EXPECT_TRUE(all.emplace(std::stoll(line.substr(0, space)), line.substr(space + 1)).second)
          << "a seq was given twice";
    }
    return all;
  }
  void overwrite(const std::filesystem::path& path, std::uintmax_t at, char byte) {
    std::fstream f(path, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(static_cast<std::streamoff>(at));
    f.put(byte);
    ASSERT_TRUE(f.good());
  }
  // Acknowledges what the journal holds. Returns the hash of the acknowledged head.
  std::string acknowledge_all(journal& j) {
    const batch b = **j.next_batch(2000);
    EXPECT_TRUE(j.acknowledge(receipt_for(b), daemon.public_part()));
    return head_from_text(b.head.text)->hash.hex();
  }
};

TEST_F(journal_damage, killed_at_any_moment_it_loses_nothing_that_was_said_and_gives_no_seq_twice) {
  std::mt19937 random(20261010);
  std::map<std::int64_t, std::string> said;
  std::string log;
  for (int round = 0; round < 40; ++round) {
    std::map<std::int64_t, std::string> now_said =
        run_and_kill(1 + static_cast<int>(random() % 9), static_cast<int>(random() % 3'000'000));
    for (auto& [seq, line] : now_said) {
      ASSERT_TRUE(said.emplace(seq, line).second) << "seq " << seq << " was given twice";
    }
    auto j = open("boot-1");  // checks the whole chain; sets the file aside if a check fails
    if (log.empty()) log = j->log();
    ASSERT_EQ(j->log(), log) << "the journal was taken for damaged in round " << round;
    ASSERT_GE(j->last_seq(), said.rbegin()->first);
    ASSERT_LE(j->open_plays()->size(), 1U);
    // Records without a receipt are still there, byte for byte.
    result<std::optional<batch>> b = j->next_batch(2000);
    ASSERT_TRUE(b);
    std::int64_t seq = *b ? (*b)->first_seq : j->last_seq() + 1;
    for (const std::string& line : *b ? (*b)->lines : std::vector<std::string>()) {
      auto was = said.find(seq);
      if (was != said.end()) {
        ASSERT_EQ(was->second, line);
      }
      result<record> r = from_line(line);
      ASSERT_TRUE(r);
      ASSERT_EQ(r->seq, seq++);
    }
    ASSERT_EQ(seq, j->last_seq() + 1);
    // Those with a receipt are in the archive, each once.
    const std::int64_t unsent = *b ? (*b)->first_seq : j->last_seq() + 1;
    std::int64_t archived = 0;
    for (const archive_part& part : j->archive_parts()) {
      result<archive_reader> reader = archive_reader::open(part.file, part.bytes);
      ASSERT_TRUE(reader) << describe(reader.error());
      while (std::optional<stretch> s = reader->next().value()) {
        for (const std::string& line : s->lines) {
          auto was = said.find(++archived);
          ASSERT_TRUE(was == said.end() || was->second == line) << "seq " << archived;
        }
      }
      ASSERT_EQ(reader->tip(), part.end);
    }
    ASSERT_EQ(archived, unsent - 1) << "round " << round;
  }
  EXPECT_GT(said.size(), 100U);
}

TEST_F(journal_damage, every_record_reaches_the_daemon_once_through_restarts_and_lost_replies) {
  std::mt19937 random(1588);
  // What the daemon has. It accepts a batch that continues its chain, and repeats its answer for a batch that
  // it has already.
  head has;
  std::map<std::int64_t, std::string> taken;
  for (int round = 0; round < 15; ++round) {
    // first.
    auto j = open("boot-1");
    if (has.log.empty()) has = beginning(j->log(), key.public_part());
    play(*j, static_cast<int>(random() % 4));
    while (std::optional<batch> b = j->next_batch(3).value()) {
      if (b->first_seq == has.seq + 1) {
        result<extension> e = extend(has, *b, key.public_part());
        ASSERT_TRUE(e) << describe(e.error());
        for (std::size_t i = 0; i < b->lines.size(); ++i) {
          ASSERT_TRUE(taken.emplace(e->records[i].seq, b->lines[i]).second);
        }
        has = e->tip;
      } else {
        ASSERT_LE(b->first_seq, has.seq);
        ASSERT_TRUE(j->resend_from(has.seq + 1));
        continue;
      }
      if (random() % 3 == 0) break;  // the reply is lost, and the process starts again
      ASSERT_TRUE(j->acknowledge(receipt_for(*b), daemon.public_part()));
    }
  }
  auto j = open();
  EXPECT_EQ(static_cast<std::int64_t>(taken.size()), has.seq);
  EXPECT_GE(j->last_seq(), has.seq);
}

TEST_F(journal_damage, full_disk_is_an_error_and_after_reopening_it_goes_on) {
  auto j = open();
  play(*j, 2);
  const std::int64_t before = j->last_seq();
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const auto size = std::filesystem::file_size(file);
  const rlimit full{size, unlimited.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  std::vector<record> many(200, start());
  result<std::int64_t> got = j->append(many);
  record one = start();
  result<std::int64_t> also = j->append({&one, 1});
  ::setrlimit(RLIMIT_FSIZE, &unlimited);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::io);
  EXPECT_FALSE(also) << "the outcome is unknown until somebody has looked";
  EXPECT_FALSE(j->next_batch());
  EXPECT_FALSE(j->open_plays());
  ASSERT_TRUE(j->reopen());
  EXPECT_EQ(j->last_seq(), before);
  play(*j, 1);
  EXPECT_EQ(j->last_seq(), before + 2);
  EXPECT_TRUE(extend(beginning(j->log(), key.public_part()), **j->next_batch(), key.public_part()));
}

TEST_F(journal_damage, archive_that_cannot_grow_keeps_the_records_in_the_journal_until_it_can) {
  auto j = open();
  for (int i = 0; i < 6; ++i) {
    std::vector<record> many;
    for (int k = 0; k < 150; ++k) {
      many.push_back(start());
      many.push_back(end_of(j->last_seq() + 1 + 2 * k));
    }
    ASSERT_TRUE(j->append(many));
    while (j->unacknowledged() > 0) (void)acknowledge_all(*j);
  }
  const archive_part archived = j->archive_parts().at(0);
  ASSERT_GT(archived.bytes, std::filesystem::file_size(file) + 100'000) << "else the journal is refused too";
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const rlimit full{archived.bytes + 100, unlimited.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  play(*j, 2);
  (void)acknowledge_all(*j);
  const std::int64_t unacknowledged = j->unacknowledged();
  const bool resends = j->resend_from(archived.end->seq + 2).has_value();
  ::setrlimit(RLIMIT_FSIZE, &unlimited);
  EXPECT_EQ(unacknowledged, 0);
  EXPECT_TRUE(j->archive_problem());
  EXPECT_TRUE(resends);
  j.reset();
  EXPECT_EQ(std::filesystem::file_size(archived.file), archived.bytes) << "no half of a move";
  j = open();
  play(*j, 1);
  (void)acknowledge_all(*j);
  EXPECT_EQ(j->archive_parts().at(0).end->seq, j->last_seq());
  EXPECT_TRUE(check(j->archive_parts().at(0), [] { return true; }));
}

TEST_F(journal_damage, new_journal_on_a_full_disk_is_refused_and_works_later) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const rlimit full{1000, unlimited.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  result<std::unique_ptr<journal>> j = journal::open(file, key, "lobby", now, "boot-1");
  ::setrlimit(RLIMIT_FSIZE, &unlimited);
  ASSERT_FALSE(j);
  EXPECT_EQ(j.error().code, errc::io);
  EXPECT_EQ(open()->last_seq(), 1);
}

TEST_F(journal_damage, changed_bytes_are_never_taken_for_evidence) {
  auto j = open();
  play(*j, 1);
  const std::string cited = acknowledge_all(*j);
  play(*j, 3);
  append(*j, start());
  const std::string log = j->log();
  const std::vector<std::string> lines = j->next_batch().value()->lines;
  const std::vector<record> open_plays = *j->open_plays();
  j.reset();
  const std::string whole = *read_file(file, 1'000'000);
  std::mt19937 random(35);
  int set_aside = 0;
  for (int round = 0; round < 150; ++round) {
    std::string damaged = whole;
    const std::size_t at = random() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(1 << random() % 8));
    ASSERT_TRUE(write_file(file, damaged));
    auto opened = open();
    if (opened->log() == log) {  // the byte had no meaning
      ASSERT_EQ(opened->next_batch().value()->lines, lines) << "byte " << at;
      ASSERT_EQ(*opened->open_plays(), open_plays) << "byte " << at;
      continue;
    }
    ++set_aside;
    result<record> genesis = from_line(opened->next_batch().value()->lines.at(0));
    ASSERT_TRUE(genesis);
    ASSERT_EQ(genesis->cites, cited);
    ASSERT_EQ(opened->last_seq(), 1);
  }
  EXPECT_GT(set_aside, 5);
}

TEST_F(journal_damage, every_line_is_checked_wherever_it_stands) {
  auto j = open();
  play(*j, 2);
  append(*j, start());
  const std::string log = j->log();
  j.reset();
  const std::string whole = *read_file(file, 1'000'000);
  int places = 0;
  for (std::size_t at = whole.find("posters/"); at != std::string::npos;
       at = whole.find("posters/", at + 1)) {
    ++places;
    ASSERT_TRUE(write_file(file, whole));
    overwrite(file, at, 'q');
    ASSERT_NE(open()->log(), log) << "place " << places;
  }
  EXPECT_GE(places, 6);  // in five records and the open play
}

TEST_F(journal_damage, damaged_file_is_kept_beside_the_new_log) {
  for (const char* what : {"no database at all", ""}) {
    SCOPED_TRACE(what);
    fakes::temporary_folder other;
    file = other.path() / "journal.db";
    auto j = open();
    play(*j, 2);
    const std::string cited = acknowledge_all(*j);
    j.reset();
    ASSERT_TRUE(write_file(file, what));
    j = open();
    EXPECT_EQ(j->last_seq(), 1);
    EXPECT_EQ(from_line(j->next_batch().value()->lines.at(0))->cites, cited);
    if (*what != '\0') {
      EXPECT_EQ(*read_file(file.string() + ".damaged-1791590400000", 100), what);
    }
  }
}

TEST_F(journal_damage, truncated_anywhere_it_opens_and_never_continues_the_old_log_with_less) {
  auto j = open();
  play(*j, 4);
  const std::string log = j->log();
  j.reset();
  const std::string whole = *read_file(file, 1'000'000);
  for (std::size_t size = 0; size < whole.size(); size += 1777) {
    ASSERT_TRUE(write_file(file, whole.substr(0, size)));
    auto opened = open();
    ASSERT_NE(opened->log(), log) << size;
    ASSERT_EQ(opened->last_seq(), 1);
  }
}

TEST_F(journal_damage, lost_database_is_cited_by_its_receipt_and_a_damaged_receipt_by_nothing) {
  auto j = open();
  play(*j, 1);
  const std::string cited = acknowledge_all(*j);
  j.reset();
  std::filesystem::remove(file);
  j = open();
  EXPECT_EQ(from_line(j->next_batch().value()->lines.at(0))->cites, cited);
  j.reset();
  std::filesystem::remove(file);
  ASSERT_TRUE(write_file(file.string() + ".receipt", "bangtin-receipt-1\nhalf"));
  j = open();
  EXPECT_EQ(from_line(j->next_batch().value()->lines.at(0))->cites, "");
}

TEST_F(journal_damage, file_that_vanishes_is_noticed_at_reopening) {
  auto j = open();
  std::filesystem::remove(file);
  result<void> got = j->reopen();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::invalid);
}

TEST_F(journal_damage, receipt_that_cannot_be_kept_lets_go_of_nothing) {
  auto j = open();
  play(*j, 1);
  std::filesystem::create_directory(file.string() + ".receipt");  // a directory: no file can replace it
  EXPECT_FALSE(j->acknowledge(receipt_for(**j->next_batch()), daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 3);
  std::filesystem::remove(file.string() + ".receipt");
  EXPECT_TRUE(j->acknowledge(receipt_for(**j->next_batch()), daemon.public_part()));
  EXPECT_EQ(j->unacknowledged(), 0);
}

}  // namespace
}  // namespace bangtin::evidence::journal
