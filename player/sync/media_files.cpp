// The store decides by hashing, after the last byte, whether what arrived gets its name. So a break, a power
// cut or a lying server can cost time and never a wrong picture.
//
// A thread that may have changed a file on the disk looks at it afterwards, and the inventory remembers what
// it saw. These looks come one after the other, so the last one sees the last change, whichever thread made
// it.
#include "player/sync/media_files.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

namespace bangtin::player::sync {

namespace {

error wrong_bytes(const digest& file) {
  return {
      errc::verification, msg("the file {} is not what was approved", file.hex().substr(0, 12)),
      msg("it is fetched again; if this goes on, something between this screen and the daemon alters files")};
}

}  // namespace

// The files that are there, with their lengths. Thread-safe.
class media_files::inventory {
 public:
  // Never waits for the disk.
  std::optional<std::int64_t> size_of(const digest& file) const {
    std::lock_guard guard(lock_);
    auto found = sizes_.find(file);
    return found == sizes_.end() ? std::nullopt : std::optional(found->second);
  }
  // Waits for the disk. What is there now, which is remembered.
  std::optional<std::int64_t> look(const media::store& store, const digest& file) {
    std::lock_guard one_at_a_time(looking_);
    result<std::int64_t> size = store.size_of(file);
    std::lock_guard guard(lock_);
    if (!size) {
      sizes_.erase(file);
      return std::nullopt;
    }
    sizes_[file] = *size;
    return *size;
  }
  // Waits for a look that is under way: what it finds is among these.
  std::vector<digest> all() {
    std::lock_guard one_at_a_time(looking_);
    std::lock_guard guard(lock_);
    std::vector<digest> files;
    for (const auto& [file, size] : sizes_) files.push_back(file);
    return files;
  }

 private:
  std::mutex looking_;  // held while the disk is asked; taken before lock_
  mutable std::mutex lock_;
  std::map<digest, std::int64_t> sizes_;  // guarded by lock_
};

media_files::media_files(media::store store)
    : store_(std::move(store)), inventory_(std::make_unique<inventory>()) {}
media_files::media_files(media_files&&) noexcept = default;
media_files::~media_files() = default;

result<media_files> media_files::open(const std::filesystem::path& data, const media::store_setup& setup) {
  media_files files(media::store::open_or_wait(data / "media", setup));
  for (const digest& file : files.store_.list()) files.inventory_->look(files.store_, file);
  return files;
}

bool media_files::is_there(const playlists::programme::file_ref& file) const {
  return inventory_->size_of(file.sha256) == file.bytes;
}

bool media_files::look_at_disk(const playlists::programme::file_ref& file) const {
  return inventory_->look(store_, file.sha256) == file.bytes;
}

std::int64_t media_files::missing_bytes(const playlists::programme::file_ref& file) const {
  if (look_at_disk(file)) return 0;
  // All bytes of a file that has not its name yet may have arrived: it is missing until it was hashed.
  return std::max<std::int64_t>(file.bytes - std::min(store_.arrived(file.sha256), file.bytes), 1);
}

result<void> media_files::fetch(const playlists::programme::file_ref& file, const file_fetcher& from) const {
  if (look_at_disk(file)) return {};
  result<void> fetched = fetch_missing(file, from);
  look_at_disk(file);
  return fetched;
}

result<void> media_files::fetch_missing(const playlists::programme::file_ref& file,
                                        const file_fetcher& from) const {
  // What is whole under this name has another length: the disk damaged it.
  if (store_.has(file.sha256) || store_.arrived(file.sha256) > file.bytes) {
    if (auto removed = store_.remove(file.sha256); !removed) return removed;
  }
  std::int64_t arrived = store_.arrived(file.sha256);
  if (arrived < file.bytes) {
    if (auto room = store_.has_room_for(file.bytes - arrived); !room) return room;
  }
  auto upload = store_.resume(file.sha256, arrived);
  if (!upload) return upload.error();
  std::optional<error> refused;
  if (arrived < file.bytes) {
    result<void> fetched = from(file.sha256, arrived, [&](std::string_view bytes) {
      if (static_cast<std::int64_t>(bytes.size()) > file.bytes - upload->offset()) {
        refused = wrong_bytes(file.sha256);
        (void)store_.remove(file.sha256);  // if this fails, `finish` refuses the bytes next time
        return false;
      }
      result<void> written = upload->write(as_bytes(bytes));
      if (!written) refused = written.error();
      return !refused;
    });
    if (refused) return *refused;
    if (!fetched) return fetched.error();
    if (upload->offset() < file.bytes) {
      return error{errc::unreachable, msg("a file ended before its time"), msg("it is gone on with")};
    }
  }
  result<void> finished = upload->finish();
  if (!finished && finished.error().code == errc::verification) return wrong_bytes(file.sha256);
  return finished;
}

result<void> media_files::check(const playlists::programme::file_ref& file,
                                const std::function<bool()>& stop) const {
  result<bool> sound = store_.verify(file.sha256, stop);
  look_at_disk(file);
  if (!sound) return sound.error();
  if (!*sound) return wrong_bytes(file.sha256);
  return {};
}

void media_files::share(const playlists::programme::file_ref& file, const media_files& other) const {
  if (is_there(file) || !other.is_there(file)) return;
  std::error_code refused;
  std::filesystem::create_hard_link(other.file_of(file.sha256), file_of(file.sha256), refused);
  look_at_disk(file);
}

void media_files::keep_only(const std::vector<playlists::programme::file_ref>& files) const {
  std::vector<digest> wanted;
  for (const playlists::programme::file_ref& f : files) wanted.push_back(f.sha256);
  store_.keep_only(wanted);
  for (const digest& file : inventory_->all()) {
    if (std::find(wanted.begin(), wanted.end(), file) == wanted.end()) inventory_->look(store_, file);
  }
}

}  // namespace bangtin::player::sync
