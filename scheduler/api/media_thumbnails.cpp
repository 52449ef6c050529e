// Scaled when it is asked for, a millisecond or two: so items of any age have one, and no file more is kept.
// A browser keeps it, because its ETag is that of the item's own thumbnail.
#include "scheduler/api/media_thumbnails.hpp"

#include "base/text.hpp"
#include "media/contact_sheet.hpp"
#include "media/screenshot.hpp"
#include "scheduler/http/http_rules.hpp"

namespace bangtin::scheduler::api {

namespace {

error no_item(const std::string& id) {
  return {errc::not_found, msg("there is no media item \"{}\"", printable(id)),
          msg("see \"bangtin media list\" for those that there are")};
}
error no_picture(const ledger::stored_media& m) {
  return {errc::not_found, msg("there is no picture of {}", printable(m.file)),
          msg("load the same file again with \"bangtin media add\", which makes one")};
}

class thumbnail_handlers {
 public:
  explicit thumbnail_handlers(media_thumbnail_deps d) : deps_(d) {}

  handled get(http::request& r) {
    auto item = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.media().find(r.captured[0]); });
    if (!item) co_return http::problem_reply(item.error());
    if (!*item) co_return http::problem_reply(no_item(r.captured[0]));
    const ledger::stored_media& m = **item;
    if (!m.thumbnail) co_return http::problem_reply(no_picture(m));
    const std::string etag = fmt::format("\"{}-small\"", m.thumbnail->hex());
    http::reply answer;
    answer.content_type = "image/jpeg";
    answer.headers = {{"ETag", etag}, {"Cache-Control", "private, max-age=86400"}};
    if (http::names_etag(r.header("if-none-match"), etag)) {
      answer.status = 304;
      co_return answer;
    }
    auto small = co_await deps_.documents.run([&]() -> result<std::string> {
      result<std::string> whole = read_file(deps_.store.path_of(*m.thumbnail), media::max_sheet_bytes);
      if (!whole) return no_picture(m);
      return media::small_thumbnail(*whole);
    });
    if (!small) co_return http::problem_reply(no_picture(m));
    answer.body = std::move(*small);
    co_return answer;
  }

 private:
  media_thumbnail_deps deps_;
};

}  // namespace

std::vector<http::endpoint> media_thumbnail_rows(media_thumbnail_deps d) {
  auto self = std::make_shared<thumbnail_handlers>(d);
  return {{.method = "GET",
           .pattern = "/v1/media/items/{id}/thumbnail",
           .who = http::access::viewer,
           .summary = "a small picture of a media item",
           .doc = {.id = "get_media_thumbnail",
                   .tag = "media",
                   .parameters = {{.name = "If-None-Match",
                                   .about = "the ETag that is known",
                                   .type = "string",
                                   .place = http::parameter_place::header}},
                   .answers = {{200, "at most 240 x 135 pixels", {"image/jpeg"}, {"ETag", "Cache-Control"}},
                               {304, "the picture is known", {}, {"ETag"}}},
                   .refusals = {404}},
           .handle = to(self, &thumbnail_handlers::get)}};
}

}  // namespace bangtin::scheduler::api
