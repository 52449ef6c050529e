// A file arrives in a .part beside its place; hashing it whole after its last byte decides whether it gets
// its name. So a break, a cut of power or a lying server can cost time and never a wrong picture.
#include "player/sync/cache.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/files.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::player {

namespace fs = std::filesystem;

namespace {

error wrong_bytes(const digest& file) {
  return {
      errc::verification, msg("the file {} is not what was approved", file.hex().substr(0, 12)),
      msg("it is fetched again; if this goes on, something between this screen and the daemon alters files")};
}

error disk_error(const fs::path& file, int errno_value) {
  return system_error(msg("write {}", file.filename().string()), errno_value);
}

// The hash of the file's bytes; nothing when it cannot be read to its end or `stop` says so. `about`, if
// given, is filled in with what the file system says of the very file that was read.
result<digest> hash_of(const fs::path& path, const std::function<bool()>& stop,
                       struct stat* about = nullptr) {
  unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    if (errno == ENOENT) {
      return error{errc::not_found, msg("there is no file {}", path.filename().string()),
                   msg("it is fetched again")};
    }
    return system_error(msg("read {}", path.filename().string()), errno);
  }
  if (about != nullptr && ::fstat(fd.get(), about) != 0) {
    return system_error(msg("read {}", path.filename().string()), errno);
  }
  hasher h;
  std::vector<char> buffer(256 * 1024);
  while (true) {
    if (stop && stop()) return error{errc::unreachable, msg("stopped"), msg("nothing is to be done")};
    ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", path.filename().string()), errno);
    if (n == 0) return h.finish();
    h.update(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
  }
}

std::optional<wire::signed_programme> read_programme(const fs::path& file) {
  // Escapes make the JSON longer than the bytes that it carries.
  result<std::string> text = read_file(file, 4 * playlists::most_programme_bytes);
  if (!text) return std::nullopt;
  result<wire::signed_programme> parsed = wire::signed_programme_from_json(*text);
  if (!parsed) {
    spdlog::error("{}: {}", file.string(), describe(parsed.error()));
    return std::nullopt;
  }
  return std::move(*parsed);
}

}  // namespace

std::vector<playlists::file_ref> files_for(const playlists::programme& p, std::string_view screen) {
  std::vector<playlists::file_ref> files;
  std::set<digest> seen;
  auto add = [&](const playlists::media_item* m) {
    if (m == nullptr) return;
    for (const playlists::file_ref& f : m->files) {
      if (seen.insert(f.sha256).second) files.push_back(f);
    }
  };
  add(p.find_media(p.slate));
  const playlists::screen* on = p.find_screen(screen);
  if (on == nullptr) return files;
  if (!on->logo.empty()) add(p.find_media(on->logo));
  for (const playlists::campaign& c : p.campaigns) {
    const playlists::playlist* list = playlists::applies_to(c, *on) ? p.find_playlist(c.playlist) : nullptr;
    if (list == nullptr) continue;
    for (const playlists::playlist_item& item : list->items) {
      add(p.find_media(item.media));
      if (!item.subtitles.empty()) add(p.find_media(item.subtitles));
    }
  }
  return files;
}

result<cache> cache::open(const fs::path& data, std::uintmax_t reserve_bytes) {
  result<void> made = make_folder(data / "media");
  if (!made) return made.error();
  return cache(data, reserve_bytes);
}

// A disk that does not say is tried.
result<void> cache::has_room_for(std::int64_t bytes) const {
  std::error_code unknown;
  fs::space_info disk = fs::space(data_, unknown);
  std::uintmax_t reserve =
      reserve_bytes_ == usual_reserve_bytes ? std::min(reserve_bytes_, disk.capacity / 10) : reserve_bytes_;
  std::uintmax_t there = disk.available;
  std::uintmax_t wanted = static_cast<std::uintmax_t>(bytes) + reserve;
  if (unknown || disk.capacity == 0 || there >= wanted) return {};
  return error{errc::io,
               msg("the disk is nearly full: {} MB are free, {} MB are needed", there >> 20, wanted >> 20),
               msg("free some space on this screen's disk, or show fewer or smaller files on it")};
}

