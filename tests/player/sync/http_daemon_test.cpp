#include <gtest/gtest.h>

#include <map>

#include "player/sync/daemon_api.hpp"
#include "wire/problem.hpp"
#include "wire/scripted_server.hpp"

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
