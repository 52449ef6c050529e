#include "admin-cli/commands/calls.hpp"
#include "base/text.hpp"
#include "media/screenshot.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/screens.hpp"
#include "wire/notice.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class emergency : public calls {
 public:
  std::string posted;
  std::string listed = R"({"newest":0,"notices":[]})";
  std::vector<wire::admin::screen> rows;
  // What the screens have said of the notice that was posted last, from look to look.
  std::deque<std::vector<wire::admin::notice_screen>> said_by_screens;
  int looks = 0;

  emergency() {
    for (const char* name : {"lobby", "market", "school"}) {
      wire::admin::screen s;
      s.name = name;
      s.last_seen = now - std::chrono::seconds(2);
      rows.push_back(s);
    }
    daemon.on("GET /v1/screens", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode_list(rows))};
    });
    daemon.on("GET /v1/site",
              "{\"daemon_key\":\"" + std::string(64, 'a') +
                  R"(","root":null,"version":"1","programme_version":4,"timezone":"Asia/Ho_Chi_Minh"})");
    daemon.on("GET /v1/notices", [this](const heard&) {
      if (posted.empty() || said_by_screens.empty()) return answer{200, listed};
      ++looks;
      wire::admin::notice n;
      n.id = sent().value.id;
      n.number = sent().value.number;
      n.issued = sent().value.issued;
      n.expires = sent().value.expires;
      n.text = sent().value.text;
      n.screens = said_by_screens.front();
      if (said_by_screens.size() > 1) said_by_screens.pop_front();
      return answer{200, canonical(wire::admin::encode(wire::admin::notice_list{n.number, {n}}))};
    });
    daemon.on("POST /v1/notices", [this](const heard& h) {
      posted = h.body;
      return answer{200, "{}"};
    });
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  }
  wire::verified_notice sent() {
    json::value v = *parse_json(posted);
    public_key root = *public_key::from(std::string_view(v.at("root").as_string()));
    return wire::verify(wire::signed_notice_from_value(v.at("notice")).value(), root).value();
  }
  // A notice for two screens that stays active for another ten minutes.
  void one_is_on() {
    std::int64_t now_ms = now.time_since_epoch().count();
    listed = fmt::format(
        R"({{"newest":{0},"notices":[{{"id":"0000aaaa","number":{0},"issued":{0},"expires":{1},"received":{0},"stopped":null,)"
        R"("approver":"Hoa","all":true,"text":"Cảnh báo lũ\nSơ tán","media":null,"screens":[)"
        R"({{"name":"lobby","shown":{0},"ended":null,"refused":null}},)"
        R"({{"name":"market","shown":null,"ended":null,"refused":null}},)"
        R"({{"name":"school","shown":null,"ended":null,"refused":{{"id":"the notice is over by the clock of this screen","args":[]}}}}]}}]}})",
        now_ms - 60'000, now_ms + 600'000);
  }
};

