// A file comes in as bytes under their digest (an upload can be resumed), goes through the ingest worker, and
// becomes a media item. It goes out through the kernel (sendfile). A file that the worker refuses leaves only
// an audit line.
#include "scheduler/api/media.hpp"
#include "scheduler/http/http_rules.hpp"

#include <sys/statvfs.h>

#include <algorithm>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// Uploads leave this much of the disk free, because the ledger needs room too.
constexpr std::uint64_t kept_free_bytes = 256ULL << 20;

wire::admin::media_item item_of(const ledger::stored_media& m) {
  wire::admin::media_item item;
  item.id = m.id;
  item.sha256 = m.sha256;
  item.file = m.file;
  item.kind = m.kind;
  item.width = m.width;
  item.height = m.height;
  item.duration = m.duration;
  item.pages = m.pages;
  item.title = m.title;
  item.theme = m.theme;
  item.owner = m.owner;
  item.link = m.link;
  item.added = m.added;
  for (const playlists::programme::file_ref& f : m.files) item.files.push_back({f.sha256, f.bytes});
  return item;
}

http::reply item_reply(const ledger::stored_media& m, std::string status) {
  wire::admin::media_item item = item_of(m);
  item.status = std::move(status);
  return http::json_reply(wire::admin::encode(item));
}

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
error not_arrived() {
  return {errc::conflict, msg("the file has not arrived yet"), msg("upload it first")};
}
error no_digest() {
  return {errc::usage, msg("this is not a SHA-256 in lower-case hexadecimal"),
          msg("send 64 hexadecimal digits")};
}

std::optional<digest> digest_in(const http::request& r) {
  std::optional<digest> d = digest::from(r.captured.at(0));
  return d && d->hex() == r.captured[0] ? d : std::nullopt;
}

// A complete file, opened to be sent. Blocking.
struct opened_object {
  std::shared_ptr<unique_fd> file;
  std::uint64_t bytes = 0;
};
result<opened_object> open_object_of(const media::store& store, const digest& d) {
  result<unique_fd> file = store.open_object(d);
  if (!file) return file.error();
  result<std::int64_t> size = store.size_of(d);
  if (!size) return size.error();
  return opened_object{std::make_shared<unique_fd>(std::move(*file)), static_cast<std::uint64_t>(*size)};
}

// How much of an upload has arrived. Blocking.
wire::admin::upload_state state_of(const media::store& store, const digest& d) {
  return {store.arrived(d), store.has(d)};
}

// Parses and checks the order for a media item.
result<ledger::stored_media> order_from(std::string_view body) {
  result<wire::admin::media_order> o = wire::admin::decode_request<wire::admin::media_order>(body);
  if (!o) return o.error();
  std::optional<digest> d = digest::from(o->sha256);
  if (!d) return no_digest();
  for (const std::string* text : {&o->file, &o->title, &o->theme, &o->owner, &o->link}) {
    if (is_clean_utf8(*text)) continue;
    return error{errc::invalid, msg("a text holds control characters"), msg("correct it and try again")};
  }
  ledger::stored_media m;
  m.sha256 = *d;
  m.id = d->hex().substr(0, 12);
  m.file = std::move(o->file);
  m.title = std::move(o->title);
  m.theme = std::move(o->theme);
  m.owner = std::move(o->owner);
  m.link = std::move(o->link);
  return m;
}

// The folder for one run of the ingest worker; the destructor removes it with everything in it.
struct scratch_folder {
  std::filesystem::path path;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

// Probes and converts the file. Sets in `m` what it is and which files screens fetch. Blocking.
result<void> ingest_into(ledger::stored_media& m, media::store& store, const std::filesystem::path& scratch,
                         const ingest_job& job, const media::ingest_limits& limits) {
  scratch_folder folder{scratch / random_hex(8)};
  if (result<void> made = make_folder(folder.path); !made) return made.error();
  result<media::ingested> found = job(store.path_of(m.sha256), folder.path, limits, {});
  if (!found) return found.error();
  m.kind = found->kind;
  m.width = found->width;
  m.height = found->height;
  m.duration = found->duration;
  m.pages = found->pages;
  std::vector<digest> renditions;
  if (found->made.empty()) renditions.push_back(m.sha256);
  for (const std::string& name : found->made) {
    result<digest> d = store.adopt(folder.path / name);
    if (!d) return d.error();
    renditions.push_back(*d);
  }
  for (const digest& d : renditions) {
    result<std::int64_t> size = store.size_of(d);
    if (!size) return size.error();
    m.files.push_back({d, *size});
  }
  return {};
}

std::optional<error> no_room(const std::filesystem::path& folder, std::uint64_t bytes) {
  struct statvfs fs {};
  if (::statvfs(folder.c_str(), &fs) != 0) return std::nullopt;
  std::uint64_t free = static_cast<std::uint64_t>(fs.f_bavail) * fs.f_frsize;
  if (free >= bytes + kept_free_bytes) return std::nullopt;
  return error{errc::io, msg("the daemon's disk has no room for a file of {} bytes", bytes),
               msg("free some space on the disk and try again")};
}

}  // namespace

