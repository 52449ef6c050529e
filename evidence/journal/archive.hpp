// The records that have left the journal: append-only monthly files "<year>-<month>-<log>.jsonl" in one
// folder, so that a daemon which was restored from an older copy can get them again. Only receipted records
// come here. Format: archive_file.hpp.
//
// The archive keeps its files within `archive_limits` and drops whole files, oldest first, never the one to
// which it appends. It is best effort: no failure here stops the journal. Not thread-safe: the journal owns
// it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evidence/journal/archive_file.hpp"

namespace bangtin::evidence::journal {

struct archive_limits {
  std::uint64_t reserve_bytes = 2ULL * 1024 * 1024 * 1024;  // 0: keep no receipted records
  int max_disk_percent = 25;                                // of the disk's size, whatever the reserve
  std::uint64_t min_free_bytes = 64ULL * 1024 * 1024;       // that stay free on the disk
  std::chrono::days max_age{400};
};

class archive {
 public:
  // Reads which files are there. One whose first line cannot be read is set aside; see `problem`.
  archive(std::filesystem::path folder, const public_key& screen, archive_limits limits);

  // The journal's line of a record that has not left it; empty if it has none.
  using line_at = std::function<std::optional<std::string>(std::int64_t seq)>;
  // Makes the newest file of `moved.log` end at `moved`, the newest record that has left the journal. What an
  // interrupted `append` left behind it is cut off if the journal still has it. A file that ends elsewhere
  // stays as it is, and the next `append` begins another.
  void agree_with(const head& moved, const line_at& journal);

  // Appends the journal's records behind `before` up to the head of `r`, and syncs them. `last`: a receipt on
  // `before`, if there is one. A full disk costs the oldest files first. errc::io when the disk refuses:
  // nothing is appended then. errc::limit when the reserve is 0.
  result<void> append(const head& before, const std::optional<archived_receipt>& last, const line_at& journal,
                      const archived_receipt& r);

  // The log ends at `end`, which `last` acknowledges: writes that receipt behind its newest records, because
  // no journal vouches for them any more. `daemon` signed it; without a value, a daemon whose receipts the
  // file has. Does nothing when the file ends elsewhere, the receipt does not hold or the disk refuses.
  void finish(const head& end, const signed_text& last, const std::optional<public_key>& daemon);

  // Whether all records from `from` to `to` are in the files, as far as their first and last lines say.
  bool has(const std::string& log, std::int64_t from, std::int64_t to) const;
  // The verified stretch that contains record `seq`. `end`: the newest record that has left the journal.
  // errc::not_found when no file has it. errc::verification when the file is damaged; it is set aside then.
  result<stretch> read(const head& end, std::int64_t seq);

  // This screen's logs but `current`, the one with the newest file first.
  std::vector<std::string> older_logs(const std::string& current) const;
  // The newest record of `log` in the files; 0 when they have none.
  std::int64_t last_of(const std::string& log) const;
  // `read` of a log that has ended. errc::not_found also when no receipt proves the record.
  result<stretch> read_older(const std::string& log, std::int64_t seq);

  // Drops the files that are older than allowed at `now`, and the oldest ones beyond the reserve.
  void tidy(std::optional<utc_ms> now);
  // Drops the oldest file but the newest of all. False if there is no other.
  bool drop_oldest();

  std::vector<archive_part> parts(const head& moved) const;
  // Renames a file that does not hold to "<file>.damaged".
  void set_aside(const std::filesystem::path& file, const error& why);
  // What was wrong last: a damaged file, or a disk that refuses. Empty: nothing.
  const std::optional<error>& problem() const { return problem_; }
  std::uint64_t bytes() const;

 private:
  static constexpr std::int64_t receipt_every = 500;  // records; a refill reads and checks so many at once
  static constexpr std::string_view ending = ".jsonl";
  struct entry {
    std::filesystem::path file;
    std::string month;          // "2026-11"
    archive_header header;      // of a damaged file: empty
    std::int64_t last_seq = 0;  // of its last record; first_seq - 1 when it has none
    std::uint64_t bytes = 0;
    std::uint64_t whole_bytes = 0;  // without a line that was cut off
    bool is_ours = false;           // of this screen, and not set aside
    bool closed = false;            // nothing is appended to it any more
  };
  void load();
  entry read_entry(const std::filesystem::path& file) const;
  entry* newest_of(const std::string& log);
  result<entry*> file_for(const head& before, const std::optional<archived_receipt>& last, utc_ms received);
  result<entry*> begin_file(const head& before, const std::string& month);
  result<void> write(const head& before, const std::optional<archived_receipt>& last, const line_at& journal,
                     const archived_receipt& r, const receipt& read);
  void prove(entry& e, const archived_receipt& last);
  std::optional<public_key> newest_key(const entry& e) const;
  entry* holder_of(const std::string& log, std::int64_t seq);
  result<stretch> look_up(const entry& e, const head& end, std::int64_t seq) const;
  result<stretch> read_from(const entry& e, const head& end, std::int64_t seq);
  void make_room();
  void forget(const std::filesystem::path& file);
  std::uint64_t reserve() const;

  std::filesystem::path folder_;
  public_key screen_;
  archive_limits limits_;
  std::vector<entry> entries_;      // oldest first
  std::int64_t since_receipt_ = 0;  // records behind the newest file's last receipt line, as far as is known
  std::optional<error> problem_;
};

}  // namespace bangtin::evidence::journal
