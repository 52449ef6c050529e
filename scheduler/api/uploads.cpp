// A file comes in as bytes under their digest. After an interruption the client asks how much has arrived and
// goes on from there.
#include "scheduler/api/uploads.hpp"

#include <algorithm>

#include "scheduler/api/digests.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace {

// How much of an earlier try one visit to the disk's threads reads, so that other requests get their turn.
constexpr std::int64_t max_catch_up_bytes = 16 << 20;

// How much of an upload has arrived. Blocking.
wire::admin::upload_state state_of(const media::store& store, const digest& d) {
  return {store.arrived(d), store.has(d)};
}

}  // namespace

std::vector<http::endpoint> upload_handlers::rows(deps d) {
  const std::uint64_t max_upload_bytes = d.limits.bytes;
  auto self = std::make_shared<upload_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/uploads/{sha256}",
       .who = http::access::editor,
       .summary = "how much of an upload has arrived",
       .doc = {.id = "get_upload",
               .tag = "media",
               .answers = {{200, "how much has arrived", json_body<wire::admin::upload_state>(), {}}}},
       .handle = to(self, &upload_handlers::get_upload)},
      {.method = "PUT",
       .pattern = "/v1/uploads/{sha256}",
       .who = http::access::editor,
       .body = http::body_use::streamed,
       .max_body_bytes = max_upload_bytes,
       .summary = "bytes of an upload, with Content-Range",
       .doc = {.id = "put_upload",
               .tag = "media",
               .parameters = {{.name = "Content-Range",
                               .about = "bytes A-B/TOTAL; bytes */TOTAL: nothing more, finish it",
                               .type = "string",
                               .required = true,
                               .place = http::parameter_place::header}},
               .takes = {"application/octet-stream"},
               .answers = {{200, "how much has arrived", json_body<wire::admin::upload_state>(), {}}},
               .refusals = {409, 422, 503, 507}},
       .handle = to(self, &upload_handlers::put_upload)},
  };
}

handled upload_handlers::get_upload(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_digest());
  wire::admin::upload_state there = co_await deps_.disk.run([&] { return state_of(deps_.store, *d); });
  co_return http::json_reply(wire::admin::encode(there));
}

handled upload_handlers::put_upload(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_digest());
  std::optional<http::content_range> range = http::parse_content_range(r.header("content-range"));
  if (!range || range->bytes() != r.body_bytes) {
    co_return http::problem_reply({errc::usage, msg("Content-Range does not fit the body"),
                                   msg("send \"Content-Range: bytes A-B/TOTAL\" for B-A+1 bytes")});
  }
  if (range->total > deps_.limits.bytes) {
    co_return http::problem_reply({errc::limit,
                                   msg("the file has {} MB, and at most {} MB are allowed",
                                       (range->total + 999'999) / 1'000'000, deps_.limits.bytes / 1'000'000),
                                   msg("make the file smaller, or raise the limit in bangtind.toml")});
  }
  wire::admin::upload_state there;
  auto place = co_await deps_.disk.run([&]() -> result<upload_room::place> {
    there = state_of(deps_.store, *d);
    if (there.complete) return upload_room::place();
    return deps_.room.take(*d, range->total - std::min(range->total, std::uint64_t(there.arrived)));
  });
  std::int64_t arrived = there.arrived;
  if (there.complete) co_return http::json_reply(wire::admin::encode(there));
  if (!place) co_return http::problem_reply(place.error(), 507);
  if (arrived != static_cast<std::int64_t>(range->first)) {
    error e{errc::conflict, msg("the upload goes on at byte {}", arrived),
            msg("send the bytes from there on")};
    co_return http::problem_reply(e, 409, wire::admin::encode(there).get_object());
  }
  // resume() checks the offset again, because another request may have continued the upload meanwhile.
  auto upload = co_await deps_.disk.run([&] { return deps_.uploads.resume(*d, arrived); });
  if (!upload) co_return http::problem_reply(upload.error());
  while (upload->unread() > 0) {
    auto read = co_await deps_.disk.run([&] { return upload->catch_up(max_catch_up_bytes); });
    if (!read) co_return http::problem_reply(read.error());
  }
  for (;;) {
    result<bytes_view> piece = co_await r.stream->next();
    result<void> done;
    if (piece && !piece->empty()) {
      done = co_await deps_.disk.run([&] { return upload->write(*piece); });
      if (done) {
        place->filled(piece->size());
        continue;
      }
    }
    const std::int64_t offset = upload->offset();
    const bool whole = piece && piece->empty() && offset == static_cast<std::int64_t>(range->total);
    auto ended = co_await deps_.disk.run(
        [&] { return whole ? upload->finish() : deps_.uploads.pause(*d, std::move(*upload)); });
    for (const result<void>& step : {done, ended}) {
      if (!step) co_return http::problem_reply(step.error());
    }
    if (!piece) co_return http::problem_reply(piece.error());
    co_return http::json_reply(wire::admin::encode(wire::admin::upload_state{offset, whole}));
  }
}

}  // namespace bangtin::scheduler::api
