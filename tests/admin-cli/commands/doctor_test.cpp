#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "admin-cli/commands/daemon_absence.hpp"
#include "admin-cli/commands/doctor_checks.hpp"
#include "admin-cli/commands/doctor_player.hpp"
#include "admin-cli/commands/screen_desk.hpp"
#include "base/version.hpp"
#include "wire/admin/people.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A site on which nothing is wrong.
class doctoring : public screen_desk {
 public:
  void SetUp() override {
    make_keys();
    publish(toml);
    rows = {row("lobby"), row("Chợ")};
    changes.clear();
  }
  // "error screen:lobby: ..." of the first remark.
  std::string worst() {
    json::value v = call({"doctor", "--json"}).document();
    if (v.as_array().empty()) return "";
    const json::value& r = v.at(0);
    return std::string(r.at("severity").as_string()) + " " + std::string(r.at("subject").as_string()) + ": " +
           std::string(r.at("what").as_string());
  }
};

TEST_F(doctoring, says_that_nothing_is_wrong) {
  spoken said = call({"doctor"});
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("nothing is wrong"));
  EXPECT_EQ(call({"doctor", "--json"}).out, "[]\n");
  EXPECT_THAT(changes, IsEmpty());
}

struct illness {
  const char* when;
  std::function<void(doctoring&)> begin;
  const char* worst;
  int code = 1;
};

