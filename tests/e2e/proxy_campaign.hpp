// Screens and a real daemon in one process, whose requests pass a faulty proxy on loopback: the real HTTP
// client, reporter and journal on one side, the real server and intake on the other. The daemon is restarted
// and restored from backups, the screens' programs are restarted.
//
//   e2e::proxied_outcome o = e2e::proxy_campaign(seed).run(60);
//   o.faults.empty();   // everything holds
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/fault_proxy.hpp"

namespace bangtin::e2e {

struct proxied_outcome {
  std::vector<std::string> faults;        // what is wrong once everything is healed and sent
  std::array<int, fakes::fates> fates{};  // how often each fate came
};

class proxy_campaign {
 public:
  explicit proxy_campaign(std::uint64_t seed);
  ~proxy_campaign();
  proxied_outcome run(int steps);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::e2e
