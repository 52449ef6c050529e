// Every folder on the way is opened for itself and below the one before, so no link can lead elsewhere.
#include "wire/bundle_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <memory>

#include "base/inner_message.hpp"
#include "base/text.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view part_ending = ".part";
constexpr std::string_view temporary_ending = ".tmp";
constexpr int open_folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// Without O_NONBLOCK a pipe would block its reader for ever.
constexpr int open_plain = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::int64_t max_fat_file = (std::int64_t{4} << 30) - 1;

error not_plain(std::string_view name) {
  return {errc::invalid, msg("{} on the stick is not a plain file or folder", printable(name)),
          msg("look at the stick; export the bundle again onto an empty one")};
}

error failed(std::string_view name, int number) {
  if (number == ELOOP || number == ENOTDIR || number == EISDIR || number == ENXIO) return not_plain(name);
  return system_error(msg("use {} on the stick", printable(name)), number);
}

error too_long(std::string_view name, std::int64_t max_bytes) {
  return {errc::limit,
          msg("{} on the stick is longer than the {} bytes that it should have", printable(name), max_bytes),
          msg("export the bundle again onto an empty stick")};
}

// The length of the open file, if it is a plain one.
result<std::int64_t> plain_size(int fd, std::string_view name) {
  struct stat found {};
  if (::fstat(fd, &found) != 0) return failed(name, errno);
  if (!S_ISREG(found.st_mode)) return not_plain(name);
  return static_cast<std::int64_t>(found.st_size);
}

result<unique_fd> open_at(int folder, const std::string& name, int flags) {
  unique_fd fd(::openat(folder, name.c_str(), flags, 0644));
  if (!fd) return failed(name, errno);
  return fd;
}

// A folder's own entry; not every file system can sync it.
result<void> sync_entry(int folder) {
  if (::fsync(folder) == 0 || errno == EINVAL) return {};
  return failed(bundle_folder_name, errno);
}

}  // namespace

result<bundle_folder> bundle_folder::open(const std::filesystem::path& stick, std::string_view name) {
  const std::filesystem::path path = stick / name;
  unique_fd fd(::open(path.c_str(), open_folder));
  if (!fd) return failed(name, errno);
  return bundle_folder(path, std::move(fd));
}

result<bundle_folder> bundle_folder::make(const std::filesystem::path& stick, std::string_view name) {
  const std::filesystem::path path = stick / name;
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
    return system_error(msg("create the folder {}", path.string()), errno);
  return open(stick, name);
}

bool bundle_folder::is_there() const {
  struct stat now {
  }, then{};
  return ::lstat(path_.c_str(), &now) == 0 && ::fstat(folder_.get(), &then) == 0 &&
         now.st_dev == then.st_dev && now.st_ino == then.st_ino;
}

// Opens the folders of `names` one below the other.
result<unique_fd> bundle_folder::folder_of(std::string_view names, bool make_it) const {
  unique_fd at(::fcntl(folder_.get(), F_DUPFD_CLOEXEC, 0));
  if (!at) return failed(bundle_folder_name, errno);
  for (const std::string& name : split(names, '/')) {
    if (name.empty()) continue;
    int fd = ::openat(at.get(), name.c_str(), open_folder);
    if (fd < 0 && errno == ENOENT && make_it) {
      if (result<void> allowed = may("make a folder"); !allowed) return allowed.error();
      if (::mkdirat(at.get(), name.c_str(), 0755) != 0) return failed(name, errno);
      if (result<void> synced = sync_entry(at.get()); !synced) return synced.error();
      fd = ::openat(at.get(), name.c_str(), open_folder);
    }
    if (fd < 0) return failed(name, errno);
    at = unique_fd(fd);
  }
  return at;
}

result<bundle_folder::place> bundle_folder::find(std::string_view name, bool make_it) const {
  const std::size_t slash = name.rfind('/');
  const bool top = slash == std::string_view::npos;
  result<unique_fd> folder = folder_of(top ? std::string_view() : name.substr(0, slash), make_it);
  if (!folder) return folder.error();
  return place{std::move(*folder), std::string(top ? name : name.substr(slash + 1))};
}

