// A film is read to its end, judged, measured, and converted where it is not in house form. What is in house
// form is not decoded here: afterwards the player's own decoder runs over it, and over every rendition.
#include <algorithm>

#include "media/ingest/advice.hpp"
#include "media/ingest/confinement.hpp"
#include "media/ingest/convert.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/sound.hpp"
#include "media/ingest/survey.hpp"
#include "media/movie_time.hpp"

namespace bangtin::media::ingest {

namespace {

constexpr const char* rendition = "film.mp4";

film film_of(const video_facts& v) {
  const video_track& picture = *picture_of(v);
  const sound_track* sound = sound_of(v);
  milliseconds first = picture.span->first;
  if (sound != nullptr) first = std::min(first, sound->span->first);
  film f;
  f.box = v.box;
  f.picture = picture.id;
  f.turned = picture.turned == "rotate-0" ? "" : picture.turned;
  f.alpha_beside = picture.alpha_beside;
  if (sound != nullptr) f.sound = sound->id;
  f.origin = film_origin(v.box, first);
  f.duration = item_length(v);
  return f;
}

}  // namespace

result<ingested> take_video(const job& j, container box) {
  if (!start_gstreamer() || !load_demuxer(box)) return no_gstreamer();
  auto v = read_film(j, box);
  if (!v) return v.error();
  if (auto bad = refusal(*v, j.limits)) return *bad;
  film f = film_of(*v);
  limit_cpu(j.limits, f.duration);
  loudness measured;
  bool fits = true;
  if (!f.sound.empty()) {
    auto heard = measure_sound(j, f);
    if (!heard) return heard.error();
    measured = *heard;
    fits = fits_house(measured);
  }
  ingested i;
  i.kind = playlists::programme::media_kind::video;
  i.width = picture_of(*v)->width;
  i.height = picture_of(*v)->height;
  i.duration = f.duration;
  i.sound = !f.sound.empty();
  i.title = v->title;
  conversion what = conversion_for(*v, fits);
  if (!what.needed()) {
    advise_on_size(i.width, i.height, i.warnings);
    return i;
  }
  auto made = convert_film(j, f, what, measured, rendition);
  if (!made) return made.error();
  i.width = made->width;
  i.height = made->height;
  i.made = {rendition};
  advise_on_size(i.width, i.height, i.warnings);
  if (what.sound) advise_on_sound(measured, i.warnings);
  return i;
}

}  // namespace bangtin::media::ingest
