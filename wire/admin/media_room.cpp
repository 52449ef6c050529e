#include "wire/admin/media_room.hpp"

#include <fmt/format.h>

#include <string>

namespace bangtin::wire::admin {

namespace {

// "4 GB", "20 MB", "3 KB": whole numbers, because decimal points differ between languages. A need is rounded
// up and room down, so that the two never look equal.
std::string size_text(std::uint64_t bytes, bool up) {
  auto in = [&](std::uint64_t unit) { return bytes / unit + (up && bytes % unit != 0 ? 1 : 0); };
  if (bytes >= 100'000'000'000) return fmt::format("{} GB", in(1'000'000'000));
  if (bytes >= 1'000'000) return fmt::format("{} MB", in(1'000'000));
  return fmt::format("{} KB", in(1000));
}

std::uint64_t from_json(std::int64_t n) {
  return static_cast<std::uint64_t>(n < 0 ? 0 : n);
}

message remedy_of_quota() {
  return msg(
      "\"bangtin media sweep\" deletes what was removed, \"bangtin media list --unused\" shows what nothing "
      "uses; or let the limit media.quota of the daemon be raised");
}

}  // namespace

error disk_is_full(std::uint64_t room, std::uint64_t bytes) {
  return {errc::io,
          msg("the daemon's disk has room for {}, and {} are to come; {} MiB more stay reserved for the "
              "evidence of what was shown",
              size_text(room, false), size_text(bytes, true), reserved_bytes >> 20),
          msg("free some space on the daemon's disk; \"bangtin media sweep\" deletes what was removed")};
}

error quota_is_full(std::uint64_t quota, std::uint64_t left, std::uint64_t bytes) {
  return {errc::limit,
          msg("the library may use {}, {} of that are left, and the file needs {}", size_text(quota, false),
              size_text(left, false), size_text(bytes, true)),
          remedy_of_quota()};
}

std::optional<error> no_room_for(const media_limits& limits, std::uint64_t bytes) {
  if (limits.quota && limits.quota_left && from_json(*limits.quota_left) < bytes)
    return quota_is_full(from_json(*limits.quota), from_json(*limits.quota_left), bytes);
  if (limits.room && from_json(*limits.room) < bytes) return disk_is_full(from_json(*limits.room), bytes);
  return std::nullopt;
}

}  // namespace bangtin::wire::admin