TEST_F(doctoring, names_each_thing_that_is_wrong_with_its_remedy) {
  using std::chrono::days, std::chrono::minutes;
  const std::vector<illness> table{
      {"another version", [](doctoring& d) { d.site.version = "0.0.1"; },
       "warning daemon: the daemon is bangtind 0.0.1"},
      {"no clock", [](doctoring& d) { d.site.clock = "unsynced"; },
       "warning clock: the daemon's clock is not"},
      {"a damaged ledger", [](doctoring& d) { d.health.evidence = "damaged"; }, "error evidence: "},
      {"doubts", [](doctoring& d) { d.health.evidence = "doubt"; }, "error evidence: records of a screen"},
      {"a reported problem",
       [](doctoring& d) {
         d.site.problems = {{msg("it is {}", "bad"), msg("mend it")}};
       },
       "error evidence: it is bad"},
      {"an old check", [](doctoring& d) { d.site.ledger_checked = d.now - days(4); },
       "warning evidence: the whole ledger was last checked at 2026-10-06"},
      {"a full disk", [](doctoring& d) { d.limits.room = 0; }, "error disk: the daemon has no room"},
      {"little room", [](doctoring& d) { d.limits.room = 1'500'000'000; },
       "warning disk: the daemon has room for only 1.5 GB"},
      {"little quota",
       [](doctoring& d) {
         d.limits.quota = 100'000'000'000;
         d.limits.quota_left = 3'000'000'000;
       },
       "warning disk: of the library's quota"},
      {"a silent screen", [](doctoring& d) { d.rows[0].last_seen = d.now - minutes(9); },
       "error screen:lobby: has not been heard of"},
      {"no display", [](doctoring& d) { d.rows[1].now_playing = "no-display"; },
       "error screen:Chợ: no display"},
      {"no player", [](doctoring& d) { d.rows[1] = d.row("Chợ", wire::admin::pairing_kind::none); },
       "warning screen:Chợ: no player is paired"},
      {"never reported", [](doctoring& d) { d.rows[1].last_seen = {}; },
       "warning screen:Chợ: has not reported since it was paired"},
      {"an item to be looked at", [](doctoring& d) { d.loaded[1].review = "2026-10-10"; }, "warning media:"},
      {"a damaged file", [](doctoring& d) { d.files.erase(d.loaded[1].sha256.hex()); }, "error media:"},
      {"an approval that ends",
       [](doctoring& d) {
         d.now += days(350);
         d.site.now = d.now;
         d.rows.clear();
       },
       "warning programme: the approval of version 1 ends"},
      {"an approval that has ended",
       [](doctoring& d) {
         d.now += days(366);
         d.site.now = d.now;
         d.rows.clear();
       },
       "error programme: the approval of version 1 ended"},
      {"keys of another site", [](doctoring& d) { d.site.root = secret_key::generate().public_part(); },
       "error keys: the keys in"},
      {"keys that others may read",
       [](doctoring& d) {
         std::filesystem::permissions(d.env["BANGTIN_KEYS"], std::filesystem::perms(0755));
       },
       "warning keys: others may open the folder"},
      {"keys elsewhere", [](doctoring& d) { d.env["BANGTIN_KEYS"] = "/nowhere"; },
       "note keys: there are no keys in /nowhere", 0},
      {"a draft", [](doctoring& d) { d.set_draft(d.toml + "[[screen]]\nname = 'b'\n"); },
       "note draft: it has changes that nobody has approved: 1", 0},
      {"a player that waits",
       [](doctoring& d) {
         wire::admin::waiting_screen w;
         w.screen_key = d.site.daemon_key;
         w.address = "10.0.0.7";
         d.waiting = {w};
       },
       "note player:10.0.0.7: it waits to be paired", 0},
      {"an older player", [](doctoring& d) { d.rows[0].version = "0.0.9"; },
       "note player:0.0.9: bangtin-player 0.0.9 is older", 0},
      {"nobody is told", [](doctoring& d) { d.site.alerts = "off"; }, "note alerts: nobody is told", 0},
      {"a token that ends",
       [](doctoring& d) {
         wire::admin::user lan{"Lan", wire::role::editor, "", d.now, {}};
         lan.tokens.push_back({7, d.now, d.now + days(13), {}});
         d.daemon.on("GET /v1/users", canonical(wire::admin::encode_list(std::vector{lan})));
       },
       "warning people:Lan: token 7 ends on"},
      {"a key that others may read",
       [](doctoring& d) {
         d.daemon.on("GET /v1/users", "[]");
         std::filesystem::permissions(d.env["BANGTIN_KEYS"] + "/root.pem", std::filesystem::perms(0640));
       },
       "warning keys: others may read the key"},
      {"no secret key",
       [](doctoring& d) { std::filesystem::remove(d.env["BANGTIN_KEYS"] + "/approver.pem"); },
       "warning keys: "}};  // last: the key does not come back
  for (const illness& one : table) {
    SCOPED_TRACE(one.when);
    auto keep = std::tuple(site, health, limits, rows, waiting, loaded, files, draft, versions, now, env);
    one.begin(*this);
    EXPECT_THAT(worst(), HasSubstr(one.worst));
    spoken said = call({"doctor"});
    EXPECT_EQ(said.code, one.code) << said.out;
    EXPECT_THAT(said.out, HasSubstr("\n    ")) << "every remark has a remedy";
    std::filesystem::permissions(daemon.folder() / "keys", std::filesystem::perms(0700));
    std::filesystem::permissions(daemon.folder() / "keys/root.pem", std::filesystem::perms(0600));
    std::tie(site, health, limits, rows, waiting, loaded, files, draft, versions, now, env) = keep;
  }
}

TEST_F(doctoring, puts_the_worst_first_and_hides_nothing_behind_a_question_that_fails) {
  site.clock = "unsynced";
  rows[0].now_playing = "no-display";
  set_draft(toml + "[[screen]]\nname = 'b'\n");
  json::value v = call({"doctor", "--json"}).document();
  ASSERT_EQ(v.as_array().size(), 3U);
  EXPECT_EQ(v.at(0).at("severity"), "error");
  EXPECT_EQ(v.at(1).at("severity"), "warning");
  EXPECT_EQ(v.at(2).at("severity"), "note");
  for (const json::value& r : v.as_array()) EXPECT_FALSE(r.at("remedy").as_string().empty());
  draft = "no programme";
  spoken said = call({"doctor"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, AllOf(HasSubstr("no display"), HasSubstr("the daemon's answer cannot be used")));
}

TEST_F(doctoring, names_an_item_once_although_draft_and_programme_have_it) {
  files.erase(loaded[1].sha256.hex());
  set_draft(toml);
  EXPECT_EQ(call({"doctor", "--json"}).document().as_array().size(), 1U);
}

TEST_F(screen_desk, a_site_without_keys_and_programme_is_told_how_to_begin) {
  spoken said = call({"doctor"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, AllOf(HasSubstr("nothing is published"), HasSubstr("bangtin keys init")));
}

TEST_F(screen_desk, doctor_takes_nothing_but_its_options) {
  EXPECT_EQ(call({"doctor", "lobby"}).code, 2);
  EXPECT_EQ(call({"doctor", "--fix"}).code, 2);
}

// Two machines: the other clock is not this one's.
TEST(doctor_checks, clocks_of_two_machines_are_compared) {
  using std::chrono::minutes, std::chrono::seconds;
  wire::admin::site site;
  site.version = program_version;
  site.now = test_now;
  site.clock = "synced";
  struct {
    milliseconds ahead;
    clock_trust here;
    const char* worst;
  } const table[] = {{seconds(5), clock_trust::synced, ""},
                     {seconds(5), clock_trust::unsynced, "is not synchronised"},
                     {minutes(2), clock_trust::synced, "2 minutes apart"},
                     {-minutes(30), clock_trust::synced, "refuses approvals from here"}};
  for (const auto& t : table) {
    remarks all = check_daemon(site, {test_now + t.ahead, t.here, false});
    EXPECT_EQ(all.size(), *t.worst == 0 ? 0U : 1U) << t.worst;
    if (!all.empty()) {
      EXPECT_THAT(all[0].what, HasSubstr(t.worst));
    }
    EXPECT_THAT(check_daemon(site, {test_now + t.ahead, t.here, true}), IsEmpty())
        << "one clock, one opinion";
  }
}

TEST(doctor_checks, an_approver_s_certificate_is_judged_by_its_ends) {
  using std::chrono::days;
  keys_state keys{"/k", key_facts{secret_key::generate().public_part(), {}}};
  wire::approver_certificate& c = keys.facts->approver;
  c.name = "B";
  c.not_before = test_now;
  c.not_after = test_now + days(100);
  struct {
    days after;
    const char* what;
  } const table[] = {
      {days(-1), "begins only on"}, {days(0), ""}, {days(50), "ends on"}, {days(100), "ended on"}};
  for (const auto& t : table) {
    remarks all = check_keys(keys, test_now + t.after);
    EXPECT_EQ(all.empty(), *t.what == 0) << t.what;
    if (!all.empty()) {
      EXPECT_THAT(all[0].what, HasSubstr(t.what));
    }
  }
}

TEST(doctor_checks, who_signed_what_is_on_show_is_judged_by_the_certificate_s_end) {
  using std::chrono::days;
  const secret_key root = secret_key::generate(), approver = secret_key::generate();
  published_programme on_show;
  on_show.note.approver =
      evidence::sign_text(wire::to_text(wire::approver_certificate{approver.public_part(), "Hạnh", test_now,
                                                                   test_now + days(100)}),
                          root);
  EXPECT_THAT(check_signer(std::nullopt, test_now), IsEmpty());
  EXPECT_THAT(check_signer(on_show, test_now), IsEmpty());
  remarks soon = check_signer(on_show, test_now + days(50));
  ASSERT_EQ(soon.size(), 1U);
  EXPECT_EQ(soon[0].severity, playlists::analysis::severity::warning);
  EXPECT_THAT(soon[0].what, HasSubstr("Hạnh"));
  EXPECT_EQ(check_signer(on_show, test_now + days(100)).at(0).severity, playlists::analysis::severity::error);
}

TEST(doctor_checks, screens_that_have_not_heard_who_may_sign_are_named) {
  known_trust t;
  t.value.number = 3;
  t.screens = {{"lobby", 3, test_now}, {"Chợ", 2, test_now}, {"attic", std::nullopt, {}}};
  remarks all = check_trust(t);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].what, AllOf(HasSubstr("Chợ"), HasSubstr("attic"), Not(HasSubstr("lobby"))));
  t.screens.resize(1);
  EXPECT_THAT(check_trust(t), IsEmpty());
}

TEST(doctor_checks, versions_are_compared_as_numbers) {
  wire::admin::site site;
  site.version = "0.10.0";
  wire::admin::screen s;
  struct {
    const char* version;
    bool older;
  } const table[] = {{"0.9.9", true}, {"0.10.0", false}, {"0.10.1", false}, {"1.0", false},
                     {"0.2", true},   {"", false},       {"strange", false}};
  for (const auto& t : table) {
    s.version = t.version;
    EXPECT_EQ(check_players({s}, site).size(), t.older ? 1U : 0U) << t.version;
  }
}

TEST_F(doctoring, sends_a_test_alert_and_nothing_else) {
  daemon.on("POST /v1/alerts/test", [](const heard&) { return answer{204, ""}; });
  spoken said = call({"doctor", "--test-alert"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("a test alert was told"));
  daemon.on("POST /v1/alerts/test", [](const heard&) {
    return answer{409, problem("conflict", "nobody is told of {}", "alerts", "write it")};
  });
  EXPECT_EQ(call({"doctor", "--test-alert"}).code, 1);
}

// ---- on the machine of a screen

struct screen_row {
  const char* when;
  std::function<void(player_here&)> begin;
  const char* worst;
};

TEST(doctor_player, names_each_thing_that_is_wrong_with_its_remedy) {
  const std::vector<screen_row> table{
      {"healthy", [](player_here&) {}, ""},
      {"it does not run", [](player_here& p) { p.is_running = false; }, "the player does not run"},
      {"a bad configuration",
       [](player_here& p) {
         p.config = error{errc::usage, msg("line 3"), msg("mend")};
       },
       "cannot be read: line 3"},
      {"no daemon", [](player_here& p) { p.server.clear(); }, "knows no daemon"},
      {"a silent daemon",
       [](player_here& p) {
         p.absence = error{errc::unreachable, msg("refused"), {}};
       },
       "http://10.0.0.5:8470 does not answer: refused"},
      {"no display", [](player_here& p) { p.displays = 0; }, "no display is connected"},
      {"a display that nobody can know", [](player_here& p) { p.displays = p.connectors = 0; }, ""},
      {"a full disk", [](player_here& p) { p.free_bytes = 12'000'000; }, "only 12 MB free"},
      {"a wrong clock", [](player_here& p) { p.clock = clock_trust::unsynced; }, "is not synchronised"},
      {"a code", [](player_here& p) { p.pairing_code = "ABCD-1234"; }, "waits to be paired"}};
  for (const screen_row& row : table) {
    SCOPED_TRACE(row.when);
    player_here p{true, {}, "http://10.0.0.5:8470", {}, 2, 1, 9'000'000'000, "", clock_trust::synced};
    row.begin(p);
    const remarks all = check_player(p);
    ASSERT_EQ(all.size(), *row.worst == 0 ? 0U : 1U);
    if (all.empty()) continue;
    EXPECT_THAT(all[0].what, HasSubstr(row.worst));
    EXPECT_FALSE(all[0].remedy.empty());
  }
}

class screen_machine : public ::testing::Test {
 protected:
  void put(const std::string& path, const std::string& content) {
    std::filesystem::create_directories((folder_ / path).parent_path());
    ASSERT_TRUE(write_file(folder_ / path, content));
  }
  std::optional<player_here> look() {
    return look_at_player(folder_.path(), clock_trust::synced, [this](const std::string& server) {
      asked_ = server;
      return std::optional<error>();
    });
  }
  fakes::temporary_folder folder_;
  std::string asked_;
};

TEST_F(screen_machine, without_a_player_is_none) {
  EXPECT_FALSE(look());
}

TEST_F(screen_machine, is_read_from_its_files) {
  put("etc/bangtin/bangtin-player.toml",
      "# server = \"http://no\"\nrotate = 90\nserver = \"http://10.0.0.9:1\" # x\n");
  put("var/lib/bangtin-player/pairing-code", "ABCD-1234\n");
  put("sys/fs/cgroup/system.slice/bangtin-player.service/cgroup.procs", "812\n");
  put("sys/class/drm/card0-HDMI-A-1/status", "connected\n");
  put("sys/class/drm/card0-DP-1/status", "disconnected\n");
  const std::optional<player_here> p = look();
  ASSERT_TRUE(p);
  EXPECT_EQ(asked_, "http://10.0.0.9:1");
  EXPECT_EQ(p->server, asked_);
  EXPECT_TRUE(p->is_running);
  EXPECT_EQ(p->connectors, 2);
  EXPECT_EQ(p->displays, 1);
  EXPECT_EQ(p->pairing_code, "ABCD-1234");
  EXPECT_TRUE(p->free_bytes);
  put("etc/bangtin/bangtin-player.toml", "server = 5\n");
  EXPECT_TRUE(look()->config);
  put("etc/bangtin/bangtin-player.toml", "");
  put("sys/fs/cgroup/system.slice/bangtin-player.service/cgroup.procs", "");
  EXPECT_FALSE(look()->is_running);
  EXPECT_EQ(look()->server, "");
}

TEST(doctor_checks, many_items_to_be_looked_at_are_summed_up) {
  std::vector<wire::admin::media_item> items(200);
  for (auto& m : items) m.review = "2026-01-01";
  remarks all = check_reviews(items, "Asia/Ho_Chi_Minh", test_now);
  EXPECT_EQ(all.size(), 11U);
  EXPECT_THAT(all.back().what, HasSubstr("190 more"));
}

// ---- without a daemon

class no_daemon : public calls {
 public:
  // A socket at the daemon's address, on which somebody listens or nobody any more.
  unique_fd bind_socket(bool listens) const {
    unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, daemon.socket().c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    if (listens) {
      EXPECT_EQ(::listen(fd.get(), 1), 0);
    }
    return fd;
  }
  std::string explained(const std::string& socket) const {
    settings set;
    set.socket = socket;
    return describe(explain_absence(set, {errc::unreachable, msg("no answer"), msg("look")}));
  }
};

TEST_F(no_daemon, doctor_says_what_it_can) {
  spoken said = call_without_daemon({"doctor"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, AllOf(HasSubstr("there is no admin socket"), HasSubstr("no keys in")));
  json::value v = call_without_daemon({"doctor", "--json"}).document();
  EXPECT_EQ(v.at(0).at("subject"), "daemon");
}

TEST_F(no_daemon, is_told_apart_by_its_socket) {
  EXPECT_THAT(explained(daemon.socket()), HasSubstr("does not run here: there is no admin socket"));
  EXPECT_THAT(explained(file("plain", "x")), HasSubstr("is no socket"));
  EXPECT_THAT(explained("/" + std::string(200, 'x')), HasSubstr("there is no admin socket"));
  {
    unique_fd left_behind = bind_socket(false);
    EXPECT_THAT(explained(daemon.socket()), HasSubstr("nobody answers at its socket"));
  }
  std::filesystem::remove(daemon.socket());
  unique_fd silent = bind_socket(true);
  EXPECT_THAT(explained(daemon.socket()), HasSubstr("takes connections"));
  EXPECT_EQ(explained(""), "no answer — look") << "over the network nothing more is known";
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
