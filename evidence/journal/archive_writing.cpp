#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "evidence/journal/archive.hpp"

// An append is all or nothing: what a try left behind the known end of a file is cut off before the next one.

namespace bangtin::evidence::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t min_part_bytes = 1024 * 1024;
constexpr std::uint64_t max_part_bytes = 256 * 1024 * 1024;
constexpr std::size_t write_bytes = 256 * 1024;

std::string month_of(utc_ms t) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(t)};
  return fmt::format("{:04}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
}

}  // namespace

result<archive::entry*> archive::begin_file(const head& before, const std::string& month) {
  if (result<void> made = make_folder(folder_); !made) return made.error();
  entry e;
  e.month = month;
  e.header = {before.log, before.seq + 1, before.hash, screen_};
  e.last_seq = before.seq;
  e.is_ours = true;
  std::error_code code;
  for (int n = 1; n == 1 || fs::exists(fs::symlink_status(e.file, code)); ++n) {
    const std::string number = n == 1 ? "" : fmt::format("-{}", n);
    e.file = folder_ / fmt::format("{}-{}{}{}", month, before.log, number, ending);
  }
  const std::string line = to_line(e.header) + "\n";
  if (result<void> written = write_file(e.file, line, 0640); !written) return written.error();
  e.bytes = e.whole_bytes = line.size();
  since_receipt_ = receipt_every;
  entries_.push_back(std::move(e));
  return &entries_.back();
}

namespace {

error lost(std::int64_t seq) {
  return {errc::io, msg("the evidence journal lost record {}", seq),
          msg("check the disk; the player opens the journal again by itself")};
}

// Appends what `write` writes, all or nothing. Returns how many bytes.
class appender {
 public:
  static result<appender> open(const fs::path& file, std::uint64_t at) {
    appender a;
    a.name_ = file.string();
    a.at_ = at;
    a.fd_ = unique_fd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK));
    if (!a.fd_) return system_error(msg("write to {}", a.name_), errno);
    // An earlier try may have left something; a file that has shrunk is somebody else's work.
    const off_t length = ::lseek(a.fd_.get(), 0, SEEK_END);
    if (length < 0 || static_cast<std::uint64_t>(length) < at) {
      return system_error(msg("write to {}", a.name_), length < 0 ? errno : EIO);
    }
    if (static_cast<std::uint64_t>(length) > at && !a.undo()) {
      return system_error(msg("write to {}", a.name_), errno);
    }
    return a;
  }
  result<void> put(std::string_view line) {
    buffer_ += line;
    buffer_ += '\n';
    bytes_ += line.size() + 1;
    return buffer_.size() < write_bytes ? result<void>() : flush();
  }
  result<std::uint64_t> finish() {
    if (result<void> flushed = flush(); !flushed) return flushed.error();
    if (::fdatasync(fd_.get()) != 0) return system_error(msg("write to {}", name_), errno);
    return bytes_;
  }
  // False if the file could not get its old length again.
  bool undo() { return ::ftruncate(fd_.get(), static_cast<off_t>(at_)) == 0; }

 private:
  result<void> flush() {
    result<void> written = write_all(fd_.get(), buffer_);
    buffer_.clear();
    return written;
  }
  unique_fd fd_;
  std::string name_, buffer_;
  std::uint64_t at_ = 0, bytes_ = 0;
};

}  // namespace

result<archive::entry*> archive::file_for(const head& before, const std::optional<archived_receipt>& last,
                                          utc_ms received) {
  const std::uint64_t part_bytes = std::clamp(limits_.reserve_bytes / 8, min_part_bytes, max_part_bytes);
  const std::string month = month_of(received);
  entry* e = newest_of(before.log);
  const bool follows = e != nullptr && !e->closed && e->last_seq == before.seq;
  if (follows && e->month == month && e->bytes < part_bytes && e == &entries_.back()) return e;
  if (follows && last && since_receipt_ != 0) prove(*e, *last);
  if (e != nullptr) e->closed = true;
  return begin_file(before, month);
}

// The receipt proves the last records of a file also where the file that follows it is lost.
void archive::prove(entry& e, const archived_receipt& last) {
  result<appender> a = appender::open(e.file, e.bytes);
  if (!a) return;
  result<void> put = a->put(to_line(last));
  result<std::uint64_t> written = put ? a->finish() : result<std::uint64_t>(put.error());
  if (written) e.bytes = e.whole_bytes = e.bytes + *written;
  if (!written) (void)a->undo();
}

result<void> archive::append(const head& before, const std::optional<archived_receipt>& last,
                             const line_at& journal, const archived_receipt& r) {
  result<receipt> read = receipt_from_text(r.note.text);
  if (!read) return read.error();
  if (limits_.reserve_bytes == 0) {
    return error{errc::limit, msg("this screen keeps no acknowledged play records"),
                 msg("set evidence-reserve in the player's configuration")};
  }
  make_room();
  result<void> done = write(before, last, journal, r, *read);
  if (!done) problem_ = done.error();
  if (done && problem_ && problem_->code != errc::verification) problem_.reset();
  return done;
}

result<void> archive::write(const head& before, const std::optional<archived_receipt>& last,
                            const line_at& journal, const archived_receipt& r, const receipt& read) {
  result<entry*> file = file_for(before, last, read.received);
  if (!file) return file.error();
  entry& e = **file;
  result<appender> a = appender::open(e.file, e.bytes);
  if (!a) {
    e.closed = true;
    if (a.error().code == errc::not_found) forget(fs::path(e.file));
    return a.error();
  }
  result<void> put = {};
  for (std::int64_t seq = before.seq + 1; put && seq <= read.acknowledged.seq; ++seq) {
    std::optional<std::string> line = journal(seq);
    put = line ? a->put(*line) : result<void>(lost(seq));
  }
  const std::int64_t behind_receipt = since_receipt_ + read.acknowledged.seq - before.seq;
  const bool proves = behind_receipt >= receipt_every;
  if (put && proves) put = a->put(to_line(r));
  result<std::uint64_t> written = put ? a->finish() : result<std::uint64_t>(put.error());
  if (!written) {
    if (!a->undo()) e.closed = true;
    return written.error();
  }
  e.bytes = e.whole_bytes = e.bytes + *written;
  e.last_seq = read.acknowledged.seq;
  since_receipt_ = proves ? 0 : behind_receipt;
  return {};
}

}  // namespace bangtin::evidence::journal