result<std::optional<bundle_folder::stamp>> bundle_folder::stamp_of(std::string_view name) const {
  using answer = std::optional<stamp>;
  result<place> at = find(name, false);
  if (!at && at.error().code == errc::not_found) return answer();
  if (!at) return at.error();
  struct stat found {};
  if (::fstatat(at->folder.get(), at->name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return answer();
    return failed(name, errno);
  }
  const auto ns = [](const ::timespec& t) { return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec; };
  return answer(stamp{found.st_ino, found.st_size, ns(found.st_mtim), ns(found.st_ctim)});
}

result<std::string> bundle_folder::read(std::string_view name, std::int64_t max_bytes) const {
  result<place> at = find(name, false);
  if (!at) return at.error();
  result<unique_fd> fd = open_at(at->folder.get(), at->name, O_RDONLY | open_plain);
  if (!fd) return fd.error();
  result<std::int64_t> size = plain_size(fd->get(), at->name);
  if (!size) return size.error();
  if (*size > max_bytes) return too_long(at->name, max_bytes);
  std::string content(static_cast<std::size_t>(*size), '\0');
  std::size_t come = 0;
  while (come < content.size()) {
    const ssize_t n = ::read(fd->get(), content.data() + come, content.size() - come);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(at->name, errno);
    if (n == 0) break;
    come += static_cast<std::size_t>(n);
  }
  content.resize(come);
  return content;
}

result<std::optional<std::int64_t>> bundle_folder::size_of(std::string_view name) const {
  using answer = std::optional<std::int64_t>;
  result<place> at = find(name, false);
  if (!at && at.error().code == errc::not_found) return answer();
  if (!at) return at.error();
  struct stat found {};
  if (::fstatat(at->folder.get(), at->name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return answer();
    return failed(at->name, errno);
  }
  if (!S_ISREG(found.st_mode)) return not_plain(at->name);
  return answer(found.st_size);
}

result<unique_fd> bundle_folder::open_file(std::string_view name, std::int64_t bytes) const {
  result<place> at = find(name, false);
  if (!at) return at.error();
  result<unique_fd> fd = open_at(at->folder.get(), at->name, O_RDONLY | open_plain);
  if (!fd) return fd;
  result<std::int64_t> size = plain_size(fd->get(), at->name);
  if (!size) return size.error();
  if (*size > bytes) return too_long(at->name, bytes);
  if (*size < bytes) {
    return error{errc::invalid, msg("{} on the stick is shorter than it should be", printable(at->name)),
                 msg("export the bundle again onto the stick")};
  }
  return fd;
}

result<std::vector<std::string>> bundle_folder::list(std::string_view folder, std::size_t max) const {
  std::vector<std::string> names;
  result<unique_fd> fd = folder_of(folder, false);
  if (!fd && fd.error().code == errc::not_found) return names;
  if (!fd) return fd.error();
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::fdopendir(fd->get()), &::closedir);
  if (!open) return failed(folder, errno);
  fd->release();  // closedir closes it
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.size() == max) {
      return error{errc::limit,
                   msg("the folder {} on the stick has more than {} files", printable(folder), max),
                   msg("look at the stick; export the bundle again onto an empty one")};
    }
    names.emplace_back(name);
  }
  if (errno != 0) return failed(folder, errno);
  std::sort(names.begin(), names.end());
  return names;
}

