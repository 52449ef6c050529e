// The layers that a programme puts above the pictures: ticker, clock, logo, the QR code of a picture's link,
// and a video's subtitles; and the clock on the slate. A pairing panel lies above these and above plain
// cards. There is nothing above other cards and above black.
//
// Each layer is drawn once per change and kept; only the ticker is painted for every frame. Files are read
// elsewhere: a decoder process reads the logo, a thread reads subtitles; until they are there, nothing is
// shown in their place. Owned by the stage; use it only on the stage's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "player/overlay/decoded_still.hpp"
#include "player/overlay/renderers.hpp"
#include "player/overlay/subtitle_track.hpp"
#include "player/overlay/ticker_strip.hpp"
#include "player/stage/layers.hpp"

namespace bangtin::player::overlay {

class programme_layers final : public stage::layer_source {
 public:
  // `make` may be empty; then there is no logo.
  explicit programme_layers(decoder_maker make);

  std::vector<stage::layer> layers(const moment& m) override;
  microseconds next_change(const moment& m) override;
  void set(const stage::overlays& what) override;

 private:
  // A drawing and the values it was drawn from; drawn again when those change.
  template <class Key>
  struct kept {
    std::optional<Key> of;
    rendered_image drawn;
  };

  void follow(const moment& m);
  void follow_logo(const moment& m);
  void follow_subtitles(const stage::picture_file& file);
  void lay_out(const moment& m, const stage::picture_file& file);
  void lay_panel(const moment& m, layout& places);
  void lay_out_slate(const moment& m, const stage::text_card& card);
  void lay_ticker(const moment& m, const layout& places);
  void lay_clock(const moment& m, layout& places);
  void add(const rendered_image& drawn, const stage::rect_px& where, bool opaque = false);

  decoder_maker make_;
  stage::overlays what_;
  std::uint64_t next_version_ = 1;

  std::optional<decoded_image> logo_;
  std::filesystem::path subtitles_of_;  // the file that `reader_` reads
  subtitle_reader reader_;

  struct clock_key {
    std::int64_t minute;
    stage::size_px size;
    std::string zone;
    bool operator==(const clock_key&) const = default;
  };
  struct code_key {
    std::string link, call;
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
    stage::size_px seen;
    bool operator==(const logo_key&) const = default;
  };
  struct ticker_key {
    std::string text;
    stage::size_px band;
    bool operator==(const ticker_key&) const = default;
  };
  struct panel_key {
    stage::pairing_panel panel;
    stage::size_px seen;
    bool operator==(const panel_key&) const = default;
  };
  kept<panel_key> panel_;
  kept<clock_key> clock_, slate_clock_;
  kept<code_key> code_;
  kept<caption_key> caption_;
  kept<logo_key> logo_face_;
  std::optional<ticker_key> strip_of_;
  std::optional<ticker_strip> strip_;

  std::vector<stage::layer> shown_;  // the previous answer
  std::vector<stage::layer> next_;   // the answer while it is being made
};

}  // namespace bangtin::player::overlay
