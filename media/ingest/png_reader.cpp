// Colours are converted by colour_converter, from the chunks that png_chunks reads. Therefore libpng leaves
// out all other ancillary chunks.
#include "media/ingest/png_reader.hpp"

#include <bit>
#include <csetjmp>
#include <cstring>

namespace bangtin::media::ingest {

namespace {

[[noreturn]] void give_up(png_structp png, png_const_charp) {
  png_longjmp(png, 1);
}
void say_nothing(png_structp, png_const_charp) {}

}  // namespace

png_reader::png_reader(std::string_view content) : rest_(content) {
  png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, give_up, say_nothing);
  info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
}

void png_reader::read_bytes(png_structp png, png_bytep to, png_size_t count) {
  auto* self = static_cast<png_reader*>(png_get_io_ptr(png));
  if (count > self->rest_.size()) png_error(png, "the end");
  std::memcpy(to, self->rest_.data(), count);
  self->rest_.remove_prefix(count);
}

bool png_reader::start() {
  if (info_ == nullptr || setjmp(png_jmpbuf(png_)) != 0) return false;
  png_set_read_fn(png_, this, read_bytes);
  png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
  png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_AS_DEFAULT, reinterpret_cast<png_const_bytep>("tRNS"),
                              1);
  png_read_info(png_, info_);
  png_set_expand(png_);
  if constexpr (std::endian::native == std::endian::little) png_set_swap(png_);
  png_set_interlace_handling(png_);
  png_read_update_info(png_, info_);
  return true;
}

pixel_form png_reader::form() const {
  int colours = png_get_color_type(png_, info_);
  pixel_form f;
  f.model = (colours & PNG_COLOR_MASK_COLOR) != 0 ? colour_model::rgb : colour_model::grey;
  f.bits = png_get_bit_depth(png_, info_);
  f.alpha = (colours & PNG_COLOR_MASK_ALPHA) != 0;
  return f;
}

bool png_reader::read_row(std::uint8_t* row) {
  if (setjmp(png_jmpbuf(png_)) != 0) return false;
  png_read_row(png_, row, nullptr);
  return true;
}

bool png_reader::read_rows(std::uint8_t** rows) {
  if (setjmp(png_jmpbuf(png_)) != 0) return false;
  png_read_image(png_, rows);
  return true;
}

bool png_reader::finish() {
  if (setjmp(png_jmpbuf(png_)) != 0) return false;
  png_read_end(png_, nullptr);
  return true;
}

}  // namespace bangtin::media::ingest
