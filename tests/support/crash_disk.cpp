// Every change goes to the real file at once, so that reading needs nothing. Beside it the disk remembers
// what the change replaced. When the power is cut, it takes all changes since the last sync of a file back,
// and makes those again that it decides to keep.
#include "support/crash_disk.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bangtin::fakes {

// A write (`now` at `at`), or a truncation to `at` (then `now` is empty and `cut` is set).
struct crash_disk::change {
  std::int64_t at = 0;
  std::int64_t size_before = 0;
  std::string before, now;
  bool cut = false;
};

struct crash_disk::state {
  sqlite3_vfs* below = nullptr;
  sqlite3_vfs vfs{};
  struct file_changes {
    bool was_synced = false;  // since it was created
    std::vector<change> unsynced;
  };
  std::map<std::string, file_changes> files;
  std::map<std::string, std::string> deleted;  // content of files whose deletion is not synced
};

namespace {

crash_disk* disk = nullptr;

struct crash_file {
  sqlite3_file base;
  std::string* name;  // nullptr: a temporary file, which nobody misses
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
crash_file* of(sqlite3_file* f) {
  return reinterpret_cast<crash_file*>(f);
}
sqlite3_file* real(sqlite3_file* f) {
  return of(f)->real();
}

std::string_view name_of(sqlite3_file* f) {
  return of(f)->name == nullptr ? std::string_view() : *of(f)->name;
}

std::int64_t size_of(sqlite3_file* f) {
  sqlite3_int64 size = 0;
  real(f)->pMethods->xFileSize(real(f), &size);
  return size;
}
std::string bytes_of(sqlite3_file* f, std::int64_t at, std::int64_t length) {
  std::int64_t end = std::min(size_of(f), at + length);
  std::string bytes(static_cast<std::size_t>(std::max<std::int64_t>(0, end - at)), '\0');
  if (!bytes.empty()) real(f)->pMethods->xRead(real(f), bytes.data(), static_cast<int>(bytes.size()), at);
  return bytes;
}

int close_file(sqlite3_file* f) {
  int rc = real(f)->pMethods->xClose(real(f));
  delete of(f)->name;
  return rc;
}
int read_file(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return real(f)->pMethods->xRead(real(f), to, n, at);
}
int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  std::int64_t size = size_of(f);
  if (int rc = disk->refusal(name_of(f), at + n > size); rc != SQLITE_OK)
    return rc == SQLITE_FULL ? rc : SQLITE_IOERR_WRITE;
  if (of(f)->name != nullptr) {
    disk->files().files[*of(f)->name].unsynced.push_back(
        {at, size, bytes_of(f, at, n),
         std::string(static_cast<const char*>(from), static_cast<std::size_t>(n)), false});
  }
  return real(f)->pMethods->xWrite(real(f), from, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 to) {
  if (disk->refusal(name_of(f), false) != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
  std::int64_t size = size_of(f);
  if (of(f)->name != nullptr && to < size) {
    disk->files().files[*of(f)->name].unsynced.push_back({to, size, bytes_of(f, to, size - to), {}, true});
  }
  return real(f)->pMethods->xTruncate(real(f), to);
}
int sync_file(sqlite3_file* f, int) {
  if (disk->refusal(name_of(f), false) != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  if (of(f)->name == nullptr) return SQLITE_OK;
  crash_disk::state::file_changes& changes = disk->files().files[*of(f)->name];
  // The usual VFS syncs the folder of a new file too.
  if (!changes.was_synced) disk->files().deleted.clear();
  changes = {true, {}};
  return SQLITE_OK;
}
int file_size(sqlite3_file* f, sqlite3_int64* to) {
  return real(f)->pMethods->xFileSize(real(f), to);
}
int lock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xLock(real(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xUnlock(real(f), level);
}
int check_lock(sqlite3_file* f, int* held) {
  return real(f)->pMethods->xCheckReservedLock(real(f), held);
}
int control_file(sqlite3_file* f, int what, void* with) {
  return real(f)->pMethods->xFileControl(real(f), what, with);
}
int sector_size(sqlite3_file*) {
  return 512;
}
// No promises: a write may be torn anywhere, and writes may reach the disk in any order.
int characteristics(sqlite3_file*) {
  return 0;
}

const sqlite3_io_methods methods{
    1,         close_file,  read_file,  write_file,   truncate_file, sync_file,       file_size,
    lock_file, unlock_file, check_lock, control_file, sector_size,   characteristics, nullptr,
    nullptr,   nullptr,     nullptr,    nullptr,      nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* got) {
  sqlite3_vfs* below = disk->files().below;
  f->pMethods = nullptr;
  of(f)->name = nullptr;
  bool is_new = name != nullptr && ::access(name, F_OK) != 0;
  if (is_new && (flags & SQLITE_OPEN_CREATE) != 0 && disk->is_off() && disk->refusal(name, true) != SQLITE_OK)
    return SQLITE_CANTOPEN;
  int rc = below->xOpen(below, name, real(f), flags, got);
  if (real(f)->pMethods == nullptr) return rc;
  if (name != nullptr) of(f)->name = new std::string(name);
  if (name != nullptr && !disk->files().files.contains(name)) disk->files().files[name] = {!is_new, {}};
  f->pMethods = &methods;
  return rc;
}

std::string content_of(const char* path) {
  std::string all;
  int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  char buffer[65536];
  for (ssize_t n = 0; fd >= 0 && (n = ::read(fd, buffer, sizeof buffer)) > 0;) {
    all.append(buffer, static_cast<std::size_t>(n));
  }
  if (fd >= 0) ::close(fd);
  return all;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_folder) {
  if (disk->refusal(name, false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  crash_disk::state& s = disk->files();
  if (sync_folder != 0) {
    s.deleted.clear();
  } else if (auto f = s.files.find(name); f != s.files.end() && f->second.was_synced) {
    s.deleted[name] = content_of(name);
  }
  s.files.erase(name);
  return s.below->xDelete(s.below, name, 0);
}
int access_file(sqlite3_vfs*, const char* name, int flags, int* found) {
  return disk->files().below->xAccess(disk->files().below, name, flags, found);
}
int full_path(sqlite3_vfs*, const char* name, int n, char* to) {
  return disk->files().below->xFullPathname(disk->files().below, name, n, to);
}
int randomness(sqlite3_vfs*, int n, char* to) {
  return disk->files().below->xRandomness(disk->files().below, n, to);
}
int sleep_for(sqlite3_vfs*, int us) {
  return disk->files().below->xSleep(disk->files().below, us);
}
int current_time(sqlite3_vfs*, double* to) {
  return disk->files().below->xCurrentTime(disk->files().below, to);
}
int last_error(sqlite3_vfs*, int n, char* to) {
  return disk->files().below->xGetLastError(disk->files().below, n, to);
}
int current_time_64(sqlite3_vfs*, sqlite3_int64* to) {
  return disk->files().below->xCurrentTimeInt64(disk->files().below, to);
}

void check(bool worked, const std::string& what) {
  if (!worked) throw std::runtime_error("the crash disk cannot " + what);
}

void put(int fd, std::string_view bytes, std::int64_t at, const std::string& name) {
  check(::pwrite(fd, bytes.data(), bytes.size(), at) == static_cast<ssize_t>(bytes.size()), "write " + name);
}

}  // namespace

crash_disk::crash_disk() : state_(std::make_unique<state>()) {
  state_->below = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& v = state_->vfs;
  v = *state_->below;
  v.iVersion = 2;
  v.szOsFile = static_cast<int>(sizeof(crash_file)) + state_->below->szOsFile;
  v.zName = "crash-disk";
  v.xOpen = open_file;
  v.xDelete = delete_file;
  v.xAccess = access_file;
  v.xFullPathname = full_path;
  v.xRandomness = randomness;
  v.xSleep = sleep_for;
  v.xCurrentTime = current_time;
  v.xGetLastError = last_error;
  v.xCurrentTimeInt64 = current_time_64;
}
crash_disk::~crash_disk() = default;

crash_disk& crash_disk::install() {
  static crash_disk the_disk;
  if (disk == nullptr) {
    disk = &the_disk;
    check(sqlite3_vfs_register(&the_disk.state_->vfs, 1) == SQLITE_OK, "be registered");
  }
  return the_disk;
}

int crash_disk::refusal(std::string_view name, bool grows) {
  if (!name.starts_with(machine_)) return SQLITE_OK;
  if (left_ > 0) --left_;
  if (left_ == 0) return SQLITE_IOERR;
  ++changes_;
  if (grows && full_) return SQLITE_FULL;
  bool refused = errors_ > 0 && std::uniform_int_distribution<int>(0, 999)(random_) < errors_;
  return refused ? SQLITE_IOERR : SQLITE_OK;
}

void crash_disk::power_on() {
  auto chance = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); };
  for (auto& [name, f] : state_->files) {
    if (f.unsynced.empty() || !name.starts_with(machine_)) continue;
    int fd = ::open(name.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) continue;  // deleted or renamed meanwhile
    for (auto c = f.unsynced.rbegin(); c != f.unsynced.rend(); ++c) {
      check(::ftruncate(fd, c->size_before) == 0, "shorten " + name);
      put(fd, c->before, c->at, name);
    }
    for (const change& c : f.unsynced) {
      int fate = chance(4);  // half of them are kept
      if (fate == 0) continue;
      if (c.cut) {
        check(::ftruncate(fd, c.at) == 0, "shorten " + name);
      } else {
        std::size_t torn =
            fate == 1 ? static_cast<std::size_t>(chance(static_cast<int>(c.now.size()) + 1)) : c.now.size();
        put(fd, std::string_view(c.now).substr(0, torn), c.at, name);
      }
    }
    ::close(fd);
    f = {true, {}};
  }
  for (const auto& [name, content] : state_->deleted) {
    if (!name.starts_with(machine_) || chance(2) == 0 || ::access(name.c_str(), F_OK) == 0) continue;
    int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) continue;  // its folder is gone
    put(fd, content, 0, name);
    ::close(fd);
  }
  state_->deleted.clear();
  left_ = -1;
}

}  // namespace bangtin::fakes
