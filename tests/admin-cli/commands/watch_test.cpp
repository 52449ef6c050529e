#include "admin-cli/commands/screen_desk.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// Each look of the command is a step of the script; after the last one somebody presses Ctrl-C.
class watching : public screen_desk {
 public:
  std::vector<std::function<void()>> steps;

  void SetUp() override {
    site.programme_version = 4;
    rows = {row("lobby")};
    rows[0].programme_version = 4;
    route("GET /v1/pairing-requests", [this](const heard&) {
      if (step_ < steps.size()) steps[step_]();
      if (++step_ > steps.size()) interrupted = true;
      return answer{200, "[]"};
    });
  }

 private:
  std::size_t step_ = 0;
};

TEST_F(watching, without_a_terminal_prints_a_line_per_change) {
  steps = {[] {},
           [this] { rows[0].now_playing = "b.mp4"; },
           [] {},
           [this] { rows[0].disk_free_bytes = 400'000'000; },
           [this] { rows[0].disk_free_bytes = 399'000'000; },
           [this] { rows[0].disk_free_bytes = 9'000'000'000; },
           [] {}};
  spoken said = call({"status", "--watch"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out,
            "2026-10-10 07:00:00  version 4 is published\n"
            "2026-10-10 07:00:00  lobby: plays a.png (campaign x)\n"
            "2026-10-10 07:00:00  lobby: shows version 4\n"
            "2026-10-10 07:00:00  lobby: plays b.mp4 (campaign x)\n"
            "2026-10-10 07:00:00  lobby: ! only 400 MB free\n"
            "2026-10-10 07:00:00  lobby: over: only 399 MB free\n");
}

TEST_F(watching, goes_on_when_the_daemon_is_away_and_says_so_once) {
  int asked = 0;
  route("GET /v1/site", [&, this](const heard&) {
    ++asked;
    if (asked > 9) interrupted = true;
    return answer{200, canonical(wire::admin::encode(site)), asked > 1 && asked < 8};
  });
  steps.resize(100, [] {});
  spoken said = call({"status", "--watch"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("! no answer from the admin socket"));
  EXPECT_EQ(said.out.find("! no answer"), said.out.rfind("! no answer"));
  EXPECT_THAT(said.out, EndsWith("  the daemon answers again\n"));
}

TEST_F(watching, at_a_terminal_writes_only_what_changed) {
  person.size = {200, 24};
  steps = {[] {}, [this] { rows[0].now_playing = "b.mp4"; }, [] {}};
  spoken said = call({"status", "--watch"});
  EXPECT_EQ(said.code, 0);
  const std::size_t second = said.out.find("\033[", said.out.find("Ctrl-C ends it"));
  ASSERT_NE(second, std::string::npos);
  const std::string later = said.out.substr(second);
  EXPECT_THAT(later, AllOf(HasSubstr("b.mp4"), Not(HasSubstr("programme version 4"))));
  EXPECT_THAT(said.out, EndsWith("B")) << "the cursor stays below the frame, where the shell goes on";
}

TEST_F(watching, is_for_people) {
  spoken said = call({"status", "--watch", "--json"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("one document"));
}

TEST_F(watching, a_daemon_that_is_not_there_at_first_is_an_error) {
  gone = true;
  EXPECT_EQ(call({"status", "--watch"}).code, 3);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
