#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "media/asset.hpp"

namespace bangtin::media {
namespace {

using playlists::programme::media_kind;

TEST(ingest_answer, of_every_kind_comes_back_as_it_was) {
  ingested video{media_kind::video, 1920, 1080, std::chrono::milliseconds(15'000), 0, true, {}};
  ingested image{media_kind::image, 1, 1, {}, 0, false, {}};
  ingested made{media_kind::image, 3840, 2160, {}, 0, false, {"picture.png"}};
  ingested guide{media_kind::pages, 1080, 1527, {}, 2, false, {"page-0001.png", "page-0002.png"}};
  ingested text{media_kind::subtitles, 0, 0, {}, 0, false, {}};
  ingested tagged = video;
  tagged.title = "Bốn bước nộp hồ sơ";
  tagged.warnings = {msg("its picture has {}x{} pixels", 320, 240), msg("its sound is silent")};
  for (const ingested& i : {video, image, made, guide, text, tagged}) {
    auto back = ingest_answer_from_json(to_json(i));
    ASSERT_TRUE(back) << to_json(i) << ": " << describe(back.error());
    EXPECT_EQ(to_json(*back), to_json(i));
    EXPECT_EQ(back->kind, i.kind);
    EXPECT_EQ(back->made, i.made);
    EXPECT_EQ(back->title, i.title);
    EXPECT_EQ(back->warnings, i.warnings);
  }
}

TEST(ingest_answer, has_a_title_that_people_can_read_whatever_the_tags_hold) {
  struct {
    std::string tag, title;
  } const cases[] = {
      {"Xin chào", "Xin chào"},
      {"  two\nlines\t", "two lines"},
      {"\x1b[2J", "\xef\xbf\xbd[2J"},
      {"\xff", "\xef\xbf\xbd"},
      {"", ""},
      {std::string(199, 'a') + "ê", std::string(199, 'a')},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(tidy_title(c.tag), c.title);
    ingested i{media_kind::image, 1, 1, {}, 0, false, {}};
    i.title = c.tag;
    auto back = ingest_answer_from_json(to_json(i));
    ASSERT_TRUE(back) << c.tag;
    EXPECT_EQ(back->title, c.title);
  }
}

TEST(ingest_answer, keeps_the_first_warnings_of_too_many) {
  ingested i{media_kind::image, 1, 1, {}, 0, false, {}};
  for (int n = 0; n < 30; ++n) i.warnings.push_back(msg("page {}", n));
  auto back = ingest_answer_from_json(to_json(i));
  ASSERT_TRUE(back);
  ASSERT_EQ(back->warnings.size(), 20u);
  EXPECT_EQ(back->warnings.back(), msg("page {}", 19));
}

TEST(ingest_answer, that_refuses_keeps_its_words_and_values) {
  error e{errc::limit, msg("it has {} pages; at most {}", 300, "“200”\n"), msg("split it")};
  EXPECT_EQ(ingest_answer_from_json(rejection_to_json(e)).error(), e);
  error bare{errc::unsupported, msg("this is 100 % WebM"), {}};
  EXPECT_EQ(ingest_answer_from_json(rejection_to_json(bare)).error(), bare);
}

TEST(ingest_answer, of_a_worker_gone_wrong_is_not_believed) {
  const std::string good =
      R"({"ok":{"duration_ms":0,"height":10,"kind":"image","made":["a.png"],"pages":0,"sound":false,"title":"t","warnings":[{"args":[],"id":"w"}],"width":10}})";
  ASSERT_TRUE(ingest_answer_from_json(good));
  struct {
    const char* situation;
    std::string from, to;
  } const cases[] = {
      {"a path upwards", "a.png", "../a.png"},
      {"a path from the root", "a.png", "/etc/passwd"},
      {"the folder itself", "a.png", "."},
      {"a hidden file", "a.png", ".a"},
      {"an option", "a.png", "-rf"},
      {"no name", "a.png", ""},
      {"a newline", "a.png", "a\\n.png"},
      {"a long name", "a.png", std::string(65, 'a')},
      {"two renditions of an image", "\"a.png\"", "\"a.png\",\"b.png\""},
      {"a name that is no text", "\"a.png\"", "1"},
      {"no width", "\"width\":10", "\"width\":0"},
      {"a width beyond reason", "\"width\":10", "\"width\":4294967297"},
      {"a fraction", "\"width\":10", "\"width\":10.5"},
      {"an image that lasts", "\"duration_ms\":0", "\"duration_ms\":5"},
      {"a video that does not", "image", "video"},
      {"a guide without pages", "image", "pages"},
      {"fewer files than pages", "\"kind\":\"image\",\"made\":[\"a.png\"],\"pages\":0",
       "\"kind\":\"pages\",\"made\":[\"a.png\"],\"pages\":2"},
      {"the same file twice", "\"kind\":\"image\",\"made\":[\"a.png\"],\"pages\":0",
       "\"kind\":\"pages\",\"made\":[\"a.png\",\"a.png\"],\"pages\":2"},
      {"an unknown kind", "image", "sculpture"},
      {"subtitles with a size", "\"image\",\"made\":[\"a.png\"]", "\"subtitles\",\"made\":[]"},
      {"an unknown field", "\"pages\"", "\"more\":1,\"pages\""},
      {"a field twice", "\"pages\":0", "\"pages\":0,\"pages\":0"},
      {"a title of two lines", "\"t\"", R"("t\nt")"},
      {"a title that moves the cursor", "\"t\"", R"("\u001b[2J")"},
      {"a long title", "\"t\"", "\"" + std::string(201, 't') + "\""},
      {"a title that is no text", "\"t\"", "1"},
      {"an empty warning", "\"id\":\"w\"", "\"id\":\"\""},
      {"a warning with a wide number", "\"id\":\"w\"", "\"id\":\"{:2000000000}\""},
      {"a warning that is no message", R"({"args":[],"id":"w"})", "\"w\""},
      {"no list of warnings", R"([{"args":[],"id":"w"}])", "{}"},
      {"a missing field", "\"sound\":false,", ""},
      {"something after it", "}}", "}}{}"},
      {"half of it", "\"width\":10}}", ""},
      {"both answers", "}}",
       R"(},"rejected":{"code":"io","remedy":{"args":[],"id":""},"what":{"args":[],"id":"x"}}})"},
  };
  for (const auto& c : cases) {
    std::string text = good;
    std::size_t at = text.find(c.from);
    ASSERT_NE(at, text.npos) << c.situation;
    text.replace(at, c.from.size(), c.to);
    auto answer = ingest_answer_from_json(text);
    ASSERT_FALSE(answer) << c.situation;
    EXPECT_EQ(answer.error().code, errc::internal) << c.situation;
    EXPECT_FALSE(answer.error().remedy.empty());
  }
}

TEST(ingest_answer, cannot_smuggle_formats_or_control_characters_into_messages) {
  auto refusal = [](std::string_view id, std::string_view arg) {
    return rejection_to_json({errc::invalid, message{std::string(id), {std::string(arg)}}, {}});
  };
  EXPECT_EQ(ingest_answer_from_json(refusal("plain {} and {0}", "x")).error().code, errc::invalid);
  for (const char* id : {"{:2000000000}", "{0:9}", "{", "}", "{}}", "{{", "{name}", "a\x1b[2J", "", "\x07"}) {
    EXPECT_EQ(ingest_answer_from_json(refusal(id, "x")).error().code, errc::internal) << id;
  }
  for (const std::string& arg : {std::string("\x1b[2J"), std::string(501, 'a')}) {
    EXPECT_EQ(ingest_answer_from_json(refusal("{}", arg)).error().code, errc::internal) << arg;
  }
}

RC_GTEST_PROP(ingest_answer, of_any_bytes_is_an_answer_or_an_error, (const std::string& text)) {
  auto answer = ingest_answer_from_json(text);
  RC_ASSERT(!answer.has_value());
}

TEST(ingest_answer, longer_than_its_bound_is_not_read) {
  std::string text = to_json(ingested{media_kind::image, 1, 1, {}, 0, false, {}});
  text.append(max_answer_bytes, ' ');
  EXPECT_EQ(ingest_answer_from_json(text).error().code, errc::internal);
}

}  // namespace
}  // namespace bangtin::media
