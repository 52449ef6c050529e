#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "base/hash.hpp"
#include "base/normalise.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/site.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A daemon with a draft, a history and a media store in memory.
class programme_way : public calls {
 public:
  std::string draft, published, site_json;
  std::vector<std::string> items;
  const std::string toml =
      "timezone = \"Asia/Ho_Chi_Minh\"\nslate = \"s.png\"\n[[screen]]\nname = \"lobby\"\ntitle = \"Sảnh\"\n"
      "[[playlist]]\nname = \"a\"\nitems = [ { media = \"sub/c.png\", duration = \"12s\" } ]\n"
      "[[campaign]]\nname = \"x\"\nplaylist = \"a\"\nscreens = [\"all\"]\n";

  programme_way() {
    (void)file("site/s.png", "slate");
    (void)file("site/sub/c.png", "clip");
    site_json = "{\"daemon_key\":\"" + std::string(64, '1') +
                "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"UTC\"}";
    daemon.on("GET /v1/site", [this](const heard&) { return answer{200, site_json}; });
    daemon.on("GET /v1/screens", "[]");
    daemon.on("GET /v1/media", [this](const heard&) {
      std::string all;
      for (const std::string& i : items) all += (all.empty() ? "" : ",") + i;
      return answer{200, "[" + all + "]"};
    });
    for (const char* content : {"slate", "clip"}) {
      std::string path = "/v1/uploads/" + sha256(std::string_view(content)).hex();
      daemon.on("GET " + path, "{\"arrived\":0,\"complete\":false}");
      daemon.on("PUT " + path, [](const heard& h) {
        return answer{200, "{\"arrived\":" + std::to_string(h.body.size()) + ",\"complete\":true}"};
      });
    }
    daemon.on("POST /v1/media", [this](const heard& h) {
      json::value v = *parse_json(h.body);
      std::string hash(v.at("sha256").as_string());
      items.push_back(item(hash));
      return answer{200, items.back()};
    });
    auto or_404 = [](const std::string& s) {
      return s.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                       : answer{200, s};
    };
    daemon.on("GET /v1/draft", [this, or_404](const heard&) { return or_404(draft); });
    daemon.on("PUT /v1/draft", [this](const heard& h) {
      draft = h.body;
      return answer{200, "{\"identity\":\"" + sha256(h.body).hex() + "\"}"};
    });
    daemon.on("GET /v1/programmes/current", [this, or_404](const heard&) { return or_404(published); });
    daemon.on("POST /v1/programmes", [this](const heard& h) {
      json::value v = *parse_json(h.body);
      published = canonical(v.at("programme"));
      root = v.at("root").as_string();
      return answer{200, "{\"version\":1}"};
    });
  }

  std::string root;

  static std::string item(const std::string& hash) {
    return "{\"id\":\"" + hash.substr(0, 12) + "\",\"sha256\":\"" + hash +
           "\",\"file\":\"f\",\"kind\":\"image\",\"width\":1920,\"height\":1080,\"duration_ms\":0,\"pages\":"
           "0,\"title\":\"\","
           "\"theme\":\"\",\"owner\":\"\",\"link\":\"\",\"added\":1,\"files\":[{\"sha256\":\"" +
           hash + "\",\"bytes\":5}],\"status\":\"accepted\"}";
  }

  std::string programme_file(const std::string& text) { return file("site/p.toml", text); }
  void make_keys() {
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
    ASSERT_EQ(call({"keys", "init", "--name", "Trần Thị B"}).code, 0);
  }
};

