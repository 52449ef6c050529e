#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/draft_screen.hpp"
#include "admin-cli/commands/empty_draft.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "base/plain_letters.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"
#include "wire/pairing.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class screens : public calls {
 public:
  secret_key screen = secret_key::generate(), host = secret_key::generate();
  std::string site_root = "null", waiting_root = "null", certified = "null", was, more_of_site;
  std::string posted, draft, published, put_draft;
  std::vector<std::string> deleted;
  std::vector<wire::admin::screen> rows;

  screens() {
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, "{\"daemon_key\":\"" + host.public_part().hex() + "\",\"root\":" + site_root +
                             ",\"version\":\"1\",\"programme_version\":4,\"timezone\":\"Asia/Ho_Chi_Minh\"" +
                             more_of_site + "}"};
    });
    daemon.on("GET /v1/pairing-requests", [this](const heard& h) {
      bool mine = h.target.ends_with("lookup=AB1D");
      return answer{200, mine ? "[{\"screen_key\":\"" + screen.public_part().hex() +
                                    "\",\"version\":\"1\",\"seen\":1,\"screen\":\"" + was +
                                    "\",\"root\":" + waiting_root + ",\"certified\":" + certified + "}]"
                              : "[]"};
    });
    auto or_404 = [](const std::string& s) {
      return s.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                       : answer{200, s};
    };
    daemon.on("GET /v1/draft", [this, or_404](const heard&) { return or_404(draft); });
    daemon.on("PUT /v1/draft", [this](const heard& h) {
      put_draft = h.body;
      return answer{200, "{}"};
    });
    daemon.on("GET /v1/programmes/current", [this, or_404](const heard&) { return or_404(published); });
    daemon.on("GET /v1/screens", [this](const heard&) {
      json::array all;
      for (const wire::admin::screen& s : rows) all.push_back(wire::admin::encode(s));
      return answer{200, canonical(all)};
    });
    for (const char* path :
         {"/v1/screens/lobby", "/v1/screens/lobby/pairing", "/v1/screens/S%E1%BA%A3nh/pairing"}) {
      daemon.on(std::string("DELETE ") + path, [this](const heard& h) {
        deleted.push_back(h.target);
        return answer{204, ""};
      });
    }
    draft = programme_of({"lobby"});
    daemon.on("POST /v1/screens", [this](const heard& h) {
      posted = h.body;
      return answer{200, "{}"};
    });
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  }

  // The bytes of a draft with these screens.
  static std::string programme_of(const std::vector<std::string>& screens) {
    std::string text = "slate = 's.png'\n";
    for (const std::string& s : screens)
      text += "[[screen]]\nname = '" + s + "'\ntitle = 'Title of " + s + "'\n";
    playlists::programme::programme p =
        playlists::text::parse_text(text, playlists::text::media_facts::from_text).value;
    for (playlists::programme::media_item& m : p.media) m.files = {{sha256(m.name), 5}};
    return playlists::text::to_bytes(p);
  }
  wire::admin::screen row(const std::string& name, wire::admin::pairing_kind pairing) const {
    wire::admin::screen s;
    s.name = name;
    s.pairing = pairing;
    s.clock = "synced";
    if (pairing != wire::admin::pairing_kind::none) s.last_seen = now - std::chrono::minutes(2);
    return s;
  }
  // The name under which the screen was paired; empty: it was not.
  std::string paired_as() const {
    return posted.empty() ? "" : std::string(parse_json(posted)->at("name").as_string());
  }
  bool replaces() const { return parse_json(posted)->as_object().contains("replace"); }
};

using enum wire::admin::pairing_kind;

// ---- which screen it is