fs::path cache::file_of(const digest& file) const {
  return data_ / "media" / file.hex();
}

bool cache::is_there(const playlists::file_ref& file) const {
  std::error_code bad;
  auto size = fs::file_size(file_of(file.sha256), bad);
  return !bad && size == static_cast<std::uintmax_t>(file.bytes);
}

result<void> cache::fetch(const playlists::file_ref& file, const file_fetcher& from) {
  if (is_there(file)) return {};
  fs::path part = file_of(file.sha256);
  part += ".part";
  unique_fd fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) return disk_error(part, errno);
  std::int64_t arrived = ::lseek(fd.get(), 0, SEEK_END);
  if (arrived > file.bytes) {
    if (::ftruncate(fd.get(), 0) != 0) return disk_error(part, errno);
    arrived = ::lseek(fd.get(), 0, SEEK_SET);
  }
  std::optional<error> refused;
  if (arrived < file.bytes) {
    result<void> room = has_room_for(file.bytes - arrived);
    if (!room) return room;
    result<void> fetched = from(file.sha256, arrived, [&](std::string_view bytes) {
      if (static_cast<std::int64_t>(bytes.size()) > file.bytes - arrived) {
        refused = wrong_bytes(file.sha256);
        return false;
      }
      result<void> written = write_all(fd.get(), bytes);
      if (!written) refused = written.error();
      arrived += static_cast<std::int64_t>(bytes.size());
      return !refused;
    });
    if (!refused && !fetched) return fetched.error();
    if (refused && refused->code != errc::verification) return *refused;
    if (!refused && arrived < file.bytes) {
      return error{errc::unreachable, msg("a file ended before its time"), msg("it is gone on with")};
    }
  }
  if (!refused) {
    result<digest> hash = hash_of(part, {});
    if (!hash) return hash.error();
    if (*hash != file.sha256) refused = wrong_bytes(file.sha256);
  }
  if (refused) {
    ::unlink(part.c_str());
    return *refused;
  }
  return commit_file(fd.get(), part, file_of(file.sha256));
}

result<void> cache::check(const playlists::file_ref& file, const std::function<bool()>& stop) const {
  const fs::path path = file_of(file.sha256);
  struct stat read {};
  result<digest> hash = hash_of(path, stop, &read);
  if (!hash) return hash.error();
  if (*hash == file.sha256) return {};
  // Another thread may have found the damage too, and a good file may be in its place by now.
  struct stat there {};
  if (::stat(path.c_str(), &there) == 0 && there.st_ino == read.st_ino) ::unlink(path.c_str());
  return wrong_bytes(file.sha256);
}

std::optional<wire::signed_programme> cache::current() const {
  return read_programme(data_ / "programme.json");
}
std::optional<wire::signed_programme> cache::next() const {
  return read_programme(data_ / "next.json");
}

result<void> cache::keep_next(const wire::signed_programme& p) {
  return write_file(data_ / "next.json", wire::to_json(p), 0640);
}

result<void> cache::switch_to(const wire::signed_programme& p) {
  result<void> written = write_file(data_ / "programme.json", wire::to_json(p), 0640);
  if (written) ::unlink((data_ / "next.json").c_str());
  return written;
}

void cache::keep_only(const std::vector<playlists::file_ref>& files) const {
  std::set<std::string> wanted;
  for (const playlists::file_ref& f : files) {
    wanted.insert(f.sha256.hex());
    wanted.insert(f.sha256.hex() + ".part");
  }
  std::error_code bad;
  for (const auto& entry : fs::directory_iterator(data_ / "media", bad)) {
    if (wanted.contains(entry.path().filename().string())) continue;
    std::error_code ignored;  // what cannot be deleted now is tried again after the next switch
    fs::remove(entry.path(), ignored);
  }
}

}  // namespace bangtin::player
