// What staff do with items that are loaded, over real sockets.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>
#include <fstream>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/message_json.hpp"
#include "media/screenshot.hpp"
#include "playlists/text/links.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/media_description.hpp"
#include "scheduler/jobs/ingest_item.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"
#include "wire/admin/media.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

using playlists::programme::media_kind;

std::string id_of(const std::string& bytes) {
  return sha256(bytes).hex().substr(0, 12);
}

class library : public site {
 protected:
  library() {
    setup_.ingest = [this](const std::filesystem::path&, const std::filesystem::path& output,
                           const media::ingest_limits&,
                           const media::ingest_control&) -> result<media::ingested> {
      for (const auto& [name, content] : made_) {
        if (result<void> w = write_file(output / name, content); !w) return w.error();
      }
      ++ingests_;
      return found_;
    };
    found_.width = 1920;
    found_.height = 1080;
  }

  json::value load(const std::string& bytes, const std::string& file, media_kind kind = media_kind::image) {
    found_.kind = kind;
    if (parsed(admin("GET", "/v1/uploads/" + sha256(bytes).hex())).at("complete") == false) store(bytes);
    json::object o{{"sha256", sha256(bytes).hex()}, {"file", file}};
    return item_of(admin("POST", "/v1/media", canonical(o)));
  }
  // The item that the order made or found, once its job is done.
  json::value item_of(answer a) {
    if (a.status == 200) return parsed(a);
    EXPECT_EQ(a.status, 202) << a.body;
    json::value job = parsed(admin("GET", a.headers["location"] + "?wait_ms=10000"));
    EXPECT_EQ(job.at("state").as_string(), "done") << job;
    return job.at("item");
  }
  static std::string item_path(const std::string& bytes) { return "/v1/media/items/" + id_of(bytes); }
  answer edit(const std::string& bytes, const json::object& e) {
    return admin("PATCH", item_path(bytes), canonical(e));
  }
  answer remove(const std::string& bytes) { return admin("DELETE", item_path(bytes)); }
  answer restore(const std::string& bytes) { return admin("POST", item_path(bytes) + "/restore"); }
  answer check(const std::string& bytes) { return admin("POST", item_path(bytes) + "/check"); }
  std::size_t count(const std::string& query = "") {
    return parsed(admin("GET", "/v1/media" + query)).as_array().size();
  }
  std::filesystem::path object_of(const std::string& bytes) const {
    std::string hex = sha256(bytes).hex();
    return folder_ / "data" / "media" / "objects" / hex.substr(0, 2) / hex;
  }
  // A programme with the item of these bytes.
  playlists::programme::programme programme_with(const std::string& bytes, std::int64_t version) const {
    auto size = static_cast<std::int64_t>(bytes.size());
    return small_programme(version, {sha256(bytes), size}, clock_.now().utc);
  }
  void publish_with(const std::string& bytes, std::int64_t version) {
    answer a = admin("POST", "/v1/programmes",
                     publication(signed_by_approver(programme_with(bytes, version)), root_));
    EXPECT_EQ(a.status, 200) << a.body;
  }
  static std::string reason(const answer& a) {
    json::value v = parsed(a);
    std::string text(v.at("what").at("id").as_string());
    const message m = message_from_value(v.at("what")).value();
    for (const std::string& arg : m.args) {
      std::optional<message> within = inner_message(arg);
      text += " | " + (within ? "[" + in_english(*within) + "]" : arg);
    }
    return text;
  }

  media::ingested found_;
  std::map<std::string, std::string> made_;
  int ingests_ = 0;
};

TEST_F(library, an_item_gets_its_first_title_from_the_tags_or_the_file_name) {
  start();
  EXPECT_EQ(load("a", "huong-dan_nop-ho-so.mp4").at("title"), "huong dan nop ho so");
  found_.title = "  Nộp hồ sơ \nSecond line";
  EXPECT_EQ(load("b", "VID_20261010.mp4").at("title"), "Nộp hồ sơ");
  found_.title = "\x01";
  EXPECT_EQ(load("c", "c.png").at("title"), "c");
}

