// Draws one page of a guide with poppler, and notices when something of it cannot be drawn.
#pragma once

#include <poppler.h>

#include <string_view>

#include "base/error.hpp"
#include "media/image.hpp"
#include "media/ingest/second_renderer.hpp"

namespace bangtin::media::ingest {

// The page over white, fitted into the size of a screen, lying or upright. errc::invalid when its size makes
// no sense, and when pictures or text of it could not be drawn; the message names the page by `number`, which
// counts from 1. `second` has the same document.
result<image> draw_page(PopplerPage* page, int number, second_renderer& second);

// Whether this line of poppler's log says that part of a page was left out. Remarks on what is merely unusual
// in a file do not count.
bool loses_something(std::string_view log_line);

}  // namespace bangtin::media::ingest
