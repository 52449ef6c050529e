// Users, tokens and roles through the daemon's own connections.
#include <map>
#include <set>

#include "base/text.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class people : public site {
 protected:
  people() { start(); }

  answer add(const std::string& name, std::string_view role, const std::string& account = "") {
    return admin("POST", "/v1/users",
                 canonical(json::object{{"name", name}, {"role", role}, {"account", account}}));
  }
  // A new token of the user, as a header line.
  std::string token_line(const std::string& name, int days = 90) {
    answer a = admin("POST", "/v1/users/" + name + "/tokens", canonical(json::object{{"days", days}}));
    EXPECT_EQ(a.status, 200) << a.body;
    return "Authorization: Bearer " + std::string(parsed(a).at("token").as_string()) + "\r\n";
  }
  // The session that begins with this token, as a header line.
  std::string cookie_line(const std::string& token) {
    const std::string_view secret = std::string_view(token).substr(token.rfind(' ') + 1);
    const answer a =
        open("POST", "/v1/session", canonical(json::object{{"token", secret.substr(0, secret.size() - 2)}}));
    EXPECT_EQ(a.status, 204) << a.body;
    const std::string& set = a.headers.at("set-cookie");
    return "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
  }
  std::string member(std::string_view role) {
    EXPECT_EQ(add("the-" + std::string(role), role).status, 200);
    return token_line("the-" + std::string(role));
  }
  json::array audit(const std::string& query = "") {
    return parsed(admin("GET", "/v1/audit" + query)).as_array();
  }
};

// What each operation needs. A new endpoint must be added here: that is the decision about it.
const std::map<std::string, std::string>& decisions() {
  static const std::map<std::string, std::string> rows{{"get_media_file", "open"},
                                                       {"request_pairing", "open"},
                                                       {"get_pairing_grant", "open"},
                                                       {"get_health", "open"},
                                                       {"get_metrics", "open"},
                                                       {"get_openapi", "open"},
                                                       {"get_time", "open"},
                                                       {"get_authority", "open"},
                                                       {"begin_session", "open"},
                                                       {"get_page", "open"},
                                                       {"get_page_file", "open"},
                                                       {"get_session", "viewer"},
                                                       {"end_session", "viewer"},
                                                       {"change_own_password", "viewer"},
                                                       {"set_password", "operator"},
                                                       {"remove_password", "operator"},
                                                       {"get_calls", "screen"},
                                                       {"open_channel", "screen"},
                                                       {"acknowledge_notice", "screen"},
                                                       {"post_plays", "screen"},
                                                       {"get_receipt", "screen"},
                                                       {"get_screen_trust", "screen"},
                                                       {"get_screen_programme", "screen"},
                                                       {"report_status", "screen"},
                                                       {"post_screenshot", "screen"},
                                                       {"get_schedule", "viewer"},
                                                       {"follow_changes", "viewer"},
                                                       {"play_compliance", "viewer"},
                                                       {"missing_hours", "viewer"},
                                                       {"list_jobs", "viewer"},
                                                       {"get_job", "viewer"},
                                                       {"list_media", "viewer"},
                                                       {"get_media_item", "viewer"},
                                                       {"search_media", "viewer"},
                                                       {"get_media_uses", "viewer"},
                                                       {"get_media_thumbnail", "viewer"},
                                                       {"get_media_limits", "viewer"},
                                                       {"list_notices", "viewer"},
                                                       {"find_pairing_requests", "viewer"},
                                                       {"get_plan", "viewer"},
                                                       {"get_previous_plan", "viewer"},
                                                       {"count_plays", "viewer"},
                                                       {"play_shortfalls", "viewer"},
                                                       {"get_draft", "viewer"},
                                                       {"list_kept_drafts", "viewer"},
                                                       {"get_kept_draft", "viewer"},
                                                       {"list_programmes", "viewer"},
                                                       {"get_programme", "viewer"},
                                                       {"export_heads", "viewer"},
                                                       {"list_screens", "viewer"},
                                                       {"get_screenshot", "viewer"},
                                                       {"shown_at", "viewer"},
                                                       {"get_site", "viewer"},
                                                       {"get_numbers", "viewer"},
                                                       {"make_backup", "operator"},
                                                       {"get_backup_ledger", "operator"},
                                                       {"get_trust", "viewer"},
                                                       {"post_trust", "approver"},
                                                       {"list_certificates", "approver"},
                                                       {"post_root", "approver"},
                                                       {"cancel_job", "editor"},
                                                       {"add_media", "editor"},
                                                       {"edit_media_item", "editor"},
                                                       {"remove_media_item", "editor"},
                                                       {"restore_media_item", "editor"},
                                                       {"check_media_item", "editor"},
                                                       {"check_media", "editor"},
                                                       {"put_plan", "editor"},
                                                       {"get_exported_draft", "viewer"},
                                                       {"export_draft", "editor"},
                                                       {"sign_exported_draft", "editor"},
                                                       {"put_draft", "editor"},
                                                       {"export_plays", "editor"},
                                                       {"get_upload", "editor"},
                                                       {"put_upload", "editor"},
                                                       {"share_media", "editor"},
                                                       {"list_audit", "approver"},
                                                       {"post_notice", "approver"},
                                                       {"publish_programme", "approver"},
                                                       {"put_waiting_programme", "approver"},
                                                       {"drop_waiting_programme", "approver"},
                                                       {"sweep_media", "operator"},
                                                       {"make_bundle", "operator"},
                                                       {"post_carried_plays", "operator"},
                                                       {"post_carried_status", "operator"},
                                                       {"post_carried_acknowledgements", "operator"},
                                                       {"pair_screen", "operator"},
                                                       {"unpair_screen", "operator"},
                                                       {"remove_screen", "operator"},
                                                       {"recount_plays", "operator"},
                                                       {"list_users", "operator"},
                                                       {"add_user", "operator"},
                                                       {"edit_user", "operator"},
                                                       {"test_alert", "operator"},
                                                       {"remove_user", "operator"},
                                                       {"add_token", "operator"},
                                                       {"remove_token", "operator"},
                                                       {"make_daemon_key", "operator"}};
  return rows;
}