TEST_F(programme_way, apply_loads_the_files_and_makes_the_draft) {
  spoken said = call({"apply", programme_file(toml), "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  json::value v = said.document();
  EXPECT_EQ(v.at("applied"), true);
  EXPECT_EQ(canonical(v.at("uploaded")), "[\"s.png\",\"sub/c.png\"]");
  result<playlists::programme::programme> p = playlists::text::from_bytes(draft);
  ASSERT_TRUE(p) << describe(p.error());
  EXPECT_EQ(v.at("identity"), json::value(sha256(draft).hex()));
  EXPECT_EQ(p->version, 0);
  const playlists::programme::media_item* clip = p->find_media("sub/c.png");
  ASSERT_NE(clip, nullptr);
  EXPECT_EQ(clip->id, sha256(std::string_view("clip")).hex().substr(0, 12));
  EXPECT_EQ(clip->files.at(0).sha256, sha256(std::string_view("clip")));
}

TEST_F(programme_way, apply_again_changes_nothing_and_sends_nothing) {
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  std::size_t loaded = items.size();
  spoken said = call({"apply", programme_file(toml)});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("is like"));
  EXPECT_EQ(items.size(), loaded);
  int puts = 0;
  for (const heard& h : daemon.stop()) puts += h.method == "PUT" && h.target == "/v1/draft";
  EXPECT_EQ(puts, 1);
}

TEST_F(programme_way, a_dry_run_only_looks) {
  spoken said = call({"apply", programme_file(toml), "--dry-run"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("would be uploaded: sub/c.png"));
  for (const heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET");
}

TEST_F(programme_way, a_person_is_asked_and_a_no_leaves_the_draft) {
  person.there = true;
  person.consents = {false};
  spoken said = call({"apply", programme_file(toml)});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(person.asked.size(), 1U);
  EXPECT_EQ(draft, "");
  EXPECT_EQ(call({"apply", programme_file(toml), "--yes"}).code, 0);
  EXPECT_EQ(person.asked.size(), 1U);
}

TEST_F(programme_way, mistakes_in_the_file_are_placed_and_nothing_is_sent) {
  spoken said = call({"apply", programme_file(toml + "shaer = 3\n"), "--json"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("p.toml:13:1: "));
  EXPECT_EQ(said.document().at("error").at("problems").at(0).at("line"), 13);
  EXPECT_TRUE(daemon.stop().empty());
}

TEST_F(programme_way, missing_files_are_all_named_before_anything_is_sent) {
  std::filesystem::remove(daemon.folder() / "site/s.png");
  std::filesystem::remove(daemon.folder() / "site/sub/c.png");
  spoken said = call({"apply", programme_file(toml)});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("s.png"));
  EXPECT_THAT(said.err, HasSubstr("sub/c.png"));
  for (const heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET");
}

// Loaded items, without their files beside the programme.
class loaded_items : public programme_way {
 public:
  loaded_items() {
    std::filesystem::remove(daemon.folder() / "site/sub/c.png");
    load("Poster chợ Tết.png", 'a');
  }
  void load(const std::string& file_name, char digit, const std::string& more = "") {
    std::string one = item(std::string(64, digit));
    one.replace(one.find("\"f\""), 3, "\"" + file_name + "\"");
    if (!more.empty()) one.replace(one.rfind("\"status\""), 0, more + ",");
    items.push_back(one);
  }
  // Applies the programme with this name for its clip.
  spoken apply(const std::string& name) {
    std::string text = toml;
    text.replace(text.find("sub/c.png"), 9, name);
    return call({"apply", programme_file(text)});
  }
  playlists::programme::programme applied() { return playlists::text::from_bytes(draft).value(); }
};

TEST_F(loaded_items, are_named_by_their_file_name_or_id) {
  for (const std::string& name :
       {std::string("Poster chợ Tết.png"), std::string(12, 'a'), std::string(64, 'a'),
        std::string("Poster cho\u031B\u0323 Te\u0302\u0301t.png"), std::string("poster CHỢ tết.PNG"),
        std::string("elsewhere/Poster chợ Tết.png")}) {
    SCOPED_TRACE(name);
    spoken said = apply(name);
    ASSERT_EQ(said.code, 0) << said.err;
    const playlists::programme::programme p = applied();
    const playlists::programme::media_item* m = p.find_media(p.playlists.at(0).items.at(0).media);
    ASSERT_NE(m, nullptr);
    EXPECT_EQ(m->id, std::string(12, 'a'));
    EXPECT_EQ(m->name, to_nfc(name)) << "the programme goes on to call it as it does";
  }
}

TEST_F(loaded_items, of_the_same_name_are_told_apart_by_their_ids) {
  load("Poster chợ Tết.png", 'b');
  spoken said = apply("Poster chợ Tết.png");
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("p.toml:8:"));
  EXPECT_THAT(said.err, AllOf(HasSubstr("aaaaaaaaaaaa"), HasSubstr("bbbbbbbbbbbb")));
  EXPECT_EQ(apply("bbbbbbbbbbbb").code, 0);
}

TEST_F(loaded_items, that_are_not_found_are_answered_with_the_nearest_name_and_the_place) {
  (void)file("site/sub/nop-ho-so.mp4", "film");
  const std::pair<const char*, const char*> cases[] = {
      {"sub/nop-ho-so.mov", "did you mean \"nop-ho-so.mp4\"?"},
      {"sub/nop-ho-sơ.mp4", "did you mean \"nop-ho-so.mp4\"?"},
      {"Poster cho Tet.png", "did you mean \"Poster chợ Tết.png\"?"},
      {"Poster chợ Tế.png", "did you mean \"Poster chợ Tết.png\"?"},
      {"nothing like it.svg", "bangtin media list"}};
  for (const auto& [name, answer] : cases) {
    SCOPED_TRACE(name);
    spoken said = apply(name);
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.err, HasSubstr("p.toml:8:21: "));
    EXPECT_THAT(said.err, HasSubstr(answer));
    EXPECT_EQ(draft, "");
  }
}

TEST_F(loaded_items, bring_what_the_programme_leaves_out) {
  load("phu-de.vtt", 'c');
  std::string& subtitles = items.back();
  subtitles.replace(subtitles.find("\"image\""), 7, "\"subtitles\"");
  load("clip.png", 'd', "\"call\":\"Quét mã\",\"subtitles\":\"cccccccccccc\"");
  ASSERT_EQ(apply("clip.png").code, 0);
  const playlists::programme::playlist_item given = applied().playlists.at(0).items.at(0);
  EXPECT_EQ(given.call, "Quét mã");
  EXPECT_EQ(given.subtitles, "phu-de.vtt");
  const playlists::programme::programme p = applied();
  ASSERT_NE(p.find_media("phu-de.vtt"), nullptr);
  EXPECT_EQ(p.find_media("phu-de.vtt")->files.at(0).sha256.hex(), std::string(64, 'c'));
}

TEST_F(loaded_items, are_shown_for_their_own_duration_unless_the_programme_says_otherwise) {
  load("clip.png", 'd');
  std::string& clip = items.back();
  clip.replace(clip.find("\"duration_ms\":0"), 15, "\"duration_ms\":15000");
  auto duration_with = [&](const std::string& written) {
    std::string text = toml;
    text.replace(text.find("sub/c.png"), 9, "clip.png");
    text.replace(text.find(", duration = \"12s\""), 18, written);
    EXPECT_EQ(call({"apply", programme_file(text)}).code, 0);
    return applied().playlists.at(0).items.at(0).duration;
  };
  EXPECT_EQ(duration_with(""), std::chrono::seconds(15));
  EXPECT_EQ(applied().find_media("clip.png")->duration.count(), 0) << "which is that of videos";
  EXPECT_EQ(duration_with(", duration = \"7s\""), std::chrono::seconds(7));
}

TEST_F(loaded_items, give_way_to_a_file_beside_the_programme) {
  (void)file("site/Poster Chợ Tết.png", "clip");
  ASSERT_EQ(apply("Poster chợ Tết.png").code, 0);
  const playlists::programme::programme p = applied();
  EXPECT_EQ(p.find_media("Poster chợ Tết.png")->id, sha256(std::string_view("clip")).hex().substr(0, 12));
}

TEST_F(programme_way, approve_signs_what_a_screen_will_accept) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  EXPECT_EQ(call({"diff", "--json"}).document().as_array().size(), 6U);
  spoken said = call({"approve", "--days", "30", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("version"), 1);
  EXPECT_EQ(said.document().at("issued"), "2026-10-10T07:00:00.000+07:00");
  result<wire::signed_programme> note = wire::signed_programme_from_json(published);
  ASSERT_TRUE(note);
  result<wire::verified_programme> good = wire::verify(*note, *public_key::from(root), 1);
  ASSERT_TRUE(good) << describe(good.error());
  EXPECT_EQ(good->approver, "Trần Thị B");
  EXPECT_EQ(good->value.expires - good->value.issued, std::chrono::days(30));
  EXPECT_EQ(canonical(call({"diff", "--json"}).document()), "[]");
  ASSERT_EQ(call({"approve"}).code, 0);
  EXPECT_EQ(
      wire::verify(*wire::signed_programme_from_json(published), *public_key::from(root), 2)->value.version,
      2);
}

TEST_F(programme_way, approve_now_is_signed_with_the_programme) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  auto signed_value = [&](std::int64_t version) {
    return wire::verify(*wire::signed_programme_from_json(published), *public_key::from(root), version)
        ->value;
  };
  spoken said = call({"approve", "--now", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("now"), true);
  EXPECT_TRUE(signed_value(1).now);
  said = call({"approve", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("now"), false);
  EXPECT_FALSE(signed_value(2).now) << "the next approval takes its time again";
}

TEST_F(programme_way, a_wrong_passphrase_publishes_nothing_and_may_be_typed_again_at_a_terminal) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  env["BANGTIN_PASSPHRASE_FILE"] = file("wrong", "not the one\n");
  EXPECT_EQ(call({"approve"}).code, 4);
  EXPECT_EQ(published, "");
  env.erase("BANGTIN_PASSPHRASE_FILE");
  person.there = true;
  person.secrets = {"no", "nor this", "long enough"};
  person.consents = {true};
  EXPECT_EQ(call({"approve"}).code, 0);
  EXPECT_NE(published, "");
}

TEST_F(programme_way, an_expired_or_foreign_certificate_is_found_before_the_daemon_is_asked) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  now += std::chrono::days(5 * 365);
  EXPECT_EQ(call({"approve"}).code, 4);
  now = test_now;
  (void)file("keys/root.pub", secret_key::generate().public_part().pem());
  EXPECT_EQ(call({"approve"}).code, 4);
  EXPECT_EQ(published, "");
}

// What the screens learn as the least possible time comes from here.
TEST_F(programme_way, approve_minds_the_clocks_of_both_machines) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  using std::chrono::minutes;
  struct {
    const char* when;
    milliseconds daemon_behind;
    const char* daemon;
    clock_trust here;
    int code;
    std::vector<const char*> said;
  } cases[] = {
      {"both are synchronised", {}, "synced", clock_trust::synced, 0, {}},
      {"the daemon's is", minutes(9), "synced", clock_trust::unsynced, 0, {}},
      {"ours is hours ahead of it",
       minutes(420),
       "synced",
       clock_trust::unsynced,
       1,
       {"420 minutes off", "timedatectl"}},
      {"ours is hours behind it", -minutes(420), "synced", clock_trust::synced, 1, {"420 minutes off"}},
      {"only ours is", {}, "unsynced", clock_trust::synced, 0, {}},
      {"only ours is, and the daemon's is off",
       minutes(30),
       "unsynced",
       clock_trust::synced,
       0,
       {"30 minutes apart"}},
      {"neither is", {}, "unsynced", clock_trust::unsynced, 0, {"neither", "2026-10-10 00:00"}},
      {"neither is, and they differ",
       -minutes(30),
       "unsynced",
       clock_trust::unsynced,
       0,
       {"neither", "30 minutes apart"}},
  };
  for (const auto& c : cases) {
    site_json = "{\"daemon_key\":\"" + std::string(64, '1') +
                "\",\"root\":null,\"version\":\"1\",\"timezone\":\"UTC\",\"clock\":\"" + c.daemon +
                "\",\"now\":" + std::to_string(to_unix_ms(now - c.daemon_behind)) + "}";
    clock = c.here;
    published.clear();
    spoken said = call({"approve"});
    EXPECT_EQ(said.code, c.code) << c.when << said.err;
    EXPECT_EQ(published.empty(), c.code != 0) << c.when;
    for (const char* part : c.said) EXPECT_THAT(said.err, HasSubstr(part)) << c.when;
    EXPECT_EQ(said.err.find("arning") != std::string::npos, c.code == 0 && !c.said.empty())
        << c.when << said.err;
  }
}

