#include "evidence/journal/archive.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

// The journal's database decides what has left it; the files follow. So an `append` that a power cut
// interrupted needs no repair of its own: at the next start the database still has those records, and what is
// in the file behind the last one that left is cut off.

namespace bangtin::evidence::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t tail_bytes = 64 * 1024;

// The first instant after the month; empty for a name that has none.
std::optional<utc_ms> end_of(std::string_view month) {
  if (month.size() != 7 || month[4] != '-') return std::nullopt;
  int year = 0;
  unsigned number = 0;
  for (char c : month.substr(0, 4)) {
    if (c < '0' || c > '9') return std::nullopt;
    year = year * 10 + (c - '0');
  }
  for (char c : month.substr(5)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  const std::chrono::year_month m{std::chrono::year(year), std::chrono::month(number)};
  if (!m.ok()) return std::nullopt;
  return utc_ms(std::chrono::sys_days((m + std::chrono::months(1)) / 1));
}

}  // namespace

archive::archive(fs::path folder, const public_key& screen, archive_limits limits)
    : folder_(std::move(folder)), screen_(screen), limits_(limits) {
  load();
}

void archive::load() {
  std::error_code code;
  for (fs::directory_iterator i(folder_, code), end; !code && i != end; i.increment(code)) {
    const std::string name = i->path().filename().string();
    std::error_code gone;
    if (name.find(ending) == std::string::npos || !i->is_regular_file(gone)) continue;
    entries_.push_back(read_entry(i->path()));
  }
  std::sort(entries_.begin(), entries_.end(), [](const entry& a, const entry& b) {
    return std::tie(a.month, a.header.log, a.header.first_seq, a.file) <
           std::tie(b.month, b.header.log, b.header.first_seq, b.file);
  });
  since_receipt_ = receipt_every;
  // Setting one aside changes the list.
  std::vector<fs::path> unreadable;
  for (const entry& e : entries_) {
    if (e.header.log.empty() && e.file.string().ends_with(ending)) unreadable.push_back(e.file);
  }
  for (const fs::path& file : unreadable) {
    result<archive_reader> why = archive_reader::open(file, fs::file_size(file, code));
    if (!why && why.error().code == errc::verification) set_aside(file, why.error());
  }
}

// Reads the first line, and of the rest only the end.
archive::entry archive::read_entry(const fs::path& file) const {
  entry e;
  std::error_code code;
  e.file = file;
  e.month = file.filename().string().substr(0, 7);
  e.bytes = fs::file_size(file, code);
  if (code || !file.string().ends_with(ending)) return e;
  result<archive_reader> reader = archive_reader::open(file, e.bytes);
  if (!reader) return e;
  e.header = reader->header();
  e.last_seq = e.header.first_seq - 1;
  e.is_ours = e.header.screen == screen_;
  e.whole_bytes = reader->at();
  result<line_source> lines = line_source::open(file, e.bytes);
  if (!lines) return e;
  lines->go_to(std::max(e.whole_bytes, e.bytes - std::min(e.bytes, tail_bytes)));
  while (true) {
    result<std::optional<std::string>> line = lines->next();
    if (!line) e.closed = true;
    if (!line || !*line) break;
    e.whole_bytes = lines->at();
    if (is_receipt_line(**line)) continue;
    result<record> r = from_line(**line);
    if (r) e.last_seq = r->seq;
    if (!r) e.closed = true;
  }
  return e;
}

archive::entry* archive::newest_of(const std::string& log) {
  entry* newest = nullptr;
  for (entry& e : entries_) {
    if (!e.is_ours || e.header.log != log) continue;
    if (newest == nullptr || e.header.first_seq >= newest->header.first_seq) newest = &e;
  }
  return newest;
}

void archive::agree_with(const head& moved, const line_at& journal) {
  entry* e = newest_of(moved.log);
  if (e == nullptr) return;
  // What is appended to is the last in the list, so that it is never the one to be dropped.
  std::rotate(entries_.begin() + (e - entries_.data()), entries_.begin() + (e - entries_.data()) + 1,
              entries_.end());
  e = &entries_.back();
  if (e->closed) return;
  const bool torn = e->whole_bytes != e->bytes;
  if (e->last_seq == moved.seq && !torn) return;
  e->closed = true;
  if (e->last_seq < moved.seq || e->header.first_seq > moved.seq + 1) return;

  // Find the end of record `moved.seq`, and check that the journal has all that follows it.
  result<line_source> lines = line_source::open(e->file, e->bytes);
  if (!lines) return;
  std::optional<std::uint64_t> keep;
  for (std::uint64_t back = tail_bytes; !keep; back *= 8) {
    const bool all = back >= e->bytes;
    lines->go_to(all ? 0 : e->bytes - back);
    if (all) (void)lines->next();  // the header
    if (all && e->header.first_seq == moved.seq + 1) keep = lines->at();
    while (true) {
      result<std::optional<std::string>> line = lines->next();
      if (!line) return;
      if (!*line) break;
      if (is_receipt_line(**line)) {
        std::optional<receipt> on = receipt_from_line(**line);
        if (keep && on && on->acknowledged == moved) keep = lines->at();
        continue;
      }
      result<record> r = from_line(**line);
      if (!r) return;
      if (r->seq == moved.seq) keep = lines->at();
      if (r->seq > moved.seq && (!keep || journal(r->seq) != **line)) {
        if (keep || all) return;
        break;  // look further back
      }
    }
    if (all && !keep) return;
  }
  unique_fd fd(::open(e->file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(*keep)) != 0 || ::fsync(fd.get()) != 0) return;
  e->bytes = e->whole_bytes = *keep;
  e->last_seq = moved.seq;
  e->closed = false;
}

