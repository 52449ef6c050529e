// The idea: bytes arrive in incoming/ under their announced digest, and only a rename makes them an object.
// The rename happens after the bytes are hashed and synced, so a visible object is complete. The kernel
// releases the lock on an arriving file when its holder ends, however that happens, so no cleanup is needed
// before an upload continues.
#include "media/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <vector>

namespace bangtin::media {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::int64_t writeback_bytes = 16 << 20;

error busy(const digest& d) {
  return {errc::conflict,
          msg("the file {} is being uploaded by somebody else just now", d.hex().substr(0, 12)),
          msg("wait until that upload is done, then try again")};
}

error held(const digest& d) {
  return {errc::unreachable, msg("the file {} is held by another program just now", d.hex().substr(0, 12)),
          msg("try again in a minute")};
}

std::int64_t plain_size(const fs::path& path) {
  struct stat s {};
  return ::lstat(path.c_str(), &s) == 0 && S_ISREG(s.st_mode) ? s.st_size : -1;
}

std::int64_t changed_ns(const struct stat& s) {
  return static_cast<std::int64_t>(s.st_ctim.tv_sec) * 1'000'000'000 + s.st_ctim.tv_nsec;
}

// Feeds at most `most` of the file's bytes, from byte `from` on, to `h`, and returns their number.
// `stop`: see store::verify.
result<std::int64_t> hash_into(hasher& h, int fd, const fs::path& path, std::int64_t most,
                               const std::function<bool()>& stop = {}, std::int64_t from = 0) {
  std::vector<std::uint8_t> buffer(piece_bytes);
  std::int64_t at = 0;
  while (at < most) {
    if (stop && stop()) return error{errc::unreachable, msg("stopped"), msg("nothing is to be done")};
    std::size_t length = std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(most - at));
    ssize_t n = ::pread(fd, buffer.data(), length, from + at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", path.string()), errno);
    if (n == 0) break;
    h.update({buffer.data(), static_cast<std::size_t>(n)});
    at += n;
  }
  return at;
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

// Opens the arriving file and locks it. Then it checks the name again, because a previous holder of the lock
// may have renamed or deleted the opened file.
result<unique_fd> open_part(const fs::path& part, const digest& d) {
  for (;;) {
    unique_fd fd(::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640));
    if (!fd && errno == EWOULDBLOCK) return held(d);
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
  store into;
  fs::path part;
  digest expected;
  unique_fd fd;
  std::int64_t offset = 0;  // the bytes that have arrived
  std::int64_t hashed = 0;  // how many of them are in so_far
  hasher so_far;
};

result<store> store::open(const fs::path& folder, const store_setup& setup) {
  std::vector<fs::path> needed{folder};
  if (setup.layout == store_layout::sharded)
    needed = {folder / "objects", folder / "incoming", folder / "damaged"};
  for (const fs::path& f : needed) {
    if (auto made = make_folder(f); !made) return made.error();
  }
  return store(folder, setup);
}

store store::open_or_wait(const fs::path& folder, const store_setup& setup) {
  result<store> opened = open(folder, setup);
  return opened ? std::move(*opened) : store(folder, setup);
}

fs::path store::path_of(const digest& d) const {
  std::string name = d.hex();
  if (setup_.layout == store_layout::flat) return folder_ / name;
  return folder_ / "objects" / name.substr(0, 2) / name;
}

fs::path store::incoming() const {
  return setup_.layout == store_layout::flat ? folder_ : folder_ / "incoming";
}

fs::path store::part_of(const digest& d) const {
  return incoming() / (d.hex() + ".part");
}

// Empty means that a damaged object is deleted.
fs::path store::damaged_of(const digest& d) const {
  return setup_.layout == store_layout::flat ? fs::path() : folder_ / "damaged" / d.hex();
}

// Moves the complete file to its place among the objects.
result<void> store::make_visible(const digest& d, int fd, const fs::path& from) const {
  fs::path to = path_of(d);
  if (setup_.layout == store_layout::sharded) {
    if (::mkdir(to.parent_path().c_str(), 0750) != 0 && errno != EEXIST) {
      return system_error(msg("create the folder {}", to.parent_path().string()), errno);
    }
    if (auto done = sync_folder(folder_ / "objects"); !done) return done;
  }
  if (::fchmod(fd, 0640) != 0) return system_error(msg("write {}", from.string()), errno);
  return commit_file(fd, from, to);
}

bool store::has(const digest& d) const {
  return plain_size(path_of(d)) >= 0;
}

result<std::int64_t> store::size_of(const digest& d) const {
  if (std::int64_t size = plain_size(path_of(d)); size >= 0) return size;
  return error{errc::not_found, msg("there is no file {} here", d.hex().substr(0, 12)),
               msg("upload it again")};
}

std::vector<digest> store::list() const {
  fs::path folder = setup_.layout == store_layout::flat ? folder_ : folder_ / "objects";
  std::vector<digest> objects;
  std::error_code code;
  constexpr auto readable = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator i(folder, readable, code), end; !code && i != end;
       i.increment(code)) {
    std::optional<digest> d = digest::from(i->path().filename().string());
    if (d && i->path() == path_of(*d) && has(*d)) objects.push_back(*d);
  }
  return objects;
}

std::optional<utc_ms> store::touched(const digest& d) const {
  struct stat s {};
  if (::lstat(path_of(d).c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
  return utc_ms(std::chrono::seconds(s.st_mtim.tv_sec) + milliseconds(s.st_mtim.tv_nsec / 1'000'000));
}

void store::touch(const digest& d) const {
  ::utimensat(AT_FDCWD, path_of(d).c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
}

std::uint64_t store::used_bytes() const {
  std::uint64_t bytes = 0;
  std::error_code code;
  constexpr auto readable = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator i(folder_, readable, code), end; !code && i != end;
       i.increment(code)) {
    if (std::int64_t size = plain_size(i->path()); size > 0) bytes += static_cast<std::uint64_t>(size);
  }
  return bytes;
}

result<unique_fd> store::open_object(const digest& d) const {
  // With O_NONBLOCK, open fails at once if another program holds a lease on the file; otherwise it would
  // block for up to a minute.
  unique_fd fd(::open(path_of(d).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (fd) return fd;
  if (errno == EWOULDBLOCK) return held(d);
  if (errno != ENOENT) return system_error(msg("read {}", path_of(d).string()), errno);
  return error{errc::not_found, msg("there is no file {} here", d.hex().substr(0, 12)),
               msg("upload it again")};
}

result<bool> store::verify(const digest& d, const std::function<bool()>& stop) const {
  auto fd = open_object(d);
  if (!fd) return fd.error();
  hasher h;
  if (auto read = hash_into(h, fd->get(), path_of(d), INT64_MAX, stop); !read) return read.error();
  if (h.finish() == d) return true;
  // Another thread may have found the damage too, and may have replaced the file with a good one.
  struct stat was {
  }, there{};
  bool same = ::fstat(fd->get(), &was) == 0 && ::lstat(path_of(d).c_str(), &there) == 0 &&
              was.st_ino == there.st_ino && was.st_dev == there.st_dev;
  if (!same) return false;
  fs::path aside = damaged_of(d);
  if (aside.empty()) {
    ::unlink(path_of(d).c_str());
    return false;
  }
  if (::rename(path_of(d).c_str(), aside.c_str()) != 0) {
    return system_error(msg("rename to {}", aside.string()), errno);
  }
  // Count its age in damaged/ from now, not from its arrival.
  ::utimensat(AT_FDCWD, aside.c_str(), nullptr, 0);
  return false;
}

result<void> store::has_room_for(std::int64_t bytes) const {
  std::error_code unknown;
  fs::space_info disk = fs::space(folder_, unknown);
  std::uintmax_t reserve = std::min(setup_.reserve_bytes, disk.capacity / 100 * setup_.max_reserve_percent);
  std::uintmax_t there = disk.available;
  std::uintmax_t wanted = static_cast<std::uintmax_t>(bytes) + reserve;
  if (unknown || disk.capacity == 0 || there >= wanted) return {};
  return error{errc::io,
               msg("the disk is nearly full: {} MB are free, {} MB are needed", there >> 20, wanted >> 20),
               msg("free some space on this screen's disk, or show fewer or smaller files on it")};
}

std::int64_t store::arrived(const digest& d) const {
  if (std::int64_t whole = plain_size(path_of(d)); whole >= 0) return whole;
  return std::max<std::int64_t>(plain_size(part_of(d)), 0);
}

std::vector<arriving_file> store::arriving() const {
  std::vector<arriving_file> found;
  std::error_code code;
  for (fs::directory_iterator i(incoming(), code), end; !code && i != end; i.increment(code)) {
    struct stat s {};
    std::optional<digest> d = digest::from(i->path().stem().string());
    if (!d || i->path() != part_of(*d) || ::lstat(i->path().c_str(), &s) != 0 || !S_ISREG(s.st_mode))
      continue;
    found.push_back({*d, s.st_size, utc_ms(std::chrono::seconds(s.st_mtim.tv_sec))});
  }
  std::sort(found.begin(), found.end(),
            [](const arriving_file& a, const arriving_file& b) { return a.touched < b.touched; });
  return found;
}

bool store::abandon(const digest& d) const {
  const fs::path part = part_of(d);
  unique_fd fd(::open(part.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return false;
  // Its sender may have finished it before the lock, and another may have begun.
  struct stat opened {
  }, named{};
  const bool same = ::fstat(fd.get(), &opened) == 0 && ::lstat(part.c_str(), &named) == 0 &&
                    opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
  return same && ::unlink(part.c_str()) == 0;
}

result<store::upload> store::begin(const digest& d, std::int64_t offset,
                                   std::optional<upload_progress> known) const {
  if (has(d)) {
    return error{errc::conflict, msg("the file {} is complete already", d.hex().substr(0, 12)),
                 msg("nothing more needs to be uploaded")};
  }
  if (auto made = make_folder(incoming()); !made) return made.error();
  fs::path part = part_of(d);
  auto fd = open_part(part, d);
  if (!fd) return fd.error();
  struct stat s {};
  if (::fstat(fd->get(), &s) != 0) return system_error(msg("look at {}", part.string()), errno);
  if (s.st_size != offset) {
    return error{errc::conflict,
                 msg("{} bytes have arrived, and the upload goes on at {}", s.st_size, offset),
                 msg("go on with the upload at byte {}", s.st_size)};
  }
  auto made = std::make_unique<upload::state>(upload::state{*this, part, d, std::move(*fd), offset, 0, {}});
  if (known && known->offset_ == offset && known->device_ == s.st_dev && known->inode_ == s.st_ino &&
      known->changed_ns_ == changed_ns(s)) {
    made->hashed = offset;
    made->so_far = std::move(known->so_far_);
  }
  return upload(std::move(made));
}

result<store::upload> store::resume(const digest& d, std::int64_t offset) const {
  result<upload> u = begin(d, offset);
  if (!u) return u.error();
  if (result<void> done = u->catch_up(u->unread()); !done) return done.error();
  return u;
}

store::upload::upload(std::unique_ptr<state> s) : state_(std::move(s)) {}
store::upload::upload(upload&&) noexcept = default;
store::upload& store::upload::operator=(upload&&) noexcept = default;
store::upload::~upload() = default;

std::int64_t store::upload::offset() const {
  return state_->offset;
}

std::int64_t store::upload::unread() const {
  return state_->offset - state_->hashed;
}

result<void> store::upload::catch_up(std::int64_t max_bytes) {
  std::int64_t wanted = std::min(max_bytes, unread());
  auto read = hash_into(state_->so_far, state_->fd.get(), state_->part, wanted, {}, state_->hashed);
  if (!read) return read.error();
  state_->hashed += *read;
  if (*read != wanted) return system_error(msg("read {}", state_->part.string()), EIO);
  return {};
}

result<void> store::upload::write(bytes_view piece) {
  std::size_t done = 0;
  while (done < piece.size()) {
    ssize_t n = ::pwrite(state_->fd.get(), piece.data() + done, piece.size() - done,
                         state_->offset + static_cast<std::int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error why = system_error(msg("write {}", state_->part.string()), errno);
      // Truncate bytes that were not hashed, so that a later try does not count them as arrived.
      if (::ftruncate(state_->fd.get(), state_->offset) != 0) why.code = errc::io;
      return why;
    }
    done += static_cast<std::size_t>(n);
  }
  state_->so_far.update(piece);
  const std::int64_t before = state_->offset;
  state_->offset += static_cast<std::int64_t>(piece.size());
  state_->hashed = state_->offset;
  // Start writing to the disk early, so that the sync at the end is short whatever the file's length.
  const std::int64_t from = before / writeback_bytes * writeback_bytes;
  const std::int64_t whole = state_->offset / writeback_bytes * writeback_bytes;
  if (whole > from) ::sync_file_range(state_->fd.get(), from, whole - from, SYNC_FILE_RANGE_WRITE);
  return {};
}

result<void> store::upload::pause() {
  if (::fsync(state_->fd.get()) == 0) return {};
  return system_error(msg("sync {}", state_->part.string()), errno);
}

result<upload_progress> store::upload::leave() {
  if (auto synced = pause(); !synced) return synced.error();
  struct stat s {};
  if (::fstat(state_->fd.get(), &s) != 0)
    return system_error(msg("look at {}", state_->part.string()), errno);
  upload_progress known;
  known.so_far_ = std::move(state_->so_far);
  known.offset_ = state_->hashed;
  known.device_ = s.st_dev;
  known.inode_ = s.st_ino;
  known.changed_ns_ = changed_ns(s);
  state_->fd.reset();
  return known;
}

result<void> store::upload::finish() {
  if (state_->so_far.finish() == state_->expected) {
    return state_->into.make_visible(state_->expected, state_->fd.get(), state_->part);
  }
  ::unlink(state_->part.c_str());
  return error{
      errc::verification,
      msg("what arrived is not the file {} that was announced", state_->expected.hex().substr(0, 12)),
      msg("upload the file again; if it fails again, check the network and the disk")};
}

result<digest> store::adopt(const fs::path& file) const {
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
    touch(d);
    ::unlink(file.c_str());
    return d;
  }
  auto moved = make_visible(d, fd.get(), file);
  if (moved) return d;
  struct stat here {};
  if (::stat(incoming().c_str(), &here) != 0 || here.st_dev == s.st_dev) return moved.error();

  // On another file system: copy it, under a temporary name until it is complete.
  fs::path copy = incoming() / (random_hex(8) + ".copy");
  unique_fd out(::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!out) return system_error(msg("write {}", copy.string()), errno);
  auto done = copy_bytes(fd.get(), file, out.get(), d);
  if (done) done = make_visible(d, out.get(), copy);
  ::unlink((done ? file : copy).c_str());
  if (!done) return done.error();
  return d;
}

result<void> store::remove(const digest& d) const {
  for (const fs::path& path : {path_of(d), part_of(d)}) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
      return system_error(msg("delete {}", path.string()), errno);
    }
  }
  return {};
}

void store::keep_only(const std::vector<digest>& wanted) const {
  std::set<std::string> names;
  for (const digest& d : wanted) names.insert({d.hex(), d.hex() + ".part"});
  std::error_code code;
  std::vector<fs::path> unwanted;
  for (fs::recursive_directory_iterator i(folder_, code), end; !code && i != end; i.increment(code)) {
    if (i->symlink_status().type() == fs::file_type::directory) continue;
    if (!names.contains(i->path().filename().string())) unwanted.push_back(i->path());
  }
  for (const fs::path& path : unwanted) fs::remove(path, code);
}

result<int> store::sweep(utc_ms now) const {
  int gone = 0;
  bool flat = setup_.layout == store_layout::flat;
  for (const fs::path& below : flat ? std::vector{folder_} : std::vector{incoming(), folder_ / "damaged"}) {
    std::error_code code;
    fs::directory_iterator entries(below, code);
    if (code) return system_error(msg("read {}", below.string()), code.value());
    std::vector<fs::path> found(fs::begin(entries), fs::end(entries));
    for (const fs::path& path : found) {
      if (flat && digest::from(path.filename().string())) continue;  // an object
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