TEST_F(programme_way, without_a_draft_there_is_nothing_to_approve_or_compare) {
  for (const char* what : {"diff", "approve"}) {
    spoken said = call({what});
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.err, HasSubstr("there is no draft yet"));
  }
}

TEST_F(programme_way, a_refusal_of_the_daemon_is_passed_on) {
  make_keys();
  ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
  daemon.on("POST /v1/programmes", [](const heard&) {
    return answer{409, problem("conflict", "version {} is there already", "1", "approve again")};
  });
  spoken said = call({"approve"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("version 1 is there already — approve again"));
}

TEST_F(programme_way, history_is_printed_in_the_site_s_zone) {
  daemon.on(
      "GET /v1/programmes",
      R"([{"version":3,"identity":"abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789","approver":"B","issued":1791590400000,"expires":1791590400000,"published":1791590401000}])");
  spoken said = call({"history"});
  EXPECT_THAT(said.out, HasSubstr("2026-10-10 00:00:01  B"));
  EXPECT_EQ(call({"history", "--json"}).document().at(0).at("version"), 3);
}

// ---- what approve says about the screens

class approving : public programme_way {
 public:
  std::vector<std::string> rows;  // what GET /v1/screens answers, one after the other; the last one stays
  std::size_t looks = 0;

  approving() {
    daemon.on("GET /v1/screens", [this](const heard&) {
      std::size_t at = std::min(looks++, rows.size() - 1);
      return answer{200, rows[at]};
    });
  }
  static std::string row(const std::string& more, const std::string& name = "lobby") {
    return R"({"name":")" + name + R"(","last_seen":1791590398000)" + (more.empty() ? "" : ",") + more + "}";
  }
  void apply(const std::string& text) {
    make_keys();
    ASSERT_EQ(call({"apply", programme_file(text)}).code, 0);
  }
};

TEST_F(approving, waits_until_the_screen_says_when_it_changes_over) {
  apply(toml);
  rows = {
      "[" + row(R"("programme_version":0,"programme_format":2)") + "]",
      "[" + row(R"("programme_format":2,"next_version":1,"fetch_bytes":10,"fetch_missing_bytes":10)") + "]",
      "[" + row(R"("programme_format":2,"changeover_version":1,"changeover":1791590412000)") + "]"};
  pauses = 0;
  spoken said = call({"approve"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("lobby: changes over at 07:00:12\n"));
  EXPECT_EQ(pauses, 2);
}

TEST_F(approving, ends_its_wait_and_says_what_it_knows_of_an_old_player) {
  apply(toml);
  rows = {"[" + row(R"("programme_version":0)") + "]"};
  pauses = 0;
  spoken said = call({"approve", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(pauses, 9);
  EXPECT_EQ(said.document().at("screens").at(0).at("state"), "cannot-say");
  EXPECT_EQ(said.document().at("screens").at(0).at("at"), nullptr);
}

TEST_F(approving, does_not_wait_when_told_so_or_when_nobody_can_say_more) {
  apply(toml);
  rows = {R"([{"name":"lobby","last_seen":null}])"};
  pauses = 0;
  spoken said = call({"approve"});
  EXPECT_THAT(said.out, HasSubstr("lobby: not seen yet; it changes over when it is there"));
  EXPECT_EQ(pauses, 0);
  looks = 0;
  rows = {"[" + row("") + "]"};
  said = call({"approve", "--no-wait", "--json"});
  EXPECT_EQ(said.document().at("screens"), nullptr);
  EXPECT_EQ(looks, 0u);
}

TEST_F(approving, has_published_even_if_the_daemon_says_no_more) {
  apply(toml);
  rows = {"no list"};
  spoken said = call({"approve"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("version 1 is signed and published"));
  EXPECT_THAT(said.err, HasSubstr("does not say when"));
}

TEST_F(approving, refuses_what_a_screen_is_too_old_to_read_and_names_both) {
  apply(toml + "qr = \"corner\"\nlogo = false\n");
  rows = {"[" + row(R"("programme_format":2)", "new") + "," + row("", "old") + "," + row("", "elder") +
          R"(,{"name":"never seen","last_seen":null}])"};
  spoken said = call({"approve"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("old, elder; they do not know campaign: logo, campaign: qr"));
  EXPECT_THAT(said.err, HasSubstr("--leave-behind"));
  EXPECT_EQ(published, "");
  EXPECT_EQ(call({"approve", "--yes"}).code, 1) << "a script is refused too";
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"approve"}).code, 1);
  EXPECT_EQ(published, "");
  person.consents = {true, true};
  EXPECT_EQ(call({"approve"}).code, 0);
  EXPECT_NE(published, "");
  published.clear();
  said = call({"approve", "--yes", "--leave-behind"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("old, elder"));
}

TEST_F(approving, asks_nothing_of_old_screens_when_the_programme_has_no_later_key) {
  apply(toml);
  rows = {"[" + row("") + "]"};
  EXPECT_EQ(call({"approve", "--no-wait"}).code, 0);
  EXPECT_EQ(looks, 0u);
}

// A site that demands two signatures, with a second approver in a folder of their own.
class two_approvers_at_a_desk : public programme_way {
 public:
  std::string waiting;
  wire::admin::site at_site;
  std::filesystem::path nam = daemon.folder() / "nam";
  int withdrawn = 0;

  void SetUp() override {
    make_keys();
    const secret_key site_root = open_key(daemon.folder() / "keys" / "root.pem", "long enough").value();
    ASSERT_TRUE(create_approver(nam, {"Trần Văn Nam", "long enough", now}, site_root));
    ASSERT_EQ(call({"apply", programme_file(toml)}).code, 0);
    at_site.root = site_root.public_part();
    at_site.approvals = 2;
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(at_site))};
    });
    daemon.on("GET /v1/programmes/waiting", [this](const heard&) {
      return waiting.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                             : answer{200, waiting};
    });
    daemon.on("PUT /v1/programmes/waiting", [this](const heard& h) {
      waiting = canonical(parse_json(h.body)->at("programme"));
      auto p = wire::verify(*wire::signed_programme_from_json(waiting), *at_site.root, 0);
      EXPECT_TRUE(p);
      at_site.waiting = {p->value.version, p->programme_digest, p->approver, p->value.issued, now};
      return answer{200, "{\"version\":1}"};
    });
    daemon.on("DELETE /v1/programmes/waiting", [this](const heard&) {
      ++withdrawn;
      return answer{204, ""};
    });
  }
  spoken first(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"approve", "--json"});
    return call(more);
  }
  spoken second(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"approve", "--json", "--key", nam / "approver.pem"});
    return call(more);
  }
};

