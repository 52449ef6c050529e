// How the things above the pictures look, each drawn for itself at the size that it takes. Pure but for the
// fonts of the machine.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "player/overlay/wall_clock.hpp"
#include "player/stage/drawing.hpp"

namespace bangtin::player::overlay {

using rendered_image = std::shared_ptr<const stage::image>;  // B G R A with alpha multiplied in

// `seen` is the output as the viewer sees it; sizes follow its shorter side.

// Time above date, on a dark field.
rendered_image draw_clock(const wall_clock& now, stage::size_px seen);
// The time, and the date in two lines beside it, as the end of a ticker's band; opaque, of just that size.
rendered_image draw_band_clock(const wall_clock& now, stage::size_px end);
// The same without a field, as large as fits, for the slate.
rendered_image draw_slate_clock(const wall_clock& now, stage::size_px place);

// How large a logo may be, and the logo on a white field: renditions have no transparency, and a field of its
// own keeps it apart from any picture.
stage::size_px logo_room(stage::size_px seen);
rendered_image draw_logo(const stage::image& logo, stage::size_px seen);

// The code of the link, the call to action below it, and where the link leads. Null when no code can be made.
rendered_image draw_code(const std::string& link, const std::string& call, stage::size_px seen);
// "dichvucong.gov.vn" of "https://dichvucong.gov.vn/nop-ho-so"; empty for what is no web address.
std::string host_of(const std::string& link);

// White on a dark field, at most `width_px` wide.
rendered_image draw_caption(const std::string& text, stage::size_px seen, int width_px);

}  // namespace bangtin::player::overlay
