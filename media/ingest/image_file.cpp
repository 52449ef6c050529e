// What all kinds of images share: reading the file, and the errors.
#include <unistd.h>

#include <cerrno>

#include "media/ingest/job.hpp"
#include "media/ingest/limit_texts.hpp"
#include "media/new_file.hpp"

namespace bangtin::media::ingest {

result<std::string> whole_file(const job& j, std::int64_t max_bytes) {
  if (j.bytes > max_bytes) {
    return error{errc::limit,
                 msg("this file has {} MB; at most {} MB are allowed for its kind", size_mb(j.bytes),
                     limit_mb(static_cast<std::uint64_t>(max_bytes))),
                 msg("save it smaller, then load it again")};
  }
  std::string content(static_cast<std::size_t>(j.bytes), '\0');
  for (std::size_t at = 0; at < content.size();) {
    ssize_t n = ::pread(j.fd, content.data() + at, content.size() - at, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return system_error(msg("read the file"), n < 0 ? errno : EIO);
    at += static_cast<std::size_t>(n);
  }
  return content;
}

result<void> write_bytes(const job& j, const std::string& name, std::string_view bytes) {
  return write_new_file(j.output / name, bytes, 0600);
}

error damaged() {
  return {errc::invalid, msg("this file is damaged or incomplete"),
          msg("copy or export it again; check that it opens on your own computer, then load it again")};
}

error exotic(std::string_view format) {
  return {errc::unsupported,
          msg("this is a rare kind of {} that screens and most programs cannot read", format),
          msg("open it in the program that made it, and save it as PNG")};
}

error too_large(int width, int height, std::int64_t max_pixels, std::int64_t max_side) {
  return {errc::limit,
          msg("this picture is {}x{}; at most {} million pixels are allowed, and {} on a side", width, height,
              megapixels(max_pixels), max_side),
          msg("save it smaller")};
}

}  // namespace bangtin::media::ingest
