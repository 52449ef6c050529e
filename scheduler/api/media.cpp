// An order for a complete upload becomes a job, which makes the media item (scheduler/jobs).
#include "scheduler/api/media.hpp"

#include "base/text.hpp"
#include "playlists/text/links.hpp"
#include "playlists/text/readable.hpp"
#include "scheduler/api/digests.hpp"
#include "scheduler/api/job_values.hpp"
#include "scheduler/api/media_description.hpp"
#include "scheduler/jobs/known_media.hpp"
#include "wire/admin/long_list.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::scheduler::api {

namespace {

http::reply known_reply(const jobs::known_media& k) {
  wire::admin::media_item item = item_of(k.item);
  item.status = k.status;
  return http::json_reply(wire::admin::encode(item));
}

error not_arrived() {
  return {errc::conflict, msg("the file has not arrived yet"), msg("upload it first")};
}

// Parses and checks the order for a media item.
result<ledger::stored_job> order_from(std::string_view body) {
  result<wire::admin::media_order> o = wire::admin::decode_request<wire::admin::media_order>(body);
  if (!o) return o.error();
  std::optional<digest> d = digest::from(o->sha256);
  if (!d) return no_digest();
  if (!is_clean_utf8(o->file)) {
    return error{errc::invalid, msg("a text holds control characters"), msg("correct it and try again")};
  }
  for (const std::string* text : {&o->title, &o->theme, &o->owner, &o->link}) {
    if (auto bad = playlists::text::find_bad_line(*text)) return error{errc::invalid, bad->what, bad->remedy};
  }
  if (std::optional<error> no = playlists::text::find_bad_link(o->link)) return *no;
  if (std::optional<error> no = bad_duration(o->duration)) return *no;
  ledger::stored_job j;
  j.sha256 = *d;
  j.file = o->file;
  j.order = canonical(wire::admin::encode(*o));
  return j;
}

}  // namespace

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
  item.origin = m.origin;
  item.subtitles = m.subtitles;
  item.review = m.review;
  item.warnings = m.warnings;
  item.thumbnail = m.thumbnail;
  item.sheet = m.sheet;
  item.removed = m.removed;
  return item;
}

std::vector<http::endpoint> media_handlers::rows(deps d) {
  auto self = std::make_shared<media_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/media",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "order the ingest of a complete upload",
       .doc = {.id = "add_media",
               .tag = "media",
               .takes = json_body<wire::admin::media_order>(),
               .answers =
                   {{200, "these bytes are a media item already", json_body<wire::admin::media_item>(), {}},
                    {202, "the job that makes the media item", json_body<wire::admin::job>(), {"Location"}}},
               .refusals = {409, 422}},
       .handle = to(self, &media_handlers::post_media)},
      {.method = "GET",
       .pattern = "/v1/media",
       .who = http::access::viewer,
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
       .who = http::access::viewer,
       .summary = "one media item",
       .doc = {.id = "get_media_item",
               .tag = "media",
               .answers = {{200, "the media item", json_body<wire::admin::media_item>(), {}}},
               .refusals = {404}},
       .handle = to(self, &media_handlers::get_media)},
  };
}

handled media_handlers::post_media(http::request& r) {
  result<ledger::stored_job> job = order_from(r.body);
  if (!job) co_return http::problem_reply(job.error());
  job->who = r.from.who;
  job->queued = deps_.clock.now().utc;
  auto known = co_await deps_.ledger.ask([&](auto& l) { return jobs::take_known(l, deps_.store, *job); });
  if (!known) co_return http::problem_reply(known.error());
  if (*known) co_return known_reply(**known);
  bool arrived = co_await deps_.disk.run([&] {
    deps_.store.touch(job->sha256);
    return deps_.store.has(job->sha256);
  });
  if (!arrived) co_return http::problem_reply(not_arrived());
  auto ordered = co_await deps_.jobs.order(std::move(*job));
  if (!ordered) co_return http::problem_reply(ordered.error());
  if (ordered->known) co_return known_reply(*ordered->known);
  http::reply accepted = http::json_reply(
      wire::admin::encode(job_of(ordered->job, deps_.jobs.progress_of(ordered->job.id))), 202);
  accepted.headers.emplace_back("Location", fmt::format("/v1/jobs/{}", ordered->job.id));
  co_return accepted;
}

handled media_handlers::list_media(http::request& r) {
  bool removed = r.parameter("removed") == "true";
  auto items = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.media().all(); });
  if (!items) co_return http::problem_reply(items.error());
  co_return co_await deps_.documents.run([&] {
    wire::admin::list_text all;
    for (const ledger::stored_media& m : *items) {
      if (m.removed.has_value() == removed) all.add(item_of(m));
    }
    items->clear();
    return http::text_reply(all.finish(), "application/json");
  });
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
