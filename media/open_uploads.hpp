// Uploads that arrive in several requests, because connections break or clients send pieces. Between two
// requests it remembers the hash of what has arrived, so that each byte is hashed once. What it does not
// remember (after a restart, or when too many uploads are open) the next request reads and hashes once more.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "media/store.hpp"

namespace bangtin::media {

// Thread-safe. The store must outlive it.
class open_uploads {
 public:
  // An upload takes about 300 bytes of memory, and no descriptor.
  static constexpr std::size_t max_remembered = 256;

  explicit open_uploads(const store& s, std::size_t max = max_remembered) : store_(s), max_(max) {}

  // Same as store::begin, with what is remembered. The caller must `catch_up` what is unread.
  result<store::upload> resume(const digest& d, std::int64_t offset);
  // Ends this request's part of the upload: syncs what has arrived and remembers its hash. When the disk
  // fails, nothing is remembered.
  result<void> pause(const digest& d, store::upload u);

  // The bytes that arrived in earlier requests and had to be hashed again, since the start.
  std::int64_t bytes_hashed_again() const;

 private:
  struct entry {
    upload_progress known;
    std::uint64_t turn;  // counts up with each pause
  };
  void drop_oldest();

  const store& store_;
  std::size_t max_;
  mutable std::mutex mutex_;  // guards what follows
  std::map<digest, entry> known_;
  std::uint64_t turns_ = 0;
  std::int64_t hashed_again_ = 0;
};

}  // namespace bangtin::media
