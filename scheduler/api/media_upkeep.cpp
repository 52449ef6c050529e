#include "scheduler/api/media_upkeep.hpp"

#include <fmt/format.h>

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

result<admin::media_check> check_files(const media::store& store, const std::vector<digest>& files,
                                       const std::stop_token& stopping) {
  admin::media_check found;
  for (const digest& d : files) {
    ++found.files;
    result<std::int64_t> bytes = store.size_of(d);
    result<bool> good = store.verify(d, [&] { return stopping.stop_requested(); });
    if (!good && good.error().code == errc::not_found) {
      found.missing.push_back(d);
    } else if (!good) {
      return good.error();
    } else {
      found.bytes += bytes ? *bytes : 0;
      if (!*good) found.damaged.push_back(d);
    }
  }
  return found;
}

std::vector<http::endpoint> media_upkeep_handlers::rows(deps d) {
  auto self = std::make_shared<media_upkeep_handlers>(std::move(d));
  return {
      {.method = "POST",
       .pattern = "/v1/media/sweep",
       .who = http::access::site_operator,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "delete removed items for good that no programme or notice needs",
       .doc = {.id = "sweep_media",
               .tag = "media",
               .takes = json_body<admin::sweep_order>(),
               .answers = {{200, "what was deleted", json_body<admin::swept_media>(), {}}},
               .refusals = {404, 409, 422}},
       .handle = to(self, &media_upkeep_handlers::sweep)},
      {.method = "POST",
       .pattern = "/v1/media/check",
       .who = http::access::editor,
       .summary = "read again the files that only versions of the programme and notices name",
       .doc = {.id = "check_media",
               .tag = "media",
               .answers = {{200, "what was found", json_body<admin::media_check>(), {}}},
               .refusals = {503}},
       .handle = to(self, &media_upkeep_handlers::check)},
  };
}

media_upkeep_handlers::media_upkeep_handlers(deps d)
    : deps_(std::move(d)),
      sweep_({.ledger = deps_.ledger,
              .store = deps_.store,
              .documents = deps_.documents,
              .reading = deps_.reading,
              .clock = deps_.clock}) {}

handled media_upkeep_handlers::sweep(http::request& r) {
  result<admin::sweep_order> order = admin::decode_request<admin::sweep_order>(r.body);
  if (!order) co_return http::problem_reply(order.error());
  result<swept> done = order->item.empty() ? co_await sweep_.run(media_sweep::removed_items::at_once)
                                           : co_await sweep_.forget(order->item);
  if (!done) co_return http::problem_reply(done.error());
  if (done->items > 0) {
    ledger::audit_line line{
        deps_.clock.now().utc, r.from.who,
        fmt::format("media deleted for good: {} items, {} bytes", done->items, done->bytes)};
    auto written = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
    if (!written) co_return http::problem_reply(written.error());
  }
  admin::swept_media answer;
  answer.items = static_cast<std::int64_t>(done->items);
  answer.files = static_cast<std::int64_t>(done->files);
  answer.bytes = done->bytes;
  answer.kept = static_cast<std::int64_t>(done->kept);
  co_return http::json_reply(admin::encode(answer));
}

handled media_upkeep_handlers::check(http::request& r) {
  auto files = co_await sweep_.files_without_item();
  if (!files) co_return http::problem_reply(files.error());
  auto found = co_await deps_.reading.run([&] { return check_files(deps_.store, *files, deps_.stopping); });
  if (!found) co_return http::problem_reply(found.error());
  if (!found->damaged.empty()) {
    ledger::audit_line line{
        deps_.clock.now().utc, r.from.who,
        fmt::format("media damaged: {} files that only programmes or notices name", found->damaged.size())};
    auto written = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.audit().add(line); });
    if (!written) co_return http::problem_reply(written.error());
  }
  co_return http::json_reply(admin::encode(*found));
}

}  // namespace bangtin::scheduler::api
