#include "bench/played_site.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "bench/publication.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::bench {

namespace {

namespace programme = playlists::programme;
using evidence::record;
using evidence::record_type;

constexpr int campaigns = 5, items_of_a_campaign = 4;
constexpr milliseconds shown_for_each{10'000};

programme::media_item poster(const std::string& name) {
  programme::media_item m;
  m.name = name;
  const digest sha = sha256(name);
  m.id = sha.hex().substr(0, 12);
  m.title = "Thông báo tiêm chủng mở rộng, " + name;
  m.theme = "III.2";
  m.width = 1920;
  m.height = 1080;
  m.files = {{sha, 100'000}};
  return m;
}

programme::programme programme_of(int screens) {
  const utc_ms first{std::chrono::sys_days(std::chrono::year_month_day(played_site::month / 1))};
  programme::programme p;
  p.version = 1;
  p.issued = first - std::chrono::hours(48);
  p.expires = first + std::chrono::hours(24 * 400);
  for (int c = 0; c < campaigns; ++c) {
    programme::playlist list;
    list.name = fmt::format("posters-{}", c);
    for (int i = 0; i < items_of_a_campaign; ++i) {
      const std::string name = fmt::format("thong-bao/{}-{}.png", c, i);
      p.media.push_back(poster(name));
      list.items.push_back({name, shown_for_each, "", "", ""});
    }
    p.playlists.push_back(list);
    programme::campaign campaign;
    campaign.name = fmt::format("campaign-{}", c);
    campaign.playlist = list.name;
    campaign.task = "IV.2.c";
    campaign.share = 10 * (c + 1);
    campaign.screens = {"all"};
    p.campaigns.push_back(campaign);
  }
  p.slate = p.media.front().name;
  for (int s = 0; s < screens; ++s) {
    programme::screen on;
    on.name = fmt::format("screen-{:03}", s);
    on.venue = "service-centre";
    p.screens.push_back(on);
  }
  return p;
}

}  // namespace

played_screen::played_screen(const programme::programme& shows, const programme::screen& on,
                             const digest& signed_programme, programme::local_day first)
    : shows_(shows),
      on_(on),
      planner_(shows, on),
      programme_(signed_programme),
      day_(first),
      booted_(playlists::schedule::range_of(shows, first).from - std::chrono::hours(1)) {
  tip_ = evidence::first_link(log_, key_.public_part());
  record genesis = blank(record_type::genesis, booted_);
  genesis.screen = on_.name;
  append(genesis);
  record boot = blank(record_type::boot, booted_);
  boot.reason = "start";
  append(boot);
}

record played_screen::blank(record_type type, utc_ms at) {
  record r;
  r.log = log_;
  r.seq = ++seq_;
  r.type = type;
  r.boot = "6f1c7a52-7e0b-4b1e-9d53-2c8f5a90e3d1";
  r.mono = milliseconds(at - booted_);
  r.utc = at;
  r.clock = clock_trust::synced;
  return r;
}

void played_screen::append(const record& r) {
  lines_.push_back(evidence::to_line(r));
}

void played_screen::play_day() {
  for (const playlists::schedule::slot& s : planner_.day(day_)) {
    if (s.campaign < 0) continue;
    const programme::campaign& c = shows_.campaigns[static_cast<std::size_t>(s.campaign)];
    const programme::playlist& list = *shows_.find_playlist(c.playlist);
    const std::string& media = list.items[static_cast<std::size_t>(s.item)].media;
    record start = blank(record_type::start, s.from);
    start.play = evidence::play_facts{start.seq, programme_, c.name, media, s.from, s.to - s.from};
    append(start);
    record end = blank(record_type::end, s.to);
    end.play = start.play;
    end.end = evidence::play_end{s.to - s.from, 300, 0, "connected", evidence::play_outcome::complete, ""};
    append(end);
  }
  day_ += std::chrono::days(1);
}

evidence::batch played_screen::next(std::size_t records) {
  while (lines_.size() - first_ < records) play_day();
  const auto from = lines_.begin() + static_cast<std::ptrdiff_t>(first_);
  evidence::batch b{log_, sent_ + 1, {from, from + static_cast<std::ptrdiff_t>(records)}, {}};
  first_ += records;
  sent_ += static_cast<std::int64_t>(records);
  for (const std::string& line : b.lines) tip_ = evidence::next_link(tip_, line);
  b.head = evidence::sign_text(evidence::to_text(evidence::head{log_, sent_, tip_}), key_);
  if (first_ > 20'000) {
    lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  return b;
}

played_site::played_site(int screens) : programme_(programme_of(screens)) {
  const digest signed_programme = playlists::text::programme_digest(programme_);
  screens_.reserve(programme_.screens.size());
  for (const programme::screen& s : programme_.screens) {
    screens_.emplace_back(programme_, s, signed_programme, programme::local_day(month / 1));
  }
}

void played_site::publish(scheduler::ledger::ledger& l) const {
  bench::publish(l, programme_, root_, secret_key::generate());
}

std::vector<scheduler::ledger::paired_screen> played_site::paired() const {
  std::vector<scheduler::ledger::paired_screen> all;
  for (const played_screen& s : screens_) {
    scheduler::ledger::paired_screen p;
    p.name = p.title = s.name();
    p.venue = "service-centre";
    p.key = s.key().public_part();
    p.root = root_.public_part();
    all.push_back(std::move(p));
  }
  return all;
}

}  // namespace bangtin::bench