TEST_F(two_approvers_at_a_desk, the_first_signature_waits_and_the_second_publishes_the_same_bytes) {
  spoken said = first({"--days", "30", "--now"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("waits"), true);
  EXPECT_TRUE(said.document().at("screens").is_null());
  EXPECT_EQ(published, "");
  const wire::signed_programme one = wire::signed_programme_from_json(waiting).value();
  now += std::chrono::hours(30);
  person.there = true;
  person.consents = {true};
  said = second();
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("waits"), false);
  EXPECT_EQ(said.document().at("identity"), json::value(sha256(one.bytes).hex()));
  EXPECT_THAT(person.asked.at(0), HasSubstr("Sign this too"));
  const wire::signed_programme two = wire::signed_programme_from_json(published).value();
  EXPECT_EQ(two.bytes, one.bytes);
  auto good = wire::verify(two, *at_site.root, 1);
  ASSERT_TRUE(good) << describe(good.error());
  EXPECT_EQ(good->approver, "Trần Thị B");
  EXPECT_EQ(good->second_approver, "Trần Văn Nam");
  EXPECT_TRUE(good->value.now);
}

TEST_F(two_approvers_at_a_desk, the_second_sees_the_same_difference_and_who_has_signed) {
  spoken saw = call({"approve"});
  ASSERT_EQ(saw.code, 0);
  EXPECT_THAT(saw.out, HasSubstr("another approver signs it too"));
  spoken sees = call({"approve", "--key", nam / "approver.pem", "--now"});
  ASSERT_EQ(sees.code, 0) << sees.err;
  EXPECT_THAT(sees.out, HasSubstr("Trần Thị B signed this as version 1"));
  EXPECT_THAT(sees.err, HasSubstr("stay as the first approver has signed them"));
  const std::string difference = saw.out.substr(0, saw.out.find("version 1 is signed"));
  EXPECT_FALSE(difference.empty());
  EXPECT_THAT(sees.out, HasSubstr(difference));
}

