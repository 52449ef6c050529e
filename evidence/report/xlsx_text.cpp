// The words do not go through gettext: the daemon writes workbooks for readers of both languages.
#include "evidence/report/xlsx_text.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

namespace {

struct in_both {
  std::string_view vietnamese, english;
};
constexpr std::array<in_both, static_cast<std::size_t>(word::slate) + 1> words{{
    {"Tổng hợp", "Summary"},
    {"Theo màn hình", "By screen"},
    {"Theo ngày", "By day"},
    {"Theo tư liệu", "By media item"},
    {"Không được tính", "Not counted"},
    {"Kế hoạch và thực tế", "Planned and shown"},
    {"Chi tiết", "Detail"},
    {"Ghi chú", "Notes"},
    {"Mã nhiệm vụ", "Task"},
    {"Nhiệm vụ", "Title of the task"},
    {"Mã nội dung", "Theme"},
    {"Nội dung tuyên truyền", "Title of the theme"},
    {"Màn hình", "Screen"},
    {"Tên màn hình", "Title of the screen"},
    {"Mã địa điểm", "Venue"},
    {"Địa điểm", "Title of the venue"},
    {"Chiến dịch", "Campaign"},
    {"Tệp tư liệu", "Media item"},
    {"Tư liệu", "Title of the item"},
    {"Ngày", "Day"},
    {"Số lượt phát", "Plays"},
    {"Thời lượng phát", "Airtime"},
    {"Phát chưa trọn", "Partial"},
    {"Phát lỗi", "Failed"},
    {"Không được tính", "Uncounted"},
    {"Giờ chưa chắc chắn", "Clock uncertain"},
    {"Tổng cộng", "Total"},
    {"Lý do", "Reason"},
    {"Theo lịch", "Planned"},
    {"Đã phát", "Shown"},
    {"Màn hình tắt", "Screen off"},
    {"Phát khi mất kết nối", "Shown while offline"},
    {"Thông báo khẩn", "Interrupted by a notice"},
    {"Không rõ", "Unknown"},
    {"Nguyên nhân", "Cause"},
    {"Báo cáo lượt phát tháng", "Report of plays for"},
    {"Số lượt phát mỗi ngày", "Plays per day"},
    {"Mục", "Item"},
    {"Giá trị", "Value"},
    {"Tháng", "Month"},
    {"Múi giờ", "Time zone"},
    {"Cơ quan ban hành", "Issued by"},
    {"Số, ký hiệu", "Number and symbol"},
    {"Bản", "Revision"},
    {"Tháng chưa kết thúc; số liệu còn thay đổi.", "The month has not ended; the figures will change."},
    {"Bổ sung sau bản {}, màn hình {}: {:+} lượt phát, {:+} lượt không được tính",
     "Since revision {}, screen {}: {:+} plays, {:+} that do not count"},
    {"Bổ sung sau bản {}, màn hình {}: số liệu thời lượng hoặc nguyên nhân thay đổi",
     "Since revision {}, screen {}: figures of airtime or causes are known better"},
    {"Lượt phát trọn vẹn, được tính.", "Plays that count: shown whole, on a display that was on."},
    {"Thời lượng của các lượt phát được tính, giờ:phút:giây.", "Airtime of the plays that count, h:mm:ss."},
    {"Lượt phát đã kết thúc nhưng chiếu quá ngắn.", "Plays that ended and were shown for too short a time."},
    {"Lượt phát không hiện lên màn hình.", "Plays that were not visible."},
    {"Lượt phát không có bằng chứng đầy đủ.", "Plays that the evidence does not support."},
    {"(hình chờ)", "(slate)"},
}};

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Whether Excel reads an escape here: _xHHHH_.
bool is_escape(std::string_view t) {
  return t.size() >= 7 && t[0] == '_' && t[1] == 'x' && is_hex(t[2]) && is_hex(t[3]) && is_hex(t[4]) &&
         is_hex(t[5]) && t[6] == '_';
}

// The bytes with which the text still fits when the last unit is kept for "…"; npos: all of it fits.
std::size_t cut_of(std::string_view text) {
  std::size_t units = 0, last_good = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8_character c = decode_utf8(text.substr(at));
    units += c.code_point > 0xFFFF ? 2 : 1;
    if (units > max_cell_units) return last_good;
    at += std::max<std::size_t>(c.length, 1);
    if (units < max_cell_units) last_good = at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string cell_text(std::string_view text) {
  const std::string safe = printable(text);
  std::string escaped;
  escaped.reserve(safe.size());
  for (std::size_t at = 0; at < safe.size(); ++at) {
    const std::string_view rest = std::string_view(safe).substr(at);
    // XML 1.0 has no U+FFFE and no U+FFFF.
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
      escaped += "\xEF\xBF\xBD";
      at += 2;
      continue;
    }
    if (is_escape(rest)) escaped += "_x005F";
    escaped += safe[at];
  }
  if (const std::size_t cut = cut_of(escaped); cut != std::string_view::npos) {
    escaped.resize(cut);
    escaped += "…";
  }
  return escaped;
}

std::string_view text_of(word w, language l) {
  const in_both& both = words[static_cast<std::size_t>(w)];
  return l == language::vietnamese ? both.vietnamese : both.english;
}

std::string sheet_name(word w, language l, int n) {
  std::string name(first_characters(text_of(w, l), max_sheet_name - 8));
  return n == 1 ? name : fmt::format("{} {}", name, n);
}

std::string reason_in(std::string_view reason, language l) {
  return l == language::vietnamese ? reason_in_vietnamese(reason) : in_english(reason_text(reason));
}

}  // namespace bangtin::evidence::report
