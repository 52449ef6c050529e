// Seeded campaigns of mixed faults between screens and their daemon: few here, as many as one likes with
// script/faults N. A failure prints the seed that repeats it.
#include "e2e/fault_campaign.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <iostream>

namespace bangtin::e2e {
namespace {

long number_in(const char* variable, long otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::max(1L, std::atol(given));
}

TEST(faults, lose_and_invent_nothing) {
  spdlog::set_level(spdlog::level::off);  // the faults are meant
  const long first = number_in("BANGTIN_SEED", 1);
  const long campaigns = number_in("BANGTIN_FAULT_CAMPAIGNS", 30);
  for (long seed = first; seed < first + campaigns; ++seed) {
    std::vector<std::string> faults = fault_campaign(static_cast<std::uint64_t>(seed)).run(300);
    for (const std::string& f : faults) ADD_FAILURE() << "seed " << seed << ": " << f;
  }
  std::cout << fmt::format("{} campaigns from seed {}\n", campaigns, first);
}

}  // namespace
}  // namespace bangtin::e2e