TEST_F(screens, pairing_takes_the_one_screen_without_a_player) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  draft = programme_of({"lobby", "market", "post"});
  rows = {row("lobby", paired), row("market", unpaired), row("post", paired), row("attic", unpaired)};
  spoken said = call({"screen", "pair", "AB1D-EFGH"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(paired_as(), "market");
  EXPECT_EQ(parse_json(posted)->at("title"), "Title of market");
  EXPECT_FALSE(replaces());
  EXPECT_TRUE(person.asked.empty());
}

TEST_F(screens, pairing_without_a_name_and_a_terminal_takes_none_of_several) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  draft = programme_of({"lobby", "market"});
  for (bool all_paired : {false, true}) {
    rows.clear();
    if (all_paired) rows = {row("lobby", paired), row("market", paired)};
    spoken said = call({"screen", "pair", "AB1D-EFGH"});
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.err, HasSubstr("--name NAME"));
    EXPECT_THAT(said.err, HasSubstr("lobby, market"));
    EXPECT_EQ(call({"--yes", "screen", "pair", "AB1D-EFGH"}).code, 1) << "nobody guesses a screen";
  }
  draft.clear();
  rows.clear();
  EXPECT_THAT(call({"screen", "pair", "AB1D-EFGH"}).err, HasSubstr("--new"));
  EXPECT_EQ(posted, "");
}

struct typed_answer {
  std::vector<std::string> typed;
  std::string name;  // empty: refused
  bool replaces = false;
};

TEST_F(screens, pairing_asks_which_of_several_it_is) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  person.there = true;
  draft = programme_of({"lobby", "market"});
  rows = {row("attic", unpaired), row("lobby", paired)};
  rows.push_back(row("Sảnh", paired));
  draft = programme_of({"lobby", "market", "post"});
  const std::vector<typed_answer> table{{{"market"}, "market"},
                                        {{"1"}, "lobby", true},
                                        {{" MARKET "}, "market"},
                                        {{"2"}, "market"},
                                        {{"5"}, "attic"},
                                        {{"sảnh"}, "Sảnh", true},
                                        {{"marktt", "market"}, "market"},
                                        {{"", "0", "99"}, ""},
                                        {{"9999999999999", "-1", "x"}, ""}};
  for (const typed_answer& a : table) {
    posted.clear();
    person.asked.clear();
    person.answers = {a.typed.begin(), a.typed.end()};
    spoken said = call({"screen", "pair", "AB1D-EFGH"});
    EXPECT_EQ(said.code, a.name.empty() ? 1 : 0) << a.typed[0] << said.err;
    EXPECT_EQ(paired_as(), a.name) << a.typed[0];
    if (!a.name.empty()) {
      EXPECT_EQ(replaces(), a.replaces) << a.typed[0];
    }
    EXPECT_EQ(person.asked.size(), a.typed.size());
    EXPECT_THAT(person.asked.at(0), HasSubstr("1  lobby — Title of lobby  (paired, last seen 2 min ago"));
    EXPECT_THAT(person.asked.at(0), HasSubstr("5  attic  (unpaired)  (not in the programme)"));
  }
}

// After a code with a wrong second half the daemon believes that the screen is paired, and the screen shows
// another code.
TEST_F(screens, pairing_takes_the_screen_that_the_waiting_machine_is_said_to_be) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  draft = programme_of({"lobby", "market"});
  rows = {row("lobby", paired), row("market", paired)};
  was = "market";
  person.there = true;
  ASSERT_EQ(call({"screen", "pair", "AB1D-EFGH"}).code, 0);
  EXPECT_EQ(paired_as(), "market");
  EXPECT_TRUE(replaces());
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "market"}).code, 0);
  EXPECT_TRUE(person.asked.empty()) << "nobody else loses the name";
}

TEST_F(screens, pairing_waits_for_the_screen_to_confirm_it) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  int asked = 0;
  daemon.on("GET /v1/screens", [&](const heard&) {
    bool reported = ++asked > 4;
    return answer{200, reported ? R"([{"name":"lobby","last_seen":5}])" : R"([{"name":"lobby"}])"};
  });
  spoken said = call({"--json", "screen", "pair", "AB1D-EFGH", "--name", "lobby"});
  EXPECT_EQ(said.document().at("confirmed"), true);
  EXPECT_EQ(asked, 5);
}

TEST_F(screens, pairing_says_when_the_screen_does_not_confirm_it) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  spoken said = call({"screen", "pair", "AB1D-EFGH"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("has not confirmed"));
  EXPECT_LE(pauses, 20);
}

