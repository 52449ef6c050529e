// Version 1 of the rules: a play is counted by its START and its first END, by the START's own time.
#include "evidence/verify/recount.hpp"

#include <algorithm>

#include "evidence/output_rule.hpp"

namespace bangtin::evidence::checker {

namespace {

namespace programme = playlists::programme;

// Whether the programme shows the media item on the screen, by a playlist of the campaign.
bool has_item(const programme::programme& p, const std::string& screen, const play_facts& play) {
  const programme::screen* on = p.find_screen(screen);
  const programme::campaign* campaign = p.find_campaign(play.campaign);
  if (on == nullptr || campaign == nullptr || p.find_media(play.media) == nullptr) return false;
  if (!programme::applies_to(*campaign, *on)) return false;
  const programme::playlist* list = p.find_playlist(campaign->playlist);
  return list != nullptr && std::any_of(list->items.begin(), list->items.end(),
                                        [&](const auto& i) { return i.media == play.media; });
}

}  // namespace

void recount::add_programme(const digest& identity, std::shared_ptr<const programme::programme> p) {
  programmes_[identity] = {std::move(p), {}};
}

void recount::begin_log(const std::string& screen, std::int64_t old_rule_to) {
  if (screen != screen_) {
    for (auto& [identity, p] : programmes_) p.shows.clear();
  }
  screen_ = screen;
  of_screen_ = &totals_[screen];
  of_screen_->screen = screen;
  old_rule_to_ = old_rule_to;
  output_assumed_ = false;
  end_log();
}

void recount::end_log() {
  newest_open_ = false;
  open_.clear();
}

recount::known_programme* recount::find(const digest& identity) {
  auto found = programmes_.find(identity);
  return found == programmes_.end() ? nullptr : &found->second;
}

bool recount::is_shown(known_programme& p, const play_facts& play) {
  std::string key = play.campaign;
  key += '\n';
  key += play.media;
  auto [found, is_new] = p.shows.try_emplace(std::move(key), false);
  if (is_new) found->second = has_item(*p.value, screen_, play);
  return found->second;
}

void recount::add(const record& r) {
  if (r.type == record_type::boot) output_assumed_ = r.reason == boot_output_assumed;
  if (r.type == record_type::start && r.play && r.utc >= from_ && r.utc < to_) {
    if (find(r.play->programme) == nullptr) ++unknown_programmes_;
    if (newest_open_) open_[newest_.seq] = {newest_, newest_assumed_};
    newest_ = r;
    newest_open_ = true;
    newest_assumed_ = output_assumed_;
  }
  if (r.type != record_type::end || !r.end) return;
  if (newest_open_ && newest_.seq == r.play->play) {
    newest_open_ = false;
    count(newest_, r, newest_assumed_);
  } else if (auto found = open_.find(r.play->play); found != open_.end()) {
    count(found->second.start, r, found->second.assumed);
    open_.erase(found);
  }
}

void recount::receipt(std::int64_t, utc_ms, int) {}
void recount::add_forked(const record&) {}

void recount::count(const record& start, const record& end, bool assumed) {
  if (*start.play != *end.play) return;
  play_context context;
  if (known_programme* p = find(start.play->programme)) {
    context.approved =
        start.utc >= p->value->issued && start.utc < p->value->expires && is_shown(*p, *start.play);
  }
  context.unknown_output_counts = assumed || end.seq <= old_rule_to_;
  count_values v = values_of(start, end, context);
  of_screen_->plays += v.plays;
  of_screen_->airtime_ms += v.airtime_ms;
  of_screen_->partial += v.partial;
  of_screen_->failed += v.failed;
  of_screen_->uncounted += v.uncounted;
}

}  // namespace bangtin::evidence::checker
