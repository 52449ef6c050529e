// user and audit: what they ask of the daemon, and what becomes of a token.
#include <sys/stat.h>

#include <filesystem>

#include "admin-cli/commands/calls.hpp"
#include "support/authorities.hpp"
#include "wire/admin/people.hpp"
#include "wire/admin/site.hpp"
#include "wire/authority.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;

class people_desk : public calls {
 public:
  std::vector<wire::admin::user> users;
  std::vector<wire::admin::audit_line> lines;  // the newest first
  std::vector<std::string> targets;            // of all that is no GET, and of /v1/audit
  std::string sent;                            // the last body
  bool no_tokens = false;
  wire::admin::session caller{"root", wire::role::site_operator, {}};

  people_desk() {
    wire::admin::site site;
    site.timezone = "Asia/Ho_Chi_Minh";
    daemon.on("GET /v1/site", canonical(wire::admin::encode(site)));
    daemon.on("GET /v1/users", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode_list(users))};
    });
    daemon.on("POST /v1/users", [this](const heard& h) {
      sent = h.body;
      auto order = wire::admin::decode_request<wire::admin::user_order>(h.body).value();
      users.push_back({order.name, order.role, order.account, now, {}});
      return answer{200, canonical(wire::admin::encode(users.back()))};
    });
    daemon.on("GET /v1/session", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(caller))};
    });
    for (const char* change :
         {"DELETE /v1/users/Lan", "DELETE /v1/users/Lan/tokens/3", "PUT /v1/users/Lan/password",
          "DELETE /v1/users/Lan/password", "PUT /v1/session/password"}) {
      daemon.on(change, [this](const heard& h) {
        targets.push_back(h.target);
        sent = h.body;
        return answer{204, ""};
      });
    }
    daemon.on("PATCH /v1/users/Lan", [this](const heard& h) {
      sent = h.body;
      wire::admin::user u = users.front();
      u.role = wire::admin::decode_request<wire::admin::user_edit>(h.body)->role.value_or(u.role);
      return answer{200, canonical(wire::admin::encode(u))};
    });
    daemon.on("POST /v1/users/Lan/tokens", [this](const heard& h) {
      sent = h.body;
      if (no_tokens) return answer{409, problem("conflict", "there are {} tokens", "20", "revoke one")};
      wire::admin::new_token t{"bangtin_0123", 4, now + std::chrono::days(30)};
      return answer{200, canonical(wire::admin::encode(t))};
    });
    daemon.on("GET /v1/audit", [this](const heard& h) {
      targets.push_back(h.target);
      const std::size_t at = h.target.find("before=");
      const std::int64_t below = at == std::string::npos ? 1'000'000 : std::stoll(h.target.substr(at + 7));
      std::vector<wire::admin::audit_line> page;
      for (const wire::admin::audit_line& l : lines) {
        if (l.number < below && page.size() < 100) page.push_back(l);
      }
      return answer{200, canonical(wire::admin::encode_list(page))};
    });
    users.push_back(
        {"Lan",
         wire::role::editor,
         "lan",
         now - std::chrono::days(9),
         {{3, now - std::chrono::days(9), now + std::chrono::days(81), now - std::chrono::hours(48)}}});
  }
  void write_lines(std::int64_t count) {
    for (std::int64_t n = count; n > 0; --n) {
      lines.push_back(
          {n, now, "user Lan", "unpair screen lobby", "lobby", n % 2 == 0 ? "refused" : "done", {}});
    }
  }
  std::string path(const std::string& name) const { return daemon.folder() / name; }
};

