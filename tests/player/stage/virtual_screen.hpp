// A screen for tests: Xvfb on a free display, and access to its picture.
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
  // Starts Xvfb and sets DISPLAY to it. `there` is false where Xvfb is not installed. If `folder` is given,
  // Xvfb keeps its frame buffer there as the file Xvfb_screen0.
  explicit virtual_screen(const std::string& size = "1920x1080x24",
                          const std::filesystem::path& folder = {}) {
    if (::access("/usr/bin/Xvfb", X_OK) != 0) return;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    unique_fd reads(ends[0]);
    unique_fd writes(ends[1]);
    process_setup setup;
    setup.argv = {"/usr/bin/Xvfb", "-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp", "-noreset"};
    if (!folder.empty()) setup.argv.insert(setup.argv.end(), {"-fbdir", folder.string()});
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
    display_ = ":" + number;
    ::setenv("DISPLAY", display_.c_str(), 1);
    ::setenv("SDL_VIDEODRIVER", "x11", 1);
    there_ = true;
  }
  bool there() const { return there_; }
  const std::string& display() const { return display_; }
  child_process& server() { return server_; }

 private:
  child_process server_;
  std::string display_;
  bool there_ = false;
};

}  // namespace bangtin
