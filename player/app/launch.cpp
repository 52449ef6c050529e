// bangtin-player: starts the zygote that forks the decoders, then execs the player proper, bangtin-screen
// (main.cpp), with the same arguments. The first picture waits mostly for the zygote to load, and loading the
// player's own libraries takes a fifth of that time, so both load in parallel.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "player/decode/zygote_start.hpp"

namespace {

using namespace bangtin;

// The value of --data, or empty if it is not on the command line. Only the player proper parses the options
// fully and knows the default folders.
std::string_view data_folder(int argc, char** argv) {
  constexpr std::string_view option = "--data";
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == option && i + 1 < argc) return argv[i + 1];
    if (word.starts_with("--data=")) return word.substr(option.size() + 1);
  }
  return {};
}

// The player proper reads these signals from a descriptor. A blocked signal stays pending over execv, so one
// that arrives while the programs load still ends the player in order. Decoders start unblocked.
void hold_stop_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  hold_stop_signals();
  std::filesystem::path program = worker_program("bangtin-screen");
  std::string_view data = data_folder(argc, argv);
  // Lives until execv, which runs no destructor and so does not stop the zygote.
  std::optional<player::decode::zygote_process> zygote;
  if (!data.empty() && player::decode::zygote_works) {
    zygote =
        player::decode::start_zygote(worker_program("bangtin-decode"), player::decode::registry_in(data));
    if (zygote) player::decode::hand_on(*zygote);
  }
  ::execv(program.c_str(), argv);
  std::fprintf(stderr, "bangtin-player: %s: %s\n", program.c_str(), std::strerror(errno));
  return 1;
}
