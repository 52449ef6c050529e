#include "bench/process_cost.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/spending.hpp"

extern char** environ;

namespace bangtin::bench {

namespace {

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

}  // namespace

cost cost_of(const rusage& used, std::chrono::steady_clock::time_point began) {
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024};
}

cost run(std::vector<std::string> call, const std::filesystem::path& output) {
  std::vector<char*> words;
  for (std::string& word : call) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const auto began = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, words[0], &files, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("cannot start " + call[0]);
  int status = 0;
  rusage used{};
  ::wait4(child, &status, 0, &used);
  if (status != 0) throw std::runtime_error(fmt::format("{} ended with {}", call[0], status));
  return cost_of(used, began);
}

void costs::add(const cost& c) {
  clock_s.push_back(c.clock_s);
  processor_s.push_back(c.processor_s);
  peak_mib.push_back(c.peak_mib);
}

cost median(const costs& c) {
  return {median(c.clock_s), median(c.processor_s), median(c.peak_mib)};
}

}  // namespace bangtin::bench
