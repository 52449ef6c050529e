// What processes spend, asked of /proc: processor time and memory of a process with all that it started.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bangtin::bench {

// With the time of children that have ended and were waited for.
double cpu_seconds(pid_t root);
struct memory {
  double pss_mib = 0;  // summed: what is shared counts once
  int decoders = 0;    // processes among them that decode
};
memory memory_of(pid_t root);

double median(std::vector<double> v);  // 0 of nothing

}  // namespace bangtin::bench
