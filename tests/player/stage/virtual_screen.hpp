// A screen for tests: Xvfb on a free display, and what there is to see on it.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/process.hpp"

namespace bangtin {

class virtual_screen {
 public:
  // Starts Xvfb and points DISPLAY to it. `there` is false where it is not installed.
  explicit virtual_screen(const std::string& size = "1920x1080x24") {
    if (::access("/usr/bin/Xvfb", X_OK) != 0) return;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    unique_fd reads(ends[0]);
    unique_fd writes(ends[1]);
    process_setup setup;
    setup.argv = {"/usr/bin/Xvfb", "-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp", "-noreset"};
    setup.descriptors = {{writes.get(), 3}};
    setup.environment = {"PATH=/usr/bin:/bin"};
    auto started = start_process(setup);
    if (!started) return;
    server_ = std::move(*started);
    writes.reset();
    std::string number;
    char c = 0;
    while (::read(reads.get(), &c, 1) == 1 && c != '\n') number += c;
    if (number.empty()) return;
    ::setenv("DISPLAY", (":" + number).c_str(), 1);
    ::setenv("SDL_VIDEODRIVER", "x11", 1);
    there_ = true;
  }
  bool there() const { return there_; }

 private:
  child_process server_;
  bool there_ = false;
};

}  // namespace bangtin
