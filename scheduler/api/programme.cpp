// The endpoints, and what screens fetch. Drafts are in programme_drafts.cpp, versions and publishing in
// programme_publishing.cpp.
#include "scheduler/api/programme.hpp"

#include <algorithm>

#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/trust.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::int64_t max_wait_s = 60;

}  // namespace

std::vector<http::endpoint> programme_handlers::rows(deps d) {
  auto self = std::make_shared<programme_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/screens/{name}/programme",
       .who = http::access::screen,
       .summary = "the published programme; wait=S holds the answer until it changes",
       .doc =
           {.id = "get_screen_programme",
            .tag = "programmes",
            .parameters = {{.name = "wait",
                            .about = "seconds to hold the answer until it changes, at most 60"},
                           {.name = "If-None-Match",
                            .about = "the ETag that is known",
                            .type = "string",
                            .place = http::parameter_place::header},
                           {.name = "Bangtin-Trust",
                            .about = "the number of the site statement that the screen keeps; 0: none",
                            .place = http::parameter_place::header}},
            .answers = {{200,
                         "the published programme",
                         {"application/json", "signed_programme"},
                         {"ETag", "Bangtin-Trust"}},
                        {304, "it is the one that is known", {}, {"ETag", "Bangtin-Trust", "Retry-After"}}},
            .refusals = {404}},
       .handle = to(self, &programme_handlers::get_for_screen)},
      {.method = "GET",
       .pattern = "/v1/draft",
       .who = http::access::viewer,
       .summary = "the draft",
       .doc = {.id = "get_draft",
               .tag = "programmes",
               .parameters = {{.name = "If-None-Match",
                               .about = "the ETag that is known",
                               .type = "string",
                               .place = http::parameter_place::header}},
               .answers = {{200, "the draft", {"application/json", "programme"}, {"ETag"}},
                           {304, "it is the one that is known", {}, {"ETag"}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_draft)},
      {.method = "PUT",
       .pattern = "/v1/draft",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_programme_bytes,
       .summary = "replace the draft",
       .doc = {.id = "put_draft",
               .tag = "programmes",
               .parameters = {{.name = "If-Match",
                               .about = "the ETag of the draft that is replaced",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "If-None-Match",
                               .about = "\"*\": only if there is no draft",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "undoes", .about = "the number of the change that this takes back"},
                              {.name = "redoes",
                               .about = "the number of the change that this makes again after an undo"}},
               .takes = {"application/json", "programme"},
               .answers = {{200, "the draft is stored", json_body<wire::admin::stored_draft>(), {"ETag"}}},
               .refusals = {412, 422}},
       .handle = to(self, &programme_handlers::put_draft)},
      {.method = "GET",
       .pattern = "/v1/draft/history",
       .who = http::access::viewer,
       .summary = "the changes of the draft in the last 30 days, newest first, at most 200",
       .doc = {.id = "list_kept_drafts",
               .tag = "programmes",
               .parameters = {{.name = "before", .about = "only changes with smaller numbers"}},
               .answers = {{200, "the drafts that were replaced", json_list<wire::admin::kept_draft>(), {}}}},
       .handle = to(self, &programme_handlers::draft_history)},
      {.method = "GET",
       .pattern = "/v1/draft/history/{number}",
       .who = http::access::viewer,
       .summary = "the draft as it was before a change",
       .doc = {.id = "get_kept_draft",
               .tag = "programmes",
               .answers = {{200, "the draft", {"application/json", "programme"}, {"ETag"}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_kept_draft)},
      {.method = "GET",
       .pattern = "/v1/programmes",
       .who = http::access::viewer,
       .summary = "the published versions, newest first",
       .doc = {.id = "list_programmes",
               .tag = "programmes",
               .answers = {{200, "the versions", json_list<wire::admin::published_version>(), {}}}},
       .handle = to(self, &programme_handlers::history)},
      {.method = "GET",
       .pattern = "/v1/programmes/{version}",
       .who = http::access::viewer,
       .summary = "one published version, or \"current\", or \"waiting\": what waits for a second signature",
       .doc = {.id = "get_programme",
               .tag = "programmes",
               .answers = {{200, "the version", {"application/json", "signed_programme"}, {}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_version)},
      {.method = "POST",
       .pattern = "/v1/programmes",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_publication_bytes,
       .summary = "publish a signed programme",
       .doc =
           {.id = "publish_programme",
            .tag = "programmes",
            .takes = json_body<wire::admin::publication>(),
            .answers = {{200, "the programme is published", json_body<wire::admin::published_version>(), {}}},
            .refusals = {409, 422}},
       .handle = to(self, &programme_handlers::publish)},
      {.method = "PUT",
       .pattern = "/v1/programmes/waiting",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_publication_bytes,
       .summary = "store a signed programme that waits for a second signature",
       .doc = {.id = "put_waiting_programme",
               .tag = "programmes",
               .takes = json_body<wire::admin::publication>(),
               .answers = {{200, "it waits", json_body<wire::admin::published_version>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &programme_handlers::put_waiting)},
      {.method = "DELETE",
       .pattern = "/v1/programmes/waiting",
       .who = http::access::approver,
       .summary = "drop the programme that waits for a second signature",
       .doc = {.id = "drop_waiting_programme",
               .tag = "programmes",
               .answers = {{204, "nothing waits any more", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::drop_waiting)},
  };
}

handled programme_handlers::get_for_screen(http::request& r) {
  std::optional<std::int64_t> wait = r.number("wait");
  if (!wait) {
    co_return http::problem_reply(
        {errc::usage, msg("\"wait\" is not a number of seconds"), msg("send a whole number, at most 60")});
  }
  std::string_view known = r.header("if-none-match");
  auto is_known = [&] {
    return deps_.programmes.current() && http::names_etag(known, deps_.programmes.current()->etag);
  };
  bool crowded = deps_.programmes.waiting() >= deps_.max_long_polls;
  if (*wait > 0 && is_known() && !crowded && !lacks_trust(deps_.trust, r))
    co_await deps_.programmes.wait(std::chrono::seconds(std::min(*wait, max_wait_s)));
  if (!deps_.programmes.current()) {
    co_return http::problem_reply(
        {errc::not_found, msg("no programme is published yet"), msg("approve one with \"bangtin approve\"")});
  }
  http::reply answer;
  answer.headers = {{"ETag", deps_.programmes.current()->etag}, {"Cache-Control", "no-cache"}};
  if (is_known()) {
    answer.status = 304;
    if (*wait > 0 && crowded) answer.headers.emplace_back("Retry-After", "5");
  } else {
    answer.body = deps_.programmes.current()->json;
    answer.in_memory = deps_.programmes.current()->in_memory;
  }
  exchange_trust(deps_.trust, r, answer);
  co_return answer;
}

}  // namespace bangtin::scheduler::api
