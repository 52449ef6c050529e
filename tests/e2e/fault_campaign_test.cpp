// Seeded campaigns of mixed faults between screens and their daemon: few here, as many as one likes with
// script/faults N. A failure prints the seed that repeats it.
#include "e2e/fault_campaign.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "e2e/proxy_campaign.hpp"

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

// A tenth as many campaigns as above, because each starts its daemon several times.
TEST(faults, of_real_sockets_lose_and_invent_nothing) {
  spdlog::set_level(spdlog::level::off);
  const long first = number_in("BANGTIN_SEED", 1);
  const long campaigns = std::max(3L, number_in("BANGTIN_FAULT_CAMPAIGNS", 30) / 10);
  std::array<int, fakes::fates> fates{};
  for (long seed = first; seed < first + campaigns; ++seed) {
    const proxied_outcome o = proxy_campaign(static_cast<std::uint64_t>(seed)).run(60);
    for (const std::string& f : o.faults) ADD_FAILURE() << "seed " << seed << ": " << f;
    for (std::size_t i = 0; i < fates.size(); ++i) fates[i] += o.fates[i];
  }
  std::cout << fmt::format("{} campaigns from seed {}; requests by fate: {}\n", campaigns, first,
                           fmt::join(fates, " "));
  // A proxy that does nothing would prove nothing. Few campaigns need not meet every fate.
  const auto met = std::count_if(fates.begin(), fates.end(), [](int n) { return n > 0; });
  EXPECT_GE(met, campaigns < 10 ? 5 : std::ssize(fates));
}

}  // namespace
}  // namespace bangtin::e2e
