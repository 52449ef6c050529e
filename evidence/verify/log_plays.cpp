// The plays are kept as numbers and made records again when a rule looks at them: a month of one screen has a
// hundred thousand plays, and few different texts.
#include "evidence/verify/log_plays.hpp"

#include <algorithm>

#include "evidence/output_rule.hpp"

namespace bangtin::evidence::checker {

void log_plays::clear() {
  plays_.clear();
  boots_.clear();
  boot_numbers_.clear();
  newest_boot_ = 0;
  vouched_ = false;
  receipted_ = 0;
  ended_.clear();
}

log_plays::boot& log_plays::boot_of(const record& r) {
  if (newest_boot_ < boots_.size() && boots_[newest_boot_].name == r.boot) return boots_[newest_boot_];
  auto [found, is_new] = boot_numbers_.try_emplace(r.boot, static_cast<int>(boots_.size()));
  if (is_new) boots_.push_back({r.boot, {}, {}, r.seq, plays_.size()});
  newest_boot_ = static_cast<std::size_t>(found->second);
  return boots_[newest_boot_];
}

int log_plays::text_of(const std::string& text, int last) {
  if (last < static_cast<int>(texts_.size()) && texts_[static_cast<std::size_t>(last)] == text) return last;
  auto [found, is_new] = text_numbers_.try_emplace(text, static_cast<int>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return found->second;
}

int log_plays::facts_number(const play_facts& play) {
  std::string& key = facts_key_;
  key = play.campaign;
  key += '\0';
  key += play.media;
  key += '\0';
  key.append(reinterpret_cast<const char*>(play.programme.value.data()), play.programme.value.size());
  auto [found, is_new] = facts_numbers_.try_emplace(key, static_cast<int>(facts_.size()));
  if (is_new) facts_.push_back(play);
  return found->second;
}

void log_plays::add(const record& r) {
  boot& b = boot_of(r);
  if (learn(b.clock, r) && r.seq > b.first_seq) {
    const int number = static_cast<int>(newest_boot_);
    for (std::size_t i = b.first_play; i < plays_.size(); ++i) {
      if (plays_[i].boot != number) continue;
      read(plays_[i], start_);
      plays_[i].at = correct(start_, b.clock).at;
    }
  }
  if (r.type == record_type::boot) vouched_ = r.reason == boot_output_assumed;
  if (r.type == record_type::start && r.play) take_start(r);
  if (r.type == record_type::end && r.play && r.end) take_end(r);
}

void log_plays::take_start(const record& r) {
  told_play p;
  p.seq = r.seq;
  p.utc = r.utc;
  p.at = correct(r, boots_[newest_boot_].clock).at;
  p.mono = r.mono;
  p.clock = r.clock;
  p.boot = static_cast<int>(newest_boot_);
  p.facts = facts_number(*r.play);
  p.planned_start = r.play->planned_start;
  p.planned = r.play->planned;
  p.vouched = vouched_;
  plays_.push_back(p);
}

std::size_t log_plays::find(std::int64_t seq) const {
  // Nearly every END follows its START.
  if (!plays_.empty() && plays_.back().seq == seq) return plays_.size() - 1;
  auto found = std::lower_bound(plays_.begin(), plays_.end(), seq,
                                [](const told_play& p, std::int64_t s) { return p.seq < s; });
  if (found == plays_.end() || found->seq != seq) return plays_.size();
  return static_cast<std::size_t>(found - plays_.begin());
}

// The first END counts; others change nothing, nor does one without a START.
void log_plays::take_end(const record& r) {
  const std::size_t place = find(r.play->play);
  if (place == plays_.size() || plays_[place].end_seq != 0) return;
  told_play& p = plays_[place];
  p.end_seq = r.seq;
  p.end_boot = static_cast<int>(newest_boot_);
  p.end_mono = r.mono;
  p.shown = r.end->shown;
  p.frames = r.end->frames;
  p.output = last_output_ = text_of(r.end->output, last_output_);
  p.why = last_why_ = text_of(r.end->reason, last_why_);
  p.outcome = r.end->outcome;
  ended_.push_back(place);
  read(p, start_);
  p.belongs = rules::belong_together(start_, r);
  if (!p.belongs || rules::is_too_long(start_, r) || p.shown.count() == 0) return;
  const rules::place_in_boot placed =
      rules::place(boots_[static_cast<std::size_t>(p.boot)].placed, start_, r);
  p.fits = placed.fits;
  p.until = placed.until;
}

void log_plays::receipt(std::int64_t, utc_ms received, int rules) {
  for (; receipted_ < plays_.size(); ++receipted_) {
    plays_[receipted_].received = received;
    plays_[receipted_].rule_one = rules <= 1;
  }
  for (std::size_t place : ended_) {
    plays_[place].ended = received;
    plays_[place].rule_one = rules <= 1;
  }
  ended_.clear();
}

void log_plays::read(const told_play& p, record& start) const {
  start.type = record_type::start;
  start.seq = p.seq;
  start.boot = boots_[static_cast<std::size_t>(p.boot)].name;
  start.utc = p.utc;
  start.mono = p.mono;
  start.clock = p.clock;
  start.play = facts_of(p);
  start.play->play = p.seq;
  start.play->planned_start = p.planned_start;
  start.play->planned = p.planned;
}

void log_plays::read(const told_play& p, record& start, record& end) const {
  read(p, start);
  end.type = record_type::end;
  end.seq = p.end_seq;
  end.boot = boots_[static_cast<std::size_t>(p.end_boot)].name;
  end.mono = p.end_mono;
  end.play = start.play;
  if (!p.belongs) end.play->play = 0;
  end.end = play_end{p.shown,   p.frames,
                     0,         texts_[static_cast<std::size_t>(p.output)],
                     p.outcome, texts_[static_cast<std::size_t>(p.why)]};
}

}  // namespace bangtin::evidence::checker
