// draft export, show, refresh, reset; and that every command and a programme file lead to the same draft.
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/draft_file.hpp"
#include "admin-cli/commands/fake_desk.hpp"
#include "base/files.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* all_of_it =
    "timezone = 'Asia/Ho_Chi_Minh'\nslate = 'slate.png'\nbody = 'Trung tâm \"Một cửa\"'\n"
    "[[screen]]\nname = 'lobby'\ntitle = 'Sảnh'\ngroups = ['indoor']\nopen = [ { days = 'mon-fri', hours = "
    "'07:00-17:30' } ]\nvolume = 40\nclock = true\nlogo = 'áp phích.png'\nticker = 'over'\n"
    "[[playlist]]\nname = 'dich-vu-cong'\nitems = [ { media = 'phim.mp4', subtitles = 'phim.srt', call = "
    "'Quét "
    "mã', link = 'https://x.vn', qr = false }, { media = 'áp phích.png', duration = '12s', title = 'Mức 2', "
    "theme "
    "= 'III.2', audience = 'người dân', logo = false }, { media = 'hướng dẫn.pdf' } ]\n"
    "[[campaign]]\nname = 'x'\nplaylist = 'dich-vu-cong'\nscreens = ['lobby', '@indoor']\ntask = "
    "'IV.3.c'\nlevel = "
    "'filler'\nfrom = '10-01'\nto = '10-10'\nyearly = true\ndays = 'mon-fri'\nhours = ['07:00-11:30', "
    "'13:30-17:00']\nexcept = ['2026-02-17']\nshare = 60\norder = 'shuffle'\nfade = '500ms'\nvolume = "
    "70\nfit = "
    "'cover'\nqr = 'corner'\nlogo = false\n"
    "[[campaign]]\nname = 'y'\nplaylist = 'dich-vu-cong'\nscreens = ['all']\nevery = '15m'\nrrule = "
    "'FREQ=MONTHLY;BYDAY=1MO'\n"
    "[[ticker]]\nname = 't'\ntext = 'Tiếp dân: thứ Năm \\ \"sáng\"'\nscreens = ['lobby']\nfrom = '12-23'\nto "
    "= "
    "'01-07'\nlunar = true\n[[ticker]]\ntext = 'Không tên'\n";

class draft_commands : public desk {
 public:
  draft_commands() { load("phim.srt", media_kind::subtitles); }

  // The programme file that the draft is exported as.
  std::string exported() {
    spoken said = call({"draft", "export"});
    EXPECT_EQ(said.code, 0) << said.err;
    return said.out;
  }
};

TEST_F(draft_commands, export_a_file_that_reads_back_to_the_same_draft) {
  apply(all_of_it);
  const std::string before = draft;
  const std::string path = daemon.folder() / "xuất ra.toml";
  spoken said = call({"draft", "export", path});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(*read_file(path, 100'000), exported());
  draft.clear();
  ASSERT_EQ(call({"apply", path, "--yes"}).code, 0);
  EXPECT_EQ(draft, before);
  EXPECT_THAT(call({"apply", path}).out, HasSubstr("is like"));
}

// Every draft that commands can make: any items in any playlists, and any campaigns and tickers over them.
TEST_F(draft_commands, export_any_draft_as_a_file_that_reads_back_the_same) {
  apply(all_of_it);
  const programme full = draft_now();
  EXPECT_TRUE(rc::check("any draft", [&] {
    programme p = full;
    auto some = [](auto& all) {
      for (std::size_t i = all.size(); i > 0; --i) {
        if (*rc::gen::inRange(0, 3) == 0) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i - 1));
      }
    };
    auto text = [] {
      return *rc::gen::elementOf(
          std::vector<std::string>{"", "a \"b\" \\ c", "tháng mười", "#", "'''", "é x"});
    };
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
      playlists::programme::playlist l = full.playlists[0];
      l.name = "l" + std::to_string(n);
      some(l.items);
      for (auto& i : l.items) {
        i.title = text();
        i.theme = text();
        i.link = text();
        if (*rc::gen::inRange(0, 2) == 0) i.duration = milliseconds(*rc::gen::inRange(100, 9'999'999));
      }
      if (!l.items.empty()) p.playlists.push_back(l);
    }
    some(p.campaigns);
    some(p.tickers);
    for (auto& c : p.campaigns) {
      c.playlist = p.playlists[*rc::gen::inRange<std::size_t>(0, p.playlists.size())].name;
      if (!c.every) c.share = *rc::gen::inRange(1, 1001);
      c.days = static_cast<playlists::programme::weekday_set>(*rc::gen::inRange(1, 128));
    }
    for (auto& t : p.tickers) t.text = "x" + text();
    settle_media(p);
    RC_ASSERT(!playlists::text::check_references(p));
    draft_file file = to_file(p, loaded);
    RC_ASSERT(file.notes.empty());
    draft.clear();
    spoken said = call({"apply", this->file("desk/any.toml", file.text), "--yes"});
    RC_ASSERT(said.code == 0);
    RC_ASSERT(draft_now() == p);
  }));
}