TEST(title_from_file, is_readable) {
  for (auto [file, title] : std::vector<std::pair<const char*, const char*>>{
           {"huong-dan_nop-ho-so.mp4", "huong dan nop ho so"},
           {"__a--b__.png", "a b"},
           {"to\xCC\x9B.png", "tơ"},
           {"Hướng dẫn số 1. Nộp hồ sơ", "Hướng dẫn số 1. Nộp hồ sơ"},
           {"archive.2026.pdf", "archive.2026"},
           {".png", ".png"},
           {"---.png", "---.png"},
           {"x\nŷ.png", "x ŷ"},
           {"x\uFFFDy\u202E\u200B.png", "x y"},
           {"\uFFFD.png", ".png"},
           {"👩\u200D⚕\uFE0F.png", "👩\u200D⚕\uFE0F"},
           {"no-ending", "no ending"}}) {
    EXPECT_EQ(jobs::title_from_file(file), title);
  }
}

TEST_F(library, an_item_is_edited_field_by_field) {
  start();
  load("film", "a.mp4", media_kind::video);
  load("words", "a.srt", media_kind::subtitles);
  json::object all{{"title", " T\xC6\xA1  "},      {"theme", "III.2"},
                   {"audience", "người dân"},      {"owner", "UBND xã"},
                   {"link", "https://example.vn"}, {"call", "Quét mã"},
                   {"language", "VI-vn"},          {"licence", "CC BY 4.0"},
                   {"review", "2027-03-31"},       {"subtitles", id_of("words")}};
  answer a = edit("film", all);
  ASSERT_EQ(a.status, 200) << a.body;
  all["title"] = "Tơ";
  all["language"] = "vi-VN";
  json::value item = parsed(admin("GET", item_path("film")));
  for (const auto& field : all) EXPECT_EQ(item.at(field.key()), field.value()) << field.key();
  EXPECT_EQ(edit("film", {{"subtitles", sha256("words").hex()}}).status, 200) << "a whole hash is a name too";
  ASSERT_EQ(edit("film", {{"theme", ""}, {"subtitles", ""}, {"review", ""}}).status, 200);
  item = parsed(admin("GET", item_path("film")));
  EXPECT_EQ(item.at("theme"), "");
  EXPECT_FALSE(item.as_object().contains("subtitles"));
  EXPECT_FALSE(item.as_object().contains("review"));
  EXPECT_EQ(item.at("audience"), "người dân") << "what is not named stays";
  EXPECT_EQ(edit("nothing", {{"theme", "x"}}).status, 404);
  EXPECT_EQ(edit("film", {{"sha256", "x"}}).status, 422) << "unknown fields are refused";
  stop();
  auto l = ledger::sqlite::open_sqlite_ledger(folder_ / "data" / "ledger.sqlite", false);
  EXPECT_TRUE((*(*l)->audit().newest(1))[0].what.ends_with(": theme, subtitles, review"));
}

TEST_F(library, an_edit_with_a_wrong_value_changes_nothing) {
  start();
  load("film", "a.mp4", media_kind::video);
  load("picture", "a.png", media_kind::image);
  load("words", "a.srt", media_kind::subtitles);
  std::string before = admin("GET", item_path("film")).body;
  for (const json::object& wrong : std::vector<json::object>{{{"title", "a\nb"}},
                                                             {{"call", "a\x01"}},
                                                             {{"title", "\u200b\u200b"}},
                                                             {{"title", "abc\u202etxt"}},
                                                             {{"call", "\u202e"}},
                                                             {{"link", "dichvucong.gov.vn"}},
                                                             {{"link", "javascript:alert(1)"}},
                                                             {{"link", "https://"}},
                                                             {{"link", "https://a b"}},
                                                             {{"language", "tiếng Việt"}},
                                                             {{"language", "v"}},
                                                             {{"language", "vi-"}},
                                                             {{"review", "2027-02-30"}},
                                                             {{"review", "31/3/2027"}},
                                                             {{"subtitles", "nothing"}},
                                                             {{"subtitles", id_of("picture")}},
                                                             {{"subtitles", id_of("film")}}}) {
    json::object e = wrong;
    e["theme"] = "changed";
    answer a = edit("film", e);
    EXPECT_EQ(a.status, 422) << canonical(wrong) << a.body;
    EXPECT_NE(parsed(a).at("remedy").at("id"), "") << canonical(wrong);
  }
  EXPECT_EQ(admin("GET", item_path("film")).body, before);
  EXPECT_EQ(edit("picture", {{"subtitles", id_of("words")}}).status, 422) << "a picture has no time";
  json::object o{{"sha256", sha256("words").hex()}, {"file", "x"}, {"link", "example.vn"}};
  EXPECT_EQ(admin("POST", "/v1/media", canonical(o)).status, 422) << "the same rule when it is loaded";
}

