// The store decides by hashing, after the last byte, whether what arrived gets its name. So a break, a power
// cut or a lying server can cost time and never a wrong picture.
#include "player/sync/media_files.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace bangtin::player::sync {

namespace {

error wrong_bytes(const digest& file) {
  return {
      errc::verification, msg("the file {} is not what was approved", file.hex().substr(0, 12)),
      msg("it is fetched again; if this goes on, something between this screen and the daemon alters files")};
}

}  // namespace

std::vector<playlists::programme::file_ref> files_for(const playlists::programme::programme& p,
                                                      std::string_view screen) {
  std::vector<playlists::programme::file_ref> files;
  std::set<digest> seen;
  auto add = [&](const playlists::programme::media_item* m) {
    if (m == nullptr) return;
    for (const playlists::programme::file_ref& f : m->files) {
      if (seen.insert(f.sha256).second) files.push_back(f);
    }
  };
  add(p.find_media(p.slate));
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on == nullptr) return files;
  if (!on->logo.empty()) add(p.find_media(on->logo));
  for (const playlists::programme::campaign& c : p.campaigns) {
    const playlists::programme::playlist* list =
        playlists::programme::applies_to(c, *on) ? p.find_playlist(c.playlist) : nullptr;
    if (list == nullptr) continue;
    for (const playlists::programme::playlist_item& item : list->items) {
      add(p.find_media(item.media));
      if (!item.subtitles.empty()) add(p.find_media(item.subtitles));
    }
  }
  return files;
}

result<media_files> media_files::open(const std::filesystem::path& data, const media::store_setup& setup) {
  auto opened = media::store::open(data / "media", setup);
  if (!opened) return opened.error();
  return media_files(std::move(*opened));
}

bool media_files::is_there(const playlists::programme::file_ref& file) const {
  result<std::int64_t> size = store_.size_of(file.sha256);
  return size && *size == file.bytes;
}

result<void> media_files::fetch(const playlists::programme::file_ref& file, const file_fetcher& from) const {
  if (is_there(file)) return {};
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
        (void)store_.remove(file.sha256);  // what stays there after all is refused by `finish` next time
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
  if (!sound) return sound.error();
  if (!*sound) return wrong_bytes(file.sha256);
  return {};
}

void media_files::keep_only(const std::vector<playlists::programme::file_ref>& files) const {
  std::vector<digest> wanted;
  for (const playlists::programme::file_ref& f : files) wanted.push_back(f.sha256);
  store_.keep_only(wanted);
}

}  // namespace bangtin::player::sync
