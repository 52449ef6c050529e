#include "admin-cli/commands/arriving_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "admin-cli/commands/daemon.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// After that, people who wait hear of the usual reason.
constexpr std::chrono::seconds long_wait{10};

}  // namespace

result<arriving_file> arriving_file::make(const std::filesystem::path& target) {
  struct stat there {};
  if (::stat(target.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    return error{errc::invalid, msg("{} is not a regular file", printable(target.string())),
                 msg("give the name of a file to write, not a folder or a device")};
  }
  arriving_file f;
  f.target_ = target;
  const ::mode_t kept_away = ::umask(0);
  ::umask(kept_away);
  f.mode_ = S_ISREG(there.st_mode) ? there.st_mode & 0777 : 0666 & ~kept_away;
  f.temporary_ = target.string() + ".XXXXXX";
  f.fd_ = unique_fd(::mkostemp(f.temporary_.data(), O_CLOEXEC));
  if (!f.fd_) {
    f.temporary_.clear();
    return system_error(msg("write {}", printable(target.string())), errno);
  }
  return f;
}

arriving_file::arriving_file(arriving_file&& other) noexcept
    : fd_(std::move(other.fd_)),
      temporary_(std::exchange(other.temporary_, {})),
      target_(std::move(other.target_)),
      mode_(other.mode_),
      bytes_(other.bytes_) {}

arriving_file::~arriving_file() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

result<wire::reply> arriving_file::fetch(session& s, const std::string& path) {
  result<void> written;
  wire::request r = get_request(path);
  r.timeout = std::chrono::hours(2);
  r.stall = std::chrono::minutes(15);
  const std::string name = printable(target_.filename().string());
  work_bar bar(s, tr("making {}", name), 0);
  r.arrived = [&](std::uint64_t done, std::uint64_t total) {
    if (done == 0) {
      if (s.since_call && s.since_call() > long_wait) {
        bar.say(tr("making {}; a daemon that was just started counts all plays again first", name));
      }
      return bar.wait();
    }
    bar.say(name);
    bar.at(done, total);
  };
  r.sink = [&](std::string_view piece) {
    written = write_all(fd_.get(), piece);
    bytes_ += piece.size();
    return written.has_value();
  };
  result<wire::reply> got = s.daemon.call(r);
  if (!written) return written.error();
  return got;
}

result<void> arriving_file::append(std::string_view bytes) {
  if (result<void> done = write_all(fd_.get(), bytes); !done) return done;
  bytes_ += bytes.size();
  return {};
}

result<void> arriving_file::copy_to(arriving_file& other, std::uint64_t at, std::uint64_t size) const {
  std::string piece(256 * 1024, '\0');
  while (size > 0) {
    const ssize_t got =
        ::pread(fd_.get(), piece.data(), std::min<std::uint64_t>(piece.size(), size), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return system_error(msg("read {}", printable(target_.string())), got < 0 ? errno : EIO);
    const auto length = static_cast<std::size_t>(got);
    if (auto done = write_all(other.fd_.get(), std::string_view(piece).substr(0, length)); !done) return done;
    other.bytes_ += length;
    at += length;
    size -= length;
  }
  return {};
}

result<void> arriving_file::cut_to(std::uint64_t size) {
  if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0)
    return system_error(msg("write {}", printable(target_.string())), errno);
  bytes_ = size;
  return {};
}

result<void> arriving_file::commit() {
  if (::fchmod(fd_.get(), mode_) != 0)
    return system_error(msg("write {}", printable(target_.string())), errno);
  result<void> done = commit_file(fd_.get(), temporary_, target_);
  if (done) temporary_.clear();
  return done;
}

}  // namespace bangtin::admin_cli::commands
