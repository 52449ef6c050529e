// playlist create, add, edit, move, remove, list, show, against a daemon that keeps a draft.
#include "admin-cli/commands/empty_draft.hpp"
#include "admin-cli/commands/fake_desk.hpp"
#include "admin-cli/commands/name_choice.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;

constexpr const char* programme_text =
    "slate = 'slate.png'\n[[screen]]\nname = 'lobby'\n[[playlist]]\nname = 'dich-vu-cong'\nitems = [ { media "
    "= 'phim.mp4' }, { media = 'áp phích.png', duration = '12s' }, { media = 'hướng dẫn.pdf' } ]\n"
    "[[campaign]]\nname = 'hằng ngày'\nplaylist = 'dich-vu-cong'\nscreens = ['all']\n";

class playlist_commands : public desk {};

TEST_F(playlist_commands, begin_with_nothing_but_loaded_items) {
  apply("slate = 'slate.png'\n");
  spoken made = call({"playlist", "create", "thang-10"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("the draft has the new playlist \"thang-10\""));
  EXPECT_EQ(items_of("thang-10"), "");
  spoken added = call({"playlist", "add", "thang-10", "phim.mp4", "áp phích.png", "hướng dẫn.pdf"});
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(items_of("thang-10"), "phim.mp4 áp phích.png hướng dẫn.pdf");
  EXPECT_THAT(added.out, HasSubstr("phim.mp4 (30 s), áp phích.png (10 s), hướng dẫn.pdf (40 s)"));
  EXPECT_THAT(added.out, HasSubstr("items: 3, one round takes 1 min 20 s"));
  const programme p = draft_now();
  const auto* film = p.find_media("phim.mp4");
  ASSERT_NE(film, nullptr);
  EXPECT_EQ(film->id, loaded[0].id) << "the facts and files are those of the loaded item";
  EXPECT_EQ(film->duration, std::chrono::seconds(30));
  EXPECT_EQ(film->files.at(0).sha256, loaded[0].sha256);
  EXPECT_EQ(p.find_media("hướng dẫn.pdf")->pages, 4);
  EXPECT_EQ(p.find_media("áp phích.png")->title, "Định danh mức 2");
}

TEST_F(playlist_commands, make_the_same_draft_as_a_programme_file) {
  apply(programme_text);
  const std::string by_file = draft;
  apply("slate = 'slate.png'\n[[screen]]\nname = 'lobby'\n");
  ASSERT_EQ(call({"playlist", "create", "dich-vu-cong", "phim.mp4"}).code, 0);
  ASSERT_EQ(call({"playlist", "add", "dich-vu-cong", "áp phích.png", "--duration", "12s"}).code, 0);
  ASSERT_EQ(call({"playlist", "add", "dich-vu-cong", loaded[2].id}).code, 0);
  ASSERT_EQ(call({"campaign", "create", "hằng ngày", "--playlist", "dich-vu-cong", "--screens", "all"}).code,
            0);
  EXPECT_EQ(draft, by_file);
}

TEST_F(playlist_commands, add_where_and_as_long_as_it_is_said) {
  apply(programme_text);
  spoken said =
      call({"playlist", "add", "dich-vu-cong", "slate.png", "phim.mp4", "--duration", "5s", "--at", "2"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(items_of("dich-vu-cong"), "phim.mp4 slate.png phim.mp4 áp phích.png hướng dẫn.pdf");
  const programme p = draft_now();
  EXPECT_EQ(p.playlists[0].items[1].duration, std::chrono::seconds(5));
  EXPECT_EQ(p.playlists[0].items[2].duration, std::nullopt) << "among pictures a film keeps its length";
  EXPECT_THAT(said.err, HasSubstr("phim.mp4 is a film and is shown for its own length, 30 s"));
  ASSERT_EQ(call({"playlist", "add", "dich-vu-cong", "phim.mp4", "--duration", "5 giây"}).code, 0);
  EXPECT_EQ(draft_now().playlists[0].items.back().duration, std::chrono::seconds(5)) << "alone it is cut";
  EXPECT_THAT(call({"playlist", "show", "dich-vu-cong"}).out, HasSubstr("5 s, cut (the film has 30 s)"));
}

TEST_F(playlist_commands, take_what_staff_said_when_they_loaded_the_item) {
  load("phim.srt", media_kind::subtitles);
  loaded[0].subtitles = loaded.back().id;
  loaded[0].call = "Quét mã";
  loaded[1].duration = std::chrono::seconds(7);
  apply("slate = 'slate.png'\n");
  ASSERT_EQ(call({"playlist", "create", "a", "phim.mp4", "áp phích.png"}).code, 0);
  const programme p = draft_now();
  EXPECT_EQ(p.playlists[0].items[0].subtitles, "phim.srt");
  EXPECT_EQ(p.playlists[0].items[0].call, "Quét mã");
  EXPECT_EQ(p.playlists[0].items[1].duration, std::chrono::seconds(7));
  EXPECT_NE(p.find_media("phim.srt"), nullptr);
}

TEST_F(playlist_commands, take_items_out_by_number_and_by_name) {
  apply(programme_text);
  ASSERT_EQ(call({"playlist", "remove", "dich-vu-cong", "1", "AP PHICH.png"}).code, 1);
  ASSERT_EQ(call({"playlist", "remove", "dich-vu-cong", "1", "ÁP PHÍCH.PNG", "1"}).code, 0);
  EXPECT_EQ(items_of("dich-vu-cong"), "hướng dẫn.pdf");
  EXPECT_EQ(draft_now().find_media("phim.mp4"), nullptr) << "screens need not fetch it any more";
  spoken last = call({"playlist", "remove", "dich-vu-cong", "1"});
  EXPECT_EQ(last.code, 1);
  EXPECT_THAT(last.err, HasSubstr("would be empty, and it is used by the campaign \"hằng ngày\""));
  EXPECT_THAT(last.err, HasSubstr("bangtin playlist add dich-vu-cong MEDIA"));
}

TEST_F(playlist_commands, remove_a_playlist_that_no_campaign_shows) {
  apply(programme_text);
  ASSERT_EQ(call({"playlist", "create", "thừa", "phim.mp4"}).code, 0);
  spoken used = call({"playlist", "remove", "dich-vu-cong"});
  EXPECT_EQ(used.code, 1);
  EXPECT_THAT(used.err, HasSubstr("the playlist \"dich-vu-cong\" is used by the campaign \"hằng ngày\""));
  person.there = true;
  person.consents = {false, true};
  const std::string before = draft;
  EXPECT_EQ(call({"playlist", "remove", "thừa"}).code, 1);
  EXPECT_EQ(draft, before);
  EXPECT_THAT(person.asked.at(0), HasSubstr("Remove the playlist \"thừa\" (items: 1)?"));
  EXPECT_EQ(call({"playlist", "remove", "thừa"}).code, 0);
  EXPECT_EQ(draft_now().playlists.size(), 1U);
}

struct moved_item {
  std::string item, to, order;
};

TEST_F(playlist_commands, move_an_item_to_any_place) {
  apply(programme_text);
  const std::string before = draft;
  for (const moved_item& m : std::vector<moved_item>{{"1", "3", "áp phích.png hướng dẫn.pdf phim.mp4"},
                                                     {"3", "1", "hướng dẫn.pdf phim.mp4 áp phích.png"},
                                                     {"phim.mp4", "2", "áp phích.png phim.mp4 hướng dẫn.pdf"},
                                                     {"huong", "1", ""},
                                                     {"hướng", "1", "hướng dẫn.pdf phim.mp4 áp phích.png"},
                                                     {"2", "2", "phim.mp4 áp phích.png hướng dẫn.pdf"}}) {
    draft = before;
    EXPECT_EQ(call({"playlist", "move", "dich-vu-cong", m.item, m.to}).code, m.order.empty() ? 1 : 0);
    if (m.order.empty()) continue;
    EXPECT_EQ(items_of("dich-vu-cong"), m.order) << m.item << " to " << m.to;
  }
}

TEST_F(playlist_commands, edit_one_item_and_take_it_back) {
  load("phim.srt", media_kind::subtitles);
  apply(programme_text);
  const std::string before = draft;
  spoken said = call({"playlist",     "edit",
                      "dich-vu-cong", "phim.mp4",
                      "--duration",   "20s",
                      "--title",      "Nộp hồ sơ",
                      "--theme",      "III.2",
                      "--audience",   "người dân",
                      "--link",       "https://dichvucong.gov.vn",
                      "--call",       "Quét mã",
                      "--subtitles",  "phim.srt",
                      "--qr",         "corner",
                      "--logo",       "no"});
  ASSERT_EQ(said.code, 0) << said.err;
  const auto item = draft_now().playlists[0].items[0];
  EXPECT_EQ(item.duration, std::chrono::seconds(20));
  EXPECT_EQ(item.link, "https://dichvucong.gov.vn");
  EXPECT_EQ(item.subtitles, "phim.srt");
  EXPECT_EQ(item.qr, playlists::programme::qr_place::corner);
  EXPECT_EQ(item.logo, false);
  ASSERT_EQ(call({"playlist",    "edit", "dich-vu-cong", "1", "--duration", "", "--title", "",
                  "--theme",     "",     "--audience",   "",  "--link",     "", "--call",  "",
                  "--subtitles", "",     "--qr",         "",  "--logo",     ""})
                .code,
            0);
  EXPECT_EQ(draft, before);
}

TEST_F(playlist_commands, refuse_a_link_that_telephones_do_not_open) {
  apply(programme_text);
  const std::string before = draft;
  for (auto [link, says] : std::vector<std::pair<const char*, const char*>>{
           {"dichvucong.gov.vn", "write https://dichvucong.gov.vn"},
           {"javascript:alert(1)", "telephones do not open"},
           {"https://", "telephones do not open"},
           {"https://a.vn/mot hai", "there is a space in the link"},
           {"file:///etc/passwd", "telephones do not open"}}) {
    spoken said = call({"playlist", "edit", "dich-vu-cong", "1", "--link", link});
    EXPECT_EQ(said.code, 2) << link;
    EXPECT_THAT(said.err, HasSubstr(says)) << link;
    EXPECT_EQ(draft, before) << link;
  }
  for (const char* good : {"http://a.vn", "tel:+84230123", "MAILTO:a@b.vn", ""}) {
    EXPECT_EQ(call({"playlist", "edit", "dich-vu-cong", "1", "--link", good}).code, 0) << good;
  }
}

TEST_F(playlist_commands, show_a_length_as_it_was_typed) {
  apply(programme_text);
  for (auto [typed, shown] : std::vector<std::pair<const char*, const char*>>{
           {"1500ms", "1 s 500 ms"}, {"1550ms", "1 s 550 ms"}, {"2s", "2 s"}, {"1m30s", "1 min 30 s"}}) {
    ASSERT_EQ(call({"playlist", "edit", "dich-vu-cong", "2", "--duration", typed}).code, 0);
    EXPECT_THAT(call({"playlist", "show", "dich-vu-cong"}).out, HasSubstr(shown)) << typed;
  }
  loaded[0].duration = std::chrono::milliseconds(29'967);
  ASSERT_EQ(call({"playlist", "create", "phim", "phim.mp4"}).code, 0);
  EXPECT_THAT(call({"playlist", "show", "phim"}).out, HasSubstr("30 s")) << "a film's own length is rounded";
}

TEST_F(playlist_commands, tell_the_call_from_the_title) {
  apply(programme_text);
  spoken said = call({"playlist", "edit", "dich-vu-cong", "1", "--title", "Nộp hồ sơ", "--call", "Quét mã"});
  EXPECT_THAT(said.out, HasSubstr("\"Nộp hồ sơ\""));
  EXPECT_THAT(said.out, HasSubstr("call \"Quét mã\""));
}

TEST_F(playlist_commands, list_and_show_what_is_in_the_draft_and_what_is_published) {
  apply(programme_text);
  publish(4);
  ASSERT_EQ(call({"playlist", "create", "mới"}).code, 0);
  spoken list = call({"playlist", "list"});
  EXPECT_THAT(list.out, HasSubstr("dich-vu-cong"));
  EXPECT_THAT(list.out, HasSubstr("1 min 22 s"));
  EXPECT_THAT(list.err, HasSubstr("This is the draft, which differs from the published version 4"));
  json::value all = call({"playlist", "list", "--json"}).document();
  EXPECT_EQ(all.at(0).at("name"), "dich-vu-cong");
  EXPECT_EQ(all.at(0).at("draft"), "same");
  EXPECT_EQ(all.at(0).at("round"), "1m22s");
  EXPECT_EQ(canonical(all.at(0).at("campaigns")), "[\"hằng ngày\"]");
  EXPECT_EQ(all.at(1).at("draft"), "new");
  json::value item = all.at(0).at("items").at(1);
  EXPECT_EQ(item.at("media"), "áp phích.png");
  EXPECT_EQ(item.at("duration"), "12s");
  EXPECT_EQ(item.at("title"), "Định danh mức 2") << "titles are shown beside names";
  EXPECT_EQ(call({"playlist", "show", "DICH-VU-CONG", "--json"}).document().at("items").as_array().size(),
            3U);
  spoken shown = call({"playlist", "show", "dich-vu-cong"});
  EXPECT_THAT(shown.out, HasSubstr("4 pages of 10 s"));
  EXPECT_THAT(shown.out, HasSubstr("Định danh mức 2"));
  EXPECT_THAT(shown.out, HasSubstr("shown by: hằng ngày"));
  draft.clear();
  EXPECT_THAT(call({"playlist", "list"}).err, HasSubstr("version 4 as it is published; there is no draft"));
}

struct refused_call {
  words typed;
  int code;
  std::string says;
};

TEST_F(playlist_commands, refuse_what_is_wrong_and_change_nothing) {
  load("phim.srt", media_kind::subtitles);
  picture("hai.png");
  picture("hai.png");
  apply(programme_text +
        std::string("[[playlist]]\nname = 'tháng mười'\nitems = [ { media = 'phim.mp4' }, { media "
                    "= 'phim.mp4' } ]\n"));
  const std::string before = draft, long_name(200, 'a');
  const std::vector<refused_call> table{
      {{"playlist", "create"}, 2, "needs NAME"},
      {{"playlist", "create", ""}, 2, "cannot be the name of a playlist: the name is empty"},
      {{"playlist", "create", "a\tb"}, 2, "cannot be the name of a playlist: the text has a tab"},
      {{"playlist", "create", "a\u200Bb"}, 2, "the text has an invisible character (U+200B)"},
      {{"playlist", "create", "a\nb"}, 2, "cannot be the name of a playlist"},
      {{"playlist", "create", "\033[31mred"}, 2, "\xEF\xBF\xBD[31mred"},
      {{"playlist", "create",
        "a\xE2\x80\xAE"
        "b"},
       2,
       "cannot be the name of a playlist"},
      {{"playlist", "create", long_name},
       2,
       "cannot be the name of a playlist: the name is too long — shorten it by 37 %"},
      {{"playlist", "create", "x", "--duration", "0x"}, 2, "--duration cannot be"},
      {{"playlist", "create", "x", "phim"}, 1, "fits 2 media items"},
      {{"playlist", "create", "DICH-VU-CONG"}, 1, "there is a playlist \"dich-vu-cong\" already"},
      {{"playlist", "create", "x", "khong-co.mp4"}, 1, "there is no media item"},
      {{"playlist", "create", "x", "hai.png"}, 1, "fits 2 media items"},
      {{"playlist", "add", "dich-vu-cong"}, 2, "needs MEDIA"},
      {{"playlist", "add", "thang muoi", "phim.mp4"}, 1, "did you mean tháng mười?"},
      {{"playlist", "add", "zzzzzz", "phim.mp4"}, 1, "\"bangtin playlist create\" makes a new one"},
      {{"playlist", "add", "dich-vu-cong", "phim.srt"}, 1, "are subtitles"},
      {{"playlist", "add", "dich-vu-cong", "phim.mp4", "--at", "0"}, 2, "from 1 to 4"},
      {{"playlist", "add", "dich-vu-cong", "phim.mp4", "--at", "5"}, 2, "from 1 to 4"},
      {{"playlist", "add", "dich-vu-cong", "phim.mp4", "--at", "99999999999999999999"}, 2, "from 1 to 4"},
      {{"playlist", "add", "dich-vu-cong", "áp phích.png", "--duration", "12"}, 2, "--duration cannot be"},
      {{"playlist", "add", "dich-vu-cong", "áp phích.png", "--duration", "31d"}, 2, "--duration cannot be"},
      {{"playlist", "add", "dich-vu-cong", "phim.mp4", "khong-co"}, 1, "there is no media item"},
      {{"playlist", "remove", "dich-vu-cong", "4"}, 1, "from 1 to 3"},
      {{"playlist", "remove", "dich-vu-cong", "0"}, 1, "from 1 to 3"},
      {{"playlist", "remove", "dich-vu-cong", "phin.mp4"}, 1, "did you mean phim.mp4?"},
      {{"playlist", "remove", "dich-vu-cong", "ap"}, 1, "has no item \"ap\""},
      {{"playlist", "remove", "dich-vu-cong", "ap phich"}, 1, "did you mean áp phích.png?"},
      {{"playlist", "remove", "tháng mười", "phim.mp4"}, 1, "name it by its number: 1, 2"},
      {{"playlist", "remove", "dich-vu-cong", "\033]0;x\007"}, 1, "has no item"},
      {{"playlist", "move", "dich-vu-cong", "1"}, 2, "needs TO"},
      {{"playlist", "move", "dich-vu-cong", "1", "4"}, 2, "from 1 to 3"},
      {{"playlist", "move", "dich-vu-cong", "1", "x"}, 2, "from 1 to 3"},
      {{"playlist", "move", "dich-vu-cong", "9", "1"}, 1, "from 1 to 3"},
      {{"playlist", "edit", "dich-vu-cong", "1"}, 2, "nothing was said that is to be changed"},
      {{"playlist", "edit", "dich-vu-cong", "1", "--qr", "left"}, 2, "beside, corner or no"},
      {{"playlist", "edit", "dich-vu-cong", "1", "--logo", "perhaps"}, 2, "write yes or no"},
      {{"playlist", "edit", "dich-vu-cong", "1", "--title",
        "a\xE2\x80\x8B"
        "b"},
       2,
       "see"},
      {{"playlist", "edit", "dich-vu-cong", "1", "--title", std::string(2000, 'a')}, 2, "too long"},
      {{"playlist", "edit", "dich-vu-cong", "1", "--subtitles", "áp phích.png"}, 1, "are no subtitles"},
      {{"playlist", "edit", "dich-vu-cong", "2", "--subtitles", "khong-co.srt"}, 1, "there is no media item"},
      {{"playlist", "show", "dich-vu-cog"}, 1, "did you mean dich-vu-cong?"},
      {{"playlist", "show"}, 2, "needs NAME"},
      {{"playlist", "rename", "a", "b"}, 2, "there is no command"},
  };
  for (const refused_call& c : table) {
    for (const char* language : {"en", "vi"}) {
      draft = before;
      puts = 0;
      words typed = c.typed;
      typed.insert(typed.end(), {"--lang", language});
      spoken said = call(typed);
      const std::string shown = testing::PrintToString(typed);
      EXPECT_EQ(said.code, c.code) << shown << said.err;
      EXPECT_THAT(said.err + said.out, Not(HasSubstr("\033"))) << shown;
      EXPECT_EQ(puts, 0) << shown;
      EXPECT_EQ(said.out, "") << shown;
      EXPECT_THAT(said.err, HasSubstr(" — ")) << shown << " says what to do";
      if (c.says != "see" && language == std::string("en")) {
        EXPECT_THAT(said.err, HasSubstr(c.says)) << shown;
      }
    }
  }
}

TEST_F(playlist_commands, of_two_people_lose_no_edit) {
  apply(programme_text);
  before_put = [this] {
    programme p = draft_now();
    p.screens[0].title = "Sảnh";
    draft = playlists::text::to_bytes(p);
  };
  spoken said = call({"playlist", "create", "mới"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("somebody else has changed the draft"));
  EXPECT_EQ(draft_now().screens[0].title, "Sảnh");
  EXPECT_EQ(draft_now().find_playlist("mới"), nullptr);
  ASSERT_EQ(call({"playlist", "create", "mới"}).code, 0) << "called again it works";
  EXPECT_EQ(draft_now().screens[0].title, "Sảnh");
  before_put = [this] { draft = draft + ""; };  // the same draft is no other draft
  EXPECT_EQ(call({"playlist", "create", "mới 2"}).code, 0);
}

TEST_F(playlist_commands, of_two_people_with_no_draft_make_one_draft) {
  apply(programme_text);
  publish(1);
  const std::string theirs = draft;
  draft.clear();
  before_put = [this, theirs] { draft = theirs; };
  EXPECT_EQ(call({"playlist", "create", "mới"}).code, 1) << "somebody made a draft meanwhile";
  EXPECT_EQ(draft, theirs);
}

TEST_F(playlist_commands, go_on_from_the_published_programme) {
  apply(programme_text);
  publish(1);
  draft.clear();
  ASSERT_EQ(call({"playlist", "create", "mới", "phim.mp4"}).code, 0);
  const programme p = draft_now();
  EXPECT_EQ(p.playlists.size(), 2U);
  EXPECT_EQ(p.version, 0);
  EXPECT_FALSE(p.now);
}

TEST_F(playlist_commands, that_are_refused_leave_an_empty_daemon_empty) {
  const std::vector<words> table{{"playlist", "create", "a\tb"},
                                 {"playlist", "create", "a", "khong-co.png"},
                                 {"playlist", "add", "a", "phim.mp4"},
                                 {"playlist", "remove", "a"},
                                 {"ticker", "create", "a", "--text", "x", "--screens", "lobby"},
                                 {"ticker", "edit", "a", "--text", "x"},
                                 {"draft", "reset"}};
  for (const words& typed : table) EXPECT_NE(call(typed).code, 0) << typed[0] << typed[1];
  for (const heard& h : daemon.stop())
    EXPECT_EQ(h.method, "GET") << h.target << ": no slate was loaded either";
}

// A loaded file of the same name is another picture than the slate that a new draft gets.
TEST_F(playlist_commands, begin_a_draft_although_a_loaded_file_is_called_like_its_slate) {
  const std::string png = slate_picture().value(), hash = sha256(png).hex();
  daemon.on("GET /v1/uploads/" + hash, "{\"arrived\":0,\"complete\":false}");
  daemon.on("PUT /v1/uploads/" + hash, [](const heard& h) {
    return answer{200, "{\"arrived\":" + std::to_string(h.body.size()) + ",\"complete\":true}"};
  });
  daemon.on("POST /v1/media", [this, hash](const heard&) {
    wire::admin::media_item m = loaded.back();
    m.sha256 = sha256(slate_picture().value());
    m.id = hash.substr(0, 12);
    m.files = {{m.sha256, 7}};
    m.status = "accepted";
    return answer{200, canonical(wire::admin::encode(m))};
  });
  ASSERT_EQ(loaded.back().file, "slate.png");
  spoken said = call({"playlist", "create", "a", "slate.png"});
  ASSERT_EQ(said.code, 0) << said.err;
  const programme p = draft_now();
  EXPECT_EQ(p.slate, hash.substr(0, 12));
  EXPECT_EQ(p.playlists.at(0).items.at(0).media, "slate.png");
  EXPECT_EQ(p.find_media("slate.png")->id, loaded.back().id);
}

TEST_F(playlist_commands, that_change_nothing_send_nothing) {
  apply(programme_text);
  puts = 0;
  spoken said = call({"playlist", "move", "dich-vu-cong", "2", "2"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("nothing was changed"));
  EXPECT_EQ(puts, 0);
  EXPECT_EQ(call({"playlist", "move", "dich-vu-cong", "2", "2", "--json"}).document().at("stored"), false);
}

TEST_F(playlist_commands, answer_programs_with_one_document) {
  apply(programme_text);
  json::value v = call({"playlist", "add", "dich-vu-cong", "slate.png", "--json"}).document();
  EXPECT_EQ(v.at("stored"), true);
  EXPECT_EQ(v.at("identity"), json::value(sha256(draft).hex()));
  EXPECT_EQ(v.at("changes").at(0).at("subject"), "playlist");
}

TEST_F(playlist_commands, hint_at_the_next_step_for_people_only) {
  apply(programme_text);
  EXPECT_THAT(call({"playlist", "create", "a"}).err, Not(HasSubstr("bangtin approve")));
  person.there = true;
  EXPECT_THAT(call({"playlist", "create", "b"}).err, HasSubstr("\"bangtin approve\" publishes it"));
}

TEST_F(playlist_commands, say_that_a_file_must_be_loaded_first) {
  apply(programme_text);
  const std::string path = file("clip moi.mp4", "x");
  spoken said = call({"playlist", "add", "dich-vu-cong", path});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("is not loaded yet"));
  EXPECT_THAT(said.err, HasSubstr("bangtin media add '" + path + "'"));
}

TEST_F(playlist_commands, find_an_item_by_a_name_that_cannot_be_printed) {
  loaded[1].file = "x\uFFFDy.png";  // as "media add" sends it
  const std::string id = loaded[1].id;
  apply("slate = 'slate.png'\n");
  spoken said = call({"playlist", "create", "a", "x\ny.png"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(draft_now().media.back().id, id);
  EXPECT_EQ(call({"media", "show", "x\ny.png"}).code, 0);
}

TEST_F(playlist_commands, take_the_words_of_campaigns_for_codes_and_logos) {
  apply(programme_text);
  for (const char* no : {"no", "none", "false", "off", "KHÔNG"}) {
    SCOPED_TRACE(no);
    ASSERT_EQ(call({"playlist", "edit", "dich-vu-cong", "1", "--qr", no}).code, 0);
    EXPECT_EQ(draft_now().playlists[0].items[0].qr, playlists::programme::qr_place::none);
    ASSERT_EQ(call({"campaign", "edit", "hằng ngày", "--qr", no}).code, 0);
    EXPECT_EQ(draft_now().campaigns[0].qr, playlists::programme::qr_place::none);
  }
  ASSERT_EQ(call({"playlist", "edit", "dich-vu-cong", "1", "--logo", "bật"}).code, 0);
  EXPECT_EQ(draft_now().playlists[0].items[0].logo, true);
}

TEST_F(playlist_commands, call_an_item_by_its_id_where_its_name_is_not_its_own) {
  picture("hai.png");
  const std::string first = loaded.back().id;
  picture("hai.png");
  apply("slate = 'slate.png'\n");
  ASSERT_EQ(call({"playlist", "create", "a", first, loaded.back().id}).code, 0);
  EXPECT_EQ(items_of("a"), first + " " + loaded.back().id);
}

TEST_F(playlist_commands, show_hostile_names_harmlessly) {
  loaded[0].title = "\033[2J\033]0;pwned\007Phim";
  loaded[0].file = "a\nbangtin: done.mp4";
  apply("slate = 'slate.png'\n");
  ASSERT_EQ(call({"playlist", "create", "a", loaded[0].id}).code, 1)
      << "a title with control characters is no title of a programme";
  loaded[0].title = "Phim";
  spoken said = call({"playlist", "create", "a", loaded[0].id});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, Not(HasSubstr("\nbangtin: done")));
  EXPECT_THAT(call({"playlist", "show", "a"}).out, Not(HasSubstr("\nbangtin: done")));
}

TEST_F(playlist_commands, are_not_published_while_they_are_empty) {
  apply(programme_text);
  publish(1);
  ASSERT_EQ(call({"playlist", "create", "mới"}).code, 0);
  spoken said = call({"diff"});
  EXPECT_THAT(said.err, HasSubstr("The playlist \"mới\" has no items yet and is not published."));
  EXPECT_THAT(said.out, HasSubstr("no difference"));
}

TEST(choose_name, is_lenient_and_never_guesses) {
  const std::vector<std::string> names{"lobby", "tháng mười", "Sảnh", "sảnh", "@indoor", "dich-vu-cong"};
  auto chosen = [&](const std::string& typed) {
    result<std::string> name = choose_name(typed, names, msg("there is no {}", typed), msg("list them"));
    return name ? *name : "? " + in_english(name.error().remedy);
  };
  const std::vector<std::pair<std::string, std::string>> table{
      {"lobby", "lobby"},
      {"LOBBY", "lobby"},
      {"Sảnh", "Sảnh"},
      {"sảnh", "sảnh"},
      {"SẢNH", "? did you mean Sảnh?"},
      {"Sa\xCC\x89nh", "Sảnh"},
      {"THÁNG MƯỜI", "tháng mười"},
      {"thang muoi", "? did you mean tháng mười?"},
      {"indoor", "? did you mean @indoor?"},
      {"dich vu cong", "? did you mean dich-vu-cong?"},
      {"xyz", "? list them"},
      {"", "? list them"},
      {std::string(100'000, 'a'), "? list them"}};
  for (const auto& [typed, name] : table) EXPECT_EQ(chosen(typed), name) << typed.substr(0, 40);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
