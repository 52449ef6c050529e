// The order of the steps: interlaced fields must be joined before anything moves lines; transparency needs
// the original colours; everything after the scaling works on fewer pixels, so turning comes last. zscale
// (zimg) converts size, colours and depth in one step of high precision. It takes and gives the numbers of
// ITU-T H.273.
#include "media/ingest/picture_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace bangtin::media::ingest {

namespace {

constexpr int longer_side = 1920;
constexpr int shorter_side = 1080;

// ITU-T H.273.
constexpr unsigned bt709 = 1;
constexpr unsigned unstated = 2;
constexpr unsigned bt601 = 6;
constexpr unsigned bt2020 = 9;
constexpr unsigned dci_p3 = 11;
constexpr unsigned display_p3 = 12;
constexpr unsigned pq = 16;
constexpr unsigned hlg = 18;
constexpr unsigned rgb = 0;

// ITU-R BT.2408: the brightness of paper, subtitles and other graphics in HDR, which becomes nearly white.
constexpr double graphics_white_nits = 203;
constexpr double usual_peak_nits = 1000;

bool lies_down(const std::string& turned) {
  return turned.ends_with("rotate-90") || turned.ends_with("rotate-270");
}

bool is_hdr(const colour_numbers& c) {
  return c.transfer == pq || c.transfer == hlg;
}

bool has_wide_gamut(const colour_numbers& c) {
  return c.primaries == bt2020 || c.primaries == dci_p3 || c.primaries == display_p3;
}

const char* turning(const std::string& turned) {
  if (turned == "rotate-90") return "transpose=clock";
  if (turned == "rotate-180") return "hflip,vflip";
  if (turned == "rotate-270") return "transpose=cclock";
  if (turned == "flip-rotate-0") return "hflip";
  if (turned == "flip-rotate-90") return "transpose=clock_flip";
  if (turned == "flip-rotate-180") return "vflip";
  if (turned == "flip-rotate-270") return "transpose=cclock_flip";
  return "";
}

int even(double side) {
  return std::max(2, 2 * static_cast<int>(std::lround(side / 2)));
}

// A film whose pictures change their shape keeps the size of the first one.
picture_size size_within(const picture_size& own, const picture_size& to) {
  double scale =
      std::min(static_cast<double>(to.width) / own.width, static_cast<double>(to.height) / own.height);
  return {std::min(even(own.width * scale), to.width), std::min(even(own.height * scale), to.height)};
}

// Where only matrix and range differ from the house's, the other two numbers do not matter: old cameras'
// primaries are shown as the screen's, here as in the player.
std::string colour_arguments(const colour_numbers& c) {
  return fmt::format("min={}:rin={}:pin={}:tin={}:m={}:r=limited:p={}:t={}", c.matrix,
                     c.full_range ? "full" : "limited", bt709, bt709, bt709, bt709, bt709);
}

// Colours beyond the screen's gamut are clipped as red, green and blue; clipped as brightness and colour
// differences, they would come out too dark.
std::string gamut_mapping(const picture_facts& f, const colour_numbers& c, const picture_size& to) {
  return fmt::format(
      "zscale=w={}:h={}:f=spline36:min={}:rin={}:pin={}:tin={}:m={}:r=full:p={}:t={},format={},"
      "zscale=min={}:rin=full:pin={}:tin={}:m={}:r=limited:p={}:t={}:d={}",
      to.width, to.height, c.matrix, c.full_range ? "full" : "limited", c.primaries, bt709, rgb, bt709, bt709,
      f.bits > 8 ? "gbrp12le" : "gbrp", rgb, bt709, bt709, bt709, bt709, bt709,
      f.bits > 8 ? "ordered" : "none");
}

// Up to half of the graphics' white, brightness stays as it is; above, mobius bends it smoothly, so that
// 203 nits are light grey and the film's peak is white. The filter's desaturation would bend greys as well.
std::string tone_mapping(const picture_facts& f, const colour_numbers& c, const picture_size& to) {
  double peak = std::clamp(f.peak_nits > 0 ? f.peak_nits : usual_peak_nits, 2 * graphics_white_nits, 4000.0);
  return fmt::format(
      "zscale=w={}:h={}:f=spline36:min={}:rin={}:pin={}:tin={}:m={}:r=full:p={}:t=linear:npl={},format="
      "gbrpf32le,tonemap=tonemap=mobius:param=0.5:desat=0:peak={:.3f},"
      "zscale=min={}:rin=full:pin={}:tin=linear:m={}:r=limited:p={}:t={}:npl={}:d=ordered",
      to.width, to.height, c.matrix, c.full_range ? "full" : "limited",
      c.primaries == unstated ? bt2020 : c.primaries, c.transfer, rgb, bt709, graphics_white_nits,
      peak / graphics_white_nits, rgb, bt709, bt709, bt709, bt709, graphics_white_nits);
}

void append(std::string& filters, const std::string& next) {
  if (next.empty()) return;
  if (!filters.empty()) filters += ',';
  filters += next;
}

}  // namespace

