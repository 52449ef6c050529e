// Random approvals and random steps of the clock, at random instants of items of 1 s to 8 h. The rules hold
// for every one of them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/judged.hpp"
#include "player/core/random_site.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;

constexpr milliseconds change_timeout{30'000};
// For preparing what replaces an item, and for what is too short to be joined.
constexpr milliseconds prepare_timeout{3'000};

bool is_item(const happened& h, const programme& p) {
  return h.file != digest{} && h.file != p.find_media(p.slate)->files.front().sha256;
}

class a_random_run {
 public:
  a_random_run() : t(the_day + milliseconds(*rc::gen::inRange(0, 86'400'000))) {
    begun = t.now.utc;
    programme first = random_programme();
    approvals.push_back({begun, t.now.mono, first, files_of(first)});
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(approvals[0].value)});
  }
  void approve() {
    programme next = approvals.back().value;
    change_randomly(next, t.now.utc);
    approvals.push_back({t.now.utc, t.now.mono, next, files_of(next)});
    t.tell(programme_arrived{ready(next)});
  }
  void stop() {
    ended = t.now.utc;
    t.tell(stopping{});
    t.run_for(milliseconds(500));
  }

  utc_ms utc_of(stage::mono_ms at) const { return t.now.utc - (t.now.mono - at); }
  utc_ms end_of(const happened& h) const { return h.to == stage::mono_ms{} ? ended : utc_of(h.to); }
  utc_ms until(std::size_t k) const { return k + 1 < approvals.size() ? approvals[k + 1].at : ended; }
  const happened* shown_at(utc_ms when) const {
    auto after = std::partition_point(t.screen.begin(), t.screen.end(),
                                      [&](const happened& h) { return utc_of(h.from) <= when; });
    return after == t.screen.begin() ? nullptr : &*std::prev(after);
  }

  std::string after(utc_ms when) const { return std::to_string((when - begun).count()) + " ms"; }
  // For a test that fails: what arrived and what was on show.
  std::string story(utc_ms around) const {
    std::string all;
    for (const approval& a : approvals) {
      all += "approval at " + after(a.at) + (a.value.now ? " now" : "") + ":";
      for (const auto& item : a.value.playlists[0].items) {
        const auto* m = a.value.find_media(item.media);
        all += " " + item.media + " " + std::to_string(total_duration(item, *m).count()) + "/" +
               std::to_string(m->pages);
      }
      all += "\n";
    }
    for (const happened& h : t.screen) {
      if (end_of(h) < around - seconds(20) || utc_of(h.from) > around + minutes(2)) continue;
      all +=
          "  " + after(utc_of(h.from)) + " to " + after(end_of(h)) + " " + h.file.hex().substr(0, 6) + "\n";
    }
    return all;
  }

  theatre t;
  utc_ms begun{}, ended{};
  std::vector<approval> approvals;
};

// Within 30 s of an approval, or at once if it says so, no file is on show that it removed. A later approval
// may bring the file back. `faults`: how much longer it may take where the new item and the slate both hang.
void check_removed_items_are_gone(const a_random_run& r, milliseconds faults = {}) {
  for (const happened& h : r.t.screen) {
    if (!is_item(h, r.approvals[0].value)) continue;
    stage::mono_ms end = h.to == stage::mono_ms{} ? r.t.now.mono : h.to;
    stage::mono_ms allowed = h.from;  // until when the file may be on show
    for (const approval& a : r.approvals) {
      milliseconds within = a.value.now ? prepare_timeout : change_timeout + milliseconds(100);
      if (a.files.contains(h.file)) allowed = stage::mono_ms::max();
      if (!a.files.contains(h.file)) allowed = std::min(allowed, a.arrived + within + faults);
      stage::mono_ms next = &a == &r.approvals.back() ? stage::mono_ms::max() : (&a + 1)->arrived;
      bool shown = std::max(h.from, std::max(allowed, a.arrived)) < std::min(end, next);
      RC_ASSERT(!shown);
    }
  }
}