TEST(a_link, is_one_that_telephones_open) {
  for (const char* good : {"", "https://a.vn", "HTTP://a.vn/x?y", "tel:+84123", "mailto:a@b.vn"})
    EXPECT_EQ(playlists::text::find_bad_link(good), std::nullopt) << good;
  for (const char* bad : {"a", "www.a.vn", "ftp://a.vn", "tel:", "https://a.vn/x y", "/etc/passwd"})
    EXPECT_NE(playlists::text::find_bad_link(bad), std::nullopt) << bad;
}

TEST(a_language, is_a_tag_in_its_usual_case) {
  for (auto [given, tag] : std::vector<std::pair<const char*, const char*>>{{"vi", "vi"},
                                                                            {"EN-gb", "en-GB"},
                                                                            {"zh-hant-TW", "zh-Hant-TW"},
                                                                            {"hmn", "hmn"},
                                                                            {"en-x-AB", "en-x-ab"}})
    EXPECT_EQ(api::language_tag(given), tag);
  for (const char* bad : {"", "v", "vi_VN", "-vi", "vi--VN", "vi-x", "123", "vietnamese"})
    EXPECT_EQ(api::language_tag(bad), std::nullopt) << bad;
}

TEST_F(library, an_item_is_removed_and_restored) {
  start();
  load("picture", "a.png");
  answer gone = remove("picture");
  ASSERT_EQ(gone.status, 200) << gone.body;
  EXPECT_EQ(parsed(gone).at("removed").as_int64(), to_unix_ms(clock_.now().utc));
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ(count("?removed=true"), 1U);
  EXPECT_TRUE(parsed(admin("GET", item_path("picture"))).as_object().contains("removed"));
  EXPECT_EQ(edit("picture", {{"title", "x"}}).status, 409);
  EXPECT_EQ(remove("picture").status, 200) << "again is harmless";
  EXPECT_TRUE(std::filesystem::exists(object_of("picture")));
  ASSERT_EQ(restore("picture").status, 200);
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(restore("picture").status, 409);
  for (const char* path : {"", "/restore", "/check"}) {
    EXPECT_EQ(admin(*path == '\0' ? "DELETE" : "POST", item_path("nothing") + path).status, 404);
    EXPECT_EQ(open(*path == '\0' ? "DELETE" : "POST", item_path("picture") + path).status, 401);
  }
}

TEST_F(library, the_same_bytes_again_restore_a_removed_item) {
  start();
  load("picture", "a.png");
  ASSERT_EQ(edit("picture", {{"owner", "UBND xã"}, {"theme", "III.2"}}).status, 200);
  ASSERT_EQ(remove("picture").status, 200);
  json::object o{{"sha256", sha256("picture").hex()}, {"file", "b.png"}, {"theme", "IV"}};
  json::value back = parsed(admin("POST", "/v1/media", canonical(o)));
  EXPECT_EQ(back.at("status"), "accepted");
  EXPECT_EQ(back.at("owner"), "UBND xã");
  EXPECT_EQ(back.at("theme"), "IV") << "what the order says is taken";
  EXPECT_EQ(count(), 1U);
  EXPECT_EQ(ingests_, 1) << "without converting it again";
  EXPECT_EQ(load("picture", "a.png").at("status"), "duplicate");
}

