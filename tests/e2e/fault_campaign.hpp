// Screens and their daemon under mixed faults, in one process and without sleeping: power cuts and disk
// errors on either side, a network that loses, repeats, reorders and damages, backups put back on either
// side, and two machines with a copied disk. A book outside of the system notes what every screen wrote and
// which receipts it got; when the faults are over, `run` compares.
//
//   std::vector<std::string> faults = e2e::fault_campaign(seed).run(300);   // empty: everything holds
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bangtin::e2e {

class fault_campaign {
 public:
  explicit fault_campaign(std::uint64_t seed);
  ~fault_campaign();
  // Makes this many random steps, heals everything, and returns what is wrong then.
  std::vector<std::string> run(int steps);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::e2e