// From 30 s after an approval on, every slot is on show in its middle.
void check_slots_are_shown(const a_random_run& r) {
  for (std::size_t k = 0; k < r.approvals.size(); ++k) {
    const programme& p = r.approvals[k].value;
    utc_ms from = r.approvals[k].at + (k == 0 ? prepare_timeout : change_timeout + prepare_timeout);
    for (const slot& s : slots_between(p, from, r.until(k))) {
      utc_ms middle = std::max(s.from, from) + (s.to - std::max(s.from, from)) / 2;
      if (middle >= r.until(k) || s.to - middle < milliseconds(1'600)) continue;
      const happened* shown = r.shown_at(middle);
      RC_ASSERT(shown != nullptr);
      if (s.campaign >= 0) RC_ASSERT(shown->file == file_of_slot(p, s));
    }
  }
}

// Nothing but an item is on show while one is due, except while it is being prepared.
void check_no_slate_while_an_item_is_due(const a_random_run& r) {
  for (const happened& h : r.t.screen) {
    if (is_item(h, r.approvals[0].value)) continue;
    for (std::size_t k = 0; k < r.approvals.size(); ++k) {
      utc_ms from = std::max(r.utc_of(h.from), r.approvals[k].at);
      utc_ms to = std::min(r.end_of(h), r.until(k));
      if (from >= to) continue;
      utc_ms due_since = to;
      for (const slot& s : slots_between(r.approvals[k].value, from, to)) {
        if (s.campaign < 0) continue;
        due_since = std::min(due_since, std::max(s.from, from));
      }
      RC_ASSERT(to - due_since <= prepare_timeout);
    }
  }
}

bool has_slot(const programme& p, const slot& s, const digest& file) {
  std::optional<slot> other = slot_at(p, s.from);
  return other && other->from == s.from && other->to == s.to && file_of_slot(p, *other) == file;
}

void expect_one_whole_play(const a_random_run& r, const slot& s, const std::vector<kept>& plays) {
  bool whole = plays.size() == 1 && plays[0].end->end->outcome == play_outcome::complete &&
               plays[0].end->end->shown == s.to - s.from;
  if (whole) return;
  std::string said = "slot " + r.after(s.from) + " to " + r.after(s.to) + "\n" + r.story(s.from);
  for (const kept& k : plays) {
    said += "play of " + r.after(k.start->play->planned_start) + ": " + k.end->end->reason + ", shown " +
            std::to_string(k.end->end->shown.count()) + "\n";
  }
  RC_FAIL(said);
}

// A slot that every programme has which arrives while it lasts is one complete play of its whole length.
void check_unchanged_items_are_whole(const a_random_run& r) {
  std::map<std::pair<utc_ms, milliseconds>, std::vector<kept>> plays;
  for (const kept& k : r.t.kept_plays()) {
    plays[{k.start->play->planned_start, k.start->play->planned}].push_back(k);
  }
  for (std::size_t k = 0; k < r.approvals.size(); ++k) {
    const programme& p = r.approvals[k].value;
    utc_ms from = r.approvals[k].at + (k == 0 ? prepare_timeout : change_timeout + prepare_timeout);
    for (const slot& s : slots_between(p, from, r.until(k))) {
      if (s.campaign < 0 || s.page > 0 || s.from < from || s.to >= r.ended) continue;
      if (s.from >= r.until(k)) continue;
      bool unchanged = true;
      for (std::size_t j = k + 1; j < r.approvals.size() && r.approvals[j].at < s.to; ++j) {
        unchanged &= has_slot(r.approvals[j].value, s, file_of_slot(p, s));
      }
      if (!unchanged) continue;
      expect_one_whole_play(r, s, plays[{s.from, s.to - s.from}]);
    }
  }
}

// Every START has its END, and no more was claimed than was on show.
void check_records_are_exact(const a_random_run& r) {
  std::map<std::string, milliseconds> claimed, seen;
  for (const kept& k : r.t.kept_plays()) {
    RC_ASSERT(k.start.has_value());
    RC_ASSERT(k.end.has_value());
    claimed[k.end->play->media] += k.end->end->shown;
  }
  for (const happened& h : r.t.screen) {
    for (const approval& a : r.approvals) {
      auto m = std::find_if(a.value.media.begin(), a.value.media.end(), [&](const auto& one) {
        return std::any_of(one.files.begin(), one.files.end(),
                           [&](const auto& f) { return f.sha256 == h.file; });
      });
      if (m == a.value.media.end()) continue;
      seen[m->name] += r.end_of(h) - r.utc_of(h.from);
      break;
    }
  }
  for (const auto& [name, shown] : claimed) RC_ASSERT(shown <= seen[name] + milliseconds(1));
}

// What an honest screen records is never held to be implausible. `slots_again`: the clock was set back, so a
// slot may have been shown twice, of which one counts.
void check_every_play_is_plausible(const a_random_run& r, bool slots_again = false) {
  std::vector<programme> approved;
  for (const approval& a : r.approvals) approved.push_back(a.value);
  for (const judged_play& j : judged(r.t, approved)) {
    if (j.verdict.where != evidence::rules::column::uncounted) continue;
    if (slots_again && j.verdict.reason == evidence::rules::reason::slot_taken) continue;
    const evidence::record& start = *j.records.start;
    const evidence::record& end = *j.records.end;
    RC_FAIL(j.verdict.reason + "\n" + evidence::to_line(start) + "\n" + evidence::to_line(end) + "\n" +
            r.story(start.utc));
  }
}

RC_GTEST_PROP(any_approvals, change_the_screen_in_time_and_cut_nothing_that_stays, ()) {
  a_random_run r;
  int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    r.t.run_for(random_length());
    r.approve();
  }
  r.t.run_for(minutes(2) + random_length() / 4);
  r.stop();
  check_removed_items_are_gone(r);
  check_slots_are_shown(r);
  check_no_slate_while_an_item_is_due(r);
  check_unchanged_items_are_whole(r);
  check_records_are_exact(r);
  check_every_play_is_plausible(r);
  RC_ASSERT(r.t.max_alive <= 4u);
}

// ---- steps of the clock

// Two seconds after a step, the screen shows what is due by the new time, a video at its right place.
void check_in_step(const theatre& t, const programme& p) {
  std::optional<slot> due = slot_at(p, t.now.utc);
  RC_ASSERT(due.has_value());
  if (t.now.utc - due->from < milliseconds(300)) return;  // it has just begun
  // What is too short to be joined is not.
  if (due->to - t.now.utc < milliseconds(1'600) + seconds(2)) return;
  const happened& h = t.screen.back();
  RC_ASSERT(is_item(h, p) == (due->campaign >= 0));
  if (due->campaign < 0) return;
  RC_ASSERT(h.file == file_of_slot(p, *due));
  const auto& what = std::get<stage::picture_file>(h.what);
  if (what.kind != stage::picture_file::type::video) return;
  milliseconds place = what.offset + (t.now.mono - h.from);
  milliseconds last = media_of_slot(p, *due)->duration - milliseconds(200);
  milliseconds right = t.now.utc - due->from;
  // A video that begins hardly late keeps its instant, and the stage catches up.
  if (right < last) RC_ASSERT(std::abs((place - right).count()) <= 650);
}

RC_GTEST_PROP(any_steps_of_the_clock, are_followed_within_the_item_and_lose_no_record, ()) {
  a_random_run r;
  const programme& p = r.approvals[0].value;
  r.t.run_for(milliseconds(*rc::gen::inRange(3'000, 3'000'000)));
  int count = *rc::gen::inRange(1, 5);
  std::size_t steps = 0;
  for (int i = 0; i < count; ++i) {
    milliseconds limit =
        *rc::gen::element(milliseconds(1'000), milliseconds(20'000), milliseconds(9'000'000));
    milliseconds step(*rc::gen::inRange(-limit.count(), limit.count() + 1));
    r.t.step_clock(step);
    steps += step > milliseconds(500) || step < -milliseconds(500) ? 1 : 0;
    r.t.run_for(seconds(2));
    if (step > milliseconds(500) || step < -milliseconds(500)) check_in_step(r.t, p);
    r.t.run_for(milliseconds(*rc::gen::inRange(0, 100'000)));
  }
  r.stop();
  RC_ASSERT(static_cast<std::size_t>(std::count_if(r.t.notes.begin(), r.t.notes.end(), [](const auto& n) {
              return n.type == evidence::record_type::clock;
            })) == steps);
  check_records_are_exact(r);
  check_every_play_is_plausible(r, true);
  std::vector<slot> near = slots_between(p, r.begun - hours(13), r.ended + hours(13));
  bool always_an_item = std::all_of(near.begin(), near.end(), [](const slot& s) { return s.campaign >= 0; });
  for (const happened& h : r.t.screen) {
    RC_ASSERT(is_item(h, p) || !always_an_item || &h == &r.t.screen.back());
  }
  RC_ASSERT(r.t.max_alive <= 4u);
}

// ---- everything at once

void disturb(a_random_run& r, int what) {
  theatre& t = r.t;
  switch (what) {
    case 0:
      t.step_clock(milliseconds(*rc::gen::inRange(-60'000, 60'001)));
      break;
    case 1: {
      active_notice n;
      n.id = "n" + std::to_string(t.now.mono.count());
      n.number = t.now.mono.count();
      n.issued = t.now.utc;
      n.expires = t.now.utc + milliseconds(*rc::gen::inRange(1'000, 60'000));
      n.text = "Storm";
      t.tell(notices_changed{{n}});
      break;
    }
    case 2: {
      std::vector<digest> files(r.approvals.back().files.begin(), r.approvals.back().files.end());
      files.resize(static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(files.size()) + 1)));
      t.tell(items_withdrawn{files});
      break;
    }
    case 3:
      t.run_for(change_timeout + prepare_timeout);  // a machine that is suspended changes nothing
      t.sleep(milliseconds(*rc::gen::inRange(0, 7'200'000)));
      break;
    default:
      r.approve();
  }
}

RC_GTEST_PROP(any_mixture, of_steps_notices_suspends_and_faults_keeps_the_rules, ()) {
  a_random_run r;
  auto faults = *rc::gen::container<std::vector<int>>(32, rc::gen::inRange(0, 10));
  std::size_t turn = 0;
  r.t.fate_of = [&](const prepare_cue&) {
    switch (faults[turn++ % faults.size()]) {
      case 0:
        return theatre::fate{{}, milliseconds(50), {}, "decoder-error"};
      case 1:
        return theatre::fate{milliseconds(200), {}, milliseconds(1'000), "decoder-crash"};
      case 2:
        return theatre::fate{{}, {}, {}, ""};
      default:
        return theatre::fate{};
    }
  };
  int count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) {
    r.t.run_for(milliseconds(*rc::gen::inRange(0, 90'000)));
    disturb(r, *rc::gen::inRange(0, 7));
  }
  r.t.run_for(minutes(2));
  r.stop();
  check_removed_items_are_gone(r, seconds(5));
  check_records_are_exact(r);
  check_every_play_is_plausible(r, true);
  RC_ASSERT(r.t.max_alive <= 4u);
}

}  // namespace
}  // namespace bangtin::player::core
