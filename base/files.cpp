// To replace a file, write a temporary file beside it, sync it, rename it, and sync the folder.
#include "base/files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace bangtin {

namespace {

// Maximum pause of a pipe's writer.
constexpr int max_pause_ms = 10'000;

std::filesystem::path xdg(const char* variable, const char* below_home) {
  const char* value = std::getenv(variable);
  // The XDG rules: ignore a relative path.
  if (value != nullptr && *value == '/') return std::filesystem::path(value) / "bangtin";
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr && *home == '/' ? home : "/") / below_home / "bangtin";
}

}  // namespace

void unique_fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // Non-blocking, because the path may name a pipe to which nobody ever writes.
  unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return system_error(msg("read {}", path.string()), errno);
  std::string content;
  char buffer[64 * 1024];
  for (;;) {
    ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      pollfd readable{fd.get(), POLLIN, 0};
      if (::poll(&readable, 1, max_pause_ms) > 0) continue;
      errno = ETIMEDOUT;
    }
    if (n < 0) return system_error(msg("read {}", path.string()), errno);
    if (n == 0) return content;
    if (content.size() + static_cast<std::size_t>(n) > max_bytes) {
      return error{errc::limit, msg("{} is longer than {} bytes", path.string(), max_bytes),
                   msg("check that this is the right file")};
    }
    content.append(buffer, static_cast<std::size_t>(n));
  }
}

result<void> write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("write"), errno);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

result<void> commit_file(int fd, const std::filesystem::path& temporary,
                         const std::filesystem::path& final_name) {
  if (::fsync(fd) != 0) return system_error(msg("sync {}", temporary.string()), errno);
  if (::rename(temporary.c_str(), final_name.c_str()) != 0) {
    return system_error(msg("rename to {}", final_name.string()), errno);
  }
  return sync_folder(final_name.parent_path());
}

result<void> write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  std::string temporary = path.string() + ".XXXXXX";
  unique_fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return system_error(msg("write {}", path.string()), errno);
  result<void> done = write_all(fd.get(), content);
  if (done && ::fchmod(fd.get(), mode) != 0) done = system_error(msg("write {}", path.string()), errno);
  if (done) done = commit_file(fd.get(), temporary, path);
  if (!done) ::unlink(temporary.c_str());
  return done;
}

result<void> sync_folder(const std::filesystem::path& folder) {
  unique_fd fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return system_error(msg("open {}", folder.string()), errno);
  if (::fsync(fd.get()) != 0) return system_error(msg("sync {}", folder.string()), errno);
  return {};
}

result<void> make_folder(const std::filesystem::path& path) {
  std::error_code code;
  if (std::filesystem::is_directory(path, code)) return {};
  if (path.has_parent_path() && path.parent_path() != path) {
    result<void> above = make_folder(path.parent_path());
    if (!above) return above;
  }
  if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) {
    return system_error(msg("create the folder {}", path.string()), errno);
  }
  return {};
}

std::filesystem::path user_data_folder() {
  return xdg("XDG_DATA_HOME", ".local/share");
}
std::filesystem::path user_config_folder() {
  return xdg("XDG_CONFIG_HOME", ".config");
}
std::filesystem::path user_state_folder() {
  return xdg("XDG_STATE_HOME", ".local/state");
}
std::filesystem::path user_runtime_folder() {
  const char* value = std::getenv("XDG_RUNTIME_DIR");
  if (value != nullptr && *value == '/') return std::filesystem::path(value) / "bangtin";
  return "/tmp/bangtin-" + std::to_string(::getuid());
}

}  // namespace bangtin
