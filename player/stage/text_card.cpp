// A card is a centred column of blocks: each a text, a rule, a code or an empty space. Sizes follow the
// shorter side of the output, so that a card looks alike on screens of any resolution and orientation, and
// shrink step by step until everything fits.
#include "player/stage/text_card.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "player/stage/drawing.hpp"

namespace bangtin::player::stage {

namespace {

using weight = text_style::weight;

constexpr colour white{1, 1, 1};
constexpr colour pale{0.80, 0.87, 0.96};
constexpr colour gold{0.98, 0.79, 0.22};
constexpr colour night_top{0.055, 0.150, 0.310};
constexpr colour night_bottom{0.027, 0.078, 0.180};
constexpr colour alarm_top{0.62, 0.035, 0.055};
constexpr colour alarm_bottom{0.42, 0.015, 0.035};
constexpr colour alarm_band{0.27, 0.005, 0.02};

constexpr double min_scale = 0.02;
constexpr double step = 0.9;

bool is_code(const std::string& title) {
  auto plain = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  return !title.empty() && title.size() <= 12 && std::all_of(title.begin(), title.end(), plain);
}

// Blocks below each other, each centred in the column.
struct column {
  struct part {
    std::optional<text_block> text;
    const colour* tint = &white;
    size_px size;
    int gap = 0;  // above it
    enum class kind { text, rule, room } what = kind::text;
  };
  int width = 0;
  std::vector<part> parts;
  bool whole = true;  // no code had to be broken

