#include "media/ingest/jpeg_reader.hpp"

#include <algorithm>
#include <cstdlib>

#include "media/ingest/exif.hpp"

// Checks macros of jpeglib.h.
#include <jerror.h>

namespace bangtin::media::ingest {

namespace {

// A progressive picture may contain any number of scans over the whole picture; real ones have about ten.
constexpr int max_passes = 100;
constexpr int exif_marker = JPEG_APP0 + 1;
constexpr int profile_marker = JPEG_APP0 + 2;

jpeg_failures& failures_of(j_common_ptr info) {
  return *reinterpret_cast<jpeg_failures*>(info->err);
}

[[noreturn]] void give_up(j_common_ptr info) {
  failures_of(info).code = info->err->msg_code;
  std::longjmp(failures_of(info).back, 1);
}

// Bytes that some programs leave behind a scan. Where more are left over, the decoder has lost its way in
// what was written over or moved: codes of Huffman's that are wrong mostly look right.
constexpr int max_stray_bytes = 8;

// Adds up the bytes that the library skips in search of a marker. Before the first scan they do no harm.
void count_stray(j_common_ptr info) {
  jpeg_failures& f = failures_of(info);
  if (info->is_decompressor == FALSE || reinterpret_cast<j_decompress_ptr>(info)->input_scan_number == 0)
    return;
  f.stray = std::min(f.stray, max_stray_bytes) + std::clamp(info->err->msg_parm.i[0], 0, max_stray_bytes + 1);
  if (f.stray > max_stray_bytes) f.holes = true;
}

// The library fills what it cannot read with grey and continues. These warnings mean that it did so.
void notice(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
      failures_of(info).holes = true;
      break;
    case JWRN_EXTRANEOUS_DATA:
      count_stray(info);
      break;
    default:
      break;
  }
}

void say_nothing(j_common_ptr) {}

void count_passes(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > max_passes) give_up(info);
}

J_COLOR_SPACE decoded_space(J_COLOR_SPACE stored) {
  if (stored == JCS_CMYK || stored == JCS_YCCK) return JCS_CMYK;
  return stored == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
}

}  // namespace

void catch_jpeg_failures(jpeg_failures& f) {
  jpeg_std_error(&f.manager);
  f.manager.error_exit = give_up;
  f.manager.emit_message = notice;
  f.manager.output_message = say_nothing;
  f.holes = false;
  f.stray = 0;
  f.code = 0;
}

jpeg_reader::jpeg_reader(std::string_view content) {
  catch_jpeg_failures(failures_);
  info_.err = &failures_.manager;
  if (setjmp(failures_.back) != 0) return;
  jpeg_create_decompress(&info_);
  watch_.progress_monitor = count_passes;
  info_.progress = &watch_;
  jpeg_save_markers(&info_, exif_marker, 0xffff);
  jpeg_save_markers(&info_, profile_marker, 0xffff);
  jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(content.data()), content.size());
}

bool jpeg_reader::read_header() {
  if (setjmp(failures_.back) != 0) return false;
  return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
}

bool jpeg_reader::is_exotic() const {
  return failures_.code == JERR_BAD_PRECISION || failures_.code == JERR_SOF_UNSUPPORTED ||
         failures_.code == JERR_CONVERSION_NOTIMPL || failures_.code == JERR_ARITH_NOTIMPL;
}

bool jpeg_reader::start(int shrink) {
  if (setjmp(failures_.back) != 0) return false;
  info_.out_color_space = decoded_space(info_.jpeg_color_space);
  info_.scale_num = 1;
  info_.scale_denom = static_cast<unsigned>(shrink);
  return jpeg_start_decompress(&info_) != FALSE;
}

bool jpeg_reader::read_row(std::uint8_t* row) {
  if (setjmp(failures_.back) != 0) return false;
  return jpeg_read_scanlines(&info_, &row, 1) == 1;
}

bool jpeg_reader::finish() {
  if (setjmp(failures_.back) != 0) return false;
  return jpeg_finish_decompress(&info_) != FALSE && !failures_.holes;
}

int jpeg_reader::orientation() const {
  for (jpeg_saved_marker_ptr m = info_.marker_list; m != nullptr; m = m->next) {
    if (m->marker != exif_marker) continue;
    std::string_view data(reinterpret_cast<const char*>(m->data), m->data_length);
    if (int o = orientation_in_exif(data); o != 1) return o;
  }
  return 1;
}

bool jpeg_reader::has_profile() const {
  for (jpeg_saved_marker_ptr m = info_.marker_list; m != nullptr; m = m->next) {
    std::string_view data(reinterpret_cast<const char*>(m->data), m->data_length);
    if (m->marker == profile_marker && data.starts_with(std::string_view("ICC_PROFILE\0", 12))) return true;
  }
  return false;
}

std::string jpeg_reader::profile() {
  JOCTET* bytes = nullptr;
  unsigned length = 0;
  if (setjmp(failures_.back) != 0) return {};
  if (jpeg_read_icc_profile(&info_, &bytes, &length) == FALSE) return {};
  std::string profile(reinterpret_cast<const char*>(bytes), length);
  std::free(bytes);
  return profile;
}

}  // namespace bangtin::media::ingest
