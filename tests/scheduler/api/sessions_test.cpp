// Signing in on the page, through the daemon's own connections.
#include <map>

#include "base/text.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class signing_in : public site {
 protected:
  signing_in() { start(); }

  std::string token_of(const std::string& name, std::string_view role, int days = 90) {
    admin("POST", "/v1/users", canonical(json::object{{"name", name}, {"role", role}}));
    return text(admin("POST", "/v1/users/" + name + "/tokens", canonical(json::object{{"days", days}})),
                "token");
  }
  static std::string text(const answer& a, std::string_view field) {
    return std::string(parsed(a).at(field).as_string());
  }
  answer begin(const std::string& token, const std::string& headers = "") {
    return open("POST", "/v1/session", canonical(json::object{{"token", token}}), headers);
  }
  // As a header line; empty unless the answer sets it.
  static std::string cookie_of(const answer& a) {
    auto set = a.headers.find("set-cookie");
    if (set == a.headers.end()) return "";
    return "Cookie: " + set->second.substr(0, set->second.find(';')) + "\r\n";
  }
  std::string signed_in(const std::string& token) {
    const answer a = begin(token);
    EXPECT_EQ(a.status, 204) << a.body;
    return cookie_of(a);
  }
  int set_password(const std::string& user, std::string_view password) {
    return admin("PUT", "/v1/users/" + user + "/password", canonical(json::object{{"password", password}}))
        .status;
  }
  answer begin_as(const std::string& name, std::string_view password) {
    return open("POST", "/v1/session", canonical(json::object{{"name", name}, {"password", password}}));
  }
  static constexpr std::string_view words = "cây đa bến nước", others = "trăng lên đỉnh núi";
  int reads(const std::string& cookie) { return open("GET", "/v1/site", "", cookie).status; }
  static constexpr const char* own = "Sec-Fetch-Site: same-origin\r\n";
};

TEST_F(signing_in, gives_a_cookie_that_is_worth_what_the_token_is) {
  const std::string token = token_of("Lan", "editor");
  const answer a = begin(token);
  EXPECT_EQ(a.status, 204);
  const std::string set = a.headers.at("set-cookie");
  EXPECT_TRUE(set.starts_with("bangtin=")) << set;
  EXPECT_NE(set.find("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"), std::string::npos) << set;
  EXPECT_EQ(set.find(token), std::string::npos);
  const std::string cookie = cookie_of(a);
  const answer who = open("GET", "/v1/session", "", cookie);
  EXPECT_EQ(text(who, "name"), "Lan");
  EXPECT_EQ(text(who, "role"), "editor");
  EXPECT_EQ(parsed(who).at("ends").as_int64(), clock_.ms + 7LL * 24 * 3600 * 1000);
  const answer by_token = open("GET", "/v1/session", "", "Authorization: Bearer " + token + "\r\n");
  EXPECT_EQ(text(by_token, "name"), "Lan");
  EXPECT_TRUE(parsed(by_token).at("ends").is_null());
  EXPECT_EQ(reads(cookie), 200);
  EXPECT_EQ(open("GET", "/v1/users", "", cookie).status, 403) << "an editor";
  EXPECT_EQ(begin("wrong").status, 401);
  EXPECT_EQ(cookie_of(begin("wrong")), "");
  for (const char* bad : {"", "{}", "x", R"({"token":1})", R"({"token":"x","more":1})"})
    EXPECT_EQ(open("POST", "/v1/session", bad).status, 422) << bad;
  EXPECT_EQ(admin("POST", "/v1/session", R"({"token":"x"})").status, 409);
  EXPECT_EQ(text(admin("GET", "/v1/session"), "role"), "operator");
}