TEST_F(screens, pairing_offers_a_known_machine_its_own_name) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  person.there = true;
  was = "market";
  draft = programme_of({"lobby", "market"});
  rows = {row("market", unpaired)};
  person.answers = {""};
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH"}).code, 0);
  EXPECT_EQ(paired_as(), "market");
  EXPECT_THAT(person.asked.at(0), HasSubstr("only Enter: market"));
}

TEST_F(screens, a_name_that_no_programme_has_is_refused_with_the_nearest) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  draft = programme_of({"lobby", "Sảnh chính", "Đường-2"});
  struct row_of_names {
    std::string typed, near;
  };
  for (const auto& [typed, near] : std::vector<row_of_names>{{"loby", "lobby"},
                                                             {"LOBY", "lobby"},
                                                             {"sanh chinh", "Sảnh chính"},
                                                             {"SẢNH-CHÍN", "Sảnh chính"},
                                                             {"duong-2", "Đường-2"}}) {
    spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", typed});
    EXPECT_EQ(said.code, 1) << typed;
    EXPECT_THAT(said.err, HasSubstr("did you mean " + near)) << typed;
    EXPECT_THAT(said.err, HasSubstr("--new")) << typed;
  }
  spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", "kiosk"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("the screens are: Sảnh chính, lobby, Đường-2"));
  EXPECT_EQ(posted, "");
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "LOBBY"}).code, 0)
      << "one name fits but for its case";
  EXPECT_EQ(paired_as(), "lobby");
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "Sa\xCC\x89nh chi\xCC\x81nh"}).code, 0)
      << "the same name in Unicode's other form";
  EXPECT_EQ(paired_as(), "Sảnh chính");
}

TEST(without_marks, compares_vietnamese_names_by_their_letters) {
  const std::vector<std::pair<std::string, std::string>> table{{"Sảnh", "sanh"},
                                                               {"SẢNH", "sanh"},
                                                               {"Đường", "duong"},
                                                               {"ĐƯỜNG", "duong"},
                                                               {"Ủy ban", "uy ban"},
                                                               {"Nghĩa Hưng", "nghia hung"},
                                                               {"ỲÝỶỸỴ", "yyyyy"},
                                                               {"Sa\xCC\x89nh", "sanh"},
                                                               {"lobby-2", "lobby-2"},
                                                               {"\xFF", "?"},
                                                               {"中", "?"},
                                                               {"", ""}};
  for (const auto& [text, bare] : table) EXPECT_EQ(without_marks(text), bare) << text;
}

TEST_F(screens, a_new_name_goes_into_the_draft_too) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--new"}).code, 2) << "which name?";
  spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", "kiosk", "--new", "--title", "Ki-ốt"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(paired_as(), "kiosk");
  result<playlists::programme::programme> now_drafted = playlists::text::from_bytes(put_draft);
  ASSERT_TRUE(now_drafted);
  ASSERT_NE(now_drafted->find_screen("kiosk"), nullptr);
  EXPECT_EQ(now_drafted->find_screen("kiosk")->title, "Ki-ốt");
  EXPECT_NE(now_drafted->find_screen("lobby"), nullptr);
  EXPECT_TRUE(now_drafted->find_screen("kiosk")->open.empty());
  put_draft.clear();
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0);
  EXPECT_EQ(put_draft, "") << "it is there already";
}

TEST_F(screens, a_new_name_gets_its_opening_hours) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  auto pair_with = [&](const std::string& open) {
    posted.clear();
    return call({"screen", "pair", "AB1D-EFGH", "--name", "kiosk", "--new", "--open", open});
  };
  for (const char* wrong :
       {"mon-fri", "07:00-17:30", "mon-fri 7-17x", "mon-fri 07:00-17:30;", "; sat 07:00-11:30",
        "mondays 07:00-17:30", "mon-fri 07:00-17:30 sat 07:00-11:30"}) {
    spoken said = pair_with(wrong);
    EXPECT_EQ(said.code, 2) << wrong;
    EXPECT_THAT(said.err, HasSubstr("mon-fri 07:00-17:30; sat")) << wrong;
    EXPECT_EQ(posted, "") << wrong;
  }
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--open", "mon 07:00-11:30"}).code, 2);
  ASSERT_EQ(pair_with(" mon-fri  07:00-17:30 ;sat,sun 07:00-11:30").code, 0);
  std::vector<playlists::programme::opening> open =
      playlists::text::from_bytes(put_draft)->find_screen("kiosk")->open;
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].days, 0b0011111);
  EXPECT_EQ(open[1].days, 0b1100000);
}

