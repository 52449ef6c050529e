// The commands that list, change, remove and check loaded items.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/media_edit_words.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/hash.hpp"
#include "media/screenshot.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using wire::admin::media_item;

media_item an_item(const std::string& file) {
  media_item m;
  m.sha256 = sha256(file);
  m.id = m.sha256.hex().substr(0, 12);
  m.file = file;
  m.width = 1920;
  m.height = 1080;
  m.added = test_now;
  m.files = {{m.sha256, 7}};
  return m;
}

class media_items : public calls {
 public:
  std::vector<media_item> there, removed;

  media_items() {
    media_item poster = an_item("áp phích.png"), film = an_item("Nộp hồ sơ.mp4"), old = an_item("old.png");
    poster.theme = "III.2";
    poster.audience = "Người dân";
    poster.owner = "UBND xã";
    poster.review = "2026-10-10";
    film.kind = playlists::programme::media_kind::video;
    film.theme = "III";
    film.title = "Hướng dẫn";
    film.review = "2026-10-11";
    old.removed = test_now;
    there = {poster, film};
    removed = {old};
    daemon.on("GET /v1/site", "{\"daemon_key\":\"" + std::string(64, '1') +
                                  "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,"
                                  "\"timezone\":\"Asia/Ho_Chi_Minh\"}");
    daemon.on("GET /v1/media", [this](const heard& h) {
      bool old_ones = h.target.find("removed=true") != std::string::npos;
      return answer{200, canonical(wire::admin::encode_list(old_ones ? removed : there))};
    });
    for (const char* path : {"GET /v1/draft", "GET /v1/programmes/current"})
      daemon.on(path, [](const heard&) { return answer{404, problem("not_found", "no {}", "x", "y")}; });
  }
  // The daemon answers with the item, and the test looks at what it was sent.
  void on_item(const std::string& method, const media_item& m, const std::string& more = "") {
    daemon.on(method + " /v1/media/items/" + m.id + more, canonical(wire::admin::encode(m)));
  }
  std::vector<std::string> listed(std::vector<std::string> options) {
    std::vector<std::string> words{"media", "list", "--json"};
    words.insert(words.end(), options.begin(), options.end());
    spoken said = call(words);
    EXPECT_EQ(said.code, 0) << said.err;
    std::vector<std::string> files;
    json::value document = said.document();
    for (const json::value& v : document.as_array()) files.emplace_back(v.at("file").as_string());
    return files;
  }
};

using names = std::vector<std::string>;

TEST_F(media_items, are_listed_by_what_is_known_of_them) {
  const std::string poster = "áp phích.png", film = "Nộp hồ sơ.mp4";
  struct {
    names options, files;
  } const cases[] = {{{}, {poster, film}},
                     {{"--theme", "III"}, {poster, film}},
                     {{"--theme", "iii.2"}, {poster}},
                     {{"--theme", "II"}, {}},
                     {{"--audience", "nguoi dan"}, {poster}},
                     {{"--owner", "ubnd"}, {poster}},
                     {{"--review"}, {poster}},
                     {{"--unused"}, {poster, film}},
                     {{"--removed"}, {"old.png"}},
                     {{"ho so"}, {film}},
                     {{"HUONG", "nop"}, {film}},
                     {{"huong", "phich"}, {}}};
  for (const auto& c : cases) EXPECT_EQ(listed(c.options), c.files) << ::testing::PrintToString(c.options);
  EXPECT_EQ(call({"media", "list", "none"}).out, "none of the media items fits\n");
  EXPECT_THAT(call({"media", "list", "--review"}).out, HasSubstr("2026-10-10\n"));
}