TEST_F(emergency, start_signs_a_notice_that_screens_take) {
  ASSERT_EQ(call({"keys", "init", "--name", "Hoa"}).code, 0);
  spoken said = call({"emergency", "start", "--text", "Cảnh báo lũ\nSơ tán", "--for", "2h", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  wire::verified_notice v = sent();
  EXPECT_EQ(v.approver, "Hoa");
  EXPECT_EQ(v.value.text, "Cảnh báo lũ\nSơ tán");
  EXPECT_EQ(v.value.screens, std::vector<std::string>{"all"});
  EXPECT_EQ(v.value.expires - v.value.issued, std::chrono::hours(2));
  EXPECT_EQ(v.value.number, now.time_since_epoch().count());
  EXPECT_EQ(said.document().at("id"), json::value(v.value.id));
  EXPECT_EQ(said.document().at("expires"), "2026-10-10T09:00:00.000+07:00");
  EXPECT_EQ(wire::why_not_taken(v.value, "lobby", 0, now), std::nullopt);
}

TEST_F(emergency, numbers_grow_even_when_this_machines_clock_is_behind) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  listed = R"({"newest":1999999999999,"notices":[]})";
  ASSERT_EQ(
      call({"emergency", "start", "--text", "x", "--for", "5 phút", "--screens", "market,lobby,lobby"}).code,
      0);
  EXPECT_EQ(sent().value.number, 2'000'000'000'000);
  EXPECT_EQ(sent().value.screens, (std::vector<std::string>{"lobby", "market"}));
}

TEST_F(emergency, a_picture_stands_with_its_title_until_it_is_there) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  auto item = [](const char* kind, int pages, const std::string& title = "Bản đồ sơ tán") {
    return fmt::format(
        R"({{"id":"0123456789ab","sha256":"{0}","file":"lu.png","kind":"{1}","width":1,"height":1,"duration_ms":0,"pages":{2},)"
        R"("title":"{3}","theme":"","owner":"","link":"","added":1,"files":[{{"sha256":"{0}","bytes":7}}]}})",
        std::string(64, 'b'), kind, pages, title);
  };
  daemon.on("GET /v1/media/items/0123456789ab", item("image", 0));
  daemon.on("GET /v1/media/items/guide", item("pages", 1));
  ASSERT_EQ(call({"emergency", "start", "--media", "0123456789ab", "--for", "5m"}).code, 0);
  ASSERT_TRUE(sent().value.media);
  EXPECT_EQ(sent().value.media->file.bytes, 7);
  EXPECT_EQ(sent().value.text, "Bản đồ sơ tán");
  daemon.on("GET /v1/media/items/0123456789ab", item("image", 0, std::string(41, 'm')));
  ASSERT_EQ(call({"emergency", "start", "--media", "0123456789ab", "--for", "5m"}).code, 0);
  EXPECT_EQ(sent().value.text, "lu.png") << "nobody can read its title";
  posted.clear();
  EXPECT_EQ(call({"emergency", "start", "--media", "guide", "--for", "5m"}).code, 1);
  EXPECT_EQ(call({"emergency", "start", "--media", "nothing", "--for", "5m"}).code, 1);
  std::string removed = item("image", 0);
  removed.insert(removed.rfind('}'), R"(,"removed":5)");
  daemon.on("GET /v1/media/items/0123456789ab", removed);
  EXPECT_THAT(call({"emergency", "start", "--media", "0123456789ab", "--for", "5m"}).err,
              HasSubstr("bangtin media restore"));
  EXPECT_EQ(posted, "");
}

TEST_F(emergency, start_refuses_what_makes_no_sense_and_sends_nothing) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--text", "x", "--for", "25h"},
           {"--text", "x", "--for", "soon"},
           {"--text", "x"},
           {"--text", "  ", "--for", "1h"},
           {"--for", "1h"},
           {"--text", std::string(2001, 'x'), "--for", "1h"},
           {"--text", std::string(41, 'x'), "--for", "1h"},
           {"--text", "giá \u202E0001", "--for", "1h"},
           {"--text", "Cháy ở chợ, mọi người ra cửa sau ngay", "--for", "1s"},
           {"--text", "x", "--for", "1h", "--screens", ","}}) {
    std::vector<std::string> all = {"emergency", "start"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(call(all).code, 2) << words.back();
  }
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"emergency", "start", "--text", "x", "--for", "1h"}).code, 1) << "the answer was no";
  EXPECT_EQ(posted, "");
}

TEST_F(emergency, start_waits_for_the_screens_and_says_on_how_many_it_is_shown) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  rows[2].last_seen = now - std::chrono::minutes(30);  // nobody waits for the school
  said_by_screens = {{{"lobby", {}, {}, {}}, {"market", {}, {}, {}}, {"school", {}, {}, {}}},
                     {{"lobby", now, {}, {}}, {"market", {}, {}, {}}, {"school", {}, {}, {}}},
                     {{"lobby", now, {}, {}}, {"market", now, {}, {}}, {"school", {}, {}, {}}}};
  spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("is sent to 3 screens, shown on 2, until"));
  EXPECT_THAT(said.err, HasSubstr("! school: not seen since"));
  EXPECT_EQ(looks, 3);
  json::value v = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--json"}).document();
  EXPECT_EQ(v.at("sent"), 3);
  EXPECT_EQ(v.at("shown"), 2);
  EXPECT_EQ(v.at("states").at(2).at("state"), "waiting");
}

TEST_F(emergency, the_wait_for_the_screens_ends) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  said_by_screens = {{{"lobby", {}, {}, {}}}};
  spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", "lobby"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("is sent to \"lobby\" and not shown there yet"));
  EXPECT_GT(looks, 2);
  looks = 0;
  posted.clear();
  said = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", "lobby", "--no-wait"});
  EXPECT_EQ(looks, 1) << "without waiting";
  looks = 0;
  posted.clear();
  interrupted = true;
  said = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", "lobby", "--json"});
  EXPECT_EQ(looks, 1) << "Ctrl-C";
  EXPECT_EQ(said.document().at("shown"), 0);
}