std::vector<http::endpoint> media_handlers::rows(deps d) {
  const std::uint64_t max_upload_bytes = d.limits.bytes;
  auto self = std::make_shared<media_handlers>(std::move(d));
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
                           {206,
                            "the range of bytes",
                            {"application/octet-stream"},
                            {"ETag", "Content-Range", "Cache-Control"}},
                           {304, "the file is known", {}, {"ETag"}}},
               .refusals = {404, 416, 503}},
       .handle = to(self, &media_handlers::get_object)},
      {.method = "GET",
       .pattern = "/v1/uploads/{sha256}",
       .who = http::access::admin,
       .summary = "how much of an upload has arrived",
       .doc = {.id = "get_upload",
               .tag = "media",
               .answers = {{200, "how much has arrived", json_body<wire::admin::upload_state>(), {}}}},
       .handle = to(self, &media_handlers::get_upload)},
      {.method = "PUT",
       .pattern = "/v1/uploads/{sha256}",
       .who = http::access::admin,
       .body = http::body_use::streamed,
       .max_body_bytes = max_upload_bytes,
       .summary = "bytes of an upload, with Content-Range",
       .doc = {.id = "put_upload",
               .tag = "media",
               .parameters = {{.name = "Content-Range",
                               .about = "bytes A-B/TOTAL",
                               .type = "string",
                               .required = true,
                               .place = http::parameter_place::header}},
               .takes = {"application/octet-stream"},
               .answers = {{200, "how much has arrived", json_body<wire::admin::upload_state>(), {}}},
               .refusals = {409, 422, 503, 507}},
       .handle = to(self, &media_handlers::put_upload)},
      {.method = "POST",
       .pattern = "/v1/media",
       .who = http::access::admin,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "ingest a complete upload",
       .doc = {.id = "add_media",
               .tag = "media",
               .takes = json_body<wire::admin::media_order>(),
               .answers = {{200, "the media item", json_body<wire::admin::media_item>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &media_handlers::post_media)},
      {.method = "GET",
       .pattern = "/v1/media",
       .who = http::access::admin,
       .summary = "the media items",
       .doc = {.id = "list_media",
               .tag = "media",
               .answers = {{200, "the media items", json_list<wire::admin::media_item>(), {}}}},
       .handle = to(self, &media_handlers::list_media)},
      {.method = "GET",
       .pattern = "/v1/media/items/{id}",
       .who = http::access::admin,
       .summary = "one media item",
       .doc = {.id = "get_media_item",
               .tag = "media",
               .answers = {{200, "the media item", json_body<wire::admin::media_item>(), {}}},
               .refusals = {404}},
       .handle = to(self, &media_handlers::get_media)},
  };
}

handled media_handlers::get_object(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_such_file());
  auto object = co_await deps_.disk.run([&] { return open_object_of(deps_.store, *d); });
  if (!object && object.error().code == errc::unreachable) co_return held_reply(object.error());
  if (!object) co_return http::problem_reply(no_such_file());
  std::string etag = '"' + d->hex() + '"';
  std::uint64_t all = object->bytes;
  http::reply answer;
  answer.content_type = "application/octet-stream";
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

handled media_handlers::get_upload(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_digest());
  wire::admin::upload_state there = co_await deps_.disk.run([&] { return state_of(deps_.store, *d); });
  co_return http::json_reply(wire::admin::encode(there));
}

