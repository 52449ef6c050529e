#include <gtest/gtest.h>

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
  (void)daemon->send_status(screen, {});
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