TEST_F(emergency, start_that_every_screen_refuses_has_failed) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  said_by_screens = {{{"lobby", {}, {}, msg("the notice is over by the clock of this screen")}}};
  spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", "lobby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("! lobby: the notice is over by the clock of this screen"));
}

TEST_F(emergency, a_display_that_is_off_shows_nothing) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  rows[1].output = "disconnected";
  said_by_screens = {{{"lobby", now, {}, {}}, {"market", now, {}, {}}}};
  spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h"});
  EXPECT_THAT(said.out, HasSubstr("is sent to 2 screens, shown on 1"));
  EXPECT_THAT(said.err, HasSubstr("! market: its display is off or unplugged"));
}

TEST_F(emergency, start_knows_screens_and_groups_as_every_command_does) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  rows[0].name = "sảnh";
  const std::string draft =
      "slate = 's.png'\n[[screen]]\nname = 'sảnh'\ngroups = ['trong nhà']\n"
      "[[screen]]\nname = 'chợ'\ngroups = ['trong nhà']\n";
  daemon.on("GET /v1/draft",
            playlists::text::to_bytes(
                playlists::text::parse_text(draft, playlists::text::media_facts::from_text).value));
  struct name_case {
    std::string typed;
    std::vector<std::string> screens;  // empty: it is refused
    std::string says;
  };
  for (const name_case& c : std::vector<name_case>{{"SẢNH", {"sảnh"}, ""},
                                                   {"Tất cả", {"all"}, ""},
                                                   {"@trong nhà", {"sảnh"}, "! chợ: it has no player"},
                                                   {"@Trong Nhà, market", {"market", "sảnh"}, ""},
                                                   {"sanh", {}, "did you mean sảnh?"},
                                                   {"@trong nha", {}, "did you mean @trong nhà?"},
                                                   {"trong nhà", {}, "did you mean @trong nhà?"},
                                                   {"chợ", {}, "no player is paired as chợ"}}) {
    posted.clear();
    spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", c.typed});
    EXPECT_EQ(said.code, c.screens.empty() ? 1 : 0) << c.typed << said.err;
    EXPECT_THAT(said.err, HasSubstr(c.says)) << c.typed;
    EXPECT_EQ(posted.empty() ? std::vector<std::string>() : sent().value.screens, c.screens) << c.typed;
  }
}

TEST_F(emergency, for_all_screens_needs_no_programme) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  daemon.on("GET /v1/draft", "not to be read");
  EXPECT_EQ(call({"emergency", "start", "--text", "Lũ", "--for", "1h"}).code, 0);
  EXPECT_EQ(call({"emergency", "start", "--text", "Lũ", "--for", "1h", "--screens", "lobby"}).code, 1);
}

TEST_F(emergency, start_that_nobody_could_see_is_refused) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  rows.clear();
  spoken said = call({"emergency", "start", "--text", "Lũ", "--for", "1h"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("no screen has a player yet, so nobody would see the notice"));
  EXPECT_EQ(posted, "");
}

TEST_F(emergency, stop_waits_until_the_screens_have_taken_it_off) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  one_is_on();
  const std::string on = listed;
  std::string off = on;
  const std::string lobby = fmt::format(R"("shown":{},"ended":null)", to_unix_ms(now) - 60'000);
  off.replace(off.find(lobby), lobby.size(), R"("shown":1,"ended":2)");
  int asked = 0;
  daemon.on("GET /v1/notices", [&](const heard&) { return answer{200, ++asked > 3 ? off : on}; });
  spoken said = call({"emergency", "stop", "0000AAAA"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(asked, 4);
  EXPECT_THAT(said.out, HasSubstr("stopped: 0000aaaa; screens that showed it: 1, taken off: 1"));
  EXPECT_EQ(said.err, "");
}

TEST_F(emergency, stop_names_the_screens_that_still_show_it) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  one_is_on();
  spoken said = call({"emergency", "stop"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("taken off: 0"));
  EXPECT_THAT(said.err, HasSubstr("! lobby: has not said that it took the notice off"));
  EXPECT_EQ(canonical(call({"emergency", "stop", "--json"}).document().at("left")), R"(["lobby"])");
}

TEST_F(emergency, stop_counts_a_screen_once_that_showed_two_notices) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  one_is_on();
  std::size_t from = listed.find("[{") + 1, to = listed.rfind("]}");
  std::string second = listed.substr(from, to - from);
  second.replace(second.find("0000aaaa"), 8, "0000bbbb");
  listed.insert(to, "," + second);
  spoken said = call({"emergency", "stop"});
  EXPECT_THAT(said.out, HasSubstr("stopped: 0000aaaa, 0000bbbb; screens that showed it: 1, taken off: 0"));
}

// Screens go on while the person types the passphrase.
TEST_F(emergency, stop_tells_what_the_screens_showed_when_it_was_signed) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  one_is_on();
  const std::string before = listed, market = R"("name":"market","shown":)";
  std::string after = before;
  after.replace(after.find(market) + market.size(), 4, "1");
  int asked = 0;
  daemon.on("GET /v1/notices", [&](const heard&) { return answer{200, ++asked > 1 ? after : before}; });
  EXPECT_THAT(call({"emergency", "stop"}).out, HasSubstr("screens that showed it: 2, taken off: 0"));
  asked = 0;
  posted.clear();
  after.replace(after.find(R"("stopped":null)"), 14, R"("stopped":5)");
  spoken said = call({"emergency", "stop"});
  EXPECT_THAT(said.out, HasSubstr("no notice is on")) << "somebody else has ended it";
  EXPECT_EQ(posted, "");
}

