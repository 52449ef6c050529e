// The way of a batch through the daemon, without HTTP: the handler of the endpoint, on its real threads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/played_site.hpp"

namespace bangtin::bench {

// For each screen the bodies of its posts, in order.
using posts = std::vector<std::vector<std::string>>;
posts posts_of(played_site& site, std::size_t posts_of_each, std::size_t batch);

class daemon_path {
 public:
  // Opens a new ledger in `file`, with the site's programme. `key` signs the receipts.
  daemon_path(const std::filesystem::path& file, const played_site& site, bool durable,
              secret_key key = secret_key::generate());
  ~daemon_path();
  // All screens send at the same time, each its posts one after the other. Throws if one is not taken.
  void take(const posts& all);
  // The same with posts made meanwhile: `posts_of_each` of `batch` records.
  void take(played_site& site, std::size_t posts_of_each, std::size_t batch);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

// What each stage of intake costs when one batch follows the other on one thread: microseconds per record.
std::vector<std::pair<std::string, double>> stages(const std::filesystem::path& file, const played_site& site,
                                                   const posts& all);

}  // namespace bangtin::bench
