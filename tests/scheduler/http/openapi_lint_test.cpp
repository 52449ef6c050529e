// Lints the OpenAPI document with Redocly's command and all of its recommended rules. The command comes from
// npm; without node, npx or the network the test is skipped.
#include <sys/wait.h>

#include <cstdio>

#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

// This version needs node 20.19 or newer.
constexpr std::string_view redocly = "@redocly/cli@2.77.0";

struct spoken {
  int code = -1;
  std::string out;
};
spoken run(const std::string& command) {
  spoken s;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return s;
  char piece[4096];
  for (std::size_t n = 0; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) s.out.append(piece, n);
  int status = ::pclose(pipe);
  s.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return s;
}

class openapi_lint : public site {};

TEST_F(openapi_lint, finds_neither_errors_nor_warnings) {
  std::string npx = fmt::format(
      "cd '{}' && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true timeout 240 npx --yes {} ",
      folder_.path().string(), redocly);
  if (run(npx + "--version 2>/dev/null </dev/null").code != 0) {
    GTEST_SKIP() << "npx cannot run " << redocly << " here: node, npx or the network is missing";
  }
  start();
  answer document = open("GET", "/v1/openapi.json");
  ASSERT_EQ(document.status, 200);
  ASSERT_TRUE(write_file(folder_ / "openapi.json", document.body));
  spoken said = run(npx + "lint openapi.json --extends=recommended --format=json 2>/dev/null </dev/null");
  result<json::value> report = parse_json(said.out);
  ASSERT_TRUE(report) << said.code << ": " << said.out;
  EXPECT_EQ(report->at("totals").at("errors"), 0) << said.out;
  EXPECT_EQ(report->at("totals").at("warnings"), 0) << said.out;
  EXPECT_EQ(report->at("totals").at("ignored"), 0) << said.out;
}

}  // namespace
}  // namespace bangtin::scheduler::test
