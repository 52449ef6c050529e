// How dates, times and decimals are written in each language.
#include "admin-cli/views/times.hpp"

#include <gtest/gtest.h>

#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/transfer.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"

namespace bangtin::admin_cli::views {
namespace {

class local_forms : public testing::Test {
 protected:
  ~local_forms() override { set_language(language::english); }

  const std::string zone = "Asia/Ho_Chi_Minh";
  const utc_ms seven{milliseconds(1'791'590'412'000)};  // 2026-10-10, 7:00:12 in the zone
};

TEST_F(local_forms, dates_have_the_day_first_in_vietnamese_and_stay_in_english) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-11-29", "29/11/2026"},
      {"2026-11-29 12:11", "12:11 29/11/2026"},
      {"2026-11-29 12:11:05", "12:11:05 29/11/2026"},
      {"2026-11", "11/2026"},
      {"10-01", "01/10"},
      {"2026-11-29, 2026-12-01 …", "29/11/2026, 01/12/2026 …"},
      {"(2028-02-29)", "(29/02/2028)"},
      // What is no date stays.
      {"", ""},
      {"29/11/2026", "29/11/2026"},
      {"2026-13-01", "2026-13-01"},
      {"2026-11-32", "2026-11-32"},
      {"bao-cao-2026-11.pdf", "bao-cao-2026-11.pdf"},
      {"a2026-11-29", "a2026-11-29"},
      {"2026-11-29b", "2026-11-29b"},
      {"0576db-80203d-12-05", "0576db-80203d-12-05"},
      {"2026-11-29-3", "2026-11-29-3"},
      {"tháng-10-01", "tháng-10-01"}};
  for (const auto& [iso, office] : cases) {
    set_language(language::english);
    EXPECT_EQ(local_dates(iso), iso);
    set_language(language::vietnamese);
    EXPECT_EQ(local_dates(iso), office);
    EXPECT_EQ(local_dates(local_dates(iso)), office) << "twice is once";
  }
}

TEST_F(local_forms, decimals_have_a_comma_in_vietnamese) {
  EXPECT_EQ(percent_text(667), "66.7 %");
  EXPECT_EQ(tenths_text(5), "0.5");
  EXPECT_EQ(size_text(1500), "1.5 kB");
  set_language(language::vietnamese);
  EXPECT_EQ(percent_text(667), "66,7 %");
  EXPECT_EQ(percent_text(1000), "100,0 %");
  EXPECT_EQ(tenths_text(639), "63,9");
  EXPECT_EQ(size_text(1500), "1,5 kB");
  EXPECT_EQ(size_texts(4'300'000'000, 4'294'967'296).first, "4,3 GB");
  EXPECT_EQ(local_decimals("1.25 và 3. tháng 10."), "1,25 và 3. tháng 10.");
}

TEST_F(local_forms, a_translation_says_which_values_are_dates_and_numbers) {
  set_language(language::vietnamese);
  EXPECT_EQ(tr("{} until {:date}, {:number} %", "2026-10-01", "2026-10-01", "66.7"),
            "2026-10-01 until 01/10/2026, 66,7 %")
      << "a name that looks like a date stays as it is";
  EXPECT_EQ(tr("{1:date} {0:number}", "1.5", "2026-10-01 07:00"), "07:00 01/10/2026 1,5");
  EXPECT_EQ(tr("{:dates}", "2026-10-01"), "{:dates} [2026-10-01]") << "no such kind";
}

TEST_F(local_forms, instants_are_written_in_one_form_everywhere) {
  set_language(language::vietnamese);
  EXPECT_EQ(local_time(seven, zone), "07:00:12 10/10/2026");
  EXPECT_EQ(local_minute(seven, zone), "07:00 10/10/2026");
  EXPECT_EQ(local_clock(seven, zone), "07:00:12");
  EXPECT_EQ(local_date(seven, zone), "10/10/2026");
  EXPECT_EQ(short_date(seven), "10/10/2026");
  EXPECT_EQ(local_time_from(seven, zone, seven + std::chrono::hours(1)), "07:00:12");
  EXPECT_EQ(local_time_from(seven, zone, seven + std::chrono::days(1)), "07:00:12 10/10/2026");
  EXPECT_EQ(instant_words(seven, zone, seven + std::chrono::days(1)), "07:00:12 ngày 10/10/2026");
  EXPECT_EQ(local_rfc3339(seven, zone), "2026-10-10T07:00:12.000+07:00") << "for programs";
  set_language(language::english);
  EXPECT_EQ(local_time(seven, zone), "2026-10-10 07:00:12");
  EXPECT_EQ(local_minute(seven, zone), "2026-10-10 07:00");
}

}  // namespace
}  // namespace bangtin::admin_cli::views
