// "Was that us?" as a page: what the daemon puts on it, from records that screens sent over real sockets.
#include <gmock/gmock.h>

#include <cstdio>
#include <memory>

#include "media/screenshot.hpp"
#include "scheduler/site.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

using namespace std::chrono_literals;
using evidence::record;
using evidence::record_type;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class shown_pages : public site {
 protected:
  shown_pages() {
    setup_.ingest = [this](const std::filesystem::path&, const std::filesystem::path& output,
                           const media::ingest_limits&,
                           const media::ingest_control&) -> result<media::ingested> {
      media::ingested found;
      found.width = 1920, found.height = 1080;
      if (thumbnail_.empty()) return found;
      found.thumbnail = "t.jpg";
      if (result<void> w = write_file(output / "t.jpg", thumbnail_); !w) return w.error();
      return found;
    };
    start();
    pair(lobby_);
    lobby_.begin(begun_);
    note(record_type::boot, "start", 0s);
  }
  void note(record_type type, const std::string& why, milliseconds after) {
    record r = lobby_.blank(type, begun_ + after);
    r.reason = why;
    lobby_.append(r);
  }
  // The programme's file as a media item.
  void load() {
    store("a picture");
    json::object o{{"sha256", sha256("a picture").hex()}, {"file", "poster.png"}};
    answer a = admin("POST", "/v1/media", canonical(o));
    if (a.status == 202) a = admin("GET", a.headers["location"] + "?wait_ms=10000");
    ASSERT_EQ(a.status, 200) << a.body;
  }
  void send(milliseconds after) {
    clock_.ms = (begun_ + after).time_since_epoch().count();
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(sent_ + 1, lobby_.lines.size())).status, 200);
    sent_ = lobby_.lines.size();
  }
  answer page(milliseconds after, const std::string& more = "&format=pdf") {
    return admin("GET", "/v1/plays/at?screen=lobby&at=" +
                            std::to_string((begun_ + after).time_since_epoch().count()) + more);
  }
  // On one line.
  static std::string text_of(const answer& a) {
    EXPECT_EQ(a.status, 200) << a.body;
    fakes::temporary_folder folder;
    const std::string file = folder / "page.pdf";
    EXPECT_TRUE(write_file(file, a.body));
    std::unique_ptr<FILE, int (*)(FILE*)> out(
        ::popen(("pdftotext -raw '" + file + "' - | tr '\\n' ' '").c_str(), "r"), ::pclose);
    std::string text(100'000, ' ');
    text.resize(std::fread(text.data(), 1, text.size(), out.get()));
    return text;
  }
  std::string hash_of(std::size_t seq) const { return lobby_.links.at(seq - 1).hex().substr(0, 8); }

  std::string thumbnail_ = media::to_jpeg(std::vector<std::uint8_t>(64 * 36 * 4, 200), 64, 36).value();
  fake_screen lobby_;
  utc_ms begun_ = clock_.now().utc;
  std::size_t sent_ = 0;
};

TEST_F(shown_pages, have_the_answer_the_approver_the_chain_and_the_picture) {
  load();
  lobby_.play(publish(1), begun_);
  send(30s);
  answer a = page(5s);
  EXPECT_EQ(a.headers["content-type"], "application/pdf");
  EXPECT_THAT(a.headers["content-disposition"], HasSubstr("phieu-xac-minh-1791590405.pdf"));
  EXPECT_THAT(
      text_of(a),
      AllOf(HasSubstr("Có. Màn hình phát tư liệu “Poster” của hệ thống, do Approver phê duyệt."),
            HasSubstr("lúc 07 giờ 00 phút 05 giây, ngày 10 tháng 10 năm 2026"), HasSubstr("phiên bản 1"),
            HasSubstr("có lượt phát này"), HasSubstr(hash_of(3)), HasSubstr(hash_of(4)),
            HasSubstr(lobby_.log), HasSubstr(sha256("a picture").hex().substr(0, 8))));
  EXPECT_THAT(a.body, HasSubstr(thumbnail_)) << "the picture is the stored one";
  EXPECT_EQ(page(5s).body, a.body) << "the same data, the same bytes";
  clock_.ms += 24 * 3'600'000;
  EXPECT_EQ(page(5s).body, a.body) << "also a day later";
}