TEST_F(media_items, of_which_the_newest_are_listed_come_page_by_page) {
  std::vector<std::string> asked;
  std::vector<media_item> all(205, there[1]);
  all.push_back(there[0]);
  daemon.on("GET /v1/media/search", [&](const heard& h) {
    asked.push_back(h.target);
    const std::size_t from = asked.size() == 1 ? 0 : 200;
    wire::admin::found_media page;
    page.total = std::ssize(all);
    for (std::size_t i = from; i < std::min(from + 200, all.size()); ++i) page.items.push_back(all[i]);
    return answer{200, canonical(wire::admin::encode(page))};
  });
  EXPECT_EQ(listed({"--last", "3"}).size(), 3U);
  EXPECT_EQ(asked, names{"/v1/media/search?count=200&from=0&text=&audience=&owner=&review="});
  asked.clear();
  EXPECT_EQ(listed({"áp phích", "--theme", "III", "--unused", "--last", "1"}), names{"áp phích.png"});
  EXPECT_EQ(asked.at(1),
            "/v1/media/search?count=200&from=200&text=%C3%A1p%20ph%C3%ADch&theme=III&audience=&owner=&review="
            "&unused=true");
  EXPECT_EQ(call({"media", "list", "--last", "0"}).code, 2);
}

TEST_F(media_items, of_a_daemon_that_cannot_search_are_listed_newest_first_too) {
  EXPECT_EQ(listed({"--last", "9"}), (names{"Nộp hồ sơ.mp4", "áp phích.png"}));
  EXPECT_EQ(listed({"--last", "1"}), names{"Nộp hồ sơ.mp4"});
}

TEST_F(media_items, give_a_small_picture) {
  daemon.on("GET /v1/media/items/" + there[0].id + "/thumbnail", "a picture");
  fakes::temporary_folder folder;
  const std::string file = folder / "nho.jpg";
  EXPECT_EQ(call({"media", "show", there[0].id, "--thumbnail", file}).code, 0);
  EXPECT_EQ(read_file(file, 100).value(), "a picture");
  EXPECT_EQ(call({"media", "show", there[1].id, "--thumbnail", file}).code, 1);
}

TEST_F(media_items, in_the_draft_or_the_subtitles_of_another_are_not_unused) {
  playlists::programme::programme p;
  p.slate = "s.png";
  playlists::programme::media_item slate;
  slate.name = "s.png";
  slate.id = there[0].id;
  slate.files = {{there[0].sha256, 7}};
  p.media = {slate};
  daemon.on("GET /v1/draft", playlists::text::to_bytes(p));
  there.push_back(an_item("a.srt"));
  there[1].subtitles = there[2].id;
  EXPECT_EQ(listed({"--unused"}), names{"Nộp hồ sơ.mp4"});
}

TEST_F(media_items, in_json_have_every_column) {
  there[0].warnings = {msg("too small: {}", 5)};
  there[0].sheet = sha256("sheet");
  json::value document = call({"media", "list", "--json"}).document();
  const json::object& m = document.at(0).as_object();
  for (const char* key :
       {"id",     "sha256",   "file",      "kind",  "width", "height",  "duration_ms", "pages",   "sound",
        "title",  "theme",    "audience",  "owner", "link",  "call",    "language",    "licence", "subtitles",
        "review", "warnings", "thumbnail", "sheet", "added", "removed", "files"})
    EXPECT_TRUE(m.contains(key)) << key;
  EXPECT_EQ(m.at("warnings"), (json::array{"too small: 5"}));
  EXPECT_TRUE(m.at("removed").is_null() && m.at("subtitles").is_null());
}

TEST(a_typed_name, finds_the_item_that_it_fits_alone) {
  std::vector<media_item> all{an_item("a.png"), an_item("A.png"), an_item("Hướng dẫn.mp4"), an_item("b.png")};
  all.push_back(an_item("b.png (2)"));
  all.back().file = "b.png";
  auto found = [&](const std::string& typed) {
    result<media_item> m = choose_media(all, typed);
    return m ? m->id : std::string(to_string(m.error().code));
  };
  EXPECT_EQ(found(all[0].id), all[0].id);
  EXPECT_EQ(found(all[0].sha256.hex()), all[0].id);
  EXPECT_EQ(found(all[0].id.substr(0, 4)), all[0].id);
  EXPECT_EQ(found("a.png"), all[0].id);
  EXPECT_EQ(found("A.png"), all[1].id) << "exact before other letter case";
  EXPECT_EQ(found("HƯỚNG DẪN.MP4"), all[2].id) << "in other letter case";
  EXPECT_EQ(found("hướng"), all[2].id) << "the beginning of its name";
  EXPECT_EQ(found("b.p"), "conflict");
  EXPECT_EQ(found("H"), "not_found");
  EXPECT_EQ(found("huong dan.mp4"), "not_found") << "diacritics count";
  EXPECT_EQ(found("Hu\xCC\x9Bo\xCC\x9B\xCC\x81ng da\xCC\x82\xCC\x83n.mp4"), all[2].id) << "decomposed";
  EXPECT_EQ(found("b.png"), "conflict") << "two are called so";
  EXPECT_EQ(found(""), "not_found");
  error none = choose_media(all, "huong dan.mp4").error();
  EXPECT_EQ(none.remedy.args.at(0), "Hướng dẫn.mp4");
  EXPECT_THAT(choose_media(all, "b.png").error().remedy.args.at(0), HasSubstr(all[4].id));
}