TEST_F(library, a_film_that_is_restored_gets_its_subtitles_back) {
  start();
  auto film_with_words = [&] {
    load("film", "c.mp4", media_kind::video);
    load("words", "c.srt", media_kind::subtitles);
    EXPECT_EQ(edit("film", {{"subtitles", id_of("words")}}).status, 200);
    EXPECT_EQ(remove("film").status, 200);
    EXPECT_EQ(remove("words").status, 200);
  };
  auto words_are_back = [&] {
    return !parsed(admin("GET", item_path("words"))).as_object().contains("removed") &&
           parsed(admin("GET", item_path("film"))).at("subtitles") == json::string(id_of("words"));
  };
  film_with_words();
  ASSERT_EQ(restore("film").status, 200);
  EXPECT_TRUE(words_are_back());

  film_with_words();
  EXPECT_EQ(load("film", "c.mp4", media_kind::video).at("status"), "accepted");
  EXPECT_TRUE(words_are_back()) << "and when it is loaded again";

  film_with_words();
  std::filesystem::remove(object_of("words"));
  json::value back = parsed(restore("film"));
  EXPECT_FALSE(back.as_object().contains("subtitles")) << "they are gone";
}

TEST_F(library, pictures_and_guides_have_a_chosen_duration_and_videos_their_own) {
  start();
  auto load_for = [&](const std::string& bytes, media_kind kind, int ms) {
    found_.kind = kind;
    found_.duration = milliseconds(kind == media_kind::video ? 20'000 : 0);
    found_.pages = kind == media_kind::pages ? 1 : 0;
    store(bytes);
    json::object o{{"sha256", sha256(bytes).hex()}, {"file", bytes}, {"duration_ms", ms}};
    return admin("POST", "/v1/media", canonical(o));
  };
  EXPECT_EQ(item_of(load_for("picture", media_kind::image, 12'000)).at("duration_ms"), 12'000);
  EXPECT_EQ(item_of(load_for("guide", media_kind::pages, 8000)).at("duration_ms"), 8000);
  EXPECT_EQ(item_of(load_for("film", media_kind::video, 12'000)).at("duration_ms"), 20'000);
  EXPECT_EQ(load_for("other", media_kind::image, 99).status, 422);

  EXPECT_EQ(parsed(edit("picture", {{"duration_ms", 15'000}})).at("duration_ms"), 15'000);
  EXPECT_EQ(parsed(edit("picture", {{"duration_ms", 0}})).at("duration_ms"), 0);
  answer no = edit("film", {{"duration_ms", 15'000}});
  EXPECT_EQ(no.status, 422);
  EXPECT_EQ(reason(no), "{} is a video and is shown for its own length | film");
  EXPECT_EQ(parsed(admin("GET", item_path("film"))).at("duration_ms"), 20'000);
}

TEST_F(library, an_item_without_a_contact_sheet_is_examined_again_when_the_order_says_so) {
  start();
  load("film", "a.mp4", media_kind::video);
  made_ = {{"t.jpg", "\xFF\xD8\xFFthumb"}, {"s.jpg", "sheet"}};
  found_.thumbnail = "t.jpg";
  found_.sheet = "s.jpg";
  EXPECT_EQ(load("film", "a.mp4", media_kind::video).at("status"), "duplicate");
  clock_.ms += 1000;
  json::object o{{"sha256", sha256("film").hex()}, {"file", "a.mp4"}, {"again", true}};
  EXPECT_EQ(item_of(admin("POST", "/v1/media", canonical(o))).at("sheet"),
            json::string(sha256("sheet").hex()));
  EXPECT_EQ(ingests_, 2);
  EXPECT_EQ(item_of(admin("POST", "/v1/media", canonical(o))).at("status"), "duplicate");
  EXPECT_EQ(ingests_, 2) << "once it has one, it is a duplicate";
}

TEST_F(library, what_was_removed_makes_room_at_once) {
  setup_.media_quota_bytes = 1000;
  start();
  load(std::string(900, 'a'), "a.png");
  const std::string bytes(900, 'a'), next(800, 'b');
  auto put = [&] {
    return admin("PUT", "/v1/uploads/" + sha256(next).hex(), next, "Content-Range: bytes 0-799/800\r\n")
        .status;
  };
  EXPECT_EQ(put(), 507);
  ASSERT_EQ(remove(bytes).status, 200);
  EXPECT_EQ(put(), 507) << "it can be restored";
  answer swept = admin("POST", "/v1/media/sweep", R"({"item":")" + id_of(bytes) + "\"}");
  EXPECT_EQ(swept.body, R"({"bytes":900,"files":1,"items":1,"kept":0})");
  EXPECT_EQ(put(), 200);
  EXPECT_EQ(restore(bytes).status, 404);
  EXPECT_EQ(admin("POST", "/v1/media/sweep", "{}").body, R"({"bytes":0,"files":0,"items":0,"kept":0})");
  EXPECT_EQ(open("POST", "/v1/media/sweep", "{}").status, 401);
}

TEST_F(library, a_check_reads_what_only_older_versions_name) {
  start();
  load("picture", "a.png");
  publish_with("picture", 1);
  EXPECT_EQ(parsed(admin("POST", "/v1/media/check")).at("files"), 0) << "its item has it";
  store("older");
  publish_with("older", 2);
  publish_with("picture", 3);
  EXPECT_EQ(parsed(admin("POST", "/v1/media/check")).at("files"), 1);
  std::ofstream(object_of("older")) << "0lder";
  EXPECT_EQ(parsed(admin("POST", "/v1/media/check")).at("damaged"),
            (json::array{json::string(sha256("older").hex())}));
}

TEST_F(library, a_video_is_loaded_with_its_subtitles_and_nothing_else_is) {
  start();
  auto load_with = [&](const std::string& bytes, media_kind kind, const std::string& subtitles) {
    found_.kind = kind;
    store(bytes);
    json::object o{{"sha256", sha256(bytes).hex()}, {"file", bytes + ".x"}, {"subtitles", subtitles}};
    return admin("POST", "/v1/media", canonical(o));
  };
  load("words", "a.srt", media_kind::subtitles);
  EXPECT_EQ(item_of(load_with("film", media_kind::video, id_of("words"))).at("subtitles"),
            json::string(id_of("words")));
  EXPECT_FALSE(
      item_of(load_with("picture", media_kind::image, id_of("words"))).as_object().contains("subtitles"));
  EXPECT_EQ(load_with("other", media_kind::video, "nothing").status, 422);
  EXPECT_EQ(load_with("other", media_kind::video, id_of("picture")).status, 422);
  EXPECT_EQ(item_of(load_with("other", media_kind::video, "")).at("status"), "accepted");
  json::value again = parsed(load_with("other", media_kind::video, id_of("words")));
  EXPECT_EQ(again.at("status"), "duplicate");
  EXPECT_EQ(again.at("subtitles"), json::string(id_of("words"))) << "it had none";
}

TEST_F(library, an_item_in_use_is_not_removed_and_the_answer_says_where) {
  start();
  load("picture", "a.png");
  ASSERT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(programme_with("picture", 0))).status, 200);
  answer no = remove("picture");
  EXPECT_EQ(no.status, 409);
  EXPECT_EQ(reason(no), R"(the draft uses {}: {} | a.png | [slate, playlist "posters"])");
  raw_client older(socket());  // it does not announce that it reads messages within messages
  older.send(request_text("DELETE", item_path("picture")));
  EXPECT_EQ(reason(older.read()), R"(the draft uses {}: {} | a.png | slate, playlist "posters")");

  publish_with("picture", 1);
  load("other", "b.png");
  ASSERT_EQ(admin("PUT", "/v1/draft", playlists::text::to_bytes(programme_with("other", 0))).status, 200);
  EXPECT_EQ(reason(remove("picture")),
            R"(the published programme uses {}: {} | a.png | [slate, playlist "posters"])");
  publish_with("other", 2);
  ASSERT_EQ(admin("PUT", "/v1/programmes/waiting",
                  publication(signed_by_approver(programme_with("picture", 3)), root_))
                .status,
            200);
  EXPECT_EQ(
      reason(remove("picture")),
      R"(the programme that waits for a second signature uses {}: {} | a.png | [slate, playlist "posters"])");
  ASSERT_EQ(admin("DELETE", "/v1/programmes/waiting").status, 204);
  EXPECT_EQ(remove("picture").status, 200) << "no longer in force";

  load("film", "c.mp4", media_kind::video);
  load("words", "c.srt", media_kind::subtitles);
  ASSERT_EQ(edit("film", {{"subtitles", id_of("words")}}).status, 200);
  EXPECT_EQ(reason(remove("words")), "{} has the subtitles of {} ({}) | c.srt | c.mp4 | " + id_of("film"));
  EXPECT_EQ(remove("film").status, 200);
  EXPECT_EQ(remove("words").status, 200);
}

TEST_F(library, an_item_that_an_emergency_notice_shows_is_not_removed_until_that_is_over) {
  start();
  load("flood", "lu.png");
  fake_screen lobby;
  pair(lobby);
  utc_ms now = clock_.now().utc;
  wire::notice n;
  n.number = to_unix_ms(now);
  n.id = "0000aaaa";
  n.issued = now;
  n.expires = now + std::chrono::hours(1);
  n.screens = {"all"};
  n.text = "Lũ";
  n.media = wire::notice_media{"lu.png", false, {}, {sha256("flood"), 5}};
  wire::approver_certificate c{approver_.public_part(), "Approver", now - std::chrono::hours(1),
                               now + std::chrono::hours(24)};
  wire::signed_notice s = wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
  answer on = admin(
      "POST", "/v1/notices",
      R"({"notice":)" + canonical(wire::to_value(s)) + R"(,"root":")" + root_.public_part().hex() + "\"}");
  ASSERT_EQ(on.status, 200) << on.body;
  EXPECT_EQ(reason(remove("flood")), "the emergency notice {} shows {} | 0000aaaa | lu.png");
  clock_.ms += 3'600'000;
  EXPECT_EQ(remove("flood").status, 200);
}

TEST_F(library, a_check_finds_damaged_and_missing_files_and_loading_again_mends_them) {
  made_ = {{"1.png", "page one"}, {"2.png", "page two"}, {"t.jpg", "\xFF\xD8\xFFthumb"}, {"s.jpg", "sheet"}};
  found_.made = {"1.png", "2.png"};
  found_.thumbnail = "t.jpg";
  found_.sheet = "s.jpg";
  found_.pages = 2;
  start();
  json::value item = load("guide", "a.pdf", media_kind::pages);
  EXPECT_EQ(item.at("thumbnail"), json::string(sha256("\xFF\xD8\xFFthumb").hex()));
  EXPECT_EQ(item.at("sheet"), json::string(sha256("sheet").hex()));
  json::value fine = parsed(check("guide"));
  EXPECT_EQ(fine.at("files"), 5);
  EXPECT_EQ(fine.at("bytes"), 5 + 8 + 8 + 8 + 5);
  EXPECT_TRUE(fine.at("damaged").as_array().empty() && fine.at("missing").as_array().empty());

  std::ofstream(object_of("page one")) << "page 0ne";
  json::value bad = parsed(check("guide"));
  EXPECT_EQ(bad.at("damaged"), (json::array{json::string(sha256("page one").hex())}));
  EXPECT_EQ(open("GET", "/v1/media/" + sha256("page one").hex()).status, 404) << "it is set aside";
  EXPECT_EQ(parsed(check("guide")).at("missing").as_array().size(), 1U);
  ASSERT_EQ(edit("guide", {{"title", "Hướng dẫn"}}).status, 200);
  clock_.ms += 60'000;
  ASSERT_EQ(load("guide", "a.pdf", media_kind::pages).at("status"), "accepted");
  json::value mended = parsed(check("guide"));
  EXPECT_TRUE(mended.at("damaged").as_array().empty() && mended.at("missing").as_array().empty());
  EXPECT_EQ(parsed(admin("GET", item_path("guide"))).at("title"), "Hướng dẫn") << "what staff wrote stays";

  std::filesystem::remove(object_of("page two"));
  ASSERT_EQ(remove("guide").status, 200);
  EXPECT_EQ(restore("guide").status, 409) << "half an item does not come back";
}

TEST_F(library, what_browsers_show_is_sent_with_its_type_and_all_else_as_bytes) {
  start();
  std::string jpeg = "\xFF\xD8\xFF\xE0 picture";
  for (const auto& [bytes, type] : std::vector<std::pair<std::string, std::string>>{
           {jpeg, "image/jpeg"},
           {"\x89PNG\r\n\x1A\n picture", "image/png"},
           {std::string("\0\0\0\x20", 4) + "ftypisom", "video/mp4"},
           {"\x89PNG\r\n", "application/octet-stream"},
           {"<html>", "application/octet-stream"},
           {"\xFF\xD8", "application/octet-stream"}}) {
    store(bytes);
    answer a = open("GET", "/v1/media/" + sha256(bytes).hex());
    EXPECT_EQ(a.headers["content-type"], type);
    EXPECT_EQ(a.headers["x-content-type-options"], "nosniff");
  }
  EXPECT_EQ(
      open("GET", "/v1/media/" + sha256(jpeg).hex(), "", "Range: bytes=3-5\r\n").headers["content-type"],
      "image/jpeg")
      << "of a part too";
}

TEST_F(library, is_searched_page_by_page) {
  start();
  for (const char* file : {"phim-1.mp4", "phim-2.mp4", "loa.png", "giay.pdf", "loi.srt", "cu.png"}) {
    const std::string name = file;
    clock_.ms += 1000;
    load(name, name,
         name.ends_with("mp4")   ? media_kind::video
         : name.ends_with("pdf") ? media_kind::pages
         : name.ends_with("srt") ? media_kind::subtitles
                                 : media_kind::image);
  }
  edit("phim-1.mp4", {{"title", "Hướng dẫn nộp hồ sơ"}, {"theme", "III.2"}, {"subtitles", id_of("loi.srt")}});
  edit("phim-2.mp4",
       {{"title", "Đường làng"}, {"theme", "IV"}, {"owner", "UBND xã"}, {"review", "2027-03-31"}});
  edit("giay.pdf", {{"title", "a"}, {"audience", "Người cao tuổi"}, {"theme", "III"}});
  ASSERT_EQ(remove("cu.png").status, 200);
  publish_with("loa.png", 1);
  struct row {
    std::string query, files;
    std::int64_t total;
  };
  for (const row& c : std::vector<row>{{"", "loi.srt giay.pdf loa.png phim-2.mp4 phim-1.mp4", 5},
                                       {"text=huong+dan", "phim-1.mp4", 1},
                                       {"text=HO%20so%20h%C6%B0%E1%BB%9Bng", "phim-1.mp4", 1},
                                       {"text=hu%CC%9Bo%CC%9B%CC%81ng", "phim-1.mp4", 1},
                                       {"text=duong", "phim-2.mp4", 1},
                                       {"text=duong+huong", "", 0},
                                       {"theme=iii", "giay.pdf phim-1.mp4", 2},
                                       {"theme=", "loi.srt loa.png", 2},
                                       {"audience=cao+tuoi", "giay.pdf", 1},
                                       {"owner=ubnd", "phim-2.mp4", 1},
                                       {"kind=video", "phim-2.mp4 phim-1.mp4", 2},
                                       {"review=2027-03-30", "", 0},
                                       {"review=2027-03-31", "phim-2.mp4", 1},
                                       {"unused=true", "giay.pdf phim-2.mp4 phim-1.mp4", 3},
                                       {"removed=true", "cu.png", 1},
                                       {"order=file", "giay.pdf loa.png loi.srt phim-1.mp4 phim-2.mp4", 5},
                                       {"order=title&kind=video", "phim-2.mp4 phim-1.mp4", 2},
                                       {"from=1&count=2", "giay.pdf loa.png", 5},
                                       {"from=4&count=200", "phim-1.mp4", 5},
                                       {"from=9007199254740991", "", 5}}) {
    const json::value found = parsed(admin("GET", "/v1/media/search?" + c.query));
    std::string files;
    for (const json::value& item : found.at("items").as_array())
      files += (files.empty() ? "" : " ") + std::string(item.at("file").as_string());
    EXPECT_EQ(files, c.files) << c.query;
    EXPECT_EQ(found.at("total"), c.total) << c.query;
    EXPECT_EQ(found.at("themes"), (json::array{"III", "III.2", "IV"})) << "whatever was looked for";
  }
  for (const char* query : {"kind=film", "order=size", "from=x", "count=201", "review=31/3/2027"})
    EXPECT_EQ(admin("GET", std::string("/v1/media/search?") + query).status, 400) << query;
}

TEST_F(library, says_where_an_item_is_used) {
  start();
  load("film", "phim.mp4", media_kind::video);
  load("words", "loi.srt", media_kind::subtitles);
  load("picture", "loa.png");
  edit("film", {{"subtitles", id_of("words")}});
  publish_with("picture", 1);
  auto uses = [&](const std::string& bytes) {
    return parsed(admin("GET", item_path(bytes) + "/uses")).at("uses").as_array();
  };
  EXPECT_TRUE(uses("film").empty());
  ASSERT_EQ(uses("words").size(), 1U);
  EXPECT_EQ(in_english(message_from_value(uses("words")[0]).value()),
            "loi.srt has the subtitles of phim.mp4 (" + id_of("film") + ")");
  ASSERT_EQ(uses("picture").size(), 1U);
  EXPECT_EQ(uses("picture")[0].at("id"), "the published programme uses {}: {}");
  EXPECT_EQ(admin("GET", "/v1/media/items/000000000000/uses").status, 404);
}

TEST_F(library, has_a_small_picture_of_each_item_that_has_one) {
  start();
  const std::vector<std::uint8_t> wide(480 * 270 * 4, 90), tall(135 * 240 * 4, 90);
  struct row {
    std::string file;
    std::string thumbnail;
    int width, height;  // 0: none
  };
  for (const row& c : {row{"wide.mp4", media::to_jpeg(wide, 480, 270).value(), 240, 135},
                       row{"tall.mp4", media::to_jpeg(tall, 135, 240).value(), 135, 240},
                       row{"none.srt", "", 0, 0}, row{"broken.png", "no picture", 0, 0}}) {
    made_ = {{"t.jpg", c.thumbnail}};
    found_.thumbnail = c.thumbnail.empty() ? "" : "t.jpg";
    load(c.file, c.file);
    const std::string path = item_path(c.file) + "/thumbnail";
    answer a = admin("GET", path);
    ASSERT_EQ(a.status, c.width > 0 ? 200 : 404) << c.file;
    if (c.width == 0) continue;
    EXPECT_EQ(a.headers["content-type"], "image/jpeg");
    const media::image picture = media::read_sheet(a.body).value();
    EXPECT_EQ(std::pair(picture.width, picture.height), std::pair(c.width, c.height)) << c.file;
    EXPECT_EQ(admin("GET", path, "", "If-None-Match: " + a.headers["etag"] + "\r\n").status, 304);
  }
  EXPECT_EQ(admin("GET", "/v1/media/items/000000000000/thumbnail").status, 404);
}

TEST_F(library, a_quota_refuses_an_upload_before_it_is_sent) {
  setup_.media_quota_bytes = 1000;
  start();
  std::string first(600, 'a'), second(401, 'b'), third(400, 'c');
  store(first);
  auto put = [&](const std::string& bytes, std::size_t from, std::size_t count) {
    return admin("PUT", "/v1/uploads/" + sha256(bytes).hex(), bytes.substr(from, count),
                 fmt::format("Content-Range: bytes {}-{}/{}\r\n", from, from + count - 1, bytes.size()));
  };
  answer full = put(second, 0, 1);
  EXPECT_EQ(full.status, 507);
  EXPECT_EQ(parsed(full).at("code"), "limit");
  EXPECT_EQ(parsed(admin("GET", "/v1/uploads/" + sha256(second).hex())).at("arrived"), 0);
  EXPECT_EQ(put(third, 0, 100).status, 200);
  EXPECT_EQ(put(third, 100, 300).status, 200) << "what has arrived is not counted twice";
  EXPECT_EQ(put(first, 0, 600).status, 200) << "and a complete file needs no room";
}

}  // namespace
}  // namespace bangtin::scheduler::test
