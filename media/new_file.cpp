#include "media/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"

namespace bangtin::media {

error write_failure(message doing, int errno_value) {
  if (errno_value == ENOSPC || errno_value == EDQUOT) {
    return {errc::io, msg("the daemon's disk became full while this file was converted"),
            msg("free some space on the daemon's disk, then load the file again")};
  }
  return system_error(std::move(doing), errno_value);
}

result<void> write_new_file(const std::filesystem::path& file, std::string_view content, unsigned mode) {
  message doing = msg("write {}", file.filename().string());
  unique_fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return write_failure(std::move(doing), errno);
  while (!content.empty()) {
    ssize_t n = ::write(fd.get(), content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return write_failure(std::move(doing), errno);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace bangtin::media
