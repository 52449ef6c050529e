#include "media/ingest/gif_blocks.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::uint8_t extension = 0x21;
constexpr std::uint8_t graphic_control = 0xF9;
constexpr std::uint8_t picture = 0x2C;
constexpr std::uint8_t trailer = 0x3B;

constexpr int min_delay = 2;  // hundredths of a second
constexpr int usual_delay = 10;

// Reads numbers, and remembers whether the file ended too early.
class gif_reader {
 public:
  explicit gif_reader(std::string_view file) : file_(file) {}

  std::size_t at() const { return at_; }
  bool ended() const { return at_ == file_.size(); }
  bool broken() const { return broken_; }
  int byte() {
    if (at_ >= file_.size()) broken_ = true;
    return broken_ ? 0 : static_cast<unsigned char>(file_[at_++]);
  }
  int word() {
    int low = byte();
    return low | byte() << 8;
  }
  void skip(std::size_t bytes) {
    if (bytes > file_.size() - at_) broken_ = true;
    at_ = broken_ ? file_.size() : at_ + bytes;
  }
  void skip_colours(int flags) {
    if ((flags & 0x80) != 0) skip(std::size_t{3} << ((flags & 7) + 1));
  }
  void skip_blocks() {
    while (!broken_) {
      int length = byte();
      if (length == 0) return;
      skip(static_cast<std::size_t>(length));
    }
  }

 private:
  std::string_view file_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

// Returns the delay that a graphic control extension states; `before` for any other.
int read_extension(gif_reader& in, int before) {
  if (in.byte() != graphic_control) {
    in.skip_blocks();
    return before;
  }
  int length = in.byte();
  if (length < 4) {
    in.skip(static_cast<std::size_t>(length));
    if (length > 0) in.skip_blocks();
    return before;
  }
  in.byte();
  int delay = in.word();
  in.skip(static_cast<std::size_t>(length) - 3);
  in.skip_blocks();
  return delay;
}

void skip_picture(gif_reader& in) {
  in.skip(8);
  in.skip_colours(in.byte());
  in.byte();  // size of the codes
  in.skip_blocks();
}

}  // namespace

std::optional<gif_file> split_gif(std::string_view file) {
  if (!file.starts_with("GIF87a") && !file.starts_with("GIF89a")) return std::nullopt;
  gif_reader in(file);
  gif_file found;
  in.skip(6);
  found.width = in.word();
  found.height = in.word();
  int flags = in.byte();
  in.skip(2);
  in.skip_colours(flags);
  std::size_t from = 0;
  int delay = 0;
  while (!in.broken()) {
    found.whole = true;
    if (in.ended()) break;
    int block = in.byte();
    if (block == trailer) break;
    if (block == extension) {
      delay = read_extension(in, delay);
    } else if (block == picture) {
      skip_picture(in);
      if (in.broken()) break;
      int shown = delay < min_delay ? usual_delay : delay;
      found.pictures.push_back({from, in.at() - from, std::chrono::milliseconds(10 * shown)});
      from = in.at();
      delay = 0;
    } else if (block != 0) {  // some programs pad with zeros
      found.whole = false;
      break;
    }
  }
  found.cut = in.broken() || found.pictures.empty();
  if (in.broken()) found.whole = false;
  return found;
}

}  // namespace bangtin::media::ingest
