// The conductor's steps after every event, in order: pass what is over, make ready what is near, press on
// with what is being made ready, close the plays that have ended.
#include <algorithm>

#include "base/language.hpp"
#include "player/core/conductor_state.hpp"

namespace bangtin::player {

namespace {

// Once in the reader's language and once in English, where these differ.
void say_twice(std::vector<std::string>& lines, const message& m) {
  lines.push_back(translate(m));
  if (in_english(m) != lines.back()) lines.push_back(in_english(m));
}

// Where there is a programme, its slate cannot be shown: the stage's own stands in for it.
text_card waiting_card(const ready_programme* of) {
  text_card card;
  if (of != nullptr) {
    card.as = text_card::style::slate;
    card.title = of->value->body.empty() ? tr("Notice board") : of->value->body;
    return card;
  }
  card.title = tr("Notice board");
  say_twice(card.lines, msg("The programme will be shown here shortly."));
  return card;
}

text_card pairing_card(const std::string& code, const std::string& address) {
  text_card card;
  card.as = text_card::style::pairing;
  card.title = code;
  // To be sent on from a telephone to whoever sits at that machine.
  card.qr = "bangtin screen pair " + code;
  say_twice(card.lines, msg("This screen is not set up yet."));
  say_twice(card.lines, msg("Enter this code at the administrator's machine: bangtin screen pair {}", code));
  if (!address.empty()) card.lines.push_back(address);
  return card;
}

}  // namespace

void conductor::impl::advance() {
  if (!stopping_) {
    tend_notices();
    extend();
    pass_boundaries();
    dress_pictures();
    prepare_ahead();
    give_up_late();
    for (auto& [id, c] : cues_) press(c);
    check_ahead();
    switch_power();
  }
  settle();
}

// ---- what lies above the pictures

void conductor::impl::dress_pictures() {
  std::shared_ptr<const ready_programme> by = schedule_.empty() ? nullptr : schedule_.front().of;
  bool holds = by == dressed_by_ && (!by || (now_.utc >= dressed_.from && now_.utc < dressed_.to));
  if (holds) return;
  dressing now = by ? dress(*by->value, screen_, now_.utc) : dressing{};
  if (now.what != dressed_.what || now.logo != dressed_.logo)
    out_.push_back(set_overlays{now.what, now.logo});
  dressed_by_ = by;
  dressed_ = std::move(now);
}

void conductor::impl::dress_item(const planned& p, picture_file& what) const {
  const playlists::programme& of = *p.of->value;
  const playlists::campaign& c = of.campaigns.at(static_cast<std::size_t>(p.p.campaign));
  const playlists::playlist_item& entry = *entry_of(of, p.p);
  const playlists::media_item& media = *media_of(of, p.p);
  what.fit = c.fit == playlists::picture_fit::cover ? fit_mode::cover : fit_mode::contain;
  what.link = entry.link.empty() ? media.link : entry.link;
  what.call = entry.call;
  if (!what.sound) return;
  const playlists::screen* on = of.find_screen(screen_);
  bool quiet = on != nullptr && is_quiet(of, *on, p.begin, p.p.to);
  what.volume = quiet ? 0 : c.volume * (on == nullptr ? 100 : on->volume) / 100;
  what.sound = what.volume > 0;
}

// ---- making ready

void conductor::impl::prepare_ahead() {
  for (std::size_t i = 0; i < schedule_.size() && i < 3; ++i) {
    planned& p = schedule_[i];
    if (p.at != planned::progress::ahead) continue;
    bool others_first = !cues_.empty() && is_bare();
    if (p.begin - now_.utc > (others_first ? limits::bare_lead : limits::lead)) return;
    if (cues_.size() >= limits::cues) reclaim();
    // The last place is kept for a slate that has to stand in.
    if (cues_.size() + (i == 2 ? 1 : 0) >= limits::cues) return;
    prepare(p);
  }
}

// Nothing is on show yet. The first picture after a start has the machine to itself.
bool conductor::impl::is_bare() const {
  return std::none_of(cues_.begin(), cues_.end(), [](const auto& entry) { return entry.second.began; });
}

// A cue whose end was never told would hold its place for ever.
void conductor::impl::reclaim() {
  cue_id newest = 0;
  for (const auto& [id, c] : cues_) newest = c.began ? id : newest;
  auto old = std::find_if(cues_.begin(), cues_.end(),
                          [&](const auto& entry) { return entry.second.began && entry.first != newest; });
  if (old != cues_.end()) drop(old->first, "stage-lost");
}

void conductor::impl::prepare(planned& p) {
  if (!join(p)) return;
  p.at = planned::progress::under_way;
  switch (p.p.kind) {
    case part_kind::item:
      return prepare_item(p);
    case part_kind::slate:
      return prepare_slate(p, mono_of(p.begin));
    case part_kind::dark:
      return show(add_cue(p, part_kind::dark, {}, dark{}, mono_of(p.begin)));
    case part_kind::card:
      return prepare_card(p, mono_of(p.begin));
    case part_kind::notice:
      return;  // see tend_notices
  }
}

// A part whose beginning is past is joined, unless hardly anything is left of it.
bool conductor::impl::join(planned& p) {
  bool past = now_.utc > p.p.from && now_.utc >= p.begin;
  if (!past || p.p.kind != part_kind::item) return true;
  milliseconds left = p.p.to - now_.utc;
  if (left < limits::join_least && left * 2 < p.p.to - p.p.from) {
    withdraw(p, "late-join");
    p.at = planned::progress::given_up;
    // A notice that is over does not stay for it.
    if (showing_.media == "notice") prepare_slate(p, now_.mono);
    return false;
  }
  const playlists::media_item* media = media_of(*p.of->value, p.p);
  bool video = media != nullptr && media->kind == playlists::media_kind::video;
  // A video that is hardly late is not sought in: it keeps its instant, and the stage catches up.
  bool hardly = now_.utc - p.p.from <= limits::start_latest;
  p.begin = !video ? now_.utc : hardly ? p.p.from : now_.utc + limits::join_lead;
  return true;
}

void conductor::impl::prepare_item(planned& p) {
  const playlists::media_item* media = media_of(*p.of->value, p.p);
  std::size_t index = p.p.page > 0 ? static_cast<std::size_t>(p.p.page - 1) : 0;
  play& whole = play_of(p);
  if (!p.p.cut_by.empty()) whole.blame(p.p.cut_by);
  if (in_quarantine(whole.media_key)) return fail(p, "quarantined");
  if (media == nullptr || index >= media->files.size()) return fail(p, "file-missing");

  picture_file what;
  what.length = p.p.to - p.begin;
  if (media->kind == playlists::media_kind::video) {
    what.kind = picture_file::type::video;
    what.sound = true;
    milliseconds late = p.begin - p.p.from;
    what.offset = late < limits::start_latest ? milliseconds{} : late;  // hardly late: not worth a seek
    // Past its own end a video holds its last frames.
    if (media->duration.count() > 0) {
      what.offset = std::min(what.offset, std::max(milliseconds{}, media->duration - milliseconds(200)));
    }
  }
  dress_item(p, what);
  const playlists::media_item* text = p.of->value->find_media(entry_of(*p.of->value, p.p)->subtitles);
  playlists::file_ref subtitles;
  if (what.kind == picture_file::type::video && text != nullptr && !text->files.empty()) {
    subtitles = text->files.front();
  }
  cue& c = add_cue(p, part_kind::item, media->files[index], what, mono_of(p.begin), subtitles);
  const playlists::campaign& by = p.of->value->campaigns.at(static_cast<std::size_t>(p.p.campaign));
  c.fade = std::min(by.fade, (p.p.to - p.begin) / 2);
}

void conductor::impl::prepare_slate(const planned& p, mono_ms at) {
  const playlists::media_item* media = p.of ? p.of->value->find_media(p.of->value->slate) : nullptr;
  if (media == nullptr || media->files.empty()) return prepare_card(p, at);
  picture_file what;
  what.kind =
      media->kind == playlists::media_kind::video ? picture_file::type::video : picture_file::type::still;
  // It stays until something else comes.
  what.length = std::chrono::hours(24 * 365);
  show(add_cue(p, part_kind::slate, media->files.front(), what, at));
}

void conductor::impl::prepare_card(const planned& p, mono_ms at) {
  bool pairing = screen_.empty();
  show(add_cue(p, part_kind::card, {}, pairing ? pairing_card(code_, address_) : waiting_card(p.of.get()),
               at));
}

cue& conductor::impl::add_cue(const planned& p, part_kind kind, const playlists::file_ref& file, picture what,
                              mono_ms at, const playlists::file_ref& subtitles) {
  cue c;
  c.id = next_cue_++;
  c.kind = kind;
  c.part = p.number;
  c.play = kind == part_kind::item ? p.p.play : 0;
  c.prepared = now_.mono;
  c.instant = at;
  if (const auto* f = std::get_if<picture_file>(&what)) c.length = f->length;
  c.tells.programme_version = p.of ? p.of->value->version : 0;
  c.tells.media = kind == part_kind::dark     ? "closed"
                  : kind == part_kind::notice ? "notice"
                  : kind == part_kind::card   ? (screen_.empty() ? "pairing" : "slate")
                                              : "slate";
  if (kind == part_kind::item) {
    c.tells.media = media_of(*p.of->value, p.p)->name;
    c.tells.campaign = p.of->value->campaigns.at(static_cast<std::size_t>(p.p.campaign)).name;
  }
  out_.push_back(prepare_cue{c.id, file, std::move(what), subtitles});
  return cues_.emplace(c.id, std::move(c)).first->second;
}

// ---- pressing on

// When START is written: soon enough to be durable at the instant on a slow disk, but of a picture which is
// not ready yet as late as can be.
mono_ms conductor::impl::start_due(const cue& c) {
  return c.instant - (c.ready ? limits::start_earliest : limits::start_latest);
}

// START when it is due; the picture once START is durable, or as late as can be.
void conductor::impl::press(cue& c) {
  auto found = plays_.find(c.play);
  if (found == plays_.end() || c.show_sent) return;
  play& p = found->second;
  if (!p.start_written && now_.mono >= start_due(c)) begin_record(p);
  bool too_late = p.start_written && now_.mono >= c.instant + limits::start_patience;
  if (too_late && !p.durable && !p.unkept && !p.late) {
    p.late = true;
    note(evidence::record_type::gap, "start-late", 1);
  }
  if (p.durable || p.unkept || p.late) show(c);
}

void conductor::impl::show(cue& c) {
  c.show_sent = true;
  c.patience_ends =
      std::max(std::max(c.instant, now_.mono) + limits::show_patience, c.prepared + limits::ready_patience);
  out_.push_back(show_cue{c.id, c.instant, c.fade});
}

// What was to be shown and has not come is given up, and the slate stands in.
void conductor::impl::give_up_late() {
  for (auto entry = cues_.begin(); entry != cues_.end();) {
    const cue c = (entry++)->second;
    if (!c.show_sent || c.began || now_.mono < c.patience_ends || c.kind == part_kind::dark) continue;
    if (c.kind == part_kind::card || (c.kind == part_kind::notice && c.length == milliseconds{})) continue;
    planned* part = find_part(c.part);
    auto p = plays_.find(c.play);
    if (p != plays_.end()) p->second.broken = true;
    drop(c.id, "not-ready");
    if (c.kind == part_kind::notice) {
      notice_failed(c);
      continue;
    }
    if (part == nullptr) continue;
    part->at = planned::progress::given_up;
    if (c.kind == part_kind::slate) {
      prepare_card(*part, now_.mono);
    } else {
      prepare_slate(*part, now_.mono);
    }
  }
}

// Each part's files once, before its turn.
void conductor::impl::check_ahead() {
  if (is_bare()) return;
  auto look_at = [&](const playlists::media_item* media, std::size_t index) {
    if (media != nullptr && index < media->files.size()) out_.push_back(check_file{media->files[index]});
  };
  for (const planned& p : schedule_) {
    if (p.begin - now_.utc > limits::check_lead) return;
    bool files = p.of && (p.p.kind == part_kind::item || p.p.kind == part_kind::slate);
    if (p.number <= checked_part_ || !files) continue;
    checked_part_ = p.number;
    const playlists::programme& by = *p.of->value;
    if (p.p.kind == part_kind::slate) {
      look_at(by.find_media(by.slate), 0);
      continue;
    }
    look_at(media_of(by, p.p), p.p.page > 0 ? static_cast<std::size_t>(p.p.page - 1) : 0);
    if (const playlists::playlist_item* entry = entry_of(by, p.p);
        entry != nullptr && !entry->subtitles.empty()) {
      look_at(by.find_media(entry->subtitles), 0);
    }
  }
}

// ---- the output's power

// The end of the darkness that is on now, as far as it is planned; now when it is not dark.
utc_ms conductor::impl::dark_until() const {
  utc_ms until = now_.utc;
  for (const planned& p : schedule_) {
    if (p.p.kind != part_kind::dark) break;
    until = p.p.to;
  }
  return until;
}

// Off once the dark is on show and will be for a while, on again a little before it ends.
void conductor::impl::switch_power() {
  bool on = powered_.value_or(true);
  const milliseconds dark_for = dark_until() - now_.utc;
  if (!on) {
    on = dark_for <= limits::wake_lead;
  } else if (dark_for > limits::dark_least) {
    on = std::none_of(cues_.begin(), cues_.end(), [](const auto& entry) {
      return entry.second.kind == part_kind::dark && entry.second.began;
    });
  }
  if (powered_ == on) return;
  powered_ = on;
  out_.push_back(set_power{on});
}

// ---- when to look again

mono_ms conductor::impl::next_wake(const time_reading& reading) const {
  mono_ms wake = reading.mono + std::chrono::seconds(10);
  auto by = [&](mono_ms t) { wake = std::min(wake, t); };
  for (std::size_t i = 0; i < schedule_.size() && i < 3; ++i) {
    const planned& p = schedule_[i];
    if (p.p.kind == part_kind::card || p.p.kind == part_kind::notice) break;
    if (i == 0) by(mono_of(p.p.to));
    if (p.at == planned::progress::ahead) by(mono_of(p.begin) - limits::lead);
  }
  if (powered_ == false) by(mono_of(dark_until()) - limits::wake_lead);
  if (dressed_by_) by(mono_of(dressed_.to));
  for (const auto& [id, c] : cues_) {
    if (c.began) continue;
    auto p = plays_.find(c.play);
    if (c.show_sent) {
      if (c.kind != part_kind::dark && c.kind != part_kind::card && c.length > milliseconds{}) {
        by(c.patience_ends);
      }
    } else if (p != plays_.end()) {
      by(p->second.start_written ? c.instant + limits::start_patience : start_due(c));
    }
  }
  if (!notices_.empty()) by(notice_wake());
  for (const auto& [token, p] : plays_) {
    if (p.parts_left <= 0 && waits(p)) by(mono_of(p.facts.planned_start));
  }
  // A thing that waits for another's end is looked at now and then, not without pause.
  return std::max(wake, reading.mono + milliseconds(20));
}

}  // namespace bangtin::player