TEST_F(shown_pages, cite_the_nearest_records_where_no_play_was) {
  lobby_.play(publish(1), begun_);
  note(record_type::boot, "start", 60s);
  send(90s);
  EXPECT_THAT(text_of(page(40s)),
              AllOf(HasSubstr("Không. Lúc đó trình phát không chạy"), HasSubstr("Bản ghi liền trước"),
                    HasSubstr(hash_of(4)), HasSubstr("Bản ghi liền sau: khởi động"), HasSubstr(hash_of(5)),
                    HasSubstr("Không có hình")));
  EXPECT_THAT(text_of(page(80s)), AllOf(HasSubstr("Chưa xác định được"), HasSubstr("chưa đến máy chủ"),
                                        Not(HasSubstr("Bản ghi liền sau"))));
}

TEST_F(shown_pages, say_why_there_is_no_picture) {
  digest programme = publish(1);
  lobby_.play(programme, begun_);
  send(30s);
  EXPECT_THAT(text_of(page(5s)), HasSubstr("không còn trong kho")) << "nobody loaded it";
  load();
  EXPECT_THAT(text_of(page(5s)), Not(HasSubstr("Không có hình")));
  std::string hex = sha256(thumbnail_).hex();
  std::filesystem::path stored = setup_.data / "media" / "objects" / hex.substr(0, 2) / hex;
  ASSERT_TRUE(std::filesystem::exists(stored));
  std::filesystem::permissions(stored, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  std::string other = media::to_jpeg(std::vector<std::uint8_t>(64 * 36 * 4, 9), 64, 36).value();
  ASSERT_TRUE(write_file(stored, other));
  answer a = page(5s);
  EXPECT_THAT(text_of(a), HasSubstr("đã bị hỏng hoặc bị thay đổi"));
  EXPECT_THAT(a.body, Not(HasSubstr(other)));
  std::filesystem::remove(stored);
  EXPECT_THAT(text_of(page(5s)), HasSubstr("không có ảnh thu nhỏ"));
}

// The name alone would find the picture of a file that this play did not show.
TEST_F(shown_pages, never_show_the_file_of_another_programme) {
  load();
  publish(1);
  lobby_.play(sha256("a programme that nobody published"), begun_);
  send(30s);
  answer a = page(5s);
  EXPECT_THAT(text_of(a),
              AllOf(HasSubstr("chương trình không xác định được"), HasSubstr("không còn trong kho")));
  EXPECT_THAT(a.body, Not(HasSubstr(thumbnail_)));
}

TEST_F(shown_pages, show_the_words_of_a_notice) {
  publish(1);
  wire::notice n;
  n.number = begun_.time_since_epoch().count() + 1;
  n.id = "0000aaaa";
  n.issued = begun_;
  n.expires = begun_ + 2h;
  n.screens = {"lobby"};
  n.text = "Cảnh báo lũ trên sông Ninh Cơ";
  wire::approver_certificate c{approver_.public_part(), "Approver", begun_ - 1h, begun_ + 24h * 365};
  wire::signed_notice s = wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
  json::object body{{"notice", wire::to_value(s)}, {"root", root_.public_part().hex()}};
  ASSERT_EQ(admin("POST", "/v1/notices", canonical(body)).status, 200);
  note(record_type::boot, "start", 35s);
  send(40s);
  wire::acknowledgement said{n.id, begun_ + 10s, begun_ + 30s, {}};
  ASSERT_EQ(open("POST", "/v1/screens/lobby/acknowledgements", wire::to_json(said), lobby_.auth()).status,
            204);
  EXPECT_THAT(text_of(page(20s)),
              AllOf(HasSubstr("thông báo khẩn 0000aaaa của hệ thống, do Approver ký"),
                    HasSubstr("“Cảnh báo lũ trên sông Ninh Cơ”"), HasSubstr("Bản ghi liền sau: khởi động"),
                    HasSubstr("lời xác nhận mà màn hình gửi")));
}

TEST_F(shown_pages, of_another_format_are_refused) {
  send(30s);
  EXPECT_EQ(page(5s, "&format=docx").status, 400);
  EXPECT_EQ(page(5s, "&format=json").headers["content-type"], "application/json");
  EXPECT_EQ(admin("GET", "/v1/plays/at?screen=nowhere&at=5&format=pdf").status, 404);
}

}  // namespace
}  // namespace bangtin::scheduler::test
