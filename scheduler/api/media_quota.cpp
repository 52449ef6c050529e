#include "scheduler/api/media_quota.hpp"

namespace bangtin::scheduler::api {

namespace {

// "1.5 GB", "20 MB", "3 KB". A need is rounded up and room down, so that the two never look equal.
std::string size_text(std::uint64_t bytes, bool up) {
  auto in = [&](std::uint64_t unit) { return bytes / unit + (up && bytes % unit != 0 ? 1 : 0); };
  if (bytes >= 1'000'000'000) {
    std::uint64_t tenths = in(100'000'000);
    return fmt::format("{}.{} GB", tenths / 10, tenths % 10);
  }
  if (bytes >= 1'000'000) return fmt::format("{} MB", in(1'000'000));
  return fmt::format("{} KB", in(1000));
}

}  // namespace

std::optional<std::uint64_t> left_of_quota(const media::store& store, std::uint64_t quota_bytes) {
  if (quota_bytes == 0) return std::nullopt;
  std::uint64_t used = store.used_bytes();
  return quota_bytes > used ? quota_bytes - used : 0;
}

std::optional<error> over_quota(const media::store& store, std::uint64_t quota_bytes, std::uint64_t bytes) {
  std::optional<std::uint64_t> left = left_of_quota(store, quota_bytes);
  if (!left || *left >= bytes) return std::nullopt;
  return error{errc::limit,
               msg("the library may use {}, {} of that are left, and the file needs {}",
                   size_text(quota_bytes, false), size_text(*left, false), size_text(bytes, true)),
               msg("remove items that nobody needs (their files go after 30 days), or raise media.quota in "
                   "bangtind.toml")};
}

}  // namespace bangtin::scheduler::api