TEST_F(emergency, stop_ends_all_or_the_one_that_is_named) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  EXPECT_EQ(call({"emergency", "stop", "--json"}).out, "{\"left\":[],\"showed\":0,\"stopped\":[]}\n");
  EXPECT_EQ(posted, "");
  one_is_on();
  EXPECT_EQ(call({"emergency", "stop", "0000bbbb"}).code, 1);
  EXPECT_EQ(posted, "");
  for (const auto& words :
       {std::vector<std::string>{"emergency", "stop"}, {"emergency", "stop", "0000aaaa"}}) {
    posted.clear();
    ASSERT_EQ(call(words).code, 0);
    EXPECT_EQ(sent().value.stops, std::vector<std::string>{"0000aaaa"});
    EXPECT_EQ(sent().value.screens, std::vector<std::string>{"all"});
    EXPECT_EQ(sent().value.expires, now + std::chrono::minutes(10)) << "as long as what it stops";
  }
}

TEST_F(emergency, list_tells_which_screens_show_it) {
  EXPECT_THAT(call({"emergency", "list"}).out, HasSubstr("no emergency notice yet"));
  one_is_on();
  spoken said = call({"emergency", "list"});
  for (const char* part : {"0000aaaa", "Cảnh báo lũ", "1/3", "lobby", "not shown yet", "over by the clock"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  json::value v = call({"emergency", "list", "--json"}).document();
  EXPECT_EQ(v.at(0).at("state"), "on");
  EXPECT_EQ(v.at(0).at("issued"), "2026-10-10T06:59:00.000+07:00");
  EXPECT_EQ(v.at(0).at("screens").at(0).at("state"), "shown");
  EXPECT_EQ(v.at(0).at("screens").at(1).at("state"), "waiting");
  EXPECT_EQ(v.at(0).at("screens").at(2).at("state"), "refused");
  now += std::chrono::hours(1);
  EXPECT_EQ(call({"emergency", "list", "--json"}).document().at(0).at("state"), "over");
}

TEST_F(emergency, a_screenshot_is_written_in_the_form_that_the_name_says) {
  std::vector<std::uint8_t> pixels(64 * 36 * 4, 99);
  std::string jpeg = bangtin::media::to_jpeg(pixels, 64, 36).value();
  daemon.on("GET /v1/screens", R"([{"name":"lobby"},{"name":"market"}])");
  daemon.on("GET /v1/screens/lobby/shot", [&](const heard&) { return answer{200, jpeg}; });
  daemon.on("GET /v1/screens/market/shot", [&](const heard&) { return answer{200, "rubbish"}; });
  std::filesystem::path folder = daemon.folder();
  EXPECT_EQ(call({"screen", "shot", "lobby", "-o", folder / "a.jpg"}).code, 0);
  EXPECT_EQ(read_file(folder / "a.jpg", 100'000).value(), jpeg);
  spoken said = call({"screen", "shot", "lobby", "-o", folder / "a.PNG", "--json"});
  EXPECT_EQ(said.document().at("width"), 64);
  EXPECT_EQ(said.document().at("fresh"), false);
  EXPECT_EQ(read_file(folder / "a.PNG", 100'000).value().substr(1, 3), "PNG");
  EXPECT_EQ(call({"screen", "shot", "lobby", "-o", folder / "a.gif"}).code, 2);
  EXPECT_EQ(call({"screen", "shot", "market", "-o", folder / "b.png"}).code, 1);
  EXPECT_EQ(call({"screen", "shot", "school", "-o", folder / "b.png"}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(folder / "b.png"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
