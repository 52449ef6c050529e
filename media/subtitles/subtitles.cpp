// First the bytes become a clean text, then the reader of its format reads that.
#include "media/subtitles/subtitles.hpp"

#include <algorithm>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "media/subtitles/reading.hpp"

namespace bangtin::media::subtitles {

namespace {

constexpr std::size_t sniffed_bytes = 8192;

struct clean_text {
  std::string text;    // "\n" ends each line; no control characters but tab
  int removed_at = 0;  // the line of the first control character within the text; 0: none
};

// Old editors end a file with Ctrl-Z, NUL or a form feed; this needs no word.
clean_text cleaned(std::string_view text) {
  constexpr std::string_view ends("\0\x1a\f\v", 4);
  while (!text.empty() && (ends.find(text.back()) != std::string_view::npos)) text.remove_suffix(1);
  clean_text c;
  int line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char byte = text[i];
    if (byte == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      byte = '\n';
    }
    line += byte == '\n' ? 1 : 0;
    auto value = static_cast<unsigned char>(byte);
    // C1 characters are C2 80 to C2 9F.
    bool c1 = value == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) ++i;
    if (c1 || ((value < 0x20 || value == 0x7F) && byte != '\n' && byte != '\t')) {
      if (c.removed_at == 0) c.removed_at = line;
      continue;
    }
    c.text += byte;
  }
  c.text = to_nfc(c.text);
  return c;
}

error no_cues(bool webvtt) {
  return {errc::invalid, msg("there are no subtitles in this file"),
          msg("write each as a time line, {}, with its text below",
              webvtt ? "00:00:01.000 --> 00:00:04.000" : "00:00:01,000 --> 00:00:04,000")};
}

error unknown_encoding() {
  return {
      errc::invalid,
      msg("its letters cannot be read: the text is not UTF-8, and perhaps Chinese, Japanese, Korean or "
          "Russian in an older encoding"),
      msg("open it in the program with which it was made, save it with the encoding UTF-8, then load that")};
}

}  // namespace

bool looks_like_subtitles(std::string_view bytes) {
  std::string text = cleaned(decode_text(cut_at_character(bytes, sniffed_bytes)).text).text;
  return is_webvtt(text) || is_ass(text) || is_srt(text);
}

result<track> read_subtitles(std::string_view bytes) {
  if (bytes.size() > max_file_bytes) {
    return error{errc::limit,
                 msg("the file has more than {} MB, which no subtitles need", max_file_bytes / 1'000'000),
                 msg("divide the file, or take out what is no text")};
  }
  decoded_text decoded = decode_text(bytes);
  if (decoded.from == encoding::unknown) return unknown_encoding();
  clean_text clean = cleaned(decoded.text);
  collector all;
  if (decoded.guessed)
    all.repaired(msg("the text does not say how it is encoded; it was read as {}", to_string(decoded.from)));
  if (decoded.broken_at > 0)
    all.repaired(msg("line {}: a letter is damaged; it is shown as �", decoded.broken_at));
  if (clean.removed_at > 0) all.repaired(msg("line {}: control characters are left out", clean.removed_at));
  bool ass = is_ass(clean.text);
  auto bad = ass                     ? read_ass(clean.text, all)
             : is_webvtt(clean.text) ? read_webvtt(clean.text, all)
                                     : read_srt(clean.text, all);
  if (bad) return *bad;
  if (all.empty()) return no_cues(is_webvtt(clean.text));
  return std::move(all).finish(decoded.from, !ass);
}

}  // namespace bangtin::media::subtitles
