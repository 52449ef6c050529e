#include "scheduler/api/page.hpp"

#include "base/text.hpp"

namespace bangtin::scheduler::api {

namespace {

http::reply file_reply(const http::static_files& files, const std::string& name, const http::request& r) {
  if (const http::static_file* f = files.find(name)) return http::reply_with(*f, r);
  if (files.size() == 0) {
    return http::problem_reply({errc::not_found, msg("this daemon serves no page"),
                                msg("see \"web\" in its configuration, and in its log whether the files of "
                                    "the page are installed")});
  }
  return http::problem_reply({errc::not_found, msg("there is nothing at {}", printable("/web/" + name)),
                              msg("open the daemon's address itself")});
}

}  // namespace

std::vector<http::endpoint> page_rows(const http::static_files& files) {
  const http::body_doc html{"text/html; charset=utf-8"}, style{"text/css; charset=utf-8"},
      script{"text/javascript; charset=utf-8"}, bytes{"application/octet-stream"}, drawing{"image/svg+xml"};
  return {
      {.method = "GET",
       .pattern = "/",
       .who = http::access::open,
       .summary = "the page for staff",
       .doc = {.id = "get_page",
               .tag = "site",
               .parameters =
                   {{.name = "If-None-Match", .type = "string", .place = http::parameter_place::header}},
               .answers = {{200, "the page", html, {"ETag"}}, {304, "it has not changed", {}, {"ETag"}}},
               .refusals = {404}},
       .handle = [&files](http::request& r) -> handled { co_return file_reply(files, "index.html", r); }},
      {.method = "GET",
       .pattern = "/web/{folder}/{file}",
       .who = http::access::open,
       .summary = "a file of the page",
       .doc = {.id = "get_page_file",
               .tag = "site",
               .parameters =
                   {{.name = "If-None-Match", .type = "string", .place = http::parameter_place::header}},
               .answers = {{200, "the file", script, {"ETag"}},
                           {200, "", style, {}},
                           {200, "", bytes, {}},
                           {200, "", drawing, {}},
                           {304, "it has not changed", {}, {"ETag"}}},
               .refusals = {404}},
       .handle = [&files](http::request& r) -> handled {
         co_return file_reply(files, r.captured[0] + "/" + r.captured[1], r);
       }},
  };
}

}  // namespace bangtin::scheduler::api
