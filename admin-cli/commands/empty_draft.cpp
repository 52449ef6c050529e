// A programme cannot be without a slate, and somebody who only pairs a first screen has no picture yet.
#include "admin-cli/commands/empty_draft.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "admin-cli/commands/local_media.hpp"
#include "base/files.hpp"
#include "base/machine_zone.hpp"
#include "media/screenshot.hpp"
#include "playlists/text/first_timezone.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using playlists::programme::programme;

constexpr int width = 1920;
constexpr int height = 1080;
constexpr int line = 12;  // the golden lines
constexpr std::array<int, 3> gold{250, 201, 56};
constexpr std::array<int, 3> top{14, 38, 79};
constexpr std::array<int, 3> bottom{7, 20, 46};
constexpr const char* picture_name = "slate.png";

// A new folder that is deleted with its content.
class scratch_folder {
 public:
  scratch_folder() {
    std::error_code failed;
    std::string pattern = (fs::temp_directory_path(failed) / "bangtin-XXXXXX").string();
    if (!failed && ::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

result<std::string> slate_picture() {
  media::image picture(width, height);
  for (int y = 0; y < height; ++y) {
    bool golden = y < line || y >= height - line;
    for (int x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        int between = top[c] + (bottom[c] - top[c]) * y / height;
        picture.row(y)[static_cast<std::size_t>(x) * 3 + c] =
            static_cast<std::uint8_t>(golden ? gold[c] : between);
      }
    }
  }
  return media::to_png(picture);
}

programme empty_draft() {
  programme p;
  p.timezone = playlists::text::first_timezone(machine_timezone());
  return p;
}

result<void> add_slate(session& s, programme& p) {
  result<std::string> png = slate_picture();
  if (!png) return png.error();
  scratch_folder folder;
  fs::path file = folder.path() / picture_name;
  if (folder.path().empty()) return system_error(msg("make a temporary folder"), errno);
  if (result<void> written = write_file(file, *png, 0600); !written) return written.error();
  programme with_slate;
  with_slate.slate = picture_name;
  playlists::programme::media_item slate;
  slate.name = picture_name;
  with_slate.media = {slate};
  result<local_media> uploaded = fill_media(s, with_slate, file, {}, false);
  if (!uploaded) return uploaded.error();
  slate = std::move(with_slate.media.front());
  for (const playlists::programme::media_item& m : p.media) {
    if (m.id == slate.id) p.slate = m.name;
  }
  if (!p.slate.empty()) return {};
  // A file of the same name that staff have loaded is another picture.
  if (p.find_media(slate.name) != nullptr) slate.name = slate.id;
  p.slate = slate.name;
  p.media.push_back(std::move(slate));
  return {};
}

}  // namespace bangtin::admin_cli::commands
