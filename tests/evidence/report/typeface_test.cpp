// What drawings have in common. The daemon draws on several threads.
#include <gtest/gtest.h>
#include <pango/pangofc-fontmap.h>

#include <future>

#include "evidence/report/pdf.hpp"
#include "evidence/report/pdf_fonts.hpp"
#include "evidence/report/sample_report.hpp"

namespace bangtin::evidence::report {
namespace {

// Pango never gives the configuration of a font map back, so it must not be another one each time.
TEST(report_typeface, has_one_configuration_for_all_drawings_and_a_font_map_for_each) {
  auto one = open_typeface().value(), other = open_typeface().value();
  PangoFontMap *map = pango_context_get_font_map(one.get()),
               *other_map = pango_context_get_font_map(other.get());
  EXPECT_NE(map, other_map);
  EXPECT_EQ(pango_fc_font_map_get_config(PANGO_FC_FONT_MAP(map)),
            pango_fc_font_map_get_config(PANGO_FC_FONT_MAP(other_map)));
}

TEST(report_typeface, draws_the_same_on_several_threads_at_once) {
  std::vector<std::future<std::string>> drawn;
  for (int i = 0; i < 3; ++i) {
    drawn.push_back(std::async(std::launch::async, [] { return to_pdf(samples::ordinary()).value(); }));
  }
  const std::string alone = to_pdf(samples::ordinary()).value();
  for (auto& d : drawn) EXPECT_EQ(d.get(), alone);
}

}  // namespace
}  // namespace bangtin::evidence::report
