#include "base/archive/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <set>
#include <vector>

#include "base/files.hpp"
#include "base/inner_message.hpp"
#include "base/text.hpp"

namespace bangtin::archive {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t piece_bytes = 1 << 20;

}  // namespace

struct reader::state {
  fs::path file;
  unique_fd fd;
  std::uint64_t size = 0;  // of the file
  struct ::archive* tar = nullptr;
  std::set<std::string, std::less<>> names;
  std::string name;  // of the member that is being read
  std::uint64_t missing = 0;
  std::vector<char> piece = std::vector<char>(piece_bytes);
  bool begun = false;

  ~state() {
    if (tar != nullptr) ::archive_read_free(tar);
  }

  error no_backup() const {
    return {errc::invalid, msg("{} is not a backup of Bảng tin", printable(file.string())),
            msg("give a file that \"bangtin backup\" has written")};
  }
  error damaged(message how) const {
    return {errc::verification, msg("the backup {} is damaged: {}", printable(file.string()), inner(how)),
            msg("use another copy or an older backup")};
  }
  // After libarchive has failed.
  error failed() const {
    const int why = ::archive_errno(tar);
    if (why == EIO || why == EISDIR || why == EACCES) {
      return system_error(msg("read {}", printable(file.string())), why);
    }
    if (!begun) return no_backup();
    return damaged(missing > 0 ? msg("it is cut off within {}", name)
                               : msg("it cannot be read after {}", name));
  }
};

reader::reader(std::unique_ptr<state> s) : state_(std::move(s)) {}
reader::reader(reader&&) noexcept = default;
reader::~reader() = default;

result<reader> reader::open(const fs::path& file) {
  auto s = std::make_unique<state>();
  s->file = file;
  s->fd = unique_fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat st {};
  if (!s->fd || ::fstat(s->fd.get(), &st) != 0)
    return system_error(msg("read {}", printable(file.string())), errno);
  if (!S_ISREG(st.st_mode)) return s->no_backup();
  s->size = static_cast<std::uint64_t>(st.st_size);
  s->tar = ::archive_read_new();
  if (s->tar == nullptr) return s->no_backup();
  // No filters: a compressed archive is none of ours, and unpacking one can make any number of bytes.
  ::archive_read_support_format_tar(s->tar);
  if (::archive_read_open_fd(s->tar, s->fd.get(), piece_bytes) != ARCHIVE_OK) return s->no_backup();
  return reader(std::move(s));
}

result<std::optional<member>> reader::next() {
  state& s = *state_;
  struct ::archive_entry* entry = nullptr;
  const int got = ::archive_read_next_header(s.tar, &entry);
  if (got == ARCHIVE_EOF && s.begun) return std::optional<member>();
  if (got != ARCHIVE_OK) return s.failed();
  const char* path = ::archive_entry_pathname(entry);
  const std::string name = path == nullptr ? "" : path;
  const bool is_first = !std::exchange(s.begun, true);
  if (!is_member_name(name)) {
    if (is_first) return s.no_backup();
    return s.damaged(msg("it has a member named {}, which no backup has", printable(name)));
  }
  if (::archive_entry_filetype(entry) != AE_IFREG || ::archive_entry_hardlink(entry) != nullptr ||
      ::archive_entry_sparse_count(entry) > 0 || ::archive_entry_size_is_set(entry) == 0) {
    return s.damaged(msg("{} is not a plain file in it", name));
  }
  const ::la_int64_t size = ::archive_entry_size(entry);
  if (size < 0 || static_cast<std::uint64_t>(size) > s.size)
    return s.damaged(msg("{} is longer than the file", name));
  if (!s.names.insert(name).second) return s.damaged(msg("{} is in it twice", name));
  s.name = name;
  s.missing = static_cast<std::uint64_t>(size);
  return std::optional(member{name, s.missing});
}

result<std::string_view> reader::read() {
  state& s = *state_;
  if (s.missing == 0) return std::string_view();
  const ::la_ssize_t got = ::archive_read_data(s.tar, s.piece.data(), s.piece.size());
  if (got <= 0 || static_cast<std::uint64_t>(got) > s.missing) return s.failed();
  s.missing -= static_cast<std::uint64_t>(got);
  return std::string_view(s.piece.data(), static_cast<std::size_t>(got));
}

result<std::string> reader::read_all(std::uint64_t max_bytes) {
  state& s = *state_;
  if (s.missing > max_bytes) {
    return error{errc::limit, msg("{} has {} bytes, more than any backup has there", s.name, s.missing),
                 msg("use another copy or an older backup")};
  }
  std::string all;
  while (true) {
    result<std::string_view> piece = read();
    if (!piece) return piece.error();
    if (piece->empty()) return all;
    all += *piece;
  }
}

std::uint64_t reader::bytes() const {
  const ::la_int64_t at = ::archive_filter_bytes(state_->tar, -1);
  return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

namespace {

result<digest> hash_of_member(reader& r, const std::function<void(std::uint64_t)>& progress) {
  hasher hash;
  while (true) {
    result<std::string_view> piece = r.read();
    if (!piece) return piece.error();
    if (piece->empty()) return hash.finish();
    hash.update(*piece);
    if (progress) progress(r.bytes());
  }
}

error altered(const fs::path& file, message how) {
  return {errc::verification, msg("the backup {} is damaged: {}", printable(file.string()), inner(how)),
          msg("use another copy or an older backup")};
}

}  // namespace

result<checked_archive> check(const fs::path& file, const std::function<void(std::uint64_t)>& progress) {
  result<reader> r = reader::open(file);
  if (!r) return r.error();
  checked_archive all;
  manifest found;
  while (true) {
    result<std::optional<member>> m = r->next();
    if (!m) return m.error();
    if (!*m) return altered(file, msg("it has no MANIFEST at its end, so it is cut off"));
    if ((*m)->name == manifest_name) break;
    result<digest> hash = hash_of_member(*r, progress);
    if (!hash) return hash.error();
    found.emplace((*m)->name, *hash);
    all.sizes.emplace((*m)->name, (*m)->bytes);
  }
  result<std::string> text = r->read_all(max_manifest_bytes);
  if (!text) return text.error();
  result<manifest> listed = manifest_from_text(*text);
  if (!listed) return listed.error();
  for (const auto& [name, hash] : found) {
    auto line = listed->find(name);
    if (line == listed->end()) return altered(file, msg("MANIFEST does not name {}", name));
    if (line->second != hash) return altered(file, msg("{} is not what MANIFEST says", name));
  }
  result<std::optional<member>> more = r->next();
  if (!more) return more.error();
  if (*more) return altered(file, msg("something follows its MANIFEST"));
  all.manifest_hash = sha256(*text);
  all.listed = std::move(*listed);
  return all;
}

}  // namespace bangtin::archive
