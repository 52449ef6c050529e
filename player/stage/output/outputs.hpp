// The two outputs; see output.hpp. Only window.cpp includes this.
#pragma once

#include <SDL.h>

#include <memory>

#include "player/stage/output/output.hpp"

namespace bangtin::player::stage::output {

// Converts on the processor into the window's own memory: the cheapest way without a GPU. `window` must
// outlive the output.
std::unique_ptr<output> make_surface_output(SDL_Window* window);

// Draws through SDL's renderer, which rotates, scales and converts. `window` must outlive the output.
// errc::unsupported when there is no renderer.
result<std::unique_ptr<output>> make_texture_output(SDL_Window* window);

// Whether SDL's renderer would run on a real GPU. Tries it in a hidden window, if there is a GPU at all.
bool gpu_there();

}  // namespace bangtin::player::stage::output