colour_numbers colours_of(const picture_facts& f) {
  colour_numbers c = f.colours;
  if (f.rgb) {
    c.matrix = rgb;
    c.full_range = true;
    return c;
  }
  bool known = c.matrix != unstated && c.matrix != rgb && c.matrix != 3;
  if (known) return c;
  bool large = f.width >= 1280 || f.height >= 577;
  c.matrix = is_hdr(c) || c.primaries == bt2020 ? bt2020 : large ? bt709 : bt601;
  return c;
}

picture_size rendition_size(const picture_facts& f) {
  double width = static_cast<double>(f.width) * f.pixel_width / f.pixel_height;
  double height = f.height;
  if (lies_down(f.turned)) std::swap(width, height);
  double across = width >= height ? longer_side : shorter_side;
  double down = width >= height ? shorter_side : longer_side;
  double scale = std::min({1.0, across / width, down / height});
  if (scale < 1 || f.pixel_width != f.pixel_height) return {even(width * scale), even(height * scale)};
  auto whole = [](double side) { return std::max(2, static_cast<int>(side) / 2 * 2); };
  return {whole(width), whole(height)};
}

std::string filter_text(const picture_facts& f, const picture_size& to) {
  colour_numbers c = colours_of(f);
  picture_size upright = size_within(rendition_size(f), to);
  picture_size lying = lies_down(f.turned) ? picture_size{upright.height, upright.width} : upright;
  std::string filters;
  if (f.interlaced) append(filters, "bwdif=mode=send_frame:parity=auto:deint=interlaced");
  // An odd row or column is cut off, because scaling by one pixel would blur the text of a slide.
  bool cut = f.pixel_width == f.pixel_height && f.width - lying.width <= 1 && f.height - lying.height <= 1 &&
             f.width >= lying.width && f.height >= lying.height;
  if (cut && (f.width != lying.width || f.height != lying.height)) {
    append(filters, fmt::format("crop={}:{}:0:0:exact=1", lying.width, lying.height));
  }
  bool same_colours = c.matrix == bt709 && !c.full_range;
  if (is_hdr(c)) {
    append(filters, tone_mapping(f, c, lying));
  } else if (has_wide_gamut(c)) {
    append(filters, gamut_mapping(f, c, lying));
  } else if (!same_colours || !cut || f.format != "yuv420p") {
    append(filters, fmt::format("zscale=w={}:h={}:f=spline36:{}:d={}", lying.width, lying.height,
                                colour_arguments(c), f.bits > 8 ? "ordered" : "none"));
  }
  append(filters, turning(f.turned));
  if (upright != to) append(filters, fmt::format("pad={}:{}:-1:-1:black", to.width, to.height));
  if (!filters.empty()) append(filters, "format=yuv420p");
  return filters;
}

std::optional<std::chrono::nanoseconds> pacer::place(std::chrono::nanoseconds at) {
  constexpr std::chrono::nanoseconds apart{1'000'000'000 / 30};
  // Two thirds of the pictures of a film with 45 per second would leave a limp.
  constexpr std::chrono::milliseconds slow{28};
  std::chrono::milliseconds early(at - std::exchange(before_, at) >= slow ? 30 : 8);
  if (next_ && at < *next_ - early) return std::nullopt;
  std::chrono::nanoseconds shown = next_ ? std::max(at, *next_) : at;
  next_ = shown + apart;
  return shown;
}

}  // namespace bangtin::media::ingest
