// Runs calls of the admin command inside the test's process, with given arguments, and captures the output.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "admin-cli/app/run.hpp"
#include "admin-cli/commands/fake_daemon.hpp"
#include "admin-cli/commands/json_answers.hpp"
#include "base/json.hpp"

namespace bangtin::admin_cli::commands {

// 2026-10-10T00:00:00Z, 07:00 at the site.
inline const utc_ms test_now{milliseconds(1'791'590'400'000)};

class scripted_terminal final : public terminal {
 public:
  bool there = false;
  std::deque<std::string> secrets;
  std::deque<bool> consents;
  std::vector<std::string> asked;
  std::uint64_t furthest = 0;
  std::vector<std::string> labels;  // of all bars that were shown
  std::vector<std::uint64_t> totals;
  std::function<void(const progress_bar&)> on_show{};

  bool can_ask() const override { return there; }
  result<std::string> ask_secret(const std::string& prompt) override {
    asked.push_back(prompt);
    if (secrets.empty()) return error{errc::usage, msg("there is no terminal to ask at"), msg("find one")};
    std::string s = secrets.front();
    secrets.pop_front();
    return s;
  }
  std::deque<std::string> answers;
  result<std::string> ask(const std::string& prompt) override {
    asked.push_back(prompt);
    if (answers.empty()) return error{errc::usage, msg("there is no terminal to ask at"), msg("find one")};
    std::string s = answers.front();
    answers.pop_front();
    return s;
  }
  result<bool> confirm(const std::string& question) override {
    asked.push_back(question);
    bool yes = !consents.empty() && consents.front();
    if (!consents.empty()) consents.pop_front();
    return yes;
  }
  std::optional<window_size> size{};  // of the terminal to which standard output goes
  std::optional<window_size> window() const override { return size; }
  void show(const progress_bar& bar) override {
    if (bar.total <= 1) return;
    furthest = std::max(furthest, bar.done);
    labels.push_back(bar.label);
    totals.push_back(bar.total);
    if (on_show) on_show(bar);
  }
};

struct spoken {
  int code = 0;
  std::string out, err;
  // Parses the only document on standard output; the test fails if there is anything else.
  json::value document() const {
    result<json::value> v = parse_json(out);
    EXPECT_TRUE(v) << out;
    EXPECT_EQ(out.find('\n'), out.size() - 1) << out;
    return v ? *v : json::value();
  }
};

// The environment of one test: a fake daemon (started by the first call), a folder, environment variables, a
// terminal.
class calls : public testing::Test {
 public:
  // The daemon's threads read what derived fixtures hold, so they end before any member does.
  void TearDown() override { (void)daemon.stop(); }

  fake_daemon daemon;
  scripted_terminal person;
  std::map<std::string, std::string> env{{"LANG", "en_US.UTF-8"}};
  utc_ms now = test_now;
  clock_trust clock = clock_trust::synced;
  std::atomic<int> pauses = 0;
  std::atomic<bool> interrupted = false;  // Ctrl-C was pressed
  bool started = false;
  std::size_t width = 0;  // of the terminal on standard output; 0: there is none

  calls() {
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"}) {
      setenv(name, (daemon.folder() / name).c_str(), 1);
    }
    env["BANGTIN_SOCKET"] = daemon.socket();
    env["BANGTIN_KEYS"] = daemon.folder() / "keys";
  }

  // Who answers when a command asks.
  virtual terminal& at_terminal() { return person; }

  std::string file(const std::string& name, const std::string& content) {
    std::filesystem::path path = daemon.folder() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  spoken call(const std::vector<std::string>& words) {
    if (!std::exchange(started, true)) daemon.start();
    return call_without_daemon(words);
  }

  spoken call_without_daemon(const std::vector<std::string>& words) {
    std::ostringstream out, err;
    app::surroundings around{.out = out,
                             .err = err,
                             .person = at_terminal(),
                             .env = [this](const char* name) { return env.contains(name) ? env[name] : ""; },
                             .now = now,
                             .pause = [this](std::chrono::milliseconds) { ++pauses; },
                             .start_log = {},
                             .width_out = width,
                             .clock = clock,
                             .interrupted = [this] { return interrupted.load(); }};
    int code = app::run(words, around);
    EXPECT_EQ(answer_violation(words, code, out.str()), "") << out.str();
    return {code, out.str(), err.str()};
  }
};

}  // namespace bangtin::admin_cli::commands
