// What is reserved is summed up before the disk is measured. A byte that arrives between the two counts
// twice, which can only refuse too early by that much, never admit too much.
#include "scheduler/api/upload_room.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <utility>

#include "wire/admin/media_room.hpp"

namespace bangtin::scheduler::api {

namespace {

std::uint64_t minus(std::uint64_t a, std::uint64_t b) {
  return a > b ? a - b : 0;
}

}  // namespace

std::optional<std::uint64_t> free_bytes_of(const std::filesystem::path& folder) {
  struct statvfs fs {};
  if (::statvfs(folder.c_str(), &fs) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(fs.f_bavail) * fs.f_frsize;
}

upload_room::place::place(place&& other) noexcept
    : room_(std::exchange(other.room_, nullptr)), upload_(other.upload_) {}

upload_room::place& upload_room::place::operator=(place&& other) noexcept {
  std::swap(room_, other.room_);
  std::swap(upload_, other.upload_);
  return *this;
}

upload_room::place::~place() {
  if (room_ == nullptr) return;
  std::lock_guard lock(room_->mutex_);
  room_->missing_.erase(upload_);
}

void upload_room::place::filled(std::uint64_t bytes) {
  if (room_ == nullptr) return;
  std::lock_guard lock(room_->mutex_);
  std::uint64_t& missing = room_->missing_[upload_];
  missing = minus(missing, bytes);
}

std::uint64_t upload_room::reserved() const {
  std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& [upload, missing] : missing_) sum += missing;
  return sum;
}

upload_room::left upload_room::without_reserved() const {
  const std::uint64_t taken = reserved();
  left l;
  if (setup_.quota_bytes != 0) l.quota = minus(setup_.quota_bytes, setup_.store.used_bytes() + taken);
  if (auto free = setup_.free_bytes()) l.disk = minus(*free, wire::admin::reserved_bytes + taken);
  return l;
}

upload_room::left upload_room::now() const {
  left l = without_reserved();
  std::uint64_t idle = 0;
  for (const media::arriving_file& f : setup_.store.arriving()) {
    std::lock_guard lock(mutex_);
    if (!missing_.contains(f.name)) idle += static_cast<std::uint64_t>(f.bytes);
  }
  if (l.quota) *l.quota += idle;
  if (l.disk) *l.disk += idle;
  return l;
}

std::optional<error> upload_room::refusal(std::uint64_t bytes) const {
  const left l = without_reserved();
  if (l.quota && *l.quota < bytes) return wire::admin::quota_is_full(setup_.quota_bytes, *l.quota, bytes);
  if (l.disk && *l.disk < bytes) return wire::admin::disk_is_full(*l.disk, bytes);
  return std::nullopt;
}

result<upload_room::place> upload_room::take(const digest& d, std::uint64_t bytes) {
  std::lock_guard one_at_a_time(admission_);
  {
    std::lock_guard lock(mutex_);
    if (missing_.contains(d)) return place();
  }
  std::optional<error> full = refusal(bytes);
  if (full) {
    // Oldest first, and no more than it takes.
    for (const media::arriving_file& f : setup_.store.arriving()) {
      const bool old = setup_.clock.now().utc - f.touched > abandoned_when_full;
      if (!old || f.name == d || !setup_.store.abandon(f.name)) continue;
      full = refusal(bytes);
      if (!full) break;
    }
  }
  if (full) return *full;
  std::lock_guard lock(mutex_);
  missing_[d] = bytes;
  return place(*this, d);
}

}  // namespace bangtin::scheduler::api
