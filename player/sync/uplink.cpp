// Each thread is one loop around an object that does the work (programme_sync, reporter, ...), so that tests
// need no threads.
#include "player/sync/uplink.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

#include "base/priority.hpp"

namespace bangtin::player::sync {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds long_poll{25};
constexpr std::chrono::seconds first_picture{1};  // the first picture has the processor to itself this long
constexpr std::chrono::seconds first_answer{2};   // before the files of the last run are looked at
constexpr milliseconds look_at_files_every{10'000};
constexpr milliseconds look_at_stick_every{3'000};  // whether it has a file that is missing
constexpr std::chrono::seconds last_report_timeout{
    1};  // for the last report: the program must end within 5 s

// Two seconds, up to a quarter more or less at random.
milliseconds soon_again(double chance) {
  return milliseconds(1'500 + static_cast<int>(1'000 * chance));
}

double chance() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
}

std::function<bool()> asked(const std::stop_token& stop) {
  return [stop] { return stop.stop_requested(); };
}

// Logs the error once, until the daemon is reached again. An error that the stop caused is not logged.
void tell_unreachable(const error& e, bool& told, const std::stop_token& stop) {
  if (stop.stop_requested()) return;
  if (!std::exchange(told, true)) spdlog::warn("daemon: {}", describe(e));
}

}  // namespace

milliseconds back_off::after_failure(double chance_) {
  milliseconds base = std::min<milliseconds>(30s, 1s * (1 << std::min(failures_, 5)));
  ++failures_;
  auto spread = static_cast<std::int64_t>((chance_ - 0.5) * 0.5 * static_cast<double>(base.count()));
  return base + milliseconds(spread);
}

namespace {

void ask_to_be_paired(const std::stop_token& stop, pairing p, const daemon_route& route,
                      const clock_source& clock, mailbox<uplink_news>& news) {
  auto daemon = open_daemon(route, asked(stop));
  core::unpaired shown{p.code(), route.server.server};
  bool told = false;
  while (!stop.stop_requested()) {
    result<std::optional<identity>> who = p.step(*daemon, clock.now());
    if (who && *who) {
      news.put(now_paired{std::move(**who)});
      return;
    }
    if (who) told = false;
    if (!who) tell_unreachable(who.error(), told, stop);
    // After a false answer the first contact begins again.
    if (!who && who.error().code == errc::verification) daemon = open_daemon(route, asked(stop));
    core::unpaired now{p.code(), route.server.server, p.remark()};
    if (who && route.sticks != nullptr && route.sticks->current())
      now.trouble.push_back(msg("The request is on the USB stick: take it to the administrator's machine."));
    if (!who && now.trouble.empty())
      now.trouble = pairing_trouble(who.error(), route.server.server, has_network());
    if (!stop.stop_requested() && now != shown) news.put(shown = now);
    // A person waits in front of the screen, so it asks often, even while the daemon does not answer.
    rest(stop, who ? 1s : 2s, route);
  }
}

}  // namespace

pairing_thread::pairing_thread(pairing p, daemon_route route, const clock_source& clock,
                               mailbox<uplink_news>& news)
    : thread_([p = std::move(p), route = std::move(route), &clock, &news](std::stop_token stop) mutable {
        ask_to_be_paired(stop, std::move(p), route, clock, news);
      }) {}

pairing_thread::pairing_thread(std::function<pairing()> begin, daemon_route route, const clock_source& clock,
                               mailbox<uplink_news>& news)
    : thread_([begin = std::move(begin), route = std::move(route), &clock, &news](std::stop_token stop) {
        pairing p = begin();
        news.put(core::unpaired{p.code(), route.server.server, p.remark()});
        ask_to_be_paired(stop, std::move(p), route, clock, news);
      }) {}

