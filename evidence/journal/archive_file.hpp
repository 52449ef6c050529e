// The format of an archive file, and its reader. docs/formats.md describes it: a header line, then the
// records exactly as the journal had them, and here and there a receipt with the daemon's key, which proves
// the records before it. All lines are canonical JSON. Plain values; not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "evidence/chain.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence::journal {

// The first line.
struct archive_header {
  std::string log;
  std::int64_t first_seq = 0;
  digest before;  // the chain's link before the first record
  public_key screen;
  bool operator==(const archive_header&) const = default;
};
std::string to_line(const archive_header& h);
std::optional<archive_header> header_from_line(std::string_view line);

// A receipt with the key that signed it. A site may have had another daemon.
struct archived_receipt {
  signed_text note;
  public_key daemon;
};
std::string to_line(const archived_receipt& r);
bool is_receipt_line(std::string_view line);
// Empty when the line is no receipt or its signature does not hold.
std::optional<archived_receipt> archived_from_line(std::string_view line);
std::optional<receipt> receipt_from_line(std::string_view line);

// Reads lines from a file, forward from any byte. A line without its newline at `end` is no line.
class line_source {
 public:
  // errc::not_found or errc::io when the file cannot be opened. Reads no byte at or after `end`.
  static result<line_source> open(const std::filesystem::path& file, std::uint64_t end);
  // Goes to `at`. If that is not 0, the first line begins after the next newline at or behind `at - 1`.
  void go_to(std::uint64_t at);
  // The next line without its newline; empty at the end. errc::io when the disk fails, errc::limit for a line
  // longer than any of ours.
  result<std::optional<std::string>> next();
  std::uint64_t at() const { return at_; }  // where the next line begins
  std::uint64_t end() const { return end_; }

 private:
  result<void> fill();
  unique_fd fd_;
  std::uint64_t end_ = 0, at_ = 0;
  std::uint64_t read_to_ = 0;
  std::string buffer_;  // the bytes from at_ to read_to_
  std::size_t taken_ = 0;
  std::string name_;
};

// Consecutive records that end at a receipt or at the end of what may be read.
struct stretch {
  head before, after;  // the chain's links around the lines
  std::vector<std::string> lines;
  std::vector<digest> links;  // after each line
  bool proved = false;        // by a receipt on `after`
};

// Reads an archive file from stretch to stretch and checks each.
class archive_reader {
 public:
  // errc::verification when the header cannot be read; errc::not_found, errc::io.
  static result<archive_reader> open(const std::filesystem::path& file, std::uint64_t end);
  const archive_header& header() const { return header_; }
  // Goes to a receipt before record `seq`, so that the next stretch that contains it is near. Errors as
  // `next`.
  result<void> seek(std::int64_t seq);
  // The next stretch; empty at the end. errc::verification when a line is no record, does not follow, or the
  // receipt at the stretch's end is for another hash.
  result<std::optional<stretch>> next();
  const head& tip() const { return tip_; }  // of what was read
  std::uint64_t at() const { return lines_.at(); }
  error damaged(const message& what) const;  // errc::verification

 private:
  archive_reader(line_source lines, std::string name) : lines_(std::move(lines)), name_(std::move(name)) {}
  result<void> begin();
  line_source lines_;
  std::string name_;
  archive_header header_;
  head tip_;
  std::uint64_t body_ = 0;  // where the second line begins
};

// A file to check: its first `bytes`, and where its chain must end, if that is known.
struct archive_part {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  std::optional<head> end;
};
// Reads all of it. `go_on` is asked between stretches, and false ends the check early, without an error.
// errc::verification when something does not hold; errc::not_found when the file is gone; errc::io.
result<void> check(const archive_part& part, const std::function<bool()>& go_on);

}  // namespace bangtin::evidence::journal
