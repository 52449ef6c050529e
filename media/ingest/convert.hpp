// Converts a film into the house rendition (docs/media.md): one MP4 file with its header in front.
#pragma once

#include <string>

#include "base/error.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

struct job;

struct converted {
  int width = 0;  // of the rendition, upright, in pixels
  int height = 0;
  std::int64_t frames = 0;
};

// Makes the rendition `name` in the job's folder in one pass over the file, and reports the progress. `sound`
// is measured beforehand if what.sound. errc::invalid when the film is damaged (a truncated or undecodable
// part counts), errc::unsupported when no decoder for it is installed, errc::io when the disk refuses.
result<converted> convert_film(const job& j, const film& f, const conversion& what, const loudness& sound,
                               const std::string& name);

}  // namespace bangtin::media::ingest