namespace {

void ask_for_programmes(std::stop_token stop, programme_offers offers, const daemon_route& route,
                        const clock_source& clock, offer_box& box) {
  lower_priority();
  auto daemon = open_daemon(route, asked(stop));
  back_off again;
  bool told = false;
  rest(stop, first_picture, route);
  while (!stop.stop_requested()) {
    auto began = std::chrono::steady_clock::now();
    result<std::optional<offer>> newer = offers.round(*daemon, clock, long_poll);
    if (!newer) {
      tell_unreachable(newer.error(), told, stop);
      rest(stop, again.after_failure(chance()), route);
      continue;
    }
    told = false;
    again.success();
    if (*newer) box.put(std::move(**newer));
    // A daemon that answers at once (nothing is published yet) is asked once a second.
    if (!*newer && std::chrono::steady_clock::now() - began < 1s) rest(stop, 1s, route);
  }
}

void fetch_programmes(std::stop_token stop, programme_sync line, const daemon_route& route,
                      const clock_source& clock, status& tells, offer_box& box, mailbox<uplink_news>& news) {
  lower_priority();
  auto interrupted = [&] { return stop.stop_requested() || box.supersedes(line.fetching()); };
  auto daemon = open_daemon(route, interrupted, line.rules().max_bytes_per_s);
  back_off again;
  bool told = false, looked_through = false;
  std::vector<digest> withdrawn;
  // What an urgent programme withdraws goes before its files are here.
  auto tell_withdrawn = [&] {
    std::vector<digest> before = std::exchange(withdrawn, line.withdrawn());
    if (before != withdrawn) news.put(core::items_withdrawn{withdrawn});
  };
  tell_withdrawn();
  rest(stop, first_picture, route);
  std::optional<offer> newer = box.take(stop, first_answer);
  while (!stop.stop_requested()) {
    if (newer) line.take(std::move(*newer));
    tell_withdrawn();
    auto changed = line.round(*daemon, clock, interrupted);
    if (changed && *changed) {
      news.put(core::programme_arrived{**changed});
      withdrawn.clear();  // the conductor forgets them too
    }
    line.tidy(tells.read().on.programme_version);
    milliseconds pause = look_at_files_every;
    if (!changed) {
      tell_unreachable(changed.error(), told, stop);
      pause = again.after_failure(chance());
    } else {
      told = false;
      again.success();
      // Reading all files of a large store takes minutes, so the first round comes before it.
      if (!looked_through && (looked_through = line.check_files(interrupted))) pause = 0ms;
    }
    newer = box.take(stop, route.sticks != nullptr ? std::min(pause, look_at_stick_every) : pause);
  }
}

}  // namespace

programme_thread::programme_thread(programme_sync line, const std::string& screen, const daemon_route& route,
                                   const clock_source& clock, status& tells, mailbox<uplink_news>& news)
    : offers_(std::make_unique<offer_box>(screen)),
      asks_([&box = *offers_, offers = line.offers(), route, &clock](std::stop_token stop) mutable {
        ask_for_programmes(stop, std::move(offers), route, clock, box);
      }),
      fetches_([&box = *offers_, line = std::move(line), route, &clock, &tells,
                &news](std::stop_token stop) mutable {
        fetch_programmes(stop, std::move(line), route, clock, tells, box, news);
      }) {}

