// The idea: bytes arrive in incoming/ under the digest that they are said to have, and only a rename makes an
// object. The rename comes after the bytes were hashed and synced, so whoever can see an object sees all of
// it. The lock on the arriving file goes away with its holder however that ends, so nothing has to be cleaned
// up before going on.
#include "media/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace bangtin::media {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

error busy(const digest& d) {
  return {errc::conflict,
          msg("the file {} is being uploaded by somebody else just now", d.hex().substr(0, 12)),
          msg("wait until that upload is done, then try again")};
}

fs::path object_path(const fs::path& folder, const digest& d) {
  std::string name = d.hex();
  return folder / "objects" / name.substr(0, 2) / name;
}

fs::path part_path(const fs::path& folder, const digest& d) {
  return folder / "incoming" / (d.hex() + ".part");
}

std::int64_t plain_size(const fs::path& path) {
  struct stat s {};
  return ::lstat(path.c_str(), &s) == 0 && S_ISREG(s.st_mode) ? s.st_size : -1;
}

// Feeds the file's bytes from the beginning to `h`, at most `most` of them, and returns how many there were.
result<std::int64_t> hash_into(hasher& h, int fd, const fs::path& path, std::int64_t most) {
  std::vector<std::uint8_t> buffer(piece_bytes);
  std::int64_t at = 0;
  while (at < most) {
    ssize_t n = ::pread(fd, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", path.string()), errno);
    if (n == 0) break;
    h.update({buffer.data(), static_cast<std::size_t>(n)});
    at += n;
  }
  return at;
}

result<void> sync_folder(const fs::path& folder) {
  unique_fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return system_error(msg("sync {}", folder.string()), errno);
  return {};
}

// Gives the complete file its place among the objects.
result<void> make_visible(const fs::path& folder, const digest& d, int fd, const fs::path& from) {
  fs::path to = object_path(folder, d);
  if (::mkdir(to.parent_path().c_str(), 0750) != 0 && errno != EEXIST) {
    return system_error(msg("create the folder {}", to.parent_path().string()), errno);
  }
  if (auto done = sync_folder(folder / "objects"); !done) return done;
  if (::fchmod(fd, 0640) != 0) return system_error(msg("write {}", from.string()), errno);
  return commit_file(fd, from, to);
}

// Copies the file whose digest is `d`; errc::verification when it is another one by now.
result<void> copy_bytes(int from, const fs::path& name, int to, const digest& d) {
  std::vector<std::uint8_t> buffer(piece_bytes);
  hasher h;
  for (std::int64_t at = 0;;) {
    ssize_t n = ::pread(from, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", name.string()), errno);
    if (n == 0) break;
    at += n;
    std::string_view piece(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(n));
    h.update(piece);
    if (auto written = write_all(to, piece); !written) return written;
  }
  if (h.finish() == d) return {};
  return error{errc::verification, msg("{} was changed while it was being copied", name.string()),
               msg("check the disk, then try again")};
}

// Opens the arriving file and locks it. The name is looked at again once the lock is held: whoever held it
// before may have renamed or deleted the file that we opened.
result<unique_fd> open_part(const fs::path& part, const digest& d) {
  for (;;) {
    unique_fd fd(::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (!fd) return system_error(msg("write {}", part.string()), errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return busy(d);
    struct stat opened {
    }, named{};
    if (::fstat(fd.get(), &opened) != 0) return system_error(msg("look at {}", part.string()), errno);
    if (::lstat(part.c_str(), &named) == 0 && named.st_ino == opened.st_ino &&
        named.st_dev == opened.st_dev) {
      return fd;
    }
  }
}

}  // namespace

struct store::upload::state {
  fs::path folder;
  digest expected;
  unique_fd fd;
  std::int64_t offset = 0;
  hasher so_far;
};

result<store> store::open(const fs::path& folder) {
  for (const char* below : {"objects", "incoming", "damaged"}) {
    if (auto made = make_folder(folder / below); !made) return made.error();
  }
  return store(folder);
}

fs::path store::path_of(const digest& d) const {
  return object_path(folder_, d);
}

bool store::has(const digest& d) const {
  return plain_size(path_of(d)) >= 0;
}

result<std::int64_t> store::size_of(const digest& d) const {
  if (std::int64_t size = plain_size(path_of(d)); size >= 0) return size;
  return error{errc::not_found, msg("there is no file {} here", d.hex().substr(0, 12)),
               msg("upload it again")};
}

result<unique_fd> store::open_object(const digest& d) const {
  unique_fd fd(::open(path_of(d).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (fd) return fd;
  if (errno != ENOENT) return system_error(msg("read {}", path_of(d).string()), errno);
  return error{errc::not_found, msg("there is no file {} here", d.hex().substr(0, 12)),
               msg("upload it again")};
}

result<bool> store::verify(const digest& d) {
  auto fd = open_object(d);
  if (!fd) return fd.error();
  hasher h;
  if (auto read = hash_into(h, fd->get(), path_of(d), INT64_MAX); !read) return read.error();
  if (h.finish() == d) return true;
  fs::path aside = folder_ / "damaged" / d.hex();
  if (::rename(path_of(d).c_str(), aside.c_str()) != 0) {
    return system_error(msg("rename to {}", aside.string()), errno);
  }
  // Its age there counts from now, not from when it came whole.
  ::utimensat(AT_FDCWD, aside.c_str(), nullptr, 0);
  return false;
}

std::int64_t store::arrived(const digest& d) const {
  if (std::int64_t whole = plain_size(path_of(d)); whole >= 0) return whole;
  return std::max<std::int64_t>(plain_size(part_path(folder_, d)), 0);
}

result<store::upload> store::resume(const digest& d, std::int64_t offset) {
  if (has(d)) {
    return error{errc::conflict, msg("the file {} is complete already", d.hex().substr(0, 12)),
                 msg("nothing more needs to be uploaded")};
  }
  fs::path part = part_path(folder_, d);
  auto fd = open_part(part, d);
  if (!fd) return fd.error();
  struct stat s {};
  if (::fstat(fd->get(), &s) != 0) return system_error(msg("look at {}", part.string()), errno);
  if (s.st_size != offset) {
    return error{errc::conflict,
                 msg("{} bytes have arrived, and the upload goes on at {}", s.st_size, offset),
                 msg("go on with the upload at byte {}", s.st_size)};
  }
  auto made = std::make_unique<upload::state>();
  made->folder = folder_;
  made->expected = d;
  made->offset = offset;
  auto hashed = hash_into(made->so_far, fd->get(), part, offset);
  if (!hashed) return hashed.error();
  if (*hashed != offset) return system_error(msg("read {}", part.string()), EIO);
  made->fd = std::move(*fd);
  return upload(std::move(made));
}

store::upload::upload(std::unique_ptr<state> s) : state_(std::move(s)) {}
store::upload::upload(upload&&) noexcept = default;
store::upload& store::upload::operator=(upload&&) noexcept = default;
store::upload::~upload() = default;

std::int64_t store::upload::offset() const {
  return state_->offset;
}

result<void> store::upload::write(bytes_view piece) {
  std::size_t done = 0;
  while (done < piece.size()) {
    ssize_t n = ::pwrite(state_->fd.get(), piece.data() + done, piece.size() - done,
                         state_->offset + static_cast<std::int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error why = system_error(msg("write {}", part_path(state_->folder, state_->expected).string()), errno);
      // Bytes that were not hashed must not be counted as arrived by a later try.
      if (::ftruncate(state_->fd.get(), state_->offset) != 0) why.code = errc::io;
      return why;
    }
    done += static_cast<std::size_t>(n);
  }
  state_->so_far.update(piece);
  state_->offset += static_cast<std::int64_t>(piece.size());
  return {};
}

result<void> store::upload::pause() {
  if (::fsync(state_->fd.get()) == 0) return {};
  return system_error(msg("sync {}", part_path(state_->folder, state_->expected).string()), errno);
}

result<void> store::upload::finish() {
  fs::path part = part_path(state_->folder, state_->expected);
  if (state_->so_far.finish() == state_->expected) {
    return make_visible(state_->folder, state_->expected, state_->fd.get(), part);
  }
  ::unlink(part.c_str());
  return error{
      errc::verification,
      msg("what arrived is not the file {} that was announced", state_->expected.hex().substr(0, 12)),
      msg("upload the file again; if it fails again, check the network and the disk")};
}

result<digest> store::adopt(const fs::path& file) {
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return system_error(msg("read {}", file.string()), errno);
  struct stat s {};
  if (::fstat(fd.get(), &s) != 0 || !S_ISREG(s.st_mode)) {
    return error{errc::invalid, msg("{} is not a plain file", file.string()),
                 msg("choose a file of its own")};
  }
  hasher h;
  if (auto read = hash_into(h, fd.get(), file, INT64_MAX); !read) return read.error();
  digest d = h.finish();
  if (has(d)) {
    ::unlink(file.c_str());
    return d;
  }
  auto moved = make_visible(folder_, d, fd.get(), file);
  if (moved) return d;
  struct stat here {};
  if (::stat((folder_ / "incoming").c_str(), &here) != 0 || here.st_dev == s.st_dev) return moved.error();

  // On another file system: a copy, under a name of its own until it is complete.
  fs::path copy = folder_ / "incoming" / (random_hex(8) + ".copy");
  unique_fd out(::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!out) return system_error(msg("write {}", copy.string()), errno);
  auto done = copy_bytes(fd.get(), file, out.get(), d);
  if (done) done = make_visible(folder_, d, out.get(), copy);
  ::unlink((done ? file : copy).c_str());
  if (!done) return done.error();
  return d;
}

result<void> store::remove(const digest& d) {
  for (const fs::path& path : {path_of(d), part_path(folder_, d)}) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
      return system_error(msg("delete {}", path.string()), errno);
    }
  }
  return {};
}

result<int> store::recover() {
  int whole = 0;
  std::error_code code;
  fs::directory_iterator entries(folder_ / "incoming", code);
  if (code) return system_error(msg("read {}", (folder_ / "incoming").string()), code.value());
  std::vector<fs::path> found(fs::begin(entries), fs::end(entries));
  for (const fs::path& path : found) {
    std::optional<digest> d = digest::from(path.stem().string());
    if (!d || path != part_path(folder_, *d)) continue;
    auto fd = open_part(path, *d);
    if (!fd) continue;
    hasher h;
    if (auto read = hash_into(h, fd->get(), path, INT64_MAX); !read) return read.error();
    if (h.finish() != *d) continue;
    if (auto visible = make_visible(folder_, *d, fd->get(), path); !visible) return visible.error();
    ++whole;
  }
  return whole;
}

result<int> store::sweep(utc_ms now) {
  int gone = 0;
  for (const char* below : {"incoming", "damaged"}) {
    std::error_code code;
    fs::directory_iterator entries(folder_ / below, code);
    if (code) return system_error(msg("read {}", (folder_ / below).string()), code.value());
    std::vector<fs::path> found(fs::begin(entries), fs::end(entries));
    for (const fs::path& path : found) {
      unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
      struct stat s {};
      if (!fd || ::fstat(fd.get(), &s) != 0 || !S_ISREG(s.st_mode)) continue;
      if (now - utc_ms(std::chrono::seconds(s.st_mtim.tv_sec)) <= keep_leftovers) continue;
      if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) continue;
      if (::unlink(path.c_str()) == 0) ++gone;
    }
  }
  return gone;
}

}  // namespace bangtin::media
