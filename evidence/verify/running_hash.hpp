// SHA-256 of bytes that arrive one after the other, which tells the hash of all bytes so far and goes on. Not
// thread-safe. Throws std::runtime_error if OpenSSL itself fails.
#pragma once

#include <memory>
#include <string_view>

#include "base/hash.hpp"

namespace bangtin::evidence::checker {

class running_hash {
 public:
  running_hash();
  ~running_hash();
  running_hash(const running_hash&) = delete;
  running_hash& operator=(const running_hash&) = delete;

  void update(std::string_view bytes);
  digest so_far() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace bangtin::evidence::checker
