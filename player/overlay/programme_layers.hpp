// The layers that a programme shows with its pictures: ticker, clock, logo, the QR code of a picture's link,
// and a video's subtitles; and the clock on the slate. Other cards, black, and an emergency's picture have
// none. layout.hpp says where they lie.
//
// Each layer is drawn once per change and kept; only the ticker is painted for every frame. What takes long
// happens elsewhere: a decoder process reads the logo, a thread reads subtitles, the typesetter draws texts.
// Until those are done, nothing is shown in their place. Owned by the stage; use it only on the stage's
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "player/overlay/decoded_still.hpp"
#include "player/overlay/kept_drawing.hpp"
#include "player/overlay/layout.hpp"
#include "player/overlay/renderers.hpp"
#include "player/overlay/subtitle_track.hpp"
#include "player/overlay/ticker_strip.hpp"
#include "player/stage/layers.hpp"

namespace bangtin::player::overlay {

class programme_layers final : public stage::layer_source {
 public:
  // `make` may be empty; then there is no logo. Without `texts` they are drawn on the calling thread.
  explicit programme_layers(decoder_maker make, std::shared_ptr<stage::typesetter> texts = nullptr);

  stage::rect_px room(const moment& m) override;
  std::vector<stage::layer> layers(const moment& m) override;
  microseconds next_change(const moment& m) override;
  void set(const stage::overlays& what) override;
  // Whether a file is being read or a text drawn for what layers() was asked last: it will change soon.
  bool is_reading() const { return (logo_ && logo_->working()) || !reader_.done() || waits_; }

 private:
  void follow(const moment& m);
  void follow_logo(const moment& m);
  void follow_subtitles(const stage::picture_file& file);
  layout layout_of(const moment& m, const stage::picture_file& file);
  void add_layers(const moment& m, const stage::picture_file& file);
  void add_slate_clock(const moment& m, const stage::text_card& card);
  void add_ticker(const moment& m, const stage::rect_px& place);
  void add_clock(const moment& m, const layout& places);
  void add_logo(const moment& m, const stage::rect_px& place);
  void add_code(const moment& m, const stage::picture_file& file, const code_place& place);
  void add_caption(const moment& m, const layout& places);
  stage::size_px area(const moment& m);
  const rendered_image* panel_of(const moment& m);
  void add_panel(const moment& m);
  const rendered_image* code_of(const moment& m, const stage::picture_file& file, const code_place& place);
  const rendered_image* caption_of(const moment& m, const std::string& text, const layout& places);
  void add(const rendered_image& drawn, const stage::rect_px& where, bool opaque = false);

  decoder_maker make_;
  std::shared_ptr<stage::typesetter> texts_;
  stage::overlays what_;
  bool zone_known_ = false;
  bool waits_ = false;  // for a drawing of what is on show
  std::uint64_t next_version_ = 1;

  std::optional<decoded_image> logo_;
  std::filesystem::path subtitles_of_;  // the file that `reader_` reads
  subtitle_reader reader_;

  struct clock_key {
    std::int64_t minute;
    stage::size_px size;
    int band_width;
    std::string zone;
    bool operator==(const clock_key&) const = default;
  };
  struct slate_key {
    std::string title;
    std::vector<std::string> lines;
    stage::size_px seen;
    bool operator==(const slate_key&) const = default;
  };
  struct code_key {
    std::string link, call;
    code_place at;
    stage::size_px seen;
    bool operator==(const code_key&) const = default;
  };
  struct caption_key {
    std::string text;
    stage::size_px seen;
    int width;
    bool operator==(const caption_key&) const = default;
  };
  struct logo_key {
    std::string file;
    stage::size_px seen, panel;
    bool operator==(const logo_key&) const = default;
  };
  struct ticker_key {
    std::string text;
    stage::size_px band;
    int speed;
    bool operator==(const ticker_key&) const = default;
  };
  struct panel_key {
    stage::pairing_panel panel;
    stage::stick_panel stick;
    stage::size_px seen;
    bool operator==(const panel_key&) const = default;
  };
  kept_drawing<panel_key, rendered_image> panel_;
  kept_drawing<clock_key, rendered_image> clock_, slate_clock_;
  kept_drawing<slate_key, stage::rect_px> slate_room_;  // where the slate leaves room for its clock
  drawing_cache<code_key, rendered_image> codes_;
  drawing_cache<caption_key, rendered_image> captions_;
  kept_drawing<logo_key, rendered_image> logo_face_;
  kept_drawing<ticker_key, std::shared_ptr<ticker_strip>> strip_, empty_strip_;

  std::vector<stage::layer> shown_;  // the previous answer
  std::vector<stage::layer> next_;   // the answer while it is being made
};

}  // namespace bangtin::player::overlay