TEST_F(media_items, are_edited_by_the_options_that_are_given) {
  on_item("PATCH", there[1]);
  there.push_back(an_item("vi.srt"));
  spoken said = call({"media", "edit", "NỘP HỒ SƠ.mp4", "--title", "T", "--audience", "", "--review",
                      "31/3/2027", "--subtitles", "vi.srt"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr(there[1].id));
  std::vector<heard> asked = daemon.stop();
  EXPECT_EQ(asked.back().body,
            R"({"audience":"","review":"2027-03-31","subtitles":")" + there[2].id + R"(","title":"T"})");
}

TEST_F(media_items, that_are_edited_tell_old_and_new_values_and_the_way_back) {
  media_item changed = there[1];
  changed.title = "Nộp hồ sơ";
  changed.theme.clear();
  changed.audience = "Người dân";
  changed.review = "2028-02-29";
  on_item("PATCH", changed);
  spoken said = call({"media", "edit", there[1].id, "--title", "Nộp hồ sơ", "--theme", "", "--audience",
                      "Người dân", "--review", "2028-02-29"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("~ Title: Hướng dẫn → Nộp hồ sơ\n~ Theme: III → –\n~ Audience: – → Người "
                                  "dân\n~ Review on: 2026-10-11 → 2028-02-29\n"));
  EXPECT_THAT(said.err, HasSubstr("\"bangtin media edit " + there[1].id +
                                  " --title 'Hướng dẫn' --theme III --audience '' --review 2026-10-11\""));
}

// The words of the command, as a shell reads them, are sent, and the daemon is asked for the old values.
TEST_F(media_items, come_back_to_any_old_values_by_the_way_back) {
  media_item old = there[0], changed = there[0];
  old.title = "-10% 'hôm nay' $(x)";
  old.link = "https://a.vn/?q=1&r=2";
  old.call = "";
  old.language = "vi";
  old.licence = "CC BY";
  old.subtitles = "";
  old.duration = std::chrono::milliseconds(1'500);
  changed = there[0];
  changed.call = "Gọi";
  changed.owner = "Khác";
  const std::string line = way_back_from_edit(old, changed);
  std::optional<std::vector<std::string>> words = views::shell_split(line);
  ASSERT_TRUE(words) << line;
  there[0] = changed;
  on_item("PATCH", old);
  words->erase(words->begin());
  spoken said = call(*words);
  ASSERT_EQ(said.code, 0) << line << said.err;
  std::string sent;
  for (const heard& h : daemon.stop()) {
    if (h.method == "PATCH") sent = h.body;
  }
  EXPECT_EQ(sent, R"({"call":"","duration_ms":1500,"language":"vi","licence":"CC BY",)"
                  R"("link":"https://a.vn/?q=1&r=2","owner":"UBND xã",)"
                  R"json("title":"-10% 'hôm nay' $(x)"})json");
  EXPECT_EQ(way_back_from_edit(old, old), "");
}

TEST_F(media_items, say_back_the_day_that_was_read) {
  there[1].review = "2028-02-29";
  on_item("PATCH", there[1]);
  EXPECT_THAT(call({"media", "edit", there[1].id, "--review", "29/2"}).out,
              HasSubstr("it is to be looked at again on 2028-02-29"));
  EXPECT_THAT(call({"media", "edit", there[1].id, "--review", "29/2", "--lang", "vi"}).out,
              HasSubstr("29/02/2028"));
  there[1].review.clear();
  on_item("PATCH", there[1]);
  EXPECT_THAT(call({"media", "edit", there[1].id, "--review", ""}).out, HasSubstr("nobody will be reminded"));
}

TEST_F(media_items, are_edited_with_a_file_of_subtitles_that_is_loaded_first) {
  std::string words = file("a.srt", "words");
  media_item loaded = an_item("a.srt");
  loaded.kind = playlists::programme::media_kind::subtitles;
  loaded.status = "accepted";
  daemon.on("GET /v1/uploads/" + sha256("words").hex(), "{\"arrived\":0,\"complete\":true}");
  daemon.on("POST /v1/media", canonical(wire::admin::encode(loaded)));
  on_item("PATCH", there[1]);
  spoken said = call({"media", "edit", there[1].id, "--subtitles", words});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(daemon.stop().back().body, R"({"subtitles":")" + loaded.id + "\"}");
}

TEST_F(media_items, are_not_edited_when_something_in_the_call_is_wrong) {
  EXPECT_EQ(call({"media", "edit", there[0].id}).code, 2);
  spoken said = call({"media", "edit", there[0].id, "--review", "30/2/2027"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("write it as 2027-03-31 or 31/3/2027"));
  said = call({"media", "edit", there[0].id, "--subtitles", "none.srt"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("there is neither a file nor a media item \"none.srt\""));
  said = call({"media", "edit", "ap phich.png", "--title", "T"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("did you mean áp phích.png"));
  for (const heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET") << h.target;
}

TEST_F(media_items, are_removed_and_restored) {
  media_item gone = there[0];
  gone.removed = test_now;
  on_item("DELETE", gone);
  on_item("POST", removed[0], "/restore");
  spoken said = call({"media", "remove", "áp phích.png"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\"bangtin media restore " + gone.id + "\" takes it back"));
  said = call({"media", "restore", "old.png"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("old.png (" + removed[0].id + ") is back"));
  EXPECT_THAT(call({"media", "restore", "áp phích.png"}).err, HasSubstr("was not removed"));
  EXPECT_THAT(call({"media", "restore", "nothing"}).err, HasSubstr("media list --removed"));
  EXPECT_EQ(call({"media", "remove", "old.png"}).code, 1) << "it is removed already";
}

TEST_F(media_items, are_deleted_for_good_at_once_if_that_is_asked_for) {
  media_item gone = there[0];
  gone.removed = test_now;
  on_item("DELETE", gone);
  std::string answer_of_sweep = R"({"items":1,"files":2,"bytes":3000000,"kept":0})";
  daemon.on("POST /v1/media/sweep", [&](const heard&) { return answer{200, answer_of_sweep}; });
  spoken said = call({"media", "remove", "áp phích.png", "--now"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("deleted áp phích.png (" + gone.id + ") for good; free again: 3.0 MB"));
  EXPECT_EQ(call({"media", "remove", "old.png", "--now"}).code, 0) << "one that was removed before, too";
  said = call({"media", "sweep", "--lang", "vi"});
  EXPECT_EQ(said.code, 0) << said.err;
  answer_of_sweep = R"({"items":0,"files":0,"bytes":0,"kept":1})";
  EXPECT_THAT(call({"media", "remove", "áp phích.png", "--now"}).out, HasSubstr("but its files stay"));
  EXPECT_THAT(call({"media", "sweep"}).err, HasSubstr("1 removed items stay"));
  person.there = true;
  EXPECT_EQ(call({"media", "sweep"}).code, 1) << "nobody agreed";
  EXPECT_EQ(call({"media", "remove", "áp phích.png", "--now"}).code, 1);
  std::vector<std::string> sweeps;
  for (const heard& h : daemon.stop()) {
    if (h.target == "/v1/media/sweep") sweeps.push_back(h.body);
  }
  EXPECT_EQ(sweeps, (names{R"({"item":")" + gone.id + "\"}", R"({"item":")" + removed[0].id + "\"}", "{}",
                           R"({"item":")" + gone.id + "\"}", "{}"}));
}

TEST_F(media_items, that_are_restored_say_what_became_of_their_subtitles) {
  media_item words = an_item("old.srt");
  words.removed = test_now;
  removed[0].subtitles = words.id;
  media_item back = removed[0];
  back.removed.reset();
  on_item("POST", back, "/restore");
  removed.push_back(words);
  EXPECT_THAT(call({"media", "restore", "old.png"}).out, HasSubstr("so are its subtitles, old.srt"));
  removed.pop_back();
  EXPECT_THAT(call({"media", "restore", "old.png"}).out, Not(HasSubstr("subtitles")));
}

TEST_F(media_items, that_have_lost_their_subtitles_say_so_when_they_are_restored) {
  removed[0].subtitles = "aaaaaaaaaaaa";
  media_item back = removed[0];
  back.removed.reset();
  back.subtitles.clear();
  on_item("POST", back, "/restore");
  EXPECT_THAT(call({"media", "restore", "old.png"}).err, HasSubstr("its subtitles are no longer there"));
}

TEST_F(media_items, are_edited_while_the_draft_keeps_what_was_written) {
  playlists::programme::programme p;
  p.slate = "s.png";
  playlists::programme::media_item slate;
  slate.name = "s.png";
  slate.id = there[0].id;
  slate.files = {{there[0].sha256, 7}};
  p.media = {slate};
  daemon.on("GET /v1/draft", playlists::text::to_bytes(p));
  media_item changed = there[0];
  changed.title = "Mới";
  on_item("PATCH", changed);
  spoken said = call({"media", "edit", "áp phích.png", "--title", "Mới"});
  EXPECT_THAT(said.err, HasSubstr("the draft uses áp phích.png and keeps what was written before; \"bangtin "
                                  "draft refresh\" takes the change over"));
  EXPECT_THAT(call({"media", "edit", "áp phích.png", "--review", "2027-03-31"}).err, Not(HasSubstr("draft")))
      << "which is no part of a programme";
  on_item("PATCH", there[1]);
}

TEST_F(media_items, say_where_they_are_used) {
  EXPECT_THAT(call({"media", "show", there[0].id}).out, Not(HasSubstr("uses")))
      << "an older daemon does not know";
  daemon.on("GET /v1/media/items/" + there[0].id + "/uses",
            R"({"uses":[{"id":"the draft uses {}: {}","args":["áp phích.png","slate"]}]})");
  EXPECT_THAT(call({"media", "show", there[0].id}).out, HasSubstr("the draft uses áp phích.png: slate"));
}

TEST_F(media_items, have_a_duration_that_is_edited_and_shown) {
  there[0].duration = std::chrono::seconds(12);
  on_item("PATCH", there[0]);
  EXPECT_EQ(call({"media", "edit", there[0].id, "--duration", "12s"}).code, 0);
  EXPECT_EQ(call({"media", "edit", there[0].id, "--duration", ""}).code, 0);
  EXPECT_EQ(call({"media", "edit", there[0].id, "--duration", "12"}).code, 2);
  EXPECT_THAT(call({"media", "show", there[0].id}).out,
              HasSubstr("12 s unless the programme says otherwise"));
  there[0].duration = {};
  EXPECT_THAT(call({"media", "show", there[0].id}).out,
              HasSubstr("10 s unless the programme says otherwise"));
  there[1].duration = std::chrono::seconds(20);
  EXPECT_THAT(call({"media", "show", there[1].id}).out, Not(HasSubstr("unless")));
  std::vector<std::string> edits;
  for (const heard& h : daemon.stop()) {
    if (h.method == "PATCH") edits.push_back(h.body);
  }
  EXPECT_EQ(edits, (names{R"({"duration_ms":12000})", R"({"duration_ms":0})"}));
}

TEST_F(media_items, in_use_stay_and_the_daemon_says_where) {
  daemon.on("DELETE /v1/media/items/" + there[0].id, [](const heard&) {
    return answer{409, problem("conflict", "the draft uses it: {}", "slate", "take it out")};
  });
  spoken said = call({"media", "remove", there[0].id});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("the draft uses it: slate"));
}

TEST_F(media_items, that_are_whole_pass_the_check) {
  for (const media_item& m : there) {
    daemon.on("POST /v1/media/items/" + m.id + "/check",
              R"({"id":")" + m.id + R"(","files":3,"bytes":70,"damaged":[],"missing":[]})");
  }
  spoken said = call({"media", "check"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.out, "2 media items: all of their files are good\n");
  EXPECT_GT(person.furthest, 0U) << "it shows how far it is";
  EXPECT_EQ(call({"media", "check", "áp phích.png", "--json"}).document().at(0).at("state"), "good");
}

TEST_F(media_items, that_are_damaged_or_not_whole_are_named_with_exit_4) {
  std::string hash = sha256("x").hex();
  daemon.on("POST /v1/media/items/" + there[0].id + "/check",
            R"({"id":"a","files":3,"bytes":70,"damaged":[")" + hash + R"("],"missing":[]})");
  daemon.on("POST /v1/media/items/" + there[1].id + "/check",
            R"({"id":"b","files":1,"bytes":0,"damaged":[],"missing":[")" + hash + R"("]})");
  spoken said = call({"media", "check"});
  EXPECT_EQ(said.code, 4);
  EXPECT_THAT(said.out, HasSubstr("áp phích.png (" + there[0].id + "): 1 of its 3 files are damaged"));
  EXPECT_THAT(said.out, HasSubstr("Nộp hồ sơ.mp4 (" + there[1].id + "): its file is missing"));
  EXPECT_THAT(said.out, HasSubstr("bangtin media add"));
  json::value v = call({"media", "check", "--json"}).document();
  EXPECT_EQ(v.at(0).at("state"), "damaged");
  EXPECT_EQ(v.at(0).at("damaged"), (json::array{json::string(hash)}));
  EXPECT_EQ(v.at(1).at("state"), "missing");
}

TEST_F(media_items, are_not_all_that_the_check_reads) {
  removed.clear();
  for (const media_item& m : there) {
    daemon.on("POST /v1/media/items/" + m.id + "/check",
              R"({"id":")" + m.id + R"(","files":3,"bytes":70,"damaged":[],"missing":[]})");
  }
  std::string others = R"({"id":"","files":2,"bytes":9,"damaged":[],"missing":[]})";
  daemon.on("POST /v1/media/check", [&](const heard&) { return answer{200, others}; });
  EXPECT_EQ(call({"media", "check"}).code, 0);
  others = R"({"id":"","files":2,"bytes":9,"damaged":[")" + sha256("x").hex() + R"("],"missing":[]})";
  spoken said = call({"media", "check"});
  EXPECT_EQ(said.code, 4);
  EXPECT_THAT(said.out, HasSubstr("1 of 2 files that only older versions of the programme or notices name"));
  json::value v = call({"media", "check", "--json"}).document();
  EXPECT_TRUE(v.at(2).at("id").is_null());
  EXPECT_EQ(v.at(2).at("state"), "damaged");
}

TEST_F(media_items, without_a_sheet_say_how_to_get_one) {
  there[1].kind = playlists::programme::media_kind::subtitles;
  const std::string path = daemon.folder() / "s.png";
  EXPECT_THAT(call({"media", "show", there[0].id, "--sheet", path}).err,
              HasSubstr("load the same file again with \"bangtin media add\", then there is one"));
  EXPECT_THAT(call({"media", "show", there[1].id, "--sheet", path}).err, HasSubstr("subtitles have none"));
  there[0].sheet = sha256("gone");
  EXPECT_THAT(call({"media", "show", there[0].id, "--sheet", path}).err,
              HasSubstr("is missing in the store"));
}

TEST_F(media_items, have_a_sheet_that_is_saved_as_png_or_jpeg) {
  std::vector<std::uint8_t> grey(std::size_t{900} * 700 * 4, 128);
  std::string sheet = bangtin::media::to_jpeg(grey, 900, 700).value();
  there[0].sheet = sha256(sheet);
  daemon.on("GET /v1/media/" + sha256(sheet).hex(), sheet);
  for (auto [name, start] : {std::pair("sheet.png", "\x89PNG"), std::pair("sheet.JPG", "\xFF\xD8\xFF")}) {
    std::string path = daemon.folder() / name;
    spoken said = call({"media", "show", there[0].id, "--sheet", path});
    ASSERT_EQ(said.code, 0) << said.err;
    EXPECT_THAT(said.out, HasSubstr(path + ": the contact sheet of áp phích.png"));
    EXPECT_TRUE(read_file(path, 1 << 24).value().starts_with(start));
  }
  EXPECT_EQ(call({"media", "show", there[0].id, "--sheet", "sheet.gif"}).code, 2);
  EXPECT_EQ(call({"media", "show", there[1].id, "--sheet", daemon.folder() / "none.png"}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(daemon.folder() / "none.png"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
