// An event names subjects and says nothing about them: who hears it asks as always, and so sees what its role
// allows. A stream keeps which changes it has told, and no queue.
#include "scheduler/api/changes.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "wire/event_stream.hpp"

namespace bangtin::scheduler::api {

namespace {

using std::chrono::steady_clock;

class change_stream final : public http::piece_source {
 public:
  change_stream(const change_handlers::deps& d, const http::request& r)
      : deps_(d),
        place_(d.changes.place()),
        asked_(r),
        told_(d.changes.now()),
        until_(steady_clock::now() + d.times.lifetime) {}

  asio::awaitable<std::string> next() override {
    if (!std::exchange(began_, true)) co_return wire::to_text({"ready", "[]", ""});
    const steady_clock::time_point heartbeat = steady_clock::now() + deps_.times.heartbeat;
    co_await rest();
    for (;;) {
      const steady_clock::time_point now = steady_clock::now();
      if (deps_.changes.closed() || now >= until_ || deps_.gate.who_asks(asked_).name.empty())
        co_return std::string();
      json::array changed;
      for (const std::string& subject : deps_.changes.changed_since(told_)) changed.emplace_back(subject);
      if (!changed.empty()) {
        last_ = now;
        co_return wire::to_text({"changed", canonical(changed), ""});
      }
      if (now >= heartbeat) co_return wire::heartbeat_text();
      co_await deps_.changes.wait(std::min(heartbeat, until_) - now);
    }
  }

 private:
  asio::awaitable<void> rest() {
    const steady_clock::time_point until = last_ + deps_.times.pause;
    if (deps_.changes.closed() || until <= steady_clock::now()) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, until);
    co_await timer.async_wait(asio::use_awaitable);
  }

  change_handlers::deps deps_;
  std::shared_ptr<const char> place_;
  http::request asked_;  // whose credential must go on being valid
  events::change_hub::position told_;
  steady_clock::time_point until_, last_{};
  bool began_ = false;
};

http::reply no_room() {
  http::reply no =
      http::problem_reply({errc::limit, msg("too many pages follow the changes"),
                           msg("close some of them; those without a stream ask again every few seconds")},
                          503);
  no.headers.emplace_back("Retry-After", "60");
  return no;
}

}  // namespace

std::vector<http::endpoint> change_handlers::rows(deps d) {
  auto self = std::make_shared<change_handlers>(d);
  return {{.method = "GET",
           .pattern = "/v1/events",
           .who = http::access::viewer,
           .summary = "which subjects change, as events in an answer that does not end",
           .doc = {.id = "follow_changes",
                   .tag = "site",
                   .answers = {{200, "the events", {wire::event_stream_type}, {}}},
                   .refusals = {503}},
           .handle = to(self, &change_handlers::open)}};
}

handled change_handlers::open(http::request& r) {
  if (deps_.changes.open() >= deps_.max_streams) co_return no_room();
  http::reply answer;
  answer.content_type = wire::event_stream_type;
  answer.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  answer.body = std::make_shared<change_stream>(deps_, r);
  co_return answer;
}

}  // namespace bangtin::scheduler::api
