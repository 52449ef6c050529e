// A day is computed whole and its slots before `from` are dropped: a day of 8,640 slots takes less than a
// millisecond, and no state has to be kept between requests.
#include "scheduler/api/schedule.hpp"

#include "base/text.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace admin = wire::admin;
namespace programme = playlists::programme;
namespace schedule = playlists::schedule;

constexpr int max_days = 8;  // so that a screen that is closed over a holiday tells when it opens
constexpr std::int64_t default_slots = 20;
// A timeline needs the days beside it too.
constexpr std::chrono::sys_days earliest{std::chrono::year(programme::first_year) / 1 / 2},
    latest{std::chrono::year(programme::last_year) / 12 / 1};

std::string_view reason_text(schedule::slot_reason r) {
  constexpr std::string_view texts[] = {"share", "every", "slate"};
  return texts[static_cast<std::size_t>(r)];
}

admin::scheduled_slot value_of(const programme::programme& p, const schedule::slot& s) {
  admin::scheduled_slot v{s.from, s.to,   std::nullopt, p.slate,
                          "",     s.item, s.page,       std::string(reason_text(s.reason))};
  if (s.campaign >= 0) {
    const programme::campaign& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
    const programme::playlist_item& i = p.find_playlist(c.playlist)->items[static_cast<std::size_t>(s.item)];
    v.campaign = c.name;
    v.media = i.media;
    v.title = i.title;
  }
  const programme::media_item* m = v.title.empty() ? p.find_media(v.media) : nullptr;
  if (m != nullptr) v.title = m->title;
  return v;
}

}  // namespace

std::vector<admin::scheduled_slot> slots_from(const programme::programme& p, const programme::screen& on,
                                              utc_ms from, std::size_t max) {
  const schedule::planner planner(p, on);
  const programme::local_day first = schedule::day_of(p, from);
  std::vector<admin::scheduled_slot> found;
  std::vector<schedule::slot> day;
  for (int i = 0; i < max_days && found.size() < max; ++i) {
    planner.day(first + std::chrono::days(i), day);
    playlists::analysis::end_at_expiry(p, day);
    for (const schedule::slot& s : day) {
      if (s.to > from && found.size() < max) found.push_back(value_of(p, s));
    }
  }
  return found;
}

std::vector<http::endpoint> schedule_handlers::rows(deps d) {
  auto self = std::make_shared<schedule_handlers>(d);
  return {
      {.method = "GET",
       .pattern = "/v1/screens/{name}/schedule",
       .who = http::access::viewer,
       .summary = "what the published programme has for a screen from an instant on",
       .doc = {.id = "get_schedule",
               .tag = "screens",
               .parameters = {{.name = "from", .about = "milliseconds since 1970, UTC; by default now"},
                              {.name = "max", .about = "how many slots, 1 to 500; by default 20"}},
               .answers = {{200, "the slots of at most eight days", json_body<admin::screen_schedule>(), {}}},
               .refusals = {404, 422}},
       .handle = to(self, &schedule_handlers::get)},
  };
}

handled schedule_handlers::get(http::request& r) {
  const std::optional<std::int64_t> from = r.number("from"), max = r.number("max");
  const utc_ms at = from && *from != 0 ? from_unix_ms(*from) : deps_.clock.now().utc;
  if (!from || !max || *max < 0 || *max > max_slots || at < earliest || at >= latest) {
    co_return http::problem_reply({errc::invalid, msg("\"from\" or \"max\" cannot be that"),
                                   msg("send whole numbers: milliseconds since 1970, and 1 to 500 slots")});
  }
  std::shared_ptr<const events::published_programme> published = deps_.programmes.current();
  const programme::screen* on = published ? published->value->find_screen(r.captured[0]) : nullptr;
  if (on == nullptr) {
    co_return http::problem_reply(
        {errc::not_found, msg("the published programme has no screen \"{}\"", printable(r.captured[0])),
         msg("see \"bangtin screen list\"")});
  }
  admin::screen_schedule answer{on->name, published->version, {}};
  const std::size_t count = static_cast<std::size_t>(*max == 0 ? default_slots : *max);
  answer.slots = co_await deps_.documents.run([&] { return slots_from(*published->value, *on, at, count); });
  co_return http::json_reply(admin::encode(answer));
}

}  // namespace bangtin::scheduler::api
