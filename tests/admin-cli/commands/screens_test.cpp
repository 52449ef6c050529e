#include "admin-cli/commands/calls.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"
#include "wire/pairing.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class screens : public calls {
 public:
  secret_key screen = secret_key::generate(), host = secret_key::generate();
  std::string site_root = "null";
  std::string posted;

  screens() {
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, "{\"daemon_key\":\"" + host.public_part().hex() + "\",\"root\":" + site_root +
                             ",\"version\":\"1\",\"programme_version\":4,\"timezone\":\"Asia/Ho_Chi_Minh\"}"};
    });
    daemon.on("GET /v1/pairing-requests", [this](const heard& h) {
      bool mine = h.target.ends_with("lookup=AB1D");
      return answer{
          200, mine ? "[{\"screen_key\":\"" + screen.public_part().hex() + "\",\"version\":\"1\",\"seen\":1}]"
                    : "[]"};
    });
    daemon.on("POST /v1/screens", [this](const heard& h) {
      posted = h.body;
      return answer{200, "{}"};
    });
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  }
};

TEST_F(screens, pairing_proves_the_code_to_the_screen_and_certifies_its_key) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  spoken said = call({"screen", "pair", "abid-efgh", "--name", "lobby", "--title", "Sảnh"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\"lobby\""));
  json::value v = *parse_json(posted);
  public_key root = *public_key::from(std::string_view(v.at("root").as_string()));
  result<evidence::signed_text> note = wire::note_from_value(v.at("certificate"));
  ASSERT_TRUE(note);
  EXPECT_TRUE(evidence::verify(*note, root));
  result<wire::screen_certificate> c = wire::screen_from_text(note->text);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->key, screen.public_part());
  EXPECT_EQ(c->name, "lobby");
  EXPECT_EQ(c->issued, now);
  digest tag = wire::pairing_tag(*wire::normalise_pairing_code("AB1D-EFGH"), root, screen.public_part(),
                                 "lobby", host.public_part());
  EXPECT_EQ(v.at("tag"), json::value(tag.hex()));
  EXPECT_EQ(v.at("title"), "Sảnh");
  EXPECT_FALSE(v.as_object().contains("replace"));
}

TEST_F(screens, a_code_that_the_daemon_learns_of_a_moment_later_is_found) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  int asked = 0;
  daemon.on("GET /v1/pairing-requests", [&](const heard&) {
    std::string one =
        "[{\"screen_key\":\"" + screen.public_part().hex() + "\",\"version\":\"1\",\"seen\":1}]";
    return answer{200, ++asked < 3 ? "[]" : one};
  });
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0);
  EXPECT_EQ(asked, 3);
  EXPECT_NE(posted, "");
}

TEST_F(screens, a_code_that_nobody_shows_is_refused_and_nothing_is_posted) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  spoken said = call({"screen", "pair", "ZZZZ-ZZZZ", "--name", "lobby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("no screen waits"));
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "a/b"}).code, 2);
  EXPECT_EQ(posted, "");
}

TEST_F(screens, the_daemon_of_another_site_is_not_given_a_certificate) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  site_root = "\"" + secret_key::generate().public_part().hex() + "\"";
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 4);
  EXPECT_EQ(posted, "");
}

TEST_F(screens, without_keys_the_remedy_names_the_command_that_makes_them) {
  spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("bangtin keys init"));
}

TEST_F(screens, status_says_what_is_wrong_with_each_screen) {
  daemon.on(
      "GET /v1/screens",
      R"([{"name":"lobby","title":"Sảnh","venue":"v","paired":1,"last_seen":1791590398000,"version":"0.1","programme_version":3,)"
      R"("now_playing":"p.png","campaign":"c","problem":{"what":{"id":"cannot play {}","args":["x.mp4"]},)"
      R"("remedy":{"id":"replace it","args":[]}},"unsent_records":5,"disk_free_bytes":100000000,"frames_dropped":0,)"
      R"("clock":"unsynced","clock_offset_ms":9000,"temperature_mc":84600,"output":"disconnected","disk_total_bytes":7,"alarms":[{"what":{"id":"a fork at {}","args":["7"]},"remedy":{"id":"look at it","args":[]}}],"newer_field":1},)"
      R"({"name":"market","title":"","venue":"","paired":1,"last_seen":null,"version":null,"programme_version":null,)"
      R"("now_playing":null,"campaign":null,"problem":null,"unsent_records":null,"disk_free_bytes":null,)"
      R"("frames_dropped":null,"clock":null,"clock_offset_ms":null,"alarms":[]},)"
      R"({"name":"post","last_seen":1791580000000,"programme_version":4,"disk_free_bytes":9000000000}])");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part : {"programme version 4", "just now", "never", "2 h ago",
                           "! lobby: a fork at 7 — look at it", "! lobby: cannot play x.mp4 — replace it",
                           "plays version 3 and not 4", "only 100 MB free", "its clock is 9 s off", "85 °C",
                           "it is 85 °C hot", "its display is off", "! post: has not been heard of"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("! market")));
  json::value v = call({"status", "--json"}).document();
  EXPECT_EQ(v.at(0).at("problem").at("what"), "cannot play x.mp4");
  EXPECT_EQ(v.at(1).at("last_seen"), nullptr);
  EXPECT_EQ(v.at(0).at("temperature_c"), 85);
  EXPECT_EQ(v.at(0).at("output"), "disconnected");
  EXPECT_EQ(v.at(2).at("temperature_c"), nullptr);
  EXPECT_EQ(call({"screen", "list", "--json"}).document().as_array().size(), 3U);
}

TEST_F(screens, status_says_that_a_screen_has_no_display) {
  daemon.on("GET /v1/screens",
            R"([{"name":"lobby","last_seen":1791590398000,"version":"0.1","programme_version":4,)"
            R"("disk_free_bytes":9000000000,"now_playing":"no-display","output":"disconnected"}])");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("! lobby: no display — it shows nothing"));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("no-display")));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("off or unplugged"))) << "one cause, one sentence";
  EXPECT_THAT(call({"screen", "list"}).out, HasSubstr("no display"));
  EXPECT_EQ(call({"status", "--json"}).document().at(0).at("now_playing"), "no-display");
}

TEST_F(screens, an_empty_house_says_how_to_begin) {
  daemon.on("GET /v1/screens", "[]");
  EXPECT_THAT(call({"status"}).out, HasSubstr("bangtin screen pair"));
  EXPECT_EQ(call({"screen", "list", "--json"}).out, "[]\n");
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