TEST_F(two_approvers_at_a_desk, nobody_signs_twice_and_nobody_completes_a_forgery) {
  ASSERT_EQ(first().code, 0);
  spoken again = first();
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, AllOf(HasSubstr("another approver"), HasSubstr("--withdraw")));
  wire::signed_programme forged = wire::signed_programme_from_json(waiting).value();
  forged.signature = {};
  waiting = wire::to_json(forged);
  EXPECT_EQ(second().code, 4);
  EXPECT_EQ(published, "");
}

TEST_F(two_approvers_at_a_desk, a_draft_that_has_changed_begins_with_a_first_signature_again) {
  ASSERT_EQ(first().code, 0);
  std::string other = toml;
  other.replace(other.find("12s"), 3, "13s");
  ASSERT_EQ(call({"apply", programme_file(other)}).code, 0);
  const std::string before = waiting;
  spoken said = second();
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("has signed something else"));
  EXPECT_EQ(said.document().at("waits"), true);
  EXPECT_NE(waiting, before);
  EXPECT_EQ(published, "");
}

TEST_F(two_approvers_at_a_desk, what_waits_is_told_by_every_command_that_says_how_things_stand) {
  ASSERT_EQ(first().code, 0);
  daemon.on("GET /v1/pairing-requests", "[]");
  daemon.on("GET /v1/plan", [](const heard&) {
    return answer{404, problem("not_found", "no {}", "x", "y")};
  });
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"status"}, {"diff"}, {"draft", "show"}, {"check"}, {}}) {
    spoken said = call(words);
    EXPECT_THAT(said.out + said.err, HasSubstr("Trần Thị B")) << (words.empty() ? "bangtin" : words[0]);
  }
}

TEST_F(two_approvers_at_a_desk, what_waits_can_be_dropped) {
  ASSERT_EQ(first().code, 0);
  EXPECT_EQ(call({"approve", "--withdraw"}).code, 0);
  EXPECT_EQ(withdrawn, 1);
}

TEST_F(two_approvers_at_a_desk, two_can_sign_where_one_would_do) {
  at_site.approvals = 1;
  ASSERT_EQ(first({"--two"}).code, 0);
  EXPECT_EQ(published, "");
  ASSERT_EQ(second().code, 0);
  EXPECT_TRUE(wire::signed_programme_from_json(published)->second);
}

TEST_F(two_approvers_at_a_desk, screens_that_read_one_signature_are_named) {
  daemon.on("GET /v1/screens", R"([{"name":"lobby","last_seen":1791590412000,"programme_format":3}])");
  spoken said = first();
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("lobby"), HasSubstr("a second signature")));
  EXPECT_EQ(waiting, "");
  EXPECT_EQ(first({"--leave-behind"}).code, 0);
  EXPECT_NE(waiting, "");
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
