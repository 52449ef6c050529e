// draw_overlays DIR [PICTURE.png]: writes every card and every layer, at three sizes, as PNG files for a
// person to check.
#include <cairo.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "player/overlay/composed.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/stage/text_card.hpp"

namespace {

using namespace bangtin;
using namespace bangtin::player::overlay;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

const utc_ms a_sunday(std::chrono::milliseconds(1'795'331'100'000));  // 22/11/2026 14:05 in Vietnam

player::stage::image picture_of(player::stage::size_px size, const char* file) {
  player::stage::drawing d(size);
  d.fill_downwards({0.75, 0.85, 0.95}, {0.25, 0.45, 0.35});
  player::stage::image i = *d.finish();
  cairo_surface_t* png = file == nullptr ? nullptr : cairo_image_surface_create_from_png(file);
  if (png == nullptr || cairo_surface_status(png) != CAIRO_STATUS_SUCCESS) return i;
  cairo_surface_t* to = cairo_image_surface_create_for_data(i.pixels.data(), CAIRO_FORMAT_RGB24, size.width,
                                                            size.height, size.width * 4);
  cairo_t* cr = cairo_create(to);
  double scale = std::min(size.width / double(cairo_image_surface_get_width(png)),
                          size.height / double(cairo_image_surface_get_height(png)));
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_paint(cr);
  cairo_translate(cr, (size.width - scale * cairo_image_surface_get_width(png)) / 2,
                  (size.height - scale * cairo_image_surface_get_height(png)) / 2);
  cairo_scale(cr, scale, scale);
  cairo_set_source_surface(cr, png, 0, 0);
  cairo_paint(cr);
  cairo_destroy(cr);
  cairo_surface_destroy(to);
  cairo_surface_destroy(png);
  return i;
}

// All layers but the logo, which a decoder process provides; bangtin-player --shot draws that, too.
void draw_layers(const fs::path& to, player::stage::size_px size, const char* file, const fs::path& subtitles,
                 const std::string& link, const player::stage::pairing_panel& pairing = {""}) {
  player::stage::overlays what;
  what.pairing = pairing;
  what.ticker =
      "Từ ngày 01/12/2026, nộp hồ sơ trực tuyến toàn trình được giảm 50 % lệ phí   •   Cảnh giác với "
      "cuộc gọi mạo danh cán bộ công an yêu cầu cài đặt VNeID 📱   •   Ủy ban nhân dân xã Nghĩa Hưng";
  what.clock = true;
  what.timezone = "Asia/Ho_Chi_Minh";
  player::stage::picture_file shown;
  shown.link = link;
  shown.call = "Quét mã để nộp hồ sơ trực tuyến";
  shown.subtitles = subtitles;
  player::stage::content on_show = shown;
  player::overlay::programme_layers source{{}};
  source.set(what);
  player::stage::layer_source::moment m{1s, a_sunday + 5s, size, &on_show, 2s, {1920, 1080}};
  source.layers(m);
  std::this_thread::sleep_for(300ms);
  std::vector<player::stage::layer> layers = source.layers(m);
  player::stage::image picture =
      player::stage::painter().compose(picture_of({1920, 1080}, file).view(), player::stage::rotation::none,
                                       size, player::stage::fit_mode::contain, source.room(m));
  (void)player::stage::write_png(player::overlay::composed(std::move(picture), layers), to);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  fs::path folder = argv[1];
  fs::create_directories(folder);
  fs::path subtitles = folder / "a.srt";
  std::ofstream(subtitles)
      << "1\n00:00:01,000 --> 00:00:05,000\nBước 1: Truy cập Cổng Dịch vụ công quốc gia\n"
         "và đăng nhập bằng tài khoản VNeID mức độ 2.\n";
  const char* background = argc > 2 ? argv[2] : nullptr;
  const std::string body = "Trung tâm Phục vụ hành chính công xã Nghĩa Hưng";
  std::vector<std::pair<std::string, player::stage::text_card>> cards;
  cards.push_back({"slate", {body, {}, player::stage::text_card::style::slate}});
  cards.push_back({"slate-lines",
                   {"Ủy ban nhân dân xã Nghĩa Hưng, huyện Nghĩa Hưng, tỉnh Nam Định",
                    {"Chương trình sẽ tiếp tục trong giây lát."},
                    player::stage::text_card::style::slate}});
  cards.push_back({"pairing",
                   {"K7QM-2XWD",
                    {"Màn hình này chưa được thiết lập.", "Hãy nhập lệnh này trên máy quản trị.",
                     "https://bangtin.nghiahung.example:8470"},
                    player::stage::text_card::style::pairing,
                    "bangtin screen pair K7QM-2XWD",
                    "bangtin screen pair K7QM-2XWD"}});
  cards.push_back(cards.back());
  cards.back().first = "pairing-unreachable";
  cards.back().second.warning =
      "Không kết nối được máy chủ https://bangtin.nghiahung.example:8470.\nThe daemon "
      "https://bangtin.nghiahung.example:8470 cannot be reached.";
  cards.push_back(
      {"notice",
       {"THÔNG BÁO KHẨN",
        {"Bão số 9 đổ bộ trong đêm nay. Người dân ngoài đê di chuyển ngay đến Trường THCS Nghĩa Hưng. "
         "Điện thoại trực: 0228 3871 113."},
        player::stage::text_card::style::notice}});
  cards.push_back({"notice-emoji",
                   {"⚠️ Bão số 9 🌀",
                    {"Sơ tán ngay 🏃 đến Trường THCS 🏫", "Gọi ☎️ 113"},
                    player::stage::text_card::style::notice}});
  cards.push_back(
      {"notice-word",
       {std::string(1'900, 'm'), {"Một từ không ai đọc được."}, player::stage::text_card::style::notice}});
  cards.push_back({"notice-short", {"Cháy! Rời khỏi tòa nhà.", {}, player::stage::text_card::style::notice}});
  cards.push_back({"notice-title",
                   {"Bão số 9",
                    {"Đổ bộ trong đêm nay. Người dân ngoài đê di chuyển ngay đến Trường THCS Nghĩa Hưng."},
                    player::stage::text_card::style::notice}});
  std::string much;
  for (int i = 0; i < 12; ++i)
    much += "Đề nghị bà con nhân dân khẩn trương sơ tán theo hướng dẫn của lực lượng chức năng. ";
  cards.push_back({"notice-long", {"THÔNG BÁO KHẨN", {much}, player::stage::text_card::style::notice}});
  cards.push_back(
      {"plain",
       {"Bảng tin",
        {"Chương trình sẽ hiển thị tại đây trong giây lát.", "The programme will be shown here shortly."}}});
  for (player::stage::size_px size : {player::stage::size_px{1920, 1080}, player::stage::size_px{1080, 1920},
                                      player::stage::size_px{1280, 720}}) {
    std::string suffix = fmt::format("-{}x{}.png", size.width, size.height);
    for (const auto& [name, card] : cards) {
      player::stage::image drawn = player::stage::draw_card(card, size);
      player::stage::content on_show = card;
      player::overlay::programme_layers source{{}};
      player::stage::overlays what;
      what.timezone = "Asia/Ho_Chi_Minh";
      source.set(what);
      (void)player::stage::write_png(
          player::overlay::composed(drawn, source.layers({1s, a_sunday, size, &on_show, 0s})),
          folder / (name + suffix));
    }
    draw_layers(folder / ("layers" + suffix), size, background, subtitles, "https://dichvucong.gov.vn");
    draw_layers(folder / ("layers-pairing" + suffix), size, background, subtitles,
                "https://dichvucong.gov.vn",
                {"K7QM-2XWD", "Không kết nối được máy chủ http://bangtin.nghiahung.example:8470."});
    draw_layers(folder / ("layers-long" + suffix), size, background, subtitles,
                "https://dichvucong.namdinh.gov.vn/vi/thu-tuc-hanh-chinh/nop-ho-so?ma=1.000");
  }
  return 0;
}
