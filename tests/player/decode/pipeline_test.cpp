// The source of a real GStreamer pipeline, held back until the sandbox is closed.
#include "player/decode/pipeline.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"

namespace bangtin::player::decode {
namespace {

const std::filesystem::path demo = std::filesystem::path(BANGTIN_SOURCE_DIR) / "demo";

// Puts a file at the number at which a decoder expects it.
class placed_file {
 public:
  explicit placed_file(const std::filesystem::path& file) : before_(::fcntl(file_fd, F_DUPFD_CLOEXEC, 100)) {
    unique_fd opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    there_ = opened && ::dup2(opened.get(), file_fd) == file_fd;
    if (opened.get() == file_fd) opened.release();
  }
  placed_file(const placed_file&) = delete;
  placed_file& operator=(const placed_file&) = delete;
  ~placed_file() {
    if (before_) {
      ::dup2(before_.get(), file_fd);
    } else {
      ::close(file_fd);
    }
  }
  bool there() const { return there_; }

 private:
  unique_fd before_;  // what had the number
  bool there_ = false;
};

// Videos are pulled by their demuxer, images are pushed to their decoder. Small images: decoding takes less
// time than starting, so what is not held back is through before anybody looks.
TEST(pipeline, gives_nothing_of_a_file_before_its_source_is_released) {
  ASSERT_FALSE(pipeline::load(true));
  ASSERT_FALSE(pipeline::load(false));
  const struct {
    file_type type;
    const char* name;
  } cases[] = {{file_type::png, "ap-phich-1-loi-ich-dich-vu-cong.png"},
               {file_type::jpeg, "ap-phich-2-phong-chong-lua-dao.jpg"},
               {file_type::mp4, "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    placed_file file(demo / c.name);
    ASSERT_TRUE(file.there());
    const frame_room& room = c.type == file_type::mp4 ? video_room : image_room;
    std::size_t bytes = room.slots * room.slot_bytes;
    auto shared = make_shared_file("frames", bytes);
    ASSERT_TRUE(shared);
    auto frames = shared_memory::map(shared->get(), bytes);
    ASSERT_TRUE(frames);
    frame_pool pool(std::move(*frames), room);
    pipeline decoding(c.type, pool, false, nullptr);
    ASSERT_FALSE(decoding.broken());
    decoding.start();
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(decoding.next());
    EXPECT_FALSE(decoding.ended());
    decoding.release_source();
    sample_ptr picture;
    for (int i = 0; i < 100 && !picture; ++i) picture = decoding.next();
    EXPECT_TRUE(picture);
    EXPECT_FALSE(decoding.failure());
  }
}

}  // namespace
}  // namespace bangtin::player::decode
