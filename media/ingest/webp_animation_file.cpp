#include "media/ingest/advice.hpp"
#include "media/ingest/animation_writer.hpp"
#include "media/ingest/gstreamer.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/webp_animation.hpp"

namespace bangtin::media::ingest {

result<ingested> take_webp_animation(const job& j) {
  auto content = whole_file(j, max_image_bytes);
  if (!content) return content.error();
  auto animation = webp_animation::open(std::move(*content), j.limits);
  if (!animation) return animation.error();
  if (!start_gstreamer()) return no_gstreamer();
  const std::string name = "video.mp4";
  auto film = animation_writer::open(j, name, animation->width(), animation->height());
  if (!film) return film.error();
  for (double decoded = 1;; ++decoded) {
    auto picture = animation->next();
    if (!picture) return picture.error();
    if (!*picture) break;
    if (auto added = film->add((*picture)->picture, (*picture)->duration); !added) return added.error();
    report_progress(decoded / static_cast<double>(animation->pictures()));
  }
  auto done = film->finish();
  if (!done) return done.error();
  ingested i;
  i.kind = playlists::programme::media_kind::video;
  i.width = done->width;
  i.height = done->height;
  i.duration = film->duration();
  i.made = {name};
  advise_on_size(animation->width(), animation->height(), i.warnings);
  return i;
}

}  // namespace bangtin::media::ingest