handled media_handlers::put_upload(http::request& r) {
  std::optional<digest> d = digest_in(r);
  if (!d) co_return http::problem_reply(no_digest());
  std::optional<http::content_range> range = http::parse_content_range(r.header("content-range"));
  if (!range || range->last - range->first + 1 != r.body_bytes) {
    co_return http::problem_reply({errc::usage, msg("Content-Range does not fit the body"),
                                   msg("send \"Content-Range: bytes A-B/TOTAL\" for B-A+1 bytes")});
  }
  if (range->total > deps_.limits.bytes) {
    co_return http::problem_reply(
        {errc::limit,
         msg("the file of {} bytes is longer than the {} bytes allowed", range->total, deps_.limits.bytes),
         msg("make the file smaller, or raise the limit in bangtind.toml")});
  }
  std::optional<error> full;
  wire::admin::upload_state there = co_await deps_.disk.run([&] {
    full = no_room(deps_.scratch, range->total - range->first);
    return state_of(deps_.store, *d);
  });
  std::int64_t arrived = there.arrived;
  if (there.complete) co_return http::json_reply(wire::admin::encode(there));
  if (full) co_return http::problem_reply(*full, 507);
  if (arrived != static_cast<std::int64_t>(range->first)) {
    error e{errc::conflict, msg("the upload goes on at byte {}", arrived),
            msg("send the bytes from there on")};
    co_return http::problem_reply(e, 409, wire::admin::encode(there).get_object());
  }
  // resume() checks the offset again, because another request may have continued the upload meanwhile.
  auto upload = co_await deps_.disk.run([&] { return deps_.store.resume(*d, arrived); });
  if (!upload) co_return http::problem_reply(upload.error());
  for (;;) {
    result<bytes_view> piece = co_await r.stream->next();
    result<void> done;
    if (piece && !piece->empty()) {
      done = co_await deps_.disk.run([&] { return upload->write(*piece); });
      if (done) continue;
    }
    bool whole = piece && piece->empty() && upload->offset() == static_cast<std::int64_t>(range->total);
    if (done) done = co_await deps_.disk.run([&] { return whole ? upload->finish() : upload->pause(); });
    if (!done) co_return http::problem_reply(done.error());
    if (!piece) co_return http::problem_reply(piece.error());
    co_return http::json_reply(wire::admin::encode(wire::admin::upload_state{upload->offset(), whole}));
  }
}

asio::awaitable<http::reply> media_handlers::reject(http::request& r, const digest& d,
                                                    const std::string& file, const error& why) {
  // Keep the upload if the failure is ours.
  if (why.code == errc::io || why.code == errc::internal) co_return http::problem_reply(why);
  ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                          fmt::format("media rejected {} {}: {}", printable(file), d.hex(), describe(why))};
  auto used = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<bool> {
    if (result<void> done = l.audit().add(line); !done) return done.error();
    result<bool> is_used = l.media().uses_file(d);
    if (!is_used || *is_used) return is_used;
    // Remove it here, on the ledger's thread: so no new media item can use the file between check and
    // removal.
    if (result<void> removed = deps_.store.remove(d); !removed) return removed.error();
    return false;
  });
  if (!used) co_return http::problem_reply(used.error());
  co_return http::problem_reply(why, 422);
}

handled media_handlers::post_media(http::request& r) {
  result<ledger::stored_media> order = order_from(r.body);
  if (!order) co_return http::problem_reply(order.error());
  ledger::stored_media m = std::move(*order);
  auto find = [&](ledger::ledger& l) { return l.media().find(m.sha256.hex()); };
  auto known = co_await deps_.ledger.ask(find);
  if (!known) co_return http::problem_reply(known.error());
  if (*known) co_return item_reply(**known, "duplicate");
  if (!co_await deps_.disk.run([&] { return deps_.store.has(m.sha256); }))
    co_return http::problem_reply(not_arrived());
  result<void> done = co_await deps_.worker.run(
      [&] { return ingest_into(m, deps_.store, deps_.scratch, deps_.ingest, deps_.limits); });
  if (!done) co_return co_await reject(r, m.sha256, m.file, done.error());
  m.added = deps_.clock.now().utc;
  ledger::audit_line line{m.added, r.from.who, fmt::format("media accepted {} {}", m.file, m.sha256.hex())};
  done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    // Meanwhile another request for the same file may have been refused and may have removed the file.
    bool whole = deps_.store.has(m.sha256);
    for (const playlists::programme::file_ref& f : m.files) whole = whole && deps_.store.has(f.sha256);
    if (!whole) return not_arrived();
    return l.with_audit(line, [&] { return l.media().add(m); });
  });
  if (done) co_return item_reply(m, "accepted");
  if (done.error().code != errc::conflict) co_return http::problem_reply(done.error());
  // Meanwhile another request added the same file, or another file whose digest begins with the same digits.
  known = co_await deps_.ledger.ask(find);
  if (known && *known) co_return item_reply(**known, "duplicate");
  co_return http::problem_reply(known ? done.error() : known.error());
}

handled media_handlers::list_media(http::request&) {
  auto items = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.media().all(); });
  if (!items) co_return http::problem_reply(items.error());
  json::array all;
  for (const ledger::stored_media& m : *items) all.push_back(wire::admin::encode(item_of(m)));
  co_return http::json_reply(all);
}

handled media_handlers::get_media(http::request& r) {
  auto item = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.media().find(r.captured[0]); });
  if (!item) co_return http::problem_reply(item.error());
  if (!*item) {
    co_return http::problem_reply({errc::not_found,
                                   msg("there is no media item \"{}\"", printable(r.captured[0])),
                                   msg("see \"bangtin media list\" for those that there are")});
  }
  co_return http::json_reply(wire::admin::encode(item_of(**item)));
}

}  // namespace bangtin::scheduler::api