// What ended in good order goes on at once: the daemon ends each channel now and then.
milliseconds channel_pause(const result<void>& ended, bool was_open, back_off& again, double chance_) {
  constexpr milliseconds look_again =
      10min;  // whether the daemon, or what stands before it, has a channel now
  if (was_open) again.success();
  if (ended && was_open) return 0ms;
  const bool has_none = ended || ended.error().code == errc::not_found || ended.error().code == errc::limit;
  if (has_none) return look_again + milliseconds(static_cast<std::int64_t>(chance_ * 60'000));
  return again.after_failure(chance_);
}

channel_thread::channel_thread(const std::string& screen, const daemon_route& route)
    : thread_([screen, route](std::stop_token stop) {
        auto daemon = open_daemon({route.server, route.token}, asked(stop));
        channel_news& news = *route.channel;
        back_off again;
        while (news.wait_until_wanted(stop)) {
          const auto began = std::chrono::steady_clock::now();
          bool was_open = false;
          const result<void> ended =
              daemon->hold_channel(screen, news.question(), [&](const wire::stream_event& e) {
                result<void> heard = news.hear(e);
                was_open = was_open || news.is_open();
                return heard;
              });
          milliseconds pause = channel_pause(ended, was_open, again, chance());
          // Channels that end at once do not come again and again without a pause.
          if (std::chrono::steady_clock::now() - began < 1s) pause = std::max<milliseconds>(pause, 1s);
          news.end(ended && was_open, ended ? std::nullopt : std::optional(ended.error()));
          rest(stop, pause, route);
        }
      }) {}

namespace {

// A refused notice stands in the status until one holds, but at most a day.
class notice_attacks {
 public:
  explicit notice_attacks(status& tells) : tells_(tells) {}
  void tell(const result<notice_sync::heard>& heard, milliseconds now) {
    std::optional<named_attack> attack;
    if (heard) attack = heard->attack;
    if (!heard && heard.error().code == errc::verification)
      attack = named_attack{wire::attack::endless_data, heard.error()};
    if (attack) {
      tells_.set_attack(problem_source::notice, *attack);
      told_ = true;
      since_ = now;
    } else if (told_ && ((heard && heard->taken) || now - since_ > 24h)) {
      tells_.clear_problem(problem_source::notice);
      told_ = false;
    }
  }

 private:
  status& tells_;
  bool told_ = false;
  milliseconds since_{};
};

}  // namespace

// A notice goes to the display loop before it goes to the disk; see notice_sync::keep.
notice_thread::notice_thread(notice_sync line, const daemon_route& route, const clock_source& clock,
                             status& tells, mailbox<uplink_news>& news, mailbox<answer>& answers)
    : thread_([line = std::move(line), route, &clock, &tells, &news, &answers](std::stop_token stop) mutable {
        auto daemon = open_daemon(route, asked(stop));
        back_off again;
        notice_attacks attacks(tells);
        bool told = false;
        while (!stop.stop_requested()) {
          auto began = std::chrono::steady_clock::now();
          result<notice_sync::heard> heard = line.round(*daemon, clock.now(), long_poll);
          attacks.tell(heard, clock.now().mono);
          if (!heard) {
            tell_unreachable(heard.error(), told, stop);
            // Notices are urgent, so the pause stays short, however long the daemon has been unreachable.
            milliseconds pause = again.after_failure(chance());
            if (heard.error().code == errc::unreachable) pause = std::min(pause, soon_again(chance()));
            rest(stop, pause, route);
            continue;
          }
          told = false;
          again.success();
          for (wire::acknowledgement& a : heard->refused) answers.put(std::move(a));
          if (heard->screenshot_request != 0) news.put(screenshot_requested{heard->screenshot_request});
          if (heard->changed) {
            news.put(core::notices_changed{line.active(clock.now())});
            result<void> kept = line.keep(clock.now());
            if (!kept) spdlog::error("notices: {}", describe(kept.error()));
          }
          // A daemon that answers at once without news is asked once a second.
          bool news_came = heard->changed || heard->screenshot_request != 0;
          if (!news_came && std::chrono::steady_clock::now() - began < 1s) rest(stop, 1s, route);
        }
      }) {}

answer_thread::answer_thread(outbox line, const daemon_route& route, mailbox<answer>& answers)
    : thread_([line = std::move(line), route, &answers](std::stop_token stop) mutable {
        lower_priority();
        auto daemon = open_daemon(route, asked(stop));
        back_off again;
        bool told = false;
        milliseconds timeout = 1h;
        while (!stop.stop_requested()) {
          for (answer& a : answers.take_all(stop, timeout)) line.add(std::move(a));
          if (stop.stop_requested()) return;
          result<void> done = line.work(*daemon, [&] { return !answers.empty() || stop.stop_requested(); });
          if (done) {
            told = false;
            again.success();
            timeout = line.empty() ? milliseconds(1h) : milliseconds(0);
          } else {
            tell_unreachable(done.error(), told, stop);
            timeout = again.after_failure(chance());
            if (route.sticks != nullptr) timeout = std::min(timeout, look_at_stick_every);
          }
        }
      }) {}

report_thread::report_thread(reporter line, const daemon_route& route, const clock_source& clock,
                             status& tells, mailbox<uplink_news>& news)
    : thread_([line = std::move(line), route, &clock, &tells, &news](std::stop_token stop) mutable {
        lower_priority();
        auto daemon = open_daemon(route, asked(stop));
        back_off again;
        bool told = false;
        bool turned_away = false;
        std::uint64_t seen = 0;
        while (!stop.stop_requested()) {
          ask_limits limits{stop};
          result<void> sent = line.send_evidence(*daemon, clock.now(), limits);
          result<void> reported = line.send_status(*daemon, clock.now(), limits);
          if (line.turned_away() != std::exchange(turned_away, line.turned_away())) {
            news.put(standing_changed{turned_away});
          }
          // A disk that gives no evidence must not make the status rare: it says what is wrong there.
          bool own_disk = !sent && sent.error().code == errc::io;
          if ((sent || own_disk) && reported) {
            told = false;
            again.success();
            // A backlog goes at a steady rate, and leaves the daemon time for other screens.
            if (!line.has_more()) tells.wait(stop, 5s, seen);
            // Changes that come together are sent together.
            rest(stop, 200ms, route);
          } else {
            tell_unreachable(sent ? reported.error() : sent.error(), told, stop);
            rest(stop, again.after_failure(chance()), route);
          }
        }
        if (told) return;
        // Sends the records of the last pictures too, if that takes no more than a second; otherwise the next
        // run sends them.
        auto timeout = std::chrono::steady_clock::now() + last_report_timeout;
        auto leaving = open_daemon(route, [timeout] { return std::chrono::steady_clock::now() > timeout; });
        (void)line.send_evidence(*leaving, clock.now(), {std::stop_token(), last_report_timeout});
      }) {}

}  // namespace bangtin::player::sync
