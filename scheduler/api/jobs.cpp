// The ledger says what is final; the runner says how far the running ones are.
#include "scheduler/api/jobs.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "scheduler/api/job_values.hpp"
#include "scheduler/api/media.hpp"
#include "scheduler/http/http_rules.hpp"

namespace bangtin::scheduler::api {

namespace {

constexpr int max_listed = 200;
constexpr std::int64_t max_wait_ms = 10'000;

// A job with the media item that it made, as the ledger has both.
struct job_and_item {
  ledger::stored_job job;
  std::optional<ledger::stored_media> item{};
};

result<job_and_item> with_item(ledger::ledger& l, ledger::stored_job j) {
  job_and_item both{std::move(j)};
  if (both.job.state != ledger::job_state::done) return both;
  result<std::optional<ledger::stored_media>> item = l.media().find(both.job.sha256.hex());
  if (!item) return item.error();
  both.item = std::move(*item);
  return both;
}

result<std::vector<job_and_item>> newest_jobs(ledger::ledger& l) {
  result<std::vector<ledger::stored_job>> stored = l.jobs().newest(max_listed);
  if (!stored) return stored.error();
  std::vector<job_and_item> all;
  for (ledger::stored_job& j : *stored) {
    result<job_and_item> both = with_item(l, std::move(j));
    if (!both) return both.error();
    all.push_back(std::move(*both));
  }
  return all;
}

result<std::optional<job_and_item>> find_job(ledger::ledger& l, std::int64_t id) {
  result<std::optional<ledger::stored_job>> j = l.jobs().find(id);
  if (!j) return j.error();
  if (!*j) return std::optional<job_and_item>();
  result<job_and_item> both = with_item(l, std::move(**j));
  if (!both) return both.error();
  return std::optional(std::move(*both));
}

json::value encoded(const job_and_item& both, const jobs::job_runner& runner) {
  wire::admin::job j = job_of(both.job, runner.progress_of(both.job.id));
  if (both.item) {
    j.item = item_of(*both.item);
    j.item->status = both.job.duplicate ? "duplicate" : "accepted";
  }
  return wire::admin::encode(j);
}

error no_such_job(const http::request& r) {
  return {errc::not_found, msg("there is no job {}", printable(r.captured[0])),
          msg("see \"bangtin jobs\" for those that there are")};
}

// A number that no job has, where the path names none.
std::int64_t id_in(const http::request& r) {
  return static_cast<std::int64_t>(http::parse_whole_number(r.captured[0]).value_or(0));
}

}  // namespace

std::vector<http::endpoint> job_handlers::rows(deps d) {
  auto self = std::make_shared<job_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/jobs",
       .who = http::access::viewer,
       .summary = "the jobs, newest first",
       .doc = {.id = "list_jobs",
               .tag = "media",
               .answers = {{200, "at most 200 jobs", json_list<wire::admin::job>(), {}}}},
       .handle = to(self, &job_handlers::list_jobs)},
      {.method = "GET",
       .pattern = "/v1/jobs/{id}",
       .who = http::access::viewer,
       .summary = "one job, at once or when it has ended",
       .doc = {.id = "get_job",
               .tag = "media",
               .parameters = {{.name = "wait_ms",
                               .about = "how long to wait for the job's end, at most 10000"}},
               .answers = {{200, "the job", json_body<wire::admin::job>(), {}}},
               .refusals = {404}},
       .handle = to(self, &job_handlers::get_job)},
      {.method = "DELETE",
       .pattern = "/v1/jobs/{id}",
       .who = http::access::editor,
       .summary = "cancel a job",
       .doc = {.id = "cancel_job",
               .tag = "media",
               .answers = {{200, "the cancelled job", json_body<wire::admin::job>(), {}}},
               .refusals = {404, 409}},
       .handle = to(self, &job_handlers::cancel_job)},
  };
}

handled job_handlers::list_jobs(http::request&) {
  auto stored = co_await deps_.ledger.ask(newest_jobs);
  if (!stored) co_return http::problem_reply(stored.error());
  json::array all;
  for (const job_and_item& both : *stored) all.push_back(encoded(both, deps_.jobs));
  co_return http::json_reply(all);
}

handled job_handlers::get_job(http::request& r) {
  std::optional<std::int64_t> wait_ms = r.number("wait_ms");
  if (!wait_ms) {
    co_return http::problem_reply({errc::usage, msg("\"wait_ms\" is not a number of milliseconds"),
                                   msg("send a whole number, at most 10000")});
  }
  std::int64_t id = id_in(r);
  if (*wait_ms > 0) co_await deps_.jobs.wait(id, milliseconds(std::min(*wait_ms, max_wait_ms)));
  auto found = co_await deps_.ledger.ask([id](ledger::ledger& l) { return find_job(l, id); });
  if (!found) co_return http::problem_reply(found.error());
  if (!*found) co_return http::problem_reply(no_such_job(r));
  co_return http::json_reply(encoded(**found, deps_.jobs));
}

handled job_handlers::cancel_job(http::request& r) {
  std::int64_t id = id_in(r);
  if (id == 0) co_return http::problem_reply(no_such_job(r));
  auto done = co_await deps_.jobs.cancel(id, r.from.who);
  if (!done) co_return http::problem_reply(done.error());
  co_return http::json_reply(wire::admin::encode(job_of(*done, std::nullopt)));
}

}  // namespace bangtin::scheduler::api
