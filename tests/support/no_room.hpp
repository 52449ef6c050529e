// While it lives, this process can write to no file: each write fails as beyond the largest allowed file.
// Sockets and pipes are not concerned.
#pragma once

#include <signal.h>
#include <sys/resource.h>

namespace bangtin::fakes {

class no_room {
 public:
  no_room() {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~no_room() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  no_room(const no_room&) = delete;
  no_room& operator=(const no_room&) = delete;

 private:
  rlimit before_{};
};

}  // namespace bangtin::fakes