TEST_F(draft_commands, export_an_id_where_a_name_does_not_say_which_item_it_is) {
  apply(all_of_it);
  picture("áp phích.png");  // another one of that name
  const std::string before = draft;
  const std::string exported_file = exported();
  EXPECT_THAT(exported_file,
              HasSubstr("\n[[loaded]]\nmedia = \"áp phích.png\"\nid = \"" + loaded[1].id + "\"\n"));
  draft.clear();
  ASSERT_EQ(call({"apply", file("desk/q.toml", exported_file), "--yes"}).code, 0);
  EXPECT_EQ(draft, before);
}

TEST_F(draft_commands, export_a_name_that_no_loaded_item_has_to_the_same_draft) {
  file("desk/logo.png", "áp phích.png1");  // the bytes of the second loaded item
  std::string text = all_of_it;
  for (std::size_t at = 0; (at = text.find("áp phích.png", at)) != std::string::npos;)
    text.replace(at, std::string("áp phích.png").size(), "logo.png");
  apply(text);
  ASSERT_NE(draft_now().find_media("logo.png"), nullptr);
  const std::string before = draft;
  spoken said = call({"draft", "export", daemon.folder() / "elsewhere.toml"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("makes the draft equal to it again\n"));
  for (const char* place : {"elsewhere.toml", "desk/beside.toml"}) {
    const std::string copy = file(place, *read_file(daemon.folder() / "elsewhere.toml", 100'000));
    draft.clear();
    ASSERT_EQ(call({"apply", copy, "--yes"}).code, 0) << place;
    EXPECT_EQ(draft, before) << place;
  }
}

TEST_F(draft_commands, export_promises_no_more_than_apply_keeps) {
  apply(all_of_it);
  loaded[1].title = "Tên mới";
  spoken said = call({"draft", "export", daemon.folder() / "r.toml"});
  EXPECT_THAT(said.out, HasSubstr("but for what is said below"));
  EXPECT_THAT(said.err, HasSubstr("what is written about áp phích.png has changed since"));
}

TEST_F(draft_commands, an_id_under_loaded_must_be_one) {
  spoken said =
      call({"apply", file("desk/q.toml", std::string(all_of_it) + "[[loaded]]\nmedia = 'x'\nid = 'abc'\n")});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("\"abc\" is no ID of a media item"));
}

TEST_F(draft_commands, say_what_a_programme_file_cannot_say) {
  apply(all_of_it);
  ASSERT_EQ(call({"playlist", "create", "mới"}).code, 0);
  spoken said = call({"draft", "export"});
  EXPECT_THAT(said.err, HasSubstr("the playlist \"mới\" has no items and is left out"));
  EXPECT_THAT(said.out, Not(HasSubstr("mới")));
  loaded.erase(loaded.begin());
  EXPECT_THAT(call({"draft", "export"}).err, HasSubstr("phim.mp4 is no longer loaded"));
}

TEST_F(draft_commands, replace_a_file_only_when_that_is_agreed) {
  apply(all_of_it);
  const std::string path = file("mine.toml", "mine");
  auto content = [&] { return *read_file(path, 100'000); };
  spoken refused = call({"draft", "export", path});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("exists already"));
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"draft", "export", path}).code, 1);
  EXPECT_EQ(content(), "mine");
  EXPECT_EQ(call({"draft", "export", path, "--yes"}).code, 0);
  EXPECT_NE(content(), "mine");
  EXPECT_EQ(call({"draft", "export", daemon.folder().string(), "--yes"}).code, 2) << "a folder";
  EXPECT_EQ(call({"draft", "export", daemon.folder() / "no/such/folder.toml"}).code, 1);
  EXPECT_EQ(call({"draft", "export", "a", "b"}).code, 2);
}

