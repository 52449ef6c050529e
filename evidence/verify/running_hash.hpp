// SHA-256 of bytes that arrive one after the other, which tells the hash of all bytes so far and goes on.
// Long data is hashed on a thread of its own, while the caller makes or reads more. Not thread-safe. Throws
// std::runtime_error if OpenSSL itself fails.
#pragma once

#include <memory>
#include <string_view>

#include "base/hash.hpp"

namespace bangtin::evidence::checker {

class running_hash {
 public:
  running_hash();
  running_hash(running_hash&&) noexcept;
  running_hash& operator=(running_hash&&) noexcept;
  ~running_hash();

  void update(std::string_view bytes);
  // Waits for the thread.
  digest so_far();

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace bangtin::evidence::checker
