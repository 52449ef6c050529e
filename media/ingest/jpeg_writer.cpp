// Writes the rendition of a photograph.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "media/ingest/job.hpp"
#include "media/ingest/jpeg_reader.hpp"
#include "media/ingest/pixels.hpp"
#include "media/new_file.hpp"

namespace bangtin::media::ingest {

namespace {

// Nobody sees a difference, and decoded values differ from the picture's by 2 levels at most places.
constexpr int quality = 95;

bool compress(jpeg_compress_struct& info, jpeg_failures& f, std::FILE* file, image& p) {
  if (setjmp(f.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_stdio_dest(&info, file);
  info.image_width = static_cast<JDIMENSION>(p.width);
  info.image_height = static_cast<JDIMENSION>(p.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.comp_info[0].h_samp_factor = 1;
  info.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = p.row(static_cast<int>(info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

result<void> write_jpeg(const job& j, const std::string& name, image& p) {
  int fd = ::open((j.output / name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return write_failure(msg("write {}", name), errno);
  std::FILE* file = ::fdopen(fd, "wb");
  jpeg_compress_struct info{};
  jpeg_failures f{};
  catch_jpeg_failures(f);
  info.err = &f.manager;
  errno = 0;
  bool written = compress(info, f, file, p);
  jpeg_destroy_compress(&info);
  bool closed = std::fclose(file) == 0;
  if (!written || !closed) return write_failure(msg("write {}", name), errno != 0 ? errno : EIO);
  return {};
}

}  // namespace bangtin::media::ingest
