// A complete upload goes through the ingest worker and becomes a media item. A file that the worker refuses
// leaves only an audit line.
#include "scheduler/api/media.hpp"

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "scheduler/api/digests.hpp"
#include "scheduler/api/known_media.hpp"
#include "scheduler/api/media_description.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

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
  item.sound = m.sound;
  item.audience = m.audience;
  item.call = m.call;
  item.language = m.language;
  item.licence = m.licence;
  item.subtitles = m.subtitles;
  item.review = m.review;
  item.warnings = m.warnings;
  item.thumbnail = m.thumbnail;
  item.sheet = m.sheet;
  item.removed = m.removed;
  return item;
}

namespace {

http::reply item_reply(const ledger::stored_media& m, std::string status) {
  wire::admin::media_item item = item_of(m);
  item.status = std::move(status);
  return http::json_reply(wire::admin::encode(item));
}

error not_arrived() {
  return {errc::conflict, msg("the file has not arrived yet"), msg("upload it first")};
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
  if (std::optional<error> no = bad_link(o->link)) return *no;
  ledger::stored_media m;
  m.sha256 = *d;
  m.id = d->hex().substr(0, 12);
  m.file = std::move(o->file);
  m.title = std::move(o->title);
  m.theme = std::move(o->theme);
  m.owner = std::move(o->owner);
  m.link = std::move(o->link);
  m.subtitles = std::move(o->subtitles);
  return m;
}

constexpr std::size_t max_title_bytes = 1000;

// The folder for one run of the ingest worker; the destructor removes it with everything in it.
struct scratch_folder {
  std::filesystem::path path;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

// The first line of the title in the file's tags, else one made of the file's name.
std::string first_title(const std::string& in_tags, const std::string& file) {
  std::string_view line = trimmed(in_tags, " \t\r\n");
  line = trimmed(cut_at_character(line.substr(0, line.find('\n')), max_title_bytes));
  return line.empty() || !is_clean_utf8(line) ? title_from_file(file) : to_nfc(line);
}

// Moves a picture for staff into the store; nothing where there is none.
result<std::optional<digest>> adopt_picture(media::store& store, const std::filesystem::path& folder,
                                            const std::string& name) {
  if (name.empty()) return std::optional<digest>();
  result<digest> d = store.adopt(folder / name);
  if (!d) return d.error();
  return std::optional(*d);
}

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
  m.sound = found->sound;
  m.warnings = found->warnings;
  if (m.title.empty()) m.title = first_title(found->title, m.file);
  for (auto [picture, name] :
       {std::pair(&m.thumbnail, &found->thumbnail), std::pair(&m.sheet, &found->sheet)}) {
    result<std::optional<digest>> d = adopt_picture(store, folder.path, *name);
    if (!d) return d.error();
    *picture = *d;
  }
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

}  // namespace

std::vector<http::endpoint> media_handlers::rows(deps d) {
  auto self = std::make_shared<media_handlers>(std::move(d));
  return {
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
               .parameters = {{.name = "removed",
                               .about = "\"true\": those that were removed and can be restored",
                               .type = "string"}},
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
  auto take = [&](ledger::ledger& l) {
    return take_known(l, deps_.store, m, deps_.clock.now().utc, r.from.who);
  };
  auto known = co_await deps_.ledger.ask(take);
  if (!known) co_return http::problem_reply(known.error());
  bool incomplete = *known && (*known)->status == "incomplete";
  if (*known && !incomplete) co_return item_reply((*known)->item, (*known)->status);
  bool arrived = co_await deps_.disk.run([&] {
    deps_.store.touch(m.sha256);
    return deps_.store.has(m.sha256);
  });
  if (!arrived) co_return http::problem_reply(not_arrived());
  result<void> done = co_await deps_.worker.run(
      [&] { return ingest_into(m, deps_.store, deps_.scratch, deps_.ingest, deps_.limits); });
  if (!done) co_return co_await reject(r, m.sha256, m.file, done.error());
  m.added = deps_.clock.now().utc;
  auto stored = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<known_media> {
    if (!incomplete) {  // meanwhile another request may have added the same file
      result<std::optional<known_media>> twin = take_known(l, deps_.store, m, m.added, r.from.who);
      if (!twin) return twin.error();
      if (*twin && (*twin)->status != "incomplete") return std::move(**twin);
    }
    result<ledger::stored_media> made = store_ingested(l, deps_.store, m, r.from.who);
    if (!made) return made.error();
    return known_media{std::move(*made), "accepted"};
  });
  if (!stored) co_return http::problem_reply(stored.error());
  co_return item_reply(stored->item, stored->status);
}

handled media_handlers::list_media(http::request& r) {
  bool removed = r.parameter("removed") == "true";
  auto items = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.media().all(); });
  if (!items) co_return http::problem_reply(items.error());
  json::array all;
  for (const ledger::stored_media& m : *items) {
    if (m.removed.has_value() == removed) all.push_back(wire::admin::encode(item_of(m)));
  }
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
