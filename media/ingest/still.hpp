// The way of every still from a decoder's rows to its rendition: colours, transparency, size, upright.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/asset.hpp"
#include "media/image.hpp"
#include "media/ingest/colours.hpp"
#include "media/ingest/pixels.hpp"

namespace bangtin::media::ingest {

struct job;

// The largest picture that a screen shows, lying or upright.
constexpr int max_still_longer_px = 3840;
constexpr int max_still_shorter_px = 2160;

// Refuses a picture by its header, before memory is taken for it: errc::limit for more pixels than the job
// allows or a side of more than 40,000, errc::invalid for none.
result<void> allow_size(const job& j, std::int64_t width, std::int64_t height);

// Shrinks a picture while its rows arrive: each pixel counts by the area that it covers. Holds one row of the
// source and the result, so the memory needed does not grow with the source.
class reducer {
 public:
  reducer(size_px from, size_px to);
  // Rows from the top, 8-bit RGB. Exactly from.height of them.
  void add(const std::uint8_t* rgb);
  image take() { return std::move(out_); }

 private:
  void narrow(const std::uint8_t* rgb);
  void add_part(float height);

  size_px from_;
  size_px to_;
  image out_;
  int y_ = 0;
  double below_ = 0;           // where the next source row begins, in rows of the result
  std::vector<float> narrow_;  // the source row at the result's width
  std::vector<float> sums_;    // the row of the result that is being made
};

// A still whose rows arrive from a decoder.
class still {
 public:
  // `stored` is the size in the file, before it is turned by `orientation` (EXIF's, 1 to 8).
  still(size_px stored, int orientation, const pixel_form& form, colour_converter colours);
  // The next row from the top, in the given form. Transparency becomes white.
  void add_row(const void* pixels);
  // Whether every pixel so far was opaque.
  bool opaque() const { return opaque_; }
  // The picture, upright and no larger than a screen shows. After the last row.
  image take();

 private:
  int width_;
  int orientation_;
  pixel_form form_;
  colour_converter colours_;
  reducer reducer_;
  std::vector<std::uint8_t> row_;
  bool opaque_ = true;
};

// Photographs become JPEG, what has sharp edges or flat colours becomes PNG.
enum class rendition_kind { jpeg, png };

// Writes the rendition and describes it, with `warnings` and advice on its size.
result<ingested> store_still(const job& j, image p, rendition_kind kind, std::vector<message> warnings);
// The file itself is the rendition.
ingested keep_still(int width, int height, std::vector<message> warnings);

// What is said of a picture whose colour profile cannot be used.
message broken_profile();
// What is said of a file of which only the first picture is shown.
message first_picture_only(int pictures);
message moves_no_more();

}  // namespace bangtin::media::ingest
