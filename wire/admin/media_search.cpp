#include "wire/admin/media_search.hpp"

#include <algorithm>

#include "base/plain_letters.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::wire::admin {

namespace {

bool is_below(const std::string& theme, const std::string& code) {
  const std::string plain = without_marks(theme);
  return plain == code || plain.starts_with(code + '.');
}

bool has(const std::string& text, const std::string& part) {
  return without_marks(text).find(part) != std::string::npos;
}

bool has_words(const media_item& m, const std::vector<std::string>& words) {
  if (words.empty()) return true;
  std::string all;
  for (const std::string* text :
       {&m.id, &m.file, &m.title, &m.theme, &m.audience, &m.owner, &m.link, &m.call, &m.licence})
    all += without_marks(*text) + '\n';
  return std::ranges::all_of(words, [&](const std::string& w) { return all.find(w) != std::string::npos; });
}

}  // namespace

media_filter::media_filter(const media_search& wanted) : wanted_(wanted) {
  for (std::string& w : wanted_.words) w = without_marks(trimmed(w));
  if (wanted_.theme) wanted_.theme = without_marks(*wanted_.theme);
  for (std::string* text : {&wanted_.audience, &wanted_.owner}) *text = without_marks(*text);
}

bool media_filter::fits(const media_item& m) const {
  const media_search& w = wanted_;
  if (w.theme && !is_below(m.theme, *w.theme)) return false;
  if (!w.audience.empty() && !has(m.audience, w.audience)) return false;
  if (!w.owner.empty() && !has(m.owner, w.owner)) return false;
  if (!w.kind.empty() && playlists::programme::to_string(m.kind) != w.kind) return false;
  if (!w.review_by.empty() && (m.review.empty() || m.review > w.review_by)) return false;
  return has_words(m, w.words);
}

}  // namespace bangtin::wire::admin