result<void> bundle_folder::write(std::string_view name, std::string_view content) const {
  if (result<std::string> there = read(name, static_cast<std::int64_t>(content.size()));
      there && *there == content) {
    return {};
  }
  result<place> at = find(name, true);
  if (!at) return at.error();
  const std::string temporary = at->name + std::string(temporary_ending);
  if (result<void> allowed = may("write a file"); !allowed) return allowed;
  // What an interrupted call left, or a link: never written through.
  ::unlinkat(at->folder.get(), temporary.c_str(), 0);
  result<unique_fd> fd = open_at(at->folder.get(), temporary, O_WRONLY | O_CREAT | O_EXCL | open_plain);
  if (!fd) return fd.error();
  result<void> done = write_all(fd->get(), content);
  if (done) done = may("sync a file");
  if (done && ::fsync(fd->get()) != 0) done = failed(at->name, errno);
  if (done) done = may("rename a file");
  if (done && ::renameat(at->folder.get(), temporary.c_str(), at->folder.get(), at->name.c_str()) != 0)
    done = failed(at->name, errno);
  return done ? sync_entry(at->folder.get()) : done;
}

result<void> bundle_folder::remove(std::string_view name) const {
  result<place> at = find(name, false);
  if (!at && at.error().code == errc::not_found) return {};
  if (!at) return at.error();
  if (result<void> allowed = may("remove a file"); !allowed) return allowed;
  if (::unlinkat(at->folder.get(), at->name.c_str(), 0) != 0 && errno != ENOENT)
    return failed(at->name, errno);
  return {};
}

result<bundle_folder::arriving> bundle_folder::begin(std::string_view name, std::int64_t max_bytes) const {
  result<place> at = find(name, true);
  if (!at) return at.error();
  arriving file(*this);
  file.name_ = at->name;
  file.folder_ = std::move(at->folder);
  const std::string part = file.name_ + std::string(part_ending);
  if (result<void> allowed = may("begin a file"); !allowed) return allowed.error();
  result<unique_fd> fd = open_at(file.folder_.get(), part, O_RDWR | O_CREAT | open_plain);
  if (!fd) return fd.error();
  result<std::int64_t> size = plain_size(fd->get(), part);
  if (!size) return size.error();
  file.fd_ = std::move(*fd);
  if (*size > max_bytes && ::ftruncate(file.fd_.get(), 0) != 0) return failed(part, errno);
  std::string buffer(piece_bytes, '\0');
  while (*size <= max_bytes) {
    const ssize_t n = ::read(file.fd_.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(part, errno);
    if (n == 0) break;
    file.hash_.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(n)));
    file.offset_ += n;
  }
  return file;
}

result<void> bundle_folder::arriving::write(std::string_view bytes) {
  if (result<void> allowed = in_->may("write a file"); !allowed) return allowed;
  if (result<void> written = write_all(fd_.get(), bytes); !written) return written;
  hash_.update(bytes);
  offset_ += static_cast<std::int64_t>(bytes.size());
  return {};
}

result<void> bundle_folder::arriving::finish(const digest& expected) {
  const std::string part = name_ + std::string(part_ending);
  if (hash_.finish() != expected) {
    ::unlinkat(folder_.get(), part.c_str(), 0);
    return error{errc::verification, msg("{} arrived with other bytes than expected", printable(name_)),
                 msg("call the command again: it writes the file anew")};
  }
  if (result<void> allowed = in_->may("sync a file"); !allowed) return allowed;
  if (::fsync(fd_.get()) != 0) return failed(name_, errno);
  if (result<void> allowed = in_->may("rename a file"); !allowed) return allowed;
  if (::renameat(folder_.get(), part.c_str(), folder_.get(), name_.c_str()) != 0) return failed(name_, errno);
  return sync_entry(folder_.get());
}

std::int64_t bundle_folder::free_bytes() const {
  struct statfs found {};
  if (::fstatfs(folder_.get(), &found) != 0) return 0;
  return static_cast<std::int64_t>(found.f_bavail) * static_cast<std::int64_t>(found.f_bsize);
}

std::int64_t bundle_folder::max_file_bytes() const {
  struct statfs found {};
  const bool fat = ::fstatfs(folder_.get(), &found) == 0 && found.f_type == MSDOS_SUPER_MAGIC;
  return fat ? max_fat_file : std::numeric_limits<std::int64_t>::max();
}

}  // namespace bangtin::wire
