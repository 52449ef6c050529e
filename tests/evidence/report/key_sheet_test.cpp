// The recovery sheet of the keys, as poppler and a camera read it.
#include "evidence/report/key_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/text.hpp"
#include "evidence/report/pdf_tools.hpp"

namespace bangtin::evidence::report {
namespace {

using fakes::output_of;
using fakes::pdf_on_disk;
using testing::HasSubstr;

key_sheet sample_sheet() {
  const secret_key root = secret_key::generate(), approver = secret_key::generate();
  return {root.public_part(),
          "Nguyễn Thị Hạnh",
          from_unix_ms(1'949'270'400'000),
          "/media/usb/keys",
          "Asia/Ho_Chi_Minh",
          from_unix_ms(1'791'590'400'000),
          std::string(64, '7'),
          {{"root.pem", "khóa bí mật gốc, đã mã hóa", root.pem("long enough")},
           {"approver.pem", "khóa bí mật phê duyệt, đã mã hóa", approver.pem("long enough")},
           {"root.pub", "khóa công khai gốc", root.public_part().pem()}}};
}

TEST(key_sheet, tells_people_what_it_is_and_how_to_use_it) {
  const key_sheet sheet = sample_sheet();
  const result<std::string> pdf = to_pdf(sheet);
  ASSERT_TRUE(pdf) << describe(pdf.error());
  EXPECT_EQ(*pdf, to_pdf(sheet).value()) << "the same sheet gives the same bytes";
  const std::string text = output_of("pdftotext -raw '" + pdf_on_disk(*pdf).path() + "' -");
  for (const char* said :
       {"PHIẾU KHÔI PHỤC KHÓA", "tách khỏi mật khẩu", "Nguyễn Thị Hạnh", "root.pem", "approver.pem",
        "root.pub", "BEGIN ENCRYPTED PRIVATE KEY", "approve.html", "7777 7777"}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  EXPECT_THAT(text, testing::Not(HasSubstr("BEGIN PRIVATE KEY")));
  for (const key_file& f : sheet.files)
    for (const std::string& line : split(f.content, '\n'))
      EXPECT_THAT(text, HasSubstr(line + "\n")) << "lines do not wrap";
}

TEST(key_sheet, gives_each_file_back_to_a_camera) {
  if (output_of("command -v zbarimg").empty()) GTEST_SKIP() << "no zbarimg";
  const key_sheet sheet = sample_sheet();
  const pdf_on_disk file(to_pdf(sheet).value());
  fakes::temporary_folder folder;
  output_of("pdftoppm -r 200 -png '" + file.path() + "' '" + (folder / "page").string() + "'");
  const std::string read =
      output_of("zbarimg --quiet --raw -Sdisable -Sqrcode.enable '" + folder.path().string() + "'/page*.png");
  for (const key_file& f : sheet.files) EXPECT_THAT(read, HasSubstr(f.content)) << f.name;
}

TEST(key_sheet, refuses_what_no_code_holds) {
  key_sheet sheet = sample_sheet();
  sheet.files[0].content = std::string(2001, 'a');
  EXPECT_EQ(to_pdf(sheet).error().code, errc::limit);
}

}  // namespace
}  // namespace bangtin::evidence::report