TEST_F(people_desk, adds_and_lists_users) {
  spoken said = call({"user", "add", "Hạnh", "--role", "Approver", "--account", "hanh"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(sent, R"({"account":"hanh","name":"Hạnh","role":"approver"})");
  EXPECT_THAT(said.out, HasSubstr("\"Hạnh\" is a user now, with the role \"approver\""));
  EXPECT_EQ(call({"user", "add", "X", "--role", "boss"}).code, 2);
  EXPECT_EQ(call({"user", "add", "X"}).code, 2) << "nobody gets a role by default";
  said = call({"user", "list"});
  EXPECT_THAT(said.out, HasSubstr("3 until 2026-12-30, used 2 days ago"));
  json::value all = call({"user", "list", "--json"}).document();
  EXPECT_EQ(all.at(1).at("role").as_string(), "approver");
  EXPECT_EQ(all.at(0).at("tokens").at(0).at("last_used").as_string(), "2026-10-08T07:00:00.000+07:00");
}

TEST_F(people_desk, removes_users_and_revokes_tokens_that_are_there) {
  EXPECT_EQ(call({"user", "remove", "Lam", "--yes"}).code, 1);
  EXPECT_THAT(call({"user", "remove", "Lam", "--yes"}).err, HasSubstr("did you mean Lan?"));
  EXPECT_EQ(call({"user", "remove", "lan", "--yes"}).code, 0) << "a letter's case is forgiven";
  EXPECT_EQ(call({"user", "token", "Lan", "--revoke", "4"}).code, 1);
  EXPECT_EQ(call({"user", "token", "Lan", "--revoke", "3"}).code, 0);
  EXPECT_EQ(targets, (words{"/v1/users/Lan", "/v1/users/Lan/tokens/3"}));
}

TEST_F(people_desk, sets_passwords_that_are_typed_twice_or_stand_in_a_file) {
  const std::string file = path("password");
  ASSERT_TRUE(write_file(file, "cây đa đầu làng\r\ncũ\n"));
  spoken said = call({"user", "password", "lan", "--file", file});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(sent, R"({"password":"cây đa đầu làng"})");
  EXPECT_EQ(call({"user", "password", "Lan", "--remove"}).code, 0);
  EXPECT_EQ(targets, (words{"/v1/users/Lan/password", "/v1/users/Lan/password"}));
  EXPECT_EQ(call({"user", "password", "Lan", "--file", file, "--remove"}).code, 2);
  EXPECT_EQ(call({"user", "password", "Lam", "--file", file}).code, 1);
  ASSERT_TRUE(write_file(file, "\n"));
  EXPECT_EQ(call({"user", "password", "Lan", "--file", file}).code, 2) << "an empty line";
  EXPECT_EQ(targets.size(), 2U) << "what is refused changes nothing";
  EXPECT_EQ(call({"user", "password", "Lan"}).code, 2) << "there is nobody to ask";
}

TEST_F(people_desk, changes_the_own_password_of_who_is_no_operator) {
  caller = {"Lan", wire::role::editor, {}};
  const std::string file = path("password");
  ASSERT_TRUE(write_file(file, "cây đa đầu làng\ncũ\n"));
  EXPECT_EQ(call({"user", "password", "LAN", "--file", file}).code, 0);
  EXPECT_EQ(sent, R"({"current":"cũ","password":"cây đa đầu làng"})");
  EXPECT_EQ(targets, (words{"/v1/session/password"}));
}

TEST_F(people_desk, writes_a_token_into_a_new_file_that_only_its_owner_reads) {
  spoken said = call({"user", "token", "Lan", "-o", path("lan.token"), "--expires", "30"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(sent, R"({"days":30})");
  EXPECT_THAT(said.out + said.err, Not(HasSubstr("bangtin_")));
  EXPECT_EQ(*read_file(path("lan.token"), 100), "bangtin_0123\n");
  struct stat s {};
  ASSERT_EQ(::stat(path("lan.token").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600U);
  sent.clear();
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("lan.token")}).code, 1) << "it is there already";
  EXPECT_EQ(sent, "") << "no token was made for it";
  no_tokens = true;
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("other.token")}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(path("other.token"))) << "no empty file stays";
}

