#include "media/ingest/page_survey.hpp"

#include <algorithm>
#include <memory>

#include "base/text.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t max_named_fonts = 5;

bool is_space(gunichar c) {
  return g_unichar_isspace(c) != FALSE || c == 0xfeff;
}

// "ABCDEF+Arial" and "Arial" are the same font.
std::string plain_name(const char* name) {
  std::string_view text(name == nullptr ? "" : name);
  if (text.size() > 7 && text[6] == '+') text.remove_prefix(7);
  return printable(cut_at_character(text, 60));
}

}  // namespace

page_text survey_text(PopplerPage* page, int number, double scale) {
  page_text found;
  found.page = number;
  std::unique_ptr<char, void (*)(void*)> text(poppler_page_get_text(page), g_free);
  if (!text) return found;
  std::unique_ptr<gunichar, void (*)(void*)> letters(g_utf8_to_ucs4_fast(text.get(), -1, nullptr), g_free);
  int length = 0;
  bool within_word = false;
  for (; letters.get()[length] != 0; ++length) {
    bool space = is_space(letters.get()[length]);
    if (!space && !within_word) ++found.words;
    if (!space) ++found.letters;
    within_word = !space;
  }
  GList* parts = poppler_page_get_text_attributes(page);
  for (GList* at = parts; at != nullptr; at = at->next) {
    const auto* part = static_cast<const PopplerTextAttributes*>(at->data);
    if (part->font_size * scale >= min_letter_px) continue;
    for (int i = std::max(0, part->start_index); i <= part->end_index && i < length; ++i) {
      if (!is_space(letters.get()[i])) ++found.small_letters;
    }
  }
  poppler_page_free_text_attributes(parts);
  return found;
}

std::vector<std::string> missing_fonts(PopplerDocument* guide) {
  std::vector<std::string> names;
  PopplerFontInfo* info = poppler_font_info_new(guide);
  PopplerFontsIter* at = nullptr;
  if (poppler_font_info_scan(info, poppler_document_get_n_pages(guide), &at) != FALSE && at != nullptr) {
    do {
      if (poppler_fonts_iter_is_embedded(at) != FALSE) continue;
      if (poppler_fonts_iter_get_font_type(at) == POPPLER_FONT_TYPE_TYPE3) continue;
      std::string name = plain_name(poppler_fonts_iter_get_full_name(at));
      bool known = name.empty() || std::find(names.begin(), names.end(), name) != names.end();
      if (!known && names.size() < max_named_fonts) names.push_back(name);
    } while (poppler_fonts_iter_next(at) != FALSE);
  }
  if (at != nullptr) poppler_fonts_iter_free(at);
  g_object_unref(info);
  return names;
}

std::optional<error> unreadable_without(const std::vector<std::string>& fonts) {
  for (const std::string& name : fonts) {
    std::string small = lower_case(name);
    if (!small.starts_with(".vn") && !small.starts_with("vni-") && !small.starts_with("vni ")) continue;
    return error{errc::invalid,
                 msg("this PDF uses the font {} and does not contain it; without it the Vietnamese letters "
                     "come out wrong",
                     name),
                 msg("export it again with its fonts embedded, or use a Unicode font, Arial for example")};
  }
  return {};
}

}  // namespace bangtin::media::ingest
