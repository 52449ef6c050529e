// A screen sends a small JPEG every few minutes and whenever staff ask for one. The ledger keeps the newest.
#include "scheduler/api/screenshots.hpp"

#include "base/text.hpp"
#include "media/screenshot.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr std::int64_t max_wait_s = 30;

}  // namespace

std::vector<http::endpoint> screenshot_handlers::rows(deps d) {
  auto self = std::make_shared<screenshot_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/screens/{name}/shot",
       .who = http::access::screen,
       .body = http::body_use::whole,
       .max_body_bytes = media::max_screenshot_bytes,
       .summary = "a screenshot: a small JPEG; wish=N is the wish that it answers",
       .doc = {.id = "post_screenshot",
               .tag = "screenshots",
               .parameters = {{.name = "wish", .about = "the number of the wish that it answers"}},
               .takes = {"image/jpeg"},
               .answers = {{204, "the picture is kept", {}, {}}},
               .refusals = {422}},
       .handle = to(self, &screenshot_handlers::post)},
      {.method = "GET",
       .pattern = "/v1/screens/{name}/shot",
       .who = http::access::viewer,
       .summary = "the newest screenshot; wait=S asks the screen for a fresh one and waits so long",
       .doc = {.id = "get_screenshot",
               .tag = "screenshots",
               .parameters = {{.name = "wait", .about = "seconds to wait for a fresh one, at most 30"}},
               .answers = {{200, "the newest picture", {"image/jpeg"}, {"Bangtin-Taken", "Bangtin-Fresh"}}},
               .refusals = {404}},
       .handle = to(self, &screenshot_handlers::get)},
  };
}

// Decodes the whole picture before it is stored, and refuses anything that is not a small JPEG.
handled screenshot_handlers::post(http::request& r) {
  std::optional<std::int64_t> request_number = r.number("wish");
  if (!request_number) {
    co_return http::problem_reply(
        {errc::usage, msg("\"wish\" is not a whole number"), msg("send the number of the wish")});
  }
  auto looked = co_await deps_.disk.run([&] { return media::read_screenshot(r.body).has_value(); });
  if (!looked) co_return http::problem_reply(media::read_screenshot("").error());
  ledger::stored_screenshot screenshot{deps_.clock.now().utc, r.body};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.screenshots().set(r.captured[0], screenshot); });
  if (!done) co_return http::problem_reply(done.error());
  deps_.commands.screenshot_arrived(r.captured[0], *request_number);
  http::reply empty;
  empty.status = 204;
  co_return empty;
}

handled screenshot_handlers::get(http::request& r) {
  const std::string& screen = r.captured[0];
  std::optional<std::int64_t> wait = r.number("wait");
  if (!wait) {
    co_return http::problem_reply(
        {errc::usage, msg("\"wait\" is not a number of seconds"), msg("send a whole number, at most 30")});
  }
  if (deps_.directory.find(screen) == nullptr) {
    co_return http::problem_reply({errc::not_found, msg("no screen \"{}\" is paired", printable(screen)),
                                   msg("see \"bangtin screen list\" for the screens that are")});
  }
  bool fresh = false;
  if (*wait > 0) {
    std::int64_t request_number = deps_.commands.request_screenshot(screen, deps_.clock.now().utc);
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(std::min(*wait, max_wait_s));
    while (!deps_.commands.is_answered(screen, request_number) && !deps_.commands.closed()) {
      auto left = until - std::chrono::steady_clock::now();
      if (left <= left.zero()) break;
      co_await deps_.commands.wait(left);
    }
    fresh = deps_.commands.is_answered(screen, request_number);
  }
  auto screenshot =
      co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.screenshots().newest_of(screen); });
  if (!screenshot) co_return http::problem_reply(screenshot.error());
  if (!*screenshot) {
    co_return http::problem_reply({errc::not_found,
                                   msg("the screen \"{}\" has not sent a picture yet", screen),
                                   msg("see in \"bangtin status\" whether it is heard of, and try again")});
  }
  http::reply answer;
  answer.content_type = "image/jpeg";
  answer.headers = {{"Cache-Control", "no-store"},
                    {"Bangtin-Taken", std::to_string(to_unix_ms((*screenshot)->at))},
                    {"Bangtin-Fresh", fresh ? "yes" : "no"}};
  answer.body = std::move((*screenshot)->jpeg);
  co_return answer;
}

}  // namespace bangtin::scheduler::api
