// Preloaded into a program, says that the kernel's clock is synchronised: a test's machine rarely is.
#include <sys/timex.h>

#include <cstring>

extern "C" int adjtimex(timex* t) {
  std::memset(t, 0, sizeof *t);
  return TIME_OK;
}
