// Measures processes by /proc: processor time and memory of a process and all of its descendants.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bangtin::bench {

// Processor seconds of the process and its descendants, including children that have ended and were reaped.
double cpu_seconds(pid_t root);
struct memory {
  double pss_mib = 0;  // summed: shared memory counts once
  int decoders = 0;    // how many of the processes are decoders
};
memory memory_of(pid_t root);

double median(std::vector<double> v);  // 0 for an empty list

}  // namespace bangtin::bench
