#include "scheduler/api/storage_check.hpp"

#include <sys/statvfs.h>

#include <cerrno>

namespace bangtin::scheduler::api {

namespace {

constexpr milliseconds storage_fresh{5'000};
constexpr milliseconds max_storage_wait{10'000};
constexpr std::uint64_t min_media_free_bytes = 1 << 20;

// The media store's disk is only asked: it takes files of any size, and a test file would wear it.
result<void> check_disk(const std::filesystem::path& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return system_error(msg("use {}", folder.string()), errno);
  if ((disk.f_flag & ST_RDONLY) != 0) {
    return error{errc::io, msg("the disk of {} is read-only", folder.string()),
                 msg("look at the kernel's log (dmesg): a disk that fails becomes read-only")};
  }
  if (disk.f_bavail * std::uint64_t{disk.f_frsize} < min_media_free_bytes) {
    return error{errc::io, msg("the disk of {} is full", folder.string()),
                 msg("make room: delete what is not needed there")};
  }
  return {};
}

}  // namespace

asio::awaitable<result<void>> storage_check::now() {
  const milliseconds now = deps_.clock.now().mono;
  if (began_ && now - *began_ > max_storage_wait) {
    co_return error{errc::io, msg("the database does not answer"), msg("look at the disk and at its load")};
  }
  if (began_ && ended_) co_return last_;
  if (!began_ && ended_ && now - *ended_ < storage_fresh) co_return last_;
  began_ = now;
  result<void> tried = co_await deps_.ledger.ask([this](ledger::ledger& l) -> result<void> {
    if (result<void> stored = l.try_to_store(); !stored) return stored;
    return check_disk(deps_.media);
  });
  last_ = tried;
  ended_ = deps_.clock.now().mono;
  began_.reset();
  co_return last_;
}

}  // namespace bangtin::scheduler::api