TEST(opening_hours, are_read_as_people_type_them) {
  struct {
    const char* typed;
    std::size_t rules;
    int days;  // of the first
    const char* hours;
  } const cases[] = {{"t2-t6 7h-17h30", 1, 0b0011111, "07:00-17:30"},
                     {"thứ hai đến thứ sáu 7 giờ - 11 giờ 30", 1, 0b0011111, "07:00-11:30"},
                     {"thứ 2 - thứ 6 7h-11h30, 13h30-17h", 2, 0b0011111, "07:00-11:30"},
                     {"chủ nhật 7:00-11:30; cn 13h-17h", 2, 0b1000000, "07:00-11:30"},
                     {"hằng ngày cả ngày", 1, 0b1111111, "00:00-24:00"},
                     {"", 0, 0, ""}};
  for (const auto& c : cases) {
    auto read = parse_openings(c.typed);
    ASSERT_TRUE(read) << c.typed;
    ASSERT_EQ(read->size(), c.rules) << c.typed;
    if (read->empty()) continue;
    EXPECT_EQ(read->front().days, c.days) << c.typed;
    EXPECT_EQ(playlists::programme::format_hours(read->front().hours), c.hours) << c.typed;
  }
}

TEST_F(screens, a_new_name_begins_the_draft_of_a_site_without_one) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  draft.clear();
  spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", "kiosk", "--new"});
  EXPECT_EQ(said.code, 0) << "paired all the same";
  EXPECT_THAT(said.err, HasSubstr("The draft could not be changed"));
  EXPECT_EQ(put_draft, "");
}

TEST_F(screens, the_draft_of_a_site_without_one_has_a_slate_and_the_zone_of_this_machine) {
  draft.clear();
  std::string png = slate_picture().value(), hash = sha256(std::string_view(png)).hex();
  EXPECT_TRUE(png.starts_with("\x89PNG"));
  daemon.on("GET /v1/media", "[]");
  daemon.on("GET /v1/uploads/" + hash, "{\"arrived\":0,\"complete\":false}");
  daemon.on("PUT /v1/uploads/" + hash, [](const heard& h) {
    return answer{200, "{\"arrived\":" + std::to_string(h.body.size()) + ",\"complete\":true}"};
  });
  daemon.on(
      "POST /v1/media",
      "{\"id\":\"" + hash.substr(0, 12) + "\",\"sha256\":\"" + hash +
          "\",\"file\":\"slate.png\",\"kind\":\"image\",\"width\":1920,\"height\":1080,\"duration_ms\":0,"
          "\"pages\":0,\"title\":\"\",\"theme\":\"\",\"owner\":\"\",\"link\":\"\",\"added\":1,\"files\":[{"
          "\"sha256\":\"" +
          hash + "\",\"bytes\":" + std::to_string(png.size()) + "}],\"status\":\"accepted\"}");
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  spoken said = call({"screen", "pair", "AB1D-EFGH", "--name", "kiosk", "--new", "--venue", "chợ"});
  ASSERT_EQ(said.code, 0) << said.err;
  result<playlists::programme::programme> made = playlists::text::from_bytes(put_draft);
  ASSERT_TRUE(made) << describe(made.error()) << said.err;
  EXPECT_EQ(made->slate, "slate.png");
  EXPECT_EQ(made->timezone, empty_draft().timezone);
  ASSERT_EQ(made->screens.size(), 1U);
  EXPECT_EQ(made->screens[0].venue, "chợ");
}

TEST_F(screens, another_machine_is_replaced_after_a_question) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  rows = {row("lobby", paired)};
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 1);
  EXPECT_EQ(posted, "");
  EXPECT_THAT(person.asked.back(), HasSubstr("2 min ago"));
  person.consents = {true};
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0);
  EXPECT_TRUE(replaces());
  person.asked.clear();
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby", "--replace"}).code, 0);
  EXPECT_TRUE(person.asked.empty());
  person.there = false;
  EXPECT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0) << "a script has said the name";
  EXPECT_TRUE(replaces());
}

