#include "scheduler/api/media_limits.hpp"

#include <sys/statvfs.h>

#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace {

class limit_handlers {
 public:
  explicit limit_handlers(media_limit_deps d) : deps_(std::move(d)) {}

  handled get(http::request&) {
    auto room = co_await deps_.disk.run([&] { return room_for_uploads(deps_.folder); });
    wire::admin::media_limits said{static_cast<std::int64_t>(deps_.limits.bytes), deps_.limits.duration,
                                   deps_.limits.pages, deps_.limits.pixels, std::nullopt};
    if (room) said.room = static_cast<std::int64_t>(*room);
    co_return http::json_reply(wire::admin::encode(said));
  }

 private:
  media_limit_deps deps_;
};

}  // namespace

std::optional<std::uint64_t> room_for_uploads(const std::filesystem::path& folder) {
  struct statvfs fs {};
  if (::statvfs(folder.c_str(), &fs) != 0) return std::nullopt;
  const std::uint64_t free = static_cast<std::uint64_t>(fs.f_bavail) * fs.f_frsize;
  return free > kept_free_bytes ? free - kept_free_bytes : 0;
}

std::optional<error> no_room_for(const std::filesystem::path& folder, std::uint64_t bytes) {
  std::optional<std::uint64_t> room = room_for_uploads(folder);
  if (!room || *room >= bytes) return std::nullopt;
  return error{errc::io,
               msg("the daemon's disk has room for {} MB, and {} MB are to come", *room / 1'000'000,
                   (bytes + 999'999) / 1'000'000),
               msg("free some space on the disk and try again")};
}

std::vector<http::endpoint> media_limit_rows(media_limit_deps d) {
  auto self = std::make_shared<limit_handlers>(std::move(d));
  return {{.method = "GET",
           .pattern = "/v1/media/limits",
           .who = http::access::admin,
           .summary = "what may be loaded, and how much room there is",
           .doc = {.id = "get_media_limits",
                   .tag = "media",
                   .answers = {{200, "the limits", json_body<wire::admin::media_limits>(), {}}}},
           .handle = to(self, &limit_handlers::get)}};
}

}  // namespace bangtin::scheduler::api
