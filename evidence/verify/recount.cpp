// Each play is judged at the end of its log, when its corrected time is known; what excludes another, at the
// end of its screen.
#include "evidence/verify/recount.hpp"

#include <algorithm>
#include <tuple>

#include "evidence/verify/month_range.hpp"
#include "evidence/verify/section.hpp"

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
  programme::instant_range month = range_;
  if (p->timezone != zone_) month = month_range(p->timezone, month_).value_or(range_);
  programmes_[identity] = {std::move(p), month};
}

void recount::add_doubted(const std::string& screen, std::int64_t starts) {
  if (starts == 0) return;
  totals_line& t = totals_[screen];
  t.screen = screen;
  t.uncounted += starts;
}

void recount::begin_log(const std::string& log, const std::string& screen, std::int64_t old_rule_to) {
  if (screen != screen_) {
    end_screen();
    for (auto& [identity, p] : programmes_) {
      p.shows.clear();
      p.planned.reset();
    }
  }
  screen_ = screen;
  of_screen_ = &totals_[screen];
  of_screen_->screen = screen;
  logs_.push_back(log);
  old_rule_to_ = old_rule_to;
  plays_.clear();
  forked_.clear();
  unplanned_.clear();
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

bool recount::is_in_month(utc_ms at, const known_programme* p) const {
  const programme::instant_range& month = p == nullptr ? range_ : p->month;
  return at >= month.from && at < month.to;
}

// ---- the records

void recount::add(const record& r) {
  plays_.add(r);
  if (r.type != record_type::start || forked_.empty()) return;
  auto found = forked_.find(r.seq);
  if (found != forked_.end()) found->second.erase(sha256(to_line(r)));
}

void recount::receipt(std::int64_t seq, utc_ms received, int rules) {
  plays_.receipt(seq, received, rules);
}

void recount::add_forked(const record& r) {
  if (r.type != record_type::start || !r.play) return;
  const utc_ms at = rules::time_of(r, nullptr, r.utc);
  if (is_in_month(at, find(r.play->programme))) forked_[r.seq].insert(sha256(to_line(r)));
}

void recount::end_log() {
  for (const told_play& p : plays_.all()) judge(p);
  plays_.clear();
  if (of_screen_ == nullptr) return;
  for (const auto& [seq, lines] : forked_) of_screen_->uncounted += std::ssize(lines);
  forked_.clear();
}

// ---- each play alone

utc_ms recount::time_of(const told_play& p) {
  if (p.rule_one) return p.utc;
  if (p.end_seq == 0) {
    plays_.read(p, start_);
    return rules::time_of(start_, nullptr, p.at);
  }
  plays_.read(p, start_, end_);
  return rules::time_of(start_, &end_, p.at);
}

void recount::judge(const told_play& p) {
  known_programme* cited = find(plays_.facts_of(p).programme);
  const bool in_month = is_in_month(time_of(p), cited);
  if (in_month && cited == nullptr) ++unknown_programmes_;
  if (p.rule_one) {
    if (in_month) count(judge_by_rule_one(p, cited), p.shown);
    return;
  }
  rules::play_case c;
  rules::verdict v{rules::column::uncounted, std::string(rules::reason::open)};
  if (p.end_seq != 0) {
    c.start = &start_;
    c.end = &end_;
    c.at.at = p.at;
    c.received = p.received;
    c.unknown_output_counts = p.vouched;
    c.fits_in_boot = p.fits;
    if (cited != nullptr) {
      if (!cited->planned) cited->planned.emplace(cited->value, screen_);
      c.programme = cited->planned->facts_of(*start_.play);
    }
    v = rules::judge(c);
  }
  const bool near = p.at >= range_.from - window_margin && p.at < range_.to + window_margin;
  if (near && v.reason == rules::reason::not_planned) unplanned_.push_back(p.seq);
  if (v.where == rules::column::uncounted || p.shown.count() == 0) {
    if (in_month) count(v.where, p.shown);
    return;
  }
  rules::showing s = rules::showing_of(start_, end_);
  const utc_ms from = p.at + (s.from - p.mono);
  const rules::claim claim{from,
                           p.at + (p.until - p.mono),
                           p.planned_start,
                           rules::identity_of(*start_.play),
                           v.where == rules::column::plays,
                           {}};
  shown_.push_back({claim, s.from, p.shown, static_cast<int>(logs_.size()), p.boot, p.end_seq, p.ended,
                    v.where, in_month});
}

// Counting as it was before rule 2.
rules::column recount::judge_by_rule_one(const told_play& p, known_programme* cited) {
  if (p.end_seq == 0 || !p.belongs) return rules::column::uncounted;
  plays_.read(p, start_, end_);
  play_context context;
  if (cited != nullptr) {
    context.approved =
        p.utc >= cited->value->issued && p.utc < cited->value->expires && is_shown(*cited, *start_.play);
  }
  context.unknown_output_counts = p.vouched || p.end_seq <= old_rule_to_;
  switch (outcome_of(end_, context)) {
    case counted_as::play:
      return rules::column::plays;
    case counted_as::partial:
      return rules::column::partial;
    case counted_as::failed:
      break;
  }
  return rules::column::failed;
}

void recount::count(rules::column where, milliseconds shown) {
  totals_line& t = *of_screen_;
  switch (where) {
    case rules::column::plays:
      ++t.plays;
      t.airtime_ms += shown.count();
      break;
    case rules::column::partial:
      ++t.partial;
      break;
    case rules::column::failed:
      ++t.failed;
      break;
    case rules::column::uncounted:
      ++t.uncounted;
      break;
  }
}

// ---- plays that exclude each other

bool recount::clashes(const shown_play& other, const shown_play& of) const {
  auto order = [this](const shown_play& p) {
    return std::tuple(p.ended, std::string_view(logs_[static_cast<std::size_t>(p.log) - 1]), p.end_seq);
  };
  if (order(other) >= order(of)) return false;
  rules::claim earlier = other.claim, later = of.claim;
  if (other.log == of.log && other.boot == of.boot) {
    earlier.mono = other.mono;
    later.mono = of.mono;
  }
  return !rules::clash(earlier, later).empty();
}

bool recount::slot_before(std::size_t a, std::size_t b) const {
  const rules::claim &x = shown_[a].claim, &y = shown_[b].claim;
  return std::tie(x.slot, x.what) < std::tie(y.slot, y.what);
}

// `latest_end`: of the plays up to each one. The plays are ordered by when they began.
bool recount::is_excluded(std::size_t play, const std::vector<utc_ms>& latest_end) const {
  const shown_play& p = shown_[play];
  for (std::size_t i = play; i-- > 0 && latest_end[i] > p.claim.from;) {
    if (clashes(shown_[i], p)) return true;
  }
  for (std::size_t i = play + 1; i < shown_.size() && shown_[i].claim.from < p.claim.to; ++i) {
    if (clashes(shown_[i], p)) return true;
  }
  auto [same, end] = std::equal_range(by_slot_.begin(), by_slot_.end(), play,
                                      [this](std::size_t a, std::size_t b) { return slot_before(a, b); });
  return std::any_of(same, end, [&](std::size_t i) { return i != play && clashes(shown_[i], p); });
}

void recount::end_screen() {
  std::stable_sort(shown_.begin(), shown_.end(),
                   [](const auto& a, const auto& b) { return a.claim.from < b.claim.from; });
  by_slot_.clear();
  std::vector<utc_ms> latest_end;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    const rules::claim& c = shown_[i].claim;
    by_slot_.push_back(i);
    latest_end.push_back(i == 0 ? c.to : std::max(latest_end.back(), c.to));
  }
  std::sort(by_slot_.begin(), by_slot_.end(),
            [this](std::size_t a, std::size_t b) { return slot_before(a, b); });
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    const shown_play& p = shown_[i];
    if (!p.in_month) continue;
    count(is_excluded(i, latest_end) ? rules::column::uncounted : p.where, p.shown);
  }
  shown_.clear();
  by_slot_.clear();
  logs_.clear();
}

void recount::finish() {
  end_log();
  end_screen();
}

}  // namespace bangtin::evidence::checker
