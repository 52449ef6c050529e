// The XWD format (X11/XWDFile.h): a header of big-endian words, a colour map with 12 bytes per entry, then
// the lines of pixels.
#include "support/frame_buffer.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <stdexcept>

#include "base/files.hpp"

namespace bangtin::fakes {

namespace {

std::uint32_t big_endian(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

}  // namespace

frame_buffer::frame_buffer(const std::filesystem::path& file) {
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) throw std::runtime_error("there is no frame buffer file");
  mapped_bytes_ = static_cast<std::size_t>(info.st_size);
  void* mapped = ::mmap(nullptr, mapped_bytes_, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) throw std::runtime_error("the frame buffer cannot be mapped");
  mapped_ = static_cast<const std::uint8_t*>(mapped);
  width_ = static_cast<int>(big_endian(mapped_ + 16));
  height_ = static_cast<int>(big_endian(mapped_ + 20));
  line_bytes_ = big_endian(mapped_ + 48);
  pixels_ = mapped_ + big_endian(mapped_) + std::size_t{big_endian(mapped_ + 76)} * 12;
}

frame_buffer::~frame_buffer() {
  ::munmap(const_cast<std::uint8_t*>(mapped_), mapped_bytes_);
}

}  // namespace bangtin::fakes