TEST_F(screens, a_machine_gets_a_newer_certificate_than_it_has) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  const std::int64_t now_ms = to_unix_ms(now);
  const std::vector<std::pair<std::string, std::int64_t>> table{
      {"null", now_ms},
      {std::to_string(now_ms - 5), now_ms},
      {std::to_string(now_ms + 7'200'000), now_ms + 7'200'001},
      {"253402300799999", now_ms}};
  for (const auto& [told, issued] : table) {
    certified = told;
    ASSERT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0);
    result<evidence::signed_text> note = wire::note_from_value(parse_json(posted)->at("certificate"));
    EXPECT_EQ(to_unix_ms(wire::screen_from_text(note->text)->issued), issued) << told;
  }
}

TEST_F(screens, the_machine_of_another_site_gets_no_certificate) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  waiting_root = "\"" + secret_key::generate().public_part().hex() + "\"";
  spoken said = call({"screen", "pair", "AB1D-EFGH"});
  EXPECT_EQ(said.code, 4);
  EXPECT_THAT(said.err, HasSubstr("identity.json"));
  EXPECT_EQ(posted, "");
}

// ---- unpair and remove

TEST_F(screens, are_unpaired_and_removed_by_name) {
  rows = {row("lobby", paired), row("post", none), row("Sảnh", paired)};
  spoken said = call({"screen", "unpair", "Lobby"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("shows a code"));
  EXPECT_EQ(call({"screen", "unpair", "sẢnh"}).code, 0);
  EXPECT_EQ(call({"screen", "remove", "lobby"}).code, 0);
  EXPECT_THAT(deleted, ::testing::ElementsAre("/v1/screens/lobby/pairing", "/v1/screens/S%E1%BA%A3nh/pairing",
                                              "/v1/screens/lobby"));
  deleted.clear();
  said = call({"screen", "unpair", "post"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("no player is paired"));
  said = call({"screen", "unpair", "loby"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("did you mean lobby?"));
  person.there = true;
  person.consents = {false, false};
  EXPECT_EQ(call({"screen", "unpair", "lobby"}).code, 1);
  EXPECT_EQ(call({"screen", "remove", "lobby"}).code, 1);
  EXPECT_TRUE(deleted.empty());
  EXPECT_EQ(call({"--yes", "--json", "screen", "remove", "lobby"}).document().at("removed"), true);
}

// ---- status

TEST_F(screens, status_shows_screens_without_a_player_and_players_without_a_screen) {
  rows = {row("lobby", none), row("market", unpaired), row("attic", paired)};
  rows[2].in_programme = false;
  rows[2].programme_version = 4;
  rows[2].disk_free_bytes = 9'000'000'000;
  daemon.on("GET /v1/pairing-requests",
            "[{\"screen_key\":\"" + screen.public_part().hex() +
                "\",\"version\":\"1\",\"seen\":1,\"address\":\"10.0.0.7\",\"screen\":\"market\"}]");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part :
       {"no player", "! lobby: no player is paired as this screen", "bangtin screen pair CODE", "unpaired",
        "! market: is unpaired", "! attic: the published programme has no such screen",
        "players that wait to be paired: 1 (10.0.0.7: market)"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  json::value v = call({"status", "--json"}).document();
  EXPECT_EQ(v.at(0).at("pairing"), "none");
  EXPECT_EQ(v.at(1).at("pairing"), "unpaired");
  EXPECT_EQ(v.at(2).at("pairing"), "paired");
  EXPECT_EQ(v.at(2).at("in_programme"), false);
}

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
  EXPECT_FALSE(v.as_object().contains("tag_2")) << "a daemon of before would refuse it";
}

TEST_F(screens, the_daemons_authority_is_covered_by_a_second_tag_where_the_daemon_reads_it) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  const digest authority = sha256("the certificate");
  for (const std::optional<digest>& its : {std::optional(authority), std::optional<digest>()}) {
    more_of_site = ",\"pairing\":2" + (its ? ",\"authority\":\"" + its->hex() + "\"" : std::string());
    ASSERT_EQ(call({"screen", "pair", "AB1D-EFGH", "--name", "lobby"}).code, 0);
    json::value v = parse_json(posted).value();
    public_key root = *public_key::from(std::string_view(v.at("root").as_string()));
    EXPECT_EQ(v.at("tag_2"), json::value(wire::pairing_tag_2("AB1D-EFGH", root, screen.public_part(), "lobby",
                                                             host.public_part(), its)
                                             .hex()));
  }
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
      R"({"name":"post","last_seen":1791580000000,"programme_version":4,"disk_free_bytes":9000000000,"clock":"estimated","clock_bound_ms":40}])");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part :
       {"programme version 4", "just now", "never", "2 h ago", "! lobby: a fork at 7 — look at it",
        "! lobby: cannot play x.mp4 — replace it", "plays version 3 and not 4", "only 100 MB free",
        "its clock is 9 s off", "85 °C", "it is 85 °C hot", "its display is off",
        "! post: has not been heard of", "estimated ±40 ms"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  EXPECT_THAT(said.out, HasSubstr("! market: has not reported since it was paired"));
  EXPECT_THAT(said.out, HasSubstr("3 screens, 3 with a problem\n"));
  json::value v = call({"status", "--json"}).document();
  EXPECT_EQ(v.at(0).at("problem").at("what"), "cannot play x.mp4");
  EXPECT_EQ(v.at(1).at("last_seen"), nullptr);
  EXPECT_EQ(v.at(0).at("temperature_c"), 85);
  EXPECT_EQ(v.at(0).at("output"), "disconnected");
  EXPECT_EQ(v.at(2).at("temperature_c"), nullptr);
  EXPECT_EQ(v.at(0).at("clock_bound_ms"), nullptr);
  EXPECT_EQ(v.at(2).at("clock_bound_ms"), 40);
  EXPECT_EQ(call({"screen", "list", "--json"}).document().as_array().size(), 3U);
}

// A screen without a network is not late because nobody has brought its stick today.
TEST_F(screens, status_says_that_a_report_came_by_stick_and_when) {
  const auto row = [](const char* name, std::int64_t seen, bool carried) {
    return fmt::format(
        R"({{"name":"{}","last_seen":{},"programme_version":4,"disk_free_bytes":9000000000,"now_playing":"p.png","carried":{}}})",
        name, seen, carried);
  };
  constexpr std::int64_t seen = 1791590400000, day = 86'400'000;
  daemon.on("GET /v1/screens", "[" + row("cho", seen - 3 * day, true) + "," +
                                   row("xa", seen - 40 * day, true) + "," +
                                   row("lobby", seen - 3 * day, false) + "]");
  spoken said = call({"status", "--wide"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("3 days ago (USB stick)"));
  EXPECT_THAT(said.out, HasSubstr("! xa: has not been heard of — bring its USB stick"));
  EXPECT_THAT(said.out, HasSubstr("! lobby: has not been heard of — check its power"));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("! cho:")));
  EXPECT_THAT(call({"status"}).out, HasSubstr("(USB stick)"));
  const json::value v = call({"status", "--json"}).document();
  for (const json::value& screen : v.as_array()) {
    const bool by_stick = screen.at("name") != "lobby";
    EXPECT_EQ(screen.at("carried"), by_stick ? screen.at("last_seen") : json::value(nullptr));
  }
}

TEST_F(screens, status_says_which_programme_comes_when_and_how_its_fetch_goes) {
  daemon.on(
      "GET /v1/screens",
      R"([{"name":"lobby","last_seen":1791590398000,"programme_version":3,"disk_free_bytes":9000000000,)"
      R"("programme_format":2,"changeover_version":4,"changeover":1791590412000},)"
      R"({"name":"gate","last_seen":1791590398000,"programme_version":3,"disk_free_bytes":9000000000,)"
      R"("programme_format":2,"next_version":4,"fetch_bytes":12000000,"fetch_missing_bytes":8900000,)"
      R"("fetch_bytes_per_s":20000,"supply":"slow"},)"
      R"({"name":"hall","last_seen":1791590398000,"programme_version":3,"disk_free_bytes":9000000000,)"
      R"("programme_format":2}])");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part :
       {"3 → 4", "! lobby: shows version 3; version 4: changes over at 07:00:12",
        "! gate: shows version 3; version 4: fetches 12.0 MB, 3.1 MB of it are here, about 7 min",
        "! hall: shows version 3; version 4 has just been published"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  json::value v = call({"status", "--json"}).document();
  EXPECT_EQ(v.at(0).at("changes_over").at("at"), "2026-10-10T07:00:12.000+07:00");
  EXPECT_EQ(v.at(0).at("fetches"), nullptr);
  EXPECT_EQ(v.at(1).at("fetches").at("missing_bytes"), 8900000);
  EXPECT_EQ(v.at(1).at("fetches").at("eta_s"), 445);
  EXPECT_EQ(v.at(1).at("supply"), "slow");
  EXPECT_EQ(v.at(2).at("supply"), nullptr);
}

TEST_F(screens, status_says_that_a_screen_has_no_display) {
  daemon.on("GET /v1/screens",
            R"([{"name":"lobby","last_seen":1791590398000,"version":"0.1","programme_version":4,)"
            R"("disk_free_bytes":9000000000,"now_playing":"no-display","output":"disconnected"}])");
  spoken said = call({"status"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("! lobby: no display: it shows nothing"));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("no-display")));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("off or unplugged"))) << "one cause, one sentence";
  EXPECT_THAT(call({"screen", "list"}).out, HasSubstr("no display"));
  EXPECT_EQ(call({"status", "--json"}).document().at(0).at("now_playing"), "no-display");
}

