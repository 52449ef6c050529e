#include "scheduler/api/media_limits.hpp"

#include <algorithm>

#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace {

class limit_handlers {
 public:
  explicit limit_handlers(media_limit_deps d) : deps_(std::move(d)) {}

  handled get(http::request&) {
    const upload_room::left left = co_await deps_.disk.run([&] { return deps_.room.now(); });
    wire::admin::media_limits said;
    said.bytes = static_cast<std::int64_t>(deps_.limits.bytes);
    said.duration = deps_.limits.duration;
    said.pages = deps_.limits.pages;
    said.pixels = deps_.limits.pixels;
    for (const std::optional<std::uint64_t>& some : {left.disk, left.quota}) {
      if (some) said.room = std::min(said.room.value_or(INT64_MAX), static_cast<std::int64_t>(*some));
    }
    if (left.quota) {
      said.quota = static_cast<std::int64_t>(deps_.room.quota_bytes());
      said.quota_left = static_cast<std::int64_t>(*left.quota);
    }
    co_return http::json_reply(wire::admin::encode(said));
  }

 private:
  media_limit_deps deps_;
};

}  // namespace

std::vector<http::endpoint> media_limit_rows(media_limit_deps d) {
  auto self = std::make_shared<limit_handlers>(std::move(d));
  return {{.method = "GET",
           .pattern = "/v1/media/limits",
           .who = http::access::viewer,
           .summary = "what may be loaded, and how much room there is",
           .doc = {.id = "get_media_limits",
                   .tag = "media",
                   .answers = {{200, "the limits", json_body<wire::admin::media_limits>(), {}}}},
           .handle = to(self, &limit_handlers::get)}};
}

}  // namespace bangtin::scheduler::api
