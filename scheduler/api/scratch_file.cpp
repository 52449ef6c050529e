#include "scheduler/api/scratch_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace bangtin::scheduler::api {

result<scratch_file> scratch_file::make(const std::filesystem::path& folder) {
  scratch_file f;
  std::string name = (folder / "report-XXXXXX").string();
  f.fd_ = unique_fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!f.fd_) return system_error(msg("make a file in {}", folder.string()), errno);
  f.name_ = std::move(name);
  return f;
}

scratch_file::scratch_file(scratch_file&& other) noexcept
    : name_(std::exchange(other.name_, {})), fd_(std::move(other.fd_)) {}

scratch_file::~scratch_file() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

result<void> scratch_file::append(const http::file_slice& slice) {
  std::string piece(256 * 1024, '\0');
  for (std::uint64_t done = 0; done < slice.length;) {
    const std::size_t wanted = std::min<std::uint64_t>(piece.size(), slice.length - done);
    const ssize_t got =
        ::pread(slice.file->get(), piece.data(), wanted, static_cast<off_t>(slice.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return system_error(msg("read {}", name_), got < 0 ? errno : EIO);
    if (auto w = append(std::string_view(piece).substr(0, static_cast<std::size_t>(got))); !w) return w;
    done += static_cast<std::uint64_t>(got);
  }
  return {};
}

result<http::file_slice> scratch_file::slice() const {
  auto file = std::make_shared<unique_fd>(::open(name_.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat s {};
  if (!*file || ::fstat(file->get(), &s) != 0) return system_error(msg("read {}", name_), errno);
  return http::file_slice{std::move(file), 0, static_cast<std::uint64_t>(s.st_size)};
}

}  // namespace bangtin::scheduler::api
