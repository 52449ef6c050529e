// A channel keeps what its screen has been told, and says the difference to what there is now whenever
// something wakes it. So it keeps no queue: a screen that was slow hears the newest state of each subject.
#include "scheduler/api/channel.hpp"

#include <algorithm>
#include <utility>

#include "scheduler/api/trust.hpp"
#include "wire/event_stream.hpp"

namespace bangtin::scheduler::api {

namespace {

using std::chrono::steady_clock;

// How long a screen for which there is no channel waits before it asks again; meanwhile it polls.
constexpr const char* ask_again_s = "60";

// Where a screen has come to, by its own word: what its last channel said, or the newest notice that it has.
std::optional<wire::channel_position> begins_at(const http::request& r, std::int64_t after) {
  const std::string_view last = r.header("last-event-id");
  if (last.empty()) return wire::channel_position{.notice = after, .programme = {}};
  return wire::channel_position_from(last);
}

class screen_channel final : public http::piece_source {
 public:
  screen_channel(const channel_handlers::deps& d, const http::request& r, wire::channel_position told,
                 steady_clock::duration lifetime)
      : deps_(d),
        place_(d.channels.place()),
        screen_(r.captured[0]),
        token_(r.bearer_sha256),
        told_(std::move(told)),
        until_(steady_clock::now() + lifetime) {}

  asio::awaitable<std::string> next() override {
    const steady_clock::time_point heartbeat = steady_clock::now() + deps_.times.heartbeat;
    for (;;) {
      const steady_clock::time_point now = steady_clock::now();
      if (deps_.channels.closed() || !is_paired() || now >= until_) co_return std::string();
      std::string news = channel_news(state(), told_);
      if (!std::exchange(began_, true))
        news += wire::to_text({std::string(wire::channel_events::ready), "1", to_text(told_)});
      if (!news.empty()) co_return news;
      if (now >= heartbeat) co_return wire::heartbeat_text();
      co_await deps_.channels.wait(std::min(heartbeat, until_) - now);
    }
  }

 private:
  // The token was checked when the channel began, and the screen may have been unpaired since.
  bool is_paired() const { return token_ && deps_.directory.screen_of(*token_) == screen_; }
  channel_state state() const {
    channel_state s;
    if (deps_.programmes.current()) s.programme = deps_.programmes.current()->programme_digest.hex();
    s.trust = deps_.trust.number();
    s.authority = deps_.trust.authority();
    s.commands = deps_.commands.for_screen(screen_, told_.notice, deps_.clock.now().utc);
    s.newest_notice = deps_.commands.newest();
    return s;
  }

  channel_handlers::deps deps_;
  std::shared_ptr<const char> place_;
  std::string screen_;
  std::optional<digest> token_;
  wire::channel_position told_;
  steady_clock::time_point until_;
  bool began_ = false;
};

http::reply no_room() {
  http::reply no = http::problem_reply(
      {errc::limit, msg("too many channels are open"), msg("ask with long polls, and try again later")}, 503);
  no.headers.emplace_back("Retry-After", ask_again_s);
  return no;
}

}  // namespace

// Notices come first, because they are urgent. The place of each event is where its screen has then come to,
// so a channel that breaks between two events goes on with the second.
std::string channel_news(const channel_state& now, wire::channel_position& told) {
  std::string text;
  const auto say = [&](std::string_view type, std::string data) {
    text += wire::to_text({std::string(type), std::move(data), to_text(told)});
  };
  for (const wire::signed_notice& n : now.commands.notices) {
    if (std::optional<wire::notice_claim> claimed = wire::claim_of(n.bytes)) told.notice = claimed->number;
    say(wire::channel_events::notice, canonical(wire::to_value(n)));
  }
  told.notice = std::max(told.notice, now.newest_notice);
  const auto say_number = [&](std::string_view type, std::int64_t& known, std::int64_t number) {
    if (std::exchange(known, number) != number) say(type, std::to_string(number));
  };
  if (now.commands.screenshot_request != 0)
    say_number(wire::channel_events::shot, told.shot, now.commands.screenshot_request);
  say_number(wire::channel_events::authority, told.authority, now.authority);
  say_number(wire::channel_events::trust, told.trust, now.trust);
  if (now.programme != told.programme && !now.programme.empty()) {
    told.programme = now.programme;
    say(wire::channel_events::programme, now.programme);
  }
  return text;
}

std::vector<http::endpoint> channel_handlers::rows(deps d) {
  auto self = std::make_shared<channel_handlers>(std::move(d));
  return {{.method = "GET",
           .pattern = "/v1/screens/{name}/channel",
           .who = http::access::screen,
           .summary = "what there is for the screen, as events in an answer that does not end",
           .doc = {.id = "open_channel",
                   .tag = "screens",
                   .parameters = {{.name = "after",
                                   .about = "the number of the newest notice that the screen has"},
                                  {.name = "Last-Event-ID",
                                   .about = "the id of the last event that the screen has heard",
                                   .type = "string",
                                   .place = http::parameter_place::header},
                                  {.name = "Bangtin-Trust",
                                   .about = "the number of the site statement that the screen keeps; 0: none",
                                   .place = http::parameter_place::header}},
                   .answers = {{200, "the events", {wire::event_stream_type}, {"Bangtin-Trust"}}},
                   .refusals = {503}},
           .handle = to(self, &channel_handlers::open)}};
}

handled channel_handlers::open(http::request& r) {
  const std::optional<std::int64_t> after = r.number("after");
  std::optional<wire::channel_position> told;
  if (after) told = begins_at(r, *after);
  if (!told) {
    co_return http::problem_reply({errc::usage,
                                   msg("\"after\" or Last-Event-ID is not where a channel can begin"),
                                   msg("send a whole number, and the id of an event as it was")});
  }
  if (deps_.channels.open() >= deps_.max_channels) co_return no_room();
  deps_.reported.heard_notice(r.captured[0], std::max(*after, told->notice));
  const std::int64_t lifetime = deps_.times.lifetime.count();
  const milliseconds lives(
      std::uniform_int_distribution<std::int64_t>(lifetime * 2 / 3, lifetime * 4 / 3)(chance_));
  http::reply answer;
  answer.content_type = wire::event_stream_type;
  answer.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  exchange_trust(deps_.trust, r, answer);
  answer.body = std::make_shared<screen_channel>(deps_, r, std::move(*told), lives);
  co_return answer;
}

}  // namespace bangtin::scheduler::api
