// A file goes out through the kernel (sendfile). Its name is its digest, so it never changes and anybody may
// keep it for ever.
#include "scheduler/api/media_objects.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "scheduler/api/digests.hpp"
#include "scheduler/http/http_rules.hpp"

namespace bangtin::scheduler::api {

namespace {

error no_such_file() {
  return {errc::not_found, msg("there is no such file"),
          msg("see \"bangtin media list\" for those that there are")};
}
// Another program holds a lease on the file. By default the kernel breaks the lease within 45 s.
http::reply held_reply(const error& why) {
  http::reply r = http::problem_reply(why, 503);
  r.headers.emplace_back("Retry-After", "60");
  return r;
}

// A complete file, opened to be sent. Blocking.
struct opened_object {
  std::shared_ptr<unique_fd> file;
  std::uint64_t bytes = 0;
  std::string_view type{};
};
// Browsers show pictures and films only with their type. The file itself says it, so the type never changes
// for caches, and no request waits for the ledger.
struct known_type {
  std::string_view type{};
  std::size_t at;  // where the file has `mark`
  std::string_view mark;
};
constexpr std::array known_types{known_type{"image/jpeg", 0, "\xFF\xD8\xFF"},
                                 known_type{"image/png", 0, "\x89PNG\r\n\x1A\n"},
                                 known_type{"video/mp4", 4, "ftyp"}};
std::string_view type_of(const unique_fd& file) {
  std::array<char, 8> start{};
  const ssize_t n = ::pread(file.get(), start.data(), start.size(), 0);
  const std::string_view begins(start.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  for (const known_type& k : known_types) {
    if (begins.size() >= k.at && begins.substr(k.at).starts_with(k.mark)) return k.type;
  }
  return "application/octet-stream";
}
result<opened_object> open_object_of(const media::store& store, const digest& d) {
  result<unique_fd> file = store.open_object(d);
  if (!file) return file.error();
  result<std::int64_t> size = store.size_of(d);
  if (!size) return size.error();
  opened_object object{std::make_shared<unique_fd>(std::move(*file)), static_cast<std::uint64_t>(*size), {}};
  object.type = type_of(*object.file);
  return object;
}

}  // namespace

std::vector<http::endpoint> media_object_handlers::rows(deps d) {
  auto self = std::make_shared<media_object_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/media/{sha256}",
       .who = http::access::open,
       .summary = "the bytes of a file",
       .doc = {.id = "get_media_file",
               .tag = "media",
               .parameters = {{.name = "Range",
                               .about = "one range of bytes",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "If-Range",
                               .about = "the ETag for which the range holds",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "If-None-Match",
                               .about = "the ETag that is known",
                               .type = "string",
                               .place = http::parameter_place::header}},
               .answers = {{200,
                            "the bytes",
                            {"application/octet-stream"},
                            {"ETag", "Accept-Ranges", "Cache-Control"}},
                           {200, "the bytes", {"image/jpeg"}, {}},
                           {200, "the bytes", {"image/png"}, {}},
                           {200, "the bytes", {"video/mp4"}, {}},
                           {206,
                            "the range of bytes",
                            {"application/octet-stream"},
                            {"ETag", "Content-Range", "Cache-Control"}},
                           {206, "the range of bytes", {"image/jpeg"}, {}},
                           {206, "the range of bytes", {"image/png"}, {}},
                           {206, "the range of bytes", {"video/mp4"}, {}},
                           {304, "the file is known", {}, {"ETag"}}},
               .refusals = {404, 416, 503}},
       .handle = to(self, &media_object_handlers::get_object)},
  };
}

handled media_object_handlers::get_object(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_such_file());
  auto object = co_await deps_.disk.run([&] { return open_object_of(deps_.store, *d); });
  if (!object && object.error().code == errc::unreachable) co_return held_reply(object.error());
  if (!object) co_return http::problem_reply(no_such_file());
  std::string etag = '"' + d->hex() + '"';
  std::uint64_t all = object->bytes;
  http::reply answer;
  answer.content_type = object->type;
  answer.headers = {
      {"ETag", etag}, {"Cache-Control", "public, max-age=31536000, immutable"}, {"Accept-Ranges", "bytes"}};
  if (http::names_etag(r.header("if-none-match"), etag)) {
    answer.status = 304;
    co_return answer;
  }
  http::file_slice slice{std::move(object->file), 0, all};
  auto chosen = r.method == "GET"
                    ? http::choose_range(r.header("range"), r.header("if-range"), etag, all)
                    : std::variant<http::whole, http::byte_range, http::unsatisfiable>(http::whole{});
  if (std::holds_alternative<http::unsatisfiable>(chosen)) {
    http::reply no = http::problem_reply(
        {errc::usage, msg("the file is only {} bytes long", all), msg("ask for a part of it")}, 416);
    no.headers.emplace_back("Content-Range", fmt::format("bytes */{}", all));
    co_return no;
  }
  if (const auto* part = std::get_if<http::byte_range>(&chosen)) {
    answer.status = 206;
    answer.headers.emplace_back("Content-Range",
                                fmt::format("bytes {}-{}/{}", part->from, part->to - 1, all));
    slice.offset = part->from;
    slice.length = part->to - part->from;
  }
  answer.body = std::move(slice);
  co_return answer;
}

}  // namespace bangtin::scheduler::api
