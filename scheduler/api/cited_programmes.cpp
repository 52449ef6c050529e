#include "scheduler/api/cited_programmes.hpp"

#include <algorithm>

#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/play_description.hpp"

namespace bangtin::scheduler::api {

namespace programme = playlists::programme;

cited_programme::cited_programme(std::shared_ptr<const programme::programme> value, const std::string& screen,
                                 const std::string& zone)
    : value_(std::move(value)), screen_(screen), site_(value_ != nullptr ? value_->timezone : zone) {
  if (value_ != nullptr) planned_.emplace(value_, screen);
}

evidence::rules::programme_facts cited_programme::facts_of(const evidence::play_facts& play) {
  if (!planned_) return {};
  return planned_->facts_of(play);
}

milliseconds cited_programme::offset_at(utc_ms t) {
  if (t < offset_.from || t >= offset_.to) offset_ = site_.offset_at(t);
  return offset_.offset;
}

programme::local_day cited_programme::day_of(utc_ms t) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::local_time<milliseconds>(t.time_since_epoch() + offset_at(t)));
}

int cited_programme::hour_of(utc_ms t) {
  milliseconds local = t.time_since_epoch() + offset_at(t);
  return static_cast<int>((local - std::chrono::floor<std::chrono::days>(local)) / std::chrono::hours(1));
}

result<std::int64_t> cited_programme::key_of(ledger::play_ledger& plays, const evidence::play_facts& play) {
  auto known = keys_.find({play.campaign, play.media});
  if (known != keys_.end()) return known->second;
  evidence::play_context c = describe(value_.get(), screen_, play);
  evidence::count_key key;
  key.screen = screen_;
  key.venue = c.venue;
  key.task = c.task;
  key.theme = c.theme;
  key.campaign = play.campaign;
  key.media = play.media;
  key.title = c.title;
  result<std::int64_t> number = plays.key_of(key);
  if (number) keys_.emplace(std::pair(play.campaign, play.media), *number);
  return number;
}

result<cited_programme*> cited_programmes::find(ledger::ledger& l, const digest& d,
                                                const std::string& screen) {
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [&](const entry& e) { return e.programme == d && e.screen == screen; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    // A programme that was not here may have been published meanwhile.
    if (entries_.front().cited.value() != nullptr) return &entries_.front().cited;
    entries_.pop_front();
  }
  auto value = read(l, d);
  if (!value) return value.error();
  if (entries_.size() >= max_entries) entries_.pop_back();
  entries_.push_front({d, screen, cited_programme(*value, screen, zone_.value_or("Asia/Ho_Chi_Minh"))});
  return &entries_.front().cited;
}

void cited_programmes::forget_keys() {
  for (entry& e : entries_) e.cited.forget_keys();
}

result<std::shared_ptr<const programme::programme>> cited_programmes::read(ledger::ledger& l,
                                                                           const digest& d) {
  if (auto known = parsed_.find(d); known != parsed_.end()) return known->second;
  auto rows = l.programmes().published();
  if (!rows) return rows.error();
  auto parse = [&](std::int64_t version) -> result<std::shared_ptr<const programme::programme>> {
    auto text = l.programmes().json_of(version);
    if (!text) return text.error();
    auto ready = prepare(text->value_or(""));
    if (!ready) return ready.error();
    return (*ready)->value;
  };
  if (!zone_ && !rows->empty()) {
    auto first = parse(rows->back().version);
    if (!first) return first.error();
    zone_ = (*first)->timezone;
  }
  auto row = std::find_if(rows->begin(), rows->end(), [&](const auto& r) { return r.programme_digest == d; });
  if (row == rows->end()) return std::shared_ptr<const programme::programme>();
  auto value = parse(row->version);
  if (!value) return value.error();
  if (parsed_.size() >= max_entries) parsed_.clear();
  parsed_.emplace(d, *value);
  return *value;
}

}  // namespace bangtin::scheduler::api
