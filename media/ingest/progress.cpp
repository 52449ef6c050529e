// One line for each thousandth, so that a film of hours costs no more than a film of minutes.
#include <unistd.h>

#include <algorithm>

#include "base/files.hpp"
#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

void report_progress(double done) {
  static int told = 0;
  int permille = static_cast<int>(std::clamp(done, 0.0, 1.0) * 1000);
  if (permille <= told) return;
  told = permille;
  (void)write_all(STDOUT_FILENO, "{\"progress\":" + std::to_string(permille) + "}\n");
}

}  // namespace bangtin::media::ingest
