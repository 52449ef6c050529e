// Cards say everything twice, in the player's language and in English, because a visitor's helper may read
// only one of them.
#include "player/core/content.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/language.hpp"
#include "base/text.hpp"
#include "player/core/overlays_at.hpp"
#include "player/core/plan.hpp"

namespace bangtin::player::core {

namespace {

constexpr milliseconds no_end = std::chrono::hours(24 * 365);
// A seek stops at least this long before a video's end, because the video holds its last frames afterwards.
constexpr milliseconds last_frames{200};

// Adds the message in the player's language, and in English if that differs.
void say_twice(std::vector<std::string>& lines, const message& m) {
  lines.push_back(translate(m));
  if (in_english(m) != lines.back()) lines.push_back(in_english(m));
}

milliseconds video_offset(const playlists::programme::media_item& video, milliseconds late) {
  if (video.duration.count() <= 0) return late;
  return std::min(late, std::max(milliseconds{}, video.duration - last_frames));
}

int volume_of(const playlists::programme::programme& p, std::string_view screen, const segment& s,
              utc_ms begin) {
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on == nullptr) return campaign_of(p, s).volume;
  return is_quiet(p, *on, begin, s.to) ? 0 : campaign_of(p, s).volume * on->volume / 100;
}

}  // namespace

stage::picture_file item_content(const playlists::programme::programme& p, std::string_view screen,
                                 const segment& s, utc_ms begin) {
  const playlists::programme::playlist_item& entry = *entry_of(p, s);
  const playlists::programme::media_item& media = *media_of(p, s);
  stage::picture_file what;
  what.length = s.to - begin;
  what.fit = campaign_of(p, s).fit == playlists::programme::picture_fit::cover ? stage::fit_mode::cover
                                                                               : stage::fit_mode::contain;
  playlists::programme::qr_place qr = playlists::programme::qr_of(entry, campaign_of(p, s));
  if (qr != playlists::programme::qr_place::none) what.link = entry.link.empty() ? media.link : entry.link;
  what.link_in_corner = qr == playlists::programme::qr_place::corner;
  what.call = entry.call;
  what.logo = playlists::programme::shows_logo(entry, campaign_of(p, s));
  if (media.kind != playlists::programme::media_kind::video) return what;
  what.kind = stage::picture_file::type::video;
  what.offset = video_offset(media, begin - s.from);
  what.volume = volume_of(p, screen, s, begin);
  what.sound = what.volume > 0;
  return what;
}

playlists::programme::file_ref subtitles_of(const playlists::programme::programme& p, const segment& s) {
  bool video = media_of(p, s)->kind == playlists::programme::media_kind::video;
  const playlists::programme::media_item* text = video ? p.find_media(entry_of(p, s)->subtitles) : nullptr;
  return text == nullptr || text->files.empty() ? playlists::programme::file_ref{} : text->files.front();
}

stage::picture_file slate_content(const playlists::programme::media_item& slate) {
  stage::picture_file what;
  bool video = slate.kind == playlists::programme::media_kind::video;
  what.kind = video ? stage::picture_file::type::video : stage::picture_file::type::image;
  what.length = no_end;
  return what;
}

stage::picture_file notice_content(const notice_media& media) {
  stage::picture_file what;
  what.kind = media.video ? stage::picture_file::type::video : stage::picture_file::type::image;
  what.length = media.video ? std::max(media.duration, min_notice_length) : no_end;
  what.sound = media.video;
  what.alone = true;
  return what;
}

stage::text_card waiting_card(const ready_programme* programme) {
  stage::text_card card;
  if (programme != nullptr) {
    card.as = stage::text_card::style::slate;
    card.title = programme->value->body.empty() ? tr("Notice board") : programme->value->body;
    return card;
  }
  card.title = tr("Notice board");
  say_twice(card.lines, msg("The programme will be shown here shortly."));
  return card;
}

stage::text_card pairing_card(const unpaired& u) {
  stage::text_card card;
  card.as = stage::text_card::style::pairing;
  card.title = u.code;
  if (!u.code.empty()) {
    card.command = "bangtin screen pair " + u.code;
    // A telephone can scan the command and send it to the person at the administrator's machine.
    card.qr = card.command;
  }
  say_twice(card.lines, msg("This screen is not set up yet."));
  if (!u.code.empty()) say_twice(card.lines, msg("Enter this command at the administrator's machine."));
  if (!u.address.empty()) card.lines.push_back(u.address);
  std::vector<std::string> wrong;
  for (const message& m : u.trouble) say_twice(wrong, m);
  card.warning = fmt::format("{}", fmt::join(wrong, "\n"));
  return card;
}

// The notice's first line becomes the title; the others stand below it.
stage::text_card notice_card(const active_notice& n) {
  stage::text_card card;
  card.as = stage::text_card::style::notice;
  for (std::string& line : split(n.text, '\n')) {
    if (line.empty()) continue;
    if (card.title.empty()) {
      card.title = std::move(line);
    } else {
      card.lines.push_back(std::move(line));
    }
  }
  return card;
}

}  // namespace bangtin::player::core