TEST_F(screens, an_empty_house_says_how_to_begin) {
  daemon.on("GET /v1/screens", "[]");
  EXPECT_THAT(call({"status"}).out, HasSubstr("bangtin screen pair"));
  draft.clear();
  EXPECT_EQ(call({"screen", "list", "--json"}).out, "[]\n");
}

TEST_F(screens, pairing_takes_the_one_screen_that_only_the_draft_has) {
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  wire::signed_programme note;
  note.bytes = programme_of({"lobby"});
  published = wire::to_json(note);
  draft = programme_of({"gate", "lobby"});
  rows = {row("lobby", paired)};
  spoken said = call({"screen", "pair", "AB1D-EFGH"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(paired_as(), "gate");
  posted.clear();
  draft = programme_of({"gate", "lobby", "attic"});
  said = call({"screen", "pair", "AB1D-EFGH"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("with one of attic, gate\n")) << "those without a player alone";
  EXPECT_EQ(posted, "");
}

TEST_F(screens, hints_name_the_screen_that_is_to_be_paired) {
  rows = {row("lobby", none), row("cổng số 1", none)};
  spoken said = call({"status"});
  EXPECT_THAT(said.out, HasSubstr("bangtin screen pair CODE --name lobby\n"));
  EXPECT_THAT(said.out, HasSubstr("bangtin screen pair CODE --name 'cổng số 1'\n"));
}

TEST_F(screens, status_in_json_says_what_the_text_says_and_null_where_nothing_is_known) {
  rows = {row("lobby", none), row("market", paired)};
  rows[1].programme_version = 4;
  rows[1].disk_free_bytes = 9'000'000'000;
  json::value v = call({"status", "--json"}).document();
  const json::object& lobby = v.at(0).as_object();
  EXPECT_EQ(lobby.at("problem").at("what"), "no player is paired as this screen");
  EXPECT_EQ(lobby.at("problems").at(0).at("severity"), "warning");
  for (const char* key : {"last_seen", "version", "programme_version", "unsent_records", "disk_free_bytes",
                          "disk_total_bytes", "frames_dropped", "clock_offset_ms", "programme_format"}) {
    EXPECT_EQ(lobby.at(key), nullptr) << key;
  }
  EXPECT_EQ(v.at(1).at("problem"), nullptr);
  EXPECT_EQ(canonical(v.at(1).at("problems")), "[]");
  EXPECT_EQ(v.at(1).at("disk_free_bytes"), 9'000'000'000);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
