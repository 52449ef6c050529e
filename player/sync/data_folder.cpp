// Two locks keep a second player out: one on the file `lock`, one on the folder itself. The second works
// where the first does not: on a read-only disk without a lock file, or with a lock file that cannot be
// opened.
#include "player/sync/data_folder.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/file_lock.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::array files{"lock",
                           "screen.key",
                           "token",
                           "identity.json",
                           "pairing-code",
                           "programme.json",
                           "next.json",
                           "notices.json",
                           "authority.json",
                           "trust.json",
                           "trust.json.copy",
                           "last-time",
                           "journal.db",
                           "journal.db.receipt",
                           "journal.db.format",
                           "gstreamer-registry.bin"};
constexpr std::array folders{"media", "notices", "notices/media", "archive"};

// Opens `path` and locks it. errc::conflict if another process holds it. Never blocks, not even on a pipe.
result<unique_fd> lock(const fs::path& path, int flags) {
  unique_fd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0640));
  // A read-only disk still opens a file for reading, and a lock needs no more.
  if (!fd && (flags & O_CREAT) != 0) fd = unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd && lock_exclusively(fd.get())) return fd;
  error refused = system_error(msg("lock {}", path.string()), errno);
  if (fd && errno == EWOULDBLOCK) refused.code = errc::conflict;
  return refused;
}

error another_player(const fs::path& data) {
  return {errc::conflict, msg("another player uses {}", data.string()),
          msg("stop it, or give this one another folder with --data")};
}

// Why the key cannot be used although its file may be whole: somebody can mend that, and the key is not lost.
bool may_come_back(int errno_value) {
  return errno_value == EACCES || errno_value == EPERM || errno_value == EMFILE || errno_value == ENFILE ||
         errno_value == ENOMEM;
}

screen_key make_key(const fs::path& file) {
  screen_key made{secret_key::generate(), {}};
  result<void> written = write_file(file, made.key.pem(), 0600);
  if (!written) made.problem = does_not_count(written.error());
  return made;
}

}  // namespace

error does_not_count(const error& e) {
  return {errc::io, e.what,
          msg("the screen plays what it has, and nothing counts; free some space on its disk, make it "
              "writable for "
              "the player, or replace it: the player then goes on by itself")};
}

result<fs::path> set_aside(const fs::path& path, utc_ms now) {
  std::error_code code;
  fs::path place = fmt::format("{}.damaged-{}", path.string(), to_unix_ms(now));
  for (int n = 2; fs::exists(fs::symlink_status(place, code)); ++n) {
    place = fmt::format("{}.damaged-{}-{}", path.string(), to_unix_ms(now), n);
  }
  fs::rename(path, place, code);
  if (code) return system_error(msg("set aside {}", path.string()), code.value());
  return place;
}

void clear_the_way(const fs::path& data, utc_ms now) {
  auto clear = [&](const fs::path& path) {
    if (result<fs::path> moved = set_aside(path, now)) {
      spdlog::error("{} was not what belongs there; it is {} now", path.string(), moved->string());
    } else {
      spdlog::error("{} is not what belongs there: {}", path.string(), describe(moved.error()));
    }
  };
  std::error_code code;
  for (const char* name : files) {
    if (fs::is_directory(data / name, code)) clear(data / name);
  }
  for (const char* name : folders) {
    fs::file_status what = fs::status(data / name, code);
    if (fs::exists(what) && !fs::is_directory(what)) clear(data / name);
  }
}

std::optional<error> why_not_writable(const fs::path& data) {
  // Tries it, because neither modes nor mount options say it reliably. Nothing is synced: the first picture
  // waits for this.
  fs::path trial = data / ".writable";
  unique_fd fd(::open(trial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
  if (fd && ::write(fd.get(), "player\n", 7) == 7) {
    ::unlink(trial.c_str());
    return std::nullopt;
  }
  error refused = system_error(msg("write in the folder {}", data.string()), errno);
  ::unlink(trial.c_str());
  return does_not_count(refused);
}

result<held_folder> hold_data_folder(const fs::path& data, utc_ms now) {
  result<void> made = make_folder(data);
  if (!made) spdlog::error("{}", describe(made.error()));
  result<unique_fd> folder = lock(data, O_RDONLY | O_DIRECTORY);
  if (!folder && folder.error().code == errc::conflict) return another_player(data);
  clear_the_way(data, now);
  result<unique_fd> file = lock(data / "lock", O_RDWR | O_CREAT);
  if (!file && file.error().code == errc::conflict) return another_player(data);
  held_folder held;
  if (folder) held.folder = std::move(*folder);
  if (file) held.lock = std::move(*file);
  // One lock is enough against a second player.
  if (!file) spdlog::warn("{}", describe(file.error()));
  held.problem = why_not_writable(data);
  return held;
}

screen_key find_screen_key(const fs::path& data, utc_ms now) {
  fs::path file = data / "screen.key";
  result<std::string> pem = read_file(file, 64 * 1024);
  // `errno` of a failed read is kept by nobody, so the file is asked again.
  if (!pem && pem.error().code != errc::not_found && ::access(file.c_str(), R_OK) != 0 &&
      may_come_back(errno)) {
    return {secret_key::generate(), does_not_count(pem.error())};
  }
  if (!pem && pem.error().code == errc::not_found) return make_key(file);
  result<secret_key> key = pem ? secret_key::from_pem(*pem) : result<secret_key>(pem.error());
  if (key) return {*key, {}};
  result<fs::path> moved = set_aside(file, now);
  if (!moved) return {secret_key::generate(), does_not_count(pem ? moved.error() : pem.error())};
  spdlog::critical(
      "the screen's key was damaged ({}), so its identity is lost: the damaged file is {} now, and the "
      "screen has "
      "to be paired again",
      describe(key.error()), moved->string());
  return make_key(file);
}

}  // namespace bangtin::player::sync