// The file is all that the person needs on another machine.
TEST_F(people_desk, writes_beside_the_token_where_the_daemon_is_and_who_vouches_for_it) {
  const secret_key host = secret_key::generate();
  wire::authority_statement said{5, wire::authority_fingerprint(fakes::an_authority).value()};
  wire::admin::site site;
  site.timezone = "Asia/Ho_Chi_Minh";
  site.daemon_key = host.public_part();
  site.authority = said.fingerprint;
  site.address = "https://10.0.0.5:8470";
  daemon.on("GET /v1/site", canonical(wire::admin::encode(site)));
  evidence::signed_text statement = evidence::sign_text(wire::to_text(said), host);
  daemon.on("GET /v1/authority", [&](const heard&) {
    return answer{200, wire::to_json(wire::stated_authority{fakes::an_authority, statement})};
  });
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("a")}).code, 0);
  EXPECT_EQ(*read_file(path("a"), 9000),
            "bangtin_0123\nserver https://10.0.0.5:8470\n" + fakes::an_authority);
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("b"), "--address", "https://bangtin.xa.vn"}).code, 0);
  EXPECT_EQ(*read_file(path("b"), 9000),
            "bangtin_0123\nserver https://bangtin.xa.vn\n" + fakes::an_authority);
  for (const char* bad : {"http://10.0.0.5", "10.0.0.5", "https://", "https://a b"}) {
    EXPECT_EQ(call({"user", "token", "Lan", "-o", path("c"), "--address", bad}).code, 2) << bad;
  }
  statement = evidence::sign_text(wire::to_text(said), secret_key::generate());
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("d")}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(path("d"))) << "nobody vouches for this authority";
}

TEST_F(people_desk, prints_a_token_only_if_asked_for) {
  EXPECT_EQ(call({"user", "token", "Lan"}).code, 2);
  EXPECT_EQ(call({"user", "token", "Lan", "--json"}).code, 2);
  EXPECT_EQ(call({"user", "token", "Lan", "-o", path("x"), "--revoke", "3"}).code, 2);
  EXPECT_EQ(call({"user", "token", "Lan", "-o", "-"}).out, "bangtin_0123\n");
  EXPECT_EQ(sent, R"({"days":90})");
  EXPECT_EQ(call({"user", "token", "Lan", "-o", "-", "--json"}).document().at("token").as_string(),
            "bangtin_0123");
  EXPECT_TRUE(call({"user", "token", "Lan", "-o", path("y"), "--json"}).document().at("token").is_null());
  for (const char* days : {"0", "367", "x", "-1"}) {
    EXPECT_EQ(call({"user", "token", "Lan", "-o", path("z"), "--expires=" + std::string(days)}).code, 2)
        << days;
  }
}

TEST_F(people_desk, shows_the_newest_lines_of_the_audit_log_or_all) {
  write_lines(450);
  json::value newest = call({"audit", "--json"}).document();
  EXPECT_EQ(newest.as_array().size(), 200U);
  EXPECT_EQ(canonical(newest.at(0)),
            R"({"at":"2026-10-10T07:00:00.000+07:00","object":"lobby","outcome":"refused",)"
            R"("what":"unpair screen lobby","who":"user Lan"})");
  EXPECT_EQ(call({"audit", "--json", "--all"}).document().as_array().size(), 450U);
  spoken said = call({"audit"});
  EXPECT_THAT(said.out, HasSubstr("unpair screen lobby"));
  EXPECT_THAT(said.err, HasSubstr("--all"));
}

TEST_F(people_desk, asks_for_lines_of_whole_days_or_between_instants) {
  const std::string midnight = std::to_string(test_now.time_since_epoch().count() - 7 * 3'600'000);
  const std::string next = std::to_string(test_now.time_since_epoch().count() + 17 * 3'600'000);
  const std::string seven = std::to_string(test_now.time_since_epoch().count());
  struct row {
    words typed;
    std::string asked;
  };
  const std::vector<row> rows{
      {{}, "/v1/audit?who=&object="},
      {{"--who", "Lan", "--object", "Sảnh 1"}, "/v1/audit?who=Lan&object=S%E1%BA%A3nh%201"},
      {{"--from", "10/10/2026"}, "/v1/audit?who=&object=&from=" + midnight},
      {{"--to", "10/10"}, "/v1/audit?who=&object=&to=" + next},
      {{"--from", "hôm nay", "--to", "today"}, "/v1/audit?who=&object=&from=" + midnight + "&to=" + next},
      {{"--from", "2026-10-10T07:00", "--to", "7h"},
       "/v1/audit?who=&object=&from=" + seven + "&to=" + seven}};
  for (const row& r : rows) {
    words typed{"audit"};
    typed.insert(typed.end(), r.typed.begin(), r.typed.end());
    EXPECT_EQ(call(typed).code, 0) << r.asked;
    ASSERT_FALSE(targets.empty());
    EXPECT_EQ(targets.back(), r.asked);
  }
  EXPECT_EQ(call({"audit", "--from", "never"}).code, 2);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
