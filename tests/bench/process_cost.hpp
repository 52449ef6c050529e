// What one run of a program costs: the clock, the processor, and the largest memory.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace bangtin::bench {

struct cost {
  double clock_s = 0;
  double processor_s = 0;  // user and system
  double peak_mib = 0;     // largest resident memory
};
cost cost_of(const rusage& used, std::chrono::steady_clock::time_point began);

// Runs a program to its end with its output in a file. Throws std::runtime_error when it fails. The calling
// process must stay small: a child's largest memory begins with its parent's.
cost run(std::vector<std::string> call, const std::filesystem::path& output);

// The costs of several runs.
struct costs {
  std::vector<double> clock_s, processor_s, peak_mib;
  void add(const cost& c);
};
cost median(const costs& c);

}  // namespace bangtin::bench