// ---- limits

std::uint64_t archive::bytes() const {
  std::uint64_t all = 0;
  for (const entry& e : entries_) all += e.bytes;
  return all;
}

std::uint64_t archive::reserve() const {
  struct statvfs disk {};
  if (::statvfs(folder_.c_str(), &disk) != 0 && ::statvfs(folder_.parent_path().c_str(), &disk) != 0) {
    return limits_.reserve_bytes;
  }
  const std::uint64_t size = static_cast<std::uint64_t>(disk.f_blocks) * disk.f_frsize;
  return std::min(limits_.reserve_bytes, size / 100 * static_cast<std::uint64_t>(limits_.max_disk_percent));
}

bool archive::drop_oldest() {
  if (entries_.size() < 2) return false;
  const fs::path file = entries_.front().file;
  std::error_code code;
  fs::remove(file, code);
  if (code) {
    problem_ = system_error(msg("drop the old evidence archive {}", file.string()), code.value());
    return false;
  }
  entries_.erase(entries_.begin());
  return true;
}

void archive::make_room() {
  const std::uint64_t allowed = reserve();
  while (bytes() > allowed && drop_oldest()) continue;
  struct statvfs disk {};
  while (::statvfs(folder_.c_str(), &disk) == 0 &&
         static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < limits_.min_free_bytes &&
         drop_oldest()) {
    continue;
  }
}

void archive::tidy(std::optional<utc_ms> now) {
  while (now && entries_.size() > 1) {
    std::optional<utc_ms> end = end_of(entries_.front().month);
    if (!end || *end + limits_.max_age > *now || !drop_oldest()) break;
  }
  make_room();
}

// ---- reading

bool archive::has(const std::string& log, std::int64_t from, std::int64_t to) const {
  for (std::int64_t seq = from; seq <= to;) {
    auto holds = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) {
      return e.is_ours && e.header.log == log && e.header.first_seq <= seq && seq <= e.last_seq;
    });
    if (holds == entries_.end()) return false;
    seq = holds->last_seq + 1;
  }
  return true;
}

archive::entry* archive::holder_of(const std::string& log, std::int64_t seq) {
  auto holds = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) {
    return e.is_ours && e.header.log == log && e.header.first_seq <= seq && seq <= e.last_seq;
  });
  return holds == entries_.end() ? nullptr : &*holds;
}

// errc::conflict when nothing proves the record.
result<stretch> archive::look_up(const entry& e, const head& end, std::int64_t seq) const {
  result<archive_reader> reader = archive_reader::open(e.file, e.whole_bytes);
  if (!reader) return reader.error();
  if (result<void> found = reader->seek(seq); !found) return found.error();
  while (true) {
    result<std::optional<stretch>> s = reader->next();
    if (!s) return s.error();
    if (!*s) return reader->damaged(msg("a record is missing"));
    if ((*s)->after.seq < seq) continue;
    // Without a receipt behind them only the journal, or the file that follows, vouches for the records.
    bool proved = (*s)->proved || (*s)->after == end;
    for (const entry& other : entries_) {
      const head before{other.header.log, other.header.first_seq - 1, other.header.before};
      proved = proved || (other.is_ours && before == (*s)->after);
    }
    if (proved) return std::move(**s);
    error why = reader->damaged(msg("nothing proves its newest records"));
    why.code = errc::conflict;
    return why;
  }
}

result<stretch> archive::read_from(const entry& e, const head& end, std::int64_t seq) {
  const fs::path file = e.file;
  result<stretch> s = look_up(e, end, seq);
  if (!s && s.error().code == errc::verification) set_aside(file, s.error());
  if (!s && s.error().code == errc::not_found) forget(file);
  return s;
}

result<stretch> archive::read(const head& end, std::int64_t seq) {
  const entry* holds = holder_of(end.log, seq);
  if (holds == nullptr) {
    return error{errc::not_found, msg("the evidence archive has no record {}", seq),
                 msg("was it deleted, or is the daemon's copy older than the archive?")};
  }
  const fs::path file = holds->file;
  result<stretch> s = read_from(*holds, end, seq);
  if (s || s.error().code != errc::conflict) return s;
  error why = s.error();
  why.code = errc::verification;
  set_aside(file, why);
  return why;
}

std::vector<archive_part> archive::parts(const head& moved) const {
  std::vector<archive_part> all;
  for (const entry& e : entries_) {
    if (e.header.log.empty()) continue;
    archive_part p{e.file, e.whole_bytes, {}};
    if (e.is_ours && e.header.log == moved.log && e.last_seq == moved.seq) p.end = moved;
    all.push_back(std::move(p));
  }
  return all;
}

// Somebody has deleted it.
void archive::forget(const fs::path& file) {
  std::erase_if(entries_, [&](const entry& e) { return e.file == file; });
}

void archive::set_aside(const fs::path& file, const error& why) {
  auto found = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.file == file; });
  if (found == entries_.end()) return;
  std::error_code code;
  fs::path place = file.string() + ".damaged";
  for (int n = 2; fs::exists(fs::symlink_status(place, code)); ++n) {
    place = fmt::format("{}.damaged-{}", file.string(), n);
  }
  fs::rename(file, place, code);
  problem_ = why;
  found->is_ours = false;
  found->header.log.clear();
  if (!code) found->file = place;
}

}  // namespace bangtin::evidence::journal
