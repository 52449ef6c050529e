#include "base/archive/archive_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/archive/archive_reader.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace bangtin::archive {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t block_bytes = 512;
constexpr std::uint64_t header_bytes = 3 * block_bytes;  // a pax header of a large member takes three blocks
constexpr std::uint64_t line_bytes = 64 + 2 + 200 + 1;   // of the MANIFEST

}  // namespace

struct writer::state {
  fs::path target;
  std::string temporary;  // empty: there is nothing to remove
  unique_fd fd;
  struct ::archive* tar = nullptr;
  manifest listed;
  std::string name;  // of the member that is being written
  hasher hash;
  std::uint64_t missing = 0;  // bytes of that member that did not come yet
  std::uint64_t written = 0;  // to the file
  int failure = 0;            // errno of the first write that failed

  ~state() {
    if (tar != nullptr) ::archive_write_free(tar);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  // libarchive's callback: writes the whole piece.
  static ::la_ssize_t write_piece(struct ::archive*, void* to, const void* from, std::size_t size) {
    state& s = *static_cast<state*>(to);
    const char* at = static_cast<const char*>(from);
    for (std::size_t left = size; left > 0;) {
      const ::ssize_t done = ::write(s.fd.get(), at, left);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) {
        if (s.failure == 0) s.failure = done < 0 ? errno : ENOSPC;
        return -1;
      }
      at += done;
      left -= static_cast<std::size_t>(done);
      s.written += static_cast<std::uint64_t>(done);
    }
    return static_cast<::la_ssize_t>(size);
  }

  error failed() const {
    const int why = failure != 0 ? failure : EIO;
    if (why == ENOSPC || why == EDQUOT || why == EFBIG) {
      return {errc::io,
              why == EFBIG
                  ? msg("{} does not hold files of more than {} bytes", printable(target.string()), written)
                  : msg("the disk of {} was full after {} bytes", printable(target.string()), written),
              msg("use a larger disk, formatted as ext4 or exFAT; the unfinished file was removed")};
    }
    return system_error(msg("write {}", printable(target.string())), why);
  }
};

std::uint64_t size_of_archive(std::uint64_t members, std::uint64_t bytes) {
  return bytes + (members + 1) * (header_bytes + block_bytes + line_bytes) + 20 * block_bytes;
}

result<void> check_room(const fs::path& folder, std::uint64_t bytes) {
  struct statvfs s {};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &s) != 0 || s.f_blocks == 0) return {};
  const std::uint64_t free = std::uint64_t{s.f_bavail} * s.f_frsize;
  if (free >= bytes) return {};
  return error{
      errc::io,
      msg("the disk of {} has {} bytes free, and {} are needed", printable(folder.string()), free, bytes),
      msg("free some space there, or use a larger disk")};
}

writer::writer(std::unique_ptr<state> s) : state_(std::move(s)) {}
writer::writer(writer&&) noexcept = default;
writer::~writer() = default;

result<writer> writer::make(const fs::path& file) {
  struct stat there {};
  if (::lstat(file.c_str(), &there) == 0) {
    return error{errc::conflict, msg("{} exists already", printable(file.string())),
                 msg("give another name, or remove it first")};
  }
  auto s = std::make_unique<state>();
  s->target = file;
  std::string name = (file.parent_path() / ("." + file.filename().string() + ".XXXXXX")).string();
  s->fd = unique_fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!s->fd) return system_error(msg("write {}", printable(file.string())), errno);
  s->temporary = std::move(name);
  s->tar = ::archive_write_new();
  if (s->tar == nullptr) return s->failed();
  ::archive_write_set_format_pax_restricted(s->tar);
  ::archive_write_set_bytes_in_last_block(s->tar, 1);
  if (::archive_write_open(s->tar, s.get(), nullptr, &state::write_piece, nullptr) != ARCHIVE_OK) {
    return s->failed();
  }
  return writer(std::move(s));
}

result<void> writer::begin(const std::string& name, std::uint64_t bytes) {
  state& s = *state_;
  struct ::archive_entry* entry = ::archive_entry_new();
  if (entry == nullptr) return s.failed();
  ::archive_entry_set_pathname(entry, name.c_str());
  ::archive_entry_set_size(entry, static_cast<::la_int64_t>(bytes));
  ::archive_entry_set_filetype(entry, AE_IFREG);
  ::archive_entry_set_perm(entry, 0640);
  const int done = ::archive_write_header(s.tar, entry);
  ::archive_entry_free(entry);
  if (done != ARCHIVE_OK) return s.failed();
  s.name = name;
  s.missing = bytes;
  return {};
}

result<void> writer::write(std::string_view piece) {
  state& s = *state_;
  if (piece.size() > s.missing) {
    return error{errc::internal, msg("{} is longer than it was said to be", s.name), {}};
  }
  s.hash.update(piece);
  s.missing -= piece.size();
  while (!piece.empty()) {
    const ::la_ssize_t done = ::archive_write_data(s.tar, piece.data(), piece.size());
    if (done <= 0) return s.failed();
    piece.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

result<digest> writer::end() {
  state& s = *state_;
  if (s.missing > 0) return error{errc::internal, msg("{} is shorter than it was said to be", s.name), {}};
  if (::archive_write_finish_entry(s.tar) != ARCHIVE_OK) return s.failed();
  const digest hash = s.hash.finish();
  s.listed.emplace(s.name, hash);
  return hash;
}

result<void> writer::add(const std::string& name, std::string_view text) {
  if (auto begun = begin(name, text.size()); !begun) return begun;
  if (auto done = write(text); !done) return done;
  if (auto ended = end(); !ended) return ended.error();
  return {};
}

void writer::mention(const std::string& name, const digest& hash) {
  state_->listed.emplace(name, hash);
}

std::uint64_t writer::bytes() const {
  return state_->written;
}

result<digest> writer::finish(const std::function<void(std::uint64_t)>& progress) {
  state& s = *state_;
  const std::string list = to_text(s.listed);
  if (auto done = add(std::string(manifest_name), list); !done) return done.error();
  if (::archive_write_close(s.tar) != ARCHIVE_OK) return s.failed();
  if (::fsync(s.fd.get()) != 0) return system_error(msg("write {}", printable(s.target.string())), errno);
  // What is read back should come from the disk, and not from memory.
  ::posix_fadvise(s.fd.get(), 0, 0, POSIX_FADV_DONTNEED);
  result<checked_archive> read = check(s.temporary, progress);
  if (!read) return read.error();
  if (read->manifest_hash != sha256(list)) {
    return error{errc::verification,
                 msg("{} does not hold what was written to it", printable(s.target.string())),
                 msg("the disk is faulty: use another one")};
  }
  // Without replacing: somebody may have made a file of that name meanwhile.
  if (::link(s.temporary.c_str(), s.target.c_str()) != 0) {
    if (errno == EEXIST) {
      return error{errc::conflict, msg("{} exists already", printable(s.target.string())),
                   msg("give another name, or remove it first")};
    }
    // FAT and exFAT have no hard links.
    if (::rename(s.temporary.c_str(), s.target.c_str()) != 0) {
      return system_error(msg("write {}", printable(s.target.string())), errno);
    }
    s.temporary.clear();
  }
  if (auto synced = sync_folder(s.target.parent_path()); !synced) return synced.error();
  return read->manifest_hash;
}

}  // namespace bangtin::archive