  int height() const {
    int sum = 0;
    for (const part& p : parts) sum += p.gap + p.size.height;
    return sum;
  }
  void add(part p, double gap) {
    p.gap = parts.empty() ? 0 : static_cast<int>(gap);
    parts.push_back(std::move(p));
  }
  void add_text(const std::string& words, text_style style, const colour& tint, double gap) {
    style.align = text_style::side::middle;
    text_block block(words, style, width);
    size_px size = block.size();
    add({std::move(block), &tint, size, 0, part::kind::text}, gap);
  }
  void add_rule(double length, double thickness, double gap) {
    size_px size{static_cast<int>(length), std::max(1, static_cast<int>(thickness))};
    add({std::nullopt, &gold, size, 0, part::kind::rule}, gap);
  }
  void add_code(const std::string& code, double scale, size_px room) {
    // As wide as the column allows; a character is about 0.6 of its height wide, and a twelfth of the height
    // is added as spacing.
    double high = std::min(width / (0.69 * static_cast<double>(code.size() + 1)), room.height * 0.3) * scale;
    text_style style{high, weight::bold};
    style.figures = true;
    style.spacing_px = high / 12;
    add_text(code, style, white, 0);
    whole = whole && parts.back().text->lines() == 1;
  }
  // On one line, whatever its length: a command that is broken is typed wrongly.
  void add_command(const std::string& command, double size_px, double gap) {
    text_style style{size_px, weight::semibold};
    style.figures = true;
    while (text_block(command, style).size().width > width && style.size_px > 1) style.size_px *= step;
    add_text(command, style, white, gap);
  }
  void draw(drawing& on, int left, int top) const {
    for (const part& p : parts) {
      top += p.gap;
      if (p.what == part::kind::text) on.put(*p.text, left, top, *p.tint);
      if (p.what == part::kind::rule) {
        on.box({left + (width - p.size.width) / 2, top, p.size.width, p.size.height}, 0, *p.tint);
      }
      top += p.size.height;
    }
  }
};

column plain_column(const text_card& card, int width, size_px size, double scale) {
  double unit = std::min(size.width, size.height) * scale;
  column c{width, {}, true};
  if (is_code(card.title)) {
    c.add_code(card.title, scale, size);
  } else if (!card.title.empty()) {
    c.add_text(card.title, {unit * 0.11, weight::semibold}, white, 0);
  }
  auto gap = [&] { return unit * (c.parts.size() == 1 ? 0.07 : 0.03); };
  if (!card.command.empty()) c.add_command(card.command, unit * 0.055, gap());
  for (const std::string& line : card.lines) c.add_text(line, {unit * 0.055}, pale, gap());
  if (!card.warning.empty()) c.add_text(card.warning, {unit * 0.05, weight::semibold}, gold, unit * 0.05);
  return c;
}

column slate_column(const text_card& card, int width, size_px size, double scale) {
  double unit = std::min(size.width, size.height) * scale;
  column c{width, {}, true};
  if (!card.title.empty()) {
    c.add_text(card.title, {unit * 0.085, weight::semibold}, white, 0);
    c.add_rule(unit * 0.42, unit * 0.006, unit * 0.055);
  }
  size_px room{width, static_cast<int>(unit * 0.46)};
  c.add({std::nullopt, &white, room, 0, column::part::kind::room}, unit * 0.035);
  for (const std::string& line : card.lines) c.add_text(line, {unit * 0.045}, pale, unit * 0.03);
  return c;
}

// The largest column that fits.
template <class Make>
column fitted(Make make, int max_height) {
  // A text that is smaller needs no more room, so a few looks find the scale.
  int fits = 0, too_large = -1;
  while (std::pow(step, fits + 1) > min_scale) ++fits;
  std::optional<column> best;
  while (fits - too_large > 1 || !best) {
    int middle = best || too_large >= 0 ? (fits + too_large) / 2 : 0;
    if (middle == too_large) middle = fits;
    column c = make(std::pow(step, middle));
    if ((c.whole && c.height() <= max_height) || middle == fits) {
      best = std::move(c);
      fits = middle;
    } else {
      too_large = middle;
    }
  }
  return *best;
}

column fitted_slate(const text_card& card, size_px size) {
  return fitted([&](double scale) { return slate_column(card, size.width * 86 / 100, size, scale); },
                size.height * 86 / 100);
}

int top_of(const column& c, size_px size) {
  return std::max(0, (size.height - c.height()) / 2);
}

void draw_slate(drawing& on, const text_card& card) {
  size_px size = on.size();
  on.fill_downwards(night_top, night_bottom);
  int edge = std::max(1, std::min(size.width, size.height) / 90);
  on.box({0, 0, size.width, edge}, 0, gold);
  on.box({0, size.height - edge, size.width, edge}, 0, gold);
  column c = fitted_slate(card, size);
  c.draw(on, (size.width - c.width) / 2, top_of(c, size));
}

// The QR code on a white field, beside the text on a wide screen and below it on a high one.
void draw_with_qr(drawing& on, const text_card& card, const qr_code& code) {
  size_px size = on.size();
  on.fill_downwards(night_top, night_bottom);
  bool wide = size.width > size.height;
  int shorter = std::min(size.width, size.height);
  int modules = code.modules + 2 * quiet_modules;
  int module = std::max(1, shorter * 42 / 100 / modules);
  int side = modules * module;
  int margin = shorter / 16;
  int words_width = wide ? size.width - side - 3 * margin : size.width - 2 * margin;
  int words_room = wide ? size.height - 2 * margin : size.height - side - 3 * margin;
  column c = fitted(
      [&](double scale) {
        return plain_column(card, std::max(1, words_width), {words_width, size.height}, scale);
      },
      words_room);
  int all = wide ? c.height() : c.height() + margin + side;
  int top = std::max(0, (size.height - all) / 2);
  c.draw(on, margin, top);
  int x = wide ? size.width - margin - side : (size.width - side) / 2;
  int y = wide ? (size.height - side) / 2 : top + c.height() + margin;
  on.box({x, y, side, side}, module * 1.5, white);
  on.put(code, {x, y, side, side});
}

void draw_plain(drawing& on, const text_card& card) {
  size_px size = on.size();
  std::optional<qr_code> code = make_qr_code(card.qr);
  if (code) return draw_with_qr(on, card, *code);
  on.fill_downwards(night_top, night_bottom);
  column c = fitted([&](double scale) { return plain_column(card, size.width * 9 / 10, size, scale); },
                    size.height * 9 / 10);
  c.draw(on, (size.width - c.width) / 2, top_of(c, size));
}

// A band at the top says that it is an emergency notice; below it the title, if it says something else, and
// the text, both as large as they fit.
void draw_notice(drawing& on, const text_card& card) {
  size_px size = on.size();
  on.fill_downwards(alarm_top, alarm_bottom);
  int shorter = std::min(size.width, size.height);
  int margin = shorter / 18;
  int width = size.width - 2 * margin;
  const std::string heading = "THÔNG BÁO KHẨN";
  column head = fitted(
      [&](double scale) {
        column c{width, {}, true};
        c.add_text(heading, {shorter * 0.12 * scale, weight::bold}, gold, 0);
        c.whole = c.parts.back().text->lines() <= 2;
        return c;
      },
      size.height * 22 / 100);
  int band = head.height() + margin;
  on.box({0, 0, size.width, band}, 0, alarm_band);
  int rule = std::max(2, shorter / 120);
  on.box({0, band, size.width, rule}, 0, gold);
  head.draw(on, margin, margin / 2);
  int room = size.height - band - rule - 2 * margin;
  column words = fitted(
      [&](double scale) {
        column c{width, {}, true};
        if (!card.title.empty() && card.title != heading) {
          c.add_text(card.title, {shorter * 0.29 * scale, weight::bold}, white, 0);
        }
        for (const std::string& line : card.lines) {
          c.add_text(line, {shorter * 0.26 * scale, weight::semibold}, white, shorter * 0.07 * scale);
        }
        return c;
      },
      room);
  words.draw(on, margin, band + rule + margin + std::max(0, (room - words.height()) / 2));
}

}  // namespace

image draw_card(const text_card& card, size_px size) {
  drawing on(size);
  switch (card.as) {
    case text_card::style::slate:
      draw_slate(on, card);
      break;
    case text_card::style::notice:
      draw_notice(on, card);
      break;
    case text_card::style::plain:
    case text_card::style::pairing:
      draw_plain(on, card);
      break;
  }
  return *on.finish();
}

rect_px clock_place(const text_card& card, size_px size) {
  size = {std::max(1, size.width), std::max(1, size.height)};
  column c = fitted_slate(card, size);
  int top = top_of(c, size);
  for (const column::part& p : c.parts) {
    top += p.gap;
    if (p.what == column::part::kind::room) {
      return {(size.width - p.size.width) / 2, top, p.size.width, std::min(p.size.height, size.height - top)};
    }
    top += p.size.height;
  }
  return {};
}

}  // namespace bangtin::player::stage