std::string needed_for(const json::object& operation) {
  const json::array& security = operation.at("security").as_array();
  if (security.empty()) return "open";
  const json::object& first = security.at(0).as_object();
  if (first.contains("screen")) return "screen";
  const json::array& roles = first.at("person").as_array();
  return roles.empty() ? "undecided" : std::string(roles.at(0).as_string());
}

template <class Visit>
void each_operation(const json::value& document, Visit visit) {
  for (const auto& [path, operations] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : operations.as_object()) {
      std::string upper;
      for (char c : std::string_view(method)) upper += static_cast<char>(std::toupper(c));
      visit(upper, std::string(path), operation.as_object());
    }
  }
}

TEST_F(people, have_a_decision_for_every_endpoint) {
  std::set<std::string> seen;
  each_operation(parsed(open("GET", "/v1/openapi.json")),
                 [&](const std::string&, const std::string& path, const json::object& o) {
                   const std::string id(o.at("operationId").as_string());
                   seen.insert(id);
                   auto row = decisions().find(id);
                   ASSERT_NE(row, decisions().end()) << id << " " << path << " has no decision";
                   EXPECT_EQ(needed_for(o), row->second) << id << " " << path;
                 });
  for (const auto& [id, needed] : decisions()) EXPECT_TRUE(seen.contains(id)) << id << " is no operation";
}

// Every endpoint with the token and the session of every role, with the token of a screen, of nobody, and
// without one. The requests have no body and name nothing that exists, so those that are allowed fail for
// another reason or change nothing.
TEST_F(people, may_call_what_their_role_allows_and_nothing_else) {
  fake_screen lobby;
  pair(lobby);
  const std::vector<std::string> order{"viewer", "editor", "approver", "operator"};
  std::map<std::string, std::string> credentials{
      {"none", ""}, {"wrong", "Authorization: Bearer wrong\r\n"}, {"screen", lobby.auth()}};
  for (const std::string& role : order) {
    credentials[role] = member(role);
    credentials["page " + role] = cookie_line(credentials[role]) + "Sec-Fetch-Site: same-origin\r\n";
  }
  auto rank = [&](const std::string& who) {
    return std::ranges::find(order, who.substr(who.find(' ') + 1)) - order.begin();
  };
  int calls = 0;
  auto visit = [&](const std::string& method, std::string path, const json::object& o) {
    const std::string needed = needed_for(o);
    for (std::size_t brace = path.find('{'); brace != std::string::npos; brace = path.find('{')) {
      path.replace(brace, path.find('}') - brace + 1, needed == "screen" ? "lobby" : "nothing");
    }
    for (const auto& [who, line] : credentials) {
      if (path == "/v1/session" && method == "DELETE" && who.starts_with("page")) continue;  // it would end
      const bool is_person = rank(who) < std::ssize(order);
      int right = 0;  // any status but 401 and 403
      if (needed == "screen" && who != "screen") right = 401;
      if (needed != "open" && needed != "screen") {
        if (!is_person) right = 401;
        if (is_person && rank(who) < rank(needed)) right = 403;
      }
      clock_.mono_ms += 60'000;  // so that wrong tokens are not too many
      const answer a = open(method, path, "", line);
      ++calls;
      const bool refused = a.status == 401 || a.status == 403;
      EXPECT_EQ(refused ? a.status : 0, right) << method << " " << path << " as " << who << ": " << a.body;
      EXPECT_NE(a.status, 0) << method << " " << path;
    }
  };
  each_operation(parsed(open("GET", "/v1/openapi.json")), visit);
  EXPECT_GT(calls, 50 * 7);
}

