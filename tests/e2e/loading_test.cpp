// Staff load files while daemon, workers and command are killed at random moments. Afterwards each file is
// whole or absent, and loading it again completes it.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "e2e/site.hpp"
#include "support/environment.hpp"

namespace bangtin::e2e {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The processes that the daemon has started.
std::vector<pid_t> workers_of(pid_t daemon) {
  std::vector<pid_t> all;
  std::error_code gone;
  fs::path tasks = fs::path("/proc") / std::to_string(daemon) / "task";
  for (const auto& thread : fs::directory_iterator(tasks, gone)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) all.push_back(child);
  }
  return all;
}

class loading : public ::testing::Test {
 protected:
  site s{std::string(":0")};  // no screen is needed

  // A drawing that was never loaded before.
  fs::path new_file(std::int64_t number) {
    fs::path file = s.folder() / fmt::format("poster-{}.svg", number);
    std::string text = fmt::format(
        "<svg xmlns='http://www.w3.org/2000/svg' width='1920' height='1080'><rect width='1920' height='1080' "
        "fill='#{:06x}'/>",
        number * 7919 % 0xFFFFFF);
    for (int i = 0; i < 2000; ++i)
      text += fmt::format("<circle cx='{}' cy='{}' r='9' fill='#123'/>", i * 37 % 1920, i * 53 % 1080);
    EXPECT_TRUE(write_file(file, text + "</svg>"));
    return file;
  }

  std::string store() const { return s.daemon_data() / "media"; }

  // What is in the store is what its name says, and everything that is listed is there.
  void check_store() {
    for (const auto& e : fs::recursive_directory_iterator(fs::path(store()) / "objects")) {
      if (!e.is_regular_file()) continue;
      result<std::string> bytes = read_file(e.path(), 100 << 20);
      ASSERT_TRUE(bytes) << e.path();
      EXPECT_EQ(sha256(*bytes).hex(), e.path().filename()) << "half a file is visible";
    }
    const json::value items = parse_json(s.run_ok({"--json", "media", "list"})).value();
    for (const json::value& item : items.as_array()) {
      for (const json::value& f : item.at("files").as_array()) {
        std::string name(f.at("sha256").as_string());
        EXPECT_TRUE(fs::exists(fs::path(store()) / "objects" / name.substr(0, 2) / name)) << item;
      }
    }
  }
};

TEST_F(loading, is_whole_or_absent_whoever_is_killed_and_completes_when_repeated) {
  const std::int64_t kills = fakes::number_from("BANGTIN_LOADING_KILLS", 30);
  const std::int64_t seed =
      fakes::number_from("BANGTIN_SEED", static_cast<std::int64_t>(std::random_device{}()));
  std::cout << "seed " << seed << ", " << kills << " kills\n";
  std::mt19937_64 chance(static_cast<std::uint64_t>(seed));
  auto upto = [&](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(chance); };
  s.start_daemon();
  int at_work = 0;
  for (std::int64_t i = 0; i < kills; ++i) {
    SCOPED_TRACE(fmt::format("seed {} kill {}", seed, i));
    fs::path file = new_file(i);
    child_process command = s.start_command({"media", "add", file.string()});
    // A random moment for the kill, not a wait for something to happen.
    std::this_thread::sleep_for(std::chrono::milliseconds(upto(600)));
    at_work += command.running() ? 1 : 0;
    std::int64_t victim = upto(2);
    if (victim == 0) command.kill();
    if (victim == 1) {
      for (pid_t worker : workers_of(s.daemon().pid())) ::kill(worker, SIGKILL);
    }
    if (victim == 2) {
      s.daemon().kill();
      s.daemon().wait();
      s.start_daemon();
    }
    (void)command.wait();
    if (i % 5 == 4) check_store();
    command_result again = s.run({"--json", "media", "add", file.string()});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err << s.log_of("bangtind");
    std::string status(parse_json(again.out).value().at(0).at("status").as_string());
    EXPECT_TRUE(status == "accepted" || status == "duplicate") << again.out;
  }
  EXPECT_GT(at_work, kills / 4) << "most were done before the kill; the test says little";
  check_store();
  json::value items = parse_json(s.run_ok({"--json", "media", "list"})).value();
  EXPECT_EQ(static_cast<std::int64_t>(items.as_array().size()), kills);
  // Nothing of the dead runs remains.
  EXPECT_EQ(s.stop(s.daemon()), 0);
  s.start_daemon();
  EXPECT_TRUE(fs::is_empty(fs::path(store()) / "incoming"));
  EXPECT_TRUE(eventually(10s, [&] {
    fs::path scratch = s.daemon_data() / "ingest";
    return !fs::exists(scratch) || fs::is_empty(scratch);
  }));
}

}  // namespace
}  // namespace bangtin::e2e
