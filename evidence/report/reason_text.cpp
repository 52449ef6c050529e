// One sentence per reason, so that reports, `plays count` and `plays compliance` say the same. A sentence has
// no capital and no full stop: it stands in a cell of a table or after a colon.
#include <algorithm>
#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

namespace {

struct known_reason {
  std::string_view word;
  message text;
  std::string_view vietnamese;  // as in po/vi.po; a test compares them
};

const std::vector<known_reason>& known_reasons() {
  static const std::vector<known_reason> all{
      // END
      {"file-missing", msg("the file was not on the screen, or was damaged"),
       "tệp tư liệu không có trên màn hình hoặc bị hỏng"},
      {"decoder-error", msg("the file could not be decoded"), "không giải mã được tệp tư liệu"},
      {"decoder-crash", msg("the decoder stopped while it read the file"),
       "bộ giải mã dừng đột ngột khi đọc tệp tư liệu"},
      {"decoder-timeout", msg("the decoder did not deliver pictures in time"),
       "bộ giải mã không kịp đưa hình ảnh ra màn hình"},
      {"out-of-memory", msg("the screen's machine had too little memory"), "máy của màn hình thiếu bộ nhớ"},
      {"not-ready", msg("the picture was not ready in time"), "hình ảnh chưa sẵn sàng đúng thời điểm phát"},
      {"quarantined", msg("it failed three times in a row, so the screen left it out"),
       "tư liệu lỗi ba lần liên tiếp nên màn hình tạm ngừng phát"},
      {"stopped", msg("the screen's program was stopped during the play"),
       "trình phát bị dừng trong khi đang phát"},
      {"interrupted", msg("the screen's power or program failed during the play"),
       "màn hình mất điện hoặc trình phát dừng đột ngột trong khi đang phát"},
      {"interrupted-by-notice", msg("an emergency notice took its place"), "nhường chỗ cho thông báo khẩn"},
      {"notice", msg("an emergency notice took its place"), "nhường chỗ cho thông báo khẩn"},
      {"start-late", msg("the beginning could not be recorded in time"),
       "không kịp ghi nhận thời điểm bắt đầu phát"},
      {"late-join", msg("the screen began in the middle of it"),
       "màn hình bắt đầu phát khi tư liệu đã qua phần đầu"},
      {"shown-short", msg("it was shown for too short a time"), "thời gian phát ngắn hơn quy định"},
      {"not-shown", msg("no picture reached the screen"), "hình ảnh không lên được màn hình"},
      {"programme-changed", msg("another approved programme took over"),
       "chương trình mới được phê duyệt thay thế giữa chừng"},
      {"expired", msg("the approved programme had expired"), "chương trình đã hết hạn phê duyệt"},
      {"paired-anew", msg("the screen was paired again"), "màn hình được ghép nối lại"},
      {"unpaired", msg("the screen was no longer paired"), "màn hình không còn được ghép nối"},
      {"clock-step", msg("the screen's clock was set during the play"),
       "đồng hồ của màn hình được chỉnh lại trong khi đang phát"},
      {"missed", msg("the screen's program was too busy to begin it"),
       "trình phát quá bận nên bỏ lỡ thời điểm phát"},
      {"stage-lost", msg("the screen's window was lost during the play"),
       "cửa sổ hiển thị bị mất trong khi đang phát"},
      {"no-display", msg("no display was connected"), "không có màn hình nào được kết nối"},
      {"journal-failed", msg("the screen's disk did not accept the record"),
       "ổ đĩa của màn hình không ghi được sổ ghi lượt phát"},
      {"journal-lost", msg("the screen's log of plays was lost"), "sổ ghi lượt phát của màn hình bị mất"},
      {"disk-full", msg("the screen's disk was full"), "ổ đĩa của màn hình đã đầy"},
      // what the counting says of an END
      {"output-disconnected", msg("the display was off or disconnected"),
       "màn hình hiển thị bị tắt hoặc chưa được kết nối"},
      {"output-unknown", msg("nobody could tell whether a display was connected"),
       "không xác định được màn hình hiển thị có được kết nối hay không"},
      {"other", msg("another reason"), "nguyên nhân khác"},
      // uncounted
      {"open", msg("its end was never recorded"), "không có ghi nhận kết thúc lượt phát"},
      {"programme", msg("its programme is unknown, or was not valid then"),
       "chương trình không xác định được hoặc không còn hiệu lực tại thời điểm phát"},
      {"not-ended", msg("it has not ended yet, or its end has not arrived"),
       "lượt phát chưa kết thúc, hoặc ghi nhận kết thúc chưa gửi về"},
      {"mismatch", msg("its end belongs to another play"),
       "ghi nhận kết thúc không khớp với ghi nhận bắt đầu"},
      {"not-planned", msg("the approved schedule has no such play"), "không có trong lịch phát đã phê duyệt"},
      {"too-long", msg("it claims more time than was planned"), "thời lượng ghi nhận dài hơn lịch phát"},
      {"after-receipt", msg("it claims a time after its record had arrived"),
       "thời điểm phát ghi nhận sau thời điểm hệ thống nhận dữ liệu"},
      {"overlap", msg("it overlaps another play of the same screen"),
       "trùng thời gian với lượt phát khác trên cùng màn hình"},
      {"slot-taken", msg("the same slot of the schedule has already been counted"),
       "suất phát này đã được tính một lần"},
      {"fork", msg("it is in a log that contradicts an earlier one"),
       "thuộc sổ ghi mâu thuẫn với dữ liệu đã nhận trước đó"},
      {"doubt", msg("it is in a log that was set aside because it does not verify"),
       "thuộc sổ ghi không vượt qua kiểm tra nên bị để riêng"},
      // causes of missing airtime
      {"partial", msg("plays were not shown to their end"), "lượt phát chưa trọn vẹn"},
      {"failed", msg("plays failed"), "lượt phát không thực hiện được"},
      {"off", msg("the display was off, or the screen's program did not run"),
       "màn hình tắt hoặc trình phát không hoạt động"},
      {"offline", msg("the screen could not reach the daemon"), "màn hình mất kết nối với máy chủ"},
      {"unknown", msg("no record says what was shown"), "không có dữ liệu ghi nhận"},
      {"player-off", msg("the screen's program did not run"), "trình phát không hoạt động"},
      {"no-records", msg("the screen has sent no records of that time yet"),
       "màn hình chưa gửi dữ liệu của thời gian này"},
      {"records-missing",
       msg("no log of the screen has this time: its records are lost, or it was not set up"),
       "không có sổ ghi nào về thời gian này: dữ liệu đã mất hoặc màn hình chưa được lắp đặt"},
      {"clock", msg("the screen's clock was not reliable"), "đồng hồ của màn hình không đáng tin cậy"},
  };
  return all;
}

const known_reason* find(std::string_view word) {
  const auto& all = known_reasons();
  auto found = std::find_if(all.begin(), all.end(), [&](const known_reason& r) { return r.word == word; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

message reason_text(std::string_view reason) {
  if (const known_reason* known = find(reason)) return known->text;
  if (reason.empty()) return msg("no reason is recorded");
  return msg("another reason ({})", std::string(reason));
}

std::string reason_in_vietnamese(std::string_view reason) {
  if (const known_reason* known = find(reason)) return std::string(known->vietnamese);
  if (reason.empty()) return "không ghi nhận được nguyên nhân";
  return "nguyên nhân khác (" + std::string(reason) + ")";
}

}  // namespace bangtin::evidence::report
