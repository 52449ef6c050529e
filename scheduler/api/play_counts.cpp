// A play is described by the programme that was approved when it began. The START names this programme by its
// digest, so later changes of titles, tasks or venues do not rewrite the past.
#include "scheduler/api/play_counts.hpp"

#include <algorithm>

#include "evidence/output_rule.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::scheduler::api {

namespace {

// The entry of the campaign's playlist that shows the media item, or nullptr.
const playlists::programme::playlist_item* entry_of(const playlists::programme::programme& p,
                                                    const playlists::programme::campaign& c,
                                                    const std::string& media) {
  const playlists::programme::playlist* list = p.find_playlist(c.playlist);
  if (list == nullptr) return nullptr;
  auto found =
      std::find_if(list->items.begin(), list->items.end(), [&](const auto& i) { return i.media == media; });
  return found == list->items.end() ? nullptr : &*found;
}

// Whether that run's technician vouches for the output. `boot`: the run's BOOT record, or empty.
bool is_vouched_for(const std::string& boot) {
  result<evidence::record> r = evidence::from_line(boot);
  return r && r->type == evidence::record_type::boot && r->reason == evidence::boot_output_assumed;
}

}  // namespace

result<std::chrono::year_month> parse_month(std::string_view text) {
  auto digits = [&](std::size_t at, std::size_t n) {
    int value = 0;
    for (char c : text.substr(at, n)) value = c < '0' || c > '9' ? -100'000 : value * 10 + (c - '0');
    return value;
  };
  if (text.size() == 7 && text[4] == '-') {
    int year = digits(0, 4);
    int month = digits(5, 2);
    if (year >= 1970 && month >= 1 && month <= 12) {
      return std::chrono::year_month{std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month))};
    }
  }
  return error{errc::usage, msg("\"{}\" is not a month", text.substr(0, 64)),
               msg("write it as YYYY-MM, for example 2026-10")};
}

std::string to_text(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

playlists::programme::instant_range range_of_month(const playlists::programme::programme& zone,
                                                   std::chrono::year_month month) {
  using std::chrono::local_days;
  local_days first{month / std::chrono::day(1)};
  local_days next{(month + std::chrono::months(1)) / std::chrono::day(1)};
  return {playlists::schedule::range_of(zone, first).from, playlists::schedule::range_of(zone, next).from};
}

evidence::play_context describe(const playlists::programme::programme* p, const std::string& screen,
                                const evidence::play_facts& play) {
  evidence::play_context context;
  if (p == nullptr) return context;
  const playlists::programme::screen* on = p->find_screen(screen);
  const playlists::programme::campaign* campaign = p->find_campaign(play.campaign);
  const playlists::programme::media_item* media = p->find_media(play.media);
  const playlists::programme::playlist_item* entry =
      campaign == nullptr ? nullptr : entry_of(*p, *campaign, play.media);
  if (on != nullptr) context.venue = on->venue;
  if (campaign != nullptr) context.task = campaign->task;
  if (media != nullptr) {
    context.title = entry != nullptr && !entry->title.empty() ? entry->title : media->title;
    context.theme = entry != nullptr && !entry->theme.empty() ? entry->theme : media->theme;
  }
  return context;
}

bool shows(const playlists::programme::programme& p, const std::string& screen,
           const evidence::play_facts& play) {
  const playlists::programme::screen* on = p.find_screen(screen);
  const playlists::programme::campaign* campaign = p.find_campaign(play.campaign);
  return on != nullptr && campaign != nullptr && p.find_media(play.media) != nullptr &&
         entry_of(p, *campaign, play.media) != nullptr && playlists::programme::applies_to(*campaign, *on);
}

play_counter::play_counter(std::vector<approved_programme> published,
                           std::shared_ptr<const playlists::programme::programme> zone)
    : zone_(std::move(zone)) {
  for (approved_programme& p : published) published_.emplace(p.programme_digest, std::move(p.value));
}

evidence::play_context play_counter::context_of(const std::string& screen,
                                                const evidence::record& start) const {
  evidence::play_context context;
  if (start.play) {
    auto [first, last] = published_.equal_range(start.play->programme);
    if (first != last) {
      const playlists::programme::programme& p = *first->second;
      context = describe(&p, screen, *start.play);
      context.approved = start.utc >= p.issued && start.utc < p.expires && shows(p, screen, *start.play);
    }
  }
  context.day = playlists::programme::to_date_text(playlists::schedule::day_of(*zone_, start.utc));
  return context;
}

void play_counter::add(const std::vector<ledger::stored_play>& plays) {
  for (const ledger::stored_play& p : plays) {
    result<evidence::record> start = evidence::from_line(p.start);
    result<evidence::record> end = evidence::from_line(p.end);
    // Intake stores only valid records, but START and END must also describe the same play.
    if (!start || !end || !start->play || !end->play || !end->end || *start->play != *end->play) continue;
    evidence::play_context context = context_of(p.screen, *start);
    context.unknown_output_counts = p.before_output_rule || is_vouched_for(p.boot);
    evidence::add_play(table_, p.screen, *start, *end, context);
  }
}

}  // namespace bangtin::scheduler::api
