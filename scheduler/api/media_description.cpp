#include "scheduler/api/media_description.hpp"

#include <algorithm>
#include <array>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/links.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::scheduler::api {

namespace {

using wire::admin::media_edit;

struct text_field {
  std::string_view name;
  std::optional<std::string> media_edit::*from;
  std::string ledger::stored_media::*to;
};
constexpr std::array text_fields{
    text_field{"title", &media_edit::title, &ledger::stored_media::title},
    text_field{"theme", &media_edit::theme, &ledger::stored_media::theme},
    text_field{"audience", &media_edit::audience, &ledger::stored_media::audience},
    text_field{"owner", &media_edit::owner, &ledger::stored_media::owner},
    text_field{"link", &media_edit::link, &ledger::stored_media::link},
    text_field{"call", &media_edit::call, &ledger::stored_media::call},
    text_field{"language", &media_edit::language, &ledger::stored_media::language},
    text_field{"licence", &media_edit::licence, &ledger::stored_media::licence},
    text_field{"origin", &media_edit::origin, &ledger::stored_media::origin},
    text_field{"subtitles", &media_edit::subtitles, &ledger::stored_media::subtitles},
    text_field{"review", &media_edit::review, &ledger::stored_media::review}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

error bad(message what, message remedy) {
  return {errc::invalid, std::move(what), std::move(remedy)};
}

std::optional<error> bad_text(const std::string& text) {
  if (auto found = playlists::text::find_bad_line(text)) return bad(found->what, found->remedy);
  return std::nullopt;
}

// A day of which everybody knows what it means.
std::optional<error> bad_review(const std::string& day) {
  if (day.empty() || playlists::programme::parse_date(day)) return std::nullopt;
  return bad(msg("\"{}\" is no day on which an item could be looked at again", printable(day)),
             msg("write a day that exists, like 2027-03-31"));
}

std::optional<error> bad_chosen_time(const ledger::stored_media& m, milliseconds d) {
  using playlists::programme::media_kind;
  if (ledger::is_shown_for_a_chosen_time(m.kind)) return bad_duration(d);
  if (m.kind == media_kind::video) {
    return bad(msg("{} is a video and is shown for its own length", printable(m.file)),
               msg("to show less of it, write duration at its place in the programme"));
  }
  return bad(msg("{} holds subtitles, which have no duration", printable(m.file)),
             msg("leave the duration out"));
}

std::optional<error> bad_subtitles(const ledger::stored_media& m, const ledger::stored_media* found,
                                   const std::string& named) {
  using playlists::programme::media_kind;
  if (named.empty()) return std::nullopt;
  if (m.kind != media_kind::video) {
    return bad(msg("{} is no video, so it has no time at which subtitles could be shown", printable(m.file)),
               msg("give subtitles to a video"));
  }
  if (found == nullptr || found->removed) {
    return bad(msg("there are no subtitles \"{}\"", printable(named)),
               msg("load them with \"bangtin media add\", and see \"bangtin media list\""));
  }
  if (found->kind != media_kind::subtitles) {
    return bad(msg("{} holds no subtitles", printable(found->file)),
               msg("name an SRT, WebVTT or ASS file that is loaded"));
  }
  return std::nullopt;
}

// A part of a tag after the language: a script is written Hant, a region GB, the rest in small letters.
std::string in_usual_case(std::string part) {
  part = lower_case(part);
  bool letters = std::all_of(part.begin(), part.end(), is_letter);
  auto upper = [](char c) { return static_cast<char>(c - 'a' + 'A'); };
  if (letters && part.size() == 4) part[0] = upper(part[0]);
  if (letters && part.size() == 2) std::transform(part.begin(), part.end(), part.begin(), upper);
  return part;
}

}  // namespace

std::optional<std::string> language_tag(std::string_view text) {
  std::vector<std::string> parts = split(text, '-');
  const std::string& first = parts.front();
  if (first.size() < 2 || first.size() > 8 || !std::all_of(first.begin(), first.end(), is_letter))
    return std::nullopt;
  std::string tag = lower_case(first);
  bool after_single = false;  // of an extension, whose parts stay in small letters
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    if (part.empty() || part.size() > 8 || !std::all_of(part.begin(), part.end(), is_letter_or_digit))
      return std::nullopt;
    after_single = after_single || part.size() == 1;
    tag += '-' + (after_single ? lower_case(part) : in_usual_case(part));
  }
  if (parts.back().size() == 1) return std::nullopt;
  return tag;
}

std::optional<error> bad_duration(milliseconds d) {
  if (d.count() == 0 || (d >= playlists::text::min_item && d <= playlists::text::max_duration))
    return std::nullopt;
  return bad(msg("a picture is shown for at least 100 ms and at most 30 days"),
             msg("write a duration like 12s or 1m30s"));
}

result<std::vector<std::string>> apply_edit(ledger::stored_media& m, const media_edit& edit,
                                            const ledger::stored_media* subtitles) {
  ledger::stored_media changed = m;
  std::vector<std::string> names;
  for (const text_field& f : text_fields) {
    if (!(edit.*f.from)) continue;
    std::string text(trimmed(*(edit.*f.from)));
    if (std::optional<error> no = bad_text(text)) return *no;
    changed.*f.to = to_nfc(text);
    if (changed.*f.to != m.*f.to) names.emplace_back(f.name);
  }
  if (edit.language && !changed.language.empty()) {
    std::optional<std::string> tag = language_tag(changed.language);
    if (!tag) {
      return bad(msg("\"{}\" is no language tag", printable(changed.language)),
                 msg("write vi for Vietnamese, en for English (BCP 47)"));
    }
    changed.language = *tag;
  }
  if (edit.link) {
    if (std::optional<error> no = playlists::text::find_bad_link(changed.link)) return *no;
  }
  if (edit.review) {
    if (std::optional<error> no = bad_review(changed.review)) return *no;
  }
  if (edit.duration) {
    if (std::optional<error> no = bad_chosen_time(m, *edit.duration)) return *no;
    changed.duration = *edit.duration;
    if (changed.duration != m.duration) names.emplace_back("duration");
  }
  if (edit.subtitles) {
    if (std::optional<error> no = bad_subtitles(m, subtitles, changed.subtitles)) return *no;
    if (subtitles != nullptr) changed.subtitles = subtitles->id;
  }
  std::erase_if(names, [&](const std::string& n) {
    return std::any_of(text_fields.begin(), text_fields.end(),
                       [&](const text_field& f) { return f.name == n && changed.*f.to == m.*f.to; });
  });
  m = std::move(changed);
  return names;
}

}  // namespace bangtin::scheduler::api