TEST_F(draft_commands, export_to_programs_and_to_standard_output) {
  apply(all_of_it);
  EXPECT_EQ(call({"draft", "export", "-"}).out, exported());
  json::value v = call({"draft", "export", "--json"}).document();
  EXPECT_EQ(v.at("text"), json::value(exported()));
  EXPECT_EQ(v.at("file"), nullptr);
  const std::string path = daemon.folder() / "a.toml";
  EXPECT_EQ(call({"draft", "export", path, "--json"}).document().at("file"), json::value(path));
}

TEST_F(draft_commands, tell_draft_and_published_apart) {
  for (const char* name : {"show", "export", "refresh"}) {
    spoken none = call({"draft", name});
    EXPECT_EQ(none.code, 1) << name;
    EXPECT_THAT(none.err, HasSubstr("there is no draft yet, and nothing is published")) << name;
  }
  EXPECT_EQ(call({"draft", "reset"}).code, 1);
  apply(all_of_it);
  EXPECT_THAT(call({"draft", "show"}).out, HasSubstr("nothing is published yet"));
  EXPECT_EQ(call({"draft", "reset"}).code, 1);
  publish(3);
  EXPECT_THAT(call({"draft", "show"}).out, HasSubstr("the draft is as version 3"));
  ASSERT_EQ(call({"playlist", "remove", "dich-vu-cong", "1"}).code, 0);
  EXPECT_THAT(call({"draft", "show"}).out, HasSubstr("differs from version 3"));
  json::value v = call({"draft", "show", "--json"}).document();
  EXPECT_EQ(v.at("stored"), true);
  EXPECT_EQ(v.at("published"), 3);
  EXPECT_EQ(v.at("playlists"), 1);
  draft.clear();
  EXPECT_THAT(call({"draft", "show"}).out, HasSubstr("there is no draft; version 3 is published"));
  EXPECT_THAT(call({"draft", "export"}).err, HasSubstr("there is no draft"));
}

TEST_F(draft_commands, reset_to_the_published_programme_after_a_question) {
  apply(all_of_it);
  const std::string before = draft;
  publish(3);
  ASSERT_EQ(call({"playlist", "remove", "dich-vu-cong", "1"}).code, 0);
  const std::string changed = draft;
  person.there = true;
  person.consents = {false, true};
  EXPECT_EQ(call({"draft", "reset"}).code, 1);
  EXPECT_EQ(draft, changed);
  spoken reset = call({"draft", "reset"});
  EXPECT_EQ(reset.code, 0);
  EXPECT_EQ(draft, before);
  EXPECT_THAT(reset.err, HasSubstr("There is nothing to approve"));
  EXPECT_THAT(reset.err, Not(HasSubstr("Screens show it when")));
  person.consents = {true};
  EXPECT_THAT(call({"draft", "undo"}).err, HasSubstr("Screens show it when the draft is approved"));
}

TEST_F(draft_commands, take_over_what_was_changed_about_loaded_items) {
  apply(all_of_it);
  loaded[1].title = "Tên mới";
  loaded[2].duration = std::chrono::seconds(5);
  ASSERT_EQ(call({"draft", "refresh"}).code, 0);
  EXPECT_EQ(draft_now().find_media("áp phích.png")->title, "Tên mới");
  EXPECT_EQ(draft_now().playlists[0].items[2].duration, std::chrono::seconds(5));
  EXPECT_EQ(draft_now().playlists[0].items[1].duration, std::chrono::seconds(12))
      << "what was said here stays";
  EXPECT_THAT(call({"draft", "refresh"}).out, HasSubstr("nothing was changed"));
}

TEST_F(draft_commands, of_apply_lose_no_edit_either) {
  apply(all_of_it);
  const std::string path = file("desk/p.toml", "slate = 'slate.png'\n");
  before_put = [this] {
    programme p = draft_now();
    p.body = "x";
    draft = playlists::text::to_bytes(p);
  };
  EXPECT_EQ(call({"apply", path, "--yes"}).code, 1);
  EXPECT_EQ(draft_now().body, "x");
  EXPECT_EQ(call({"apply", path, "--yes"}).code, 0);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