TEST_F(people, are_added_listed_and_removed) {
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).as_array().size(), 0U);
  answer added = add("Lan", "editor", "lan");
  EXPECT_EQ(added.status, 200);
  EXPECT_EQ(parsed(added).at("role").as_string(), "editor");
  EXPECT_EQ(add("Lan", "viewer").status, 409);
  EXPECT_EQ(add("Hoa", "viewer", "lan").status, 409) << "the account is Lan's";
  struct row {
    const char *name, *role, *account;
  };
  for (const row& r : {row{"", "viewer", ""}, row{"a/b", "viewer", ""}, row{"..", "viewer", ""},
                       row{"Hoa", "boss", ""}, row{"Hoa", "", ""}, row{"Hoa", "viewer", "a b"},
                       row{"Hoa", "viewer", "a:b"}, row{" Hoa", "viewer", ""}}) {
    EXPECT_EQ(add(r.name, r.role, r.account).status, 422) << r.name << "|" << r.role << "|" << r.account;
  }
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).as_array().size(), 1U);
  stop();
  start();
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).at(0).at("account").as_string(), "lan") << "after a restart";
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan").status, 204);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan").status, 404);
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).as_array().size(), 0U);
}

TEST_F(people, have_tokens_that_work_until_they_expire_or_are_revoked) {
  ASSERT_EQ(add("Lan", "viewer").status, 200);
  EXPECT_EQ(admin("POST", "/v1/users/Hoa/tokens", "{}").status, 404);
  for (const char* bad : {R"({"days":0})", R"({"days":367})", R"({"days":-1})", R"({"day":9})", "x"}) {
    EXPECT_EQ(admin("POST", "/v1/users/Lan/tokens", bad).status, 422) << bad;
  }
  const std::string first = token_line("Lan"), second = token_line("Lan", 1), third = token_line("Lan");
  for (const std::string& line : {first, second, third})
    EXPECT_EQ(open("GET", "/v1/site", "", line).status, 200);
  json::value lan = parsed(admin("GET", "/v1/users")).at(0);
  ASSERT_EQ(lan.at("tokens").as_array().size(), 3U);
  EXPECT_EQ(lan.at("tokens").at(0).at("expires").as_int64(), clock_.ms + 90LL * 24 * 3600 * 1000);
  EXPECT_EQ(lan.at("tokens").at(0).at("last_used").as_int64(), clock_.ms / 60'000 * 60'000);
  const std::int64_t number = lan.at("tokens").at(0).at("number").as_int64();
  EXPECT_EQ(admin("DELETE", fmt::format("/v1/users/Lan/tokens/{}", number)).status, 204);
  EXPECT_EQ(admin("DELETE", fmt::format("/v1/users/Lan/tokens/{}", number)).status, 404);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan/tokens/x").status, 404);
  clock_.ms += 24 * 3600 * 1000;
  stop();
  start();
  EXPECT_EQ(open("GET", "/v1/site", "", first).status, 401) << "revoked";
  answer late = open("GET", "/v1/site", "", second);
  EXPECT_EQ(late.status, 401);
  EXPECT_NE(late.body.find("expired"), std::string::npos) << late.body;
  EXPECT_EQ(open("GET", "/v1/site", "", third).status, 200) << "the same after a restart";
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).at(0).at("tokens").as_array().size(), 1U);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan").status, 204);
  EXPECT_EQ(open("GET", "/v1/site", "", third).status, 401) << "with the user go the tokens";
}

