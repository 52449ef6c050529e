#include <gtest/gtest.h>

#include <map>

#include "player/sync/daemon_api.hpp"
#include "wire/problem.hpp"
#include "wire/scripted_server.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {
namespace {

std::string target_of(const std::string& request) {
  std::size_t from = request.find(' ') + 1;
  return request.substr(from, request.find(' ', from) - from);
}

std::vector<std::string> targets_for(const std::string& screen) {
  const wire::scripted_answer empty{"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"};
  wire::scripted_server server(std::vector<wire::scripted_answer>(6, empty));
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  (void)daemon->programme(screen, std::nullopt, std::chrono::seconds(7));
  (void)daemon->send_plays(screen, {});
  (void)daemon->calls(screen, 3, std::chrono::seconds(7));
  (void)daemon->acknowledge(screen, {});
  (void)daemon->send_screenshot(screen, 5, "jpeg");
  (void)daemon->send_status(screen, {}, 1);
  std::vector<std::string> targets;
  for (const std::string& r : server.requests()) targets.push_back(target_of(r));
  return targets;
}

TEST(http_daemon, percent_encodes_the_name_of_the_screen_in_every_path) {
  struct {
    const char* screen;
    std::string in_path;
  } const cases[] = {
      {"lobby", "lobby"},
      {"Sảnh chính", "S%E1%BA%A3nh%20ch%C3%ADnh"},
      {"a/b?c#d%20e", "a%2Fb%3Fc%23d%2520e"},
  };
  for (const auto& c : cases) {
    const std::string at = "/v1/screens/" + c.in_path;
    EXPECT_EQ(targets_for(c.screen),
              (std::vector<std::string>{at + "/programme?wait=7", at + "/plays", at + "/calls?after=3&wait=7",
                                        at + "/acknowledgements", at + "/shot?wish=5", at + "/status"}));
  }
}

result<std::optional<wire::signed_programme>> programme_from(const std::string& bytes, bool known = true) {
  wire::scripted_server server({{bytes}});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  return daemon->programme("lobby", known ? std::optional(sha256("known")) : std::nullopt,
                           std::chrono::seconds(0));
}

// What a screen makes of an answer to its play records.
struct plays_reply {
  std::string status_and_fields, body;
  wire::scripted_answer answer() const {
    return {"HTTP/1.1 " + status_and_fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
            body};
  }
};

struct play_answers {
  result<plays_answer> plays = plays_answer(expected_seq{0});
  std::int64_t format = -1;
  std::optional<std::chrono::milliseconds> wait;
  std::string request;
};

play_answers send_plays_to(const plays_reply& r) {
  wire::scripted_server server({r.answer()});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  play_answers got;
  got.plays = daemon->send_plays("lobby", {});
  got.format = daemon->evidence_format();
  got.wait = daemon->asked_to_wait();
  got.request = server.requests().at(0);
  return got;
}

TEST(http_daemon, announces_what_it_reads_of_evidence_and_hears_what_the_daemon_reads) {
  const std::string newer = "200 OK\r\nBangtin-Evidence-Format: 2\r\n";
  const evidence::signed_text note = evidence::sign_text("a receipt", secret_key::generate());
  play_answers got = send_plays_to({newer, wire::receipt_to_json(note)});
  EXPECT_NE(got.request.find("Bangtin-Evidence-Format: 2\r\n"), std::string::npos);
  EXPECT_EQ(got.format, 2);
  ASSERT_TRUE(got.plays);
  EXPECT_EQ(std::get<evidence::signed_text>(*got.plays), note);
  EXPECT_EQ(send_plays_to({"200 OK\r\n", wire::receipt_to_json(note)}).format, 1) << "an older daemon";
  EXPECT_EQ(send_plays_to({"502 Bad Gateway\r\n", "sorry"}).format, 0) << "a proxy";
}

TEST(http_daemon, tells_a_fork_from_a_hole) {
  const evidence::signed_text note = evidence::sign_text("a receipt", secret_key::generate());
  std::string receipt = wire::receipt_to_json(note);
  receipt.pop_back();
  play_answers fork = send_plays_to({"409 Conflict\r\n", receipt + ",\"fork\":true,\"status\":409}"});
  ASSERT_TRUE(fork.plays && std::holds_alternative<fork_found>(*fork.plays));
  EXPECT_EQ(std::get<fork_found>(*fork.plays).receipt, note);
  play_answers bare = send_plays_to({"409 Conflict\r\n", R"({"fork":true,"receipt":null})"});
  ASSERT_TRUE(bare.plays && std::holds_alternative<fork_found>(*bare.plays));
  EXPECT_FALSE(std::get<fork_found>(*bare.plays).receipt);
  play_answers hole = send_plays_to({"409 Conflict\r\n", R"({"expected_seq":7,"fork":false})"});
  ASSERT_TRUE(hole.plays && std::holds_alternative<expected_seq>(*hole.plays));
  EXPECT_EQ(std::get<expected_seq>(*hole.plays).value, 7);
}

TEST(http_daemon, says_which_site_statement_it_keeps_and_hears_which_is_the_newest) {
  auto reply = [](const std::string& field, const std::string& body) {
    return wire::scripted_answer{"HTTP/1.1 200 OK\r\n" + field +
                                 "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
  };
  const evidence::signed_text note = evidence::sign_text("a statement", secret_key::generate());
  const std::string none = wire::to_json(wire::screen_commands());
  wire::scripted_server server({reply("Bangtin-Trust: 4\r\n", none),
                                reply("", none),
                                reply("Bangtin-Trust: -4\r\n", none),
                                {"HTTP/1.1 304 Not Modified\r\nBangtin-Trust: 5\r\n\r\n"},
                                reply("", wire::trust_to_json({note}))});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  daemon->keeps_trust(3);
  for (std::int64_t newest : {4, 0, 0}) {
    ASSERT_TRUE(daemon->calls("lobby", 0, std::chrono::seconds(0)));
    EXPECT_EQ(daemon->announced_trust(), newest);
  }
  ASSERT_TRUE(daemon->programme("lobby", sha256("known"), std::chrono::seconds(0)));
  EXPECT_EQ(daemon->announced_trust(), 5);
  auto given = daemon->trust("lobby");
  ASSERT_TRUE(given) << describe(given.error());
  EXPECT_EQ(given->statement, note);
  const std::vector<std::string>& asked = server.requests();
  for (std::size_t i : {0U, 3U}) EXPECT_NE(asked.at(i).find("Bangtin-Trust: 3\r\n"), std::string::npos) << i;
  EXPECT_EQ(target_of(asked.at(4)), "/v1/screens/lobby/trust");
}

TEST(http_daemon, gives_up_an_answer_without_an_end) {
  const std::string endless =
      "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(std::size_t{33} * 1024 * 1024, ' ');
  wire::scripted_server server({{endless}});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  auto got = daemon->calls("lobby", 0, std::chrono::seconds(0));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::verification) << describe(got.error());
}

TEST(http_daemon, asks_for_the_last_receipt_of_a_log) {
  const evidence::signed_text note = evidence::sign_text("a receipt", secret_key::generate());
  std::string receipt = wire::receipt_to_json(note);
  receipt.pop_back();
  const std::string log(32, 'a');
  const plays_reply has{"200 OK\r\n", receipt + R"(,"log":")" + log + R"(","tip":9})"};
  const plays_reply none{"200 OK\r\nBangtin-Evidence-Format: 2\r\n", R"({"log":"","receipt":null,"tip":0})"};
  wire::scripted_server server(
      {has.answer(), none.answer(), plays_reply{"404 Not Found\r\n", "{}"}.answer()});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  result<newest_receipt> got = daemon->last_receipt("lobby", log);
  ASSERT_TRUE(got) << describe(got.error());
  EXPECT_EQ(got->receipt, note);
  EXPECT_EQ(got->log, log);
  EXPECT_EQ(got->tip, 9);
  got = daemon->last_receipt("lobby", log);
  ASSERT_TRUE(got) << describe(got.error());
  EXPECT_FALSE(got->receipt);
  EXPECT_EQ(daemon->evidence_format(), 2);
  EXPECT_EQ(daemon->last_receipt("lobby", log).error().code, errc::not_found);
  EXPECT_EQ(daemon->evidence_format(), 1);
  EXPECT_EQ(target_of(server.requests().at(0)), "/v1/screens/lobby/plays/receipt?log=" + log);
}

TEST(http_daemon, hears_how_long_it_is_to_wait) {
  using std::chrono::seconds;
  const std::string date = "Date: Mon, 30 Nov 2026 02:00:00 GMT\r\n";
  struct {
    const char* situation;
    std::string reply;
    std::optional<std::chrono::milliseconds> wait;
  } const cases[] = {
      {"seconds", "429 Too Many Requests\r\nRetry-After: 90\r\n", seconds(90)},
      {"unavailable", "503 Service Unavailable\r\nRetry-After: 5\r\n", seconds(5)},
      {"at once", "503 Service Unavailable\r\nRetry-After: 0\r\n", seconds(0)},
      {"a day", "429 Too Many Requests\r\nRetry-After: 86400\r\n", seconds(3600)},
      {"absurd", "429 Too Many Requests\r\nRetry-After: 99999999999999999999\r\n", seconds(3600)},
      {"date", "503 Service Unavailable\r\n" + date + "Retry-After: Mon, 30 Nov 2026 02:10:00 GMT\r\n",
       seconds(600)},
      {"date that has passed",
       "503 Service Unavailable\r\n" + date + "Retry-After: Mon, 30 Nov 2026 01:00:00 GMT\r\n", seconds(0)},
      {"nonsense", "503 Service Unavailable\r\nRetry-After: soon\r\n", std::nullopt},
      {"negative", "503 Service Unavailable\r\nRetry-After: -5\r\n", std::nullopt},
      {"nothing said", "503 Service Unavailable\r\n", std::nullopt},
      {"another status", "422 Unprocessable Content\r\nRetry-After: 90\r\n", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(send_plays_to({c.reply, "{}"}).wait, c.wait) << c.situation;
}

TEST(http_daemon, tells_a_programme_that_is_begun_and_not_ended_from_a_daemon_that_is_not_there) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"bytes";
  EXPECT_EQ(programme_from(begun).error().code, errc::io);
  EXPECT_EQ(programme_from("").error().code, errc::unreachable);
  EXPECT_EQ(programme_from("HTTP/1.1 200").error().code, errc::unreachable);
}

TEST(http_daemon, that_denies_a_programme_is_an_error_only_to_a_screen_that_knows_one) {
  const std::string none =
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 0\r\n\r\n";
  const std::string same = "HTTP/1.1 304 Not Modified\r\n\r\n";
  EXPECT_EQ(*programme_from(none, false), std::nullopt);
  EXPECT_EQ(*programme_from(same), std::nullopt);
  EXPECT_EQ(programme_from(none).error().code, errc::not_found);
}

TEST(http_daemon, announces_the_format_of_statuses_that_it_reads) {
  const std::string older = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n";
  for (const auto& [bytes, format] :
       std::map<std::string, std::int64_t>{{older + "\r\n", 1},
                                           {older + "Bangtin-Status-Format: 2\r\n\r\n", 2},
                                           {older + "Bangtin-Status-Format: 7\r\n\r\n", 7},
                                           {older + "Bangtin-Status-Format: many\r\n\r\n", 1}}) {
    wire::scripted_server server({{bytes}});
    EXPECT_EQ(*http_daemon(server.url(), "", {})->send_status("lobby", {}, 1), format) << bytes;
  }
}

// Whether the requests for files, each named by a text, forbid that a cache answers.
std::vector<bool> past_caches(const std::vector<std::pair<const char*, wire::scripted_answer>>& asked) {
  std::vector<wire::scripted_answer> answers;
  for (const auto& a : asked) answers.push_back(a.second);
  wire::scripted_server server(answers);
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  for (const auto& a : asked)
    (void)daemon->fetch(sha256(a.first), 0, [](std::string_view bytes) { return bytes.size() < 5; });
  std::vector<bool> past;
  for (const std::string& r : server.requests()) past.push_back(r.find("Cache-Control: no-cache") != r.npos);
  return past;
}

TEST(http_daemon, asks_past_caches_for_a_file_that_came_and_is_asked_for_again) {
  const wire::scripted_answer whole{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd"};
  const wire::scripted_answer too_long{"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcdabcd"};
  const wire::scripted_answer cut{"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nabcd"};
  const wire::scripted_answer no_range{"HTTP/1.1 416 Range\r\nContent-Length: 0\r\n\r\n"};
  const wire::scripted_answer none{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"};
  EXPECT_EQ(past_caches({{"a", whole}, {"b", whole}, {"a", whole}, {"a", whole}}),
            (std::vector{false, false, true, true}));
  EXPECT_EQ(past_caches({{"a", too_long}, {"a", whole}}), (std::vector{false, true}));
  EXPECT_EQ(past_caches({{"a", no_range}, {"a", whole}}), (std::vector{false, true}));
  EXPECT_EQ(past_caches({{"a", cut}, {"a", whole}}), (std::vector{false, false}));
  EXPECT_EQ(past_caches({{"a", none}, {"a", whole}}), (std::vector{false, false}));
}

TEST(http_daemon, says_what_became_of_a_pairing_request) {
  auto answer = [](int status, const std::string& body) {
    return wire::scripted_answer{"HTTP/1.1 " + std::to_string(status) +
                                 " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
  };
  const error conflict{errc::conflict, msg("this key has sent a newer pairing request"), msg("ask again")};
  wire::scripted_server server({answer(202, R"({"status":"waiting"})"),
                                answer(409, wire::to_problem(conflict, 409, {{"number", 7}})),
                                answer(409, wire::to_problem(conflict, 409)), answer(502, "no daemon")});
  std::unique_ptr<daemon_api> daemon = http_daemon(server.url(), "", {});
  EXPECT_EQ(daemon->ask_to_pair({}).value(), 0);
  EXPECT_EQ(daemon->ask_to_pair({}).value(), 7);
  EXPECT_EQ(daemon->ask_to_pair({}).error().code, errc::conflict);
  EXPECT_EQ(daemon->ask_to_pair({}).error().code, errc::unreachable);
}

}  // namespace
}  // namespace bangtin::player::sync
