// A whole site for a test: daemon, player and admin command as real programs on loopback, with a virtual
// screen and a new folder. Each object, when it is destroyed, ends the programs that it has started and
// deletes its folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "support/frame_buffer.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::e2e {

// Calls `answer` every 20 ms until it returns true or `within` has passed; returns the last answer. For
// events in other processes, which cannot notify the test. Only a failure takes as long as `within`.
bool eventually(std::chrono::milliseconds within, const std::function<bool()>& answer);

// A reduced picture: the mean colour of each of 192x108 blocks, so that two ways of scaling give nearly the
// same result.
struct small_picture {
  static constexpr int width = 192, height = 108;
  std::vector<std::uint8_t> bgr = std::vector<std::uint8_t>(width * height * 3);
};
// Mean absolute difference per channel, 0 to 255.
double difference(const small_picture& a, const small_picture& b);
bool is_black(const small_picture& p);

// An X server without a monitor. Its frame buffer is a file, so looking at it costs the programs nothing.
class virtual_screen {
 public:
  // Throws std::runtime_error when Xvfb does not start.
  explicit virtual_screen(int width = 1920, int height = 1080);
  const std::string& display() const { return display_; }
  pid_t pid() const { return server_.pid(); }
  small_picture look() const;
  const fakes::frame_buffer& pixels() const { return *pixels_; }
  std::filesystem::path frame_buffer_file() const { return folder_ / "Xvfb_screen0"; }

 private:
  fakes::temporary_folder folder_{fakes::in_memory()};
  child_process server_;
  std::string display_;
  std::optional<fakes::frame_buffer> pixels_;  // set once the server has started
};
bool have_virtual_screen();

// A time zone in which this program started between 12:00 and 13:00: no day, and so no month of the counts,
// ends during a test.
std::string noon_zone();
// The month of now there, YYYY-MM.
std::string this_month();

struct command_result {
  int exit_code = -1;
  std::string out, err;
};

// A value of SDL_AUDIODRIVER with which a program finds no sound device.
inline const std::string no_sound = "none";

class site {
 public:
  explicit site(const virtual_screen& screen, std::string audio_driver = "dummy");
  // With the X display of that name, whether or not it is there.
  explicit site(std::string display, std::string audio_driver = "dummy");
  // Kills the programs that run. The test fails if a sanitizer has written into a program's log.
  ~site();

  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path daemon_data() const { return folder_ / "daemon"; }
  std::filesystem::path player_data() const { return folder_ / "player"; }

  // Environment variables ("NAME=value") for later starts of `program`: "bangtind", "bangtin-player",
  // "bangtin".
  void set_environment(const std::string& program, std::vector<std::string> more);

  // From now on daemon and player speak TLS.
  void speak_tls() { speaks_tls_ = true; }
  // Returns when the daemon says that it is ready; throws when it does not within 20 s. After a restart it
  // listens on the same address.
  void start_daemon();
  // Programs that start from now on have this environment variable; without a value they do not have it.
  void set_variable(const std::string& name, std::optional<std::string> value) {
    variables_[name] = std::move(value);
  }
  void start_player(const std::vector<std::string>& more = {});
  // The player has no network, and reads USB sticks that are mounted there.
  void start_player_with_sticks(const std::filesystem::path& mounted);
  // The player reaches the daemon at this address, which something else forwards.
  void start_player_through(const std::string& address);
  // Where the daemon listens, HOST:PORT, once it has started.
  const std::string& address() const { return address_; }
  child_process& daemon() { return daemon_; }
  child_process& player() { return player_; }
  // Sends SIGTERM, waits for the end, and returns the exit code.
  int stop(child_process& p);

  // Runs `bangtin` with these arguments and waits for its end.
  command_result run(const std::vector<std::string>& words);
  // Starts it, and does not wait. Its output goes to log_of("bangtin").
  child_process start_command(const std::vector<std::string>& words) { return start("bangtin", words); }
  // The same as `run`, but returns the output, and throws unless the exit code is 0.
  std::string run_ok(const std::vector<std::string>& words);

  // Makes keys, applies and approves `programme` (a file's path), and pairs the player as the screen "lobby".
  void go_on_air(const std::filesystem::path& programme);

  std::string log_of(const std::string& program) const;  // "bangtind" or "bangtin-player"

 private:
  child_process start(const std::string& program, const std::vector<std::string>& words);
  std::vector<std::string> environment(const std::string& program) const;

  fakes::temporary_folder folder_;
  std::string display_;
  std::string audio_driver_;
  std::map<std::string, std::vector<std::string>> more_environment_;  // by program
  std::string address_ = "127.0.0.1:0";
  bool speaks_tls_ = false;
  std::map<std::string, std::optional<std::string>> variables_;
  child_process daemon_;
  child_process player_;
};

}  // namespace bangtin::e2e