// The daemon keeps what a repeated request says with its connection, and not what it may do.
TEST_F(people, end_on_a_connection_that_repeats_its_request_too) {
  ASSERT_EQ(add("Lan", "viewer").status, 200);
  const std::string site = request_text("GET", "/v1/site", "", token_line("Lan"));
  raw_client c(port());
  for (int i = 0; i < 3; ++i) {
    c.send(site);
    EXPECT_EQ(c.read().status, 200) << i;
    c.send(request_text("GET", "/healthz"));
    EXPECT_EQ(c.read().body, R"({"status":"ok"})") << "another request between them";
    c.send(site);
    EXPECT_EQ(c.read().status, 200) << i;
  }
  c.send(site);
  EXPECT_EQ(c.read().status, 200);
  EXPECT_EQ(admin("DELETE", "/v1/users/Lan").status, 204);
  c.send(site);
  EXPECT_EQ(c.read().status, 401);
}

TEST_F(people, get_another_role_or_end_with_the_next_request) {
  using std::chrono::hours;
  ASSERT_EQ(add("Lan", "editor").status, 200);
  const std::string line = token_line("Lan"), short_one = token_line("Lan", 1);
  EXPECT_EQ(open("GET", "/v1/users", "", line).status, 403);
  answer edited = admin("PATCH", "/v1/users/Lan", R"({"role":"operator"})");
  EXPECT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(parsed(edited).at("role").as_string(), "operator");
  EXPECT_EQ(open("GET", "/v1/users", "", line).status, 200);
  EXPECT_EQ(open("PATCH", "/v1/users/Lan", R"({"role":"viewer"})", line).status, 200) << "also one's own";
  EXPECT_EQ(open("GET", "/v1/users", "", line).status, 403);
  clock_.ms += 24 * 3600 * 1000;
  EXPECT_EQ(admin("PATCH", "/v1/users/Lan", R"({"days":2})").status, 200);
  EXPECT_EQ(open("GET", "/v1/site", "", short_one).status, 401) << "what has expired stays so";
  EXPECT_EQ(open("GET", "/v1/site", "", line).status, 200);
  clock_.ms += 2 * 24 * 3600 * 1000;
  EXPECT_EQ(open("GET", "/v1/site", "", line).status, 401);
  EXPECT_EQ(admin("PATCH", "/v1/users/Hoa", R"({"days":2})").status, 404);
  EXPECT_EQ(admin("PATCH", "/v1/users/Hoa", "{}").status, 404);
  for (const char* bad : {R"({"days":0})", R"({"days":367})", R"({"role":"boss"})", R"({"name":"x"})", "x"})
    EXPECT_EQ(admin("PATCH", "/v1/users/Lan", bad).status, 422) << bad;
  json::array lines = audit("?object=Lan");
  ASSERT_GE(lines.size(), 2U);
  EXPECT_NE(std::string(lines[0].at("what").as_string()).find("user Lan edited, tokens valid until"),
            std::string::npos);
}

TEST_F(people, have_a_limited_number_of_tokens_of_which_expired_ones_do_not_count) {
  ASSERT_EQ(add("Lan", "viewer").status, 200);
  for (int i = 0; i < 20; ++i) token_line("Lan", 1);
  EXPECT_EQ(admin("POST", "/v1/users/Lan/tokens", "{}").status, 409);
  clock_.ms += 24 * 3600 * 1000;
  EXPECT_EQ(admin("POST", "/v1/users/Lan/tokens", "{}").status, 200);
}

TEST_F(people, are_named_in_the_audit_log_with_what_they_did) {
  const std::string line = member("operator");
  EXPECT_EQ(open("POST", "/v1/users", R"({"name":"Hoa","role":"viewer"})", line).status, 200);
  json::array lines = audit("?who=user%20the-operator");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].at("who").as_string(), "user the-operator");
  EXPECT_EQ(lines[0].at("what").as_string(), "user Hoa added as viewer");
  EXPECT_EQ(lines[0].at("object").as_string(), "Hoa");
  EXPECT_EQ(lines[0].at("outcome").as_string(), "done");
}

}  // namespace
}  // namespace bangtin::scheduler::test
