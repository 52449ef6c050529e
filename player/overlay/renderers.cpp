// Every size is given for a shorter side of 1080 pixels and scaled to the output.
#include "player/overlay/renderers.hpp"

#include <algorithm>

#include "base/language.hpp"

namespace bangtin::player::overlay {

namespace {

using weight = stage::text_style::weight;
using side = stage::text_style::side;

constexpr stage::colour white{1, 1, 1};
constexpr stage::colour pale{0.86, 0.91, 0.97};
constexpr stage::colour clock_ground{0.075, 0.220, 0.450};
constexpr stage::colour gold{0.98, 0.79, 0.22};
constexpr stage::colour dusk{0, 0, 0, 0.76};
constexpr stage::colour field{0.027, 0.078, 0.180, 0.90};
constexpr stage::colour ink{0.043, 0.118, 0.255};
constexpr stage::colour edge_grey{0.70, 0.74, 0.80};
constexpr stage::colour grey{0.30, 0.34, 0.42};

// Scales a size chosen for a shorter side of 1080 pixels to this output.
double scaled(stage::size_px seen, double of_1080) {
  return std::max(1, std::min(seen.width, seen.height)) * of_1080 / 1080;
}

int whole(double px) {
  return std::max(1, static_cast<int>(px + 0.5));
}

}  // namespace

rendered_image draw_band_clock(const wall_clock& now, stage::size_px end, int band_width) {
  stage::drawing d({std::max(end.width, band_width), end.height});
  end.height = d.size().height;
  int begin = d.size().width - end.width;
  int rule = std::max(1, end.height / 26);
  d.fill(ink);
  d.box({begin, 0, end.width, end.height}, 0, clock_ground);
  d.box({0, 0, d.size().width, rule}, 0, gold);
  d.box({begin, 0, rule, end.height}, 0, gold);
  std::size_t comma = std::min(now.date.find(", "), now.date.size());
  std::string lines[] = {now.date.substr(0, comma), now.date.substr(std::min(comma + 2, now.date.size()))};
  for (double scale = 1; scale > 0.02; scale *= 0.9) {
    stage::text_block time(now.time, {end.height * 0.66 * scale, weight::bold});
    stage::text_block day(lines[0], {end.height * 0.31 * scale, weight::semibold});
    stage::text_block date(lines[1], {end.height * 0.31 * scale, weight::semibold});
    int gap = end.height / 5;
    int beside = std::max(day.size().width, date.size().width);
    int height = day.size().height + date.size().height;
    bool fits = time.size().width + beside + 3 * gap <= end.width && height <= end.height - rule &&
                time.size().height <= end.height - rule;
    if (!fits) continue;
    double left = begin + (end.width - time.size().width - gap - beside) / 2.0;
    double middle = (end.height + rule) / 2.0;
    d.put(time, left, middle - time.size().height / 2.0, white);
    double x = left + time.size().width + gap;
    d.put(day, x, middle - height / 2.0, pale);
    d.put(date, x, middle - height / 2.0 + day.size().height, pale);
    break;
  }
  return d.finish();
}

rendered_image draw_slate_clock(const wall_clock& now, stage::size_px place) {
  place = {std::max(1, place.width), std::max(1, place.height)};
  for (double scale = 1; scale > 0.02; scale *= 0.9) {
    stage::text_block time(now.time, {place.height * 0.62 * scale, weight::bold});
    stage::text_block date(now.date, {place.height * 0.155 * scale, weight::semibold});
    int height = time.size().height + date.size().height;
    bool fits = std::max(time.size().width, date.size().width) <= place.width && height <= place.height;
    if (!fits) continue;
    stage::drawing d(place);
    double top = (place.height - height) / 2.0;
    d.put(time, (place.width - time.size().width) / 2.0, top, white);
    d.put(date, (place.width - date.size().width) / 2.0, top + time.size().height, pale);
    return d.finish();
  }
  return nullptr;
}

rendered_image draw_logo(const stage::image& logo, stage::size_px panel, int border) {
  stage::drawing d(panel);
  d.box({0, 0, d.size().width, d.size().height}, std::min(border, panel.height / 4), white);
  d.put(logo, (d.size().width - logo.size.width) / 2, (d.size().height - logo.size.height) / 2);
  return d.finish();
}

std::string host_of(const std::string& link) {
  std::size_t begin = link.find("://");
  if (begin == std::string::npos || !link.starts_with("http")) return {};
  std::size_t end = link.find_first_of("/?#", begin + 3);
  std::string host = link.substr(begin + 3, end == std::string::npos ? end : end - begin - 3);
  return host.starts_with("www.") ? host.substr(4) : host;
}

namespace {
// The call at the largest size at which it fits; smaller letters for longer calls. The lines are about
// equally long, so no word stands alone.
struct call_text {
  stage::text_block words;
  int width_px;  // the width for which they are laid out
};

call_text call_of(const std::string& call, stage::size_px seen, stage::size_px room) {
  stage::text_style style{scaled(seen, 42), weight::bold, side::middle};
  auto words = [&](int width_px) {
    double line = style.size_px * 1.35;
    return stage::text_block(call, style, width_px, std::max(1, static_cast<int>(room.height / line)));
  };
  stage::text_block best = words(room.width);
  for (double size = 40; (best.is_cut() || best.size().height > room.height) && size >= 20; size -= 2) {
    style.size_px = scaled(seen, size);
    best = words(room.width);
  }
  int width_px = room.width;
  for (int narrower = width_px * 19 / 20; narrower > width_px / 2; narrower -= std::max(1, width_px / 20)) {
    stage::text_block other = words(narrower);
    if (other.is_cut() || other.lines() != best.lines() || other.size().width > narrower) break;
    best = other;
    width_px = narrower;
  }
  return {best, width_px};
}

stage::text_block host_block(const std::string& host, stage::size_px seen, int width_px) {
  stage::text_block block(host, {scaled(seen, 29), weight::semibold, side::middle}, width_px, 1);
  for (double size = 27; block.is_cut() && size >= 20; size -= 2) {
    block = stage::text_block(host, {scaled(seen, size), weight::semibold, side::middle}, width_px, 1);
  }
  return block;
}

// Subtitles that were broken into lines for a wide screen are broken again where they do not fit, except
// where each line belongs to another speaker.
stage::text_block set_caption(const std::string& text, const stage::text_style& style, int width_px) {
  stage::text_block as_written(text, style, width_px);
  auto breaks = std::count(text.begin(), text.end(), '\n');
  bool speakers = text.starts_with("-") || text.find("\n-") != std::string::npos;
  if (as_written.lines() <= breaks + 1 || speakers) return as_written;
  std::string anew = text;
  std::replace(anew.begin(), anew.end(), '\n', ' ');
  return {anew, style, width_px};
}
}  // namespace

rendered_image draw_code(const std::string& link, const std::string& call, const code_place& at,
                         stage::size_px seen) {
  std::optional<stage::qr_code> code = stage::make_qr_code(link);
  if (!code || at.panel.width < 1 || at.panel.height < 1) return nullptr;
  stage::drawing d({at.panel.width, at.panel.height});
  // A grey edge, so that it stands out on a white picture, too.
  int edge = whole(scaled(seen, 2));
  d.box({0, 0, d.size().width, d.size().height}, scaled(seen, 14), edge_grey);
  d.box({edge, edge, d.size().width - 2 * edge, d.size().height - 2 * edge}, scaled(seen, 12), white);
  d.put(*code, {at.code.x - at.panel.x, at.code.y - at.panel.y, at.code.width, at.code.height});
  if (at.text.width < 1 || at.text.height < 1) return d.finish();
  stage::rect_px room{at.text.x - at.panel.x, at.text.y - at.panel.y, at.text.width, at.text.height};
  stage::text_block host = host_block(host_of(link), seen, room.width);
  bool has_host = host.size().width > 0;
  int host_height = has_host ? host.size().height : 0;
  if (call.empty()) {
    d.put(host, room.x, room.y + (room.height - host_height) / 2.0, grey);
    return d.finish();
  }
  call_text above = call_of(call, seen, {room.width, std::max(1, room.height - host_height)});
  double top = room.y + std::max(0, room.height - host_height - above.words.size().height) / 2.0;
  d.put(above.words, room.x + (room.width - above.width_px) / 2.0, top, ink);
  if (has_host) d.put(host, room.x, top + above.words.size().height, grey);
  return d.finish();
}

rendered_image draw_pairing_panel(const stage::pairing_panel& panel, stage::size_px seen) {
  int pad = whole(scaled(seen, 18));
  int widest = std::max(1, std::max(seen.width, 1) / 2 - 2 * pad);
  auto one_line = [&](const std::string& text, stage::text_style style) {
    stage::text_block block(text, style);
    for (; block.size().width > widest && style.size_px > 4; style.size_px *= 0.9) {
      block = stage::text_block(text, style);
    }
    return block;
  };
  stage::text_style figures{scaled(seen, 62), weight::bold};
  figures.figures = true;
  stage::text_block heading = one_line(tr("Pairing code"), {scaled(seen, 26), weight::semibold});
  stage::text_block code = one_line(panel.code, figures);
  stage::text_block command = one_line("bangtin screen pair " + panel.code, {scaled(seen, 24)});
  int inner = std::max({heading.size().width, code.size().width, command.size().width});
  stage::text_block note(panel.note, {scaled(seen, 24)}, inner, 4);
  bool noted = !panel.note.empty();
  int height = heading.size().height + code.size().height + command.size().height;
  if (noted) height += note.size().height + pad / 3;
  stage::drawing d({inner + 2 * pad, height + 2 * pad * 2 / 3});
  d.box({0, 0, d.size().width, d.size().height}, scaled(seen, 14), field);
  double top = pad * 2 / 3;
  auto put = [&](const stage::text_block& text, const stage::colour& c) {
    d.put(text, pad, top, c);
    top += text.size().height;
  };
  put(heading, gold);
  put(code, white);
  put(command, pale);
  top += pad / 3;
  if (noted) put(note, gold);
  return d.finish();
}

rendered_image draw_stick_panel(const stage::stick_panel& panel, stage::size_px seen) {
  const int pad = whole(scaled(seen, 18));
  const std::optional<stage::qr_code> code = panel.qr.empty() ? std::nullopt : stage::make_qr_code(panel.qr);
  // A module is at least 1/180 of the short side, and of whole pixels.
  const int module = std::max(1, (std::min(seen.width, seen.height) + 179) / 180);
  const int side = code ? (code->modules + 2 * stage::quiet_modules) * module : 0;
  const int left = code ? side + pad : 0;
  const int widest = std::max(1, std::min(seen.width / 2, seen.width - left - 4 * pad));
  const stage::text_block title(panel.title, {scaled(seen, 34), weight::bold}, widest, 2);
  const stage::text_block note(panel.note, {scaled(seen, 26)}, widest, 6);
  const int texts = title.size().height + note.size().height + pad / 2;
  const int inner = std::max(title.size().width, note.size().width);
  stage::drawing d({left + inner + 2 * pad, std::max(side, texts) + 2 * pad});
  d.box({0, 0, d.size().width, d.size().height}, scaled(seen, 14), field);
  if (code) {
    d.box({pad, pad, side, side}, 0, white);
    d.put(*code, {pad + stage::quiet_modules * module, pad + stage::quiet_modules * module,
                  code->modules * module, code->modules * module});
  }
  d.put(title, left + pad, pad, gold);
  d.put(note, left + pad, pad + title.size().height + pad / 2, white);
  return d.finish();
}

rendered_image draw_caption(const std::string& text, stage::size_px seen, int width_px) {
  int pad = whole(scaled(seen, 20));
  int inner = std::max(1, width_px - 2 * pad);
  stage::text_block words = set_caption(text, {scaled(seen, 54), weight::semibold, side::middle}, inner);
  for (double size = 48; words.size().height > scaled(seen, 260) && size > 20; size -= 6) {
    words = set_caption(text, {scaled(seen, size), weight::semibold, side::middle}, inner);
  }
  int width = std::min(words.size().width, inner);
  stage::drawing d({width + 2 * pad, words.size().height + pad});
  d.box({0, 0, d.size().width, d.size().height}, scaled(seen, 12), dusk);
  d.put(words, pad - (inner - width) / 2.0, pad / 2.0, white);
  return d.finish();
}

}  // namespace bangtin::player::overlay