TEST_F(signing_in, changes_things_from_the_own_page_only) {
  const std::string cookie = signed_in(token_of("Lan", "operator"));
  const std::string origin =
      fmt::format("Origin: http://127.0.0.1:{}\r\nHost: 127.0.0.1:{}\r\n", port(), port());
  int n = 0;
  const auto adds = [&](const std::string& headers) {
    return open("POST", "/v1/users", fmt::format(R"({{"name":"u{}","role":"viewer"}})", ++n),
                cookie + headers)
        .status;
  };
  EXPECT_EQ(adds(""), 403) << "no browser sends this";
  EXPECT_EQ(adds("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(adds("Sec-Fetch-Site: same-site\r\n"), 403) << "another port of this machine";
  EXPECT_EQ(adds("Origin: https://evil.example\r\n"), 403);
  EXPECT_EQ(adds(std::string(own) + "Content-Type: text/plain\r\n"), 403) << "a form";
  EXPECT_EQ(adds(own), 200);
  EXPECT_EQ(open("GET", "/v1/site", "", cookie + "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).as_array().size(), 2U);
  const json::array lines = parsed(admin("GET", "/v1/audit?who=Lan")).as_array();
  EXPECT_TRUE(std::ranges::any_of(lines, [](const json::value& l) { return l.at("outcome") == "refused"; }))
      << "a refusal leaves a line";
}

TEST_F(signing_in, takes_a_name_and_a_password_once_an_operator_has_set_one) {
  token_of("Lan", "editor");
  EXPECT_EQ(begin_as("Lan", words).status, 401);
  EXPECT_EQ(set_password("Lan", words), 204);
  EXPECT_EQ(set_password("Nobody", words), 404);
  EXPECT_EQ(set_password("Lan", "short"), 422);
  const answer a = begin_as("Lan", words);
  EXPECT_EQ(a.status, 204) << a.body;
  const answer who = open("GET", "/v1/session", "", cookie_of(a));
  EXPECT_EQ(text(who, "name"), "Lan");
  EXPECT_EQ(text(who, "role"), "editor");
  EXPECT_EQ(parsed(who).at("ends").as_int64(), clock_.ms + 7LL * 24 * 3600 * 1000);
  EXPECT_FALSE(parsed(admin("GET", "/v1/users")).at(0).at("password").is_null());
  EXPECT_EQ(begin_as("Lan", "cay da ben nuoc").status, 401);
  EXPECT_EQ(begin_as("Hoa", words).body, begin_as("Lan", others).body)
      << "it does not tell which names exist";
  EXPECT_EQ(begin_as("Lan", "cây \u0111a be\u0302\u0301n nươ\u0301c").status, 204) << "decomposed letters";
  for (const char* bad : {R"({"name":"Lan"})", R"({"password":"x"})", R"({"token":"x","password":"x"})",
                          R"({"token":"x","name":"Lan"})", R"({"name":"Lan","password":"x","token":"x"})"})
    EXPECT_EQ(open("POST", "/v1/session", bad).status, 422) << bad;
  stop();
  start();
  EXPECT_EQ(reads(cookie_of(a)), 200) << "after a restart";
  EXPECT_EQ(begin_as("Lan", words).status, 204);
}

TEST_F(signing_in, ends_with_the_password) {
  const std::string by_token = signed_in(token_of("Lan", "viewer"));
  ASSERT_EQ(set_password("Lan", words), 204);
  const std::string first = cookie_of(begin_as("Lan", words));
  ASSERT_EQ(set_password("Lan", others), 204);
  EXPECT_EQ(reads(first), 401) << "another password";
  EXPECT_EQ(begin_as("Lan", words).status, 401);
  const std::string second = cookie_of(begin_as("Lan", others));
  EXPECT_EQ(reads(second), 200);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan/password").status, 204);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan/password").status, 404);
  EXPECT_EQ(reads(second), 401);
  EXPECT_EQ(begin_as("Lan", others).status, 401);
  EXPECT_EQ(reads(by_token), 200) << "what began with a token stays";
  stop();
  start();
  EXPECT_EQ(reads(second), 401);
}

TEST_F(signing_in, lets_everybody_change_the_own_password_who_knows_it) {
  token_of("Lan", "viewer");
  const std::string by_token = signed_in(token_of("Lan", "viewer"));
  const auto changes = [&](const std::string& cookie, std::string_view current, std::string_view fresh) {
    return open("PUT", "/v1/session/password",
                canonical(json::object{{"current", current}, {"password", fresh}}), cookie + own)
        .status;
  };
  EXPECT_EQ(changes(by_token, "", words), 409) << "there is none";
  ASSERT_EQ(set_password("Lan", words), 204);
  const std::string cookie = cookie_of(begin_as("Lan", words));
  EXPECT_EQ(changes(cookie, others, others), 422) << "not the present one";
  EXPECT_EQ(changes(cookie, words, "short"), 422);
  EXPECT_EQ(reads(cookie), 200) << "and the session goes on";
  EXPECT_EQ(changes(cookie, words, others), 204);
  EXPECT_EQ(reads(cookie), 401);
  EXPECT_EQ(begin_as("Lan", others).status, 204);
  const json::array lines = parsed(admin("GET", "/v1/audit?object=Lan")).as_array();
  EXPECT_TRUE(std::ranges::any_of(lines, [](const json::value& l) {
    return l.at("what") == "password of user Lan set" && l.at("who") == "user Lan";
  }));
  EXPECT_EQ(canonical(json::value(lines)).find(others), std::string::npos);
}

TEST_F(signing_in, with_wrong_passwords_has_to_wait_before_any_is_looked_at) {
  token_of("Lan", "viewer");
  ASSERT_EQ(set_password("Lan", words), 204);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(begin_as("Lan", "wrong").status, 401) << i;
  const answer slow = begin_as("Lan", words);
  EXPECT_EQ(slow.status, 429) << "who guesses learns nothing";
  clock_.mono_ms += std::stoi(slow.headers.at("retry-after")) * 1000;
  EXPECT_EQ(begin_as("Lan", words).status, 204);
}

TEST_F(signing_in, from_another_site_is_refused) {
  const std::string token = token_of("Lan", "viewer");
  EXPECT_EQ(begin(token, "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(begin(token, "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(begin(token, std::string(own) + "Content-Type: text/plain\r\n").status, 403);
  EXPECT_EQ(begin(token, std::string(own) + "Content-Type: application/json\r\n").status, 204);
}

TEST_F(signing_in, takes_no_secret_that_the_browser_brings) {
  const std::string token = token_of("Lan", "viewer");
  const std::string planted = "Cookie: bangtin=" + std::string(64, 'a') + "\r\n";
  const std::string fresh = cookie_of(begin(token, planted));
  EXPECT_NE(fresh, planted);
  EXPECT_EQ(reads(planted), 401);
  const std::string next = cookie_of(begin(token, fresh));
  EXPECT_EQ(reads(fresh), 401) << "the one before ends";
  EXPECT_EQ(reads(next), 200);
}

TEST_F(signing_in, holds_over_a_restart_until_it_ends) {
  const std::string token = token_of("Lan", "viewer");
  const std::string cookie = signed_in(token), away = signed_in(token);
  stop();
  start();
  EXPECT_EQ(reads(cookie), 200);
  for (int i = 0; i < 7 * 24 - 1; ++i) {
    clock_.ms += 3600 * 1000;
    ASSERT_EQ(reads(cookie), 200) << i;
  }
  EXPECT_EQ(reads(away), 401) << "idle for 8 hours";
  clock_.ms += 3600 * 1000;
  EXPECT_EQ(reads(cookie), 401) << "seven days old";
}

TEST_F(signing_in, ends_with_the_token_the_user_and_the_wish_to) {
  const std::string short_token = token_of("Lan", "viewer", 1), token = token_of("Lan", "viewer");
  const std::string of_short = signed_in(short_token), cookie = signed_in(token);
  EXPECT_EQ(reads(of_short), 200);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan/tokens/1").status, 204);
  EXPECT_EQ(reads(of_short), 401) << "revoked";
  EXPECT_EQ(reads(cookie), 200);
  EXPECT_EQ(admin("PATCH", "/v1/users/Lan", R"({"role":"operator"})").status, 200);
  EXPECT_EQ(open("GET", "/v1/users", "", cookie).status, 200) << "another role counts at once";
  EXPECT_EQ(open("DELETE", "/v1/session", "", cookie).status, 403) << "not from the page";
  const answer gone = open("DELETE", "/v1/session", "", cookie + own);
  EXPECT_EQ(gone.status, 204);
  EXPECT_NE(gone.headers.at("set-cookie").find("bangtin=; Path=/; Max-Age=0"), std::string::npos);
  EXPECT_EQ(reads(cookie), 401);
  const std::string again = signed_in(token);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan").status, 204);
  EXPECT_EQ(reads(again), 401);
  token_of("Lan", "viewer");
  EXPECT_EQ(reads(again), 401) << "another person of the same name";
}

TEST_F(signing_in, is_nothing_to_screens_and_to_requests_with_a_token) {
  fake_screen lobby;
  pair(lobby);
  const std::string cookie = signed_in(token_of("Lan", "operator"));
  EXPECT_EQ(open("GET", "/v1/screens/lobby/trust", "", cookie).status, 401);
  EXPECT_EQ(open("GET", "/v1/site", "", cookie + "Authorization: Bearer wrong\r\n").status, 401);
  EXPECT_EQ(open("GET", "/v1/site", "", cookie + "Authorization: Basic eDp5\r\n").status, 401);
  EXPECT_EQ(open("GET", "/v1/site", "", cookie + lobby.auth()).status, 401);
}

TEST_F(signing_in, is_slowed_for_who_guesses) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(begin("wrong").status, 401) << i;
  const answer slow = begin("wrong");
  EXPECT_EQ(slow.status, 429);
  EXPECT_GT(std::stoi(slow.headers.at("retry-after")), 0);
  EXPECT_EQ(begin(token_of("Lan", "viewer")).status, 204) << "the right one is not refused";
}

TEST_F(signing_in, is_written_into_the_audit_log_without_the_secret) {
  const std::string cookie = signed_in(token_of("Lan", "viewer"));
  open("DELETE", "/v1/session", "", cookie + own);
  const json::array lines = parsed(admin("GET", "/v1/audit?who=user%20Lan")).as_array();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].at("what").as_string(), "user Lan signed in");
  EXPECT_EQ(lines[0].at("what").as_string(), "user Lan signed out");
  EXPECT_EQ(lines[0].at("object").as_string(), "Lan");
}

}  // namespace
}  // namespace bangtin::scheduler::test
